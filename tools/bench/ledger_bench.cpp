// How long status, verify and audit take on a ledger with many accreditations, beside bare Ed25519
// verifications in the same run: absolute times are those of this machine, the ratios carry over.
//
//     ledger_bench [OBSERVERS]      default 10000
#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <iostream>
#include <optional>
#include <string>

#include "crypto/check.h"
#include "crypto/ed25519.h"
#include "crypto/key_file.h"
#include "ledger/log/cosignature.h"
#include "ledger/proof/list_proof.h"
#include "ledger/proof/status_proof.h"
#include "ledger/proof/verifier.h"
#include "tools/audit/audit.h"
#include "tools/audit/ledger_source.h"
#include "tools/bench/synthetic_election.h"
#include "tools/commands/temporary_folder.h"
#include "tools/open_ledger.h"
#include "tools/scenario/replay.h"

namespace kuboluk::tools {
namespace {

constexpr std::uint64_t kClock = 1'900'000'000;  // the reader's; 2030
constexpr std::size_t kStatusSample = 200;
constexpr std::size_t kBareVerifications = 4'000;
constexpr domain::TwoClocks kVotingDay{domain::Instant{1'764'469'800'000}, domain::kEndOfTime};

class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun_).count();
  }

 private:
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

void say(std::string_view what, double seconds, double items, double bare_seconds) {
  std::cout << fmt::format("{:<34}{:>10.3f} s total {:>11.1f} us each {:>9.2f} x bare Ed25519\n",
                           what, seconds, 1e6 * seconds / items, seconds / items / bare_seconds);
}

// Seconds of one bare verification of a message as long as a checkpoint.
double bare_verification() {
  crypto::SeededRandom random("bench");
  const crypto::SecretKey key = crypto::SecretKey::generate(random);
  const std::string message(150, 'm');
  const crypto::Signature signature = key.sign(bytes_of(message));
  const Stopwatch watch;
  for (std::size_t i = 0; i < kBareVerifications; ++i) {
    KUBOLUK_CHECK(crypto::verify(key.public_key(), bytes_of(message), signature));
  }
  return watch.seconds() / static_cast<double>(kBareVerifications);
}

// A checkpoint as a standing deployment has it: three of four cosigners.
struct Cosigned {
  std::string note;
  std::string policy;
};

Cosigned cosign(const OpenedLedger& ledger) {
  auto note = crypto::parse_note(ledger.checkpoint());
  KUBOLUK_CHECK(note.has_value());
  Cosigned made;
  const auto log_key = crypto::VerifierKey::make(ledger.info().origin(), crypto::KeyType::kEd25519,
                                                 *ledger.info().log_key);
  KUBOLUK_CHECK(log_key.has_value());
  made.policy = "log " + log_key->text() + "\n";
  std::string members;
  for (const char* name : {"a", "b", "c", "d"}) {
    crypto::SeededRandom random(std::string("bench cosigner ") + name);
    const auto key =
        crypto::make_named_key(crypto::KeyRole::kCosigner, std::string(name) + ".example", random);
    KUBOLUK_CHECK(key.has_value());
    note->signatures.push_back(
        log::sign_cosignature(note->text, kClock - 60, key->vkey, key->secret));
    made.policy += fmt::format("witness {} {}\n", name, key->vkey.text());
    members += fmt::format(" {}", name);
  }
  made.policy += "group all 3" + members + "\nquorum all\n";
  made.note = crypto::print_note(*note);
  return made;
}

template <class T>
T must(Result<T> result) {
  if (!result) std::cerr << result.error().message() << '\n';
  KUBOLUK_CHECK(result.has_value());
  return *std::move(result);
}

void bench_status(const OpenedLedger& ledger, const Cosigned& cosigned,
                  const proof::ReaderPolicy& reader, std::uint64_t observers, double bare) {
  std::vector<std::string> proofs;
  const Stopwatch building;
  for (std::uint64_t i = 0; i < kStatusSample; ++i) {
    const proof::Asked asked{proof::Question::kAccreditation, std::string(kBenchElection),
                             synthetic_number(1 + (i * 7919) % observers)};
    proofs.push_back(proof::print_status_proof(must(proof::build_status_proof(
        ledger.reader(), reader.policy, cosigned.note, asked, kClock, reader.skew_s))));
  }
  const double built = building.seconds();
  const Stopwatch verifying;
  for (const std::string& bytes : proofs) {
    const auto verdict = must(proof::verify_status(reader, bytes, std::nullopt, kVotingDay));
    KUBOLUK_CHECK(verdict.verdict() == domain::Verdict::kActive);
  }
  const double verified = verifying.seconds();
  const auto count = static_cast<double>(proofs.size());
  say("status (build and verify a proof)", built + verified, count, bare);
  say("verify (a proof with 3 cosigners)", verified, count, bare);
  std::cout << fmt::format("  one proof has {} bytes\n", proofs.front().size());
}

