// Small changes of a text, all of them: for tests that none is accepted.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kuboluk::exchange::test {

// Calls `refused(changed)` for every text that differs from `text` in one bit of a byte in
// [begin, end), and for every one that lacks one byte of it; returns the offsets that were let
// through.
template <class Refused>
std::vector<std::size_t> let_through(const std::string& text, std::size_t begin, std::size_t end,
                                     const Refused& refused) {
  std::vector<std::size_t> offsets;
  for (std::size_t i = begin; i < end; ++i) {
    bool all = true;
    for (int bit = 0; bit < 8; ++bit) {
      std::string changed = text;
      changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
      all = refused(changed) && all;
    }
    std::string shorter = text;
    shorter.erase(i, 1);
    all = refused(shorter) && all;
    if (!all) offsets.push_back(i);
  }
  return offsets;
}

// The lines of a text, each with its end.
inline std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t size = text.find('\n') + 1;
    lines.emplace_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return lines;
}

inline std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines)
    text += line;
  return text;
}

}  // namespace kuboluk::exchange::test
