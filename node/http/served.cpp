#include "node/http/served.h"

#include <chrono>

#include "crypto/note.h"
#include "node/http/problem.h"

namespace kuboluk::node::http {

std::variant<Served, Response> open_served(const Gate& gate) {
  const domain::Ruleset& ruleset = gate.setup().ruleset;
  auto snapshot = gate.snapshot();
  if (!snapshot) return refusal(503, snapshot.error(), ruleset);
  const auto position = (*snapshot)->position();
  if (!position) return refusal(503, position.error(), ruleset);
  const auto note = (*snapshot)->checkpoint();
  if (!note) return refusal(503, note.error(), ruleset);
  if (!*note) return try_again("starting: no checkpoint is committed yet");
  const auto parsed = crypto::parse_note(**note);
  if (!parsed) return refusal(503, parsed.error(), ruleset);
  const auto checkpoint = log::parse_checkpoint(parsed->text);
  if (!checkpoint) return refusal(503, checkpoint.error(), ruleset);
  return Served{std::move(*snapshot), *position, **note, *checkpoint};
}

std::variant<Served, Response> open_current(const Gate& gate) {
  auto served = open_served(gate);
  if (const auto* found = std::get_if<Served>(&served); found != nullptr && !found->current()) {
    return try_again("catching-up: no checkpoint is held for the newest stored state yet");
  }
  return served;
}

Moment moment_of(const Served& from, std::uint64_t now_s) {
  constexpr std::uint64_t kMinuteSeconds = 60;
  return {from.note, now_s / kMinuteSeconds};
}

std::size_t bytes_kept(const Response& response) {
  std::size_t bytes = sizeof(Response) + response.type.size() + response.body.size();
  for (const auto& [name, value] : response.headers)
    bytes += sizeof(std::pair<std::string, std::string>) + name.size() + value.size();
  return bytes;
}

std::uint64_t clock_s() {
  using std::chrono::duration_cast;
  using std::chrono::seconds;
  const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(duration_cast<seconds>(since_1970).count());
}

}  // namespace kuboluk::node::http
