#include "tests/simulation/sim_disk.h"

#include <map>
#include <utility>

#include "crypto/check.h"
#include "tests/simulation/sim_state.h"

namespace kuboluk::simulation {
namespace {

// The store knows its disk by the name of a folder only, so names lead to disks. One list a thread:
// campaigns may run side by side.
std::map<std::string, SimDisk*>& disks() {
  thread_local std::map<std::string, SimDisk*> all;
  return all;
}

int next_number() {
  thread_local int number = 0;
  return ++number;
}

}  // namespace

std::uint64_t SimContent::bytes() const {
  std::uint64_t sum = 0;
  for (const SimTable& table : tables)
    sum += table.bytes();
  return sum;
}

SimDisk::State::State(const DiskFaults& disk_faults, DiskCounts& disk_counts, std::uint64_t seed)
    : faults(disk_faults),
      counts(disk_counts),
      random(seed),
      number(next_number()),
      seen(std::make_shared<const SimContent>()),
      durable(seen) {}

bool SimDisk::State::strikes(unsigned of_1000) {
  return of_1000 != 0 && random() % 1000 < of_1000;
}

void SimDisk::State::keep(std::shared_ptr<const SimContent> content) {
  seen = std::move(content);
  if (faults.syncs) durable = seen;
}

SimDisk::State* SimDisk::State::of_number(int number) {
  for (const auto& [folder, disk] : disks()) {
    if (disk->state().number == number) return &disk->state();
  }
  return nullptr;
}

SimDisk::SimDisk(std::filesystem::path folder, std::uint64_t seed)
    : folder_(std::move(folder)), state_(std::make_unique<State>(faults, counts_, seed)) {
  const bool added = disks().emplace(folder_.string(), this).second;
  KUBOLUK_CHECK(added);
}

SimDisk::~SimDisk() {
  disks().erase(folder_.string());
}

SimDisk* SimDisk::find(const std::filesystem::path& folder) {
  const auto found = disks().find(folder.string());
  return found == disks().end() ? nullptr : found->second;
}

SimDisk* SimDisk::find_by_counter(const std::filesystem::path& file) {
  for (const auto& [folder, disk] : disks()) {
    if (disk->counter_file() == file) return disk;
  }
  return nullptr;
}

std::filesystem::path SimDisk::counter_file() const {
  return folder_.string() + ".counter";
}

void SimDisk::power_cut() {
  KUBOLUK_CHECK(!state_->locked);
  state_->seen = state_->durable;
  state_->counter = state_->durable_counter;
}

void SimDisk::lose() {
  restore(nullptr);
}

void SimDisk::lose_counter() {
  set_counter_text(std::nullopt);
}

std::optional<std::string> SimDisk::counter_text() const {
  return state_->counter;
}

void SimDisk::set_counter_text(std::optional<std::string> text) {
  state_->counter = std::move(text);
  state_->durable_counter = state_->counter;
}

std::shared_ptr<const SimDisk::Image> SimDisk::image() const {
  return std::make_shared<const Image>(Image{state_->durable});
}

void SimDisk::restore(std::shared_ptr<const Image> image) {
  KUBOLUK_CHECK(!state_->locked);
  state_->seen = image ? image->content : std::make_shared<const SimContent>();
  state_->durable = state_->seen;
}

std::optional<std::string> SimDisk::turn_a_bit() {
  std::uint64_t rows = 0;
  for (const SimTable& table : state_->seen->tables)
    rows += table.rows();
  if (rows == 0) return std::nullopt;
  std::uint64_t number = state_->random() % rows;
  auto content = std::make_shared<SimContent>(*state_->seen);
  for (const store::Table table : store::kAllTables) {
    SimTable& drawn = content->table(table);
    if (number >= drawn.rows()) {
      number -= drawn.rows();
      continue;
    }
    SimRow row = drawn.row(number);
    const std::uint64_t bit = state_->random() % (row.stored.size() * 8);
    row.stored[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    row.whole = false;
    const std::string name = store::object_name(table, row.key);
    drawn.put(std::move(row));
    // Rot needs no sync.
    if (state_->durable == state_->seen) state_->durable = content;
    state_->seen = std::move(content);
    ++counts_.turned_bits;
    return name;
  }
  KUBOLUK_CHECK(false);
}

bool SimDisk::is_empty() const {
  return state_->seen->table(store::Table::kMeta).rows() == 0;
}

}  // namespace kuboluk::simulation
