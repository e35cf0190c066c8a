// Plain words for what the verifier found, as the command line says them: for people, not for
// programs. Times, ages and paragraphs are those of node/forms/words.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/domain/ruleset.h"
#include "ledger/domain/time.h"
#include "ledger/domain/verdict.h"
#include "ledger/proof/anchor.h"
#include "ledger/proof/answer.h"
#include "node/forms/words.h"

namespace kuboluk::tools {

using forms::age_words;
using forms::duration_words;
using forms::knows_election;
using forms::kUnknownElection;
using forms::local_words;
using forms::paragraph_text;
using forms::parse_typed_time;
using forms::printable;
using forms::printable_argument;
using forms::utc_words;

// What the holder of the number may be told: "may observe", "this number was not issued", ...
std::string_view verdict_sentence(domain::Verdict verdict);

// "at 2025-11-30T08:00:00+06:00, with all that is recorded", or "..., as known at
// 2025-11-22T10:00:00+06:00".
std::string asked_words(domain::TwoClocks clocks, domain::Offset offset);

// "cec-1, mfa-1 and odihr-1"; "nobody" for none.
std::string name_list(const std::vector<std::string>& names);

// "confirmed by ... as of ..., 3 minutes ago", or why no age can be told.
std::string confirmed_by(const proof::Confirmation& confirmation);

}  // namespace kuboluk::tools
