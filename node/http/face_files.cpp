// What is served as it is: the description of the interface, the offline verifier, the proof of one
// entry; and the human page of the node.
#include "ledger/log/decimal.h"
#include "ledger/log/merkle.h"
#include "ledger/log/tiles.h"
#include "ledger/log/tlog_proof.h"
#include "node/forms/openapi.h"
#include "node/http/face_frame.h"
#include "node/http/pages.h"
#include "node/http/problem.h"
#include "node/pages/offline_verifier.h"
#include "node/witness/external_cosignatures.h"

namespace kuboluk::node::http {

namespace {

constexpr char kKeepAnHour[] = "public, max-age=3600";
constexpr char kKeepSeconds[] = "public, max-age=5";
// One file with its own script, which talks to nobody; it may use the camera to scan.
constexpr char kVerifierPolicy[] =
    "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval'; "
    "style-src 'unsafe-inline'; img-src data: blob:; media-src blob:; worker-src blob:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

// The proof that the entry is in the tree of the newest committed checkpoint.
Result<std::string> tlog_proof(const Served& from, std::uint64_t index) {
  const auto hashes = log::inclusion_proof(
      log::TileHashReader(*from.snapshot, from.checkpoint.size), index, from.checkpoint.size);
  if (!hashes) return hashes.error();
  return log::print_tlog_proof(log::TlogProof{{}, index, *hashes, from.note});
}

std::string_view role_of(const core::Setup& setup) {
  if (setup.is_sequencer()) return "sequencer";
  return setup.self().cosigner_key ? "cosigner" : "replica";
}

std::vector<pages::ExternalWitness> external_of(const witness::ExternalCosignatures* external) {
  std::vector<pages::ExternalWitness> shown;
  if (external == nullptr) return shown;
  for (const witness::ExternalStatus& one : external->list()) {
    pages::ExternalWitness view{one.name, std::nullopt, std::nullopt};
    if (one.newest) {
      view.size = one.newest->size;
      view.time = domain::Instant{static_cast<std::int64_t>(one.newest->time) * domain::kSecondMs};
    }
    shown.push_back(std::move(view));
  }
  return shown;
}

pages::NodeView view_of(const core::Setup& setup, const core::NodeStatus& status) {
  pages::NodeView view;
  view.status = status;
  view.role = role_of(setup);
  view.ledger = setup.info.id;
  view.ruleset = setup.info.ruleset;
  view.quorum_needed = quorum_words(setup.policy);
  view.quorum_reachable = quorum_reachable(setup, status);
  return view;
}

}  // namespace

Response open_api_face(const FaceCall& call) {
  Response response = json_text(std::string(forms::open_api()));
  response.headers.emplace_back("Cache-Control", kKeepAnHour);
  return with_strong_tag(std::move(response), call.route.asker);
}

Response verify_face(const FaceCall& call) {
  if (call.route.fault) return fault_response(call, *call.route.fault);
  Response response = html(std::string(pages::offline_verifier()));
  response.headers.emplace_back("Cache-Control", kKeepAnHour);
  response.headers.emplace_back("Content-Security-Policy", kVerifierPolicy);
  response.headers.emplace_back("Referrer-Policy", "no-referrer");
  return with_strong_tag(std::move(response), call.route.asker);
}

Response tlog_proof_face(const FaceCall& call) {
  if (call.route.fault) return fault_response(call, *call.route.fault);
  const auto index = log::parse_decimal(call.route.words.front());
  if (!index) return problem(400, "an entry is asked for by its index in decimal");
  auto served = open_served(call.gate);
  if (auto* refused = std::get_if<Response>(&served)) return std::move(*refused);
  const Served& from = std::get<Served>(served);
  if (*index >= from.checkpoint.size) {
    return problem(404, "this entry lies beyond the committed checkpoint");
  }
  auto text = tlog_proof(from, *index);
  if (!text) return refusal(503, text.error(), call.gate.setup().ruleset);
  Response response = plain(kTextType, std::move(*text));
  response.headers.emplace_back("Cache-Control", kKeepSeconds);
  return with_strong_tag(std::move(response), call.route.asker);
}

Response status_face(const FaceCall& call, const core::NodeStatus& status,
                     const witness::ExternalCosignatures* external, const DiskGauge& disk) {
  if (call.route.fault) return fault_response(call, *call.route.fault);
  pages::NodeView view = view_of(call.gate.setup(), status);
  view.external = external_of(external);
  if (const auto use = disk_use(disk)) {
    view.disk_used_bytes = use->used_bytes;
    view.disk_free_bytes = use->free_bytes;
  }
  // This page must be there when nothing else is: a node that starts, catches up or has a broken
  // store is what its operator wants to see.
  auto opened = FaceState::open(call);
  const auto* state = std::get_if<std::unique_ptr<FaceState>>(&opened);
  view.current = state != nullptr;
  Response response =
      html(call.parts.pages.node_page(state ? (*state)->context() : bare_context(call), view));
  response.headers.emplace_back("Cache-Control", "no-cache");
  put_page_headers(response, language_of(call.route));
  return response;
}

}  // namespace kuboluk::node::http
