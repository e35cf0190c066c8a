// What a dossier says beside the words of ledger/speech: for a reader who has never seen one.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "ledger/speech/language.h"

namespace kuboluk::tools {

enum class DossierWord {
  kTitle,
  kIntro,
  kNow,
  kAsked,
  kRules,
  kActs,
  kByHand,
  kEvidence,
  kMade,
  kPolicyNote,
  kVerifier,
};
inline constexpr std::size_t kDossierWordCount = 11;

std::string_view dossier_word(speech::Language language, DossierWord word);

// How to check everything by hand, one step each.
inline constexpr std::size_t kByHandSteps = 7;
std::string_view by_hand(speech::Language language, std::size_t step);

}  // namespace kuboluk::tools
