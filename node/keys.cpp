#include "node/keys.h"

#include <array>
#include <utility>
#include <variant>

#include "crypto/check.h"
#include "crypto/note.h"
#include "ledger/exchange/statement.h"
#include "ledger/log/checkpoint.h"
#include "ledger/log/cosignature.h"

namespace kuboluk::node {
namespace {

using crypto::KeyRole;

Result<std::optional<crypto::NamedKey>> read_optional(
    const std::optional<std::filesystem::path>& path, KeyRole role, std::string_view passphrase) {
  if (!path) return std::optional<crypto::NamedKey>();
  auto key = crypto::read_key_file(*path, role, passphrase);
  if (!key) return key.error();
  return std::optional<crypto::NamedKey>(std::move(*key));
}

// `listed`: what the genesis says; nothing if it lists no such key.
Result<void> check_one(const std::optional<crypto::NamedKey>& key,
                       const std::optional<std::filesystem::path>& file, std::string_view role,
                       const std::optional<crypto::VerifierKey>& listed) {
  const std::string name = "keys." + std::string(role);
  if (!key && !listed) return {};
  if (!key) {
    return Error{"X.KEY", name,
                 "is missing: the genesis lists " + listed->text() + " for this member"};
  }
  if (!listed) {
    return Error{"X.KEY", file->string(),
                 "is not needed: the genesis lists no " + std::string(role) +
                     " key for this member; take " + name + " out"};
  }
  if (key->vkey == *listed) return {};
  return Error{"X.KEY", file->string(),
               "holds the key " + key->vkey.text() + ", the genesis lists " + listed->text()};
}

// One key, one role: a signature for one purpose must never pass for another.
Result<void> check_distinct(const NodeKeys& keys) {
  std::vector<const crypto::NamedKey*> all{&keys.node, &keys.transport};
  if (keys.cosigner) all.push_back(&*keys.cosigner);
  if (keys.log) all.push_back(&*keys.log);
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      if (all[i]->vkey.key() != all[k]->vkey.key()) continue;
      return Error{"X.KEY", std::string(crypto::to_text(all[i]->role)) + " key",
                   "is the same as the " + std::string(crypto::to_text(all[k]->role)) + " key"};
    }
  }
  return {};
}

struct Note {
  const NodeKeys& keys;

  std::string operator()(const core::SignCheckpoint& request) const {
    KUBOLUK_CHECK(keys.log.has_value());
    return crypto::print_note(
        log::sign_checkpoint(request.checkpoint, keys.log->vkey, keys.log->secret));
  }
  std::string operator()(const core::SignCosignature& request) const {
    KUBOLUK_CHECK(keys.cosigner.has_value());
    crypto::Note note;
    note.text = request.checkpoint_text;
    note.signatures.push_back(log::sign_cosignature(request.checkpoint_text, request.timestamp,
                                                    keys.cosigner->vkey, keys.cosigner->secret));
    return crypto::print_note(note);
  }
  template <class Statement>
  std::string operator()(const Statement& request) const {
    return exchange::sign_statement(request.text, keys.node.vkey, keys.node.secret);
  }
};

}  // namespace

Result<NodeKeys> read_keys(const KeyFiles& files, std::string_view passphrase) {
  auto node = crypto::read_key_file(files.node, KeyRole::kNode, passphrase);
  if (!node) return node.error();
  auto transport = crypto::read_key_file(files.transport, KeyRole::kTransport, passphrase);
  if (!transport) return transport.error();
  auto cosigner = read_optional(files.cosigner, KeyRole::kCosigner, passphrase);
  if (!cosigner) return cosigner.error();
  auto log = read_optional(files.log, KeyRole::kLog, passphrase);
  if (!log) return log.error();
  return NodeKeys{std::move(*node), std::move(*transport), std::move(*cosigner), std::move(*log)};
}

Result<void> check_keys(const NodeKeys& keys, const KeyFiles& files, const core::Setup& setup) {
  if (auto distinct = check_distinct(keys); !distinct) return distinct;
  const core::Member& self = setup.self();
  if (keys.node.vkey != self.node_key) {
    return Error{
        "X.KEY", files.node.string(),
        "holds the key " + keys.node.vkey.text() + ", the genesis lists " + self.node_key.text()};
  }
  auto cosigner = check_one(keys.cosigner, files.cosigner, "cosigner", self.cosigner_key);
  if (!cosigner || !setup.is_sequencer()) return cosigner;
  KUBOLUK_CHECK(setup.info.log_key.has_value());
  // Its name is the origin of the checkpoints (C2SP tlog-checkpoint).
  const auto listed = crypto::VerifierKey::make(setup.info.origin(), crypto::KeyType::kEd25519,
                                                *setup.info.log_key);
  if (!listed) return listed.error();
  return check_one(keys.log, files.log, "log", *listed);
}

Signer::Signer(NodeKeys keys) : keys_(std::move(keys)) {}

core::Signed Signer::sign(core::Sign request) const {
  std::string note = std::visit(Note{keys_}, request);
  return core::Signed{std::move(request), std::move(note)};
}

}  // namespace kuboluk::node
