// The program `kubolukd`: takes the outside world (command line, clock, signals, standard error)
// and puts the node together.
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <csignal>
#include <ctime>
#include <iostream>

#include "crypto/self_test.h"
#include "crypto/transport_certificate.h"
#include "node/config.h"
#include "node/descriptors.h"
#include "node/driver.h"
#include "node/http/server.h"
#include "node/links.h"
#include "node/repair.h"
#include "node/replace_file.h"
#include "node/start.h"
#include "node/transport.h"
#include "node/witness/offers.h"
#include "node/witness/open_roles.h"

namespace kuboluk::node {
namespace {

namespace asio = boost::asio;

// The numbers of `kuboluk`, as far as they are the same.
enum class Exit : int {
  kDone = 0,
  kUsage = 64,
  kBadFile = 65,
  kAddress = 69,  // cannot listen
  kUnsound = 70,  // the self-test failed: a library does not compute what it must
  kSystem = 71,   // the system allows this process too little
  kStorage = 74,  // the disk could not be brought back
};

// Threads for public requests. Signatures and proofs of the public plane never take more.
constexpr std::size_t kWorkers = 2;
// Open files beside the sockets that strangers may hold: the ledger, the counter, listening
// sockets, the loop's own. And per peer: a link, a newer one that takes its place, an attempt to
// dial.
constexpr std::size_t kOwnDescriptors = 64;
constexpr std::size_t kDescriptorsPerPeer = 4;

domain::Instant now() {
  using std::chrono::duration_cast;
  using std::chrono::milliseconds;
  const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
  return domain::Instant{duration_cast<milliseconds>(since_1970).count()};
}

spdlog::level::level_enum level_of(Severity severity) {
  switch (severity) {
    case Severity::kDebug:
      return spdlog::level::debug;
    case Severity::kInfo:
      return spdlog::level::info;
    case Severity::kWarning:
      return spdlog::level::warn;
    case Severity::kError:
      return spdlog::level::err;
    case Severity::kAlarm:
      return spdlog::level::critical;
  }
  return spdlog::level::critical;
}

// A line break would make two lines of one event; whoever sends us text must not write lines.
std::string one_line(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  return text;
}

Journal make_journal(Severity from) {
  const auto logger = spdlog::stderr_logger_mt("kubolukd");  // the witness roles have threads
  logger->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
  logger->set_level(level_of(from));
  return [logger](Severity severity, const std::string& line) {
    logger->log(level_of(severity), "{}", one_line(line));
  };
}

int refuse(const Error& error, Exit exit) {
  std::cerr << "kubolukd: " << one_line(error.message()) << '\n';
  return static_cast<int>(exit);
}

std::string status_line(const core::NodeStatus& status) {
  std::string line = "status: " + status.phase + ", size " + std::to_string(status.position.size);
  if (status.proposed != 0) line += ", proposed " + std::to_string(status.proposed);
  line += ", " + std::to_string(status.pending_acts) + " acts pending";
  for (const core::PeerStatus& peer : status.peers) {
    line += ", " + peer.id + (peer.linked ? " linked" : " not linked");
  }
  return status.waiting.empty() ? line : line + "; waits for " + status.waiting;
}

struct WitnessRoles {
  std::shared_ptr<witness::Witness> witness;
  std::shared_ptr<witness::ExternalCosignatures> external;
};

// The node while it runs: parts in the order in which they need one another.
class Daemon {
 public:
  Daemon(const Config& config, core::Setup setup, NodeKeys keys, Storage& storage,
         std::unique_ptr<Transport> transport, WitnessRoles roles, const Journal& journal)
      : config_(config),
        journal_(journal),
        transport_(std::move(transport)),
        signer_(std::move(keys)),
        links_(io_, *transport_, random_, LinkSelf{setup.info.id, setup.me}, config.peers,
               LinkLimits(), link_events(), journal),
        driver_(io_, std::move(setup), storage, signer_, outside()),
        offers_(config.external_witnesses, roles.external, offered_by()),
        http_(io_, workers_.get_executor(), driver_, HttpLimits(),
              {std::move(roles.witness), std::move(roles.external)}, disk_gauge(config.ledger)),
        stop_signals_(io_, SIGTERM, SIGINT),
        status_signal_(io_, SIGHUP) {}

