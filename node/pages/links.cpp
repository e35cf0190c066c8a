#include "node/pages/links.h"

namespace kuboluk::pages {

namespace {

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

}  // namespace

std::string encode_component(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    if (is_unreserved(c)) {
      encoded += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    encoded += '%';
    encoded += kDigits[byte >> 4];
    encoded += kDigits[byte & 15];
  }
  return encoded;
}

Link& Link::with(std::string_view key, std::string_view value) {
  if (value.empty()) return *this;
  text_ += text_.find('?') == std::string::npos ? '?' : '&';
  text_.append(key).append("=").append(encode_component(value));
  return *this;
}

Link& Link::with_clocks(domain::TwoClocks clocks, domain::Offset offset) {
  with("at", typed_time(clocks.valid, offset));
  return with("known", typed_time(clocks.known, offset));
}

Link observer_link(std::string_view printed, std::string_view election, std::string_view end) {
  std::string path = "/o/";
  path.append(encode_component(printed)).append(end);
  return Link(std::move(path)).with("election", election);
}

Link election_link(std::string_view election, std::string_view end) {
  std::string path = "/e/";
  path.append(encode_component(election)).append(end);
  return Link(std::move(path));
}

Link list_link(const report::ElectionFacts& election, const report::RowFilter& filter,
               domain::TwoClocks clocks, std::string_view end) {
  std::string path = "/accredited";
  path.append(end);
  Link link = election_link(election.id, path);
  link.with("decree", filter.decree)
      .with("organisation", filter.organisation)
      .with("citizenship", filter.citizenship);
  if (filter.verdict) link.with("verdict", domain::to_key(*filter.verdict));
  return link.with_clocks(clocks, election.offset);
}

std::string typed_time(domain::Instant instant, domain::Offset offset) {
  if (instant == domain::kEndOfTime) return {};
  return instant.ms % domain::kSecondMs == 0 ? domain::print_local_time(instant, offset)
                                             : domain::print_known_time(instant);
}

}  // namespace kuboluk::pages
