#include "ledger/domain/view.h"

#include <algorithm>

#include "crypto/check.h"
#include "crypto/encoding.h"
#include "ledger/domain/signed_event.h"

namespace kuboluk::domain {
namespace {

constexpr std::size_t kLedgerIdDigits = 16;
// Name, genesis digits and epoch together are the log's key name, at most 128 bytes.
constexpr std::size_t kLedgerNameBytesMax = 100;
// A longer delay would make the time of a filing meaningless.
constexpr std::int64_t kMergeDelayMsMax = 7 * kDayMs;

Error fault(std::string detail) {
  return {"X.FORM", "genesis", std::move(detail)};
}

Result<LedgerInfo> read_parameters(const Event& event, const Hash& id) {
  LedgerInfo info;
  info.name = event.ledger;
  info.id = info.name + "/" + crypto::to_hex(id).substr(0, kLedgerIdDigits);
  info.offset = event.offset;
  info.ruleset = event.ruleset;
  const std::string_view clock = event.value("clock");
  if (clock != "real" && clock != "scenario") return fault("clock must be real or scenario");
  info.clock = clock == "real" ? Clock::kReal : Clock::kScenario;
  if (event.value("offset") != print_offset(event.offset)) {
    return fault("the offset line and the times of the genesis differ");
  }
  const auto hash = crypto::hash_from_base64(event.value("ruleset-hash"));
  const auto key_bytes = crypto::from_base64(event.value("log-key"));
  if (!hash || !key_bytes) return fault("ruleset-hash and log-key must be given");
  info.ruleset_hash = *hash;
  info.log_key = crypto::PublicKey::admit(*key_bytes);
  if (!info.log_key) return Error{"X.KEY", "genesis log-key", "it is a weak key or no key"};
  const std::string delay(event.value("merge-delay"));
  if (delay == kNotGiven) return fault("merge-delay must be given, in seconds");
  for (const char digit : delay) {
    info.merge_delay_ms = info.merge_delay_ms * 10 + (digit - '0');
  }
  info.merge_delay_ms *= kSecondMs;
  if (info.merge_delay_ms > kMergeDelayMsMax) return fault("merge-delay is at most 7 days");
  if (info.name.size() > kLedgerNameBytesMax)
    return fault("the ledger's name has at most 100 bytes");
  for (const Line* line : event.all("reading")) {
    info.readings.emplace_back(line->values[0], line->values[1]);
  }
  return info;
}

}  // namespace

bool is_damage(const Error& error) {
  return error.rule == kDamageRule;
}

AuthorKeys genesis_keys(const Event& genesis, std::string_view author) {
  AuthorKeys keys;
  for (const Line* line : genesis.all("author-key")) {
    if (line->values[0] != author) continue;
    auto key = crypto::VerifierKey::parse(line->values[1]);
    if (key) keys.keys.push_back(std::move(*key));
  }
  return keys;
}

Result<LedgerInfo> read_genesis(std::string_view signed_event_bytes) {
  const auto event = parse_signed_event(signed_event_bytes);
  if (!event) return event.error();
  if (event->event.type != "ledger.genesis")
    return fault("it is not an event of type ledger.genesis");
  if (event->event.by != "operator") return fault("it must be by the operator");
  const auto verified = verify_signatures(*event, genesis_keys(event->event, "operator"));
  if (!verified) return verified.error();
  return read_parameters(event->event, event->id);
}

Result<std::optional<std::string>> MemoryState::record(std::string_view key) const {
  const auto found = records_.find(key);
  if (found == records_.end()) return std::optional<std::string>();
  return std::optional<std::string>(found->second);
}

Result<std::optional<std::uint64_t>> MemoryState::event_index(const Hash& event_id) const {
  const auto found = events_.find(event_id);
  if (found == events_.end()) return std::optional<std::uint64_t>();
  return std::optional<std::uint64_t>(found->second);
}

Result<std::string> MemoryState::entry(std::uint64_t index) const {
  KUBOLUK_CHECK(index < entries_.size());
  return entries_[index];
}

Result<std::vector<std::pair<std::string, std::string>>> MemoryState::records_under(
    std::string_view prefix) const {
  std::vector<std::pair<std::string, std::string>> found;
  for (auto it = records_.lower_bound(prefix);
       it != records_.end() && it->first.starts_with(prefix); ++it) {
    found.emplace_back(*it);
  }
  return found;
}

void MemoryState::put_record(std::string key, std::string text) {
  records_.insert_or_assign(std::move(key), std::move(text));
}

void MemoryState::put_event(const Hash& event_id, std::uint64_t index) {
  KUBOLUK_CHECK(events_.emplace(event_id, index).second);
}

void MemoryState::append_entry(std::string bytes) {
  entries_.push_back(std::move(bytes));
}

}  // namespace kuboluk::domain
