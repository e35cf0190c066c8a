// Status proofs and list proofs of the newest committed size.
#include <functional>

#include "ledger/domain/ids.h"
#include "ledger/proof/list_proof.h"
#include "ledger/proof/status_proof.h"
#include "node/http/pages.h"
#include "node/http/problem.h"
#include "node/http/served.h"

namespace kuboluk::node::http {

namespace {

constexpr char kListKind[] = "accreditation";

Response proof_text(std::string text) {
  Response response;
  response.body = std::move(text);
  response.headers.emplace_back("Cache-Control", "no-cache");
  return response;
}

// `question` and the words name the question; they were judged before, so what fails now is this
// node's own state.
Response kept_or_made(const ProofCall& call, std::string question,
                      const std::function<Result<std::string>(const Served&)>& make) {
  auto served = open_current(call.gate);
  if (auto* refused = std::get_if<Response>(&served)) return std::move(*refused);
  const Served& from = std::get<Served>(served);
  for (const std::string& word : call.words)
    question.append(" ").append(word);
  const Moment moment = moment_of(from, call.now_s);
  if (const auto kept = call.kept.find(moment, question)) return *kept;
  auto text = make(from);
  if (!text) return refusal(503, text.error(), call.gate.setup().ruleset);
  Response response = proof_text(std::move(*text));
  call.kept.keep(moment, question, std::make_shared<const Response>(response),
                 bytes_kept(response));
  return response;
}

}  // namespace

Response proof_page(const ProofCall& call) {
  const core::Setup& setup = call.gate.setup();
  const std::vector<std::string>& words = call.words;
  const auto question = proof::parse_question(words[0]);
  if (!question) {
    return problem(404, "ask for accreditation, certificate, person, application or history");
  }
  const auto typed = proof::asked_from_typed(*question, words[1], words[2]);
  if (!typed) return refusal(400, typed.error(), setup.ruleset);
  if (typed->mistyped) {
    return refusal(400, Error{"X.FORM", "number", "its check character does not fit: mistyped"},
                   setup.ruleset);
  }
  return kept_or_made(call, "proof", [&](const Served& from) -> Result<std::string> {
    const auto built = proof::build_status_proof(*from.snapshot, setup.policy, from.note,
                                                 typed->asked, call.now_s, core::kSkewSeconds);
    if (!built) return built.error();
    return proof::print_status_proof(*built);
  });
}

Response list_page(const ProofCall& call) {
  const core::Setup& setup = call.gate.setup();
  if (call.words[0] != kListKind) return problem(404, "there are lists of accreditation only");
  const std::string& election = call.words[1];
  if (!domain::is_body_id(election)) {
    return refusal(400, Error{"X.FORM", "election", "this is no election id"}, setup.ruleset);
  }
  return kept_or_made(call, "list", [&](const Served& from) -> Result<std::string> {
    const auto built = proof::build_list_proof(*from.snapshot, setup.policy, from.note, election,
                                               call.now_s, core::kSkewSeconds);
    if (!built) return built.error();
    return proof::print_list_proof(*built);
  });
}

}  // namespace kuboluk::node::http
