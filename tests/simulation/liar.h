// How a lie is told: hooks around an honest node. The node inside never sees its own lies, only
// what others answer to them; so it stays whole, and a lie comes in every state that it reaches.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/node/core/disk.h"
#include "tests/simulation/lies.h"

namespace kuboluk::simulation {

using Sends = std::vector<core::Send>;
using Entries = std::vector<std::string>;

// What one lie remembers, each as it likes.
struct Memory {
  std::uint64_t number = 0;
  domain::Instant since;
  Entries entries;
  std::set<std::string> names;
  Sends kept;
  std::vector<std::pair<domain::Instant, Sends>> later;
};

// What a lie may use: the institution's keys, the ledger of the node inside, a seeded coin.
class Mouth {
 public:
  Mouth(const core::test::Institutions& institutions, std::string me, std::uint64_t seed,
        const core::test::Disk& disk);

  const core::test::Institutions& institutions;
  const std::string me;
  const std::vector<std::string> others;
  const core::test::Disk& disk;  // of the node inside
  const std::string victim;      // a cosigner, the same one for ever
  domain::Instant now;
  Memory* memory = nullptr;  // of the lie that is being told

  bool chance(unsigned percent) { return random_() % 100 < percent; }
  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
  Hash hash();
  std::string someone();  // one of the others

  batch::Position position() const { return disk.position(); }
  // A fresh lawful act of this institution.
  domain::SignedEvent note();
  // Acts that are not in the log yet, as the node inside holds them.
  std::vector<domain::SignedEvent> waiting() const;
  // The acts among entries.
  static std::vector<domain::SignedEvent> acts_of(const Entries& entries);
  // One that is in the log; nothing if there is none.
  std::optional<domain::SignedEvent> logged_act();
  // Sizes of the committed tree after each batch.
  std::vector<std::uint64_t> boundaries() const;
  Entries committed_from(std::uint64_t index) const;

  // A lawful batch on top of what is committed; acts that are not lawful there are left out. Empty
  // if no batch can be made at that time.
  Entries batch(const std::vector<domain::SignedEvent>& acts, domain::Instant known) const;
  // The tree of these entries after the committed ones, lawful or not.
  log::Checkpoint tree(const Entries& entries) const;
  // The committed tree as it was at that size.
  log::Checkpoint tree_at(std::uint64_t size) const;
  std::string sign(const log::Checkpoint& tree) const;  // log key
  std::string cosign(const log::Checkpoint& tree, domain::Instant time) const;
  exchange::Proposed proposed(const Entries& entries) const;
  // Signed by this institution's node key, whoever it says it is by.
  std::string refusal(const std::string& by, std::uint64_t size, std::uint64_t index,
                      std::string_view rule, std::vector<Hash> events = {}) const;

 private:
  std::mt19937_64 random_;
  int notes_ = 0;
};

// The hooks of one lie. Each is asked on `percent` of its occasions and answers whether it lied.
struct Trick {
  Lie lie;
  unsigned percent = 100;
  // The entries of a draft or a proposal; what is signed is signed again.
  bool (*change)(Mouth&, Entries&) = nullptr;
  // What the node inside wants to send after one step.
  bool (*alter)(Mouth&, Sends&) = nullptr;
  // Something to say besides, about what was heard, or because time has passed.
  bool (*hear)(Mouth&, const std::string& from, const exchange::Message&, Sends&) = nullptr;
  bool (*tick)(Mouth&, Sends&) = nullptr;
  // Whether the node inside must not hear it; parts may be cut out. True: lied.
  bool (*deafen)(Mouth&, const std::string& from, exchange::Message&, bool& drop) = nullptr;
};

std::span<const Trick> sequencer_batch_tricks();
std::span<const Trick> sequencer_tree_tricks();
std::span<const Trick> sequencer_checkpoint_tricks();
std::span<const Trick> sequencer_history_tricks();
std::span<const Trick> sequencer_talk_tricks();
std::span<const Trick> cosigner_tricks();
std::span<const Trick> cosigner_verdict_tricks();
std::span<const Trick> cosigner_talk_tricks();
std::span<const Lie> author_lies();

// The message if it is of that kind, to be altered.
template <class Kind>
Kind* as(core::Send& send) {
  return std::get_if<Kind>(&send.message);
}
// A real proposal of the node inside, on top of what it holds committed.
exchange::Proposed* as_proposal(const Mouth& mouth, core::Send& send);
// The entry; it must parse (checked).
domain::Entry entry_of(const std::string& text);

}  // namespace kuboluk::simulation
