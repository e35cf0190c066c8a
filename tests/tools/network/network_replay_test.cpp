// A scenario over nodes: the same answers and roots as in one process, and no lie passes.
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <catch2/catch.hpp>
#include <optional>

#include "tests/tools/network/http_double.h"
#include "tests/tools/scenario/scenario_files.h"
#include "tools/network/network_ledger.h"
#include "tools/scenario/replay.h"

namespace kuboluk::tools {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;
using node_double::Asked;
using node_double::HttpDouble;
using node_double::Reply;
using node_double::Responder;
using node_double::SharedLedger;

// Five nodes of one ledger; a test may put something between a node and its client.
class Network {
 public:
  using Twist = std::function<Reply(const Asked&, const Responder& honest)>;

  explicit Network(const Scenario& scenario, const std::string& twisted = {}, Twist twist = {})
      : ledger_(scenario) {
    for (const TrainingMember& member : kTrainingMembers) {
      Responder responder = ledger_.honest(std::string(member.id));
      if (member.id == twisted) {
        responder = [twist, honest = responder](const Asked& asked) {
          return twist(asked, honest);
        };
      }
      nodes_.emplace_back(std::string(member.id), std::make_unique<HttpDouble>(responder));
    }
  }

  NetworkPlace place() const {
    std::vector<NodePlace> places;
    for (const auto& [id, node] : nodes_) {
      if (node) places.push_back({id, node->address()});
    }
    return {places,
            log::Policy::parse(ledger_.policy()).value(),
            [] { return scenario_files::kNow; },
            {},
            2s,
            4s};
  }

  SharedLedger& ledger() { return ledger_; }
  std::string stop(const std::string& id) {
    for (auto& [name, node] : nodes_) {
      if (name != id) continue;
      const std::string port = node->address().port;
      node.reset();
      return port;
    }
    return {};
  }

 private:
  SharedLedger ledger_;
  std::vector<std::pair<std::string, std::unique_ptr<HttpDouble>>> nodes_;
};

struct Played {
  std::optional<ReplayReport> report;
  std::vector<SettledNode> nodes;
  Error error;
};

Played play(const Scenario& scenario, NetworkPlace place) {
  static const domain::Rulesets rulesets = scenario_files::rulesets();
  auto ledger = NetworkLedger::open(scenario.meta, std::move(place), rulesets);
  if (!ledger) return {{}, {}, ledger.error()};
  auto report = replay_into(**ledger, scenario, scenario_files::kNow, {});
  if (!report) return {{}, {}, report.error()};
  return {*std::move(report), (*ledger)->settle(), {}};
}

Scenario first_steps(Scenario scenario, std::size_t count) {
  scenario.steps.resize(std::min(count, scenario.steps.size()));
  return scenario;
}

}  // namespace

TEST_CASE("a file over five nodes gives every answer and root of a replay in one process") {
  for (const char* file : {"kg-edge-cases", "kg-2025-early-parliamentary"}) {
    INFO(file);
    const Scenario scenario = scenario_files::load(file);
    Network network(scenario);
    const Played played = play(scenario, network.place());
    if (!played.report) FAIL(played.error.message());
    const ReplayReport& here = scenario_files::replayed(file);
    for (const StepResult* step : played.report->failed()) {
      FAIL_CHECK("n " << step->n << " expected " << json::serialize(step->expect) << " got "
                      << json::serialize(step->got));
    }
    CHECK(played.report->position == here.position);
    CHECK(played.report->accepted == here.accepted);
    for (std::size_t i = 0; i < here.steps.size(); ++i)
      CHECK(played.report->steps[i].got == here.steps[i].got);
    REQUIRE(played.nodes.size() == 5);
    for (const SettledNode& node : played.nodes)
      CHECK(node.agrees);
  }
}

TEST_CASE("each actor is at home at its institution's node, others are spread") {
  const Scenario scenario = first_steps(scenario_files::load("kg-2025-early-parliamentary"), 90);
  std::map<std::string, int> posts;
  std::vector<std::string> mfa_acts;
  Network network(scenario, "mfa", [&](const Asked& asked, const Responder& honest) {
    if (asked.method == "POST") mfa_acts.push_back(asked.body);
    return honest(asked);
  });
  const Played played = play(scenario, network.place());
  if (!played.report) FAIL(played.error.message());
  CHECK(!mfa_acts.empty());
  for (const std::string& body : mfa_acts)
    CHECK(body.find("\nby cec\n") == std::string::npos);
}

