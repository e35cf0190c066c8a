// Lines for the operator. Nothing below main.cpp knows where they go.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace kuboluk::node {

// kAlarm: a person must look at it now.
enum class Severity { kDebug, kInfo, kWarning, kError, kAlarm };

// One event, one line, plain words; never personal data, never key material.
using Journal = std::function<void(Severity, const std::string&)>;

// Lines about one stranger in one minute. Without it, whoever can open connections can fill the
// disk with lines about them.
inline constexpr std::uint32_t kLinesPerMinute = 6;
// Strangers that are told apart; more share one entry.
inline constexpr std::size_t kLineKeysMax = 1024;

class LineLimit {
 public:
  // What may be said about `key` now: nothing, or the number of lines that were kept back since the
  // last one was said (mostly 0).
  std::optional<std::uint64_t> take(std::string_view key,
                                    std::chrono::steady_clock::time_point now);

 private:
  struct Entry {
    std::chrono::steady_clock::time_point since;
    std::uint32_t said = 0;
    std::uint64_t kept_back = 0;
  };
  std::map<std::string, Entry, std::less<>> entries_;
};

}  // namespace kuboluk::node
