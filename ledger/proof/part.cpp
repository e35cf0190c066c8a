#include "ledger/proof/part.h"

#include "crypto/sha256.h"
#include "ledger/domain/view.h"

namespace kuboluk::proof {

Result<Part> build_part(const batch::LedgerReader& reader, const Hash& map_root,
                        std::string_view key) {
  Part part;
  part.key = key;
  auto record = reader.record(key);
  if (!record) return record.error();
  part.record = std::move(*record);
  auto path = log::prove(reader, map_root, key);
  if (!path) return path.error();
  part.path = std::move(*path);
  // A record and a map that disagree are damage of the store: better no proof than one that every
  // reader refuses.
  if (const auto checked = check_part(part, map_root); !checked) {
    return Error{std::string(domain::kDamageRule), part.key, checked.error().detail};
  }
  return part;
}

Result<void> check_part(const Part& part, const Hash& map_root) {
  if (part.record) {
    return log::verify_presence(map_root, part.key, crypto::sha256(bytes_of(*part.record)),
                                part.path);
  }
  return log::verify_absence(map_root, part.key, part.path);
}

}  // namespace kuboluk::proof
