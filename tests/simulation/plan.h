// What is done to a cluster in one simulated run: a list of timed actions, drawn from a seed, with
// a text form (one line an action) in which a failing plan is kept and replayed. Nothing that
// happens depends on anything but the plan; the network's own dice are thrown per packet
// (network.h), so a plan with one action taken out runs much as before.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/result.h"

namespace kuboluk::simulation {

enum class Act {
  kWeather,        // loss %, duplication %, longest delay ms: of the whole network
  kSlow,           // member, ms more for everything to and from it (0: mended)
  kCut,            // both directions between two members
  kCutOneWay,      // from the first to the second
  kMend,           // both directions work again
  kIsolate,        // a member from all others
  kSplit,          // bits: which members are on the one side
  kHeal,           // all cuts
  kCrash,          // member, ms until it starts again
  kPower,          // as kCrash, and what was not durable is lost
  kAimCrash,       // member, kind of effect, the n-th such boundary from now, ms down
  kAimPower,       // the same with a power cut
  kReadErrors,     // member, of 1,000 reads, for ms
  kLostCommits,    // member, of 1,000 commits, for ms
  kKeptCommits,    // member, of 1,000 commits, for ms
  kCounterErrors,  // member, of 1,000 raises, for ms
  kFull,           // member, for ms
  kRot,            // member: one bit of its disk turns
  kLose,           // member, ms down: an empty disk; the counter stays
  kCopy,           // member: an image of its disk is kept
  kRestore,        // member, counter kept|lost|restored, ms down: the image is put back
  kLoseCounter,    // member, ms down
  kClock,          // member, ms that its clock is ahead from now on
  kSubmit,         // member that gets an act from its author
  kAuthorLie,      // name of the lie
  kLiar,           // member, names of its lies: it lies from now on
  kHonest,  // member: an honest node takes the liar's seat, on the disk that was there before
  kLeap,    // ms that pass for all clocks while nobody runs
  kPace,    // ms between two ticks of a node
};
inline constexpr std::size_t kActCount = 29;

struct Action {
  std::int64_t at_ms = 0;  // since the start of the run
  Act act = Act::kHeal;
  std::string a;
  std::string b;
  std::array<std::int64_t, 3> n{};
  std::string words;  // a kind of effect, what becomes of a counter, names of lies joined by "; "
  bool operator==(const Action&) const = default;
};

struct Plan {
  std::uint64_t seed = 0;       // of packets, disks, acts and lies
  std::int64_t safety_ms = 0;   // then all is healed
  std::vector<Action> actions;  // in order of at_ms
  bool operator==(const Plan&) const = default;
};

Plan draw_plan(std::uint64_t seed);

std::string print_plan(const Plan& plan);
// Accepts what print_plan prints; lines that begin with '#' are skipped. Error: X.FORM "line <n>".
Result<Plan> parse_plan(std::string_view text);

// The keyword of an action, and the action as a sentence of a story.
std::string_view keyword(Act act);
std::string sentence(const Action& action);
// "00:01.200"
std::string clock_text(std::int64_t ms);

}  // namespace kuboluk::simulation
