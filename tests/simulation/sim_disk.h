// The disk of one simulated node. The real store runs on it: `environment`, `data_file`, `folder`
// and `counter` of the product are built here in variants (sim_*.cpp) that keep what they are given
// in memory, under the name of a folder. All above them (tables, envelopes, commits, opening,
// scrub, node/storage) is the product's own code.
//
// What a disk may do to a node:
//   - lose everything that was not made durable, when the power goes;
//   - fail a commit, having kept nothing or having kept all of it;
//   - fail to read a value; have one bit of a value turn;
//   - be full; be lost; come back as it was some time ago.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <random>
#include <string>

#include "ledger/store/environment.h"

namespace kuboluk::simulation {

// Chances, each of 1,000. All drawn from the disk's own seed.
struct DiskFaults {
  unsigned read_error = 0;    // per value that is read: "Input/output error"
  unsigned commit_lost = 0;   // per commit: it fails, and nothing was kept
  unsigned commit_kept = 0;   // per commit: it fails, and all was kept
  unsigned counter_lost = 0;  // per raise of the counter: it fails, and the old size stays
  bool full = false;          // no space can be reserved
  // False: commits reach the disk only with the next sync of somebody else, which never comes. No
  // honest disk does that; it is what a store without fsync would look like.
  bool syncs = true;
};

// What a disk has done so far, by kind.
struct DiskCounts {
  std::uint64_t commits = 0;
  std::uint64_t reads = 0;
  std::uint64_t read_errors = 0;
  std::uint64_t lost_commits = 0;
  std::uint64_t kept_commits = 0;
  std::uint64_t full = 0;
  std::uint64_t turned_bits = 0;
  std::uint64_t counter_errors = 0;
};

// Resource type: registered under its folder while it lives, one disk a folder, one thread.
class SimDisk {
 public:
  // `folder` need not exist anywhere: it is a name.
  SimDisk(std::filesystem::path folder, std::uint64_t seed);
  ~SimDisk();
  SimDisk(const SimDisk&) = delete;
  SimDisk& operator=(const SimDisk&) = delete;

  DiskFaults faults;
  const std::filesystem::path& folder() const { return folder_; }
  // Where the node keeps its counter: another place, so it is neither lost nor restored with the
  // folder.
  std::filesystem::path counter_file() const;
  const DiskCounts& counts() const { return counts_; }

  // The process is gone and the power with it: what was not durable is lost, locks are free.
  // Everything that had the disk open must be destroyed before.
  void power_cut();
  // An empty disk in its place. The counter stays.
  void lose();
  void lose_counter();
  std::optional<std::string> counter_text() const;
  void set_counter_text(std::optional<std::string> text);
  // All that is durable now; cheap, because unchanged tables are shared.
  struct Image;
  std::shared_ptr<const Image> image() const;
  void restore(std::shared_ptr<const Image> image);
  // Turns one bit of one stored value (payload or check sum), drawn from all; says which value, in
  // the words of store::object_name(). Nothing if there is none.
  std::optional<std::string> turn_a_bit();
  // Whether the node's folder holds a ledger.
  bool is_empty() const;

  // For the variants.
  struct State;
  State& state() { return *state_; }
  static SimDisk* find(const std::filesystem::path& folder);           // nullptr: none
  static SimDisk* find_by_counter(const std::filesystem::path& file);  // nullptr: none

 private:
  std::filesystem::path folder_;
  DiskCounts counts_;
  std::unique_ptr<State> state_;
};

}  // namespace kuboluk::simulation
