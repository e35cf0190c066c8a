// The state as a projection of the log (DESIGN.md 4, status record; 5, law 5): what the records of
// today say held at T1 as known at T2 is what whoever replays the log up to T2 finds there.
//
// The input is a history: 8 bytes of seed for the source of acts, then a byte a step, which says
// how much time goes by, whether a batch ends, and how many acts are drawn on the same state.
#include <algorithm>
#include <array>
#include <iostream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "ledger/batch/builder.h"
#include "ledger/domain/verdict.h"
#include "ledger/proof/answer_fold.h"
#include "tests/fuzz/target.h"
#include "tests/node/core/institutions.h"
#include "tests/simulation/acts.h"

using namespace kuboluk;
using domain::Instant;
using domain::TwoClocks;

namespace {

constexpr std::size_t kSeedBytes = 8;
// Enough for acts that undo acts that undid others; more only makes an input slow.
constexpr std::size_t kStepsMax = 16;
// Valid times that each size is asked about.
constexpr std::size_t kTimesMax = 6;
constexpr std::array<std::int64_t, 4> kPausesMs = {0, 1, 20 * 60 * domain::kSecondMs,
                                                   2 * domain::kDayMs};
constexpr std::array<std::string_view, 5> kKinds = {"accreditation/", "application/",
                                                    "certificate/", "election/", "person/"};

const core::test::Institutions& everybody() {
  static const core::test::Institutions kInstitutions(domain::Clock::kReal,
                                                      simulation::ActSource::bodies());
  return kInstitutions;
}

struct Batch {
  std::vector<std::string> entries;
  batch::Position after;
};

// The log that the input describes, by the sequencer's way: draw, add, seal.
class Log {
 public:
  explicit Log(std::uint64_t seed) : source_(everybody(), seed) {
    auto genesis = domain::parse_signed_event(everybody().genesis());
    KUBOLUK_CHECK(genesis.has_value());
    waiting_.push_back({std::move(*genesis)});
    end_batch();
  }

  void step(std::uint8_t byte) {
    now_.ms += kPausesMs[byte & 3];
    for (unsigned draws = 1 + (byte >> 2 & 3); draws > 0; --draws)
      waiting_.push_back(source_.draw(ledger_, now_).events);
    if ((byte & 16) == 0) end_batch();
  }

  void end_batch() {
    const batch::Change change = seal();
    waiting_.clear();
    ledger_.apply(change);
    batches_.push_back({change.entries, change.after});
  }

  const std::vector<Batch>& batches() const { return batches_; }
  const batch::MemoryLedger& ledger() const { return ledger_; }

 private:
  batch::Change seal() const {
    const auto position = ledger_.position();
    batch::BatchBuilder builder(everybody().info(), everybody().ruleset(), ledger_, *position);
    for (const auto& events : waiting_) {
      const auto added = builder.add(events, now_);
      KUBOLUK_CHECK(added.has_value() || !domain::is_damage(added.error()));
    }
    auto change = builder.seal(now_);
    KUBOLUK_CHECK(change.has_value());
    return std::move(*change);
  }

