// Which objects an answer needs, found by one walk that builder and verifier share: so a proof
// holds exactly the closure of what was asked, in one order, or it is refused. Not for other boxes.
//
//   every question   election, its ruleset, then
//   accreditation    the accreditation
//   certificate      the certificate, its accreditation
//   person           the person, its applications, its accreditations
//   application      the application
//   history          the accreditation, its application, its decree
//   number absent    for each other election that has it: its election and ruleset, the objects
//   above (without those of
//                    history)
//
// Keys are computed from what was asked and from records already proven; a key met twice stands
// once, where it was met first.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/result.h"
#include "ledger/domain/record.h"
#include "ledger/proof/asked.h"

namespace kuboluk::proof {

// Where the walk gets its objects: the ledger, or the parts of a file in their order.
class ObjectSource {
 public:
  virtual ~ObjectSource() = default;
  // The record under the key, nothing if there is none. Asked once per key, in closure order.
  virtual Result<std::optional<domain::Record>> object(const std::string& key) = 0;
  // Other elections that have a `kind` of that id, sorted, none twice, at most kElsewhereMax. Asked
  // only when the election asked has none.
  virtual Result<std::vector<std::string>> elsewhere(std::string_view kind, const Asked& asked) = 0;
};

struct Closure {
  // By key; nothing: no such key.
  std::map<std::string, std::optional<domain::Record>, std::less<>> objects;
  std::vector<std::string> elsewhere;
  // The record, or nothing if it is absent or not of the closure.
  const domain::Record* find(std::string_view key) const;
};

// `asked` must be well formed (checked). Errors: X.PROOF if a record names an object that is not
// there, or names none; the source's.
Result<Closure> walk_closure(ObjectSource& source, const Asked& asked);
// Election and ruleset only.
Result<Closure> walk_law(ObjectSource& source, const std::string& election);

// The key of the object that the question names: "certificate/<election>/<id>", ... History names
// an accreditation.
std::string main_key(const Asked& asked);
// Keys that records of the closure name. Nothing if the fact is missing or no token.
std::optional<std::string> named_key(const domain::Record& record, std::string_view fact,
                                     std::string_view kind, std::string_view election);
std::optional<std::string> ruleset_key(const domain::Record& election);
// Of a person: in the order in which the record names them, none twice.
std::vector<std::string> applications_of(const domain::Record& person);
std::vector<std::string> accreditations_of(const domain::Record& person);

}  // namespace kuboluk::proof
