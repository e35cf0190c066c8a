// Where a batch is worked out: the base state under a layer of accepted changes under a layer of
// changes that may still be thrown away.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ledger/domain/event.h"
#include "ledger/domain/record.h"
#include "ledger/domain/ruleset.h"
#include "ledger/domain/view.h"

namespace kuboluk::domain {

class Workspace {
 public:
  explicit Workspace(const StateView& base) : base_(base) {}

  // The record under the key as this batch sees it; nothing if there is none. Damage if it does not
  // parse.
  Result<std::optional<Record>> find(const std::string& key) const;
  // Index of an accepted event, this batch included.
  Result<std::optional<std::uint64_t>> event_index(const Hash& event_id) const;
  const StateView& base() const { return base_; }

  void put(Record record);  // into the layer that may be thrown away
  void put_event(const Hash& event_id, std::uint64_t index);
  // Decrees of this batch by log index: an act of the same batch may undo them.
  void put_decree_event(std::uint64_t index, Event event);
  const Event* decree_event(std::uint64_t index) const;
  // A record of the upper layer that has grown beyond kRecordActsHardMax; nothing if there is none.
  const Record* overgrown() const;
  void keep();  // the upper layer becomes part of the accepted changes
  void discard();

  const std::map<std::string, Record, std::less<>>& changed() const { return accepted_; }
  const std::map<Hash, std::uint64_t>& events() const { return accepted_events_; }

 private:
  const StateView& base_;
  std::map<std::string, Record, std::less<>> accepted_;
  std::map<std::string, Record, std::less<>> open_;
  std::map<Hash, std::uint64_t> accepted_events_;
  std::map<Hash, std::uint64_t> open_events_;
  std::map<std::uint64_t, Event> decree_events_;
};

// What the rule of one act sees: the whole act (parts joined), its place, the ledger and the law.
class ActContext {
 public:
  const Event& event;
  std::uint64_t first_index;  // of the entry; of the first part, for a divided act
  std::uint64_t index;        // of the entry; of the last part
  Instant known;
  Hash leaf;
  const LedgerInfo& info;
  const Ruleset& ruleset;
  const ActRight& right;
  Workspace& workspace;

  // The record under the key, for acts that cannot go on without it: X.UNKNOWN naming `what` if
  // there is none.
  Result<Record> require(const std::string& key, std::string_view what) const;
  Result<bool> exists(const std::string& key) const;
  // A refusal that names the event's type and cites `rule`.
  Error refuse(std::string_view rule, std::string object, std::string detail) const;
  // A new record of this ledger.
  Record make_record(std::string key) const;
  // Adds this act's line to the record and puts the record into the workspace.
  void touch(Record record, Change change) const;
  // The same line, citing another paragraph than the type's own (a refusal cites its ground).
  void touch_citing(Record record, std::string_view paragraph, Change change) const;

  // "election/<value of the line `election`>".
  std::string election() const { return std::string(event.value("election")); }
};

}  // namespace kuboluk::domain