  Result<void> open() {
    if (auto started = driver_.start(); !started) return started;
    auto peers = links_.listen(config_.listen_peers);
    if (!peers) return peers.error();
    std::string listening = "peers " + in_text(*peers) + "\n";
    if (config_.listen_http) {
      auto http = http_.listen(config_.listen_http->text());
      if (!http) return http.error();
      listening += "http " + in_text(*http) + "\n";
    }
    if (auto told = replace_file(config_.ledger / "listening", listening); !told) return told;
    journal_(Severity::kInfo, "listening: " + listening);
    links_.dial();
    offers_.start();
    return {};
  }

  int run() {
    stop_signals_.async_wait([this](const boost::system::error_code& code, int) {
      if (!code) stop("asked to stop", Exit::kDone);
    });
    wait_for_status_signal();
    io_.run();
    offers_.stop();
    workers_.join();
    std::error_code ignored;  // it is for people; the next start writes it anew
    std::filesystem::remove(config_.ledger / "listening", ignored);
    journal_(Severity::kInfo, "stopped");
    return static_cast<int>(exit_);
  }

 private:
  static std::string in_text(const asio::ip::tcp::endpoint& endpoint) {
    return Address{endpoint.address().to_string(), endpoint.port()}.text();
  }

  LinkEvents link_events() {
    LinkEvents events;
    events.up = [this](const std::string& peer) { driver_.link_up(peer); };
    events.down = [this](const std::string& peer) { driver_.link_down(peer); };
    events.arrived = [this](Arrived arrived) { driver_.received(std::move(arrived)); };
    return events;
  }

  Outside outside() {
    Outside outside;
    outside.clock = now;
    outside.send = [this](const std::vector<std::string>& to, const exchange::Message& message) {
      links_.send(to, message);
    };
    outside.linked = [this] { return links_.up(); };
    outside.give_up = [this](const std::string& why) {
      journal_(Severity::kAlarm, why);
      stop("giving up", Exit::kStorage);
    };
    outside.journal = journal_;
    return outside;
  }

  // Called on the offers' own thread.
  witness::OfferedBy offered_by() {
    witness::OfferedBy node;
    node.snapshot = [this] { return driver_.snapshot(); };
    node.clock = [] { return static_cast<std::uint64_t>(now().ms / domain::kSecondMs); };
    node.journal = journal_;
    return node;
  }

  void wait_for_status_signal() {
    status_signal_.async_wait([this](const boost::system::error_code& code, int) {
      if (code || stopping_) return;
      journal_(Severity::kInfo, status_line(driver_.status()));
      wait_for_status_signal();
    });
  }

  // Ends run() as soon as a write that is under way is done.
  void stop(const std::string& why, Exit exit) {
    journal_(Severity::kInfo, why);
    exit_ = exit;
    stopping_ = true;  // a signal may be on its way already
    stop_signals_.cancel();
    status_signal_.cancel();
    http_.stop();
    links_.stop();
    driver_.stop();
  }

