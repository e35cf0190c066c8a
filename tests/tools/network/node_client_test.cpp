// What a client makes of a node's answers, and how long it goes on.
#include "tools/network/node_client.h"

#include <catch2/catch.hpp>
#include <vector>

#include "tests/tools/network/http_double.h"

namespace kuboluk::tools {
namespace {

using namespace std::chrono_literals;
using node_double::Asked;
using node_double::HttpDouble;
using node_double::Reply;

// The answers one after the other; the last one again and again.
HttpDouble saying(std::vector<Reply> replies) {
  return HttpDouble([replies, next = std::size_t{0}](const Asked&) mutable {
    const Reply reply = replies[std::min(next, replies.size() - 1)];
    ++next;
    return reply;
  });
}

const Reply kDone{200, R"({"index":4,"size":6,"event":"ab","events":["ab"],"repeated":true})", {}};
const Reply kRefusal{
    409,
    R"({"type":"urn:kuboluk:rule:KR.R3.7","title":"t","status":409,"detail":"late",)"
    R"("rule":"KR.R3.7","paragraph":"the window","field":null,"object":"x"})",
    {}};
const Reply kStatus{200, R"({"phase":"following","waiting":"2 more cosigners","size":4})", {}};

Result<Decided> decided(const HttpDouble& node, std::chrono::milliseconds patience,
                        std::vector<std::string>* waits = nullptr) {
  const NodeClient client(node.address());
  Patience limit(patience);
  return submit_patiently(client, "notes", 7, limit, [waits](const std::string& words) {
    if (waits != nullptr) waits->push_back(words);
  });
}

}  // namespace

TEST_CASE("a submission is posted whole, with what the client has seen already") {
  Asked seen;
  const HttpDouble node([&seen](const Asked& asked) {
    seen = asked;
    return kDone;
  });
  const auto answer = decided(node, 1s);
  REQUIRE(answer.has_value());
  CHECK(std::get<CommittedAct>(*answer).index == 4);
  CHECK(std::get<CommittedAct>(*answer).size == 6);
  CHECK(std::get<CommittedAct>(*answer).repeated);
  CHECK(seen.method == "POST");
  CHECK(seen.target == "/submit?wait&at-least=7");
  CHECK(seen.body == "notes");
}

TEST_CASE("a refusal is by rule, with its paragraph, and ends the waiting") {
  const HttpDouble node = saying({kRefusal});
  const auto answer = decided(node, 1s);
  REQUIRE(answer.has_value());
  const auto& refused = std::get<RefusedAct>(*answer);
  CHECK(refused.error.rule == "KR.R3.7");
  CHECK(refused.error.detail == "late");
  CHECK(refused.paragraph == "the window");
}

TEST_CASE("503 is asked again as the node wishes, and said once") {
  const HttpDouble node =
      saying({{503, R"({"detail":"not now"})", "1"}, {503, R"({"detail":"not now"})", "0"}, kDone});
  std::vector<std::string> waits;
  const auto begun = std::chrono::steady_clock::now();
  REQUIRE(decided(node, 5s, &waits).has_value());
  CHECK(std::chrono::steady_clock::now() - begun >= 1s);
  REQUIRE(waits.size() == 1);
  CHECK(waits[0].find("not now") != std::string::npos);
}

TEST_CASE(
    "an act that is only receipted is asked for until patience ends, with the node's reason") {
  const HttpDouble node([](const Asked& asked) {
    return asked.method == "POST" ? Reply{202, "a receipt", {}} : kStatus;
  });
  std::vector<std::string> waits;
  const auto answer = decided(node, 300ms, &waits);
  REQUIRE(!answer.has_value());
  CHECK(answer.error().rule == kNotYetRule);
  CHECK(answer.error().detail.find("2 more cosigners") != std::string::npos);
  CHECK(waits.size() == 1);
}

TEST_CASE("a node that is not there, or makes no sense, is not reachable") {
  HttpAddress left;
  {
    const HttpDouble gone = saying({kDone});
    left = gone.address();
  }
  const NodeClient nobody(left, 1);
  Patience limit(200ms);
  const auto silent = submit_patiently(nobody, "notes", 0, limit, {});
  REQUIRE(!silent.has_value());
  CHECK(silent.error().rule == kUnreachableRule);
  for (const Reply& odd : {Reply{500, "", {}}, Reply{200, "no json", {}}, Reply{200, "{}", {}},
                           Reply{200, R"({"index":9,"size":9})", {}},
                           Reply{409, R"({"detail":"no rule"})", {}}, Reply{301, "", {}}}) {
    const HttpDouble node([odd](const Asked& asked) {
      return asked.method == "POST" ? odd : Reply{500, "", {}};
    });
    const auto answer = decided(node, 100ms);
    INFO(odd.status << " " << odd.body);
    REQUIRE(!answer.has_value());
    CHECK(answer.error().rule == kUnreachableRule);
  }
}

TEST_CASE("what a node says cannot steer a terminal") {
  const HttpDouble node = saying(
      {{409, "{\"rule\":\"KR.R3.7\",\"detail\":\"\\u001b[2J\\r\",\"object\":\"\\u202ex\"}", {}}});
  const auto answer = decided(node, 1s);
  REQUIRE(answer.has_value());
  const Error& error = std::get<RefusedAct>(*answer).error;
  CHECK(error.detail.find('\x1b') == std::string::npos);
  CHECK(error.detail.find('\r') == std::string::npos);
  CHECK(error.object.find("\u202e") == std::string::npos);
}

TEST_CASE("the status page is read as far as it makes sense") {
  const HttpDouble node = saying(
      {{200,
        R"({"member":"mfa","phase":"following","size":12,"log_root":"a","status_root":null,)"
        R"("behind":2,"quorum":{"present":2,"needed":"3 of 4"},)"
        R"("peers":[{"id":"cec","linked":true},7],)"
        R"("refusals":[{"by":"ots","size":9,"index":8,"rule":"X.TIME","expected":"e","got":"g"}]})",
        {}},
       {200, "[]", {}}});
  const NodeClient client(node.address());
  const auto state = client.state();
  REQUIRE(state.has_value());
  CHECK(state->member == "mfa");
  CHECK(state->size == 12);
  CHECK(state->status_root.empty());
  CHECK(state->quorum == "2, needs 3 of 4");
  REQUIRE(state->peers.size() == 1);
  CHECK(state->peers[0].linked);
  REQUIRE(state->refusals.size() == 1);
  CHECK(state->refusals[0].rule == "X.TIME");
  CHECK(client.state().error().rule == "JSON");
}

}  // namespace kuboluk::tools
