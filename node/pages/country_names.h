// Countries by name: for who reads a page. What is stored, asked and printed for programs is the
// code.
#pragma once

#include <string>
#include <string_view>

#include "ledger/speech/language.h"

namespace kuboluk::pages {

// Of an ISO 3166-1 code, alpha-2 or alpha-3, as CLDR has it: "KG" and "KGZ" are one country. Other
// codes as they are: a travel document may name no country ("XXA": stateless, ICAO 9303-3 5).
// Any thread.
std::string country_name(speech::Language language, std::string_view code);

}  // namespace kuboluk::pages
