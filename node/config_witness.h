// The parts of the configuration for C2SP tlog-witness: [witness], [[external_witness]].
#pragma once

#include "node/config_reader.h"

namespace kuboluk::node {

void read_witness(Reader& reader, const toml::table& root, Config& config);
void read_external_witnesses(Reader& reader, const toml::table& root, Config& config);

// True if `path` is `folder` or lies in it, links followed as far as they exist.
bool lies_in(const std::filesystem::path& path, const std::filesystem::path& folder);

}  // namespace kuboluk::node
