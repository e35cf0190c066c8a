// RELIABILITY 46, 47, 51: nothing that a client does lasts or grows without bound.
#include <sys/resource.h>

#include <catch2/catch.hpp>

#include "node/http/budget.h"
#include "tests/node/http/rig.h"

namespace kuboluk::node::http::test {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

const std::string kHealth = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";

std::string post_head(std::uint64_t length, const std::string& more = "") {
  return "POST /submit HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(length) + "\r\n" +
         more + "\r\n";
}

}  // namespace

TEST_CASE("case 47: a slow header ends with the deadline for all of it") {
  HttpLimits limits;
  limits.header_deadline = 300ms;
  Rig rig(limits);
  Client client = rig.connect();
  const auto begin = Clock::now();
  bool open = true;
  for (const char c : std::string("GET /healthz HTTP/1.1\r\nHost: xxxxxxxxxxxxxxxxxxxxxxxxxxxx")) {
    open = client.try_send(std::string(1, c));
    std::this_thread::sleep_for(20ms);
    if (!open) break;
  }
  CHECK(client.read_to_end().empty());
  CHECK(Clock::now() - begin < 3s);
  CHECK_FALSE(open);
  CHECK(rig.get("/healthz").status == 200);
}

TEST_CASE("case 47: a slow body ends with the deadline for all of it") {
  HttpLimits limits;
  limits.body_deadline = 300ms;
  Rig rig(limits);
  Client client = rig.connect();
  client.send(post_head(1000));
  bool open = true;
  const auto begin = Clock::now();
  for (int i = 0; i < 200 && open; ++i) {
    open = client.try_send("x");
    std::this_thread::sleep_for(20ms);
  }
  CHECK_FALSE(open);
  CHECK(Clock::now() - begin < 3s);
}

