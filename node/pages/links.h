// Addresses of the public face, as they stand in href attributes (the template escapes them for
// HTML). The language travels in every link: no cookie is set.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "ledger/domain/verdict.h"
#include "ledger/report/accredited.h"
#include "node/pages/pages.h"

namespace kuboluk::pages {

// Percent-encoded but for RFC 3986 "unreserved" characters.
std::string encode_component(std::string_view text);

// A path and a growing query. Value type.
class Link {
 public:
  explicit Link(std::string path) : text_(std::move(path)) {}
  // Empty values are left out.
  Link& with(std::string_view key, std::string_view value);
  // `at` and `known`, as far as they are limits.
  Link& with_clocks(domain::TwoClocks clocks, domain::Offset offset);
  std::string in(const Context& context) {
    return with("lang", speech::code_of(context.language)).text_;
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

// "/o/<printed>" and what is below it ("/history", ".json"); `election` may be empty.
Link observer_link(std::string_view printed, std::string_view election, std::string_view end = "");
// "/e/<election>" and what is below it ("/accredited", "/revocations").
Link election_link(std::string_view election, std::string_view end = "");
// The list with that filter at those clocks.
Link list_link(const report::ElectionFacts& election, const report::RowFilter& filter,
               domain::TwoClocks clocks, std::string_view end = "");

// A time as it is typed into ?at= and ?known=; empty for no limit.
std::string typed_time(domain::Instant instant, domain::Offset offset);

}  // namespace kuboluk::pages
