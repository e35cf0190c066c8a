// Lies of a sequencer in its drafts, about what it was given, and what it does not say at all.
#include <algorithm>

#include "tests/simulation/tricks.h"

namespace kuboluk::simulation {
namespace {

using Tell = Tricks<LiarRole::kSequencer>;
constexpr std::size_t kGiantEntries = 4'096;

// An author's acts are never heard, by whatever way they come.
bool is_by(const Mouth& mouth, const std::string& bytes, const std::string& author) {
  const auto act = exchange::parse_submission(bytes, mouth.institutions.info(),
                                              mouth.institutions.setup("cec").operator_key);
  if (!act) return false;
  return std::any_of(act->events.begin(), act->events.end(),
                     [&](const domain::SignedEvent& event) { return event.event.by == author; });
}

bool withholds_author(Mouth& mouth, const std::string& /*from*/, exchange::Message& message,
                      bool& drop) {
  const auto hidden = [&mouth](const std::string& bytes) {
    return is_by(mouth, bytes, mouth.victim);
  };
  if (const auto* act = std::get_if<exchange::Act>(&message)) {
    if (!hidden(act->submission)) return false;
    drop = true;
    return true;
  }
  if (auto* verdict = std::get_if<exchange::Verdict>(&message)) {
    return std::erase_if(verdict->acts, hidden) > 0;
  }
  if (auto* refused = std::get_if<exchange::Refused>(&message)) {
    return std::erase_if(refused->acts, hidden) > 0;
  }
  return false;
}

// --- drafts bind nobody, but cost work

bool another_draft_each(Mouth& mouth, Sends& sends) {
  Sends each;
  for (core::Send& send : sends) {
    const auto* draft = as<exchange::Draft>(send);
    if (draft == nullptr || draft->from != mouth.position().size || draft->from == 0) continue;
    for (const std::string& id : send.to) {
      exchange::Draft other = *draft;
      other.entries = mouth.batch({mouth.note()}, mouth.now);
      if (!other.entries.empty()) each.push_back({{id}, std::move(other)});
    }
    send.to.clear();
  }
  const bool told = !each.empty();
  sends.insert(sends.end(), each.begin(), each.end());
  return told;
}

bool other_round(Mouth& mouth, Sends& sends) {
  bool told = false;
  for (core::Send& send : sends) {
    auto* draft = as<exchange::Draft>(send);
    if (draft == nullptr) continue;
    draft->round = mouth.chance(30) ? 0 : mouth.below(UINT64_MAX);
    told = true;
  }
  return told;
}

bool empty_drafts(Mouth& mouth, Sends& sends) {
  const Entries seal = mouth.batch({}, mouth.now);
  if (seal.empty()) return false;
  for (std::uint64_t i = 0; i < 20; ++i)
    sends.push_back({mouth.others, exchange::Draft{1'000'000 + i, mouth.position().size, seal}});
  return true;
}

bool giant_draft(Mouth& mouth, Sends& sends) {
  Entries entries = mouth.batch({mouth.note()}, mouth.now);
  if (entries.empty()) return false;
  entries.insert(entries.begin(), kGiantEntries, entries.front());
  sends.push_back({mouth.others, exchange::Draft{7, mouth.position().size, std::move(entries)}});
  return true;
}

// From far beyond, so that sizes overflow.
bool draft_beyond(Mouth& mouth, Sends& sends) {
  const Entries entries = mouth.batch({mouth.note()}, mouth.now);
  if (entries.empty()) return false;
  const std::uint64_t from = UINT64_MAX - mouth.below(3);
  sends.push_back({mouth.others, exchange::Draft{8, from, entries}});
  exchange::Proposed proposed = mouth.proposed(entries);
  proposed.from = from;
  sends.push_back({mouth.others, std::move(proposed)});
  sends.push_back({mouth.others, exchange::Batches{from, entries, {}, mouth.disk.checkpoint}});
  sends.push_back({mouth.others, exchange::AskBatches{from}});
  return true;
}

bool said_before(Mouth& mouth, Sends& sends) {
  Memory& memory = *mouth.memory;
  for (const core::Send& send : sends) {
    if (!std::holds_alternative<exchange::Draft>(send.message) &&
        !std::holds_alternative<exchange::Proposed>(send.message))
      continue;
    if (memory.kept.size() < 50) memory.kept.push_back(send);
  }
  if (memory.kept.size() < 2 || !mouth.chance(3)) return false;
  sends.push_back(memory.kept[mouth.below(memory.kept.size())]);
  return true;
}

// --- silence

bool silent_to_one(Mouth& mouth, Sends& sends) {
  bool told = false;
  for (core::Send& send : sends)
    told = std::erase(send.to, mouth.victim) > 0 || told;
  return told;
}

bool stalls(Mouth& mouth, Sends& sends) {
  if (mouth.now.ms / 20'000 % 3 == 0 || sends.empty()) return false;
  sends.clear();
  return true;
}

const Trick kTricks[] = {
    Tell::deaf("withholds an author", "the acts of one author are never taken", withholds_author),
    Tell::altering("another draft for each", "asks every cosigner about another batch", 50,
                   another_draft_each),
    Tell::altering("other round", "numbers its drafts at random", 50, other_round),
    Tell::ticking("empty drafts", "asks about empty batches, twenty at a time", 3, empty_drafts),
    Tell::ticking("giant draft", "a draft of thousands of equal entries", 1, giant_draft),
    Tell::ticking("from beyond", "messages whose sizes overflow", 3, draft_beyond),
    Tell::altering("says it again", "old drafts and proposals, late", 100, said_before),
    Tell::altering("silent to one", "always the same member hears nothing", 100, silent_to_one),
    Tell::altering("stalls", "says nothing for most of the time", 100, stalls),
};

}  // namespace

std::span<const Trick> sequencer_talk_tricks() {
  return kTricks;
}

}  // namespace kuboluk::simulation
