// A small synthetic ledger made by the real builder, its cosigners, and readers: what the tests of
// ledger/proof share.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/batch/builder.h"
#include "ledger/batch/change.h"
#include "ledger/domain/ruleset.h"
#include "ledger/log/policy.h"
#include "ledger/proof/list_proof.h"
#include "ledger/proof/status_proof.h"
#include "ledger/proof/verifier.h"
#include "tests/ledger/log/testing_keys.h"

namespace kuboluk::proof::testing {

inline constexpr std::string_view kHere = "kg-test-1";
inline constexpr std::string_view kThere = "kg-test-2";

domain::Instant local(std::string_view text);    // "2026-05-01T10:00:00", offset +06:00
std::uint64_t seconds(domain::Instant instant);  // POSIX

using Lines = std::vector<domain::Line>;

// A ledger under construction: every act is signed, executed and logged by the real code.
class World {
 public:
  explicit World(domain::Clock clock = domain::Clock::kReal,
                 std::string name = "kuboluk.example/kg");

  // One act, recorded at once ("" : at `at`) in a batch of its own. Must be accepted.
  void act(std::string_view type, std::string_view by, std::string_view at, Lines lines,
           std::string_view recorded = "");
  // Several acts of one batch, decided each at its time, recorded together.
  struct Act {
    std::string_view at;
    std::string_view type;
    std::string_view by;
    Lines lines;
  };
  void together(std::string_view recorded, std::vector<Act> acts);
  void heartbeat(std::string_view at);  // a batch of a seal alone

  const batch::MemoryLedger& ledger() const { return ledger_; }
  const domain::LedgerInfo& info() const { return info_; }
  std::uint64_t size() const { return ledger_.position().value().size; }
  log::Checkpoint checkpoint() const;
  // The newest checkpoint, cosigned by these ("mfa", "osce", "cis") at these times.
  std::string note(const std::vector<std::pair<std::string, std::uint64_t>>& cosigners) const;
  // The same over any checkpoint: what a coalition of all keys could sign.
  std::string note_over(const log::Checkpoint& checkpoint,
                        const std::vector<std::pair<std::string, std::uint64_t>>& cosigners) const;
  std::string policy_text(std::string_view quorum = "institutions") const;
  log::Policy policy(std::string_view quorum = "institutions") const;

 private:
  void commit(const std::vector<domain::SignedEvent>& events, domain::Instant known);
  domain::SignedEvent sign(const domain::Event& event) const;
  domain::Event head(std::string_view type, std::string_view by, domain::Instant at,
                     domain::Instant known) const;

  domain::Rulesets rulesets_;
  domain::LedgerInfo info_;
  batch::MemoryLedger ledger_;
};

// Wednesday 2026-07-15T12:00:00 local: the readers' clock unless a test sets another.
extern const std::uint64_t kNow;
// When the institutions cosigned last: 60 seconds before kNow. mfa 30 s, osce 60 s, cis 90 s
// before: as-of of two is 60.
extern const std::uint64_t kAsOf;

// The world that most tests look at (built once): see world.cpp for its story.
const World& world();
std::string usual_note(const World& of);

// A proof and its bytes from that world, or another.
StatusProof status_proof(const Asked& asked, const World& of = world());
std::string status_bytes(const Asked& asked, const World& of = world());
ListProof list_proof(std::string_view election = kHere, const World& of = world());

// Verifier key of an author of the world.
std::string author_vkey(std::string_view id);

struct Reader {
  explicit Reader(const World& of = world(), std::string_view quorum = "institutions");
  log::Policy policy;
  domain::Rulesets rulesets;
  std::uint64_t clock_s;
  std::uint64_t skew_s = 120;
  std::uint64_t age_limit_s = 3600;
  ReaderPolicy view() const { return {policy, rulesets, clock_s, skew_s, age_limit_s}; }
};

Asked accreditation(std::string_view id, std::string_view election = kHere);
Asked certificate(std::string_view id, std::string_view election = kHere);
Asked person(std::string_view id, std::string_view election = kHere);
Asked application(std::string_view id, std::string_view election = kHere);
Asked history(std::string_view id, std::string_view election = kHere);

// "what held at `valid`, as known at `known`"; "": no limit.
domain::TwoClocks at(std::string_view valid, std::string_view known = "");
// The verdict of a proof built for `asked`; must verify.
StatusVerdict verdict_of(const Asked& asked, domain::TwoClocks clocks, const World& of = world());
// The rule of the error ("step 4"); "accepted" if there is none.
std::string failed_step(std::string_view bytes, const std::optional<Asked>& asked = std::nullopt);
std::string failed_list_step(std::string_view bytes);

}  // namespace kuboluk::proof::testing
