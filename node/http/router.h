// Which resource a request line asks for. Pure: no socket, no state.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "node/http/face_query.h"
#include "node/http/response.h"
#include "node/http/target.h"

namespace kuboluk::node::http {

// Longest request target; a path of ours has at most about 250 bytes, with a query 600. Stops the
// rest of the header limit from being spent on one.
inline constexpr std::size_t kTargetBytesMax = 2048;

enum class Page {
  kSubmit,
  kCheckpoint,
  kTile,
  kGenesis,
  kProof,
  kList,
  kReceipt,
  kEvidence,
  kHealth,
  kStatusJson,
  kAddCheckpoint,
  kWitnessed,
  // --- the public face: what people read, and its machine forms
  kHome,
  kLookUp,  // `/o?number=`: sent on to `/o/<number>`
  kObserver,
  kHistory,
  kObserverProof,
  kElection,
  kAccredited,
  kRevocations,
  kListProof,
  kChangesAtom,
  kChangesJson,
  kApplication,
  kLog,
  kLogEvents,
  kStatus,
  kOpenApi,
  kVerify,
  kTlogProof,
};

enum class Form { kPage, kJson, kCsv, kText };

struct Route {
  Page page = Page::kHealth;
  std::vector<std::string> words;  // what follows the page's own first segment, decoded;
                                   // without ".json", ".csv", ".txt" and the page's own words
  bool wait = false;               // kSubmit
  std::optional<std::uint64_t> at_least;  // kSubmit
  Form form = Form::kPage;                // of the public face
  FaceQuery query;
  std::optional<Fault> fault;  // the query of a page of the public face is wrong
  Asker asker;                 // put in by the connection
  std::string target;          // path and query as requested
};

// Whether the resource is asked with POST and a body; all others are read.
bool takes_body(Page page);

// The route, or what to answer: 204 to OPTIONS, 400 for a target that nobody has to understand,
// 404, 405 with Allow, 414, 501.
std::variant<Route, Response> find_route(std::string_view method, std::string_view target);

}  // namespace kuboluk::node::http
