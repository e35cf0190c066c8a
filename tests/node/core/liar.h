// Members that lie. Nothing here is shared with the honest nodes: a liar has its own ledger, its
// own builder and its institution's keys.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "ledger/exchange/message.h"
#include "tests/node/core/world.h"

namespace kuboluk::core::test {

// Where a lying sequencer makes its trees. It holds the CEC's log key and signs what it is told to.
class Workshop {
 public:
  // `entries`: the committed log, replayed here.
  Workshop(const Institutions& institutions, const std::vector<std::string>& entries);

  // A lawful batch of these acts on top of what the workshop has.
  std::vector<std::string> batch(const std::vector<domain::SignedEvent>& acts,
                                 domain::Instant known) const;
  // Takes a batch as committed: the next one goes on after it.
  void go_on(const std::vector<std::string>& entries);
  std::uint64_t size() const;
  Hash root() const;

  // The tree that these entries make after those of the workshop, whatever they are.
  log::Checkpoint tree(const std::vector<std::string>& entries) const;
  std::string sign(const log::Checkpoint& tree) const;
  exchange::Draft draft(const std::vector<std::string>& entries) const;
  exchange::Proposed proposed(const std::vector<std::string>& entries) const;

 private:
  const Institutions& institutions_;
  batch::MemoryLedger ledger_;
};

// The batch with one more act before the seal, lawful or not.
std::vector<std::string> with_act(std::vector<std::string> entries, const domain::SignedEvent& act);
// The batch with another status root in its seal.
std::vector<std::string> with_status_root(std::vector<std::string> entries);
// The batch whose entry at that place bears the next one's index.
std::vector<std::string> with_index(std::vector<std::string> entries, std::size_t place);

// A member that only listens; what it says is put into the network by the test.
class Listener final : public Puppet {
 public:
  explicit Listener(std::vector<std::pair<std::string, exchange::Message>>* heard = nullptr)
      : heard_(heard) {}
  std::vector<Send> receive(const std::string& from, const exchange::Message& message,
                            domain::Instant now) override;
  std::vector<Send> tick(domain::Instant /*now*/) override { return {}; }

 private:
  std::vector<std::pair<std::string, exchange::Message>>* heard_;
};

// The mildest ways in which a cosigner can be of no use, and the worst.
enum class Vice {
  kSilent,        // never says anything
  kSlow,          // does all right, a minute late
  kGarbage,       // a signature of random bytes
  kWrongSize,     // signs the right root under another size
  kOtherLedger,   // signs a tree of another origin
  kOldTimestamp,  // signs with a time long past
  kOnlyAgrees,    // says yes to every draft and never signs
  kRefusesTrees,  // says yes to every draft and refuses every tree
  kRefusesAll,    // refuses every draft and every tree, naming an entry
  kGarbageActs,   // hands over acts that nobody has signed
  kTwoRoots,      // signs the right tree and another of the same size
};

class UselessCosigner final : public Puppet {
 public:
  UselessCosigner(const Institutions& institutions, std::string me, Vice vice);
  std::vector<Send> receive(const std::string& from, const exchange::Message& message,
                            domain::Instant now) override;
  std::vector<Send> tick(domain::Instant now) override;
  // What it has heard before.
  void learn(std::uint64_t from, const std::vector<std::string>& entries);

 private:
  Hash root() const;
  std::vector<Send> answer(const exchange::Draft& draft, domain::Instant now) const;
  std::vector<Send> answer(const exchange::Proposed& proposed, domain::Instant now) const;
  std::string cosign(const log::Checkpoint& tree, domain::Instant now) const;
  std::string refuse(std::uint64_t size, std::uint64_t index, domain::Instant now) const;

  const Institutions& institutions_;
  std::string me_;
  Vice vice_;
  std::vector<std::string> others_;
  std::vector<std::string> entries_;
  std::vector<std::pair<domain::Instant, std::vector<Send>>> later_;
};

}  // namespace kuboluk::core::test
