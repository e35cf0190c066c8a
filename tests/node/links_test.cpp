#include "node/links.h"

#include <catch2/catch.hpp>

#include <sys/resource.h>

#include <boost/asio/write.hpp>
#include <set>

#include "crypto/transport_certificate.h"
#include "ledger/exchange/submission.h"
#include "tests/node/station.h"

namespace kuboluk::node::test {
namespace {

std::string fingerprint_of(const std::string& who) {
  return crypto::fingerprint(station_key(who).vkey.key());
}

TEST_CASE("Five members link pairwise, whoever starts first, and messages arrive both ways") {
  std::map<std::string, std::unique_ptr<Station>> stations;
  std::map<std::string, std::uint16_t> ports;
  for (const char* id : {"a", "b", "c", "d", "e"}) {
    stations[id] = std::make_unique<Station>(id);
    ports[id] = stations[id]->port();
  }
  for (auto& [id, station] : stations)
    station->dial(ports);
  for (auto& [id, station] : stations) {
    for (auto& [other, unused] : stations) {
      INFO(id << " and " << other << "\n" << station->journal());
      if (id != other) REQUIRE(station->wait_linked(other));
    }
  }
  for (auto& [id, station] : stations) {
    for (auto& [other, receiver] : stations) {
      if (id == other) continue;
      station->send(other, "from " + id + " to " + other);
      REQUIRE(receiver->wait_received(id, "from " + id + " to " + other));
    }
  }
}

TEST_CASE("A link that was lost comes back, and both sides are told") {
  Station b("b");
  auto a = std::make_unique<Station>("a");
  a->dial({{"b", b.port()}});
  REQUIRE(b.wait_linked("a"));
  a->end();
  REQUIRE(b.wait_unlinked("a"));
  CHECK(b.wait_said("link with a (127.0.0.1:"));
  Station again("a");
  again.dial({{"b", b.port()}});
  REQUIRE(b.wait_linked("a"));
  // The other way round: the one that is dialed goes and comes.
  REQUIRE(again.wait_linked("b"));
  again.send("b", "one");
  CHECK(b.wait_received("a", "one"));
}

TEST_CASE("A newer link of a peer takes the place of the older") {
  Station b("b");
  RawClient first("a", b.port());
  first.hello("a", "b");
  REQUIRE(b.wait_linked("a"));
  RawClient second("a", b.port());
  second.hello("a", "b");
  CHECK(first.is_closed_by_peer());
  second.write(act_frame("on the second"));
  CHECK(b.wait_received("a", "on the second"));
  CHECK(b.linked("a"));
}

TEST_CASE("An address with another key is refused with both fingerprints (RELIABILITY 26)") {
  Station impostor("c");
  Station b("b");
  Station a("a");
  a.dial({{"b", impostor.port()}, {"c", impostor.port()}});
  REQUIRE(a.wait_said("answered with the transport key " + fingerprint_of("c") +
                      ", which is the key of c; the key of b is " + fingerprint_of("b")));
  CHECK_FALSE(a.linked("b"));
  CHECK(a.wait_linked("c"));  // others are served
}

TEST_CASE("A stranger's key is refused with both fingerprints") {
  Station b("b");
  RawClient stranger("mallory", b.port());
  stranger.hello("a", "b");
  CHECK(stranger.is_closed_by_peer());
  REQUIRE(b.wait_said("came with the transport key " + fingerprint_of("mallory") +
                      ", which is no member's; this node's own is " + fingerprint_of("b")));
  CHECK_FALSE(b.linked("a"));
}

TEST_CASE("A member that dials the wrong way round is refused") {
  Station b("b");
  RawClient c("c", b.port());  // b dials c
  c.hello("c", "b");
  CHECK(c.is_closed_by_peer());
  CHECK(b.wait_said("c dialed us, but it is this node that dials it"));
  CHECK_FALSE(b.linked("c"));
}

// What a member with the right key may do wrong; every time it costs it the link, and nobody else
// anything.
struct Misdeed {
  const char* what;
  Bytes bytes;
  const char* said;
};

std::vector<Misdeed> misdeeds() {
  const Bytes garbage(64, 0xff);
  Bytes cut = hello_frame("a", "b");
  cut.resize(cut.size() - 8);
  cut.push_back(0);
  Bytes broken = hello_frame("a", "b");
  std::fill(broken.begin() + wire::kFrameHeaderBytes, broken.end(), std::uint8_t{0xff});
  Bytes twice = hello_frame("a", "b");
  const Bytes hello = twice;
  twice.insert(twice.end(), hello.begin(), hello.end());
  Bytes large = hello_frame("a", "b");
  const Bytes announced = announcing(wire::kFrameBytesMax + 8);
  large.insert(large.end(), announced.begin(), announced.end());
  Bytes unreadable = hello_frame("a", "b");
  const Bytes header = announcing(64);
  unreadable.insert(unreadable.end(), header.begin(), header.end());
  unreadable.insert(unreadable.end(), 64, 0xee);
  Bytes slow = hello_frame("a", "b");
  const Bytes began = announcing(64);
  slow.insert(slow.end(), began.begin(), began.end());
  return {
      {"nothing at all", {}, "did not say who it is in time"},
      {"case 37: FF FF FF FF", garbage, "sent no frame"},
      {"case 38: a length for more than a hello", announcing(wire::kHelloBytesMax + 8),
       "at most 4096 may come here"},
      {"the largest length", announcing(0xffffffff), "at most 4096 may come here"},
      {"a length of nothing", announcing(0), "no payload has 0 bytes"},
      {"a cut hello", cut, "did not say who it is in time"},
      {"a broken hello", broken, "sent no hello"},
      {"a message before hello", act_frame("x"), "said act before hello"},
      {"another ledger", hello_frame("a", "b", "kuboluk.example/other/0123456789abcdef"),
       "keeps the ledger kuboluk.example/other/0123456789abcdef, this node"},
      {"case 27: another version", hello_frame_of_version(2, "a", "b"),
       "the peer speaks protocol version 2, this node speaks 1"},
      {"another name than its key's", hello_frame("c", "b"), "calls itself c with the key of a"},
      {"another receiver", hello_frame("a", "d"), "wants d, this is b"},
      {"hello twice", twice, "said hello twice"},
      {"a frame over the limit", large, "bytes are announced, at most"},
      {"a frame that is no message", unreadable, "cannot be read"},
      {"case 24: half a frame", slow, "sent a frame too slowly"},
  };
}

TEST_CASE("Whatever a peer does wrong closes its link with one line, and no other link") {
  for (const Misdeed& misdeed : misdeeds()) {
    INFO(misdeed.what);
    Station witness("c");
    Station b("b");
    b.dial({{"c", witness.port()}});
    REQUIRE(b.wait_linked("c"));
    RawClient bad("a", b.port());
    bad.write(misdeed.bytes);
    CHECK(bad.is_closed_by_peer());
    INFO(b.journal());
    CHECK(b.wait_said(misdeed.said));
    CHECK(b.said(misdeed.said) == 1);
    CHECK(b.wait_unlinked("a"));
    CHECK(b.linked("c"));
    b.send("c", "still here");
    CHECK(witness.wait_received("b", "still here"));
  }
}

TEST_CASE("One byte now and then does not keep a link alive (RELIABILITY 24)") {
  Station b("b");
  RawClient a("a", b.port());
  a.hello("a", "b");
  REQUIRE(b.wait_linked("a"));
  const Bytes frame = act_frame("slow");
  const auto begun = std::chrono::steady_clock::now();
  std::size_t sent = 0;
  while (b.linked("a") && sent < frame.size()) {
    a.write(ByteView(frame).subspan(sent++, 1));
    std::this_thread::sleep_for(std::chrono::milliseconds(40));
  }
  CHECK_FALSE(b.linked("a"));
  CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(3));
  CHECK(b.said("sent a frame too slowly") == 1);
}

TEST_CASE("A silent link is closed") {
  LinkLimits limits = quick_limits();
  limits.silence = std::chrono::milliseconds(300);
  Station b("b", limits);
  RawClient a("a", b.port());
  a.hello("a", "b");
  REQUIRE(b.wait_linked("a"));
  CHECK(b.wait_unlinked("a"));
  CHECK(b.said("was silent for too long") == 1);
}

TEST_CASE("Endless data without a handshake is cut off, and so is plain text") {
  Station b("b");
  using Tcp = boost::asio::ip::tcp;
  boost::asio::io_context io;
  const Tcp::endpoint there(boost::asio::ip::make_address("127.0.0.1"), b.port());
  for (const std::string& text : {std::string("GET / HTTP/1.1\r\n\r\n"), std::string(1 << 20, 'x'),
                                  std::string(64, '\xff')}) {
    Tcp::socket socket(io);
    socket.connect(there);
    boost::system::error_code code;
    boost::asio::write(socket, boost::asio::buffer(text), code);
    char byte = 0;
    while (!code)
      socket.read_some(boost::asio::buffer(&byte, 1), code);
  }
  CHECK(b.wait_count("refused: TLS handshake: ", 3));
}

TEST_CASE("Memory for a frame grows with what arrives, not with what is announced") {
  Station e("e");
  const auto resident_kb = [] {
    struct rusage usage {};
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
  };
  const long before = resident_kb();
  std::vector<std::unique_ptr<RawClient>> clients;
  for (const char* id : {"a", "b", "c", "d"}) {
    clients.push_back(std::make_unique<RawClient>(id, e.port()));
    clients.back()->hello(id, "e");
    clients.back()->write(announcing(wire::kFrameBytesMax / 8 * 8));  // 4 times 44 MB
    clients.back()->write(Bytes(1000, 0));
    REQUIRE(e.wait_linked(id));
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  CHECK(resident_kb() - before < 40'000);
}

TEST_CASE("A frame of the largest size arrives whole; beyond it nothing is sent") {
  LinkLimits limits = quick_limits();
  limits.frame = std::chrono::milliseconds(20'000);
  Station b("b", limits);
  Station a("a", limits);
  a.dial({{"b", b.port()}});
  REQUIRE(a.wait_linked("b"));
  const std::string large(exchange::kSubmissionBytesMax, 'x');
  a.send("b", large);
  CHECK(b.wait_received("a", large));
  a.send("b", std::string(exchange::kMessageEntryBytesMax + 1, 'x'));
  CHECK(a.wait_said("a message was not sent"));
  CHECK(a.linked("b"));
}

TEST_CASE("A peer that does not read is dropped; its share of memory is bounded") {
  LinkLimits limits = quick_limits();
  limits.frame = std::chrono::milliseconds(60'000);
  limits.send_queue_bytes_max = 4'000'000;
  Station b("b", limits);
  RawClient a("a", b.port());
  a.hello("a", "b");
  REQUIRE(b.wait_linked("a"));
  for (int i = 0; i < 60 && b.linked("a"); ++i)
    b.send("a", std::string(1'000'000, 'x'));
  CHECK_FALSE(b.linked("a"));
  CHECK(b.said("does not read: ") == 1);
}

TEST_CASE("A peer that takes a frame too slowly is dropped") {
  LinkLimits strict = quick_limits();
  strict.bytes_per_second_min = 1 << 30;
  Station d("d", strict);
  RawClient c("c", d.port());
  c.hello("c", "d");
  REQUIRE(d.wait_linked("c"));
  d.send("c", std::string(20'000'000, 'x'));
  CHECK(d.wait_unlinked("c"));
  CHECK(d.said("took a frame too slowly") == 1);
}

TEST_CASE("A peer that sends faster than the node works waits, and loses nothing") {
  LinkLimits limits = quick_limits();
  limits.inputs_per_peer_max = 5;
  Station c("c", limits);
  Station b("b");
  b.dial({{"c", c.port()}});
  RawClient a("a", c.port());
  a.hello("a", "c");
  REQUIRE(c.wait_linked("a"));
  REQUIRE(b.wait_linked("c"));
  c.hold(true);
  for (int i = 0; i < 50; ++i)
    a.write(act_frame("act " + std::to_string(i)));
  REQUIRE(c.wait_received("a", "act 4"));
  std::this_thread::sleep_for(std::chrono::milliseconds(1000));  // longer than a frame may take
  CHECK(c.received_count("a") == 5);
  CHECK(c.linked("a"));
  // Nobody else waits for it, and coming back gives it no second share.
  b.send("c", "from b");
  CHECK(c.wait_received("b", "from b"));
  RawClient again("a", c.port());
  again.hello("a", "c");
  again.write(act_frame("second share"));
  CHECK(a.is_closed_by_peer());
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  CHECK(c.received_count("a") == 5);
  c.hold(false);
  CHECK(c.wait_received("a", "second share"));
}

TEST_CASE("Idle sockets of one address keep no member out (T18)") {
  using Tcp = boost::asio::ip::tcp;
  LinkLimits limits = quick_limits();
  limits.opening = std::chrono::milliseconds(20'000);
  limits.openings_per_address_max = 4;
  limits.openings_max = 12;
  Station b("b", limits);
  boost::asio::io_context io;
  std::vector<Tcp::socket> idle;
  const auto flood = [&](const std::string& from, int count) {
    for (int i = 0; i < count; ++i) {
      Tcp::socket& socket = idle.emplace_back(io);
      socket.open(Tcp::v4());
      socket.bind(Tcp::endpoint(boost::asio::ip::make_address(from), 0));
      socket.connect(Tcp::endpoint(boost::asio::ip::make_address("127.0.0.1"), b.port()));
    }
  };
  flood("127.0.0.2", 100);
  CHECK(b.wait_said("connections from there have not said who they are"));
  CHECK(b.said("127.0.0.2:") <= kLinesPerMinute);
  const auto still_open = [&] {
    return std::count_if(idle.begin(), idle.end(), [](Tcp::socket& socket) {
      boost::system::error_code code;
      char byte = 0;
      socket.non_blocking(true);
      socket.read_some(boost::asio::buffer(&byte, 1), code);
      return code == boost::asio::error::would_block;
    });
  };
  for (int turn = 0; turn < 100 && still_open() > 4; ++turn)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  CHECK(still_open() == 4);
  // As many addresses as one likes: the oldest make room.
  for (int host = 3; host < 30; ++host)
    flood("127.0.0." + std::to_string(host), 3);
  Station a("a");
  a.dial({{"b", b.port()}});
  CHECK(a.wait_linked("b"));
}

TEST_CASE("Accepting goes on after the process was out of descriptors (5.4)") {
  Station b("b");
  using Tcp = boost::asio::ip::tcp;
  boost::asio::io_context io;
  Tcp::socket socket(io);
  socket.open(Tcp::v4());
  struct rlimit before {};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  struct rlimit none = before;
  none.rlim_cur = 3;  // nothing new may be opened
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &none) == 0);
  socket.connect(Tcp::endpoint(boost::asio::ip::make_address("127.0.0.1"), b.port()));
  const bool said = b.wait_said("cannot take a connection: ");
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &before) == 0);
  CHECK(said);
  RawClient a("a", b.port());
  a.hello("a", "b");
  CHECK(b.wait_linked("a"));
}

TEST_CASE("Dialing waits between its bounds, longer each time, and never in step") {
  LinkLimits limits;
  crypto::SeededRandom random("backoff");
  Backoff backoff(limits, random);
  std::set<std::int64_t> seen;
  std::int64_t whole = limits.redial_min.count();
  for (int i = 0; i < 200; ++i) {
    const std::int64_t wait = backoff.next().count();
    CHECK(wait >= whole / 2);
    CHECK(wait <= whole);
    seen.insert(wait);
    whole = std::min<std::int64_t>(2 * whole, limits.redial_max.count());
  }
  CHECK(seen.size() > 150);
  backoff.reset();
  CHECK(backoff.next() <= limits.redial_min);
}

TEST_CASE("A stranger gets few lines a minute, and what was kept back is counted") {
  LineLimit limit;
  const std::chrono::steady_clock::time_point start(std::chrono::hours(1));
  for (std::uint32_t i = 0; i < kLinesPerMinute; ++i)
    CHECK(limit.take("10.0.0.1", start) == 0U);
  for (int i = 0; i < 100; ++i)
    CHECK_FALSE(limit.take("10.0.0.1", start));
  CHECK(limit.take("10.0.0.2", start) == 0U);
  CHECK(limit.take("10.0.0.1", start + std::chrono::seconds(61)) == 100U);
  // As many strangers as one likes: no more than a bounded number of lines.
  std::size_t lines = 0;
  for (int i = 0; i < 100'000; ++i)
    lines += limit.take("host " + std::to_string(i), start).has_value() ? 1 : 0;
  CHECK(lines <= kLineKeysMax + kLinesPerMinute);
}

}  // namespace
}  // namespace kuboluk::node::test
