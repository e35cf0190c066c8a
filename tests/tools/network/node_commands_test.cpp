// status, history, list, submit, audit and node status against nodes that are honest, that lie, and
// that are not there (issue 3, "must show" 9: exit 2 with the number of the step).
#include <boost/json/parse.hpp>
#include <catch2/catch.hpp>
#include <charconv>
#include <fstream>
#include <sstream>

#include "crypto/key_file.h"
#include "crypto/random.h"
#include "tests/tools/network/http_double.h"
#include "tests/tools/scenario/scenario_files.h"
#include "tools/commands/audit.h"
#include "tools/commands/list.h"
#include "tools/commands/node_status.h"
#include "tools/commands/status.h"
#include "tools/commands/submit.h"
#include "tools/network/network_ledger.h"
#include "tools/scenario/replay.h"

namespace kuboluk::tools {
namespace {

using node_double::Asked;
using node_double::HttpDouble;
using node_double::Reply;
using node_double::Responder;
using node_double::SharedLedger;

constexpr const char* kElection = "kg-test-1";

struct Said {
  Exit exit;
  std::string out;
  std::string err;
};

Said run(const std::function<Exit(const Session&)>& command, bool as_json = false) {
  std::ostringstream out;
  std::ostringstream err;
  const Session session{out, err, false, as_json, scenario_files::kNow, {}};
  const Exit exit = command(session);
  return {exit, out.str(), err.str()};
}

// The edge cases, whole, in one ledger that an honest node serves; made once.
class World {
 public:
  World()
      : scenario_(scenario_files::load("kg-edge-cases")),
        ledger_(scenario_),
        folder_(scenario_files::scratch()),
        node_(ledger_.honest("mfa")) {
    const auto rulesets = scenario_files::rulesets();
    auto filled = NetworkLedger::open(scenario_.meta,
                                      {{{"", node_.address()}},
                                       log::Policy::parse(ledger_.policy()).value(),
                                       [] { return scenario_files::kNow; },
                                       {}},
                                      rulesets);
    if (!filled) FAIL(filled.error().message());
    old_proof_ = fetch("proof/accreditation/kg-test-1/T-0001");
    const auto report = replay_into(**filled, scenario_, scenario_files::kNow, {});
    if (!report) FAIL(report.error().message());
    std::ofstream(policy()) << ledger_.policy();
  }

  std::string policy() const { return (folder_.path() / "policy").string(); }
  std::string file(const char* name) const { return (folder_.path() / name).string(); }
  SharedLedger& ledger() { return ledger_; }
  const std::string& url() const { return url_; }
  const std::string& old_proof() const { return old_proof_; }
  std::string fetch(const std::string& path) const {
    return HttpClient(node_.address()).get(path, 10'000'000).value().body;
  }

  StatusOptions asking(const std::string& number, const std::string& node) const {
    StatusOptions options;
    options.number = number;
    options.election = kElection;
    options.policy = policy();
    options.node = node;
    return options;
  }
  ListOptions listing(const std::string& node) const {
    ListOptions options;
    options.election = kElection;
    options.policy = policy();
    options.node = node;
    return options;
  }

