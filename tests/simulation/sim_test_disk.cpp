#include "tests/simulation/sim_test_disk.h"

#include <memory>
#include <vector>

#include "tests/simulation/sim_disk.h"

namespace kuboluk::simulation {

std::string add_test_disk(const std::string& name) {
  // The list of all disks, which a disk leaves at its end, must be there longer than they are: what
  // a thread has ends in the reverse order of its making, so the list is made first.
  static_cast<void>(SimDisk::find(name));
  thread_local std::vector<std::unique_ptr<SimDisk>> disks;
  disks.push_back(std::make_unique<SimDisk>(name, disks.size()));
  return name;
}

}  // namespace kuboluk::simulation