void bench_list(const OpenedLedger& ledger, const Cosigned& cosigned,
                const proof::ReaderPolicy& reader, std::uint64_t observers, double bare) {
  const Stopwatch building;
  const std::string bytes = proof::print_list_proof(
      must(proof::build_list_proof(ledger.reader(), reader.policy, cosigned.note,
                                   std::string(kBenchElection), kClock, reader.skew_s)));
  const double built = building.seconds();
  const Stopwatch verifying;
  const auto list = must(proof::verify_list(reader, bytes, std::nullopt, kVotingDay));
  KUBOLUK_CHECK(list.rows().size() == observers);
  const auto count = static_cast<double>(observers);
  say("list (build), per accreditation", built, count, bare);
  say("list (verify), per accreditation", verifying.seconds(), count, bare);
}

void bench_audit(const OpenedLedger& ledger, const Cosigned& cosigned,
                 const proof::ReaderPolicy& reader, double bare) {
  const LedgerSource source("ledger", ledger.reader(), cosigned.note);
  const AuditQuestion question{reader.policy, reader.rulesets, kClock, {}, {}, {}};
  const Stopwatch watch;
  const AuditReport report = must(audit(source, question));
  const double seconds = watch.seconds();
  const AuditTotals& totals = report.totals;
  say("audit, per accreditation", seconds, static_cast<double>(totals.accreditations), bare);
  say("audit, per entry", seconds, static_cast<double>(totals.entries), bare);
  say("audit, per author signature", seconds, static_cast<double>(totals.signatures), bare);
  std::cout << fmt::format("  {} entries, {} author signatures, {} accreditations\n",
                           totals.entries, totals.signatures, totals.accreditations);
}

int run(std::uint64_t observers) {
  const domain::Rulesets rulesets = domain::built_in_rulesets();
  const TemporaryFolder folder = must(TemporaryFolder::make());
  const ReplayPlace place{folder.path() / "ledger", false, true};
  const Scenario scenario = must(parse_scenario("bench", synthetic_election(observers)));
  const double bare = bare_verification();
  std::cout << fmt::format("{} accreditations; bare Ed25519 verification {:.1f} us\n", observers,
                           1e6 * bare);
  const Stopwatch replaying;
  const ReplayReport replayed = must(replay_scenario(
      scenario, {place, rulesets, domain::Instant{kClock * domain::kSecondMs}, {}, {}}));
  KUBOLUK_CHECK(replayed.failed().empty());
  say("replay, per accreditation", replaying.seconds(), static_cast<double>(observers), bare);
  const OpenedLedger ledger = must(OpenedLedger::open(place.folder));
  const Cosigned cosigned = cosign(ledger);
  const log::Policy policy = must(log::Policy::parse(cosigned.policy));
  const proof::ReaderPolicy reader{policy, rulesets, kClock, kClockSkewSeconds, 86'400};
  bench_status(ledger, cosigned, reader, observers, bare);
  bench_list(ledger, cosigned, reader, observers, bare);
  bench_audit(ledger, cosigned, reader, bare);
  return 0;
}

}  // namespace
}  // namespace kuboluk::tools

int main(int argc, char** argv) {
  std::uint64_t observers = 10'000;
  const std::string_view typed = argc > 1 ? argv[1] : "10000";
  const auto [end, error] = std::from_chars(typed.data(), typed.data() + typed.size(), observers);
  if (argc > 2 || error != std::errc() || end != typed.data() + typed.size() || observers == 0) {
    std::cerr << "usage: ledger_bench [OBSERVERS]\n";
    return static_cast<int>(kuboluk::tools::Exit::kUsage);
  }
  return kuboluk::tools::run(observers);
}
