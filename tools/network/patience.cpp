#include "tools/network/patience.h"

#include <algorithm>
#include <thread>

namespace kuboluk::tools {

bool Patience::wait(std::optional<int> asked_seconds) {
  using std::chrono::milliseconds;
  const auto left =
      std::chrono::duration_cast<milliseconds>(end_ - std::chrono::steady_clock::now());
  if (left.count() <= 0) return false;
  milliseconds pause = next_;
  if (asked_seconds) {
    // A node cannot send a client to sleep for a day.
    const int asked = std::clamp(*asked_seconds, 0, 3'600);
    pause = std::clamp(milliseconds(std::chrono::seconds(asked)), pause, kLongestPause);
  }
  next_ = std::min(next_ * 2, kLongestPause);
  std::this_thread::sleep_for(std::min(pause, left));
  return true;
}

}  // namespace kuboluk::tools
