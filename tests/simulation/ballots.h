// Every signature over a tree that anybody has ever shown, liars included: what could be called
// committed by somebody who only counts.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "ledger/exchange/message.h"
#include "ledger/log/policy.h"
#include "tests/node/core/institutions.h"

namespace kuboluk::simulation {

class Ballots {
 public:
  explicit Ballots(const core::test::Institutions& institutions);

  struct Tree {
    std::uint64_t size = 0;
    Hash root{};
    auto operator<=>(const Tree&) const = default;
  };
  // A cosigner has signed it.
  void cosigned(const std::string& who, const Tree& tree);
  // The log key has.
  void log_signed(const Tree& tree) { by_log_.insert(tree); }
  // All that a message shows, by keys of the policy and of the log, verified.
  void shown(const exchange::Message& message);

  bool has_cosigned(const std::string& who, const Tree& tree) const;
  bool has_log_signed(const Tree& tree) const { return by_log_.contains(tree); }
  const std::set<Tree>& by_log() const { return by_log_; }
  // Trees that a quorum has cosigned, by size; more than one of a size is the end of everything.
  const std::map<std::uint64_t, std::set<Hash>>& quorums() const { return quorums_; }
  const log::Policy& policy() const { return policy_; }

 private:
  void note(const std::string& text);

  const core::test::Institutions& institutions_;
  log::Policy policy_;
  crypto::VerifierKey log_key_;
  std::map<Tree, std::set<std::string>> cosigners_;
  std::set<Tree> by_log_;
  std::map<std::uint64_t, std::set<Hash>> quorums_;
  std::set<Hash> seen_;  // notes
};

}  // namespace kuboluk::simulation
