// The secret keys of one node, and the one place that signs with them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "crypto/key_file.h"
#include "crypto/result.h"
#include "node/config.h"
#include "node/core/setup.h"
#include "node/core/step.h"

namespace kuboluk::node {

struct NodeKeys {
  crypto::NamedKey node;
  crypto::NamedKey transport;
  std::optional<crypto::NamedKey> cosigner;
  std::optional<crypto::NamedKey> log;
};

// Every file that the configuration names. Errors: those of crypto::read_key_file.
Result<NodeKeys> read_keys(const KeyFiles& files, std::string_view passphrase);

// That they are the keys which the genesis lists for this member, one role each, none used twice.
// Errors: X.KEY, naming file, role and what the genesis says.
Result<void> check_keys(const NodeKeys& keys, const KeyFiles& files, const core::Setup& setup);

// Signs what the machine has asked for, once everything before it is durable: that is the driver's
// business. Io thread only.
class Signer {
 public:
  explicit Signer(NodeKeys keys);
  // The request and the whole note. The key that it needs must be there (checked: the machine asks
  // for a checkpoint only at the sequencer, for a cosignature only at a cosigner).
  core::Signed sign(core::Sign request) const;
  const crypto::NamedKey& transport() const { return keys_.transport; }

 private:
  NodeKeys keys_;
};

}  // namespace kuboluk::node
