#include "node/http/router.h"

#include <algorithm>
#include <array>

#include "ledger/log/decimal.h"
#include "node/http/problem.h"

namespace kuboluk::node::http {

namespace {

struct PageName {
  std::string_view segment;
  Page page;
  std::size_t words_min;
  std::size_t words_max;
};
constexpr std::array<PageName, 10> kPages = {{{"submit", Page::kSubmit, 0, 0},
                                              {"checkpoint", Page::kCheckpoint, 0, 0},
                                              {"tile", Page::kTile, 2, kSegmentsMax},
                                              {"genesis", Page::kGenesis, 0, 0},
                                              {"proof", Page::kProof, 3, 3},
                                              {"list", Page::kList, 2, 2},
                                              {"receipt", Page::kReceipt, 1, 1},
                                              {"evidence", Page::kEvidence, 0, 0},
                                              {"healthz", Page::kHealth, 0, 0},
                                              {"status", Page::kStatus, 0, 0}}};
constexpr std::string_view kSubmitMethods = "POST, OPTIONS";
constexpr std::string_view kReadMethods = "GET, HEAD, OPTIONS";

struct Target {
  std::vector<std::string> segments;
  std::vector<std::pair<std::string, std::string>> query;
  bool has_query = false;
};

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Decoded once, after the division at '/': every name of ours is printable ASCII, so whatever else
// comes out is nobody's (NUL, a hidden slash, a backslash, bytes beyond ASCII).
std::optional<std::string> decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = hex_value(text[i + 1]);
      const int low = hex_value(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(16 * high + low);
      i += 2;
    }
    if (c <= ' ' || c > '~' || c == '/' || c == '\\') return std::nullopt;
    out += c;
  }
  return out;
}

bool read_path(std::string_view path, Target& target) {
  if (!path.starts_with('/')) return false;
  if (path == "/") return true;
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::size_t end = std::min(path.find('/'), path.size());
    const auto segment = decode(path.substr(0, end));
    if (!segment || *segment == "." || *segment == "..") return false;
    if (target.segments.size() == kSegmentsMax) return false;
    target.segments.push_back(*segment);
    path.remove_prefix(end);
  }
  return true;
}

bool read_query(std::string_view query, Target& target) {
  while (true) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const auto key = decode(pair.substr(0, equals));
    const auto value = decode(pair.substr(std::min(equals + 1, pair.size())));
    if (!key || !value || key->empty()) return false;
    target.query.emplace_back(*key, *value);
    if (end == query.size()) return true;
    query.remove_prefix(end + 1);
  }
}

// RFC 9112 3.2.2: a server must take the absolute form too; the name in it is not ours to judge.
std::string_view without_authority(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!target.starts_with(scheme)) continue;
    const std::size_t slash = target.find('/', scheme.size());
    return slash == std::string_view::npos ? "/" : target.substr(slash);
  }
  return target;
}

std::optional<Target> read_target(std::string_view text) {
  Target target;
  text = without_authority(text);
  const std::size_t mark = text.find('?');
  if (!read_path(text.substr(0, mark), target)) return std::nullopt;
  target.has_query = mark != std::string_view::npos;
  if (target.has_query && !read_query(text.substr(mark + 1), target)) return std::nullopt;
  return target;
}

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

}  // namespace

std::variant<Route, Response> find_route(std::string_view method, std::string_view target) {
  if (!is_known_method(method)) return problem(501, "this method is not known here");
  if (target.size() > kTargetBytesMax) return problem(414, "no path here is that long");
  if (method == "OPTIONS" && target == "*") return options("GET, HEAD, POST, OPTIONS");
  const std::optional<Target> read = read_target(target);
  if (!read) return problem(400, "the target is not a path of plain ASCII names");
  const PageName* page = find_page(*read);
  if (page == nullptr) return problem(404, "there is no such resource");
  const bool submit = page->page == Page::kSubmit;
  const std::string_view allowed = submit ? kSubmitMethods : kReadMethods;
  if (method == "OPTIONS") return options(allowed);
  if (submit ? method != "POST" : (method != "GET" && method != "HEAD")) {
    return with_allow(problem(405, "this resource is not asked with this method"), allowed);
  }
  Route route{page->page, {}, false, std::nullopt};
  route.words.assign(read->segments.begin() + 1, read->segments.end());
  // A cache that drops the query must not be able to change an answer (TrustAsia 2026).
  if (!submit && read->has_query) return problem(400, "this resource takes no query");
  if (submit && !read_submit_query(*read, route)) {
    return problem(400, "the query may hold wait and at-least=SIZE, each once, and nothing else");
  }
  return route;
}

}  // namespace kuboluk::node::http
