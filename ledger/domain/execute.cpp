#include "ledger/domain/execute.h"

#include <algorithm>

#include "crypto/check.h"
#include "ledger/domain/acts/acts.h"
#include "ledger/domain/author_keys.h"
#include "ledger/domain/workspace.h"

namespace kuboluk::domain {
namespace {

constexpr std::string_view kGenesisType = "ledger.genesis";
// How far an author's clock may be ahead. Without a bound, a date in the future would make
// `expires` useless.
constexpr std::int64_t kSignedAheadMsMax = 5 * 60 * kSecondMs;

bool contains(const std::vector<std::string>& list, std::string_view value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

Error refuse(const Event& event, std::string_view rule, std::string detail) {
  return {std::string(rule), event.type + " by " + event.by, std::move(detail)};
}

// Keys of an author as the records have them: an institution, else an organisation.
Result<AuthorKeys> author_keys(const Workspace& workspace, const std::string& author) {
  for (const std::string_view kind : {"member", "organisation"}) {
    const auto record = workspace.find(plain_key(kind, author));
    if (!record) return record.error();
    if (*record) return author_keys_in(**record);
  }
  return AuthorKeys{};
}

Result<void> check_ledger(const LedgerInfo& info, const PlacedEvent& placed) {
  const Event& event = placed.event->event;
  const bool genesis = event.type == kGenesisType && placed.index == 0;
  if (event.ledger != (genesis ? info.name : info.id)) {
    return refuse(event, "X.LEDGER",
                  "it is for the ledger " + event.ledger + ", this one is " + info.id);
  }
  if (event.ruleset != info.ruleset) {
    return refuse(event, "X.LEDGER",
                  "it names the ruleset " + event.ruleset + ", in force is " + info.ruleset);
  }
  if (event.offset != info.offset) {
    return refuse(event, "X.FORM", "its times must have the offset " + print_offset(info.offset));
  }
  return {};
}

// X.TIME: an act that was dropped must not come back later when it has become lawful, and an act
// must not be recorded any time after it took effect.
Result<void> check_times(const LedgerInfo& info, const ActRight& right, const PlacedEvent& placed) {
  const Event& event = placed.event->event;
  if (event.expires < event.signed_at || event.expires.ms - event.signed_at.ms > kExpiresMsMax) {
    return refuse(event, "X.TIME", "expires must lie within 7 days after signed");
  }
  // A training ledger tells its own time: its acts may well be signed later than they were
  // "recorded".
  const bool real = info.clock == Clock::kReal;
  if (real && event.signed_at.ms > placed.known.ms + kSignedAheadMsMax) {
    return refuse(event, "X.TIME",
                  "it was signed at " + print_local_time(event.signed_at, event.offset) +
                      ", after it was to be recorded");
  }
  if (placed.known > event.expires) {
    return refuse(event, "X.TIME",
                  "it expired at " + print_local_time(event.expires, event.offset) +
                      " and was to be recorded at " + print_known_time(placed.known));
  }
  if (placed.known.ms - event.at.ms > right.record_within_days * kDayMs) {
    return refuse(event, "X.TIME",
                  "it took effect at " + print_local_time(event.at, event.offset) + ", more than " +
                      std::to_string(right.record_within_days) + " days before it is recorded");
  }
  return {};
}

// "organisation" and "inviter" depend on the object: the rule of the type checks them.
Result<void> check_author(const ActRight& right, const Event& event) {
  for (const std::string_view wide : {"any", "organisation", "inviter"}) {
    if (contains(right.authors, wide)) return {};
  }
  if (contains(right.authors, event.by)) return {};
  std::string allowed;
  for (const std::string& author : right.authors)
    allowed += (allowed.empty() ? "" : ", ") + author;
  return refuse(event, right.author_rule, "only " + allowed + " may sign such an act");
}

// The next unit: one event, or all parts of a divided act.
std::span<const PlacedEvent> next_unit(std::span<const PlacedEvent> rest) {
  const auto& part = rest[0].event->event.part;
  const std::size_t count = part ? part->count : 1;
  return rest.first(std::min(count, rest.size()));
}

Result<Event> whole_act(std::span<const PlacedEvent> unit) {
  if (!unit[0].event->event.part) return unit[0].event->event;
  std::vector<Event> parts;
  for (const PlacedEvent& placed : unit)
    parts.push_back(placed.event->event);
  return join(parts);
}

}  // namespace

Executor::Executor(const LedgerInfo& info, const Ruleset& ruleset, const StateView& base)
    : info_(info), ruleset_(ruleset), workspace_(std::make_unique<Workspace>(base)) {}

Executor::~Executor() = default;

Result<void> Executor::apply(std::span<const PlacedEvent> submission) {
  KUBOLUK_CHECK(!submission.empty());
  for (auto rest = submission; !rest.empty();) {
    const auto unit = next_unit(rest);
    if (const auto applied = apply_unit(unit); !applied) {
      workspace_->discard();
      return applied.error();
    }
    rest = rest.subspan(unit.size());
  }
  workspace_->keep();
  return {};
}

Result<void> Executor::check_head(const PlacedEvent& placed) {
  const SignedEvent& signed_event = *placed.event;
  const Event& event = signed_event.event;
  const bool genesis = event.type == kGenesisType && placed.index == 0;
  const auto keys = genesis ? Result<AuthorKeys>(genesis_keys(event, event.by))
                            : author_keys(*workspace_, event.by);
  if (!keys) return keys.error();
  ++signatures_checked_;
  if (const auto verified = verify_signatures(signed_event, *keys); !verified)
    return verified.error();
  if (const auto ledger = check_ledger(info_, placed); !ledger) return ledger.error();
  const auto right = ruleset_.acts.find(event.type);
  if (right == ruleset_.acts.end() || acts::find(event.type) == nullptr) {
    return refuse(event, "X.NOLAW", "the law of " + ruleset_.id + " knows no such act");
  }
  if (const auto times = check_times(info_, right->second, placed); !times) return times.error();
  const auto known = workspace_->event_index(signed_event.id);
  if (!known) return known.error();
  if (*known)
    return refuse(event, "X.DUP", "it is in the log already, at index " + std::to_string(**known));
  if (event.after) {
    const auto before = workspace_->event_index(*event.after);
    if (!before) return before.error();
    if (!*before)
      return refuse(event, "X.UNKNOWN", "the event that it comes after is not in the log");
  }
  return check_author(right->second, event);
}

Result<void> Executor::apply_unit(std::span<const PlacedEvent> unit) {
  for (const PlacedEvent& placed : unit) {
    if (const auto head = check_head(placed); !head) return head.error();
  }
  const auto whole = whole_act(unit);
  if (!whole) return whole.error();
  const PlacedEvent& last = unit.back();
  ActContext context{*whole,     unit[0].index, last.index, last.known,
                     last.leaf,  info_,         ruleset_,   ruleset_.acts.find(whole->type)->second,
                     *workspace_};
  if (const auto applied = acts::find(whole->type)->apply(context); !applied)
    return applied.error();
  if (const Record* record = workspace_->overgrown()) {
    return refuse(*whole, "X.SIZE",
                  "the record " + record->key + " has " + std::to_string(kRecordActsHardMax) +
                      " acts already");
  }
  const bool decree = whole->type == "accreditation.grant" || whole->type == "accreditation.refuse";
  for (const PlacedEvent& placed : unit) {
    workspace_->put_event(placed.event->id, placed.index);
    if (decree) workspace_->put_decree_event(placed.index, placed.event->event);
  }
  return {};
}

std::map<std::string, std::string, std::less<>> Executor::changed_records() const {
  std::map<std::string, std::string, std::less<>> texts;
  for (const auto& [key, record] : workspace_->changed())
    texts.emplace(key, print_record(record));
  return texts;
}

const std::map<Hash, std::uint64_t>& Executor::accepted_events() const {
  return workspace_->events();
}

}  // namespace kuboluk::domain
