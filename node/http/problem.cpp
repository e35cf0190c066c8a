#include "node/http/problem.h"

#include <boost/json.hpp>
#include <optional>

#include "ledger/domain/charset.h"
#include "ledger/domain/view.h"

namespace kuboluk::node::http {

namespace {

namespace json = boost::json;

struct Parts {
  std::string type = "about:blank";
  std::string title;
  std::string detail;
  std::optional<std::string> rule;
  std::optional<std::string> paragraph;
  std::optional<std::string> field;
  std::optional<std::string> object;
};

json::value or_null(const std::optional<std::string>& text) {
  return text ? json::value(*text) : json::value(nullptr);
}

Response print(unsigned status, const Parts& parts) {
  json::object out;
  out["type"] = parts.type;
  out["title"] = parts.title;
  out["status"] = status;
  out["detail"] = parts.detail;
  out["rule"] = or_null(parts.rule);
  out["paragraph"] = or_null(parts.paragraph);
  out["field"] = or_null(parts.field);
  out["object"] = or_null(parts.object);
  return Response{status, kProblemType, json::serialize(out) + "\n", {}};
}

// JSON must be UTF-8, and a terminal must not be steered: what is not free text of the ledger loses
// every byte that is not plain ASCII.
std::string printable(std::string_view text) {
  std::string safe(text.substr(0, kDetailBytesMax));
  if (safe.empty() || !domain::free_text_fault(safe)) return safe;
  for (char& byte : safe) {
    if (byte < ' ' || byte > '~') byte = '?';
  }
  return safe;
}

std::optional<std::string> paragraph_text(const domain::Ruleset& ruleset, std::string_view rule) {
  if (const auto found = ruleset.rules.find(rule); found != ruleset.rules.end()) {
    return found->second.text;
  }
  const auto found = domain::integrity_rules().find(rule);
  if (found != domain::integrity_rules().end()) return found->second;
  return std::nullopt;
}

// Parsers name a line at the end of the object: "event line 4", "note 2, event line 4".
std::optional<std::string> field_of(std::string_view object) {
  const std::size_t at = object.rfind("line ");
  if (at == std::string_view::npos || (at > 0 && object[at - 1] != ' ')) return std::nullopt;
  const std::string_view digits = object.substr(at + 5);
  if (digits.empty() || digits.find_first_not_of("0123456789") != std::string_view::npos) {
    return std::nullopt;
  }
  return std::string(object.substr(at));
}

std::string_view rule_title(unsigned status) {
  switch (status) {
    case 400:
      return "not in the form that is asked for";
    case 403:
      return "not signed by a key of its author";
    case 413:
      return "too large";
    case 503:
      return "not now";
    default:
      return "refused by a rule of the ledger";
  }
}

}  // namespace

std::string_view status_title(unsigned status) {
  switch (status) {
    case 200:
      return "OK";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 409:
      return "Conflict";
    case 411:
      return "Length Required";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 417:
      return "Expectation Failed";
    case 422:
      return "Unprocessable Content";
    case 431:
      return "Request Header Fields Too Large";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Internal Server Error";
  }
}

unsigned status_of(const Error& error) {
  if (domain::is_damage(error)) return 503;
  if (error.rule == "X.FORM" || error.rule.starts_with("C2SP.")) return 400;
  return error.rule == "X.SIZE" ? 413 : 409;
}

Response problem(unsigned status, std::string_view detail) {
  return problem(status, status_title(status), detail);
}

Response problem(unsigned status, std::string_view title, std::string_view detail) {
  Parts parts;
  parts.title = title;
  parts.detail = printable(detail);
  return print(status, parts);
}

Response try_again(std::string_view detail, std::int64_t seconds) {
  Response response = problem(503, detail);
  response.headers.emplace_back("Retry-After", std::to_string(seconds));
  return response;
}

Response refusal(unsigned status, const Error& error, const domain::Ruleset& ruleset) {
  Parts parts;
  parts.type = "urn:kuboluk:rule:" + printable(error.rule);
  parts.title = rule_title(status);
  parts.rule = printable(error.rule);
  parts.paragraph = paragraph_text(ruleset, error.rule);
  if (domain::is_damage(error)) {
    // Names files of this machine: for the operator's log, not for the public.
    parts.detail = "the store of this node cannot answer now; ask again, or ask another node";
  } else {
    parts.detail = printable(error.detail);
    parts.field = field_of(error.object);
    parts.object = printable(error.object);
  }
  Response response = print(status, parts);
  if (status == 503) {
    response.headers.emplace_back("Retry-After", std::to_string(kRetryAfterSeconds));
  }
  return response;
}

Response refusal(const Error& error, const domain::Ruleset& ruleset) {
  return refusal(status_of(error), error, ruleset);
}

}  // namespace kuboluk::node::http
