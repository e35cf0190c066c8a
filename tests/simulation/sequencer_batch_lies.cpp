// Lies of a sequencer about the entries of a batch: drafts and proposals that no honest cosigner
// may sign. Nothing of them outlives the liar.
#include "node/core/setup.h"
#include "tests/node/core/liar.h"
#include "tests/simulation/liar.h"

namespace kuboluk::simulation {
namespace {

constexpr LiarRole kRole = LiarRole::kSequencer;

domain::Seal& seal_of(domain::Entry& entry) {
  return std::get<domain::Seal>(entry.body);
}

// The last seal with something changed.
template <class Change>
bool reseal(Entries& entries, Change change) {
  domain::Entry seal = entry_of(entries.back());
  if (!seal.is_seal()) return false;
  change(seal);
  entries.back() = domain::print_entry(seal);
  return true;
}

bool put_in(Entries& entries, const domain::SignedEvent& act) {
  entries = core::test::with_act(std::move(entries), act);
  return true;
}

// The acts of the entries in a batch of another known time.
bool stamp(Mouth& mouth, Entries& entries, domain::Instant known) {
  Entries stamped = mouth.batch(Mouth::acts_of(entries), known);
  if (stamped.empty()) return false;
  entries = std::move(stamped);
  return true;
}

bool wrong_status_root(Mouth& /*mouth*/, Entries& entries) {
  entries = core::test::with_status_root(std::move(entries));
  return true;
}

bool wrong_index(Mouth& mouth, Entries& entries) {
  const std::size_t place = mouth.below(entries.size());
  entries = core::test::with_index(std::move(entries), place);
  return true;
}

bool out_of_order(Mouth& /*mouth*/, Entries& entries) {
  if (entries.size() < 2) return false;
  std::swap(entries[0], entries[entries.size() - 1]);
  return true;
}

bool act_twice(Mouth& /*mouth*/, Entries& entries) {
  const auto acts = Mouth::acts_of(entries);
  return !acts.empty() && put_in(entries, acts.front());
}

bool old_act(Mouth& mouth, Entries& entries) {
  const auto act = mouth.logged_act();
  return act && put_in(entries, *act);
}

bool genesis_again(Mouth& mouth, Entries& entries) {
  return put_in(entries, *domain::parse_signed_event(mouth.institutions.genesis()));
}

bool unlawful_act(Mouth& mouth, Entries& entries) {
  return put_in(entries,
                mouth.institutions.unlawful(static_cast<int>(mouth.below(1'000'000)), mouth.now));
}

bool unsigned_act(Mouth& mouth, Entries& entries) {
  auto act = mouth.note();
  act.note.text.insert(act.note.text.size() - 1, "0");
  act.bytes = crypto::print_note(act.note);
  return put_in(entries, act);
}

bool flipped_byte(Mouth& mouth, Entries& entries) {
  const auto acts = Mouth::acts_of(entries);
  if (acts.empty()) return false;
  std::string& entry = entries[mouth.below(entries.size())];
  const std::size_t at = mouth.below(entry.size());
  entry[at] = static_cast<char>(entry[at] ^ (1 << mouth.below(7)));
  return true;
}

bool minutes_ahead(Mouth& mouth, Entries& entries) {
  return stamp(mouth, entries, {mouth.now.ms + core::kSkewMs + 60'000});
}

bool years_ahead(Mouth& mouth, Entries& entries) {
  Entries seal = mouth.batch({}, {mouth.now.ms + 3'650 * domain::kDayMs});
  if (seal.empty()) return false;
  entries = std::move(seal);
  return true;
}

// As early as the last seal allows: lawful by itself, seen by whoever has signed since.
bool back_dated(Mouth& mouth, Entries& entries) {
  return stamp(mouth, entries, mouth.position().known);
}

bool before_last_seal(Mouth& mouth, Entries& entries) {
  domain::Entry first = entry_of(entries.front());
  first.known = {mouth.position().known.ms - 1 - static_cast<std::int64_t>(mouth.below(100'000))};
  entries.front() = domain::print_entry(first);
  return true;
}

bool no_seal(Mouth& mouth, Entries& entries) {
  if (!entry_of(entries.back()).is_seal()) return false;
  entries.pop_back();
  if (entries.empty()) entries = core::test::with_act(mouth.batch({}, mouth.now), mouth.note());
  if (entry_of(entries.back()).is_seal()) entries.pop_back();
  return true;
}

bool two_seals(Mouth& /*mouth*/, Entries& entries) {
  domain::Entry seal = entry_of(entries.back());
  ++seal.index;
  entries.push_back(domain::print_entry(seal));
  return true;
}

bool foreign_seal(Mouth& /*mouth*/, Entries& entries) {
  return reseal(entries,
                [](domain::Entry& seal) { seal_of(seal).ledger = "kuboluk.example/another"; });
}

bool wrong_after(Mouth& mouth, Entries& entries) {
  const std::uint64_t after = mouth.below(1'000'000);
  return reseal(entries, [after](domain::Entry& seal) { seal_of(seal).after += 1 + after; });
}

bool other_clock(Mouth& /*mouth*/, Entries& entries) {
  return reseal(entries, [](domain::Entry& seal) {
    auto& clock = seal_of(seal).clock;
    clock = clock == domain::Clock::kReal ? domain::Clock::kScenario : domain::Clock::kReal;
  });
}

bool not_an_entry(Mouth& mouth, Entries& entries) {
  entries[mouth.below(entries.size())] = mouth.chance(50) ? "" : std::string(60'000, '\n');
  return true;
}

constexpr Trick trick(std::string_view name, std::string_view words,
                      bool (*change)(Mouth&, Entries&)) {
  Trick made;
  made.lie = {name, words, kRole, Harm::kNone};
  made.percent = 50;
  made.change = change;
  return made;
}

const Trick kTricks[] = {
    trick("wrong status root", "the seal names a state that nobody computes", wrong_status_root),
    trick("wrong index", "an entry bears the next one's index", wrong_index),
    trick("out of order", "first and last entry change places", out_of_order),
    trick("act twice", "one act stands twice in a batch", act_twice),
    trick("old act again", "an act of the log is logged again", old_act),
    trick("genesis again", "the genesis is logged a second time", genesis_again),
    trick("unlawful act", "an act of an author who may not", unlawful_act),
    trick("unsigned act", "an act whose author signed another text", unsigned_act),
    trick("flipped bit", "one bit of one entry is another", flipped_byte),
    trick("minutes ahead", "known time beyond the skew", minutes_ahead),
    trick("years ahead", "known time ten years ahead", years_ahead),
    trick("back-dated", "known time as early as the last seal", back_dated),
    trick("before the last seal", "known time goes back", before_last_seal),
    trick("no seal", "a batch that does not end", no_seal),
    trick("two seals", "a batch that ends twice", two_seals),
    trick("foreign seal", "a seal of another ledger", foreign_seal),
    trick("wrong after", "a seal that follows no batch", wrong_after),
    trick("other clock", "a seal that says scenario on a real ledger", other_clock),
    trick("no entry at all", "empty or endless lines for an entry", not_an_entry),
};

}  // namespace

std::span<const Trick> sequencer_batch_tricks() {
  return kTricks;
}

}  // namespace kuboluk::simulation
