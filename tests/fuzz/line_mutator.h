// A custom mutator for strict texts: a format whose parser accepts exactly what its printer emits
// is hardly ever reached by flipping bytes, so half of the changes here are made line by line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace kuboluk::fuzz {

// `data` holds `size` bytes of `size_max`; changed in place, the new size is returned. Equal seeds
// give equal changes, but for what libFuzzer itself mutates.
std::size_t mutate_lines(std::uint8_t* data, std::size_t size, std::size_t size_max,
                         unsigned int seed);

}  // namespace kuboluk::fuzz
