// What node/counter.cpp asks the file system, asked of the simulated disks instead.
#pragma once

#include <filesystem>
#include <system_error>

namespace kuboluk::simulation {

std::filesystem::file_status counter_status(const std::filesystem::path& path,
                                            std::error_code& code);

}  // namespace kuboluk::simulation
