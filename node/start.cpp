#include "node/start.h"

#include <algorithm>
#include <utility>

#include "crypto/check.h"
#include "crypto/private_file.h"
#include "crypto/secret.h"
#include "ledger/exchange/submission.h"
#include "node/repair.h"
#include "node/replace_file.h"

namespace kuboluk::node {
namespace {

constexpr std::size_t kGenesisBytesMax = 65'000;  // as every event
constexpr std::size_t kPassphraseBytesMax = 1024;

Error config_error(std::string object, std::string detail) {
  return {"CONFIG", std::move(object), std::move(detail)};
}

// The error of a text, with the file that it was read from.
Error in_file(const std::filesystem::path& file, Error error) {
  error.object = error.object.empty() ? file.string() : file.string() + ": " + error.object;
  return error;
}

// Empty without a file: then sealed keys are refused by their reader.
Result<crypto::SecretBytes> read_passphrase(const Config& config) {
  if (!config.passphrase_file) return crypto::SecretBytes(0);
  return crypto::read_private_file(*config.passphrase_file, kPassphraseBytesMax);
}

std::string_view first_line(const crypto::SecretBytes& text) {
  const std::string_view all = text_of(text.view());
  return all.substr(0, all.find('\n'));
}

Result<domain::Ruleset> ruleset_of(const domain::LedgerInfo& info,
                                   const std::filesystem::path& genesis) {
  const domain::Rulesets rulesets = domain::built_in_rulesets();
  const domain::Ruleset* const found = rulesets.find_by_name(info.ruleset);
  if (found == nullptr || found->table_hash != info.ruleset_hash) {
    return Error{"X.RULESET", genesis.string(),
                 "names the ruleset " + info.ruleset + ", which this program " +
                     (found == nullptr ? "does not know" : "knows with another text") +
                     ": install the release that the members have agreed on"};
  }
  return *found;
}

Result<log::Policy> read_policy(const Config& config, const domain::LedgerInfo& info) {
  const auto text = read_file(config.policy, log::kPolicyBytesMax);
  if (!text) return text.error();
  auto policy = log::Policy::parse(*text);
  if (!policy) return in_file(config.policy, policy.error());
  KUBOLUK_CHECK(info.log_key.has_value());
  const bool knows_log =
      std::any_of(policy->logs().begin(), policy->logs().end(), [&](const log::PolicyLog& entry) {
        return entry.key.name() == info.origin() && entry.key.key() == *info.log_key;
      });
  if (knows_log) return policy;
  return Error{"C2SP.policy", config.policy.string(),
               "has no log line with the log key that the genesis lists for " + info.origin()};
}

// That the operator and the genesis mean the same members.
Result<void> check_members(const Config& config, const core::Setup& setup) {
  const auto is_member = [&](const std::string& key, const std::string& id) -> Result<void> {
    if (setup.find(id) != nullptr) return {};
    return config_error(key, "\"" + id + "\" is no member in " + config.genesis.string());
  };
  if (auto known = is_member("member", config.member); !known) return known;
  if (auto known = is_member("sequencer", config.sequencer); !known) return known;
  for (const Peer& peer : config.peers) {
    if (auto known = is_member("peer.id", peer.id); !known) return known;
  }
  return {};
}

Result<core::Setup> read_setup(const Config& config) {
  auto genesis = read_file(config.genesis, kGenesisBytesMax);
  if (!genesis) return genesis.error();
  auto info = domain::read_genesis(*genesis);
  if (!info) return in_file(config.genesis, info.error());
  auto ruleset = ruleset_of(*info, config.genesis);
  if (!ruleset) return ruleset.error();
  auto policy = read_policy(config, *info);
  if (!policy) return policy.error();
  auto members = core::members_of(*genesis);
  if (!members) return in_file(config.genesis, members.error());
  std::optional<crypto::VerifierKey> operator_key;
  if (info->clock == domain::Clock::kScenario) {
    auto key = exchange::operator_key_of(*genesis);
    if (!key) return in_file(config.genesis, key.error());
    operator_key = *key;
  }
  core::Setup setup{std::move(*genesis), config.member,          config.sequencer,
                    std::move(*info),    std::move(*ruleset),    std::move(*policy),
                    std::move(*members), std::move(operator_key)};
  if (auto checked = check_members(config, setup); !checked) return checked.error();
  return setup;
}

Result<void> check_transport_key(const NodeKeys& keys, const Config& config) {
  for (const Peer& peer : config.peers) {
    if (peer.transport.key() != keys.transport.vkey.key()) continue;
    return Error{"X.KEY", config.keys.transport.string(),
                 "is also the transport key of the peer " + peer.id};
  }
  return {};
}

Result<std::optional<Counter>> read_counter(const Config& config, const NodeKeys& keys,
                                            const std::string& ledger) {
  if (!keys.log && !keys.cosigner) return std::optional<Counter>();
  KUBOLUK_CHECK(config.counter.has_value());  // parse_config asks for it
  std::error_code failed;
  const auto folder = config.counter->parent_path();
  if (!std::filesystem::is_directory(folder.empty() ? "." : folder, failed)) {
    return Error{"X.FILE", folder.string(), "is no folder: the counter is to be kept there"};
  }
  auto counter =
      Counter::read(*config.counter, ledger, keys.log ? keys.log->vkey : keys.cosigner->vkey);
  if (!counter) return counter.error();
  return std::optional<Counter>(std::move(*counter));
}

Result<void> check_genesis(const store::Store& store, const Config& config,
                           const core::Setup& setup) {
  const auto snapshot = store.snapshot();
  if (!snapshot) return snapshot.error();
  const auto stored = (*snapshot)->genesis();
  if (!stored) return stored.error();
  if (*stored == setup.genesis) return {};
  return Error{"X.LEDGER", config.genesis.string(),
               "is not the genesis that the ledger in " + config.ledger.string() + " began with"};
}

// Without a counter nobody can tell whether a ledger is the newest: only a new ledger, which has
// signed nothing, may begin one. It is begun before the ledger is made: a start that is cut short
// in between has a counter of 0 and no ledger, never a ledger that may not sign.
Result<void> begin_counter(std::optional<Counter>& counter, bool is_new, const Config& config,
                           const Journal& journal) {
  if (!counter) return {};
  if (!counter->size() && is_new) return counter->raise(0);
  if (!counter->size()) {
    journal(Severity::kAlarm, "the counter " + config.counter->string() +
                                  " is gone: this node cannot tell whether its ledger is the "
                                  "newest, and signs nothing before that is settled");
  } else if (is_new && *counter->size() != 0) {
    journal(Severity::kAlarm, "the ledger folder is new, but this node's key has signed size " +
                                  std::to_string(*counter->size()) + ": it signs nothing smaller");
  }
  return {};
}

struct Opened {
  std::unique_ptr<store::Store> store;
  bool is_new = false;
};

// A first start that was cut short (a kill, a full disk) leaves a data file without a ledger in it:
// it is made again, which the store refuses where anything is stored. Never for a key that has
// signed, or whose counter is gone: a damaged ledger must not be taken for an unfinished one.
Result<Opened> open_or_make(const Config& config, const core::Setup& setup, bool is_new,
                            const std::optional<Counter>& counter) {
  store::Options options;
  options.free_bytes_min = config.free_disk_bytes_min;
  options.any_file_system = config.any_file_system;
  const store::Identity identity{setup.info.id, setup.me};
  const auto make = [&] {
    return store::Store::create(config.ledger, identity, setup.genesis, options);
  };
  auto store = is_new ? make() : store::Store::open(config.ledger, identity, options);
  if (store) return Opened{std::move(*store), is_new};
  if (!is_new && (!counter || counter->size() == 0)) {
    auto made = make();
    if (made) return Opened{std::move(*made), true};
  }
  return store.error();
}

}  // namespace

Result<Checked> check_files(const Config& config) {
  auto setup = read_setup(config);
  if (!setup) return setup.error();
  const auto passphrase = read_passphrase(config);
  if (!passphrase) return passphrase.error();
  if (config.passphrase_file && first_line(*passphrase).empty()) {
    return Error{"X.FORM", config.passphrase_file->string(),
                 "has no pass phrase in its first line"};
  }
  auto keys = read_keys(config.keys, first_line(*passphrase));
  if (!keys) return keys.error();
  if (auto fit = check_keys(*keys, config.keys, *setup); !fit) return fit.error();
  if (auto own = check_transport_key(*keys, config); !own) return own.error();
  auto counter = read_counter(config, *keys, setup->info.id);
  if (!counter) return counter.error();
  return Checked{std::move(*setup), std::move(*keys), std::move(*counter)};
}

Result<crypto::NamedKey> read_sealed_key(const Config& config, const std::filesystem::path& file,
                                         crypto::KeyRole role) {
  const auto passphrase = read_passphrase(config);
  if (!passphrase) return passphrase.error();
  return crypto::read_key_file(file, role, first_line(*passphrase));
}

Result<std::unique_ptr<Storage>> open_storage(const Config& config, const core::Setup& setup,
                                              std::optional<Counter> counter,
                                              const Journal& journal) {
  std::error_code failed;
  const bool is_new = !std::filesystem::exists(config.ledger / "data.mdb", failed) && !failed;
  // A new ledger here would stand in the way of what the repair has saved.
  if (is_new && std::filesystem::exists(repair_folder(config.ledger), failed)) {
    return Error{std::string(domain::kDamageRule), config.ledger.string(),
                 "a repair was cut short: run kubolukd --repair with this configuration again"};
  }
  if (auto begun = begin_counter(counter, is_new, config, journal); !begun) return begun.error();
  auto opened = open_or_make(config, setup, is_new, counter);
  if (!opened) return opened.error();
  if (auto same = check_genesis(*opened->store, config, setup); !same) return same.error();
  if (opened->is_new) {
    journal(Severity::kInfo, "a new ledger was made in " + config.ledger.string());
  }
  return std::make_unique<Storage>(std::move(opened->store), std::move(counter));
}

}  // namespace kuboluk::node
