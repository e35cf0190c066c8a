// What a proof is about: one question, one election, one number. A reader brings his own; the copy
// in a file is only a label that must agree with it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/result.h"

namespace kuboluk::proof {

enum class Question {
  kAccreditation,  // may this number enter?
  kCertificate,    // may the holder of this card enter?
  kPerson,         // what became of this person?
  kApplication,    // what became of this application?
  kHistory,        // every act on this accreditation
};
inline constexpr std::size_t kQuestionCount = 5;

// "accreditation", "certificate", "person", "application", "history".
std::string_view to_text(Question question);
std::optional<Question> parse_question(std::string_view text);

struct Asked {
  Question question = Question::kAccreditation;
  std::string election;
  std::string id;  // the number as stored, without check group; a person id; an application id
  bool operator==(const Asked&) const = default;
};

// "<question> <election> <id>": one line without its LF.
std::string to_text(const Asked& asked);
// Nothing unless election and id have the shapes of domain/ids.h.
bool well_formed(const Asked& asked);

// True where numbers are printed with a check character: accreditations and certificates.
bool has_check_character(Question question);

// What a person typed, as a question. `mistyped`: a check group was there and does not fit; then
// `asked.id` is the number without it.
struct TypedAsked {
  Asked asked;
  bool mistyped = false;
};
// X.FORM if the text or the election has no possible shape.
Result<TypedAsked> asked_from_typed(Question question, std::string_view election,
                                    std::string_view typed);

}  // namespace kuboluk::proof
