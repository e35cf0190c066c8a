// What can be said about a submission without the node: form, known keys, signatures. Runs on a
// worker, so that junk costs the node's state nothing.
#pragma once

#include <memory>
#include <string_view>
#include <variant>

#include "ledger/domain/signed_event.h"
#include "ledger/exchange/submission.h"
#include "node/gate.h"
#include "node/http/response.h"

namespace kuboluk::node::http {

// Cheapest first: form (400, 413), the operator's statement, known author keys (403, before any
// author's signature is checked), signatures (409). What passes may still be refused by the
// ledger's rules: they are the node's business.
std::variant<exchange::Submission, Response> judge_submission(const Gate& gate,
                                                              std::string_view body);

// The keys that the committed records list for an author; none if the ledger does not know the
// author. Errors: damage.
Result<domain::AuthorKeys> recorded_keys(const domain::StateView& state, const std::string& author);

}  // namespace kuboluk::node::http
