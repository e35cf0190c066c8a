// May this node sign yet? Every start is in OBSERVE (DESIGN.md 5, "Start"): a folder that was
// restored from an older copy must never sign a second statement about a size that its key has
// signed already. What is stored, the counter kept outside the store, and the peers' memory of this
// node's own signatures are compared first.
//
// Invariant: once it may sign it may sign until the process ends; once it must not, never.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "node/core/setup.h"

namespace kuboluk::core {

// What this node holds, as sizes of trees.
struct HeldSizes {
  std::uint64_t cosigned = 0;    // what its cosigner has durably signed
  std::uint64_t largest = 0;     // committed or proposed
  std::uint64_t log_signed = 0;  // the largest of them whose log signature it has
};

class Observer {
 public:
  // `counter`: the size under which nothing may be signed again, from outside the store.
  Observer(const Setup& setup, std::optional<std::uint64_t> counter);

  // A member has told its state. `signed_size`: the largest log-signed tree that it holds;
  // `mine`: size of the newest cosignature by this node's key that it has seen (0: none).
  void hear(const std::string& member, std::uint64_t signed_size, std::uint64_t mine);

  // Sticky once true.
  bool may_sign(const HeldSizes& held);
  bool signs() const { return signs_; }
  // No tree of this size or less may be signed, unless it is held.
  std::uint64_t floor() const { return counter_.value_or(0); }
  // In words: what has to happen first; empty once it may sign.
  std::string waits_for(const HeldSizes& held) const;
  // A peer has seen a newer cosignature by this node's key than the store knows of.
  bool key_used_elsewhere(std::uint64_t cosigned_size) const { return mine_ > cosigned_size; }

 private:
  bool heard_enough() const;
  bool heard_all() const;
  bool is_heard(const Member& member) const;
  const Setup& setup_;
  std::optional<std::uint64_t> counter_;
  std::set<std::string> heard_;
  std::uint64_t longest_ = 0;
  std::uint64_t mine_ = 0;
  bool signs_ = false;
};

}  // namespace kuboluk::core
