// A ledger of one small election in memory: says acts in one line each, as a clerk would.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crypto/random.h"
#include "ledger/domain/execute.h"
#include "ledger/domain/record.h"
#include "ledger/domain/view.h"

namespace kuboluk::domain::test {

// Seeded test key of an actor.
crypto::SecretKey key_of(std::string_view actor);
crypto::VerifierKey vkey_of(std::string_view actor);

using Lines = std::vector<Line>;

class SmallLedger {
 public:
  // Genesis under KR-REG-197+CL-68 with the authors operator, cec, mfa, president, kenesh, cabinet,
  // court.
  explicit SmallLedger(std::string_view ruleset = "KR-REG-197+CL-68",
                       std::string_view clock = "scenario");

  // The event of that type by that author, taking effect at "2026-04-01T10:00:00+06:00"-like `at`.
  Event event(std::string_view type, std::string_view by, std::string_view at, Lines lines) const;
  SignedEvent sign(const Event& event) const;
  // Applies one event, recorded at `at` or at `recorded`; "" if accepted, else the rule that
  // refused it.
  std::string act(std::string_view type, std::string_view by, std::string_view at, Lines lines,
                  std::string_view recorded = "");
  std::string apply(const std::vector<Event>& submission, std::string_view recorded);

  // Organisation "t-1", election "kg-1" (voting 2026-06-14), invitation "I-1", application "A-10"
  // with the persons p-1, p-2, p-3.
  void prepare();
  std::string grant(std::string_view decree, std::string_view number, std::string_view certificate,
                    std::string_view person, std::string_view at = "2026-04-10T16:00:00+06:00");

  // The record under the key; must exist.
  Record record(std::string_view key) const;
  const MemoryState& state() const { return state_; }
  const LedgerInfo& info() const { return info_; }
  const Ruleset& ruleset() const { return ruleset_; }
  std::string last_detail() const { return last_detail_; }

 private:
  MemoryState state_;
  Ruleset ruleset_;
  LedgerInfo info_;
  std::string last_detail_;
};

Instant at(std::string_view local_time);

// A ledger with everything that prepare() makes.
struct Prepared : SmallLedger {
  explicit Prepared(std::string_view law = "KR-REG-197+CL-68") : SmallLedger(law) { prepare(); }
};

// Lines of common acts of the election "kg-1", as short as they can be said.
namespace said {

inline constexpr const char* kPapers = "application,identity-copies,list";
inline constexpr const char* kMay = "2026-05-04T10:00:00+06:00";

Lines invitation(std::string id, std::string org, std::string inviter, std::string channel = "mfa");
Lines application(std::string id, std::string documents, std::string received_by,
                  std::vector<Line> persons);
Line person(std::string id, std::string citizenships = "XX", std::string valid = "yes");
Lines grant(std::string decree, std::vector<std::vector<std::string>> items);
Lines revocation(std::string decree, std::string number, std::string ground = "KR.R4.7",
                 std::string limb = "violation", std::string reason = "test");
Lines annulment(std::string what, std::string effect);

}  // namespace said

}  // namespace kuboluk::domain::test
