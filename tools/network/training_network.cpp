#include "tools/network/training_network.h"

#include <fmt/format.h>

#include <boost/json/object.hpp>
#include <set>
#include <span>
#include <vector>

#include "crypto/key_file.h"
#include "crypto/random.h"
#include "ledger/domain/ids.h"
#include "ledger/domain/view.h"
#include "tools/files.h"
#include "tools/network/free_ports.h"
#include "tools/scenario/answers.h"
#include "tools/scenario/training.h"

namespace kuboluk::tools {
namespace {

namespace fs = std::filesystem;
using crypto::KeyRole;

constexpr std::string_view kLoopback = "127.0.0.1:";

Error file_error(const fs::path& path, std::string detail) {
  return Error{"X.FILE", path.string(), std::move(detail)};
}

Result<void> check_empty(const fs::path& folder) {
  std::error_code failed;
  const fs::file_status status = fs::symlink_status(folder, failed);
  if (status.type() == fs::file_type::not_found) return {};
  if (!fs::is_directory(folder, failed)) return file_error(folder, "this is no folder");
  const bool empty = fs::is_empty(folder, failed);
  if (failed) return file_error(folder, "it cannot be read: " + failed.message());
  return empty ? Result<void>() : file_error(folder, "the folder is not empty");
}

// Only for this user: it holds keys.
Result<void> make_folder(const fs::path& folder) {
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (!failed) fs::permissions(folder, fs::perms::owner_all, failed);
  if (failed) return file_error(folder, "the folder cannot be made: " + failed.message());
  return {};
}

class Maker {
 public:
  Maker(const TrainingNetworkPlan& plan, std::string genesis, domain::LedgerInfo info,
        std::vector<std::uint16_t> ports)
      : plan_(plan),
        genesis_(std::move(genesis)),
        info_(std::move(info)),
        ports_(std::move(ports)),
        keys_(training_ledger_name(plan.scenario.meta.scenario)) {}

  Result<NetworkFile> make() {
    const auto policy = training_policy(keys_, info_.id);
    if (!policy) return policy.error();
    for (const char* folder : {"", "keys", "counters"}) {
      if (const auto made = make_folder(plan_.folder / folder); !made) return made.error();
    }
    if (const auto kept = write("genesis", genesis_); !kept) return kept.error();
    if (const auto kept = write("policy", *policy); !kept) return kept.error();
    if (const auto kept = write_authors(); !kept) return kept.error();
    for (std::size_t i = 0; i < kTrainingMembers.size(); ++i) {
      if (const auto made = make_member(i); !made) return made.error();
    }
    const auto network = describe();
    if (!network) return network.error();
    // Last and whole, or not at all: a folder with this file is complete.
    const auto kept = replace_file(plan_.folder / kNetworkFile, print_network(*network));
    if (!kept) return kept.error();
    return network;
  }

 private:
  Result<void> write(std::string_view file, std::string_view bytes) const {
    return write_new_file(plan_.folder / file, bytes);
  }

  Result<void> write_key(const fs::path& file, const Result<crypto::NamedKey>& key) const {
    if (!key) return key.error();
    crypto::SystemRandom random;
    return crypto::write_key_file(plan_.folder / file, *key, "", random);
  }

  // Everyone who signs in this file, organisations that it registers included, so that acts can be
  // submitted by hand.
  Result<void> write_authors() const {
    const std::vector<std::string> listed = training_authors(plan_.scenario.meta);
    std::set<std::string> authors(listed.begin(), listed.end());
    for (const Step& step : plan_.scenario.steps) {
      const auto* command = std::get_if<Command>(&step);
      if (command == nullptr || command->cmd != "org.register") continue;
      const std::string org = text_of(command->args, "org");
      if (domain::is_body_id(org)) authors.insert(org);
    }
    for (const std::string& author : authors) {
      const auto kept = write_key(fs::path("keys") / (author + ".key"), keys_.author(author));
      if (!kept) return kept.error();
    }
    return write_key("keys/log", keys_.log(info_.id));
  }

