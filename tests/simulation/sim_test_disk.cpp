#include "tests/simulation/sim_test_disk.h"

#include <memory>
#include <vector>

#include "tests/simulation/sim_disk.h"

namespace kuboluk::simulation {

std::string add_test_disk(const std::string& name) {
  static std::vector<std::unique_ptr<SimDisk>> disks;
  disks.push_back(std::make_unique<SimDisk>(name, disks.size()));
  return name;
}

}  // namespace kuboluk::simulation
