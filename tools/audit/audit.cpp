#include "tools/audit/audit.h"

#include <algorithm>

#include "crypto/encoding.h"
#include "ledger/batch/builder.h"
#include "ledger/domain/entry.h"
#include "ledger/log/tiles.h"
#include "tools/audit/tile_files.h"
#include "tools/audit/totals.h"

namespace kuboluk::tools {

namespace {

constexpr std::size_t kHashBytes = 32;

Error growth_error(std::string detail) {
  return Error{"X.GROWTH", "checkpoint", std::move(detail)};
}

std::string entry_name(std::uint64_t index) {
  return "entry " + std::to_string(index);
}

class Audit {
 public:
  Audit(const Source& source, const AuditQuestion& question)
      : source_(source), question_(question) {}

  Result<AuditReport> run() {
    Result<log::CosignedCheckpoint> checkpoint = check_checkpoint();
    if (!checkpoint) return checkpoint.error();
    goal_ = checkpoint->checkpoint();
    if (const Result<void> step = check_size(); !step) return step.error();
    if (const Result<void> step = fold_all(); !step) return step.error();
    // The rest of the hash tiles: those above level 0 that folding did not need.
    const Result<Hash> root = log::audit_tiles(TileFiles(source_), goal_.size, false);
    if (!root) return root.error();
    if (*root != goal_.root || ledger_.position()->log_root != goal_.root) {
      return Error{"C2SP.tiles", "checkpoint", "the tiles have another root than the checkpoint"};
    }
    if (const Result<void> step = check_side_files(); !step) return step.error();
    if (const Result<void> step = count_records(ledger_, totals_); !step) return step.error();
    return AuditReport{*checkpoint, *info_, *ledger_.position(), totals_};
  }

 private:
  Result<log::CosignedCheckpoint> check_checkpoint() const {
    const Result<std::string> note = source_.read("checkpoint", log::kCheckpointBytesMax);
    if (!note) {
      // Without a checkpoint nothing is claimed, so nothing is wrong: there is just no answer.
      if (note.error().rule != kAbsentRule) return note.error();
      return Error{std::string(kUnreachableRule), note.error().object, "there is no checkpoint"};
    }
    Result<log::CosignedCheckpoint> checked = log::verify_checkpoint(
        question_.policy, *note, question_.clock_s, kClockSkewSeconds, log::CheckpointMode::kBare);
    if (checked && question_.policy.has_quorum() && !checked->as_of()) {
      return Error{std::string(kCannotTellRule), "checkpoint",
                   "no time of its cosignatures can be believed: set this computer's clock"};
    }
    return checked;
  }

  Result<void> check_size() const {
    if (goal_.size == 0) {
      return Error{std::string(kCannotTellRule), "checkpoint", "the log is empty"};
    }
    if (!question_.earlier) return {};
    const log::Checkpoint& earlier = *question_.earlier;
    if (earlier.origin != goal_.origin) {
      return growth_error("the mirror holds another log: " + earlier.origin);
    }
    if (earlier.size > goal_.size) return check_behind(earlier);
    return {};
  }

  // Fewer entries than the mirror has: a server that lags is no fault, one that rewrote is.
  Result<void> check_behind(const log::Checkpoint& earlier) const {
    const TileFiles files(*question_.mirror);
    const auto tiles = log::VerifiedTiles::open(files, earlier.size, earlier.root);
    if (!tiles) return mirror_damaged(tiles.error());
    const Result<Hash> root = log::tree_root(log::TileHashReader(*tiles, earlier.size), goal_.size);
    if (!root) return mirror_damaged(root.error());
    if (*root != goal_.root) {
      return growth_error("the log was rewritten: its " + std::to_string(goal_.size) +
                          " entries are not the first ones of the mirror");
    }
    return Error{std::string(kCannotTellRule), "checkpoint",
                 "the log is behind by " + std::to_string(earlier.size - goal_.size) +
                     " entries: it has " + std::to_string(goal_.size) +
                     ", and they are the first ones of the mirror"};
  }

  static Error mirror_damaged(const Error& error) {
    return Error{std::string(kCannotTellRule), "mirror",
                 "it is damaged, so that a log with fewer entries cannot be compared with it: " +
                     error.message()};
  }

  // Files beside the tree. Nobody needs them for the verdict, but whoever starts from a wrong one
  // is led astray; a log that does not publish them deceives nobody.
  Result<void> check_side_files() const {
    const Result<std::string> genesis = source_.read("genesis", domain::kEventBytesMax);
    if (!genesis && genesis.error().rule != kAbsentRule) return genesis.error();
    if (genesis && *genesis != genesis_) {
      return Error{"X.LEDGER", "genesis", "this file is not the genesis in entry 0 of the log"};
    }
    const Result<std::string> text = source_.read("policy", log::kPolicyBytesMax);
    if (!text) return text.error().rule == kAbsentRule ? Result<void>() : text.error();
    const Result<log::Policy> policy = log::Policy::parse(*text);
    if (!policy) {
      return Error{"C2SP.policy", "policy, " + policy.error().object, policy.error().detail};
    }
    const Result<std::string> note = source_.read("checkpoint", log::kCheckpointBytesMax);
    if (!note) return note.error();
    const auto accepted = log::verify_checkpoint(*policy, *note, question_.clock_s,
                                                 kClockSkewSeconds, log::CheckpointMode::kBare);
    if (accepted) return {};
    return Error{
        "C2SP.policy", "policy",
        "the published policy does not accept the checkpoint: " + accepted.error().message()};
  }