  Result<void> make_member(std::size_t index) const {
    const TrainingMember& member = kTrainingMembers[index];
    const fs::path keys = fs::path(member.id) / "keys";
    for (const fs::path& folder : {fs::path(member.id), keys}) {
      if (const auto made = make_folder(plan_.folder / folder); !made) return made.error();
    }
    std::vector<KeyRole> roles{KeyRole::kNode, KeyRole::kTransport};
    if (member.cosigns) roles.push_back(KeyRole::kCosigner);
    for (const KeyRole role : roles) {
      const auto kept = write_key(keys / crypto::to_text(role), keys_.member(member.id, role));
      if (!kept) return kept.error();
    }
    if (member.id == kTrainingSequencer) {
      const auto kept = write_key(keys / "log", keys_.log(info_.id));
      if (!kept) return kept.error();
    }
    const auto config = print_config(index);
    if (!config) return config.error();
    return write((fs::path(member.id) / "config.toml").string(), *config);
  }

  std::string peer_address(std::size_t index) const {
    return std::string(kLoopback) + std::to_string(ports_[index]);
  }
  std::string http_address(std::size_t index) const {
    return std::string(kLoopback) + std::to_string(ports_[kTrainingMembers.size() + index]);
  }

  Result<std::string> print_config(std::size_t index) const {
    const TrainingMember& member = kTrainingMembers[index];
    std::string config = fmt::format(
        "# The node of {0} in the TRAINING ledger {1}.\n"
        "# Made by `kuboluk init --training`; `kubolukd --help-config` describes every key.\n\n"
        "member = \"{0}\"\nsequencer = \"{2}\"\nledger = \"ledger\"\ngenesis = \"../genesis\"\n"
        "policy = \"../policy\"\ncounter = \"../counters/{0}\"\nlog_level = \"info\"\n\n"
        "[keys]\nnode = \"keys/node\"\ntransport = \"keys/transport\"\n",
        member.id, info_.id, kTrainingSequencer);
    if (member.cosigns) config += "cosigner = \"keys/cosigner\"\n";
    if (member.id == kTrainingSequencer) config += "log = \"keys/log\"\n";
    config += fmt::format("\n[listen]\npeers = \"{}\"\nhttp = \"{}\"\n", peer_address(index),
                          http_address(index));
    for (std::size_t i = 0; i < kTrainingMembers.size(); ++i) {
      if (i == index) continue;
      const auto key = keys_.member(kTrainingMembers[i].id, KeyRole::kTransport);
      if (!key) return key.error();
      config += fmt::format("\n[[peer]]\nid = \"{}\"\naddress = \"{}\"\ntransport = \"{}\"\n",
                            kTrainingMembers[i].id, peer_address(i), key->vkey.text());
    }
    // A training ledger may lie anywhere, and can be made again.
    return {boost::system::in_place_value,
            config + "\n[limits]\nfree_disk_mb = 32\nany_file_system = true\n"};
  }

  Result<NetworkFile> describe() const {
    const auto log = keys_.log(info_.id);
    if (!log) return log.error();
    std::error_code failed;
    const fs::path scenario = fs::absolute(plan_.scenario_file, failed).lexically_normal();
    if (failed) return file_error(plan_.scenario_file, failed.message());
    NetworkFile network{info_.id, scenario.string(), "genesis",
                        "policy", log->vkey.text(),  "keys/" + std::string(kOperator) + ".key",
                        {}};
    for (std::size_t i = 0; i < kTrainingMembers.size(); ++i) {
      const std::string id(kTrainingMembers[i].id);
      network.nodes.push_back({id, kTrainingMembers[i].cosigns ? "cosigner" : "sequencer",
                               "http://" + http_address(i), peer_address(i), id + "/config.toml",
                               id});
    }
    return network;
  }

  const TrainingNetworkPlan& plan_;
  std::string genesis_;
  domain::LedgerInfo info_;
  std::vector<std::uint16_t> ports_;  // for peers, then for clients, in order of kTrainingMembers
  TrainingKeys keys_;
};

}  // namespace

Result<NetworkFile> make_training_network(const TrainingNetworkPlan& plan) {
  if (const auto empty = check_empty(plan.folder); !empty) return empty.error();
  const auto genesis = training_genesis(plan.scenario.meta, plan.ruleset);
  if (!genesis) return genesis.error();
  const auto info = domain::read_genesis(*genesis);
  if (!info) return info.error();
  auto ports = free_ports(2 * kTrainingMembers.size(), plan.base_port);
  if (!ports) return ports.error();
  return Maker(plan, *genesis, *info, *std::move(ports)).make();
}

}  // namespace kuboluk::tools
