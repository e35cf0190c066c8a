// Lies of a cosigner in what it says besides: where it is, what it was told, what it passes on.
#include <algorithm>

#include "tests/node/core/liar.h"
#include "tests/simulation/tricks.h"

namespace kuboluk::simulation {
namespace {

using Tell = Tricks<LiarRole::kCosigner>;
constexpr std::int64_t kLateMs = 3 * 60 * domain::kSecondMs;
constexpr std::size_t kKeptMax = 100;
// Bursts of lawful acts; the whole must not make every run with this lie a long one.
constexpr std::uint64_t kBursts = 6;
constexpr int kBurstActs = 24;

bool silent(Mouth& /*mouth*/, Sends& sends) {
  const bool told = !sends.empty();
  sends.clear();
  return told;
}

// Everything it says comes minutes later, and it goes on to say it.
bool late(Mouth& mouth, Sends& sends) {
  Memory& memory = *mouth.memory;
  const bool told = !sends.empty();
  if (told) memory.later.emplace_back(domain::Instant{mouth.now.ms + kLateMs}, sends);
  sends.clear();
  while (!memory.later.empty() && memory.later.front().first <= mouth.now) {
    const Sends& due = memory.later.front().second;
    sends.insert(sends.end(), due.begin(), due.end());
    memory.later.erase(memory.later.begin());
  }
  return told;
}

bool replays(Mouth& mouth, const std::string& /*from*/, const exchange::Message& message,
             Sends& say) {
  Memory& memory = *mouth.memory;
  core::Send kept{{mouth.someone()}, message};
  if (memory.kept.size() < kKeptMax) {
    memory.kept.push_back(std::move(kept));
  } else {
    memory.kept[mouth.below(kKeptMax)] = std::move(kept);
  }
  say.push_back(memory.kept[mouth.below(memory.kept.size())]);
  return true;
}

bool echoes(Mouth& /*mouth*/, const std::string& from, const exchange::Message& message,
            Sends& say) {
  // Not its own echo again: two that echo would never end.
  if (std::holds_alternative<exchange::AskState>(message)) return false;
  say.push_back({{from}, message});
  return true;
}

// The sequencer's part: drafts and proposals of its own, without the log's key.
bool plays_sequencer(Mouth& mouth, Sends& sends) {
  const Entries entries = mouth.batch({mouth.note()}, mouth.now);
  if (entries.empty()) return false;
  const std::uint64_t from = mouth.position().size;
  const std::string note = mouth.institutions.sign(
      mouth.me, core::SignCheckpoint{mouth.tree(entries)});  // its own key, the log's name
  sends.push_back({mouth.others, exchange::Draft{1, from, entries}});
  sends.push_back({mouth.others, exchange::Proposed{from, entries, note}});
  return true;
}

// --- about where it is

template <class Change>
bool states_as(Sends& sends, Change change) {
  bool told = false;
  for (core::Send& send : sends) {
    auto* state = as<exchange::State>(send);
    if (state == nullptr) continue;
    told = change(*state, send.to.front()) || told;
  }
  return told;
}

bool claims_more(Mouth& mouth, Sends& sends) {
  return states_as(sends, [&mouth](exchange::State& state, const std::string&) {
    state.committed = mouth.chance(50) ? UINT64_MAX : state.committed + 1'000'000'000;
    return true;
  });
}

bool always_behind(Mouth& mouth, Sends& sends) {
  bool told = states_as(sends, [](exchange::State& state, const std::string&) {
    state = {};
    return true;
  });
  for (core::Send& send : sends) {
    if (as<exchange::Verdict>(send) == nullptr) continue;
    send.message = exchange::AskState{};
    told = true;
  }
  if (mouth.chance(20)) sends.push_back({{mouth.someone()}, exchange::AskBatches{0}});
  return told;
}

// The first state that it ever told, for ever.
bool old_state(Mouth& mouth, Sends& sends) {
  Memory& memory = *mouth.memory;
  return states_as(sends, [&](exchange::State& state, const std::string&) {
    if (memory.kept.empty()) {
      if (!state.checkpoint.empty()) memory.kept.push_back({{}, state});
      return false;
    }
    state = *as<exchange::State>(memory.kept.front());
    return true;
  });
}

// "I have seen a newer cosignature of yours", signed by itself.
bool your_newer(Mouth& mouth, Sends& sends) {
  return states_as(sends, [&mouth](exchange::State& state, const std::string& to) {
    if (to == "cec") return false;
    log::Checkpoint tree = mouth.tree({});
    tree.size += 10;
    auto note = crypto::parse_note(mouth.cosign(tree, mouth.now));
    const auto key = mouth.institutions.vkey(to, "cosigner");
    note->signatures.front().name = key.name();
    note->signatures.front().key_id = key.id();
    state.yours = crypto::print_note(*note);
    return true;
  });
}

// Bytes where a note belongs.
bool broken_notes(Mouth& mouth, Sends& sends) {
  return states_as(sends, [&mouth](exchange::State& state, const std::string&) {
    for (std::string* note : {&state.checkpoint, &state.proposed, &state.yours}) {
      if (note->empty()) *note = "kuboluk";
      const std::size_t at = mouth.below(note->size());
      (*note)[at] = static_cast<char>((*note)[at] ^ (1 << mouth.below(8)));
    }
    return true;
  });
}

// --- catch-up and acts

bool false_batches(Mouth& mouth, const std::string& from, const exchange::Message& message,
                   Sends& say) {
  const auto* ask = std::get_if<exchange::AskBatches>(&message);
  const auto* state = std::get_if<exchange::State>(&message);
  if (ask == nullptr && state == nullptr) return false;
  const std::uint64_t size = ask != nullptr ? ask->from : state->committed;
  Entries entries = mouth.committed_from(std::min(size, mouth.position().size));
  const Entries more = mouth.batch({mouth.note()}, mouth.now);
  entries.insert(entries.end(), more.begin(), more.end());
  if (mouth.chance(30)) entries.resize(mouth.below(entries.size() + 1));
  std::vector<Hash> proof;
  while (proof.size() < 4 && mouth.chance(50))
    proof.push_back(mouth.hash());
  say.push_back({{from}, exchange::Batches{size, entries, proof, mouth.disk.checkpoint}});
  return true;
}

bool asks_all_the_time(Mouth& mouth, Sends& sends) {
  for (std::uint64_t i = 0; i < 5; ++i) {
    sends.push_back({mouth.others, exchange::AskBatches{mouth.below(mouth.position().size + 2)}});
    sends.push_back({mouth.others, exchange::AskProposed{}});
    sends.push_back({mouth.others, exchange::AskState{}});
  }
  return true;
}

bool floods_acts(Mouth& mouth, Sends& sends) {
  if (mouth.memory->number == kBursts || mouth.position().size == 0) return false;
  ++mouth.memory->number;
  for (int i = 0; i < kBurstActs; ++i) {
    const auto act = mouth.institutions.submission({mouth.note()}, mouth.now);
    sends.push_back({mouth.others, exchange::Act{act.bytes}});
  }
  return true;
}

bool garbage_acts(Mouth& mouth, Sends& sends) {
  auto act = mouth.note();
  const std::size_t at = mouth.below(act.bytes.size());
  act.bytes[at] = static_cast<char>(act.bytes[at] ^ (1 << mouth.below(8)));
  sends.push_back({mouth.others, exchange::Act{act.bytes}});
  sends.push_back({mouth.others, exchange::Act{std::string(mouth.below(3'000), '\n')}});
  return true;
}

// What is logged or cannot be lawful, as if it had just come in.
bool old_acts(Mouth& mouth, Sends& sends) {
  const auto act = mouth.logged_act();
  if (!act) return false;
  sends.push_back({mouth.others, exchange::Act{act->bytes}});
  sends.push_back({mouth.others, exchange::Act{mouth.institutions.genesis()}});
  return true;
}

const Trick kTricks[] = {
    Tell::altering("silent", "never says anything", 100, silent),
    Tell::altering("late", "says everything three minutes late", 100, late),
    Tell::hearing("replays", "passes on what it once heard, as its own", 30, replays),
    Tell::hearing("echoes", "sends everything back", 30, echoes),
    Tell::ticking("plays sequencer", "drafts and proposals without the log's key", 3,
                  plays_sequencer),
    Tell::altering("claims a huge log", "a committed size without end", 100, claims_more),
    Tell::altering("always behind", "has nothing, asks for everything", 80, always_behind),
    Tell::altering("old state", "where it was first, for ever", 100, old_state),
    Tell::altering("your newer signature", "forged proof that others' stores are old", 50,
                   your_newer),
    Tell::altering("broken notes", "flipped bits in every note it passes on", 50, broken_notes),
    Tell::hearing("false batches", "catch-up data that nobody cosigned", 20, false_batches),
    Tell::ticking("asks all the time", "the same questions, many times a second", 10,
                  asks_all_the_time),
    Tell::ticking("floods acts", "bursts of lawful acts", 2, floods_acts),
    Tell::ticking("garbage acts", "acts with a flipped bit, or only empty lines", 5, garbage_acts),
    Tell::ticking("old acts", "acts that are logged long since", 5, old_acts),
};

}  // namespace

std::span<const Trick> cosigner_talk_tricks() {
  return kTricks;
}

}  // namespace kuboluk::simulation
