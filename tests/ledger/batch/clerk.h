// Signs the acts of one small ledger, and makes histories of batches out of them: for tests of
// batch, store and sequencer.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/ed25519.h"
#include "crypto/vkey.h"
#include "ledger/batch/change.h"
#include "ledger/domain/execute.h"
#include "ledger/domain/signed_event.h"
#include "tests/ledger/log/print_result.h"

namespace kuboluk::batch::test {

using Lines = std::vector<domain::Line>;

// Seeded keys; an author may have several.
crypto::SecretKey key_of(std::string_view actor, int number = 1);
crypto::VerifierKey vkey_of(std::string_view actor, int number = 1);

domain::Instant at(std::string_view local_time);

// The acts are fixed by their arguments: the same call gives the same bytes.
class Clerk {
 public:
  explicit Clerk(domain::Clock clock = domain::Clock::kScenario);

  const domain::LedgerInfo& info() const { return info_; }
  const domain::Ruleset& ruleset() const { return ruleset_; }
  const domain::SignedEvent& genesis() const { return genesis_; }
  // Known time of the genesis: the start of time in clock scenario.
  domain::Instant genesis_time() const;

  domain::Event event(std::string_view type, std::string_view by, std::string_view at,
                      Lines lines) const;
  // Signed by the author's key with that number (1 or 2 for cec, else 1).
  domain::SignedEvent sign(const domain::Event& event, int key_number = 1) const;

  // A statement that changes no record.
  domain::SignedEvent note(int number, int key_number = 1) const;
  // A new organisation: two records.
  domain::SignedEvent registration(int number) const;
  // What kApplicants persons need before they can be granted: five acts, the last an application.
  static constexpr int kApplicants = 40;
  std::vector<domain::SignedEvent> application() const;
  // Grants the person of that number (1..kApplicants): new records, and the application's record
  // changes.
  domain::SignedEvent grant(int person) const;
  // Grants persons first..last in one act of several parts.
  std::vector<domain::SignedEvent> divided_grant(int first, int last) const;

 private:
  domain::Ruleset ruleset_;
  domain::LedgerInfo info_;
  domain::SignedEvent genesis_;
};

// One batch at a time over a ledger in memory: genesis, application, then a random mix. Same seed,
// same changes.
class History {
 public:
  History(const Clerk& clerk, std::uint64_t seed);
  // Builds the next batch and applies it to ledger().
  Change next();
  const MemoryLedger& ledger() const { return ledger_; }
  std::vector<Change> take(std::size_t count);

 private:
  std::vector<std::vector<domain::SignedEvent>> submissions();
  domain::Instant next_time();

  const Clerk& clerk_;
  std::mt19937_64 random_;
  MemoryLedger ledger_;
  int step_ = 0;
  int notes_ = 0;
  int registrations_ = 0;
  int granted_ = 0;
};

// One batch of these submissions at one known time; every one must be accepted.
Change build(const Clerk& clerk, const LedgerReader& reader, const Position& position,
             const std::vector<std::vector<domain::SignedEvent>>& submissions,
             domain::Instant known);

// Catch2 needs one answer; the parts that differ are reported.
bool same_change(const Change& a, const Change& b);

}  // namespace kuboluk::batch::test
