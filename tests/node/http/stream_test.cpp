// Server-sent events: readers that stay, readers that do not read, more readers than there may be.
#include <catch2/catch.hpp>
#include <deque>

#include "tests/node/http/rig.h"

namespace kuboluk::node::http::test {
namespace {

using namespace std::chrono_literals;

HttpLimits quick() {
  HttpLimits limits;
  limits.stream_look = 2ms;
  return limits;
}

std::string request(const std::string& target = "/log/events?from=0") {
  return "GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n";
}

// A stream that was begun: its head was read.
std::unique_ptr<Client> stream(const Rig& rig, const char* from = "127.0.0.1") {
  auto client = std::make_unique<Client>(rig.port(), from);
  client->send(request());
  const Answer head = client->read(true);
  CHECK(head.status == 200);
  CHECK(head.headers.at("content-type") == "text/event-stream");
  return client;
}

int refused_with(const Rig& rig, const char* from) {
  Client client = rig.connect(from);
  client.send(request());
  const Answer answer = client.read(true);
  if (answer.status == 503) CHECK(answer.headers.contains("retry-after"));
  return answer.status;
}

}  // namespace

TEST_CASE("RELIABILITY 47: streams are bounded in all and per client, and leave the rest alone") {
  HttpLimits limits = quick();
  limits.streams = 4;
  limits.streams_per_client = 2;
  limits.sockets = 3;  // streams stand beside the places of ordinary clients
  Rig rig(limits);
  std::deque<std::unique_ptr<Client>> open;
  for (const char* from : {"127.0.0.2", "127.0.0.2", "127.0.0.3"})
    open.push_back(stream(rig, from));
  CHECK(refused_with(rig, "127.0.0.2") == 503);  // its share
  open.push_back(stream(rig, "127.0.0.4"));
  CHECK(refused_with(rig, "127.0.0.5") == 503);  // all are taken
  CHECK(rig.get("/healthz").status == 200);
  CHECK(rig.get("/log.json").status == 200);
  open.pop_front();
  rig.on_state([&] { rig.node.commit({rig.clerk.note(1)}); });  // written to: it has gone
  int status = 503;
  for (int i = 0; i < 200 && status == 503; ++i) {
    std::this_thread::sleep_for(10ms);
    rig.on_state([&] { rig.node.commit({rig.clerk.note(10 + i)}); });
    status = refused_with(rig, "127.0.0.5");
  }
  CHECK(status == 200);
}

TEST_CASE("RELIABILITY 47: a stream whose reader does not read is let go, and can be resumed") {
  HttpLimits limits = quick();
  limits.write_deadline = 300ms;
  limits.streams = 1;
  Rig rig(limits);
  constexpr int kBatches = 60;
  constexpr int kNotes = 200;
  rig.on_state([&] {
    for (int batch = 0; batch < kBatches; ++batch) {
      std::vector<domain::SignedEvent> notes;
      for (int i = 0; i < kNotes; ++i)
        notes.push_back(rig.clerk.note(1'000 + batch * kNotes + i));
      rig.node.commit(notes);
    }
  });
  Client slow = rig.connect();
  slow.receive_little();
  slow.send(request());  // and reads nothing: megabytes are more than its window takes
  std::this_thread::sleep_for(100ms);
  CHECK(refused_with(rig, "127.0.0.1") == 503);
  CHECK(rig.get("/healthz").status == 200);
  std::unique_ptr<Client> next;
  for (int i = 0; i < 600 && next == nullptr; ++i) {  // a minute: sanitizers are slow
    std::this_thread::sleep_for(100ms);
    auto client = std::make_unique<Client>(rig.port());
    client->send(request("/log/events?from=5"));
    const Answer head = client->read(true);
    if (head.status == 200) next = std::move(client);
  }
  REQUIRE(next != nullptr);
  CHECK(next->read_until("id: 5\n"));
}

TEST_CASE("a stream ends after its life, and at the end of the server") {
  HttpLimits limits = quick();
  limits.stream_life = 100ms;
  limits.stream_heartbeat = 20ms;
  Rig rig(limits);
  const auto mortal = stream(rig);
  CHECK(mortal->read_to_end().find(": still here\n") != std::string::npos);
  const auto last = stream(rig);
  rig.stop_server();
  last->read_to_end();
}

}  // namespace kuboluk::node::http::test
