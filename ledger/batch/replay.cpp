#include "ledger/batch/builder.h"

#include <utility>

#include "crypto/check.h"
#include "crypto/encoding.h"

namespace kuboluk::batch {
namespace {

struct ReplayedEvent {
  domain::Instant known;
  domain::SignedEvent event;
};

std::string entry_name(std::uint64_t index) {
  return "entry " + std::to_string(index);
}

Error broken(std::uint64_t index, std::string_view rule, std::string detail) {
  return {std::string(rule), entry_name(index), std::move(detail)};
}

// The same error with the place in the log in front of what it named.
Error at_entry(std::uint64_t index, Error error) {
  if (domain::is_damage(error) || error.object.starts_with("entry ")) return error;
  error.object = entry_name(index) + (error.object.empty() ? "" : " " + error.object);
  return error;
}

Result<domain::Entry> read_entry(std::string_view bytes, std::uint64_t index) {
  auto entry = domain::parse_entry(bytes);
  if (!entry) return at_entry(index, entry.error());
  if (entry->index != index) {
    return broken(
        index, "X.FORM",
        "expected index " + std::to_string(index) + ", got " + std::to_string(entry->index));
  }
  return entry;
}

// How many of the events, from `first` on, are parts of one divided act; 1 for a whole act. A set
// with a gap is cut where the gap is: the executor then refuses it as incomplete.
std::size_t unit_length(std::span<const ReplayedEvent> events, std::size_t first) {
  const auto& head = events[first].event.event.part;
  if (!head) return 1;
  std::size_t length = 1;
  while (first + length < events.size() && length < head->count) {
    const auto& part = events[first + length].event.event.part;
    if (!part || part->act != head->act || part->number != head->number + length) break;
    if (events[first + length].known != events[first].known) break;
    ++length;
  }
  return length;
}

// Entries of a batch, split in what builder calls make of them.
class Replay {
 public:
  Replay(const domain::LedgerInfo& info, const Position& position,
         std::span<const std::string> entries)
      : info_(info), position_(position), entries_(entries) {}

  Result<void> parse();
  Result<Change> run(BatchBuilder& builder);

 private:
  Result<void> parse_last();
  Result<void> check_seal(const Change& made) const;

  const domain::LedgerInfo& info_;
  const Position& position_;
  std::span<const std::string> entries_;
  std::vector<ReplayedEvent> events_;
  domain::Entry last_;
};

Result<void> Replay::parse() {
  if (entries_.empty()) return broken(position_.size, "X.FORM", "expected a seal, got nothing");
  const std::size_t event_count = entries_.size() - 1;
  events_.reserve(event_count);
  for (std::size_t i = 0; i < event_count; ++i) {
    const std::uint64_t index = position_.size + i;
    auto entry = read_entry(entries_[i], index);
    if (!entry) return entry.error();
    if (entry->is_seal()) {
      return broken(index, "X.FORM", "expected an event, got a seal before the end of the batch");
    }
    auto event = domain::parse_signed_event(std::get<std::string>(entry->body));
    if (!event) return at_entry(index, event.error());
    events_.push_back({entry->known, std::move(*event)});
  }
  return parse_last();
}

Result<void> Replay::parse_last() {
  const std::uint64_t index = position_.size + entries_.size() - 1;
  auto entry = read_entry(entries_.back(), index);
  if (!entry) return entry.error();
  if (!entry->is_seal()) {
    return broken(index, "X.FORM", "expected a seal at the end of the batch, got an event");
  }
  last_ = std::move(*entry);
  return {};
}

Result<Change> Replay::run(BatchBuilder& builder) {
  for (std::size_t first = 0; first < events_.size();) {
    const std::size_t length = unit_length(events_, first);
    std::vector<domain::SignedEvent> unit;
    unit.reserve(length);
    for (std::size_t i = 0; i < length; ++i)
      unit.push_back(events_[first + i].event);
    auto added = builder.add(unit, events_[first].known);
    if (!added) return at_entry(position_.size + first, added.error());
    first += length;
  }
  auto made = builder.seal(last_.known);
  if (!made) return at_entry(last_.index, made.error());
  if (auto checked = check_seal(*made); !checked) return checked.error();
  return made;
}

Result<void> Replay::check_seal(const Change& made) const {
  const auto& seal = std::get<domain::Seal>(last_.body);
  const std::uint64_t index = last_.index;
  if (seal.ledger != info_.id) {
    return broken(index, "X.LEDGER", "expected the seal of " + info_.id + ", got another ledger's");
  }
  if (seal.clock != info_.clock) {
    return broken(index, "X.LEDGER",
                  "expected clock " + std::string(domain::to_text(info_.clock)) + ", got " +
                      std::string(domain::to_text(seal.clock)));
  }
  if (seal.after != position_.size) {
    return broken(
        index, "X.FORM",
        "expected after " + std::to_string(position_.size) + ", got " + std::to_string(seal.after));
  }
  if (seal.status_root != made.after.map_root) {
    return broken(index, "status-root",
                  "expected " + crypto::to_base64(made.after.map_root) + ", got " +
                      crypto::to_base64(seal.status_root));
  }
  // Both sides are canonical, so equal meaning is equal bytes; if not, printer or parser is broken.
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    KUBOLUK_CHECK(made.entries[i] == entries_[i]);
  }
  return {};
}

}  // namespace

Result<Change> replay(const domain::LedgerInfo& info, const domain::Ruleset& ruleset,
                      const LedgerReader& reader, const Position& position,
                      std::span<const std::string> entries, std::uint64_t* signatures_checked) {
  Replay replayed(info, position, entries);
  if (auto parsed = replayed.parse(); !parsed) return parsed.error();
  BatchBuilder builder(info, ruleset, reader, position);
  auto change = replayed.run(builder);
  if (signatures_checked != nullptr) *signatures_checked += builder.signatures_checked();
  return change;
}

}  // namespace kuboluk::batch