  Result<void> fold_all() {
    const TileFiles files(source_);
    const Result<log::VerifiedTiles> tiles =
        log::VerifiedTiles::open(files, goal_.size, goal_.root);
    if (!tiles) return tiles.error();
    for (std::uint64_t bundle = 0; bundle * log::kTileWidth < goal_.size; ++bundle) {
      const Result<void> step = fold_bundle(files, *tiles, bundle);
      if (!step) return step.error();
    }
    if (!open_batch_.empty()) {
      return Error{"X.SEAL", entry_name(goal_.size - 1),
                   "the last entry of a checkpoint is no seal"};
    }
    return {};
  }

  Result<void> fold_bundle(const TileFiles& files, const log::VerifiedTiles& tiles,
                           std::uint64_t bundle) {
    const log::TileId hashes_id = log::tile_at(log::TileKind::kHashes, 0, bundle, goal_.size);
    const log::TileId entries_id = log::tile_at(log::TileKind::kEntries, 0, bundle, goal_.size);
    const Result<Bytes> hashes = tiles.read_tile(hashes_id);
    if (!hashes) return hashes.error();
    const Result<Bytes> bytes = files.read_tile(entries_id);
    if (!bytes) return bytes.error();
    const Result<std::vector<Bytes>> entries = log::decode_bundle(*bytes, entries_id.width);
    if (!entries) {
      Error error = entries.error();
      error.object = log::tile_path(entries_id) + ", from " + entry_name(bundle * log::kTileWidth);
      return error;
    }
    for (std::size_t i = 0; i < entries->size(); ++i) {
      const std::uint64_t index = bundle * log::kTileWidth + i;
      const ByteView expected = ByteView(*hashes).subspan(kHashBytes * i, kHashBytes);
      const Hash leaf = log::leaf_hash((*entries)[i]);
      if (!std::equal(leaf.begin(), leaf.end(), expected.begin())) {
        return Error{"C2SP.tiles", entry_name(index),
                     "it is not the entry that the log committed to"};
      }
      const Result<void> step = fold_entry(index, std::string(text_of((*entries)[i])));
      if (!step) return step.error();
    }
    return {};
  }

  Result<void> fold_entry(std::uint64_t index, std::string bytes) {
    const Result<domain::Entry> entry = domain::parse_entry(bytes);
    if (!entry) return Error{entry.error().rule, entry_name(index), entry.error().detail};
    if (index == 0) {
      if (const Result<void> step = begin(*entry); !step) return step.error();
    }
    if (const Result<void> step = count_entry(*entry, totals_); !step) return step.error();
    open_batch_.push_back(std::move(bytes));
    if (question_.progress) question_.progress(index + 1, goal_.size);
    return entry->is_seal() ? close_batch() : Result<void>();
  }

  // Step 3.
  Result<void> begin(const domain::Entry& entry) {
    if (entry.is_seal()) return Error{"X.FORM", "entry 0", "a seal; the genesis was expected"};
    const std::string& genesis = std::get<std::string>(entry.body);
    if (question_.genesis && *question_.genesis != genesis) {
      return Error{"X.LEDGER", "entry 0", "the genesis is not the one you gave"};
    }
    const Result<domain::LedgerInfo> info = domain::read_genesis(genesis);
    if (!info) return Error{info.error().rule, "entry 0", info.error().detail};
    if (info->origin() != goal_.origin) {
      return Error{
          "X.LEDGER", "entry 0",
          "the genesis is that of " + info->origin() + ", the checkpoint of " + goal_.origin};
    }
    for (const log::PolicyLog& log : question_.policy.logs()) {
      if (log.key.name() == goal_.origin && log.key.key() != info->log_key) {
        return Error{"X.KEY", "entry 0", "the genesis names another log key than your policy"};
      }
    }
    ruleset_ = question_.rulesets.find_by_name(info->ruleset);
    if (ruleset_ == nullptr || ruleset_->table_hash != info->ruleset_hash) {
      return Error{std::string(kCannotTellRule), "entry 0",
                   "this program does not have the ruleset " + info->ruleset + " with that hash"};
    }
    info_ = *info;
    genesis_ = genesis;
    return {};
  }

  // Step 4, for the entries up to a seal.
  Result<void> close_batch() {
    const Result<batch::Change> change = batch::replay(
        *info_, *ruleset_, ledger_, *ledger_.position(), open_batch_, &totals_.signatures);
    if (!change) return change.error();
    ledger_.apply(*change);
    open_batch_.clear();
    return check_growth(change->before, change->after);
  }

  // Step 5: a checkpoint's size always ends with a seal, so the earlier size is met here or never.
  Result<void> check_growth(const batch::Position& before, const batch::Position& after) const {
    if (!question_.earlier) return {};
    const log::Checkpoint& earlier = *question_.earlier;
    const bool passed = before.size < earlier.size && earlier.size < after.size;
    if (passed || (after.size == earlier.size && after.log_root != earlier.root)) {
      return growth_error("the log was rewritten: its first " + std::to_string(earlier.size) +
                          " entries are not those of the mirror");
    }
    return {};
  }

  const Source& source_;
  const AuditQuestion& question_;
  log::Checkpoint goal_;
  std::optional<domain::LedgerInfo> info_;
  std::string genesis_;
  const domain::Ruleset* ruleset_ = nullptr;
  batch::MemoryLedger ledger_;
  std::vector<std::string> open_batch_;
  AuditTotals totals_;
};

}  // namespace

Result<AuditReport> audit(const Source& source, const AuditQuestion& question) {
  return Audit(source, question).run();
}

Exit audit_exit(const Error& error) {
  const bool no_answer =
      error.rule == kUnreachableRule || error.rule == "quorum" || error.rule == kCannotTellRule;
  return no_answer ? Exit::kCannotTell : Exit::kInvalidEvidence;
}

}  // namespace kuboluk::tools
