// The vocabulary of the ledger as a table: one ActSpec per act type, each defined in one place
// (ledger/domain/acts/<subject>.cpp) with its lines and its rule. Parsers, printers, the executor
// and the scenario reader all work from this table.
#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace kuboluk::domain {

// What may stand in one column of a line. In every kind but kLocalTime-with-default the single
// character "-" means "not given": it parses, so that the rule and not the parser refuses what is
// missing.
enum class ColumnKind {
  kToken,      // is_token
  kTokenList,  // is_token_list: comma-joined, sorted
  kDay,        // 2025-11-30
  kTime,       // local time in the ledger's offset
  kYesNo,      // yes | no
  kHash,       // 32 bytes in base64: a commitment
  kNumber,     // decimal, no leading zero, at most 9 digits
  kVkey,       // C2SP verifier key
  kText,       // free text up to the end of the line: only as the last column
};

struct Column {
  std::string_view name;  // as in messages and in the scenario format
  ColumnKind kind;
};

// How often a line stands in an act. kSome and kAny lines are the act's list: at most one such key
// per type may be divided over parts (the last kSome or kAny line of the spec).
enum class Times { kOnce, kAtMostOnce, kSome, kAny };

struct LineSpec {
  std::string_view key;
  Times times;
  std::vector<Column> columns;
};

struct ActCheck;  // execute.h: what a rule sees

struct ActSpec {
  std::string_view type;
  std::vector<LineSpec> lines;  // in the order in which they are printed
};

// Every type of DOMAIN 1.2 and ledger.genesis, sorted by type.
std::span<const ActSpec* const> act_specs();
// Nothing if the type is unknown to the ledger's vocabulary (X.NOLAW).
const ActSpec* find_act_spec(std::string_view type);

}  // namespace kuboluk::domain