  const Config& config_;
  Journal journal_;
  asio::io_context io_{1};
  asio::thread_pool workers_{kWorkers};
  crypto::SystemRandom random_;
  std::unique_ptr<Transport> transport_;
  Signer signer_;
  Links links_;
  Driver driver_;
  witness::Offers offers_;
  HttpServer http_;
  asio::signal_set stop_signals_;
  asio::signal_set status_signal_;
  Exit exit_ = Exit::kDone;
  bool stopping_ = false;
};

Result<WitnessRoles> open_roles(const Config& config, const core::Setup& setup,
                                std::optional<crypto::NamedKey> key, const Journal& journal) {
  auto witness = witness::open_witness(config, std::move(key), journal);
  if (!witness) return witness.error();
  return WitnessRoles{*std::move(witness), witness::open_external(config, setup, journal)};
}

int check_only(const Config& config, const Checked& checked) {
  std::cout << "the configuration holds together: member " << checked.setup.me << " of "
            << checked.setup.info.id << '\n'
            << "transport key of this node " << checked.keys.transport.vkey.text() << '\n'
            << "  fingerprint " << crypto::fingerprint(checked.keys.transport.vkey.key()) << '\n';
  for (const Peer& peer : config.peers) {
    std::cout << "peer " << peer.id << (peer.address ? " at " + peer.address->text() : "") << '\n'
              << "  fingerprint " << crypto::fingerprint(peer.transport.key()) << '\n';
  }
  std::cout << "the ledger folder was not opened\n";
  return static_cast<int>(Exit::kDone);
}

std::size_t descriptors_of(const Config& config) {
  const HttpLimits http;
  return http.sockets + http.turned_away + LinkLimits().openings_max +
         kDescriptorsPerPeer * config.peers.size() + kOwnDescriptors;
}

// What the operator asked for beside running the node.
struct Wish {
  bool only_check = false;
  bool repair = false;
};

// As in the name of a folder: 20251130T081000Z.
std::string time_stamp() {
  const auto seconds = static_cast<std::time_t>(now().ms / domain::kSecondMs);
  std::tm utc = {};
  ::gmtime_r(&seconds, &utc);
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y%m%dT%H%M%SZ", &utc)};
}

int repair(const Config& config, const Checked& checked) {
  const auto repaired = repair_ledger(config, checked.setup, time_stamp());
  if (!repaired) return refuse(repaired.error(), Exit::kBadFile);
  for (const std::string& line : repaired->lines)
    std::cout << one_line(line) << '\n';
  return static_cast<int>(Exit::kDone);
}

int run_node(const std::string& file, const Wish& wish) {
  if (const auto sound = crypto::self_test(); !sound) return refuse(sound.error(), Exit::kUnsound);
  const auto config = read_config(file);
  if (!config) return refuse(config.error(), Exit::kBadFile);
  auto checked = check_files(*config);
  if (!checked) return refuse(checked.error(), Exit::kBadFile);
  auto transport = Transport::make(checked->keys.transport, config->peers);
  if (!transport) return refuse(transport.error(), Exit::kBadFile);
  auto witness_key = witness::check_roles(*config, *checked);
  if (!witness_key) return refuse(witness_key.error(), Exit::kBadFile);
  if (wish.only_check) return check_only(*config, *checked);
  if (wish.repair) return repair(*config, *checked);
  if (auto enough = reserve_descriptors(descriptors_of(*config)); !enough) {
    return refuse(enough.error(), Exit::kSystem);
  }
  const Journal journal = make_journal(config->log_level);
  auto storage = open_storage(*config, checked->setup, std::move(checked->counter), journal);
  if (!storage) return refuse(storage.error(), Exit::kBadFile);
  auto roles = open_roles(*config, checked->setup, *std::move(witness_key), journal);
  if (!roles) return refuse(roles.error(), Exit::kBadFile);
  Daemon daemon(*config, std::move(checked->setup), std::move(checked->keys), **storage,
                std::move(*transport), *std::move(roles), journal);
  if (auto opened = daemon.open(); !opened) {
    return refuse(opened.error(),
                  opened.error().rule == "X.ADDRESS" ? Exit::kAddress : Exit::kBadFile);
  }
  return daemon.run();
}

}  // namespace
}  // namespace kuboluk::node

int main(int argc, char** argv) {
  using kuboluk::node::Exit;
  CLI::App app("One member's node of a Kuboluk ledger.", "kubolukd");
  std::string config;
  kuboluk::node::Wish wish;
  bool help_config = false;
  app.add_option("--config", config, "configuration file; --help-config prints an example");
  app.add_flag("--check-config", wish.only_check, "check all files against each other, then end");
  app.add_flag("--repair", wish.repair,
               "read the whole ledger; if it is damaged put it aside and keep what must not be "
               "forgotten, then end: the next start takes the log from the peers");
  app.add_flag("--help-config", help_config, "print a commented configuration with every key");
  app.set_version_flag("--version", "kubolukd " KUBOLUK_VERSION);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : static_cast<int>(Exit::kUsage);
  }
  if (help_config) {
    std::cout << kuboluk::node::example_config();
    return 0;
  }
  if (config.empty()) {
    std::cerr << "kubolukd: --config FILE is needed; --help says more\n";
    return static_cast<int>(Exit::kUsage);
  }
  std::signal(SIGPIPE, SIG_IGN);  // a peer that is gone is an error code, not the end
  return kuboluk::node::run_node(config, wish);
}
