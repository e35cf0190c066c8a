#include "tests/simulation/acts.h"

#include <catch2/catch.hpp>
#include <set>

#include "crypto/encoding.h"
#include "ledger/batch/builder.h"
#include "tests/simulation/cells.h"

namespace kuboluk::simulation {
namespace {

using core::test::Institutions;

constexpr int kDraws = 300;
constexpr std::uint64_t kSeeds = 20;

// One ledger that an ActSource writes to, through the product's builder.
class Run {
 public:
  Run(const Institutions& institutions, std::uint64_t seed)
      : institutions_(institutions), source_(institutions, seed), clock_(seed + 1000) {
    const auto genesis = domain::parse_signed_event(institutions.genesis());
    REQUIRE(genesis.has_value());
    REQUIRE(take({{*genesis}, "operator", "begins the ledger"}) == "accepted");
  }

  // Draws and decides `count` acts, `at_once` of them on one state.
  void go(int count, int at_once) {
    for (int drawn = 0; drawn < count; drawn += at_once) {
      now_.ms += static_cast<std::int64_t>(clock_() % 1'200'000);
      if (clock_() % 40 == 0) now_.ms += static_cast<std::int64_t>(clock_() % domain::kDayMs);
      std::vector<ActSource::Drawn> acts;
      for (int i = 0; i < at_once; ++i)
        acts.push_back(source_.draw(ledger_, now_));
      for (const ActSource::Drawn& act : acts)
        decide(act, at_once == 1);
    }
  }

  const Cells& cells() const { return cells_; }
  const Cells& accepted_cells() const { return accepted_; }
  const std::vector<std::string>& entries() const { return entries_; }
  const batch::MemoryLedger& ledger() const { return ledger_; }
  const std::vector<std::string>& said() const { return said_; }
  std::map<std::string, int> rules;             // refusals by rule
  std::map<Intent, std::pair<int, int>> meant;  // accepted, all
  std::vector<std::string> surprises;           // judged otherwise than meant, alone on a state

 private:
  void decide(const ActSource::Drawn& act, bool alone) {
    const Cell before = ActSource::cell_of(institutions_, ledger_, act.events[0], "");
    const std::string verdict = take(act);
    Cell cell = before;
    cell.verdict = verdict;
    cells_.reached(cell);
    if (verdict == "accepted") {
      accepted_.reached(cell);
      for (std::size_t i = 1; i < act.events.size(); ++i) {
        if (!act.events[i].event.part) accepted_.reached(forwarded(act.events[i].event));
      }
    }
    auto& [yes, all] = meant[act.intent];
    yes += verdict == "accepted" ? 1 : 0;
    ++all;
    if (verdict != "accepted") ++rules[verdict];
    said_.push_back(act.words + ": " + verdict + " " + crypto::to_hex(act.events[0].id));
    const bool lawful = verdict == "accepted";
    if (!alone || act.intent == Intent::kBlind || lawful == (act.intent == Intent::kLawful)) return;
    surprises.push_back(act.words + ": " + verdict + " " + detail_);
  }

  // The forwarding that went in with its application.
  static Cell forwarded(const domain::Event& act) {
    return {"ministry", act.type, "at_mfa or applied", "accepted"};
  }

  std::string take(const ActSource::Drawn& act) {
    const auto position = ledger_.position();
    REQUIRE(position.has_value());
    batch::BatchBuilder builder(institutions_.info(), institutions_.ruleset(), ledger_, *position);
    const auto added = builder.add(act.events, now_);
    if (!added) {
      detail_ = added.error().message();
      REQUIRE_FALSE(domain::is_damage(added.error()));
      return added.error().rule;
    }
    const auto change = builder.seal(now_);
    REQUIRE(change.has_value());
    ledger_.apply(*change);
    entries_.insert(entries_.end(), change->entries.begin(), change->entries.end());
    return "accepted";
  }

