// What a simulated disk holds. For the variants of the product's files (sim_*.cpp) only.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string>

#include "ledger/store/tables.h"
#include "tests/simulation/sim_disk.h"
#include "tests/simulation/sim_table.h"

namespace kuboluk::simulation {

// The data file: all tables as of one transaction. Shared and never changed once it is in place.
struct SimContent {
  bool made = false;  // the tables are there
  std::uint64_t transaction = 0;
  std::array<SimTable, store::kTableCount> tables;

  SimTable& table(store::Table table) { return tables[static_cast<std::size_t>(table)]; }
  const SimTable& table(store::Table table) const {
    return tables[static_cast<std::size_t>(table)];
  }
  std::uint64_t bytes() const;
};

struct SimDisk::Image {
  std::shared_ptr<const SimContent> content;
};

struct SimDisk::State {
  State(const DiskFaults& disk_faults, DiskCounts& disk_counts, std::uint64_t seed);

  const DiskFaults& faults;
  DiskCounts& counts;
  std::mt19937_64 random;
  int number = 0;  // of the disk: what a FolderLock holds
  // What programs see, and what is there after a power cut: the same as long as the disk syncs.
  std::shared_ptr<const SimContent> seen;
  std::shared_ptr<const SimContent> durable;
  std::optional<std::string> counter;
  std::optional<std::string> durable_counter;
  bool locked = false;

  // Whether a fault of that chance strikes now.
  bool strikes(unsigned of_1000);
  void keep(std::shared_ptr<const SimContent> content);
  static State* of_number(int number);  // nullptr: that disk is gone
};

}  // namespace kuboluk::simulation
