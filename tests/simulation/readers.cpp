#include "tests/simulation/readers.h"

#include <algorithm>

#include "ledger/domain/record.h"
#include "ledger/proof/status_proof.h"
#include "ledger/proof/verifier.h"
#include "tests/simulation/network.h"

namespace kuboluk::simulation {
namespace {

using core::test::Institutions;

constexpr std::size_t kAskedMax = 3;
constexpr std::uint64_t kForEver = std::uint64_t{1} << 40;  // seconds
constexpr std::uint64_t kSkewS = 20 * 365 * 86'400;  // clocks of this cluster go wrong by years

struct Reader {
  const Institutions& institutions;
  Laws& laws;
  domain::Instant now;
  std::uint64_t seed;
  Measure& measure;

  proof::ReaderPolicy policy() const {
    static const domain::Rulesets kRulesets = domain::built_in_rulesets();
    return {laws.ballots().policy(), kRulesets, static_cast<std::uint64_t>(now.ms / 1000), kSkewS,
            kForEver};
  }
  void ask(Seat& seat, const std::string& note, const proof::Asked& asked,
           const batch::MemoryLedger& model);
  void alter(const Seat& seat, std::string bytes, const proof::Asked& asked);
};

// From the records alone, without proofs.
std::string naive_verdict(const batch::MemoryLedger& model, const proof::Asked& asked) {
  const auto text = model.record("accreditation/" + asked.election + "/" + asked.id);
  const auto election = model.record("election/" + asked.election);
  if (!text || !election) return "unreadable";
  if (!text->has_value() || !election->has_value()) return {};
  const auto record = domain::parse_record(**text);
  const auto frame = domain::parse_record(**election);
  if (!record || !frame) return "unreadable";
  const auto answer = domain::fold_accreditation(*record, *frame, {});
  return std::string(domain::to_text(answer.findings.decide()));
}

void Reader::ask(Seat& seat, const std::string& note, const proof::Asked& asked,
                 const batch::MemoryLedger& model) {
  const proof::ReaderPolicy reader = policy();
  const auto built = proof::build_status_proof(seat.snapshot(), reader.policy, note, asked,
                                               reader.clock_s, kSkewS);
  if (!built) {
    if (seat.rotten) return;
    return laws.broken(Law::kReader, seat.id, "builds no proof: " + built.error().message());
  }
  const std::string bytes = proof::print_status_proof(*built);
  const auto verdict = proof::verify_status(reader, bytes, asked, {});
  measure.count("check", "proofs verified");
  if (!verdict)
    return laws.broken(Law::kReader, seat.id,
                       "gives a proof that fails: " + verdict.error().message());
  const std::string expected = naive_verdict(model, asked);
  const std::string said(
      domain::to_text(verdict->answer().verdict_by_record.value_or(verdict->verdict())));
  if (!expected.empty() && said != expected) {
    laws.broken(Law::kReader, seat.id,
                "proves " + said + " of " + proof::to_text(asked) + ", the facts say " + expected);
  }
  if (expected.empty() && (said == "ACTIVE" || said == "REVOKED" || said == "NOT YET"))
    laws.broken(Law::kReader, seat.id, "proves " + said + " of a number that nobody has issued");
  alter(seat, bytes, asked);
}

// One bit of the file turns on the way.
void Reader::alter(const Seat& seat, std::string bytes, const proof::Asked& asked) {
  for (std::uint64_t i = 0; i < 3; ++i) {
    const std::uint64_t dice = mix(mix(seed, seat.place), i + 1);
    std::string other = bytes;
    char& byte = other[dice % other.size()];
    byte = static_cast<char>(byte ^ (1 << (dice >> 60 & 7)));
    const auto verdict = proof::verify_status(policy(), other, asked, {});
    measure.count("check", "altered proofs refused");
    if (verdict)
      laws.broken(Law::kReader, seat.id,
                  "an altered proof of " + proof::to_text(asked) + " passes");
  }
}

std::vector<proof::Asked> questions(const batch::MemoryLedger& model, std::uint64_t seed) {
  std::vector<proof::Asked> all;
  const auto records = model.records_under("accreditation/");
  if (!records) return all;
  for (const auto& [key, text] : *records) {
    const std::size_t slash = key.find('/', 14);
    if (slash == std::string::npos) continue;
    all.push_back(
        {proof::Question::kAccreditation, key.substr(14, slash - 14), key.substr(slash + 1)});
  }
  for (std::size_t i = all.size(); i > 1; --i)
    std::swap(all[i - 1], all[mix(seed, i) % i]);
  if (all.size() > kAskedMax) all.resize(kAskedMax);
  const std::string election = all.empty() ? "kg-2025" : all.front().election;
  all.push_back({proof::Question::kAccreditation, election, "NOBODY-0000"});
  return all;
}

}  // namespace

void ask_as_reader(const Institutions& institutions, Laws& laws, std::size_t members,
                   const std::function<Seat*(std::size_t)>& seat_at, domain::Instant now,
                   std::uint64_t seed, Measure& measure) {
  Reader reader{institutions, laws, now, seed, measure};
  for (std::size_t i = 0; i < members; ++i) {
    Seat* seat = seat_at(i);
    if (seat == nullptr || laws.breach()) continue;
    const auto note = seat->snapshot().checkpoint();
    const auto position = seat->snapshot().position();
    if (!note || !note->has_value() || !position) continue;
    // Which node is asked what is drawn; every one is asked something.
    if (position->size == laws.history().size()) {
      const auto all = questions(laws.history().model(), mix(seed, 99));
      for (std::size_t at = 0; at < all.size(); ++at) {
        if (at % members == i % members || at % members == seed % members)
          reader.ask(*seat, **note, all[at], laws.history().model());
      }
    }
  }
}

}  // namespace kuboluk::simulation