TEST_CASE("with one node gone its actors go elsewhere, and the replay is the same") {
  const Scenario scenario = scenario_files::load("kg-edge-cases");
  Network network(scenario);
  NetworkPlace place = network.place();
  network.stop("mfa");
  place.node_patience = 100ms;
  std::vector<std::string> words;
  place.on_wait = [&words](const std::string& said) { words.push_back(said); };
  const Played played = play(scenario, place);
  if (!played.report) FAIL(played.error.message());
  CHECK(played.report->failed().empty());
  CHECK(played.report->position == scenario_files::replayed("kg-edge-cases").position);
  CHECK(!words.empty());
  CHECK(!played.nodes[1].agrees);  // said, not hidden
  CHECK(!played.nodes[1].problem.empty());
}

TEST_CASE("one node for all, too") {
  const Scenario scenario = scenario_files::load("kz-generic");
  Network network(scenario);
  NetworkPlace place = network.place();
  place.nodes = {NodePlace{"", place.nodes[3].address}};
  const Played played = play(scenario, place);
  if (!played.report) FAIL(played.error.message());
  CHECK(played.report->failed().empty());
  CHECK(played.nodes.at(0).id == "ots");
}

TEST_CASE("a node of another file, or one that holds acts already, is refused") {
  const Scenario edges = scenario_files::load("kg-edge-cases");
  Network network(edges);
  const Played other = play(scenario_files::load("kz-generic"), network.place());
  CHECK(other.error.rule == kOtherLedgerRule);
  REQUIRE(play(first_steps(edges, 5), network.place()).report);
  CHECK(play(edges, network.place()).error.rule == kOtherLedgerRule);
}

TEST_CASE("a quorum that is missing is waited for and then said") {
  const Scenario scenario = scenario_files::load("kg-edge-cases");
  Network network(scenario);
  network.ledger().set_cosigners(2);
  CHECK(play(scenario, network.place()).error.rule == "quorum");
}

TEST_CASE("a node that lies about an act is caught by the execution here") {
  const Scenario scenario = scenario_files::load("kg-edge-cases");
  const auto lied_by = [&scenario](const Network::Twist& twist) {
    Network network(scenario, "cec", twist);
    const Played played = play(scenario, network.place());
    REQUIRE(!played.report);
    return played.error;
  };
  SECTION("refuses what the rules allow") {
    const Error error = lied_by([](const Asked& asked, const Responder& honest) {
      if (asked.method != "POST") return honest(asked);
      return Reply{409, R"({"rule":"KR.R3.7","detail":"no","object":"-"})", {}};
    });
    CHECK(error.rule == "FOLD");
    CHECK(error.detail.find("the rules allow it") != std::string::npos);
  }
  SECTION("refuses by another rule than the one that is broken") {
    const Error error = lied_by([](const Asked& asked, const Responder& honest) {
      Reply reply = honest(asked);
      if (reply.status == 409) reply.body = R"({"rule":"X.DUP","detail":"no","object":"-"})";
      return reply;
    });
    CHECK(error.rule == "FOLD");
  }
  SECTION("says that an act is in the log, and drops it") {
    const Error error = lied_by([](const Asked& asked, const Responder& honest) {
      if (asked.method != "POST") return honest(asked);
      return Reply{200, R"({"index":0,"size":2,"events":[],"repeated":false})", {}};
    });
    CHECK(error.rule == "FOLD");
    CHECK(error.detail.find("it is not") != std::string::npos);
  }
  SECTION("shows an entry that is not the committed one") {
    const Error error = lied_by([](const Asked& asked, const Responder& honest) {
      Reply reply = honest(asked);
      if (asked.target.starts_with("/tile/entries/") && reply.body.size() > 5000) {
        reply.body[4000] = static_cast<char>(reply.body[4000] ^ 1);
      }
      return reply;
    });
    CHECK(error.rule == "C2SP.tiles");
  }
}

TEST_CASE("a proof of an older tree is waited out, a proof of another tree is a lie") {
  const Scenario scenario = scenario_files::load("kg-edge-cases");
  std::map<std::string, Reply> first;
  Network network(scenario, "odihr", [&first](const Asked& asked, const Responder& honest) {
    if (!asked.target.starts_with("/proof/")) return honest(asked);
    return first.emplace("proof", honest(asked)).first->second;
  });
  NetworkPlace place = network.place();
  place.nodes = {place.nodes[2]};
  place.node_patience = 200ms;
  place.act_patience = 400ms;
  const Played played = play(scenario, place);
  REQUIRE(!played.report);
  // The second query gets the proof of the first: of another object, or of an older tree.
  const bool known =
      played.error.rule == kUnreachableRule || played.error.rule.starts_with("step ");
  CHECK(known);
}

}  // namespace kuboluk::tools
