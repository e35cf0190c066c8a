// What every command of `kuboluk` shares: exit codes, where it writes, what time it is.
//
// A command is one function `Exit run_<name>(const <Name>Options&, const Session&)`. It reads no
// clock and no global state: main.cpp fills the Session, tests bring their own.
#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>

#include "crypto/result.h"
#include "ledger/domain/time.h"

namespace kuboluk::tools {

// Outside tools rely on these numbers.
enum class Exit : int {
  kHolds = 0,            // ACTIVE; the evidence, checkpoint, list or log holds; done
  kOther = 1,            // any other verdict; refused by the rules; an expectation failed
  kInvalidEvidence = 2,  // the evidence is wrong: not an answer
  kCannotTell = 3,       // quorum, age, law unknown to this program; for audits also: not reachable
  kUsage = 64,           // the command line
  kBadFile = 65,         // a file or folder that cannot be read or is not what it should be
  kUnreachable = 69,     // an address that does not answer
  kUnsound = 70,         // the self-test failed: a library does not compute what it must
};

// Seconds that a cosigner's clock may be ahead of ours: more than NTP ever leaves, less than a lie
// that pays.
inline constexpr std::uint64_t kClockSkewSeconds = 300;
// Seconds after which ACTIVE is no longer said, unless the reader asks for another limit.
inline constexpr std::uint64_t kAgeLimitHours = 24;

struct Session {
  std::ostream& out;      // answers only
  std::ostream& err;      // errors and progress
  bool progress = false;  // err is a terminal
  bool json = false;      // answers as one line of JSON with stable keys
  domain::Instant now;    // the reader's clock, when the command began
  // The reader's clock while it runs, for commands that wait for nodes; without one, time stands
  // still at `now`.
  std::function<domain::Instant()> clock = {};

  domain::Instant current() const { return clock ? clock() : now; }
  std::uint64_t clock_s() const { return static_cast<std::uint64_t>(now.ms / domain::kSecondMs); }
};

// Says what is wrong and what to do next, in words on `err`, with --json also as {"error": {...}}
// on `out`; gives `exit` back.
Exit refuse(const Session& session, Exit exit, const Error& error, std::string_view next_step);

}  // namespace kuboluk::tools
