// Reads the lines of a signed statement. The first fault sticks: everything read after it is empty,
// and whoever reads asks once, at the end. So a statement's fields can be listed in one place, in
// the order in which they stand.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/result.h"
#include "ledger/domain/line_reader.h"
#include "ledger/domain/time.h"

namespace kuboluk::exchange {

class StatementReader {
 public:
  // `kind` ("receipt") names the statement in errors and in its first line, which is read here
  // together with the ledger line. Both texts must outlive the reader.
  StatementReader(std::string_view kind, std::string_view text, std::string_view ledger);

  std::string body_id(std::string_view key);
  domain::Instant instant(std::string_view key);
  std::uint64_t number(std::string_view key);
  std::optional<Hash> hash_or_dash(std::string_view key);
  std::string token(std::string_view key);
  std::string free_text(std::string_view key);
  // All lines that are left.
  std::vector<Hash> events();

  // X.FORM, X.SIZE (too many events), X.LEDGER; nothing if all lines were as expected.
  const std::optional<Error>& fault() const { return fault_; }

 private:
  // The value of the next line; nothing after a fault.
  std::optional<std::string_view> take(std::string_view key);
  void take_heading(std::string_view ledger);
  void refuse(std::string_view key, std::string_view expected);

  std::string kind_;
  std::optional<domain::LineReader> lines_;  // nothing: the text has no lines (a fault)
  std::optional<Error> fault_;
};

}  // namespace kuboluk::exchange
