// The laws of node/core/node.h over a whole world, each its own checker with its own words. A
// breach is a string, so that whoever runs the world can say what had happened before.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/node/core/disk.h"
#include "tests/node/core/institutions.h"

namespace kuboluk::core::test {

class Laws {
 public:
  explicit Laws(const Institutions& institutions);

  // A key has signed a tree: laws 2 and 3, against what the signer has on disk at that moment.
  void signed_tree(const std::string& key, const log::Checkpoint& checkpoint, const Disk& disk);
  // A node has committed: laws 1, 4 and 7. `disks`: everybody's, by id; `liars` count as holding
  // whatever they signed.
  void committed(const std::string& who, const std::map<std::string, const Disk*>& disks,
                 const std::vector<std::string>& liars);
  // Law 5: the stored state is the fold of the stored log.
  void folds(const std::string& who, const Disk& disk);

  const std::vector<std::string>& breaches() const { return breaches_; }
  // Committed entries as any honest node has them.
  const std::vector<std::string>& history() const { return history_; }

 private:
  void breach(int law, const std::string& words);
  bool holds(const Disk& disk, const batch::Position& position) const;

  const Institutions& institutions_;
  std::map<std::string, std::map<std::uint64_t, Hash>> roots_;  // by key, by size
  std::map<std::string, std::uint64_t> largest_;                // by cosigner key
  std::vector<std::string> history_;
  std::vector<std::string> breaches_;
};

}  // namespace kuboluk::core::test