  simulation::ActSource source_;
  batch::MemoryLedger ledger_;
  Instant now_ = core::test::Institutions::start();
  std::vector<std::vector<domain::SignedEvent>> waiting_;
  std::vector<Batch> batches_;
};

// All records that answers are folded from.
using Records = std::map<std::string, domain::Record, std::less<>>;

Records records_of(const batch::MemoryLedger& ledger) {
  Records records;
  for (const std::string_view kind : kKinds) {
    const auto texts = ledger.records_under(kind);
    KUBOLUK_CHECK(texts.has_value());
    for (const auto& [key, text] : *texts) {
      auto record = domain::parse_record(text);
      KUBOLUK_CHECK(record.has_value());
      records.emplace(key, std::move(*record));
    }
  }
  return records;
}

const domain::Record& find(const Records& records, const std::string& key) {
  static const domain::Record kAbsent;
  const auto found = records.find(key);
  return found == records.end() ? kAbsent : found->second;
}

std::string words(const std::optional<Instant>& instant) {
  return instant ? std::to_string(instant->ms) : "-";
}

std::string act_words(const domain::RecordAct* act) {
  return act == nullptr ? "-" : std::to_string(act->index) + " " + act->type;
}

std::string accreditation_answer(const domain::Record& record, const domain::Record& election,
                                 TwoClocks clocks) {
  const auto folded = domain::fold_accreditation(record, election, clocks);
  const auto row = proof::fold_row(record, election, clocks);
  std::string answer(domain::to_text(row.findings.decide()));
  for (const auto* act : {folded.grant, folded.revoked, folded.annulled})
    answer += ", " + act_words(act);
  answer += ", from " + words(folded.from) + ", until " + words(folded.until);
  for (const std::string& fact : {row.facts.person, row.facts.organisation, row.facts.application,
                                  row.facts.decree, row.facts.certificate})
    answer += ", " + fact;
  return answer + ", by " + (row.decisive ? std::to_string(row.decisive->index) : "-");
}

// All that a reader is told about the object, as a line.
std::string answer_of(const Records& records, const std::string& key, TwoClocks clocks) {
  const domain::Record& record = find(records, key);
  const auto parts = domain::parse_key(key);
  KUBOLUK_CHECK(parts.has_value());
  if (parts->kind == "election") return words(domain::authority_end(record, clocks));
  if (parts->kind == "accreditation") {
    const auto& election = find(records, domain::election_key(parts->election));
    return accreditation_answer(record, election, clocks);
  }
  if (parts->kind == "certificate") {
    const std::string issued = domain::issued(record, clocks) ? "issued, " : "not issued, ";
    return issued + domain::superseded_by(record, clocks).value_or("-");
  }
  if (parts->kind == "application") return std::string(domain::fold_application(record, clocks));
  const auto person = domain::fold_person(record, clocks);
  return std::to_string(static_cast<int>(person.stage)) + ", " + act_words(person.decisive);
}

// Valid times at which an answer may change: those of the acts, and just before them; thinned.
std::vector<Instant> times_of(const Records& records) {
  std::set<std::int64_t> all;
  for (const auto& [key, record] : records) {
    for (const domain::RecordAct& act : record.acts)
      all.insert({act.valid.ms - 1, act.valid.ms});
  }
  std::vector<Instant> times = {domain::kEndOfTime};
  const std::size_t stride = all.size() / kTimesMax + 1;
  std::size_t number = 0;
  for (const std::int64_t ms : all) {
    if (number++ % stride == 0) times.push_back({ms});
  }
  return times;
}

void compare(const Records& now, const Records& then, const std::vector<Instant>& times,
             Instant known) {
  for (const auto& [key, record] : now) {
    for (const Instant valid : times) {
      const std::string told = answer_of(now, key, {valid, known});
      const std::string found = answer_of(then, key, {valid, domain::kEndOfTime});
      if (told != found) {
        std::cerr << key << " at " << valid.ms << " as known at " << known.ms
                  << "\n  told today: " << told << "\n  found then: " << found << "\n";
      }
      KUBOLUK_CHECK(told == found);
    }
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < kSeedBytes) return 0;
  std::uint64_t seed = 0;
  for (std::size_t i = 0; i < kSeedBytes; ++i)
    seed = seed << 8 | data[i];
  Log log(seed);
  for (std::size_t i = kSeedBytes; i < std::min(size, kSeedBytes + kStepsMax); ++i)
    log.step(data[i]);
  log.end_batch();

  const Records now = records_of(log.ledger());
  const std::vector<Instant> times = times_of(now);
  batch::MemoryLedger again;
  const auto& batches = log.batches();
  for (std::size_t i = 0; i < batches.size(); ++i) {
    const auto position = again.position();
    const auto change = batch::replay(everybody().info(), everybody().ruleset(), again, *position,
                                      batches[i].entries, nullptr);
    KUBOLUK_CHECK(change.has_value() && change->after == batches[i].after);
    again.apply(*change);
    const Instant known = batches[i].after.known;
    // Between two batches of one millisecond there is no "as known at".
    if (i + 1 < batches.size() && batches[i + 1].after.known <= known) continue;
    compare(now, records_of(again), times, known);
  }
  return 0;
}
