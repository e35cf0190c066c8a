// A sequencer that lies, as a process of its own: for the demonstration and for tests of real
// nodes. It has the CEC's folder, keys and links, shares no object with the honest cosigners and
// nothing with the machine that an honest sequencer runs, signs one false tree with the log key,
// shows it to all members and prints what they say.
//
//   lying_sequencer --config FILE --lie altered-root|repeated-act|wrong-index|smaller|second-root
//
// Ends with 0 if at least two members refused (so no three of four can cosign) and none cosigned,
// with 1 otherwise.
#include <CLI/CLI.hpp>
#include <boost/asio.hpp>
#include <iostream>
#include <set>

#include "crypto/encoding.h"
#include "crypto/random.h"
#include "ledger/exchange/statement.h"
#include "ledger/log/tiles.h"
#include "ledger/store/store.h"
#include "node/links.h"
#include "node/start.h"

namespace kuboluk::node::test {
namespace {

namespace asio = boost::asio;
using exchange::Proposed;

constexpr std::chrono::seconds kListenFor{6};
constexpr std::chrono::milliseconds kBetween{250};
constexpr std::size_t kRefusalsNeeded = 2;

// What the CEC has committed, read before the lie is told.
struct Truth {
  batch::Position position;
  std::string last_event;  // bytes of the newest event's note
  Hash root_before{};      // of the tree without its last two entries
};

Result<Truth> read_truth(const Config& config, const core::Setup& setup) {
  auto opened = store::Store::open(config.ledger, {setup.info.id, setup.me});
  if (!opened) return opened.error();
  const auto snapshot = (*opened)->snapshot();
  if (!snapshot) return snapshot.error();
  Truth truth;
  truth.position = *(*snapshot)->position();
  for (std::uint64_t index = truth.position.size; index-- > 0 && truth.last_event.empty();) {
    const auto entry = domain::parse_entry(*(*snapshot)->entry(index));
    if (!entry->is_seal()) truth.last_event = std::get<std::string>(entry->body);
  }
  const auto before =
      log::tree_root(log::TileHashReader(**snapshot, truth.position.size), truth.position.size - 2);
  if (!before) return before.error();
  truth.root_before = *before;
  return truth;
}

class Liar {
 public:
  Liar(const core::Setup& setup, const crypto::NamedKey& log_key, Truth truth)
      : setup_(setup), log_key_(log_key), truth_(std::move(truth)) {}

  std::optional<Proposed> tell(std::string_view lie) const {
    const std::uint64_t size = truth_.position.size;
    if (lie == "altered-root") return with_entries({seal(size, 0xFF)});
    if (lie == "repeated-act") return with_entries({event(size), seal(size + 1, 0)});
    if (lie == "wrong-index") return with_entries({seal(size + 7, 0)});
    if (lie == "smaller") return signed_tree({size - 2, truth_.root_before}, size - 2, {});
    if (lie == "second-root") {
      Hash other = truth_.position.log_root;
      other[0] ^= 1;
      return signed_tree({size, other}, size, {});
    }
    return std::nullopt;
  }

 private:
  struct Tree {
    std::uint64_t size;
    Hash root;
  };

  Proposed signed_tree(const Tree& tree, std::uint64_t from,
                       std::vector<std::string> entries) const {
    const log::Checkpoint checkpoint{setup_.info.origin(), tree.size, tree.root};
    return {from, std::move(entries),
            crypto::print_note(log::sign_checkpoint(checkpoint, log_key_.vkey, log_key_.secret))};
  }
  Proposed with_entries(std::vector<std::string> entries) const {
    auto range = log::CompactRange::restore(truth_.position.size, truth_.position.edge);
    for (const std::string& entry : entries)
      range->append(log::leaf_hash(bytes_of(entry)));
    return signed_tree({range->size(), range->root()}, truth_.position.size, std::move(entries));
  }
  std::string seal(std::uint64_t index, std::uint8_t flip) const {
    Hash root = truth_.position.map_root;
    root[31] ^= flip;
    return domain::print_entry(
        {index, truth_.position.known,
         domain::Seal{setup_.info.id, setup_.info.clock, truth_.position.size, root}});
  }
  std::string event(std::uint64_t index) const {
    return domain::print_entry({index, truth_.position.known, truth_.last_event});
  }

