// The store's own tests on simulated disks: each of their folders is one.
#pragma once

#include <string>

namespace kuboluk::simulation {

// A disk of that name, until the program ends. Returns the name.
std::string add_test_disk(const std::string& name);

}  // namespace kuboluk::simulation
