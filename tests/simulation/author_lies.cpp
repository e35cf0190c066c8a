#include "tests/simulation/author_lies.h"

#include "crypto/check.h"
#include "ledger/exchange/statement.h"
#include "tests/simulation/liar.h"

namespace kuboluk::simulation {

using core::test::Institutions;

std::string Hand::statement(const std::string& notes) const {
  if (institutions.info().clock == domain::Clock::kReal) return {};
  exchange::Recorded recorded{institutions.info().id, now, {}};
  for (const std::string_view note : exchange::split_notes(notes)) {
    const auto event = domain::parse_signed_event(note);
    if (event && recorded.events.size() < exchange::kStatementEventsMax) {
      recorded.events.push_back(event->id);
    }
  }
  if (recorded.events.empty()) recorded.events.push_back(honest.id);
  return exchange::sign_statement(exchange::print_text(recorded),
                                  institutions.vkey("operator", "author"),
                                  institutions.secret("operator", "author"));
}

std::span<const Lie> author_lies() {
  static const std::vector<Lie> kLies = [] {
    std::vector<Lie> lies;
    for (const auto tricks :
         {author_act_tricks(), author_signature_tricks(), author_byte_tricks()}) {
      for (const AuthorTrick& one : tricks)
        lies.push_back(one.lie);
    }
    return lies;
  }();
  return kLies;
}

std::vector<Handed> author_lie(std::string_view name, const Institutions& institutions,
                               const std::string& author, const domain::SignedEvent& honest,
                               domain::Instant now, std::mt19937_64& random) {
  Hand hand(institutions, author, honest, now, random);
  const AuthorTrick* found = nullptr;
  for (const auto tricks : {author_act_tricks(), author_signature_tricks(), author_byte_tricks()}) {
    for (const AuthorTrick& one : tricks) {
      if (one.lie.name == name) found = &one;
    }
  }
  KUBOLUK_CHECK(found != nullptr);  // a lie of the menu
  return found->make(hand);
}

}  // namespace kuboluk::simulation
