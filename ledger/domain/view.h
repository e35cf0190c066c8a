// What the pure core may ask of the state it runs on: memory (tests, audit), LMDB (nodes) or a
// proof.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/ed25519.h"
#include "crypto/result.h"
#include "ledger/domain/entry.h"
#include "ledger/domain/time.h"

namespace kuboluk::domain {

// Rule of errors that come from the state itself (damage, disk), not from an act: never turned into
// a refusal.
inline constexpr std::string_view kDamageRule = "STORE";
bool is_damage(const Error& error);

// A consistent state at one size. Errors are damage only; what is not there is an empty optional.
class StateView {
 public:
  virtual ~StateView() = default;
  virtual Result<std::optional<std::string>> record(std::string_view key) const = 0;
  // Index of the entry with that event id.
  virtual Result<std::optional<std::uint64_t>> event_index(const Hash& event_id) const = 0;
  // The bytes of an entry below the size (checked by the caller).
  virtual Result<std::string> entry(std::uint64_t index) const = 0;
  // Keys and texts of all records below a prefix, in key order.
  virtual Result<std::vector<std::pair<std::string, std::string>>> records_under(
      std::string_view prefix) const = 0;
};

// The ledger's own parameters, fixed by its genesis (entry 0).
struct LedgerInfo {
  std::string name;  // "kuboluk.example/kg"
  std::string id;    // name/<16 hex digits of the genesis event id>
  Clock clock = Clock::kReal;
  Offset offset;
  std::int64_t merge_delay_ms = 0;
  std::string ruleset;  // "KR-REG-197+CL-68@1"
  Hash ruleset_hash{};
  std::optional<crypto::PublicKey> log_key;                   // always there once parsed
  std::vector<std::pair<std::string, std::string>> readings;  // rule id, text

  std::string origin() const { return id + "/1"; }  // of the first epoch
};

// Errors: X.FORM, X.SIGNATURE if the genesis is not signed by the operator key that it lists.
Result<LedgerInfo> read_genesis(std::string_view signed_event_bytes);

// The state in memory.
class MemoryState final : public StateView {
 public:
  Result<std::optional<std::string>> record(std::string_view key) const override;
  Result<std::optional<std::uint64_t>> event_index(const Hash& event_id) const override;
  Result<std::string> entry(std::uint64_t index) const override;
  Result<std::vector<std::pair<std::string, std::string>>> records_under(
      std::string_view prefix) const override;

  void put_record(std::string key, std::string text);
  void put_event(const Hash& event_id, std::uint64_t index);
  void append_entry(std::string bytes);
  std::uint64_t size() const { return entries_.size(); }

 private:
  std::map<std::string, std::string, std::less<>> records_;
  std::map<Hash, std::uint64_t> events_;
  std::vector<std::string> entries_;
};

}  // namespace kuboluk::domain
