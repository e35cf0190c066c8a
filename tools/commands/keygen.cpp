#include "tools/commands/keygen.h"

#include <boost/json.hpp>
#include <ostream>

#include "crypto/key_file.h"
#include "tools/output/words.h"

namespace kuboluk::tools {

Exit run_keygen(const KeygenOptions& options, std::string_view passphrase, const Session& session) {
  const auto role = crypto::key_role_from_text(options.role);
  if (!role) {
    return refuse(session, Exit::kUsage,
                  Error{"X.FORM", printable(options.role, 40), "no role of a key has that name"},
                  "roles are author, cosigner, node, transport, log and witness");
  }
  crypto::SystemRandom random;
  const Result<crypto::NamedKey> key = crypto::make_named_key(*role, options.name, random);
  if (!key) {
    return refuse(session, Exit::kUsage,
                  Error{key.error().rule, printable(options.name, 60), key.error().detail},
                  "a key name looks like cec.example/author/1: no spaces, no plus sign");
  }
  const Result<void> written = crypto::write_key_file(options.out, *key, passphrase, random);
  if (!written) {
    return refuse(session, Exit::kBadFile, written.error(),
                  "key files are never overwritten: choose another --out");
  }
  if (session.json) {
    boost::json::object out;
    out["kind"] = "keygen";
    out["exit"] = 0;
    out["role"] = crypto::to_text(*role);
    out["vkey"] = key->vkey.text();
    out["file"] = printable_argument(options.out);
    out["sealed"] = !passphrase.empty();
    session.out << boost::json::serialize(out) << '\n';
  } else {
    session.out << key->vkey.text() << '\n';
  }
  return Exit::kHolds;
}

}  // namespace kuboluk::tools
