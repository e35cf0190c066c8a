#include "tests/simulation/laws.h"

#include <algorithm>

#include "crypto/encoding.h"
#include "ledger/exchange/statement.h"
#include "ledger/log/cosignature.h"

namespace kuboluk::simulation {
namespace {

using core::test::Institutions;

std::vector<std::string> entries_of(const core::PersistCommit& effect) {
  std::vector<std::string> entries;
  for (const batch::Change& change : effect.changes)
    entries.insert(entries.end(), change.entries.begin(), change.entries.end());
  return entries;
}

std::string size_words(std::uint64_t size) {
  return "size " + std::to_string(size);
}

}  // namespace

Laws::Laws(const Institutions& institutions, std::size_t members)
    : institutions_(institutions),
      history_(institutions),
      ballots_(institutions),
      members_(members) {}

void Laws::broken(Law law, const std::string& node, const std::string& words) {
  if (!breach_) breach_ = Breach{law, words, now_ms, node};
}

void Laws::set_liar(std::size_t place, bool lies) {
  members_[place].lies = lies;
}
void Laws::lost_memory(std::size_t place) {
  members_[place].forgot = true;
  members_[place].unsure = true;
  members_[place].adopt = true;
}
void Laws::distrust(std::size_t place) {
  members_[place].distrusted = true;
}
bool Laws::is_trusted(std::size_t place) const {
  return !members_[place].lies && !members_[place].distrusted;
}
std::uint64_t Laws::cosigned_size(std::size_t place) const {
  const Member& member = members_[place];
  return member.kept.cosigned ? member.kept.cosigned->size : 0;
}

// --- law 3: what was durable is there again

void Laws::starts(Seat& seat, const core::Restored& restored, const store::Snapshot& snapshot) {
  Member& member = members_[seat.place];
  knows_its_key(seat, restored);
  forgets_what_nobody_heard(seat, restored);
  const auto position = snapshot.position();
  if (std::exchange(member.adopt, false)) {
    member.kept.adopt(restored, snapshot);
    member.doubt.reset();
    return;
  }
  std::string difference = member.kept.difference(restored, snapshot);
  if (!difference.empty() && member.doubt) {
    Kept other = member.kept;
    other.apply(*member.doubt);
    if (other.difference(restored, snapshot).empty()) {
      member.kept = other;
      difference.clear();
    }
  }
  member.doubt.reset();
  if (difference.empty()) return;
  broken(Law::kOrder, seat.id, "was told that it is durable, and starts without: " + difference);
}

// Who has lost what its key has signed cannot know what it may sign: it needs another key, and
// nobody hands one out here. Nothing but its peers could tell a node whose counter is old as well.
void Laws::knows_its_key(const Seat& seat, const core::Restored& restored) {
  Member& member = members_[seat.place];
  const std::uint64_t known = restored.cosigned ? restored.cosigned->size : 0;
  member.behind_key = !seat.setup().is_sequencer() && !member.distrusted && known < member.largest;
}

// With its disk and its counter a sequencer has lost all memory of what its log key has signed. It
// asks every member (DESIGN.md 5, "Start"); a tree that went to none of them can contradict
// nothing.
void Laws::forgets_what_nobody_heard(const Seat& seat, const core::Restored& restored) {
  Member& member = members_[seat.place];
  if (!seat.setup().is_sequencer() || !member.unsure || restored.counter) return;
  std::erase_if(member.roots, [this](const auto& signed_tree) {
    return !heard_.contains({signed_tree.first, signed_tree.second});
  });
  member.largest = member.roots.empty() ? 0 : member.roots.rbegin()->first;
}

void Laws::reaches(const exchange::Message& message) {
  if (const auto* proposed = std::get_if<exchange::Proposed>(&message)) heard(proposed->checkpoint);
  if (const auto* batches = std::get_if<exchange::Batches>(&message)) heard(batches->checkpoint);
  const auto* state = std::get_if<exchange::State>(&message);
  if (state == nullptr) return;
  heard(state->checkpoint);
  heard(state->proposed);
}

void Laws::heard(const std::string& note) {
  const auto tree = log::parse_checkpoint(note.substr(0, note.find("\n\n") + 1));
  if (tree) heard_.insert({tree->size, tree->root});
}

void Laws::not_persisted(Seat& seat, const core::Effect& effect) {
  members_[seat.place].doubt = effect;
}

void Laws::persisted(Seat& seat, const core::Effect& effect) {
  Member& member = members_[seat.place];
  if (const auto* proposal = std::get_if<core::PersistProposal>(&effect))
    is_timely(seat, *proposal);
  member.kept.apply(effect);
  if (const auto* commit = std::get_if<core::PersistCommit>(&effect)) committed(seat, *commit);
}

// At the moment when it is durable that a tree is cosigned: whoever dies now signs it later, with
// whatever clock. The last entry is the latest.
void Laws::is_timely(const Seat& seat, const core::PersistProposal& effect) {
  if (!effect.cosigned || institutions_.info().clock != domain::Clock::kReal) return;
  if (effect.cosigned->size <= cosigned_size(seat.place)) return;
  const auto last = domain::parse_entry(effect.proposal.entries.back());
  if (!last) return broken(Law::kSameVerdict, seat.id, "cosigns an entry that does not parse");
  const std::int64_t ahead_ms = last->known.ms - seat.clock(now_ms).ms;
  if (ahead_ms <= core::kSkewMs) return;
  broken(Law::kTime, seat.id,
         "cosigns a known time that is " + std::to_string(ahead_ms / 1000) +
             " s ahead of its own clock");
}

// --- laws 1, 4, 5, 7: a commit

void Laws::committed(Seat& seat, const core::PersistCommit& effect) {
  if (effect.changes.empty()) return;
  const batch::Position& after = effect.changes.back().after;
  if (!joins_history(seat, effect)) return;
  if (history_.root(after.size) != after.log_root)
    return broken(
        Law::kRoot, seat.id,
        "commits a root of " + size_words(after.size) + " that is not the root of the entries");
  is_the_model(seat, after);
  if (!has_quorum_note(seat, effect)) return;
  if (after.size > held_size_) {
    held_size_ = after.size;
    if (!is_held(after)) {
      broken(Law::kCommitted, seat.id,
             "calls " + size_words(after.size) + " committed, and no quorum has it durably");
    }
  }
  check_quorums();
}

bool Laws::joins_history(const Seat& seat, const core::PersistCommit& effect) {
  const std::uint64_t from = effect.changes.front().before.size;
  std::vector<std::string> entries = entries_of(effect);
  const std::vector<std::string>& known = history_.entries();
  const bool after_gap = from > known.size();
  const std::size_t common = after_gap ? 0 : std::min(entries.size(), known.size() - from);
  if (after_gap || !std::equal(entries.begin(), entries.begin() + static_cast<long>(common),
                               known.begin() + static_cast<long>(from))) {
    broken(Law::kSameVerdict, seat.id,
           "commits another history than the others, from " + size_words(from) + " on");
    return false;
  }
  if (common == entries.size()) return true;
  if (effect.checkpoint.empty() && !has_ballots(from + entries.size())) {
    broken(Law::kCommitted, seat.id, "catches up with what nobody has committed");
    return false;
  }
  entries.erase(entries.begin(), entries.begin() + static_cast<long>(common));
  if (const auto done = history_.extend(entries); !done) {
    broken(done.error().rule == "X.DUP" ? Law::kPromise : Law::kFold, seat.id,
           "commits what the naive model refuses: " + done.error().message());
    return false;
  }
  return true;
}

void Laws::is_the_model(Seat& seat, const batch::Position& position) {
  const auto expected = history_.position(position.size);
  if (!expected || *expected != position) {
    return broken(Law::kFold, seat.id,
                  "stores a state of " + size_words(position.size) + " that is not the fold");
  }
  const auto snapshot = seat.storage().snapshot();
  if (!snapshot) return;
  const auto stored = (*snapshot)->position();
  if (stored && *stored != position)
    broken(Law::kFold, seat.id, "stores another position than it was told");
}

bool Laws::has_quorum_note(const Seat& seat, const core::PersistCommit& effect) {
  const batch::Position& after = effect.changes.back().after;
  if (effect.checkpoint.empty()) {
    if (after.size <= held_size_ || has_ballots(after.size)) return true;
    broken(Law::kCommitted, seat.id, "commits " + size_words(after.size) + " without a quorum");
    return false;
  }
  if (quorum_notes_.contains(effect.checkpoint)) return true;
  const auto verified = log::verify_checkpoint(
      ballots_.policy(), effect.checkpoint, log::kTimestampMax / 2, 0, log::CheckpointMode::kBare);
  if (!verified) {
    broken(Law::kCommitted, seat.id,
           "commits with a note that proves no quorum: " + verified.error().message());
    return false;
  }
  const log::Checkpoint& tree = verified->checkpoint();
  if (tree.size > history_.size()) return true;  // a note of the tree that it catches up to
  if (history_.root(tree.size) != tree.root) {
    broken(Law::kRoot, seat.id, "commits with a quorum's note of another root");
    return false;
  }
  quorum_notes_.insert(effect.checkpoint);
  return true;
}

// Enough cosignatures of that tree or a later one are around, whoever has them.
bool Laws::has_ballots(std::uint64_t size) const {
  return !ballots_.quorums().empty() && ballots_.quorums().rbegin()->first >= size;
}

// Whoever lies or has lost its disk counts as holding what it signed.
bool Laws::is_held(const batch::Position& position) const {
  std::set<std::string> holders;
  for (std::size_t place = 0; place < members_.size(); ++place) {
    const Member& member = members_[place];
    const std::string& id = Institutions::ids()[place];
    if (member.lies || member.forgot || member.distrusted) {
      if (ballots_.has_cosigned(id, {position.size, position.log_root}) || member.lies)
        holders.insert(id);
    }
    const Kept& kept = member.kept;
    if (!kept.cosigned || kept.cosigned->size < position.size) continue;
    const std::uint64_t proposed = kept.proposal ? kept.proposal->size : 0;
    if (std::max(kept.size, proposed) < position.size) continue;
    bool same = true;
    for (std::uint64_t at = kept.size; at < position.size && same; ++at)
      same = kept.proposal->entries[at - kept.proposal->from] == history_.entries()[at];
    if (same) holders.insert(id);
  }
  return ballots_.policy().satisfied(holders);
}

// --- laws 2, 3: a signature

void Laws::has_signed(Seat& seat, const core::Sign& request) {
  if (const auto* asked = std::get_if<core::SignCheckpoint>(&request)) {
    ballots_.log_signed({asked->checkpoint.size, asked->checkpoint.root});
    signs_tree(seat, asked->checkpoint, true);
  } else if (const auto* cosign = std::get_if<core::SignCosignature>(&request)) {
    const auto tree = log::parse_checkpoint(cosign->checkpoint_text);
    if (!tree) return broken(Law::kOrder, seat.id, "cosigns a text that is no checkpoint");
    ballots_.cosigned(seat.id, {tree->size, tree->root});
    if (!ballots_.has_log_signed({tree->size, tree->root}))
      broken(Law::kOrder, seat.id, "cosigns a tree that the log key has not signed");
    signs_tree(seat, *tree, false);
    check_quorums();
  } else if (const auto* rejection = std::get_if<core::SignRejection>(&request)) {
    signs_rejection(seat, *rejection);
  } else if (const auto* receipt = std::get_if<core::SignReceipt>(&request)) {
    const auto found = members_[seat.place].kept.acts.find(receipt->submission);
    if (found == members_[seat.place].kept.acts.end() || !found->second)
      broken(Law::kOrder, seat.id, "signs a receipt for what it has not stored as promised");
  }
}

void Laws::signs_tree(Seat& seat, const log::Checkpoint& tree, bool by_log) {
  Member& member = members_[seat.place];
  const std::string key = by_log ? "with the log key " : "";
  if (by_log) member.unsure = false;
  const auto [place, fresh] = member.roots.emplace(tree.size, tree.root);
  if (!member.distrusted) {
    if (!fresh && place->second != tree.root)
      broken(Law::kOneRoot, seat.id, "signs " + key + "a second root for " + size_words(tree.size));
    if (tree.size < member.largest) {
      broken(Law::kOneRoot, seat.id,
             "signs " + key + size_words(tree.size) + " after " + std::to_string(member.largest));
    }
  }
  if (!by_log && member.behind_key) {
    broken(Law::kOneRoot, seat.id,
           "cosigns " + size_words(tree.size) +
               " from a disk that does not know that its key has " + "signed " +
               size_words(member.largest));
  }
  member.largest = std::max(member.largest, tree.size);
  is_durable(seat, tree, by_log);
}

// Read from the disk itself, not from what the simulator has written down.
void Laws::is_durable(Seat& seat, const log::Checkpoint& tree, bool by_log) {
  const DiskFaults& faults = seat.disk().faults;
  if (faults.read_error > 0 || seat.rotten) return;
  const auto snapshot = seat.storage().snapshot();
  if (!snapshot) return broken(Law::kOrder, seat.id, "signs while its disk is in doubt");
  const auto position = (*snapshot)->position();
  const auto proposal = (*snapshot)->proposal();
  const auto cosigned = (*snapshot)->cosigned();
  if (!position || !proposal || !cosigned)
    return broken(Law::kRecovery, seat.id, "cannot read a sound disk");
  const bool is_committed = position->size == tree.size && position->log_root == tree.root;
  const bool is_proposed =
      *proposal && (*proposal)->size == tree.size && (*proposal)->root == tree.root;
  if (!is_committed && !is_proposed) {
    return broken(Law::kOrder, seat.id, "signs " + size_words(tree.size) + " before it is durable");
  }
  const auto& counter = members_[seat.place].kept.counter;
  if (!counter || *counter < tree.size)
    broken(Law::kOrder, seat.id, "signs " + size_words(tree.size) + " before the counter knows");
  if (by_log) return;
  if (!*cosigned || (*cosigned)->size != tree.size || (*cosigned)->root != tree.root)
    broken(Law::kOrder, seat.id, "cosigns before it is durable that it does");
}

void Laws::sends(Seat& seat, const core::Send& send) {
  shows_own(seat, send.message);
  if (const auto* verdict = std::get_if<exchange::Verdict>(&send.message))
    says_verdict(seat, *verdict);
}

// What it sends as signed was signed, by somebody who has the key.
void Laws::shows_own(const Seat& seat, const exchange::Message& message) {
  std::string_view text;
  if (const auto* cosignature = std::get_if<exchange::Cosignature>(&message))
    text = cosignature->note;
  const auto* proposed = std::get_if<exchange::Proposed>(&message);
  if (proposed != nullptr) text = proposed->checkpoint;
  if (text.empty()) return;
  const auto note = crypto::parse_note(text);
  const auto tree = note ? log::parse_checkpoint(note->text) : Error();
  if (!tree) return broken(Law::kOrder, seat.id, "sends a note that does not parse");
  const bool is_signed = proposed != nullptr
                             ? ballots_.has_log_signed({tree->size, tree->root})
                             : ballots_.has_cosigned(seat.id, {tree->size, tree->root});
  if (!is_signed)
    broken(Law::kOrder, seat.id, "publishes " + size_words(tree->size) + ", which nobody signed");
}

// --- law 9

void Laws::check_quorums() {
  for (const auto& [size, roots] : ballots_.quorums()) {
    if (roots.size() > 1) {
      return broken(Law::kQuorums, "", "two trees of " + size_words(size) + " have a quorum each");
    }
    if (size <= history_.size() && history_.root(size) != *roots.begin()) {
      return broken(Law::kQuorums, "",
                    "a tree of " + size_words(size) + " that is not in the log has a quorum");
    }
  }
}

}  // namespace kuboluk::simulation
