#include "node/core/observer.h"

#include <algorithm>

namespace kuboluk::core {

Observer::Observer(const Setup& setup, std::optional<std::uint64_t> counter)
    : setup_(setup), counter_(counter) {}

void Observer::hear(const std::string& member, std::uint64_t signed_size, std::uint64_t mine) {
  heard_.insert(member);
  longest_ = std::max(longest_, signed_size);
  mine_ = std::max(mine_, mine);
}

// With the counter a quorum is enough: any tree that a reader could have been shown is known to one
// of them. A sequencer without its counter must hear everybody: each may hold a tree alone.
bool Observer::heard_enough() const {
  if (setup_.is_sequencer() && !counter_) return heard_all();
  log::WitnessSet heard;
  for (const Member& member : setup_.members) {
    const auto witness = setup_.witness_of(member);
    if (!witness || !is_heard(member)) continue;
    for (std::size_t i = 0; i < setup_.policy.witnesses().size(); ++i) {
      if (setup_.policy.witnesses()[i].name == *witness) heard.set(i);
    }
  }
  return setup_.policy.satisfied(heard);
}

bool Observer::is_heard(const Member& member) const {
  return member.id == setup_.me || heard_.contains(member.id);
}

bool Observer::heard_all() const {
  return std::all_of(setup_.members.begin(), setup_.members.end(),
                     [this](const Member& member) { return is_heard(member); });
}

bool Observer::may_sign(const HeldSizes& held) {
  if (!signs_) signs_ = waits_for(held).empty();
  return signs_;
}

std::string Observer::waits_for(const HeldSizes& held) const {
  if (signs_) return {};
  if (!setup_.is_sequencer()) {
    if (!counter_)
      return "the counter file is missing: this folder may be an old copy; give the "
             "cosigner a new key";
    if (*counter_ > held.cosigned) {
      return "the counter says that a tree of " + std::to_string(*counter_) +
             " was signed, the store knows of " + std::to_string(held.cosigned) +
             " only: it is an old copy; give the cosigner a new key";
    }
    if (key_used_elsewhere(held.cosigned)) {
      return "a peer has seen this node's cosignature of a tree of " + std::to_string(mine_) +
             ", the store knows of " + std::to_string(held.cosigned) +
             " only: it is an old copy, or the key is used elsewhere; give the cosigner a new key";
    }
  }
  if (!heard_enough()) {
    return setup_.is_sequencer() && !counter_ ? "all members must be heard, the counter is missing"
                                              : "a quorum of cosigners must be heard";
  }
  if (!setup_.is_sequencer()) {
    if (held.largest >= held.cosigned) return {};
    return "a tree of " + std::to_string(held.cosigned) + " was cosigned, this node holds one of " +
           std::to_string(held.largest) + ": it takes over what the members hold";
  }
  // What it was about to sign itself is not what a member holds, be it of the same size.
  if (held.log_signed < longest_) {
    return "a member holds a signed tree of " + std::to_string(longest_) + ", this node one of " +
           std::to_string(held.log_signed) + ": it takes over what the members hold";
  }
  // Signed, but nobody who was heard has it. Once all were heard nobody has, and the log goes on
  // behind that size.
  if (counter_.value_or(0) <= held.largest || heard_all()) return {};
  return "the counter says that a tree of " + std::to_string(*counter_) +
         " was signed, this node holds " + std::to_string(held.largest) +
         ": all members must be heard";
}

}  // namespace kuboluk::core
