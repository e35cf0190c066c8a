#include "node/http/target.h"

#include <algorithm>

namespace kuboluk::node::http {

namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Which bytes may come out: NUL, a hidden slash or a backslash in a path are nobody's.
bool in_path(char c) {
  return c > ' ' && c <= '~' && c != '/' && c != '\\';
}
bool in_query(char c) {
  constexpr unsigned char kDelete = 0x7f;
  return static_cast<unsigned char>(c) >= ' ' && static_cast<unsigned char>(c) != kDelete;
}

// Decoded once, after the division at '/'.
std::optional<std::string> decode(std::string_view text, bool (*allowed)(char)) {
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
    if (!allowed(c)) return std::nullopt;
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
    const auto segment = decode(path.substr(0, end), in_path);
    if (!segment || *segment == "." || *segment == "..") return false;
    if (target.segments.size() == kSegmentsMax) return false;
    target.segments.push_back(*segment);
    path.remove_prefix(end);
  }
  return true;
}

bool read_pair(std::string_view pair, Target& target) {
  const std::size_t equals = std::min(pair.find('='), pair.size());
  const auto key = decode(pair.substr(0, equals), in_query);
  pair.remove_prefix(std::min(equals + 1, pair.size()));
  const auto value = decode(pair, in_query);
  if (!key || !value || key->empty()) return false;
  target.query.emplace_back(*key, *value);
  return true;
}

bool read_query(std::string_view query, Target& target) {
  std::size_t begin = 0;
  while (true) {
    const std::size_t end = std::min(query.find('&', begin), query.size());
    if (!read_pair(query.substr(begin, end - begin), target)) return false;
    if (end == query.size()) return true;
    begin = end + 1;
  }
}

}  // namespace

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
  // An empty query asks for nothing more than none.
  target.has_query = mark != std::string_view::npos && mark + 1 < text.size();
  if (target.has_query && !read_query(text.substr(mark + 1), target)) return std::nullopt;
  return target;
}

}  // namespace kuboluk::node::http
