#include "ledger/exchange/statement_reader.h"

#include <utility>

#include "crypto/encoding.h"
#include "ledger/domain/charset.h"
#include "ledger/domain/ids.h"
#include "ledger/exchange/statement.h"

namespace kuboluk::exchange {

StatementReader::StatementReader(std::string_view kind, std::string_view text,
                                 std::string_view ledger)
    : kind_(kind) {
  Result<domain::LineReader> lines = domain::LineReader::open(kind_, text);
  if (!lines) {
    fault_ = lines.error();
    return;
  }
  lines_ = *std::move(lines);
  take_heading(ledger);
}

void StatementReader::take_heading(std::string_view ledger) {
  if (Result<void> ok = lines_->take_exactly("kuboluk/" + kind_ + "/v1"); !ok) {
    fault_ = ok.error();
    return;
  }
  const auto named = take("ledger");
  if (named && *named != ledger) {
    fault_ = Error{"X.LEDGER", kind_, "it is for another ledger, not for " + std::string(ledger)};
  }
}

std::optional<std::string_view> StatementReader::take(std::string_view key) {
  if (fault_) return std::nullopt;
  const Result<std::string_view> value = lines_->take(key);
  if (value) return *value;
  fault_ = value.error();
  return std::nullopt;
}

void StatementReader::refuse(std::string_view key, std::string_view expected) {
  fault_ = lines_->fault("\"" + std::string(key) + "\" must be " + std::string(expected));
}

std::string StatementReader::body_id(std::string_view key) {
  const auto value = take(key);
  if (!value) return {};
  if (!domain::is_body_id(*value)) refuse(key, "the id of a member");
  return std::string(*value);
}

domain::Instant StatementReader::instant(std::string_view key) {
  const auto value = take(key);
  if (!value) return {};
  const auto time = domain::parse_known_time(*value);
  if (!time) refuse(key, "a time as 2025-11-12T09:00:03.512Z");
  return time.value_or(domain::Instant{});
}

std::uint64_t StatementReader::number(std::string_view key) {
  const auto value = take(key);
  if (!value) return 0;
  const auto number = domain::parse_decimal(*value, UINT64_MAX);
  if (!number) refuse(key, "a whole number without sign and leading zero");
  return number.value_or(0);
}

std::optional<Hash> StatementReader::hash_or_dash(std::string_view key) {
  const auto value = take(key);
  if (!value || *value == "-") return std::nullopt;
  const auto hash = crypto::hash_from_base64(*value);
  if (!hash) refuse(key, "a hash in base64, or -");
  return hash;
}

std::string StatementReader::token(std::string_view key) {
  const auto value = take(key);
  if (!value) return {};
  if (!domain::is_token(*value)) refuse(key, "a token");
  return std::string(*value);
}

std::string StatementReader::free_text(std::string_view key) {
  const auto value = take(key);
  if (!value) return {};
  if (value->size() > domain::kFreeTextBytesMax || domain::free_text_fault(*value)) {
    refuse(key, "free text of at most " + std::to_string(domain::kFreeTextBytesMax) + " bytes");
  }
  return std::string(*value);
}

std::vector<Hash> StatementReader::events() {
  std::vector<Hash> ids;
  while (!fault_ && !lines_->at_end()) {
    if (ids.size() == kStatementEventsMax) {
      fault_ =
          Error{"X.SIZE", kind_, "more than " + std::to_string(kStatementEventsMax) + " events"};
      break;
    }
    const auto value = take("event");
    if (!value) break;
    const auto id = crypto::hash_from_hex(*value);
    if (!id) refuse("event", "an event id: 64 lower-case hex digits");
    ids.push_back(id.value_or(Hash{}));
  }
  return ids;
}

}  // namespace kuboluk::exchange