  const Institutions& institutions_;
  ActSource source_;
  std::mt19937_64 clock_;
  batch::MemoryLedger ledger_;
  domain::Instant now_ = Institutions::start();
  std::vector<std::string> entries_;
  std::vector<std::string> said_;
  std::string detail_;
  Cells cells_;
  Cells accepted_;
};

// Every rule by which a predicate or an author of the ruleset can refuse.
std::set<std::string> refusing_rules(const domain::Ruleset& law) {
  std::set<std::string> rules = {
      law.inviter_rule,    law.channel_rule, law.invitation_rule,  law.list_rule,
      law.forwarding_rule, law.papers_rule,  law.citizenship_rule, law.document_validity_rule,
      law.window_rule,     law.refusal_rule, law.revocation_rule};
  for (const auto& [type, right] : law.acts)
    rules.insert(right.author_rule);
  return rules;
}

std::string lines_of(const std::vector<std::string>& list) {
  std::string text;
  for (const std::string& one : list)
    text += one + "\n";
  return text;
}

const Institutions& everybody() {
  static const Institutions kInstitutions(domain::Clock::kReal, ActSource::bodies());
  return kInstitutions;
}

}  // namespace

TEST_CASE("the source of acts reaches every act of the law, and errs only where it means to") {
  Cells cells;
  std::map<std::string, int> rules;
  std::map<Intent, std::pair<int, int>> meant;
  std::vector<std::string> surprises;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    Run run(everybody(), seed);
    run.go(kDraws, 1);
    cells.add(run.cells());
    for (const auto& [rule, count] : run.rules)
      rules[rule] += count;
    for (const auto& [intent, counts] : run.meant) {
      meant[intent].first += counts.first;
      meant[intent].second += counts.second;
    }
    for (const std::string& one : run.surprises)
      surprises.push_back("seed " + std::to_string(seed) + ": " + one);
  }
  INFO(lines_of(surprises));
  CHECK(surprises.empty());

  std::string counts;
  const auto& known = domain::integrity_rules();
  for (const auto& [rule, count] : rules) {
    counts += rule + " " + std::to_string(count) + "\n";
    CHECK((known.contains(rule) || cell_ruleset().rules.contains(rule)));
  }
  for (const std::string& rule : refusing_rules(cell_ruleset())) {
    INFO(rule);
    CHECK(rules.contains(rule));
  }
  int accepted = 0;
  for (const auto& [intent, one] : meant)
    accepted += one.first;
  const int share = accepted * 100 / (kDraws * static_cast<int>(kSeeds));
  std::set<std::string> types;
  for (const auto& [cell, count] : cells.all()) {
    if (cell.verdict == "accepted") types.insert(cell.act);
  }
  const auto missing = cells.never_reached();
  const auto unaccepted = cells.never_accepted();
  WARN("accepted " << share << " %; " << cells.all().size() << " cells; rules that refused:\n"
                   << counts << missing.size() << " combinations never reached:\n"
                   << lines_of(missing) << unaccepted.size() << " rights never used:\n"
                   << lines_of(unaccepted) << cells.table());
  CHECK(share >= 60);
  CHECK(share <= 90);
  CHECK(types.size() == cell_ruleset().acts.size() - 1);  // all but the genesis
}

TEST_CASE("a hundred draws reach nearly every act of the law") {
  std::map<std::string, int> seen;
  for (std::uint64_t seed = 100; seed < 110; ++seed) {
    Run run(everybody(), seed);
    run.go(100, 1);
    std::set<std::string> types;
    for (const auto& [cell, count] : run.accepted_cells().all())
      types.insert(cell.act);
    std::string reached;
    for (const std::string& type : types)
      reached += type + " ";
    INFO(reached);
    CHECK(types.size() >= 19);
  }
}

TEST_CASE("acts drawn on one state clash, and the cells of the log are those that were seen") {
  for (std::uint64_t seed = 50; seed < 55; ++seed) {
    Run run(everybody(), seed);
    run.go(120, 4);
    const auto cells = ActSource::cells_of(everybody(), run.entries());
    REQUIRE(cells.has_value());
    std::map<std::string, std::uint64_t> by_act;
    for (const auto& [cell, count] : cells->all())
      by_act[cell.act] += count;
    for (const auto& [cell, count] : run.accepted_cells().all())
      by_act[cell.act] -= count;
    --by_act["ledger.genesis"];
    for (const auto& [act, count] : by_act) {
      INFO(act);
      CHECK(count == 0);
    }
    CHECK(run.meant[Intent::kLawful].first < run.meant[Intent::kLawful].second);
  }
}

TEST_CASE("equal seeds draw equal acts, other seeds others") {
  const auto said = [](std::uint64_t seed) {
    Run run(everybody(), seed);
    run.go(100, 2);
    return run.said();
  };
  const auto first = said(7);
  CHECK(first == said(7));
  CHECK(first != said(8));
}

TEST_CASE("without a court among the authors its acts are drawn and refused") {
  const Institutions five;
  Run run(five, 3);
  run.go(kDraws, 1);
  INFO(lines_of(run.surprises));
  CHECK(run.surprises.empty());
  for (const auto& [cell, count] : run.accepted_cells().all())
    CHECK(cell.act != "court.decision");
}

}  // namespace kuboluk::simulation
