// POST /submit: what is refused before the node hears of it, and how its answers are told.
#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include "crypto/encoding.h"
#include "tests/node/http/rig.h"

namespace kuboluk::node::http::test {
namespace {

using namespace std::chrono_literals;

core::Accepted accepted_for(const domain::SignedEvent& event, bool repeated = false) {
  return core::Accepted{41, 43, {event.id}, repeated};
}

// The node answers with these, one after the other, before submit() returns.
void answers(Rig& rig, std::vector<decltype(core::Answer::outcome)> outcomes) {
  rig.on_state([&] {
    rig.node.script = [outcomes](std::uint64_t ticket, const OnAnswer& on_answer) {
      for (const auto& outcome : outcomes)
        on_answer(core::Answer{ticket, outcome});
    };
  });
}

std::size_t handed_in(Rig& rig) {
  std::size_t count = 0;
  rig.on_state([&] { count = rig.node.submitted.size(); });
  return count;
}

std::string post(const std::string& target, std::string_view body) {
  return "POST " + target +
         " HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         std::string(body);
}

}  // namespace

TEST_CASE("without wait the signed receipt is the answer") {
  Rig rig;
  const auto event = rig.clerk.note(1);
  answers(rig, {core::Receipted{"the receipt\n", false}});
  const Answer answer = rig.ask("POST", "/submit", event.bytes);
  CHECK(answer.status == 202);
  CHECK(answer.headers.at("content-type") == "text/plain; charset=utf-8");
  CHECK(answer.body == "the receipt\n");
  CHECK_FALSE(answer.headers.contains("kuboluk-parked"));
  rig.on_state([&] {
    REQUIRE(rig.node.submitted.size() == 1);
    CHECK(rig.node.submitted[0].bytes == event.bytes);
    CHECK(rig.node.forgotten == std::vector<std::uint64_t>{1});
  });
  answers(rig, {core::Receipted{"the receipt\n", true}});
  CHECK(rig.ask("POST", "/submit", event.bytes).headers.at("kuboluk-parked") == "yes");
}

TEST_CASE("what is in the log already is told at once") {
  Rig rig;
  const auto event = rig.clerk.note(1);
  answers(rig, {accepted_for(event, true)});
  const Answer answer = rig.ask("POST", "/submit", event.bytes);
  CHECK(answer.status == 200);
  const std::string id = crypto::to_hex(event.id);
  CHECK(boost::json::parse(answer.body) ==
        boost::json::value{{"index", 41},
                           {"size", 43},
                           {"event", id},
                           {"events", boost::json::array{boost::json::value(id)}},
                           {"repeated", true}});
  rig.on_state([&] { CHECK(rig.node.forgotten.empty()); });
}

TEST_CASE("with wait the final outcome is the answer") {
  Rig rig;
  const auto event = rig.clerk.note(1);
  Client client = rig.connect();
  client.send(post("/submit?wait", event.bytes));
  REQUIRE(rig.soon([&] { return rig.node.waiting.size() == 1; }));
  rig.on_state([&] {
    const OnAnswer tell = rig.node.waiting.begin()->second;
    tell(core::Answer{1, core::Receipted{"the receipt\n", false}});
    tell(core::Answer{1, accepted_for(event)});
  });
  const Answer answer = client.read();
  CHECK(answer.status == 200);
  CHECK(boost::json::parse(answer.body).at("repeated").as_bool() == false);
}

TEST_CASE("a wait that is too long ends with the receipt, and the act goes on") {
  HttpLimits limits;
  limits.final_wait = 100ms;
  Rig rig(limits);
  rig.on_state([&] {
    rig.node.script = [](std::uint64_t ticket, const OnAnswer& on_answer) {
      on_answer(core::Answer{ticket, core::Receipted{"the receipt\n", true}});
    };
  });
  const Answer answer = rig.ask("POST", "/submit?wait=1", rig.clerk.note(1).bytes);
  CHECK(answer.status == 202);
  CHECK(answer.body == "the receipt\n");
  CHECK(answer.headers.contains("retry-after"));
  CHECK(answer.headers.at("kuboluk-parked") == "yes");
  rig.on_state([&] {
    CHECK(rig.node.forgotten == std::vector<std::uint64_t>{1});
    rig.node.script = nullptr;
  });
  CHECK(rig.ask("POST", "/submit?wait=1", rig.clerk.note(2).bytes).status == 503);
}

TEST_CASE("a refusal by the node is a problem with rule and paragraph") {
  Rig rig;
  const auto event = rig.clerk.note(1);
  answers(rig, {core::Receipted{"the receipt\n", false},
                Error{"X.DUP", "fact.note by cec", "it is in the log already"}});
  const Answer answer = rig.ask("POST", "/submit?wait", event.bytes);
  CHECK(answer.status == 409);
  auto problem = problem_of(answer);
  CHECK(problem["type"] == "urn:kuboluk:rule:X.DUP");
  CHECK(problem["rule"] == "X.DUP");
  CHECK(problem["paragraph"] != "null");
  CHECK(problem["object"] == "fact.note by cec");
  answers(rig, {Error{"STORE", "/secret", "the store was reopened"}});
  CHECK(problem_of(rig.ask("POST", "/submit", event.bytes))["status"] == "503");
  answers(rig, {core::Busy{1500}});
  const Answer busy = rig.ask("POST", "/submit", event.bytes);
  CHECK(busy.status == 503);
  CHECK(busy.headers.at("retry-after") == "2");
}

TEST_CASE("junk never reaches the node") {
  Rig rig;
  const auto event = rig.clerk.note(1);
  CHECK(problem_of(rig.ask("POST", "/submit", ""))["status"] == "400");
  CHECK(problem_of(rig.ask("POST", "/submit", "junk"))["rule"] == "X.FORM");
  CHECK(rig.ask("POST", "/submit", event.bytes + "x").status == 400);
  CHECK(rig.ask("POST", "/submit", std::string(5000, '\0')).status == 400);
  CHECK(rig.ask("POST", "/submit", event.bytes.substr(0, event.bytes.size() / 2)).status == 400);
  CHECK(handed_in(rig) == 0);
}

TEST_CASE("a refused body is not repeated") {
  Rig rig;
  std::string body = rig.clerk.note(1).bytes;
  const std::string secret = "AB1234567 passport";
  body.insert(body.find("text ") + 5, secret + "\n");
  const Answer answer = rig.ask("POST", "/submit", body);
  CHECK(answer.status == 400);
  CHECK(answer.body.find("AB1234567") == std::string::npos);
}

TEST_CASE("an unknown author is 403, before any signature is looked at") {
  Rig rig;
  // Signed well, by an organisation that is not registered.
  const auto stranger = rig.clerk.sign(
      rig.clerk.event("fact.note", "org-9", "2026-04-10T16:00:00+06:00", {{"text", {"note"}}}));
  const Answer answer = rig.ask("POST", "/submit", stranger.bytes);
  CHECK(answer.status == 403);
  CHECK(problem_of(answer)["object"] == "fact.note by org-9");
  // A known author, another key: number 2 is only cec's.
  auto event =
      rig.clerk.event("fact.note", "mfa", "2026-04-10T16:00:00+06:00", {{"text", {"note"}}});
  CHECK(rig.ask("POST", "/submit", rig.clerk.sign(event, 2).bytes).status == 403);
  // The second event of a submission counts as well as the first.
  CHECK(rig.ask("POST", "/submit", rig.clerk.note(1).bytes + stranger.bytes).status == 403);
  CHECK(handed_in(rig) == 0);
  // An organisation of the ledger may.
  event.by = "t-1";
  answers(rig, {core::Receipted{"r\n", false}});
  CHECK(rig.ask("POST", "/submit", rig.clerk.sign(event).bytes).status == 202);
}

TEST_CASE("a signature that does not verify is 409 and goes no further") {
  Rig rig;
  std::string body = rig.clerk.note(1).bytes;
  const std::string other = rig.clerk.note(2).bytes;
  // The signature line of another event.
  body = body.substr(0, body.find("\n\n")) + other.substr(other.find("\n\n"));
  const Answer answer = rig.ask("POST", "/submit", body);
  CHECK(answer.status == 409);
  CHECK(problem_of(answer)["rule"] == "X.SIGNATURE");
  CHECK(handed_in(rig) == 0);
}

TEST_CASE("several events are one submission") {
  Rig rig;
  answers(rig, {core::Receipted{"r\n", false}});
  CHECK(rig.ask("POST", "/submit", rig.clerk.note(1).bytes + rig.clerk.note(2).bytes).status ==
        202);
  rig.on_state([&] { CHECK(rig.node.submitted[0].events.size() == 2); });
}

TEST_CASE("at-least: nothing is judged before this node has committed that size") {
  HttpLimits limits;
  limits.at_least_wait = 300ms;
  limits.at_least_poll = 10ms;
  Rig rig(limits);
  const std::uint64_t size = rig.node.ledger().position()->size;
  const auto target = [](std::uint64_t at_least) {
    return "/submit?at-least=" + std::to_string(at_least);
  };
  // The author's organisation is registered by the batch that is waited for.
  const auto event = rig.clerk.sign(
      rig.clerk.event("fact.note", "org-5", "2026-04-10T16:00:00+06:00", {{"text", {"note"}}}));
  answers(rig, {core::Receipted{"r\n", false}});
  CHECK(rig.ask("POST", target(size), event.bytes).status == 403);
  const Answer late = rig.ask("POST", target(size + 1), event.bytes);
  CHECK(late.status == 503);
  CHECK(late.headers.contains("retry-after"));
  Client client = rig.connect();
  client.send(post(target(size + 1), event.bytes));
  std::this_thread::sleep_for(50ms);
  rig.on_state([&] { rig.node.commit({rig.clerk.registration(5)}); });
  CHECK(client.read().status == 202);
}

TEST_CASE("a store that cannot answer is no verdict on the act") {
  Rig rig;
  rig.node.store_is_down = true;
  const Answer answer = rig.ask("POST", "/submit", rig.clerk.note(1).bytes);
  CHECK(answer.status == 503);
  CHECK(problem_of(answer)["rule"] == "STORE");
}

TEST_CASE("a client that waits when the server stops is let go, and its act goes on") {
  Rig rig;
  Client client = rig.connect();
  client.send(post("/submit?wait", rig.clerk.note(1).bytes));
  REQUIRE(rig.soon([&] { return rig.node.waiting.size() == 1; }));
  rig.stop_server();
  CHECK(client.read_to_end().empty());
  rig.on_state([&] {
    CHECK(rig.node.forgotten == std::vector<std::uint64_t>{1});
    // A late answer hurts nobody.
    rig.node.waiting.begin()->second(core::Answer{1, core::Busy{1}});
  });
}

}  // namespace kuboluk::node::http::test
