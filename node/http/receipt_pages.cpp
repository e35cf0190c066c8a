// What became of an act that somebody holds a receipt for, and what is held against the log.
#include <algorithm>
#include <boost/json.hpp>

#include "crypto/encoding.h"
#include "crypto/note.h"
#include "crypto/sha256.h"
#include "ledger/exchange/submission.h"
#include "node/http/pages.h"
#include "node/http/problem.h"
#include "node/http/served.h"

namespace kuboluk::node::http {

namespace {

namespace json = boost::json;

Response json_response(const json::value& value) {
  Response response{200, kJsonType, json::serialize(value) + "\n", {}};
  response.headers.emplace_back("Cache-Control", "no-cache");
  return response;
}

bool holds_event(const exchange::PendingAct& act, const Hash& event) {
  const auto notes = exchange::split_notes(act.bytes);
  return std::any_of(notes.begin(), notes.end(), [&](std::string_view bytes) {
    const auto note = crypto::parse_note(bytes);
    return note && crypto::sha256(bytes_of(note->text)) == event;
  });
}

// A refusal names the acts that are left out, one a line.
json::array complaints_about(const std::string& event_hex,
                             const std::vector<core::LastRefusal>& refusals) {
  json::array complaints;
  for (const core::LastRefusal& refusal : refusals) {
    if (refusal.note.find("\nevent " + event_hex + "\n") == std::string::npos) continue;
    complaints.push_back(json::value(refusal.note));
  }
  return complaints;
}

json::object receipt_json(std::string_view state, std::optional<std::uint64_t> index,
                          std::optional<std::uint64_t> size) {
  json::object out;
  out["state"] = state;
  out["index"] = index ? json::value(*index) : json::value(nullptr);
  out["size"] = size ? json::value(*size) : json::value(nullptr);
  out["rejection"] = nullptr;
  return out;
}

// Committed wins over all else: an act that was rejected once may have been submitted again.
Result<json::object> find_receipt(const Served& from, const Hash& event) {
  const std::uint64_t size = from.checkpoint.size;
  const auto index = from.snapshot->event_index(event);
  if (!index) return index.error();
  if (*index && **index < size) return receipt_json("committed", **index, size);
  if (*index) return receipt_json("pending", std::nullopt, size);
  const auto acts = from.snapshot->acts();
  if (!acts) return acts.error();
  for (const exchange::PendingAct& act : *acts) {
    if (holds_event(act, event)) return receipt_json("pending", std::nullopt, size);
  }
  const auto rejection = from.snapshot->rejection(event);
  if (!rejection) return rejection.error();
  if (!*rejection) return receipt_json("unknown", std::nullopt, size);
  json::object out = receipt_json("rejected", std::nullopt, size);
  out["rejection"] = **rejection;
  return out;
}

}  // namespace

Response receipt_page(const Gate& gate, const std::string& event_hex,
                      const std::vector<core::LastRefusal>& refusals) {
  const auto event = crypto::hash_from_hex(event_hex);
  if (!event) return problem(400, "an event id has 64 lower-case hex digits");
  auto served = open_served(gate);
  if (auto* refused = std::get_if<Response>(&served)) return std::move(*refused);
  auto found = find_receipt(std::get<Served>(served), *event);
  if (!found) return refusal(503, found.error(), gate.setup().ruleset);
  (*found)["complaints"] = complaints_about(event_hex, refusals);
  return json_response(*found);
}

Response evidence_page(const Gate& gate) {
  const auto snapshot = gate.snapshot();
  if (!snapshot) return refusal(503, snapshot.error(), gate.setup().ruleset);
  const auto evidence = (*snapshot)->evidence();
  if (!evidence) return refusal(503, evidence.error(), gate.setup().ruleset);
  json::array out;
  for (const std::string& text : *evidence)
    out.push_back(json::value(text));
  return json_response(out);
}

}  // namespace kuboluk::node::http
