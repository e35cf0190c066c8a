// How long a client goes on with a node that does not answer, or not yet: pauses that double up to
// a bound, and a total, so that no command hangs for ever and no node is asked without a pause.
#pragma once

#include <chrono>
#include <optional>

namespace kuboluk::tools {

// First pause: about what a commit takes. Longest pause: a node that comes back is noticed soon.
inline constexpr std::chrono::milliseconds kFirstPause{50};
inline constexpr std::chrono::milliseconds kLongestPause{2'000};
// What a command waits in all, unless it is told otherwise: a node's restart, with room.
inline constexpr std::chrono::seconds kPatience{60};

// The time runs from its making, answers that are waited for included.
class Patience {
 public:
  explicit Patience(std::chrono::milliseconds total = kPatience)
      : end_(std::chrono::steady_clock::now() + total) {}

  // Pauses once; at least as long as the node asked for. False, without a pause, if the time is
  // over.
  bool wait(std::optional<int> asked_seconds = std::nullopt);

 private:
  std::chrono::steady_clock::time_point end_;
  std::chrono::milliseconds next_ = kFirstPause;
};

}  // namespace kuboluk::tools
