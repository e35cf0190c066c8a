// The two tlog-witness roles of a node, as the public plane sees them.
#pragma once

#include <memory>

namespace kuboluk::node::witness {

class Witness;
class ExternalCosignatures;

// Both may be null: the node has not that role. Both may be used by several threads.
struct Roles {
  std::shared_ptr<Witness> witness;                      // of other logs
  std::shared_ptr<const ExternalCosignatures> external;  // by others, of our checkpoints
};

}  // namespace kuboluk::node::witness
