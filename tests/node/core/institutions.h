// Five institutions with seeded keys and one ledger: CEC sequences, MFA and three missions cosign,
// three of four make a quorum. For tests of the protocol.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "crypto/ed25519.h"
#include "crypto/vkey.h"
#include "ledger/exchange/submission.h"
#include "node/core/setup.h"
#include "node/core/step.h"
#include "tests/ledger/log/print_result.h"

namespace kuboluk::core::test {

// The genesis has this known time; the world's clocks begin there too.
inline constexpr std::string_view kStart = "2026-04-10T09:00:00+06:00";
inline constexpr std::int64_t kMergeDelayMs = 600 * domain::kSecondMs;

class Institutions {
 public:
  // `bodies`: further authors of the genesis that run no node ("court").
  explicit Institutions(domain::Clock clock = domain::Clock::kReal,
                        const std::vector<std::string>& bodies = {});

  static const std::vector<std::string>& ids();  // cec first
  static domain::Instant start();

  const domain::LedgerInfo& info() const { return info_; }
  const domain::Ruleset& ruleset() const { return ruleset_; }
  const std::string& genesis() const { return genesis_; }
  std::string policy_text() const;
  Setup setup(const std::string& me) const;

  crypto::SecretKey secret(std::string_view who, std::string_view role) const;
  crypto::VerifierKey vkey(std::string_view who, std::string_view role) const;
  // What the node's keys make of a request.
  std::string sign(const std::string& who, const Sign& request) const;

  // A statement of that author that changes no record: acceptable whenever it comes.
  domain::SignedEvent note(std::string_view author, int number, domain::Instant now,
                           std::optional<Hash> after = std::nullopt) const;
  // Registers an organisation: two such acts of one number conflict.
  domain::SignedEvent registration(int number, domain::Instant now,
                                   std::string_view name = "Synthetic Organisation") const;
  // By an author that may not do it (KR's X.AUTHOR).
  domain::SignedEvent unlawful(int number, domain::Instant now) const;
  exchange::Submission submission(const std::vector<domain::SignedEvent>& events,
                                  domain::Instant now) const;

 private:
  domain::SignedEvent sign_event(domain::Event event) const;
  domain::Event event(std::string_view type, std::string_view by, domain::Instant now,
                      std::vector<domain::Line> lines) const;

  domain::Ruleset ruleset_;
  domain::LedgerInfo info_;
  std::string genesis_;
};

}  // namespace kuboluk::core::test
