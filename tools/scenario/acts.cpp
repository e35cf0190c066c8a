#include "tools/scenario/acts.h"

#include <boost/json/array.hpp>
#include <set>
#include <utility>

#include "tools/scenario/act_lines.h"

namespace kuboluk::tools {
namespace {

namespace json = boost::json;

// Bytes of a note beside its text: empty line, dash, key name (at most 128), base64 of key id and
// signature.
constexpr std::size_t kSignatureBytesMax = 300;

domain::Event head_of(const Command& command, const domain::LedgerInfo& info) {
  domain::Event event;
  event.ledger = info.id;
  event.type = command.cmd;
  event.by = command.by;
  event.signed_at = command.recorded_at;
  event.expires = {command.recorded_at.ms + domain::kExpiresMsMax};
  event.at = command.at;
  event.offset = info.offset;
  event.ruleset = info.ruleset;
  return event;
}

}  // namespace

Result<DraftedAct> draft_act(const Command& command, const ActSources& sources) {
  DraftedAct draft{head_of(command, sources.info), {}, {}};
  const domain::ActSpec* spec = domain::find_act_spec(command.cmd);
  if (spec == nullptr) return draft;  // the ledger answers X.NOLAW
  ActLines lines(command, sources);
  if (const auto resolved = lines.resolve_election(*spec); !resolved) return resolved.error();
  for (const domain::LineSpec& line : spec->lines) {
    if (const auto added = lines.add(line); !added) return added.error();
  }
  draft.event.lines = lines.take();
  draft.election = lines.election();
  draft.unknown_args = lines.unused_args();
  return draft;
}

Result<std::vector<domain::SignedEvent>> sign_act(const domain::Event& act,
                                                  const TrainingKeys& keys) {
  const auto key = keys.author(act.by);
  if (!key) return key.error();
  const auto parts = domain::divide(act, domain::kEventBytesMax - kSignatureBytesMax);
  if (!parts) return parts.error();
  std::vector<domain::SignedEvent> events;
  for (const domain::Event& part : *parts) {
    auto event = sign_event(part, *key);
    if (!event) return event.error();
    events.push_back(*std::move(event));
  }
  return events;
}

}  // namespace kuboluk::tools
