// Acts of an author that contradict, wait, flood, or are not lawful.
#include "tests/simulation/author_lies.h"

namespace kuboluk::simulation {
namespace {

using core::test::Institutions;

// --- lawful by themselves

Handeds everywhere(Hand& hand) {
  Handeds handed;
  for (const std::string& id : Institutions::ids())
    handed.push_back(hand.at(id, hand.honest.bytes));
  return handed;
}

// Two registrations of one name: only one can be.
Handeds conflicting(Hand& hand) {
  const int number = static_cast<int>(hand.below(1'000'000)) + 1'000'000;
  const auto one = hand.institutions.registration(number, hand.now, "One Organisation");
  const auto two = hand.institutions.registration(number, hand.now, "Two Organisations");
  return {hand.at("mfa", one.bytes), hand.at("ots", two.bytes)};
}

Handeds overlapping_bundles(Hand& hand) {
  const auto left = hand.fresh();
  const auto right = hand.fresh();
  return {hand.at("cis", left.bytes + hand.honest.bytes),
          hand.at("odihr", hand.honest.bytes + right.bytes), hand.at("mfa", right.bytes)};
}

Handeds after_nothing(Hand& hand) {
  return hand.hand_in(hand.fresh(hand.hash()).bytes);
}

Handeds flood(Hand& hand) {
  const std::string node = hand.somewhere();
  Handeds handed;
  for (int i = 0; i < 40; ++i)
    handed.push_back(hand.at(node, hand.fresh(hand.hash()).bytes));
  return handed;
}

Handeds wrong_order(Hand& hand) {
  const auto second = hand.fresh(hand.honest.id);
  return hand.hand_in(second.bytes + hand.honest.bytes);
}

// --- events that the law or the ledger does not allow

Handeds other_ledger(Hand& hand) {
  return event_with(hand, [](domain::Event& event) { event.ledger += "-training"; });
}

Handeds expired(Hand& hand) {
  return event_with(hand, [](domain::Event& event) {
    event.signed_at.ms -= 8 * domain::kDayMs;
    event.at = event.signed_at;
    event.expires = {event.signed_at.ms + 7 * domain::kDayMs};
  });
}

Handeds from_tomorrow(Hand& hand) {
  return event_with(hand, [](domain::Event& event) {
    event.signed_at.ms += domain::kDayMs;
    event.at = event.signed_at;
    event.expires.ms += domain::kDayMs;
  });
}

Handeds lasts_for_years(Hand& hand) {
  return event_with(hand, [](domain::Event& event) { event.expires.ms += 3'650 * domain::kDayMs; });
}

Handeds other_ruleset(Hand& hand) {
  return event_with(hand, [](domain::Event& event) { event.ruleset = "XX-NONE@1"; });
}

Handeds unknown_type(Hand& hand) {
  return event_with(hand, [](domain::Event& event) {
    event.type = "ledger.erase";
    event.lines = {{"all", {"yes"}}};
  });
}

Handeds second_genesis(Hand& hand) {
  return hand.hand_in(hand.institutions.genesis());
}

Handeds lonely_part(Hand& hand) {
  const Hash act = hand.hash();
  return event_with(hand, [&act](domain::Event& event) { event.part = {1, 2, act}; });
}

Handeds unlawful_in_bundle(Hand& hand) {
  const auto unlawful =
      hand.institutions.unlawful(static_cast<int>(hand.below(1'000'000)), hand.now);
  return hand.hand_in(hand.honest.bytes + unlawful.bytes);
}

Handeds itself_twice(Hand& hand) {
  return hand.hand_in(hand.honest.bytes + hand.honest.bytes);
}

Handeds too_many_events(Hand& hand) {
  std::string notes;
  for (std::size_t i = 0; i <= exchange::kSubmissionEventsMax; ++i)
    notes += hand.honest.bytes;
  return {{hand.somewhere(), notes}};
}

constexpr AuthorTrick kTricks[] = {
    trick("at every node", "one act, handed in at all five", everywhere),
    trick("conflicting acts", "two registrations of one name at two nodes", conflicting),
    trick("overlapping bundles", "one act in two bundles at two nodes", overlapping_bundles),
    trick("after nothing", "waits for an act that never comes", after_nothing),
    trick("flood", "forty acts that wait for nothing", flood),
    trick("wrong order", "a bundle whose first comes after its second", wrong_order),
    trick("another ledger's act", "signed for another ledger", other_ledger),
    trick("expired", "an act that ended yesterday", expired),
    trick("from tomorrow", "signed a day ahead", from_tomorrow),
    trick("lasts for years", "expires in ten years", lasts_for_years),
    trick("another ruleset", "an act by rules that are not the ledger's", other_ruleset),
    trick("unknown type", "an act that no law knows", unknown_type),
    trick("second genesis", "the genesis, once more", second_genesis),
    trick("lonely part", "the first part of two", lonely_part),
    trick("unlawful in a bundle", "one act of two is not its author's", unlawful_in_bundle),
    trick("itself twice", "one act twice in a bundle", itself_twice),
    trick("too many events", "2,048 events in one bundle", too_many_events),
};

}  // namespace

std::span<const AuthorTrick> author_act_tricks() {
  return kTricks;
}

}  // namespace kuboluk::simulation
