// Which form of a noun goes with a number: the rules of Unicode CLDR for whole numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "ledger/speech/language.h"

namespace kuboluk::speech {

// Names of the forms of a language in the order in which the catalogue lists them: Kyrgyz none
// (one form, the line has no suffix), Russian "one", "few", "many", English "one", "other".
std::span<const std::string_view> plural_forms(Language language);
// Index into plural_forms (0 for Kyrgyz).
std::size_t plural_form(Language language, std::uint64_t count);

}  // namespace kuboluk::speech