  const core::Setup& setup_;
  const crypto::NamedKey& log_key_;
  Truth truth_;
};

// Shows the lie to every member whose link is up, and listens.
class Stage {
 public:
  Stage(const Config& config, const core::Setup& setup, Transport& transport, Proposed lie)
      : setup_(setup),
        lie_(std::move(lie)),
        timer_(io_),
        links_(io_, transport, random_, LinkSelf{setup.info.id, setup.me}, config.peers,
               LinkLimits(), events(), [](Severity, const std::string&) {}) {}

  Result<int> play(const Address& address) {
    const auto listening = links_.listen(address);
    if (!listening) return listening.error();
    links_.dial();
    repeat();
    io_.run_for(kListenFor);
    links_.stop();
    timer_.cancel();
    io_.restart();
    io_.run();  // what is still under way ends
    std::cout << refused_.size() << " members refused, " << cosigned_.size() << " cosigned\n";
    return refused_.size() >= kRefusalsNeeded && cosigned_.empty() ? 0 : 1;
  }

 private:
  LinkEvents events() {
    LinkEvents events;
    events.up = [](const std::string&) {};
    events.down = [](const std::string&) {};
    events.arrived = [this](Arrived arrived) { hear(arrived); };
    return events;
  }
  void repeat() {
    links_.send(setup_.others(), lie_);
    timer_.expires_after(kBetween);
    timer_.async_wait([this](const boost::system::error_code& code) {
      if (!code) repeat();
    });
  }
  void hear(const Arrived& arrived) {
    if (const auto* cosignature = std::get_if<exchange::Cosignature>(&arrived.message)) {
      const auto text = crypto::parse_note(lie_.checkpoint)->text;
      if (cosignature->note.starts_with(text)) cosigned_.insert(arrived.peer);
    }
    const auto* refused = std::get_if<exchange::Refused>(&arrived.message);
    if (refused == nullptr || refused_.contains(arrived.peer)) return;
    const core::Member* member = setup_.find(arrived.peer);
    const auto refusal = exchange::open_refusal(refused->refusal, setup_.info.id, member->node_key);
    if (!refusal) return;
    refused_.insert(arrived.peer);
    std::cout << arrived.peer << " refuses size " << refusal->size << ", entry " << refusal->index
              << ", " << refusal->rule << ": expected " << refusal->expected << ", got "
              << refusal->got << '\n';
  }

  const core::Setup& setup_;
  Proposed lie_;
  asio::io_context io_{1};
  crypto::SystemRandom random_;
  asio::steady_timer timer_;
  std::set<std::string> refused_;
  std::set<std::string> cosigned_;
  Links links_;
};

int fail(const Error& error) {
  std::cerr << "lying_sequencer: " << error.message() << '\n';
  return 65;
}

int lie(const std::string& config_file, const std::string& kind) {
  const auto config = read_config(config_file);
  if (!config) return fail(config.error());
  auto checked = check_files(*config);
  if (!checked) return fail(checked.error());
  if (!checked->keys.log) return fail({"X.KEY", config_file, "has no log key to lie with"});
  auto truth = read_truth(*config, checked->setup);
  if (!truth) return fail(truth.error());
  const auto told = Liar(checked->setup, *checked->keys.log, *std::move(truth)).tell(kind);
  if (!told) return fail({"X.FORM", kind, "no such lie"});
  auto transport = Transport::make(checked->keys.transport, config->peers);
  if (!transport) return fail(transport.error());
  Stage stage(*config, checked->setup, **transport, *told);
  const auto played = stage.play(config->listen_peers);
  return played ? *played : fail(played.error());
}

}  // namespace
}  // namespace kuboluk::node::test

int main(int argc, char** argv) {
  CLI::App app("Signs one false tree and shows what the members say to it.", "lying_sequencer");
  std::string config;
  std::string kind = "altered-root";
  app.add_option("--config", config, "the sequencer's configuration file")->required();
  app.add_option("--lie", kind, "which lie");
  CLI11_PARSE(app, argc, argv);
  return kuboluk::node::test::lie(config, kind);
}
