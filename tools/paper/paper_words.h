// What paper needs beside the words of ledger/speech: all languages at once, signs that survive a
// cheap printer, and dates that fit a narrow column.
#pragma once

#include <string>
#include <string_view>

#include "ledger/domain/time.h"
#include "ledger/domain/verdict.h"
#include "ledger/speech/language.h"

namespace kuboluk::tools::paper {

using speech::Language;

// A sign that tells verdicts apart without colour.
std::string_view sign_of(domain::Verdict verdict);

// The words of that key of the catalogue in Kyrgyz, Russian and English, joined by `between`.
std::string say_all(std::string_view key, std::string_view between);
std::string say_all(domain::Verdict verdict, std::string_view between);

// Day of an instant: "12.11.2025"; in English "2025-11-12", which no two countries read in two
// ways.
std::string day_words(domain::Instant instant, domain::Offset offset, Language language);
// With the time: "12.11.2025 16:00".
std::string time_words(domain::Instant instant, domain::Offset offset, Language language);

}  // namespace kuboluk::tools::paper
