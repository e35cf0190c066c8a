#include "node/forms/list_path.h"

#include "node/forms/words.h"

namespace kuboluk::forms {

namespace {

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

void add(std::string& query, std::string_view key, std::string_view value) {
  if (value.empty()) return;
  query += query.empty() ? '?' : '&';
  query += key;
  query += '=';
  query += percent_encoded(value);
}

}  // namespace

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (is_unreserved(c)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
  }
  return out;
}

std::string list_path(std::string_view election, const report::RowFilter& filter,
                      domain::TwoClocks clocks, std::string_view suffix) {
  std::string path = "/e/";
  path += percent_encoded(election);
  path += "/accredited";
  path += suffix;
  std::string query;
  add(query, "decree", filter.decree);
  add(query, "organisation", filter.organisation);
  add(query, "citizenship", filter.citizenship);
  if (filter.verdict) add(query, "verdict", domain::to_key(*filter.verdict));
  if (clocks.valid != domain::kEndOfTime) add(query, "at", domain::print_known_time(clocks.valid));
  if (clocks.known != domain::kEndOfTime) {
    add(query, "known", domain::print_known_time(clocks.known));
  }
  return path + query;
}

}  // namespace kuboluk::forms
