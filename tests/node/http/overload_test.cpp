// RELIABILITY 47, T18: sockets that do nothing do not keep out those who ask, wherever they come
// from.
#include <catch2/catch.hpp>

#include <deque>

#include "node/http/places.h"
#include "tests/node/http/rig.h"

namespace kuboluk::node::http::test {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

const std::string kHealth = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
const std::string kJunkThatWaits =
    "POST /submit?at-least=999999 HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx";

// Keeps the server waiting since a given moment, or not at all.
class Guest final : public Seated {
 public:
  Guest(Places& places, const std::string& client, std::optional<Clock::time_point> since)
      : places_(places), client_(client), since_(since), hold_(places.take(client)) {
    REQUIRE(hold_);
    places_.joined(this, client);
  }
  ~Guest() override { places_.left(this, client_); }
  Guest(const Guest&) = delete;
  Guest& operator=(const Guest&) = delete;
  std::optional<Clock::time_point> waited_for_since() const override { return since_; }
  void make_room() override {
    places_.left(this, client_);
    hold_.reset();
  }
  bool is_here() const { return hold_ != nullptr; }

 private:
  Places& places_;
  std::string client_;
  std::optional<Clock::time_point> since_;
  Hold hold_;
};

}  // namespace

TEST_CASE("RELIABILITY T18: whoever has most places gives up the one that is waited for longest") {
  Places places(4, 3, 10s);
  const auto now = Clock::now();
  Guest older(places, "flood", now - 2s);
  Guest newer(places, "flood", now - 1s);
  Guest working(places, "flood", std::nullopt);
  Guest other(places, "other", now - 5s);  // longer, but it has only one
  CHECK_FALSE(places.take("flood"));       // it has its share
  CHECK(older.is_here());
  const Hold honest = places.take("honest");
  CHECK(honest);
  CHECK_FALSE(older.is_here());
  CHECK(newer.is_here());
  CHECK(other.is_here());
}

TEST_CASE("RELIABILITY T18: among equals only who has been waited for too long makes room") {
  Places places(2, 2, 1s);
  const auto now = Clock::now();
  Guest quick(places, "a", now);
  Guest slow(places, "b", now - 2s);
  const Hold first = places.take("honest");
  CHECK(first);
  CHECK_FALSE(slow.is_here());
  CHECK_FALSE(places.take("honest"));  // `quick` may keep its place for a second
  CHECK(quick.is_here());
}

TEST_CASE("RELIABILITY T18: who waits for the server makes no room") {
  Places places(2, 2, 0s);
  Guest one(places, "a", std::nullopt);
  Guest two(places, "a", std::nullopt);
  CHECK_FALSE(places.take("honest"));
}

TEST_CASE("RELIABILITY T18: idle sockets of many addresses keep nobody out") {
  HttpLimits limits;
  limits.sockets = 6;
  limits.sockets_per_client = 2;
  Rig rig(limits);
  std::deque<Client> idle;
  for (const char* from : {"127.0.0.2", "127.0.0.3", "127.0.0.4"}) {
    idle.emplace_back(rig.port(), from);
    idle.emplace_back(rig.port(), from);
  }
  idle[1].send(kHealth);  // the others have been waited for longer, or as long
  CHECK(idle[1].read().status == 200);
  CHECK(rig.get("/healthz").status == 200);
  CHECK(rig.get("/status.json").status == 200);
  Client honest = rig.connect();
  Client second = rig.connect();
  for (Client* client : {&honest, &second}) {
    client->send(kHealth);
    CHECK(client->read().status == 200);
  }
}

TEST_CASE("RELIABILITY T18: who gets no place is told so, whatever it has sent already") {
  HttpLimits limits;
  limits.sockets_per_client = 1;
  Rig rig(limits);
  Client first = rig.connect();
  first.send(kHealth);
  CHECK(first.read().status == 200);
  Client second = rig.connect();
  second.try_send("POST /submit HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n" +
                  std::string(60'000, 'x'));
  const Answer answer = second.read();
  CHECK(answer.status == 503);
  CHECK(answer.headers.at("retry-after") == "2");
  CHECK(answer.headers.at("connection") == "close");
  problem_of(answer);
}

TEST_CASE("RELIABILITY T18: junk that waits for a size leaves room for acts") {
  HttpLimits limits;
  limits.waits = 4;
  limits.size_waits = 3;
  limits.size_waits_per_client = 2;
  limits.at_least_wait = 8s;
  Rig rig(limits);
  std::deque<Client> waiting;
  for (int i = 0; i < 2; ++i) {
    waiting.emplace_back(rig.port(), "127.0.0.2");
    waiting.back().send(kJunkThatWaits);
  }
  const auto refused = [&rig](const char* from) {
    Client client = rig.connect(from);
    client.send(kJunkThatWaits);
    return client.read().status == 503;
  };
  rig.get("/healthz");  // a turn: both wait now
  const auto begin = Clock::now();
  CHECK(refused("127.0.0.2"));
  waiting.emplace_back(rig.port(), "127.0.0.3");
  waiting.back().send(kJunkThatWaits);
  rig.get("/healthz");
  CHECK(refused("127.0.0.4"));
  CHECK(rig.ask("POST", "/submit", "junk").status == 400);  // judged, not turned away
  CHECK(Clock::now() - begin < 6s);
}

}  // namespace kuboluk::node::http::test
