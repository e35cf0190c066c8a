// Plain words for what the ledger holds in ids and keys. What the catalogue does not know (another
// country's body, a new ground) is shown as the id it is.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ledger/domain/verdict.h"
#include "ledger/speech/language.h"

namespace kuboluk::speech {

// "ЖАРАКТУУ", "ДЕЙСТВУЕТ", "ACTIVE".
std::string verdict_word(Language language, domain::Verdict verdict);
// One or two sentences: what to do now.
std::string verdict_advice(Language language, domain::Verdict verdict);
// One character that means the same without colour and without letters; another for each verdict,
// and all in fonts of old phones.
std::string_view verdict_symbol(domain::Verdict verdict);

// "accreditation.revoke", or "seal".
std::string act_words(Language language, std::string_view type);
// "KR.R4.7": its id and its text in plain words; the id alone where the catalogue has none.
std::string rule_words(Language language, std::string_view rule);
// "application-by-organisation".
std::string limb_words(Language language, std::string_view limb);
// Author ids: "cec", "kenesh"; organisations have names in the ledger.
std::string body_words(Language language, std::string_view id);
// "applied", "at_mfa", ... of an application or a person.
std::string stage_words(Language language, std::string_view stage);

// "a, b жана c"; "nobody" for none.
std::string name_list(Language language, const std::vector<std::string>& names);

}  // namespace kuboluk::speech
