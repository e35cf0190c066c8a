#include "ledger/speech/plural.h"

#include <array>

namespace kuboluk::speech {

namespace {

constexpr std::array<std::string_view, 3> kRussian = {"one", "few", "many"};
constexpr std::array<std::string_view, 2> kEnglish = {"one", "other"};

std::size_t russian_form(std::uint64_t count) {
  const std::uint64_t last = count % 10;
  const std::uint64_t last_two = count % 100;
  if (last == 1 && last_two != 11) return 0;
  const bool teen = last_two >= 12 && last_two <= 14;
  return last >= 2 && last <= 4 && !teen ? 1 : 2;
}

}  // namespace

std::span<const std::string_view> plural_forms(Language language) {
  switch (language) {
    case Language::kKyrgyz:
      return {};
    case Language::kRussian:
      return kRussian;
    case Language::kEnglish:
      return kEnglish;
  }
  return {};
}

std::size_t plural_form(Language language, std::uint64_t count) {
  switch (language) {
    case Language::kKyrgyz:
      return 0;
    case Language::kRussian:
      return russian_form(count);
    case Language::kEnglish:
      return count == 1 ? 0 : 1;
  }
  return 0;
}

}  // namespace kuboluk::speech