TEST_CASE("case 47: a reader that does not read is closed, and its slot is free") {
  HttpLimits limits;
  limits.write_deadline = 200ms;
  limits.bytes_per_second = 1'000'000'000;
  limits.sockets = 1;
  Rig rig(limits);
  rig.on_state([&] {
    for (int i = 0; i < 200; ++i) {
      REQUIRE(rig.node.store().put_evidence(std::to_string(i) + std::string(60'000, 'e')));
    }
  });
  Client slow = rig.connect();
  slow.send("GET /evidence HTTP/1.1\r\nHost: x\r\n\r\n");  // 12 MB: more than sockets buffer
  const auto free_again = [&] { return rig.get("/healthz").status == 200; };
  bool freed = false;
  for (int i = 0; i < 50 && !freed; ++i) {
    std::this_thread::sleep_for(100ms);
    freed = free_again();
  }
  CHECK(freed);
}

TEST_CASE("case 46: a header over the limit is 431 and the end") {
  Rig rig;
  for (const std::size_t bytes : {std::size_t{8193}, std::size_t{1'000'000}}) {
    Client client = rig.connect();
    client.try_send("GET /healthz HTTP/1.1\r\nHost: x\r\nA: " + std::string(bytes, 'a'));
    const Answer answer = client.read();
    CHECK(answer.status == 431);
    CHECK(answer.headers.at("connection") == "close");
    CHECK(client.read_to_end().empty());
  }
  Client client = rig.connect();
  const std::string begin = "GET /healthz HTTP/1.1\r\nHost: x\r\nA: ";
  client.send(begin + std::string(8192 - begin.size() - 4, 'a') + "\r\n\r\n");
  CHECK(client.read().status == 200);
}

TEST_CASE("case 46: what could be read in two ways ends the connection") {
  Rig rig;
  for (const char* lines :
       {"Content-Length: 4\r\nContent-Length: 4\r\n",
        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "A : b\r\n", "A: b\r\n c\r\n"}) {
    INFO(lines);
    Client client = rig.connect();
    client.send("POST /submit HTTP/1.1\r\nHost: x\r\n" + std::string(lines) + "\r\n" + "abcd" +
                kHealth);
    const Answer answer = client.read();
    CHECK(answer.status >= 400);
    CHECK(answer.status < 500);
    CHECK(answer.headers.at("connection") == "close");
    CHECK(client.read_to_end().empty());  // what followed was not answered
  }
}

TEST_CASE("case 46: bodies where none belong, without a length, over the limit") {
  Rig rig;
  Client body = rig.connect();
  body.send("GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nabcd");
  CHECK(body.read().status == 400);
  Client none = rig.connect();
  none.send("POST /submit HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(none.read().status == 411);
  Client chunked = rig.connect();
  chunked.send("POST /submit HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
  CHECK(chunked.read().status == 411);
  Client large = rig.connect();
  large.send(post_head(exchange::kSubmissionBytesMax + 1));
  const Answer answer = large.read();
  CHECK(answer.status == 413);
  CHECK(problem_of(answer)["rule"] == "X.SIZE");
  CHECK(large.read_to_end().empty());
}

TEST_CASE("a client that asks before it sends a body is told to go on, or why not") {
  Rig rig;
  Client client = rig.connect();
  client.send(post_head(4, "Expect: 100-continue\r\n"));
  CHECK(client.read(true).status == 100);
  client.send("junk");
  CHECK(client.read().status == 400);
  Client refused = rig.connect();
  refused.send(post_head(exchange::kSubmissionBytesMax + 1, "Expect: 100-continue\r\n"));
  CHECK(refused.read().status == 413);
}

TEST_CASE("sockets are bounded in all and per client") {
  HttpLimits limits;
  limits.sockets_per_client = 3;
  Rig rig(limits);
  {
    Client one = rig.connect();
    Client two = rig.connect();
    Client three = rig.connect();
    for (Client* client : {&one, &two, &three}) {
      client->send(kHealth);
      CHECK(client->read().status == 200);
    }
    Client four = rig.connect();
    const Answer answer = four.read();
    CHECK(answer.status == 503);
    CHECK(answer.headers.contains("retry-after"));
    two.send(kHealth);
    CHECK(two.read().status == 200);
  }
  CHECK(rig.soon([] { return true; }));
  bool served = false;
  for (int i = 0; i < 100 && !served; ++i) {
    served = rig.get("/healthz").status == 200;
    if (!served) std::this_thread::sleep_for(20ms);
  }
  CHECK(served);
}

TEST_CASE("case 51: many pipelined requests are answered in order, up to the limit") {
  HttpLimits limits;
  limits.requests_per_connection = 200;
  Rig rig(limits);
  Client client = rig.connect();
  std::string all;
  for (int i = 0; i < 300; ++i)
    all += i % 2 == 0 ? kHealth : "GET /none HTTP/1.1\r\nHost: x\r\n\r\n";
  client.try_send(all);
  int answered = 0;
  while (true) {
    const Answer answer = client.read();
    if (answer.status == 0) break;
    CHECK(answer.status == (answered % 2 == 0 ? 200 : 404));
    if (++answered == 200) CHECK(answer.headers.at("connection") == "close");
  }
  CHECK(answered == 200);
}

TEST_CASE("case 51: a client with many pipelined requests does not keep another one waiting") {
  HttpLimits limits;
  limits.requests_per_connection = 100'000;
  Rig rig(limits);
  Client greedy = rig.connect();
  std::string all;
  for (int i = 0; i < 10'000; ++i)
    all += kHealth;
  std::thread sender([&] { greedy.try_send(all); });
  const auto begin = Clock::now();
  CHECK(rig.get("/healthz").status == 200);
  CHECK(Clock::now() - begin < 2s);
  for (int i = 0; i < 10'000; ++i)
    REQUIRE(greedy.read().status == 200);
  sender.join();
}

TEST_CASE("the accept loop outlives a process without file descriptors") {
  HttpLimits limits;
  limits.accept_pause = 20ms;
  Rig rig(limits);
  CHECK(rig.get("/healthz").status == 200);
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  Client late = rig.connect();  // its socket is there before the limit falls
  {
    boost::asio::io_context io;
    boost::asio::ip::tcp::socket waiting(io);
    waiting.open(boost::asio::ip::tcp::v4());
    rlimit none = before;
    none.rlim_cur = 3;  // no accept() can succeed
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &none) == 0);
    boost::system::error_code error;
    waiting.connect({boost::asio::ip::address_v4::loopback(), rig.port()}, error);
    std::this_thread::sleep_for(200ms);
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &before) == 0);
    CHECK_FALSE(error);
  }
  CHECK(rig.get("/healthz").status == 200);
}

TEST_CASE("jobs are bounded by kind: a storm of proofs leaves the rest alone") {
  HttpLimits limits;
  limits.proof_jobs = 2;
  limits.list_jobs = 1;
  Rig rig(limits);
  const auto release = rig.block_workers();
  const std::string proof = "GET /proof/person/kg-1/p-1 HTTP/1.1\r\nHost: x\r\n\r\n";
  Client one = rig.connect();
  Client two = rig.connect();
  one.send(proof);
  two.send(proof);
  Client three = rig.connect();
  bool refused = false;
  for (int i = 0; i < 100 && !refused; ++i) {
    // The first two may not have been read yet; a third that is taken waits, so ask by a list too.
    three.send("GET /none HTTP/1.1\r\nHost: x\r\n\r\n");
    REQUIRE(three.read().status == 404);
    refused = i == 10;
  }
  three.send(proof);
  const Answer busy = three.read();
  CHECK(busy.status == 503);
  CHECK(busy.headers.at("retry-after") == "2");
  Client health = rig.connect();
  health.send(kHealth);  // another kind: taken
  release->set_value();
  CHECK(health.read().status == 200);
  CHECK(one.read().status == 200);
  CHECK(two.read().status == 200);
  three.send(proof);
  CHECK(three.read().status == 200);
}

TEST_CASE("slow workers never block the thread that owns the node's state") {
  Rig rig;
  const auto release = rig.block_workers();
  Client client = rig.connect();
  client.send("GET /list/accreditation/kg-1 HTTP/1.1\r\nHost: x\r\n\r\n");
  const auto begin = Clock::now();
  for (int i = 0; i < 100; ++i)
    rig.on_state([] {});
  CHECK(Clock::now() - begin < 1s);
  CHECK(rig.get("/none").status == 404);
  release->set_value();
  CHECK(client.read().status == 200);
}

TEST_CASE("submissions under way are bounded") {
  HttpLimits limits;
  limits.waits = 1;
  Rig rig(limits);
  const std::string body = rig.clerk.note(1).bytes;
  Client one = rig.connect();
  one.send(post_head(body.size()) + body);
  REQUIRE(rig.soon([&] { return rig.node.waiting.size() == 1; }));
  CHECK(rig.ask("POST", "/submit", body).status == 503);
  rig.on_state([&] {
    rig.node.waiting.begin()->second(core::Answer{1, core::Receipted{"r\n", false}});
  });
  CHECK(one.read().status == 202);
}

TEST_CASE("large bodies are bounded in all and per client, small ones come through") {
  HttpLimits limits;
  limits.small_body_bytes = 1000;
  limits.body_bytes_per_client = 5000;
  Rig rig(limits);
  Client one = rig.connect();
  one.send(post_head(4000, "Expect: 100-continue\r\n"));
  CHECK(one.read(true).status == 100);  // its 4000 bytes are set aside
  Client two = rig.connect();
  two.send(post_head(4000));
  const Answer busy = two.read();
  CHECK(busy.status == 503);
  CHECK(busy.headers.contains("retry-after"));
  CHECK(rig.ask("POST", "/submit", "junk").status == 400);
  one.send(std::string(4000, 'j'));
  CHECK(one.read().status == 400);
  Client three = rig.connect();
  three.send(post_head(4000) + std::string(4000, 'j'));
  CHECK(three.read().status == 400);
}

TEST_CASE("a budget counts, shares out, and lets one large thing pass alone") {
  Budget budget(10, 6);
  Hold a = budget.take("a", 6);
  CHECK(a);
  CHECK_FALSE(budget.take("a", 1));
  Hold b = budget.take("b", 4);
  CHECK(b);
  CHECK_FALSE(budget.take("c", 1));
  a.reset();
  CHECK(budget.used() == 4);
  Hold c = budget.take("a", 6);
  CHECK(c);
  b.reset();
  c.reset();
  Hold huge = budget.take("a", 1000);
  CHECK(huge);
  CHECK_FALSE(budget.take("b", 1));
  huge.reset();
  CHECK(budget.used() == 0);
}

TEST_CASE("an address is an IP address and a port") {
  Rig rig;
  boost::asio::io_context io;
  HttpServer server(io, io.get_executor(), rig.node, {});
  for (const char* wrong : {"", "localhost:80", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536",
                            "127.0.0.1:080", "::1:80", "[127.0.0.1]:80", "[::1]"}) {
    INFO(wrong);
    const auto bound = server.listen(wrong);
    REQUIRE_FALSE(bound);
    CHECK(bound.error().rule == "X.FORM");
  }
  const auto taken = server.listen("127.0.0.1:" + std::to_string(rig.port()));
  REQUIRE_FALSE(taken);
  CHECK(taken.error().rule == "X.ADDRESS");
  CHECK(server.listen("127.0.0.1:0"));
}

}  // namespace kuboluk::node::http::test
