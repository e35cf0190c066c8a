// Lines in, lines out: what the two proof formats share. Not for other boxes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "crypto/result.h"
#include "ledger/log/patricia.h"
#include "ledger/proof/anchor.h"
#include "ledger/proof/part.h"

namespace kuboluk::proof {

// Walks over a text line by line. Keeps a view: the text must outlive it.
class LineCursor {
 public:
  explicit LineCursor(std::string_view text) : rest_(text) {}

  std::string_view rest() const { return rest_; }
  // The next line is "<key> ..." .
  bool next_is(std::string_view key) const;
  // The rest of the line "<key> <rest>". X.FORM if the next line is another one or has no LF.
  Result<std::string_view> take(std::string_view key);
  // X.FORM unless the next line is exactly this.
  Result<void> take_line(std::string_view line);
  // The next `count` lines, with their LFs; at least one.
  Result<std::string_view> take_lines(std::uint64_t count);
  // X.FORM at the line before the cursor.
  Error fault(std::string detail) const;

 private:
  std::string_view rest_;
  std::uint64_t line_ = 0;  // lines taken
};

// The text before the first space; `text` keeps what follows the space. Without a space: all of it.
std::string_view take_word(std::string_view& text);

// "<key> <lines>\n<text>"; the text ends with LF (checked).
void print_block(std::string& out, std::string_view key, std::string_view text);
// The text of such a block whose key line ended in `count`.
Result<std::string> take_block(LineCursor& cursor, std::string_view count);

void print_steps(std::string& out, const std::vector<log::MapStep>& steps);
Result<std::vector<log::MapStep>> take_steps(LineCursor& cursor);
void print_other(std::string& out, const std::optional<log::MapPair>& other);
Result<std::optional<log::MapPair>> take_other(LineCursor& cursor);

void print_part(std::string& out, const Part& part);
bool part_follows(const LineCursor& cursor);
Result<Part> take_part(LineCursor& cursor);

void print_anchor(std::string& out, const Anchor& anchor);
// Up to the end of the text.
Result<Anchor> take_anchor(LineCursor& cursor);

}  // namespace kuboluk::proof
