// Reads the strict line texts of the ledger: "key value" lines, LF, no empty line.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/result.h"

namespace kuboluk::domain {

// A cursor over the lines of a text. The text must outlive it.
class LineReader {
 public:
  // X.FORM unless the text is one or more non-empty lines, each ended by LF. `object` names the
  // text in errors.
  static Result<LineReader> open(std::string object, std::string_view text);

  bool at_end() const { return next_ == lines_.size(); }
  // The key of the next line (up to the first space); empty at the end.
  std::string_view peek_key() const;
  // The whole next line. Must not be at the end (checked).
  std::string_view take_line();
  // The value of the next line, which must have that key and a value that is not empty.
  Result<std::string_view> take(std::string_view key);
  // The next line must be exactly this.
  Result<void> take_exactly(std::string_view line);

  // X.FORM about the line taken last.
  Error fault(std::string detail) const;

 private:
  explicit LineReader(std::string object) : object_(std::move(object)) {}
  std::string object_;
  std::vector<std::string_view> lines_;
  std::size_t next_ = 0;
};

// The words of a line, divided by single spaces; nothing if there is an empty word.
std::optional<std::vector<std::string_view>> split_words(std::string_view text);

// Decimal without sign and leading zero, at most `max`.
std::optional<std::uint64_t> parse_decimal(std::string_view text, std::uint64_t max);

}  // namespace kuboluk::domain
