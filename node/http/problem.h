// Refusals as RFC 9457 problem details: always the same eight keys, so that a program need not
// guess. Never a part of a request's body, a path of this machine or personal data.
#pragma once

#include <string>
#include <string_view>

#include "crypto/result.h"
#include "ledger/domain/ruleset.h"
#include "node/http/response.h"

namespace kuboluk::node::http {

inline constexpr char kProblemType[] = "application/problem+json";
// Seconds after which a client that was sent away may ask again.
inline constexpr int kRetryAfterSeconds = 2;
// Longest detail or object that is repeated to a client.
inline constexpr std::size_t kDetailBytesMax = 600;

// A refusal by HTTP itself: no rule of the ledger is involved (type "about:blank").
Response problem(unsigned status, std::string_view detail);
// The same with words of the reader's language.
Response problem(unsigned status, std::string_view title, std::string_view detail);
// 503 with Retry-After.
Response try_again(std::string_view detail, std::int64_t seconds = kRetryAfterSeconds);
// A refusal by a rule: type "urn:kuboluk:rule:<rule>", with the paragraph's text. The status is
// status_of(error); damage of the store is told without its detail.
Response refusal(const Error& error, const domain::Ruleset& ruleset);
Response refusal(unsigned status, const Error& error, const domain::Ruleset& ruleset);

// 400 form, 413 size, 503 store, else 409: refused by the ledger's rules.
unsigned status_of(const Error& error);

// "Not Found", ...
std::string_view status_title(unsigned status);

}  // namespace kuboluk::node::http
