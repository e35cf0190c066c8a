// Five institutions on a stage: what most tests of the protocol begin with and ask for in the end.
#pragma once

#include <string>
#include <vector>

#include "ledger/exchange/statement.h"
#include "tests/node/core/world.h"

namespace kuboluk::core::test {

// One set of keys and one genesis for all tests: making them takes longer than many a test.
const Institutions& institutions_of(domain::Clock clock);

// An act that was handed in.
struct Filed {
  domain::SignedEvent act;
  std::uint64_t ticket = 0;
};

class Stage {
 public:
  explicit Stage(std::uint64_t seed = 1, domain::Clock clock = domain::Clock::kReal);

  const Institutions& institutions;
  World world;

  // All five are started, and the genesis is committed on all (checked).
  void start();
  // A fresh note of that author, handed in at that member.
  Filed file(const std::string& at, const std::string& author);
  Filed file(const std::string& at) { return file(at, at); }
  Filed file(const std::string& at, const domain::SignedEvent& act);

  // Until that act is once in the log of every honest node, or the time is up.
  bool commits_everywhere(const Filed& filed, std::int64_t ms_max);
  bool is_everywhere(const Hash& event) const;
  // A fresh note goes through: the log is no brick (checked, within the merge delay).
  void goes_on(const std::string& at = "odihr");

  // How many honest cosigners have signed that tree.
  std::size_t cosignatures(const log::Checkpoint& tree) const;
  // How many checkpoints the honest sequencer's log key has signed.
  std::size_t log_signatures() const;
  // Refusals that a member has signed, opened with its public key alone, oldest first.
  std::vector<exchange::Refusal> refusals_of(const std::string& id) const;
  // Nothing if it has not refused so.
  std::optional<exchange::Refusal> refusal(const std::string& id, const std::string& rule,
                                           std::uint64_t index) const;
  // Committed entries as that member has them.
  std::vector<std::string> history(const std::string& id) const;
  std::uint64_t size(const std::string& id) const { return world.disk(id).position().size; }

  // All laws of node.h that a world can be asked for; promises too, unless a liar has broken them.
  void check_laws(bool promises = true);

 private:
  int notes_ = 0;
};

}  // namespace kuboluk::core::test
