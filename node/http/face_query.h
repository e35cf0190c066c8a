// What a reader asks of the public face beside the path, and who asks. Pure: no socket, no state.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "ledger/domain/verdict.h"
#include "ledger/report/accredited.h"
#include "ledger/speech/language.h"
#include "node/http/head.h"
#include "node/pages/pages.h"

namespace kuboluk::node::http {

// Longest value of a filter or a time; longer ones are nobody's. Stops a query from being carried
// into every link of a page.
inline constexpr std::size_t kQueryValueBytesMax = 80;

// A request that is answered with what is wrong, in the reader's language.
struct Fault {
  unsigned status = 400;
  pages::Problem what = pages::Problem::kBadPath;
  std::string typed;  // put back into the field; empty: none
};

struct FaceQuery {
  std::optional<domain::Instant> at;
  std::optional<domain::Instant> known;
  std::optional<speech::Language> language;
  std::string election;
  std::string number;  // `/o?number=`: of the form
  report::RowFilter filter;
  std::optional<std::uint64_t> from;
  std::size_t page = 1;
};

// Which keys a resource takes; others are refused.
enum QueryKeys : unsigned {
  kNoKeys = 0,
  kLanguageKey = 1,
  kClockKeys = 2,  // at, known
  kElectionKey = 4,
  kFilterKeys = 8,  // decree, organisation, citizenship, verdict
  kPageKey = 16,
  kFromKey = 32,
  kNumberKey = 64,
};

// Pairs as decoded, in any order, each key once. An empty value is as if it were not there (forms
// send those). In a time a space stands for '+', as some clients decode it.
std::variant<FaceQuery, Fault> read_face_query(
    std::span<const std::pair<std::string, std::string>> pairs, unsigned keys);

// Who asks.
struct Asker {
  bool wants_html = false;                                // Accept has text/html
  bool has_preference = false;                            // a language was named
  speech::Language language = speech::Language::kKyrgyz;  // `lang`, else of Accept-Language
  std::string if_none_match;
  std::string last_event_id;
};
// Of any request line: whatever is wrong with it, the answer is in the language asked for.
Asker read_asker(const RequestHead& head);

}  // namespace kuboluk::node::http
