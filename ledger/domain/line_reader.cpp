#include "ledger/domain/line_reader.h"

#include "crypto/check.h"

namespace kuboluk::domain {

Result<LineReader> LineReader::open(std::string object, std::string_view text) {
  LineReader reader(std::move(object));
  std::size_t start = 0;
  while (start < text.size()) {
    const std::size_t end = text.find('\n', start);
    reader.next_ = reader.lines_.size() + 1;
    if (end == std::string_view::npos) return reader.fault("the last line does not end with LF");
    if (end == start) return reader.fault("empty line");
    reader.lines_.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  if (reader.lines_.empty()) return Error{"X.FORM", reader.object_, "the text is empty"};
  reader.next_ = 0;
  return reader;
}

std::string_view LineReader::peek_key() const {
  if (at_end()) return {};
  return lines_[next_].substr(0, lines_[next_].find(' '));
}

std::string_view LineReader::take_line() {
  KUBOLUK_CHECK(!at_end());
  return lines_[next_++];
}

Result<std::string_view> LineReader::take(std::string_view key) {
  if (at_end()) {
    return Error{"X.FORM", object_, "the line \"" + std::string(key) + "\" is missing at the end"};
  }
  const std::string_view line = take_line();
  if (line.size() < key.size() + 2 || !line.starts_with(key) || line[key.size()] != ' ') {
    return fault("expected \"" + std::string(key) + " <value>\"");
  }
  return line.substr(key.size() + 1);
}

Result<void> LineReader::take_exactly(std::string_view line) {
  if (at_end())
    return Error{"X.FORM", object_, "the line \"" + std::string(line) + "\" is missing"};
  if (take_line() != line) return fault("expected exactly \"" + std::string(line) + "\"");
  return {};
}

Error LineReader::fault(std::string detail) const {
  return {"X.FORM", object_ + " line " + std::to_string(next_), std::move(detail)};
}

std::optional<std::vector<std::string_view>> split_words(std::string_view text) {
  std::vector<std::string_view> words;
  while (true) {
    const std::size_t space = text.find(' ');
    const std::string_view word = text.substr(0, space);
    if (word.empty()) return std::nullopt;
    words.push_back(word);
    if (space == std::string_view::npos) return words;
    text.remove_prefix(space + 1);
  }
}

std::optional<std::uint64_t> parse_decimal(std::string_view text, std::uint64_t max) {
  if (text.empty() || text.size() > 20 || (text[0] == '0' && text.size() > 1)) return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    const auto digit = static_cast<std::uint64_t>(c - '0');
    if (value > (UINT64_MAX - digit) / 10) return std::nullopt;
    value = value * 10 + digit;
  }
  if (value > max) return std::nullopt;
  return value;
}

}  // namespace kuboluk::domain
