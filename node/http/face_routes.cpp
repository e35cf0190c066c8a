#include "node/http/face_routes.h"

#include <array>

namespace kuboluk::node::http {

namespace {

// What a segment of a pattern stands for.
constexpr std::string_view kWord = "*";       // one word
constexpr std::string_view kWordForm = "*.";  // one word with a form: "KG25-0128-L.json"

enum Forms : unsigned { kNoForms = 0, kJsonForm = 1, kPlainForms = 2 };

struct Pattern {
  std::array<std::string_view, 3> segments;  // "" ends it; "x." has a form: "history.json"
  Page page;
  unsigned forms;
  unsigned keys;
};

constexpr unsigned kAllForms = kJsonForm | kPlainForms;
constexpr std::array<Pattern, 17> kPatterns = {{
    {{"o", "", ""}, Page::kLookUp, kNoForms, kNumberKey | kElectionKey | kLanguageKey},
    {{"o", kWordForm, ""}, Page::kObserver, kAllForms, kElectionKey | kClockKeys | kLanguageKey},
    {{"o", kWord, "history."}, Page::kHistory, kAllForms, kElectionKey | kClockKeys | kLanguageKey},
    {{"o", kWord, "proof"}, Page::kObserverProof, kNoForms, kElectionKey | kLanguageKey},
    {{"e", kWordForm, ""}, Page::kElection, kJsonForm, kClockKeys | kLanguageKey},
    {{"e", kWord, "accredited."},
     Page::kAccredited,
     kAllForms,
     kClockKeys | kFilterKeys | kPageKey | kLanguageKey},
    {{"e", kWord, "revocations."},
     Page::kRevocations,
     kAllForms,
     kClockKeys | kPageKey | kLanguageKey},
    {{"e", kWord, "changes.atom"}, Page::kChangesAtom, kNoForms, kFromKey | kLanguageKey},
    {{"e", kWord, "changes.json"}, Page::kChangesJson, kNoForms, kFromKey | kLanguageKey},
    {{"a", kWordForm, ""}, Page::kApplication, kJsonForm, kElectionKey | kClockKeys | kLanguageKey},
    {{"log.", "", ""}, Page::kLog, kJsonForm, kFromKey | kLanguageKey},
    {{"log", "events", ""}, Page::kLogEvents, kNoForms, kFromKey},
    {{"status", "", ""}, Page::kStatus, kNoForms, kLanguageKey},
    {{"openapi.json", "", ""}, Page::kOpenApi, kNoForms, kNoKeys},
    {{"verify", "", ""}, Page::kVerify, kNoForms, kLanguageKey},
    {{"tlog-proof", kWord, ""}, Page::kTlogProof, kNoForms, kNoKeys},
    {{"", "", ""}, Page::kHome, kNoForms, kLanguageKey},
}};

struct Suffix {
  std::string_view end;
  Form form;
  unsigned needs;
};
constexpr std::array<Suffix, 3> kSuffixes = {{{".json", Form::kJson, kJsonForm},
                                              {".csv", Form::kCsv, kPlainForms},
                                              {".txt", Form::kText, kPlainForms}}};

// Takes a form off the end of the word, if it has one.
Form take_form(std::string& word, unsigned forms) {
  for (const Suffix& suffix : kSuffixes) {
    if ((forms & suffix.needs) == 0 || !word.ends_with(suffix.end)) continue;
    word.resize(word.size() - suffix.end.size());
    return suffix.form;
  }
  return Form::kPage;
}

// One segment against one of a pattern.
bool matches(std::string segment, std::string_view wanted, unsigned forms, FaceRoute& route) {
  if (wanted == kWord || wanted == kWordForm) {
    if (wanted == kWordForm) route.form = take_form(segment, forms);
    if (segment.empty()) return false;
    route.words.push_back(std::move(segment));
    return true;
  }
  if (!wanted.ends_with('.')) return segment == wanted;
  route.form = take_form(segment, forms);
  return segment == wanted.substr(0, wanted.size() - 1);
}

std::size_t length_of(const Pattern& pattern) {
  std::size_t length = 0;
  while (length < pattern.segments.size() && !pattern.segments[length].empty())
    ++length;
  return length;
}

std::optional<FaceRoute> match(const Pattern& pattern, const std::vector<std::string>& segments) {
  if (segments.size() != length_of(pattern)) return std::nullopt;
  FaceRoute route{pattern.page, Form::kPage, {}, pattern.keys};
  for (std::size_t i = 0; i < segments.size(); ++i) {
    if (!matches(segments[i], pattern.segments[i], pattern.forms, route)) return std::nullopt;
  }
  return route;
}

// The proof of a list has a segment more than a pattern: "/e/<election>/accredited/proof".
std::optional<FaceRoute> match_list_proof(const std::vector<std::string>& segments) {
  if (segments.size() != 4 || segments[0] != "e" || segments[3] != "proof") return std::nullopt;
  if (segments[2] != "accredited" && segments[2] != "revocations") return std::nullopt;
  return FaceRoute{Page::kListProof, Form::kPage, {segments[1]}, kLanguageKey};
}

}  // namespace

std::optional<FaceRoute> find_face_route(const std::vector<std::string>& segments) {
  for (const Pattern& pattern : kPatterns) {
    if (auto route = match(pattern, segments)) return route;
  }
  return match_list_proof(segments);
}

}  // namespace kuboluk::node::http
