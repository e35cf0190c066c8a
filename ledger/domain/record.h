// Status records: the text that the status map commits to for one object (DESIGN.md 4, FORMATS.md
// "Status record").
//
//     kuboluk/record/v1
//     ledger <ledger id>
//     record <key>
//     <fact lines: "key value">                   what the object is now
//     acts <count> <chain hash of the acts no longer listed, or ->
//     act <index> <valid time> <known time> <type> <paragraph> <leaf hash> <change>
//
// A record is complete and append-only, so one current proof answers every "what held at T1, as
// known at T2". Records are also the state that rules are checked against: the state is the map,
// nothing else.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/result.h"
#include "ledger/domain/time.h"

namespace kuboluk::domain {

// Act lines kept in a record; older lines without effect on a verdict are folded into a chain hash,
// so that no author can grow a record without bound.
inline constexpr std::size_t kRecordActsMax = 64;
// Most act lines a record may have in all, those that decide a verdict included: a further act on
// the object is refused (X.SIZE), so that its proof stays small whoever signs.
inline constexpr std::size_t kRecordActsHardMax = 512;
// Longest key of the status map.
inline constexpr std::size_t kRecordKeyBytesMax = 200;

// What one act changed in one object: "key=value" words, then optionally "reason=" and free text to
// the end of the line.
struct Change {
  std::vector<std::pair<std::string, std::string>> words;
  std::string reason;                                 // empty: none
  std::string_view word(std::string_view key) const;  // kNotGiven if absent
  bool operator==(const Change&) const = default;
};

struct RecordAct {
  std::uint64_t index = 0;  // of the entry (of the last part, for a divided act)
  Instant valid;            // when it takes effect
  Instant known;            // when it was recorded
  std::string type;
  std::string paragraph;
  Hash leaf{};  // leaf hash of the entry
  Change change;
  bool operator==(const RecordAct&) const = default;
};

struct Fact {
  std::string key;
  std::string value;  // may contain spaces; one key may stand several times
  bool operator==(const Fact&) const = default;
};

struct Record {
  std::string ledger;
  std::string key;  // of the status map: "accreditation/kg-jk-2025/KG25-0128"
  Offset offset;    // of the valid times printed in it
  std::vector<Fact> facts;
  std::uint64_t acts_total = 0;  // listed and folded away
  std::optional<Hash> earlier;   // chain over the acts folded away
  std::vector<RecordAct> acts;   // oldest first

  std::string_view fact(std::string_view fact_key) const;  // first value; kNotGiven if absent
  std::vector<std::string> facts_of(std::string_view fact_key) const;
  void set_fact(std::string_view fact_key,
                std::string_view value);  // replaces the first, or appends
  void add_fact(std::string_view fact_key, std::string_view value);  // appends
  // Appends; folds the oldest act that decides no verdict away when there are more than
  // kRecordActsMax.
  void add_act(RecordAct act);
  const RecordAct* first_act(std::string_view type) const;  // nothing if there is none

  bool operator==(const Record&) const = default;
};

// True for acts that a verdict is folded from: they are never folded away.
bool decides_verdict(std::string_view act_type);

std::string print_record(const Record& record);
// Accepts exactly what print_record emits. Errors: X.FORM.
Result<Record> parse_record(std::string_view text);

// Keys of the status map, put together without a check: a part that is no token gives a key that is
// not there.
std::string election_key(std::string_view election);
std::string object_key(std::string_view kind, std::string_view election, std::string_view id);
std::string plain_key(std::string_view kind, std::string_view id);

struct KeyParts {
  std::string kind;
  std::string election;  // empty where the kind has none
  std::string id;
};
// Nothing if it is no key of the status map.
std::optional<KeyParts> parse_key(std::string_view key);

}  // namespace kuboluk::domain