 private:
  Scenario scenario_;
  SharedLedger ledger_;
  TemporaryFolder folder_;
  HttpDouble node_;
  std::string url_ = node_.url();
  std::string old_proof_;
};

World& world() {
  static World made;
  return made;
}

Said status_of(const std::string& number, const std::string& node) {
  const StatusOptions options = world().asking(number, node);
  return run([&options](const Session& session) { return run_status(options, session); });
}

Said list_of(const std::string& node) {
  const ListOptions options = world().listing(node);
  return run([&options](const Session& session) { return run_list(options, session); });
}

// A node whose proofs and lists go through `lie`.
HttpDouble liar(const std::function<std::string(std::string)>& lie) {
  return HttpDouble([lie, honest = world().ledger().honest("mfa")](const Asked& asked) {
    Reply reply = honest(asked);
    const bool evidence = asked.target.starts_with("/proof/") || asked.target.starts_with("/list/");
    if (evidence && reply.status == 200) reply.body = lie(reply.body);
    return reply;
  });
}

// What has no such place is left alone: after a lie the client asks in other words too.
std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

// The number that stands in the text from `begin` to `end`, one less.
std::string one_less(std::string text, std::size_t begin, std::size_t end) {
  int number = 0;
  std::from_chars(text.data() + begin, text.data() + end, number);
  return text.replace(begin, end - begin, std::to_string(number - 1));
}

// Without the line that speaks of `word`, and with one act less in the count of its record.
std::string without_line(std::string text, const std::string& word) {
  const std::size_t at = text.find(word);
  if (at == std::string::npos) return text;
  const std::size_t begin = text.rfind('\n', at);
  text.erase(begin, text.find('\n', at) - begin);
  const std::size_t count = text.rfind("\nacts ", begin);
  char& digit = text[count + 6];
  digit = static_cast<char>(digit - 1);
  // The number of lines of the record, at its head.
  const std::size_t head = text.rfind("\npresent ", begin);
  const std::size_t head_end = text.find('\n', head + 1);
  const std::size_t number = text.rfind(' ', head_end) + 1;
  return one_less(std::move(text), number, head_end);
}

// From the seal's first line to where its inclusion proof begins.
std::string seal_of(const std::string& proof) {
  const std::size_t begin = proof.find("\nseal ");
  const std::size_t end = proof.find("c2sp.org/tlog-proof@v1");
  REQUIRE(begin != std::string::npos);
  REQUIRE(end != std::string::npos);
  return proof.substr(begin, end - begin);
}

}  // namespace

TEST_CASE("an honest node: the same words and verdicts as from a proof in a file") {
  const Said active = status_of("T-0001", world().url());
  INFO(active.out << active.err);
  const std::string proof = world().fetch("proof/accreditation/kg-test-1/T-0001");
  std::ofstream(world().file("proof")) << proof;
  StatusOptions from_file = world().asking("T-0001", "");
  from_file.proof = world().file("proof");
  const Said filed = run([&](const Session& session) { return run_status(from_file, session); });
  CHECK(active.out == filed.out);
  CHECK(active.exit == filed.exit);
  CHECK(active.out.find("confirmed by") != std::string::npos);
  CHECK(status_of("T-9999", world().url()).exit == Exit::kOther);
  const Said list = list_of(world().url());
  CHECK(list.exit == Exit::kHolds);
  const StatusOptions history = world().asking("T-0001", world().url());
  const Said acts = run([&](const Session& session) { return run_history(history, session); });
  CHECK(acts.out.find("accreditation.grant") != std::string::npos);
}

TEST_CASE("a number in lower case is asked for in capitals") {
  CHECK(status_of("t-0001", world().url()).exit == status_of("T-0001", world().url()).exit);
}

TEST_CASE("every lie of a node or a cache ends with exit 2 and the step: RELIABILITY 50") {
  struct Case {
    const char* what;
    const char* step;
    std::function<std::string(std::string)> lie;
  };
  const std::string& old_proof = world().old_proof();
  const std::string other = world().fetch("proof/accreditation/kg-test-1/T-0002");
  const std::vector<Case> cases = {
      {"a record that was changed", "step 4",
       [](const std::string& text) { return replaced(text, "\nperson a1\n", "\nperson a2\n"); }},
      {"a record without its revocation", "step 4",
       [](const std::string& text) { return without_line(text, "accreditation.revoke"); }},
      {"an old seal", "step 3",
       [&](const std::string& text) { return replaced(text, seal_of(text), seal_of(old_proof)); }},
      {"another number's proof", "step 4", [&](const std::string&) { return other; }},
      {"another number's proof with the label of this one", "step 4",
       [&](const std::string&) { return replaced(other, "T-0002", "T-0001"); }},
      {"a seal at another place", "step 3",
       [](const std::string& text) { return replaced(text, "\nindex 73", "\nindex 72"); }},
      {"a checkpoint that nobody signed", "step 2",
       [](std::string text) {
         char& letter = text[text.rfind("\n\n") - 9];  // of the root
         letter = letter == 'A' ? 'B' : 'A';
         return text;
       }},
      {"no proof at all", "step 1", [](const std::string&) { return std::string("ACTIVE\n"); }},
  };
  for (const Case& each : cases) {
    INFO(each.what);
    const HttpDouble node = liar(each.lie);
    const Said said = status_of("T-0001", node.url());
    INFO(said.out << said.err);
    CHECK(said.exit == Exit::kInvalidEvidence);
    CHECK(said.err.find(std::string("[") + each.step + "]") != std::string::npos);
    CHECK(said.out.empty());
  }
}

TEST_CASE("a list that leaves somebody out ends with exit 2 at step 4") {
  const HttpDouble node = liar([](std::string text) {
    // The last record of the list, and the count.
    const std::size_t last = text.rfind("\nrecord ", text.rfind("\nrecord ") - 1);
    const std::size_t end = text.find("\nstep ", last);
    REQUIRE(end != std::string::npos);
    text.erase(last, end - last);
    const std::size_t list = text.find("\nlist ");
    const std::size_t line_end = text.find('\n', list + 1);
    return one_less(std::move(text), list + 6, line_end);
  });
  const Said said = list_of(node.url());
  INFO(said.err);
  CHECK(said.exit == Exit::kInvalidEvidence);
  CHECK(said.err.find("step 4") != std::string::npos);
  CHECK(said.out.empty());
}

TEST_CASE("a node that is not there is 69, and nothing was answered") {
  std::string gone;
  {
    const HttpDouble node = liar([](std::string text) { return text; });
    gone = node.url();
  }
  for (const Said& said : {status_of("T-0001", gone), list_of(gone)}) {
    CHECK(said.exit == Exit::kUnreachable);
    CHECK(said.out.empty());
    CHECK(said.err.find("another node") != std::string::npos);
  }
  const HttpDouble empty([](const Asked&) { return Reply{404, "", {}}; });
  CHECK(status_of("T-0001", empty.url()).exit == Exit::kUnreachable);
  CHECK(status_of("T-0001", "https://node").exit == Exit::kUsage);
}

TEST_CASE("an audit reads a live node") {
  AuditOptions options;
  options.from = world().url();
  options.policy = world().policy();
  const Said said = run([&](const Session& session) { return run_audit(options, session); });
  INFO(said.err);
  CHECK(said.exit == Exit::kHolds);
}

TEST_CASE("a submission is believed when it is proven, and not before") {
  World here;
  const auto author = here.ledger().keys().author("cec").value();
  const auto chief = here.ledger().keys().author(kOperator).value();
  crypto::SeededRandom random("node commands test");
  REQUIRE(crypto::write_key_file(here.file("cec.key"), author, "", random).has_value());
  REQUIRE(crypto::write_key_file(here.file("operator.key"), chief, "", random).has_value());
  std::ofstream(here.file("note")) << "kuboluk/event/v1\nledger " << here.ledger().info().id
                                   << "\ntype fact.note\nby cec\n"
                                      "signed 2026-10-30T10:00:00+06:00\n"
                                      "expires 2026-11-05T10:00:00+06:00\n"
                                      "at 2026-10-30T10:00:00+06:00\n"
                                      "ruleset KR-REG-197+CL-68@1\n"
                                      "text one more\n";
  SubmitOptions options;
  options.files = {here.file("note")};
  options.key = here.file("cec.key");
  options.operator_key = here.file("operator.key");
  options.policy = here.policy();
  options.recorded_at = "2026-10-30T10:00:00+06:00";
  options.patience_s = 1;
  const auto submit = [&options](const std::string& node) {
    options.node = node;
    return run([&](const Session& session) { return run_submit(options, "", session); });
  };
  {
    const HttpDouble node([honest = here.ledger().honest("ots")](const Asked& asked) {
      if (asked.method != "POST") return honest(asked);
      return Reply{200, R"({"index":3,"size":9,"repeated":false})", {}};
    });
    const Said lied = submit(node.url());
    INFO(lied.out << lied.err);
    CHECK(lied.exit == Exit::kInvalidEvidence);
    CHECK(lied.out.empty());
  }
  {
    const HttpDouble node([honest = here.ledger().honest("ots")](const Asked& asked) {
      if (asked.method == "POST") return Reply{202, "the receipt\n", {}};
      return honest(asked);
    });
    options.receipt = here.file("receipt");
    const Said waits = submit(node.url());
    CHECK(waits.exit == Exit::kCannotTell);
    CHECK(waits.err.find("NOT YET") != std::string::npos);
    CHECK(scenario_files::read(here.file("receipt")) == "the receipt\n");
    options.receipt.clear();
  }
  const Said done = submit(here.url());
  INFO(done.out << done.err);
  CHECK(done.exit == Exit::kHolds);
  CHECK(submit(here.url()).out.find("was in the ledger before") != std::string::npos);
  options.recorded_at.clear();
  CHECK(submit(here.url()).exit == Exit::kOther);  // X.TIME: the operator's statement is missing
}

TEST_CASE("node status: one table; 0 if all agree, 1 if not, 69 if one is not there") {
  const auto ask = [](const std::vector<std::string>& urls, bool as_json = false) {
    return run([&](const Session& session) { return run_node_status({urls}, session); }, as_json);
  };
  const HttpDouble second(world().ledger().honest("ots"));
  const Said agree = ask({world().url(), second.url()});
  INFO(agree.out);
  CHECK(agree.exit == Exit::kHolds);
  CHECK(agree.out.find("ots") != std::string::npos);
  const HttpDouble behind([honest = world().ledger().honest("cis")](const Asked& asked) {
    Reply reply = honest(asked);
    reply.body = replaced(reply.body, "\"size\":", "\"size\":1");
    return reply;
  });
  const Said differ = ask({world().url(), behind.url()}, true);
  CHECK(differ.exit == Exit::kOther);
  const auto answer = boost::json::parse(differ.out).as_object();
  CHECK(answer.at("exit").as_int64() == 1);
  CHECK(answer.at("nodes").as_array().size() == 2);
  const Said gone = ask({world().url(), "http://127.0.0.1:1"});
  CHECK(gone.exit == Exit::kUnreachable);
  CHECK(gone.out.find("not reachable") != std::string::npos);
}

}  // namespace kuboluk::tools
