#include "node/journal.h"

#include <utility>

namespace kuboluk::node {
namespace {

constexpr std::chrono::minutes kWindow{1};

}  // namespace

std::optional<std::uint64_t> LineLimit::take(std::string_view key,
                                             std::chrono::steady_clock::time_point now) {
  auto found = entries_.find(key);
  if (found == entries_.end() && entries_.size() >= kLineKeysMax) {
    // Entries of the last minute stay: a flood from many addresses must not reset the count.
    std::erase_if(entries_, [now](const auto& entry) {
      return now - entry.second.since > kWindow && entry.second.kept_back == 0;
    });
    if (entries_.size() >= kLineKeysMax) key = "";
    found = entries_.find(key);
  }
  if (found == entries_.end()) found = entries_.emplace(std::string(key), Entry{now, 0, 0}).first;
  Entry& entry = found->second;
  if (now - entry.since > kWindow) {
    entry.since = now;
    entry.said = 0;
  }
  if (entry.said >= kLinesPerMinute) {
    ++entry.kept_back;
    return std::nullopt;
  }
  ++entry.said;
  return std::exchange(entry.kept_back, 0);
}

}  // namespace kuboluk::node
