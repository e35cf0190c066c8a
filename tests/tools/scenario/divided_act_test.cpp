// Acts larger than one event: divided over parts, one submission, effective only as a whole
// (DESIGN.md 4).
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <catch2/catch.hpp>

#include "ledger/domain/event.h"
#include "tests/tools/scenario/scenario_files.h"
#include "tools/scenario/acts.h"

using namespace kuboluk;
using namespace kuboluk::tools;
namespace json = boost::json;

namespace {

std::string number(const char* prefix, std::size_t i) {
  const std::string digits = std::to_string(i);
  return prefix + std::string(5 - digits.size(), '0') + digits;
}

Command command(std::uint64_t n, std::string type, std::string by, json::object args) {
  Command made;
  made.n = n;
  made.line = n + 1;
  made.cmd = std::move(type);
  made.by = std::move(by);
  made.args = std::move(args);
  made.at = {1'772'424'000'000 + static_cast<std::int64_t>(n) * domain::kHourMs};
  made.recorded_at = made.at;
  made.expect = {{"ok", true}};
  return made;
}

// An organisation with `persons` observers, all granted by one decree; `spoilt` is not on the list.
Scenario large(std::size_t persons, std::optional<std::size_t> spoilt) {
  Scenario scenario;
  scenario.meta = scenario_files::load("kg-edge-cases").meta;
  scenario.meta.scenario = "large";
  json::array listed;
  json::array items;
  for (std::size_t i = 0; i < persons; ++i) {
    if (i != spoilt) {
      listed.push_back({{"person", number("p-", i)},
                        {"name_lat", "Observer " + std::to_string(i)},
                        {"nat", "XX"},
                        {"doc", number("TEST-", i)},
                        {"doc_exp", "2031-01-01"}});
    }
    items.push_back({number("p-", i), "A-1", number("T-", i), number("U-", i)});
  }
  scenario.steps = {command(1, "org.register", "cec", {{"org", "o-1"}, {"kind", "igo"}}),
                    command(2, "election.call", "president",
                            {{"election", "e-1"},
                             {"kind", "test"},
                             {"voting_day", "2026-06-14"},
                             {"published_on", "2026-03-02"}}),
                    command(3, "invitation.send", "cec",
                            {{"election", "e-1"},
                             {"invitation", "I-1"},
                             {"org", "o-1"},
                             {"inviter", "cec"},
                             {"channel", "mfa"}}),
                    command(4, "application.submit", "o-1",
                            {{"application", "A-1"},
                             {"election", "e-1"},
                             {"org", "o-1"},
                             {"invitation", "I-1"},
                             {"received_by", "cec"},
                             {"documents", {"application", "identity-copies", "list"}},
                             {"persons", listed}}),
                    command(5, "accreditation.grant", "cec",
                            {{"election", "e-1"},
                             {"decree", "G-1"},
                             {"cols", {"person", "application", "accreditation", "certificate"}},
                             {"items", items}})};
  Query count;
  count.n = 6;
  count.kind = QueryKind::kCount;
  count.args = {{"what", "granted"}, {"election", "e-1"}};
  count.expect = {{"count", static_cast<std::int64_t>(spoilt ? 0 : persons)}};
  scenario.steps.emplace_back(count);
  if (spoilt) std::get<Command>(scenario.steps[4]).expect = {{"ok", false}, {"rule", "KR.R3.1"}};
  return scenario;
}

}  // namespace

TEST_CASE("a decree of 3,000 persons is divided and takes effect as one act") {
  const ReplayReport report = scenario_files::replay(large(3000, std::nullopt));
  for (const StepResult* step : report.failed())
    FAIL_CHECK("n " << step->n << " " << json::serialize(step->got));
  // 6 batches have 12 entries; the parts of application and decree come on top.
  CHECK(report.position.size > 12);
  CHECK(report.accepted == 5);
}

TEST_CASE("one wrong person in any part of a divided decree refuses the whole decree") {
  for (const std::size_t spoilt : {0U, 1499U, 2999U}) {
    const ReplayReport report = scenario_files::replay(large(3000, spoilt));
    for (const StepResult* step : report.failed())
      FAIL_CHECK("n " << step->n << " " << json::serialize(step->got));
    CHECK(report.refused == 1);
  }
}

TEST_CASE(
    "an act that just fits is one event, one byte more makes two, signed by the same author") {
  const TrainingKeys keys("kuboluk.example/training/large");
  domain::Event act;
  act.ledger = "kuboluk.example/training/large/0123456789abcdef";
  act.type = "accreditation.grant";
  act.by = "cec";
  act.offset = {360};
  act.ruleset = "KR-REG-197+CL-68@1";
  act.lines = {{"election", {"e-1"}}, {"decree", {"G-1"}}};
  std::size_t last_single = 0;
  bool divided = false;
  for (std::size_t i = 0; i < 4000 && !divided; ++i) {
    act.lines.push_back({"grant", {number("T-", i), number("U-", i), "A-1", number("p-", i)}});
    if (i % 97 != 0 && domain::print_event(act)->size() < domain::kEventBytesMax - 400) continue;
    const auto events = sign_act(act, keys);
    REQUIRE(events.has_value());
    divided = events->size() > 1;
    if (!divided) {
      last_single = domain::print_event(act)->size();
      continue;
    }
    REQUIRE(events->size() == 2);
    std::vector<domain::Event> parts;
    for (const domain::SignedEvent& event : *events) {
      CHECK(event.bytes.size() <= domain::kEventBytesMax);
      CHECK(event.note.signatures.size() == 1);
      parts.push_back(event.event);
    }
    const auto whole = domain::join(parts);
    REQUIRE(whole.has_value());
    CHECK(*whole == act);
    std::swap(parts[0], parts[1]);
    CHECK(!domain::join(parts));
    CHECK(!domain::join(std::span(parts).first(1)));
  }
  CHECK(divided);
  CHECK(last_single > domain::kEventBytesMax - 500);
}
