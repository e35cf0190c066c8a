// Scenario files, `observer-ledger-scenario/1`: JSON lines of three kinds.
//
//     {"op":"meta","format":..,"scenario":..,"tz":..,"ruleset":..,"actors":{..},     first line
//      "interpretations":{..}}
//     {"n":1,"op":"cmd","cmd":..,"at":..,"recorded_at":..,"by":..,"args":{..},"expect":{..}}
//     {"n":2,"op":"query","q":..,"args":{..},"expect":{..}}
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "crypto/result.h"
#include "ledger/domain/time.h"

namespace kuboluk::tools {

// Largest scenario file in bytes; stops a wrong path (a disk image) from filling the memory.
inline constexpr std::size_t kScenarioBytesMax = 1024U * 1024 * 1024;

struct Meta {
  std::string scenario;             // names the training ledger; any text, not empty
  domain::Offset offset;            // of the ledger's local times
  std::string ruleset;              // id, without version
  std::vector<std::string> actors;  // sorted body ids
  std::vector<std::pair<std::string, std::string>> interpretations;  // rule id, text; sorted
};

struct Command {
  std::uint64_t n = 0;
  std::size_t line = 0;  // in the file, from 1
  std::string cmd;
  domain::Instant at;           // takes effect
  domain::Instant recorded_at;  // reaches the log
  std::string by;
  boost::json::object args;
  boost::json::object expect;  // "ok", and "rule" where it is false
};

enum class QueryKind {
  kStatus,
  kCertificate,
  kPerson,
  kApplication,
  kSearch,
  kHistory,
  kSilent,
  kDeclined,
  kCount
};

struct Query {
  std::uint64_t n = 0;
  std::size_t line = 0;
  QueryKind kind = QueryKind::kStatus;
  boost::json::object args;
  boost::json::object expect;
  domain::Instant valid = domain::kEndOfTime;  // args.valid_at, inclusive
  domain::Instant known = domain::kEndOfTime;  // args.known_at, inclusive
};

using Step = std::variant<Command, Query>;

struct Scenario {
  Meta meta;
  std::vector<Step> steps;
  std::vector<std::string>
      warnings;  // one per unknown key of a line, and per unknown argument of a query
};

// Errors: FILE, object "<name>:<line>", and the reason. Values are never repeated (they may be
// names or documents).
Result<Scenario> parse_scenario(std::string_view name, std::string_view text);
// As above for the file at that path; FILE too if it cannot be read or is too large.
Result<Scenario> read_scenario(const std::string& path);

}  // namespace kuboluk::tools
