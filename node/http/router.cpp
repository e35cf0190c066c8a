#include "node/http/router.h"

#include <algorithm>
#include <array>

#include "ledger/log/decimal.h"
#include "node/http/face_routes.h"
#include "node/http/problem.h"

namespace kuboluk::node::http {

namespace {

struct PageName {
  std::string_view segment;
  Page page;
  std::size_t words_min;
  std::size_t words_max;
};
constexpr std::array<PageName, 12> kPages = {{{"submit", Page::kSubmit, 0, 0},
                                              {"checkpoint", Page::kCheckpoint, 0, 0},
                                              {"tile", Page::kTile, 2, kSegmentsMax},
                                              {"genesis", Page::kGenesis, 0, 0},
                                              {"proof", Page::kProof, 3, 3},
                                              {"list", Page::kList, 2, 2},
                                              {"receipt", Page::kReceipt, 1, 1},
                                              {"evidence", Page::kEvidence, 0, 0},
                                              {"healthz", Page::kHealth, 0, 0},
                                              {"status.json", Page::kStatusJson, 0, 0},
                                              {"add-checkpoint", Page::kAddCheckpoint, 0, 0},
                                              {"witness", Page::kWitnessed, 2, 2}}};
constexpr std::string_view kPostMethods = "POST, OPTIONS";
constexpr std::string_view kReadMethods = "GET, HEAD, OPTIONS";

const PageName* find_page(const Target& target) {
  if (target.segments.empty()) return nullptr;
  const auto found = std::find_if(kPages.begin(), kPages.end(), [&](const PageName& page) {
    return page.segment == target.segments[0];
  });
  if (found == kPages.end()) return nullptr;
  const std::size_t words = target.segments.size() - 1;
  return words < found->words_min || words > found->words_max ? nullptr : &*found;
}

bool read_submit_query(const Target& target, Route& route) {
  bool wait_seen = false;
  for (const auto& [key, value] : target.query) {
    if (key == "wait" && !wait_seen && (value.empty() || value == "1")) {
      wait_seen = route.wait = true;
    } else if (key == "at-least" && !route.at_least) {
      route.at_least = log::parse_decimal(value);
      if (!route.at_least) return false;
    } else {
      return false;
    }
  }
  return true;
}

Response with_allow(Response response, std::string_view allowed) {
  response.headers.emplace_back("Allow", std::string(allowed));
  return response;
}

Response options(std::string_view allowed) {
  return with_allow(Response{204, "", "", {}}, allowed);
}

// Methods of RFC 9110 that we know and do not serve are 405, everything else is 501.
bool is_known_method(std::string_view method) {
  constexpr std::array<std::string_view, 8> kKnown = {"GET",    "HEAD",  "POST",    "PUT",
                                                      "DELETE", "PATCH", "OPTIONS", "TRACE"};
  return std::find(kKnown.begin(), kKnown.end(), method) != kKnown.end();
}

// Everything but the public face.
std::variant<Route, Response> plain_route(const PageName& page, const Target& target) {
  Route route;
  route.page = page.page;
  route.words.assign(target.segments.begin() + 1, target.segments.end());
  const bool submit = page.page == Page::kSubmit;
  // A cache that drops the query must not be able to change an answer (TrustAsia 2026).
  if (!submit && target.has_query) return problem(400, "this resource takes no query");
  if (submit && !read_submit_query(target, route)) {
    return problem(400, "the query may hold wait and at-least=SIZE, each once, and nothing else");
  }
  return route;
}

Route face_route(const FaceRoute& face, const Target& target, std::string_view text) {
  Route route;
  route.page = face.page;
  route.form = face.form;
  route.words = face.words;
  route.target = without_authority(text);
  auto query = read_face_query(target.query, face.keys);
  if (const Fault* fault = std::get_if<Fault>(&query)) {
    route.fault = *fault;
  } else {
    route.query = std::get<FaceQuery>(std::move(query));
  }
  return route;
}

}  // namespace

bool takes_body(Page page) {
  return page == Page::kSubmit || page == Page::kAddCheckpoint;
}

std::variant<Route, Response> find_route(std::string_view method, std::string_view target) {
  if (!is_known_method(method)) return problem(501, "this method is not known here");
  if (target.size() > kTargetBytesMax) return problem(414, "no path here is that long");
  if (method == "OPTIONS" && target == "*") return options("GET, HEAD, POST, OPTIONS");
  const std::optional<Target> read = read_target(target);
  if (!read) return problem(400, "the target is not a path of plain ASCII names");
  const PageName* page = find_page(*read);
  const auto face = page == nullptr ? find_face_route(read->segments) : std::nullopt;
  if (page == nullptr && !face) return problem(404, "there is no such resource");
  const bool posts = page != nullptr && takes_body(page->page);
  const std::string_view allowed = posts ? kPostMethods : kReadMethods;
  if (method == "OPTIONS") return options(allowed);
  if (posts ? method != "POST" : (method != "GET" && method != "HEAD")) {
    return with_allow(problem(405, "this resource is not asked with this method"), allowed);
  }
  if (face) return face_route(*face, *read, target);
  return plain_route(*page, *read);
}

}  // namespace kuboluk::node::http
