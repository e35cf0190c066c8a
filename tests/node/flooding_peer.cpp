// A member that sends one kind of message for ever, as a process of its own: for the test of real
// nodes under load (RELIABILITY T10). It has another member's folder and keys, and dials one member
// again whenever the link is closed.
//
//   flooding_peer --config FILE --to mfa --seconds 5 --with batches|acts|states|asks|zeros
//
// Prints {"frames":N,"bytes":N,"links":N}: sent whole, and how many links that took.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <iostream>

#include "node/peer_session.h"
#include "node/start.h"
#include "node/transport.h"
#include "wire/codec.h"

namespace kuboluk::node::test {
namespace {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;

constexpr std::size_t kEntryBytes = 60'000;
constexpr std::size_t kEntries = exchange::kMessageEntryBytesMax / kEntryBytes;
constexpr std::size_t kActBytes = 1'000'000;
constexpr std::uint64_t kFarAhead = 1'000'000'000;
constexpr std::size_t kZeros = 1 << 20;
constexpr std::chrono::milliseconds kBetween{50};  // between two links

Bytes frame_of(const exchange::Message& message) {
  return *wire::encode(wire::Frame(message));
}

// The same frame again and again: making it must not be what takes the time.
std::optional<Bytes> load(std::string_view kind) {
  if (kind == "batches") {
    exchange::Batches batches;
    batches.from = 0;
    batches.entries.assign(kEntries, std::string(kEntryBytes, 'x'));
    batches.checkpoint = "x";
    return frame_of(batches);
  }
  if (kind == "acts") return frame_of(exchange::Act{std::string(kActBytes, 'x')});
  if (kind == "states") return frame_of(exchange::State{kFarAhead, "", "", ""});
  if (kind == "asks") return frame_of(exchange::AskBatches{0});
  if (kind == "zeros") return Bytes(kZeros, 0);
  return std::nullopt;
}

class Flood {
 public:
  Flood(LinkSelf self, std::string to, Transport& transport, Bytes load, std::chrono::seconds time)
      : self_(std::move(self)),
        to_(std::move(to)),
        transport_(transport),
        load_(std::move(load)),
        end_(std::chrono::steady_clock::now() + time) {}

  void play(const Tcp::endpoint& there) {
    while (std::chrono::steady_clock::now() < end_) {
      link(there);
      io_.restart();
      io_.run_for(kBetween);
    }
    std::cout << "{\"frames\":" << frames_ << ",\"bytes\":" << bytes_ << ",\"links\":" << links_
              << "}\n";
  }

 private:
  // One link until the other side closes it or the time is over. Nothing is read from it.
  void link(const Tcp::endpoint& there) {
    asio::ssl::stream<Tcp::socket> stream(io_, transport_.context());
    boost::system::error_code code;
    stream.next_layer().connect(there, code);
    if (!code) stream.handshake(asio::ssl::stream_base::client, code);
    if (code) return;
    ++links_;
    wire::Hello hello;
    hello.ledger = self_.ledger;
    hello.sender = self_.me;
    hello.receiver = to_;
    if (!write(stream, *wire::encode(hello))) return;
    while (write(stream, load_)) {
      ++frames_;
      bytes_ += load_.size();
    }
  }

  bool write(asio::ssl::stream<Tcp::socket>& stream, const Bytes& bytes) {
    std::optional<boost::system::error_code> done;
    asio::async_write(stream, asio::buffer(bytes),
                      [&done](const boost::system::error_code& code, std::size_t) { done = code; });
    io_.restart();
    io_.run_until(end_);
    if (!done) {
      stream.next_layer().close();
      io_.restart();
      io_.run();
      return false;
    }
    return !*done;
  }

  LinkSelf self_;
  std::string to_;
  Transport& transport_;
  Bytes load_;
  std::chrono::steady_clock::time_point end_;
  asio::io_context io_{1};
  std::uint64_t frames_ = 0;
  std::uint64_t bytes_ = 0;
  std::uint64_t links_ = 0;
};

int fail(const Error& error) {
  std::cerr << "flooding_peer: " << error.message() << '\n';
  return 65;
}

int flood(const std::string& config_file, const std::string& to, const std::string& kind,
          std::chrono::seconds time) {
  const auto config = read_config(config_file);
  if (!config) return fail(config.error());
  const auto checked = check_files(*config);
  if (!checked) return fail(checked.error());
  const auto peer = std::find_if(config->peers.begin(), config->peers.end(),
                                 [&](const Peer& one) { return one.id == to; });
  if (peer == config->peers.end() || !peer->address) return fail({"X.FORM", to, "no such peer"});
  auto bytes = load(kind);
  if (!bytes) return fail({"X.FORM", kind, "no such load"});
  auto transport = Transport::make(checked->keys.transport, config->peers);
  if (!transport) return fail(transport.error());
  const Tcp::endpoint there(asio::ip::make_address(peer->address->host), peer->address->port);
  Flood(LinkSelf{checked->setup.info.id, checked->setup.me}, to, **transport, *std::move(bytes),
        time)
      .play(there);
  return 0;
}

}  // namespace
}  // namespace kuboluk::node::test

int main(int argc, char** argv) {
  CLI::App app("Sends one kind of message to one member for ever.", "flooding_peer");
  std::string config;
  std::string to;
  std::string kind = "batches";
  unsigned seconds = 5;
  app.add_option("--config", config, "configuration file of the member that floods")->required();
  app.add_option("--to", to, "whom it dials")->required();
  app.add_option("--with", kind, "which message");
  app.add_option("--seconds", seconds, "for how long");
  CLI11_PARSE(app, argc, argv);
  return kuboluk::node::test::flood(config, to, kind, std::chrono::seconds(seconds));
}
