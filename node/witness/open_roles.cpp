#include "node/witness/open_roles.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace kuboluk::node::witness {
namespace {

constexpr std::string_view kMarkFile = "witness-key";

struct UsedKey {
  crypto::PublicKey key;
  std::string by;
};

// Every key that signs anything for this ledger or this node.
std::vector<UsedKey> used_keys(const Checked& checked) {
  std::vector<UsedKey> used;
  const auto add = [&](const crypto::PublicKey& key, std::string by) {
    used.push_back({key, std::move(by)});
  };
  const auto add_own = [&](const crypto::NamedKey& key) {
    add(key.vkey.key(), "this node's " + std::string(crypto::to_text(key.role)) + " key");
  };
  add_own(checked.keys.node);
  add_own(checked.keys.transport);
  if (checked.keys.cosigner) add_own(*checked.keys.cosigner);
  if (checked.keys.log) add_own(*checked.keys.log);
  if (checked.setup.info.log_key) add(*checked.setup.info.log_key, "the log key of this ledger");
  for (const core::Member& member : checked.setup.members) {
    add(member.node_key.key(), "the node key of " + member.id);
    if (member.cosigner_key) add(member.cosigner_key->key(), "the cosigner key of " + member.id);
  }
  for (const log::PolicyWitness& witness : checked.setup.policy.witnesses())
    add(witness.key.key(), "the witness " + witness.name + " of the policy");
  return used;
}

Result<void> check_unused(const std::string& object, const crypto::PublicKey& key,
                          const std::vector<UsedKey>& used) {
  const auto same =
      std::find_if(used.begin(), used.end(), [&](const UsedKey& one) { return one.key == key; });
  if (same == used.end()) return {};
  return Error{"X.KEY", object, "is the same key as " + same->by};
}

Result<void> check_own_key(const WitnessConfig& role, const crypto::NamedKey& key,
                           std::vector<UsedKey>& used) {
  if (key.vkey.name() != role.name) {
    return Error{"X.KEY", role.key.string(),
                 "has the name " + key.vkey.name() + ", witness.name says " + role.name};
  }
  auto unused = check_unused(role.key.string(), key.vkey.key(), used);
  used.push_back({key.vkey.key(), "this node's witness key"});
  return unused;
}

Result<void> check_logs(const WitnessConfig& role, const core::Setup& setup) {
  for (const WitnessLogConfig& log : role.logs) {
    // Its cosigners re-execute it; a second kind of cosignature would only be taken for theirs.
    if (log.origin == setup.info.origin()) {
      return Error{"CONFIG", "witness.log", "\"" + log.origin + "\" is this ledger's own log"};
    }
  }
  return {};
}

}  // namespace

Result<std::optional<crypto::NamedKey>> check_roles(const Config& config, const Checked& checked) {
  std::vector<UsedKey> used = used_keys(checked);
  std::optional<crypto::NamedKey> own;
  if (config.witness) {
    auto key = read_sealed_key(config, config.witness->key, crypto::KeyRole::kWitness);
    if (!key) return key.error();
    if (auto fits = check_own_key(*config.witness, *key, used); !fits) return fits.error();
    if (auto fits = check_logs(*config.witness, checked.setup); !fits) return fits.error();
    own = *std::move(key);
  }
  for (const ExternalWitness& witness : config.external_witnesses) {
    auto unused = check_unused("external_witness " + witness.key.name(), witness.key.key(), used);
    if (!unused) return unused.error();
    used.push_back({witness.key.key(), "the external witness " + witness.key.name()});
  }
  return own;
}

Result<std::shared_ptr<Witness>> open_witness(const Config& config,
                                              std::optional<crypto::NamedKey> key,
                                              const Journal& journal) {
  if (!config.witness || !key) return std::shared_ptr<Witness>();
  std::vector<WatchedLog> logs;
  for (const WitnessLogConfig& log : config.witness->logs)
    logs.push_back({log.origin, log.keys});
  return Witness::open({config.witness->folder, config.ledger / kMarkFile}, *std::move(key),
                       std::move(logs), journal);
}

std::shared_ptr<ExternalCosignatures> open_external(const Config& config, const core::Setup& setup,
                                                    const Journal& journal) {
  if (config.external_witnesses.empty()) return nullptr;
  std::vector<crypto::VerifierKey> keys;
  for (const ExternalWitness& witness : config.external_witnesses)
    keys.push_back(witness.key);
  return std::make_shared<ExternalCosignatures>(std::move(keys), config.ledger, setup.info.origin(),
                                                journal);
}

}  // namespace kuboluk::node::witness
