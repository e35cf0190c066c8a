// What a lying author has in hand, and the tables of its lies.
#pragma once

#include <optional>
#include <random>
#include <string>
#include <vector>

#include "crypto/check.h"
#include "tests/simulation/lies.h"

namespace kuboluk::simulation {

// An author's hand: its keys, its lawful act, a seeded coin.
class Hand {
 public:
  Hand(const core::test::Institutions& institutions_in, std::string author_in,
       const domain::SignedEvent& honest_in, domain::Instant now_in, std::mt19937_64& random)
      : institutions(institutions_in),
        author(std::move(author_in)),
        honest(honest_in),
        now(now_in),
        random_(random) {}

  const core::test::Institutions& institutions;
  const std::string author;
  const domain::SignedEvent& honest;
  const domain::Instant now;

  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
  std::string somewhere() {
    const auto& ids = core::test::Institutions::ids();
    return ids[below(ids.size())];
  }
  std::string another_author() {
    const auto& ids = core::test::Institutions::ids();
    const std::size_t first = below(ids.size());
    return ids[first] == author ? ids[(first + 1) % ids.size()] : ids[first];
  }

  // A note over any text, well formed or not, by that author's key.
  std::string signed_text(const std::string& text, const std::string& by) const {
    const auto key = institutions.vkey(by, "author");
    return crypto::print_note(
        {text, {crypto::sign_note(text, key, institutions.secret(by, "author"))}});
  }
  std::string signed_text(const std::string& text) const { return signed_text(text, author); }
  std::string signed_event(const domain::Event& event) const {
    const auto text = domain::print_event(event);
    KUBOLUK_CHECK(text);
    return signed_text(*text);
  }
  // A lawful act that no run has seen yet.
  domain::SignedEvent fresh(std::optional<Hash> after = std::nullopt) {
    return institutions.note(author, static_cast<int>(below(500'000'000)) + 800'000'000, now,
                             after);
  }
  Hash hash() {
    Hash hash{};
    for (std::uint8_t& byte : hash)
      byte = static_cast<std::uint8_t>(random_());
    return hash;
  }

  // As a client posts it. On a scenario ledger the operator's statement stands first.
  std::vector<Handed> hand_in(const std::string& notes) { return {at(somewhere(), notes)}; }
  Handed at(const std::string& node, const std::string& notes) const {
    return {node, statement(notes) + notes};
  }

 private:
  std::string statement(const std::string& notes) const;

  std::mt19937_64& random_;
};

using Handeds = std::vector<Handed>;

// The lawful act with something changed, signed again.
template <class Change>
Handeds event_with(Hand& hand, Change change) {
  domain::Event event = hand.honest.event;
  change(event);
  return hand.hand_in(hand.signed_event(event));
}

struct AuthorTrick {
  Lie lie;
  Handeds (*make)(Hand&);
};

constexpr AuthorTrick trick(std::string_view name, std::string_view words, Handeds (*make)(Hand&)) {
  return {{name, words, LiarRole::kAuthor, Harm::kNone}, make};
}

std::span<const AuthorTrick> author_act_tricks();
std::span<const AuthorTrick> author_signature_tricks();
std::span<const AuthorTrick> author_byte_tricks();

}  // namespace kuboluk::simulation
