// Status proofs and list proofs of the newest committed size.
#include "ledger/domain/ids.h"
#include "ledger/proof/list_proof.h"
#include "ledger/proof/status_proof.h"
#include "node/http/pages.h"
#include "node/http/problem.h"
#include "node/http/served.h"

namespace kuboluk::node::http {

namespace {

constexpr char kListKind[] = "accreditation";
constexpr std::uint64_t kSkewSeconds = core::kSkewMs / domain::kSecondMs;

Response proof_text(std::string text) {
  Response response;
  response.body = std::move(text);
  response.headers.emplace_back("Cache-Control", "no-cache");
  return response;
}

// The question was judged before: what fails now is this node's own state.
Response not_built(const Error& error, const domain::Ruleset& ruleset) {
  return refusal(503, error, ruleset);
}

}  // namespace

Response proof_page(const Gate& gate, const std::vector<std::string>& words) {
  const core::Setup& setup = gate.setup();
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
  auto served = open_current(gate);
  if (auto* refused = std::get_if<Response>(&served)) return std::move(*refused);
  const Served& from = std::get<Served>(served);
  const auto built = proof::build_status_proof(*from.snapshot, setup.policy, from.note,
                                               typed->asked, clock_s(), kSkewSeconds);
  if (!built) return not_built(built.error(), setup.ruleset);
  return proof_text(proof::print_status_proof(*built));
}

Response list_page(const Gate& gate, const std::vector<std::string>& words) {
  const core::Setup& setup = gate.setup();
  if (words[0] != kListKind) return problem(404, "there are lists of accreditation only");
  if (!domain::is_body_id(words[1])) {
    return refusal(400, Error{"X.FORM", "election", "this is no election id"}, setup.ruleset);
  }
  auto served = open_current(gate);
  if (auto* refused = std::get_if<Response>(&served)) return std::move(*refused);
  const Served& from = std::get<Served>(served);
  const auto built = proof::build_list_proof(*from.snapshot, setup.policy, from.note, words[1],
                                             clock_s(), kSkewSeconds);
  if (!built) return not_built(built.error(), setup.ruleset);
  return proof_text(proof::print_list_proof(*built));
}

}  // namespace kuboluk::node::http
