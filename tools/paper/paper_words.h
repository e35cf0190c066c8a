// The words of printed paper in Kyrgyz, Russian and English: one table, complete in all three.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/domain/time.h"
#include "ledger/domain/verdict.h"

namespace kuboluk::tools::paper {

enum class Language { kKyrgyz, kRussian, kEnglish };
inline constexpr std::size_t kLanguageCount = 3;
inline constexpr std::array<Language, kLanguageCount> kLanguages = {
    Language::kKyrgyz, Language::kRussian, Language::kEnglish};

// "ky", "ru", "en".
std::string_view to_tag(Language language);
std::optional<Language> parse_language(std::string_view tag);

enum class Word {
  kCertificate,
  kAccreditedObserver,
  kName,
  kOrganisation,
  kElection,
  kDecree,
  kNumber,
  kValid,
  kUntilResults,  // authority whose end is not recorded yet
  kWithIdentityDocument,
  kParagraph43,
  kScanToCheck,
  kLogEntries,
  kRoot,
  kConfirmed,
  kNobodyConfirms,
  kHeldAt,   // the time that was asked about
  kStateOf,  // the state of the ledger that it was asked of
  kTraining,
  kTrainingSentence,
  kOfflineTitle,
  kOfflineHow,
  kOfflineAge,
  kOnSlip,
  kSlipTitle,
  kCode,
  kRow,
  kVerdict,
  kUntil,
  kListTitle,
  kGoneTitle,
  kNobodyAccredited,
  kNobodyGone,
  kComplete,
  kCompleteGone,
  kTotal,
  kPage,
  kSince,
  kRecorded,
  kGround,
  kReplacedBy,
};
inline constexpr std::size_t kWordCount = static_cast<std::size_t>(Word::kReplacedBy) + 1;

std::string_view say(Word word, Language language);
// The verdict as people read it, in capitals.
std::string_view say(domain::Verdict verdict, Language language);
// A sign that tells verdicts apart without colour.
std::string_view sign_of(domain::Verdict verdict);

// Kyrgyz, Russian and English, joined by `between`.
std::string say_all(Word word, std::string_view between);
std::string say_all(domain::Verdict verdict, std::string_view between);

// Day of an instant: "12.11.2025"; in English "2025-11-12", which no two countries read in two
// ways.
std::string day_words(domain::Instant instant, domain::Offset offset, Language language);
// With the time: "12.11.2025 16:00".
std::string time_words(domain::Instant instant, domain::Offset offset, Language language);

}  // namespace kuboluk::tools::paper
