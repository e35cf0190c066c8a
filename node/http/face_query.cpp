#include "node/http/face_query.h"

#include <algorithm>
#include <set>

#include "ledger/domain/charset.h"
#include "ledger/domain/ids.h"
#include "ledger/log/decimal.h"
#include "node/forms/words.h"

namespace kuboluk::node::http {

namespace {

using Faults = std::optional<Fault>;

Fault fault(pages::Problem what) {
  return Fault{400, what, ""};
}

// Pages of the longest list there can be.
constexpr std::uint64_t kListPagesMax = 1'000'000;

Faults read_time(std::string text, std::optional<domain::Instant>& into) {
  std::replace(text.begin(), text.end(), ' ', '+');
  if (text == "now") return std::nullopt;
  const auto time = forms::parse_typed_time("", text);
  if (!time) return fault(pages::Problem::kBadTime);
  into = *time;
  return std::nullopt;
}

Faults read_token(const std::string& text, std::string& into) {
  if (!domain::is_token(text)) return fault(pages::Problem::kBadPath);
  into = text;
  return std::nullopt;
}

Faults read_election(const std::string& text, std::string& into) {
  if (!domain::is_body_id(text)) return fault(pages::Problem::kBadElection);
  into = text;
  return std::nullopt;
}

// '+' and spaces around what was typed are a form's and a tired thumb's.
Faults read_number(std::string text, std::string& into) {
  std::replace(text.begin(), text.end(), '+', ' ');
  const std::size_t first = text.find_first_not_of(' ');
  const std::size_t last = text.find_last_not_of(' ');
  into = first == std::string::npos ? "" : text.substr(first, last - first + 1);
  if (domain::parse_typed_number(into)) return std::nullopt;
  return Fault{400, pages::Problem::kBadNumber, into};
}

Faults read_verdict(const std::string& text, report::RowFilter& filter) {
  filter.verdict = report::verdict_of_key(text);
  return filter.verdict ? std::nullopt : Faults(fault(pages::Problem::kBadPath));
}

Faults read_language(const std::string& text, FaceQuery& query) {
  query.language = speech::parse_language(text);
  return query.language ? std::nullopt : Faults(fault(pages::Problem::kBadPath));
}

Faults read_from(const std::string& text, FaceQuery& query) {
  query.from = log::parse_decimal(text);
  return query.from ? std::nullopt : Faults(fault(pages::Problem::kBadPath));
}

Faults read_list_page(const std::string& text, FaceQuery& query) {
  const auto page = log::parse_decimal(text);
  if (!page || *page == 0 || *page > kListPagesMax) return fault(pages::Problem::kBadPath);
  query.page = *page;
  return std::nullopt;
}

struct Key {
  std::string_view name;
  unsigned bit;
  Faults (*read)(const std::string& value, FaceQuery& query);
};
constexpr Key kKeys[] = {
    {"lang", kLanguageKey, read_language},
    {"at", kClockKeys, [](const std::string& v, FaceQuery& q) { return read_time(v, q.at); }},
    {"known", kClockKeys, [](const std::string& v, FaceQuery& q) { return read_time(v, q.known); }},
    {"election", kElectionKey,
     [](const std::string& v, FaceQuery& q) { return read_election(v, q.election); }},
    {"decree", kFilterKeys,
     [](const std::string& v, FaceQuery& q) { return read_token(v, q.filter.decree); }},
    {"organisation", kFilterKeys,
     [](const std::string& v, FaceQuery& q) { return read_token(v, q.filter.organisation); }},
    {"citizenship", kFilterKeys,
     [](const std::string& v, FaceQuery& q) { return read_token(v, q.filter.citizenship); }},
    {"verdict", kFilterKeys,
     [](const std::string& v, FaceQuery& q) { return read_verdict(v, q.filter); }},
    {"page", kPageKey, read_list_page},
    {"from", kFromKey, read_from},
    {"number", kNumberKey,
     [](const std::string& v, FaceQuery& q) { return read_number(v, q.number); }},
};

// Null: the resource takes no such key.
const Key* find_key(std::string_view name, unsigned keys) {
  const auto found = std::find_if(std::begin(kKeys), std::end(kKeys),
                                  [&](const Key& each) { return each.name == name; });
  return found == std::end(kKeys) || (keys & found->bit) == 0 ? nullptr : found;
}

// The first `lang` of a target that may be no target at all, nor lead anywhere.
std::optional<speech::Language> language_in(std::string_view target) {
  constexpr std::string_view kKey = "lang=";
  std::size_t begin = target.find('?');
  while (begin != std::string_view::npos) {
    const std::size_t end = target.find('&', ++begin);
    const std::string_view pair = target.substr(begin, end - begin);
    if (pair.starts_with(kKey)) return speech::parse_language(pair.substr(kKey.size()));
    begin = end;
  }
  return std::nullopt;
}

}  // namespace

std::variant<FaceQuery, Fault> read_face_query(
    std::span<const std::pair<std::string, std::string>> pairs, unsigned keys) {
  FaceQuery query;
  std::set<std::string> seen;
  for (const auto& [name, value] : pairs) {
    const Key* key = find_key(name, keys);
    if (key == nullptr || !seen.insert(name).second) return fault(pages::Problem::kBadPath);
    if (value.size() > kQueryValueBytesMax) return fault(pages::Problem::kTooLong);
    if (value.empty()) continue;
    if (auto wrong = key->read(value, query)) return std::move(*wrong);
  }
  return query;
}

Asker read_asker(const RequestHead& head) {
  Asker asker;
  const auto asked_for = language_in(head.target);
  asker.wants_html = head.accept.find("text/html") != std::string::npos;
  asker.has_preference = asked_for || !head.accept_language.empty();
  asker.language = asked_for.value_or(speech::preferred_language(head.accept_language));
  asker.if_none_match = head.if_none_match;
  asker.last_event_id = head.last_event_id;
  return asker;
}

}  // namespace kuboluk::node::http
