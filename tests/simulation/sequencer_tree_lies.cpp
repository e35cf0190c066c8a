// Lies of a sequencer about which tree it proposes, and to whom.
#include <algorithm>

#include "tests/node/core/liar.h"
#include "tests/simulation/tricks.h"

namespace kuboluk::simulation {
namespace {

using Tell = Tricks<LiarRole::kSequencer>;

// Another lawful batch in the place of a proposal, the same one as long as nothing is committed.
// `make` gives it; decided anew, with `percent`, at every committed size.
template <class Make>
bool has_twin(Mouth& mouth, const exchange::Proposed& proposed, unsigned percent, Make make) {
  Memory& memory = *mouth.memory;
  if (memory.number != proposed.from) {
    memory.number = proposed.from;
    memory.entries.clear();
    if (mouth.chance(percent)) memory.entries = make(proposed.entries);
  }
  return !memory.entries.empty();
}

Entries with_note(Mouth& mouth, const Entries& entries) {
  auto acts = Mouth::acts_of(entries);
  acts.push_back(mouth.note());
  return mouth.batch(acts, mouth.now);
}

// The twin to those members, the truth to the others.
bool fork(Mouth& mouth, Sends& sends, unsigned percent, const std::vector<std::string>& deceived) {
  bool told = false;
  Sends twins;
  for (core::Send& send : sends) {
    const auto* proposed = as_proposal(mouth, send);
    if (proposed == nullptr) continue;
    const auto make = [&](const Entries& entries) { return with_note(mouth, entries); };
    if (!has_twin(mouth, *proposed, percent, make)) continue;
    std::vector<std::string> to;
    for (const std::string& id : deceived) {
      if (std::erase(send.to, id) > 0) to.push_back(id);
    }
    twins.push_back({to, mouth.proposed(mouth.memory->entries)});
    told = true;
  }
  sends.insert(sends.end(), twins.begin(), twins.end());
  return told;
}

bool forks_halves(Mouth& mouth, Sends& sends) {
  return fork(mouth, sends, 30, {mouth.others[0], mouth.others[1]});
}

bool forks_one(Mouth& mouth, Sends& sends) {
  return fork(mouth, sends, 40, {mouth.victim});
}

// All get the same, but not what they have agreed to.
template <class Make>
bool replaced(Mouth& mouth, Sends& sends, unsigned percent, Make make) {
  bool told = false;
  for (core::Send& send : sends) {
    auto* proposed = as_proposal(mouth, send);
    if (proposed == nullptr || !has_twin(mouth, *proposed, percent, make)) continue;
    *proposed = mouth.proposed(mouth.memory->entries);
    told = true;
  }
  return told;
}

bool other_than_drafted(Mouth& mouth, Sends& sends) {
  return replaced(mouth, sends, 40,
                  [&](const Entries& entries) { return with_note(mouth, entries); });
}

// The drafts are true: the members agree, and are then shown another state under a good root.
bool signs_false_state(Mouth& mouth, Sends& sends) {
  return replaced(mouth, sends, 90, [](const Entries& entries) {
    const auto seal = domain::parse_entry(entries.back());  // another lie may have spoiled it
    return seal && seal->is_seal() ? core::test::with_status_root(entries) : Entries();
  });
}

// A submission of several events: the last one stays away.
bool divides_bundles(Mouth& mouth, Sends& sends) {
  return replaced(mouth, sends, 100, [&](const Entries& entries) {
    auto acts = Mouth::acts_of(entries);
    const std::size_t whole = acts.size();
    for (const auto& [id, pending] : mouth.disk.acts) {
      const auto bundle = exchange::parse_submission(pending.bytes, mouth.institutions.info(),
                                                     mouth.institutions.setup("cec").operator_key);
      if (!bundle || bundle->events.size() < 2) continue;
      std::erase_if(acts, [&bundle](const domain::SignedEvent& act) {
        return act.id == bundle->events.back().id;
      });
    }
    return acts.size() < whole ? mouth.batch(acts, mouth.now) : Entries();
  });
}

// What it has signed it takes back in part, and makes it longer.
bool drops_last_act(Mouth& mouth, Sends& sends) {
  for (core::Send& send : sends) {
    const auto* proposed = as_proposal(mouth, send);
    if (proposed == nullptr) continue;
    auto acts = Mouth::acts_of(proposed->entries);
    if (acts.empty()) continue;
    acts.back() = mouth.note();
    acts.push_back(mouth.note());
    const Entries longer = mouth.batch(acts, mouth.now);
    if (longer.empty()) continue;
    sends.push_back({send.to, mouth.proposed(longer)});
    return true;
  }
  return false;
}

// Shows what nobody was asked about, again and again, and no draft.
bool without_draft(Mouth& mouth, Sends& sends) {
  const std::uint64_t size = mouth.position().size;
  Memory& memory = *mouth.memory;
  if (memory.number != size) {
    if (mouth.disk.acts.empty() || mouth.disk.proposal) return false;
    memory.entries = mouth.batch(mouth.waiting(), mouth.now);
    memory.number = size;
  }
  std::erase_if(sends, [&mouth](core::Send& send) {
    return as<exchange::Draft>(send) != nullptr || as_proposal(mouth, send) != nullptr;
  });
  if (memory.entries.empty() || mouth.now.ms - memory.since.ms < 2'000) return false;
  memory.since = mouth.now;
  sends.push_back({mouth.others, mouth.proposed(memory.entries)});
  return true;
}

const Trick kTricks[] = {
    Tell::altering("forks to two halves", "two lawful batches, each to half of the members", 100,
                   Harm::kQuorum, forks_halves),
    Tell::altering("forks to one member", "another lawful batch to always the same member", 100,
                   Harm::kOneCosigner, forks_one),
    Tell::altering("other than drafted", "what is signed is lawful, but nobody agreed to it", 100,
                   Harm::kNone, other_than_drafted),
    Tell::altering("signs a false state", "what is signed names a state that nobody computes", 100,
                   Harm::kNone, signs_false_state),
    Tell::altering("divides bundles", "the last act of a bundle is left out", 100, Harm::kNone,
                   divides_bundles),
    Tell::altering("drops an act it proposed", "a longer proposal without an act of the first", 40,
                   Harm::kQuorum, drops_last_act),
    Tell::altering("signs without a draft", "the log key signs what nobody was asked about", 100,
                   Harm::kNone, without_draft),
};

}  // namespace

std::span<const Trick> sequencer_tree_tricks() {
  return kTricks;
}

}  // namespace kuboluk::simulation
