#include "node/witness/log_state.h"

#include <optional>
#include <utility>

#include "crypto/encoding.h"
#include "crypto/sha256.h"
#include "ledger/log/cosignature.h"
#include "ledger/log/decimal.h"

namespace kuboluk::node::witness {
namespace {

constexpr std::string_view kStateLine = "kuboluk/witness/v1 ";
constexpr std::string_view kListLine = "kuboluk/witness-logs/v1 ";
constexpr std::string_view kTime = "time ";

Error form_error(std::string detail) {
  return {"X.FORM", "witness state", std::move(detail)};
}

std::string with_hash(std::string_view first, const std::string& rest) {
  std::string text(first);
  text.append(crypto::to_base64(crypto::sha256(bytes_of(rest)))).append("\n").append(rest);
  return text;
}

// What follows the first line, if its hash is there.
std::optional<std::string_view> checked_rest(std::string_view text, std::string_view first) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos || !text.starts_with(first)) return std::nullopt;
  const std::string_view rest = text.substr(end + 1);
  const auto hash = crypto::hash_from_base64(text.substr(first.size(), end - first.size()));
  if (!hash || *hash != crypto::sha256(bytes_of(rest))) return std::nullopt;
  return rest;
}

}  // namespace

std::string print_log_state(std::uint64_t time, const crypto::Note& note) {
  std::string rest(kTime);
  rest.append(std::to_string(time)).append("\n\n").append(crypto::print_note(note));
  return with_hash(kStateLine, rest);
}

Result<LogState> parse_log_state(std::string_view text) {
  const auto rest = checked_rest(text, kStateLine);
  if (!rest) return form_error("its bytes are not those that were written");
  const std::size_t end = rest->find("\n\n");
  if (end == std::string_view::npos || !rest->starts_with(kTime)) {
    return form_error("it has no time");
  }
  const auto time = log::parse_decimal(rest->substr(kTime.size(), end - kTime.size()));
  if (!time || *time == 0 || *time > log::kTimestampMax) return form_error("its time is none");
  auto note = crypto::parse_note(rest->substr(end + 2));
  if (!note) return note.error();
  auto head = parse_tree_head(note->text);
  if (!head) return head.error();
  return LogState{*time, *std::move(note), *std::move(head)};
}

std::string print_log_list(const crypto::VerifierKey& key, const std::set<std::string>& origins) {
  std::string rest = "key " + key.text() + "\n";
  for (const std::string& origin : origins)
    rest.append(origin).append("\n");
  return with_hash(kListLine, rest);
}

Result<std::set<std::string>> parse_log_list(std::string_view text,
                                             const crypto::VerifierKey& key) {
  auto rest = checked_rest(text, kListLine);
  if (!rest) return form_error("its bytes are not those that were written");
  const std::string own = "key " + key.text() + "\n";
  if (!rest->starts_with(own)) {
    return Error{"X.KEY", "witness state", "it belongs to another key than " + key.text()};
  }
  std::set<std::string> origins;
  for (rest->remove_prefix(own.size()); !rest->empty();) {
    const std::size_t end = rest->find('\n');
    if (end == std::string_view::npos) return form_error("its last line has no end");
    origins.emplace(rest->substr(0, end));
    rest->remove_prefix(end + 1);
  }
  return origins;
}

}  // namespace kuboluk::node::witness
