#include "ledger/speech/language.h"

#include <cstdint>
#include <string>

namespace kuboluk::speech {

namespace {

// Longest Accept-Language value that is read: a browser's has a few dozen bytes.
constexpr std::size_t kHeaderBytesMax = 1000;

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
    text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
    text.remove_suffix(1);
  return text;
}

std::string_view take_until(std::string_view& text, char end) {
  const std::size_t at = text.find(end);
  const std::string_view part = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
  return part;
}

// "0.8" as 800; 0 for what is no weight: then the language is not wanted.
std::uint32_t weight_of(std::string_view text) {
  if (text.substr(0, 2) != "q=") return text.empty() ? 1000 : 0;
  text.remove_prefix(2);
  if (text.empty() || (text[0] != '0' && text[0] != '1')) return 0;
  std::uint32_t weight = text[0] == '1' ? 1000 : 0;
  if (text.size() == 1) return weight;
  if (text[1] != '.' || text.size() > 5) return 0;
  std::uint32_t unit = 100;
  for (const char digit : text.substr(2)) {
    if (digit < '0' || digit > '9') return 0;
    weight += unit * static_cast<std::uint32_t>(digit - '0');
    unit /= 10;
  }
  return weight > 1000 ? 0 : weight;
}

std::optional<Language> language_of_tag(std::string_view tag) {
  std::string lower(tag.substr(0, tag.find('-')));
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return parse_language(lower);
}

}  // namespace

std::string_view code_of(Language language) {
  switch (language) {
    case Language::kKyrgyz:
      return "ky";
    case Language::kRussian:
      return "ru";
    case Language::kEnglish:
      return "en";
  }
  return "";
}

std::optional<Language> parse_language(std::string_view code) {
  for (const Language language : kLanguages) {
    if (code_of(language) == code) return language;
  }
  return std::nullopt;
}

std::string_view name_of(Language language) {
  switch (language) {
    case Language::kKyrgyz:
      return "кыргызча";
    case Language::kRussian:
      return "русский";
    case Language::kEnglish:
      return "English";
  }
  return "";
}

Language preferred_language(std::string_view accept_language) {
  Language best = Language::kKyrgyz;
  std::uint32_t best_weight = 0;
  if (accept_language.size() > kHeaderBytesMax) return best;
  while (!accept_language.empty()) {
    std::string_view item = trim(take_until(accept_language, ','));
    const auto language = language_of_tag(trim(take_until(item, ';')));
    const std::uint32_t weight = weight_of(trim(item));
    if (!language || weight <= best_weight) continue;
    best = *language;
    best_weight = weight;
  }
  return best;
}

}  // namespace kuboluk::speech
