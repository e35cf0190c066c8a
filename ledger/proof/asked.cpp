#include "ledger/proof/asked.h"

#include <array>

#include "ledger/domain/charset.h"
#include "ledger/domain/ids.h"

namespace kuboluk::proof {

namespace {

constexpr std::array<std::string_view, kQuestionCount> kQuestionTexts = {
    "accreditation", "certificate", "person", "application", "history"};

}  // namespace

std::string_view to_text(Question question) {
  return kQuestionTexts[static_cast<std::size_t>(question)];
}

std::optional<Question> parse_question(std::string_view text) {
  for (std::size_t i = 0; i < kQuestionTexts.size(); ++i) {
    if (kQuestionTexts[i] == text) return static_cast<Question>(i);
  }
  return std::nullopt;
}

std::string to_text(const Asked& asked) {
  return std::string(to_text(asked.question)) + " " + asked.election + " " + asked.id;
}

bool well_formed(const Asked& asked) {
  if (!domain::is_body_id(asked.election) || !domain::is_token(asked.election)) return false;
  // is_token: what the map's keys demand of every part; the shapes alone are for people.
  if (!domain::is_token(asked.id)) return false;
  if (asked.question == Question::kPerson) return domain::is_person_id(asked.id);
  return domain::is_number(asked.id);
}

bool has_check_character(Question question) {
  // Only these are printed on cards and typed at a door; person and application ids may end in a
  // group of one digit of their own ("APP-odihr-3").
  return question == Question::kAccreditation || question == Question::kCertificate ||
         question == Question::kHistory;
}

Result<TypedAsked> asked_from_typed(Question question, std::string_view election,
                                    std::string_view typed) {
  TypedAsked result{Asked{question, std::string(election), std::string(typed)}, false};
  if (has_check_character(question)) {
    const auto number = domain::parse_typed_number(typed);
    if (!number) return Error{"X.FORM", "number", "this text cannot be a number"};
    result.asked.id = number->number;
    result.mistyped = number->mistyped;
  }
  if (!well_formed(result.asked)) {
    return Error{"X.FORM", std::string(to_text(question)),
                 "the election or the number has a shape that the ledger never issues"};
  }
  return result;
}

}  // namespace kuboluk::proof
