// One object of a proof: its status record with the map path that shows it present, or the path
// that shows that the map has no such key.
//
//     present <key> <lines of the record>
//     <record>
//     step <bit> <base64 sibling>          leaf's sibling first
//
//     absent <key>
//     other <key> <base64 value>           the leaf at which the search ends; not for an empty map
//     step <bit> <base64 sibling>
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/result.h"
#include "ledger/batch/change.h"
#include "ledger/domain/record.h"
#include "ledger/log/patricia.h"

namespace kuboluk::proof {

// A path cannot be longer than the bits of our longest key; stops a proof from being filled with
// steps.
inline constexpr std::size_t kPathStepsMax = 8 * domain::kRecordKeyBytesMax + 1;

struct Part {
  std::string key;
  std::optional<std::string> record;  // the text; nothing: absent
  log::MapProof path;
  bool operator==(const Part&) const = default;
};

// Key and record text as the map has them, with the path. Errors: damage of the reader.
Result<Part> build_part(const batch::LedgerReader& reader, const Hash& map_root,
                        std::string_view key);

// The part is true under that root: the key leads to exactly this record, or to none. Errors: map.
Result<void> check_part(const Part& part, const Hash& map_root);

}  // namespace kuboluk::proof
