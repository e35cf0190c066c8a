// A whole ledger in one process and one folder: the store, the sequencer and the log key, without a
// network. The same machine (core::Node) that an institution runs decides, under a policy without a
// quorum; this class only carries its effects out.
//
// The folder holds: data.mdb and what else the store keeps; `genesis`, the signed event; `policy`,
// a C2SP tlog-policy that names the log key and "quorum none", because nobody cosigns an embedded
// ledger; in training ledgers `keys/`.
//
// Recovery is the normal path: whatever a crash left undone (genesis batch, files, signature of the
// last checkpoint) is what open() finds not done yet, and does.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/key_file.h"
#include "crypto/result.h"
#include "ledger/domain/ruleset.h"
#include "ledger/domain/signed_event.h"
#include "ledger/domain/view.h"
#include "ledger/store/store.h"
#include "node/core/node.h"

namespace kuboluk::tools {

// Files beside the store.
inline constexpr std::string_view kGenesisFile = "genesis";
inline constexpr std::string_view kPolicyFile = "policy";
inline constexpr std::string_view kKeysFolder = "keys";
// Node id of a store that no node runs.
inline constexpr std::string_view kEmbeddedNode = "embedded";

// The policy of a ledger that nobody cosigns.
std::string uncosigned_policy(const crypto::VerifierKey& log_key);

// True if the folder holds a ledger, or part of one that is being made.
bool holds_ledger(const std::filesystem::path& folder);

// Resource type, used by one thread.
class EmbeddedLedger {
 public:
  // A new ledger with that genesis (a signed event), whose log key must be `log_key`. The parent
  // folder must exist. Errors: STORE (a ledger is there already, nothing is changed); those of
  // read_genesis; X.LEDGER (no such ruleset, or another table than the genesis names); X.KEY;
  // X.FILE.
  static Result<std::unique_ptr<EmbeddedLedger>> create(
      const std::filesystem::path& folder, std::string_view genesis, crypto::NamedKey log_key,
      const domain::Rulesets& rulesets, domain::Instant now, const store::Options& options = {});
  // An existing ledger; without a log key it is for reading only, and is read as it was left.
  // Errors as above.
  static Result<std::unique_ptr<EmbeddedLedger>> open(const std::filesystem::path& folder,
                                                      std::optional<crypto::NamedKey> log_key,
                                                      const domain::Rulesets& rulesets,
                                                      domain::Instant now);
  EmbeddedLedger(const EmbeddedLedger&) = delete;
  EmbeddedLedger& operator=(const EmbeddedLedger&) = delete;

  // One atomic submission as one batch, durable and signed on return. `recorded_at`: clock scenario
  // only. Errors: the refusal (nothing is changed); STORE (damage, disk); X.KEY without a log key.
  // After STORE from a failed signature the batch is in the ledger, and the next call signs it.
  Result<core::Accepted> submit(std::vector<domain::SignedEvent> events,
                                std::optional<domain::Instant> recorded_at, domain::Instant now);

  // The state of now; keep it short-lived.
  Result<std::unique_ptr<store::Snapshot>> snapshot() const { return store_->snapshot(); }
  // The newest signed checkpoint note. Error: STORE if there is none yet.
  Result<std::string> checkpoint() const;

  const domain::LedgerInfo& info() const { return info_; }
  const domain::Ruleset& ruleset() const { return ruleset_; }
  const std::filesystem::path& folder() const { return folder_; }

 private:
  EmbeddedLedger(std::filesystem::path folder, std::unique_ptr<store::Store> store,
                 domain::LedgerInfo info, domain::Ruleset ruleset,
                 std::optional<crypto::NamedKey> log_key);
  static Result<std::unique_ptr<EmbeddedLedger>> assemble(const std::filesystem::path& folder,
                                                          std::unique_ptr<store::Store> store,
                                                          std::optional<crypto::NamedKey> log_key,
                                                          const domain::Rulesets& rulesets,
                                                          domain::Instant now);
  Result<void> complete(std::string_view genesis, domain::Instant now);
  // The machine, made from what is stored. `genesis`: the signed event.
  Result<void> start_node(std::string_view genesis, domain::Instant now);

  // Feeds the input and everything that follows from it; the answer to `ticket`, if it came. After
  // a failed effect the store is reopened, the machine made anew, and the failure given back.
  Result<std::optional<core::Answer>> drive(core::Input input, std::uint64_t ticket,
                                            domain::Instant now);
  Error begin_again(const Error& failure, domain::Instant now);
  Result<core::Effects> step(core::Input input, domain::Instant now);
  // Nothing, or what is to be fed next.
  Result<std::optional<core::Input>> carry_out(const core::Effect& effect);
  Result<void> store(const core::Effect& effect);

  std::filesystem::path folder_;
  std::unique_ptr<store::Store> store_;
  domain::LedgerInfo info_;
  domain::Ruleset ruleset_;
  std::optional<crypto::NamedKey> log_key_;
  std::unique_ptr<core::Node> node_;  // nothing: opened for reading only
  std::uint64_t next_ticket_ = 1;
};

}  // namespace kuboluk::tools
