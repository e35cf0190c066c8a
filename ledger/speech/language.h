// The languages of the public face: Kyrgyz and Russian first, then English.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace kuboluk::speech {

enum class Language { kKyrgyz, kRussian, kEnglish };
inline constexpr std::size_t kLanguageCount = 3;
// In the order in which they are offered.
inline constexpr std::array<Language, kLanguageCount> kLanguages = {
    Language::kKyrgyz, Language::kRussian, Language::kEnglish};

// "ky", "ru", "en": of ISO 639-1, as in a lang attribute, `?lang=` and Accept-Language.
std::string_view code_of(Language language);
std::optional<Language> parse_language(std::string_view code);
// What its speakers call it: "кыргызча", "русский", "English".
std::string_view name_of(Language language);

// The best of ours for the value of an Accept-Language header (RFC 9110 section 12.5.4): the
// greatest weight wins, of equal ones the first. Only the first part of a tag counts ("ru-KG" is
// Russian); what cannot be read is passed over. Kyrgyz if there is none: an official's own
// language.
Language preferred_language(std::string_view accept_language);

}  // namespace kuboluk::speech
