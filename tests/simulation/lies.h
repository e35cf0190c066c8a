// The menu of lies: what a byzantine sequencer, cosigner or author may do in a simulation. A lying
// member is an honest core::Node on a ledger of its own whose mouth somebody else has: what it
// sends and signs is altered, withheld, added to, by the lies that were chosen for it; so a lie
// comes in every state that an honest run reaches, not only at the beginning.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tests/node/core/world.h"

namespace kuboluk::simulation {

enum class LiarRole { kSequencer, kCosigner, kAuthor };

// What one such liar may take away from honest members for ever. Safety holds in any case; a run
// may ask for liveness afterwards only if a quorum of cosigners is left.
enum class Harm {
  kNone,         // nothing: once it is gone, all is as if it had never been
  kOneCosigner,  // one honest cosigner may have signed a tree that nobody else has
  kQuorum,       // so many may have that no tree ever gets a quorum again
};

struct Lie {
  std::string_view name;   // "forks at one size", a word or a few: stands in stories and tables
  std::string_view words;  // what it does, one line
  LiarRole role;
  Harm harm = Harm::kNone;
  // At most f such members may be in one run without a law being broken: with f+1 the checkers must
  // find it (canary). All here need no more than one.
};
// At least 40 in all, no two alike.
std::span<const Lie> all_lies();

// Counts what the lies have done: a lie that never came to be told is no test.
struct LieCount {
  std::string_view name;
  std::uint64_t told = 0;
};

// A member that lies, as the simulator seats it: a Puppet in the place of a node.
class Liar : public core::test::Puppet {
 public:
  virtual std::vector<LieCount> told() const = 0;
  // Links as the network has them, for the node inside.
  virtual std::vector<core::Send> link_up(const std::string& peer, domain::Instant now) = 0;
  virtual std::vector<core::Send> link_down(const std::string& peer, domain::Instant now) = 0;
  virtual std::vector<core::Send> submit(const exchange::Submission& submission,
                                         domain::Instant now) = 0;
};

// `me` is the sequencer for lies of kSequencer, a cosigner for kCosigner. `lies`: names of the
// menu, at least one, all of its role. `entries`: the committed log to begin with (may be empty).
std::unique_ptr<Liar> make_liar(const core::test::Institutions& institutions, std::string me,
                                std::vector<std::string_view> lies, std::uint64_t seed,
                                std::span<const std::string> entries, domain::Instant now);

// What a lying author hands in at honest nodes: bytes as a client would post them, each with the
// node that gets them. `honest`: a lawful act of the same author to start from (most lies twist
// it).
struct Handed {
  std::string at;
  std::string bytes;  // of a submission, well formed or not
};
std::vector<Handed> author_lie(std::string_view name, const core::test::Institutions& institutions,
                               const std::string& author, const domain::SignedEvent& honest,
                               domain::Instant now, std::mt19937_64& random);

}  // namespace kuboluk::simulation
