#include "tools/open_ledger.h"

#include "ledger/log/checkpoint.h"

namespace kuboluk::tools {

namespace {

Error store_error(const std::filesystem::path& folder, std::string detail) {
  return Error{"STORE", folder.string(), std::move(detail)};
}

// A process may have been killed between storing a batch and signing it. The next one that writes
// finishes the job; a reader must not answer from what nobody has signed.
Result<void> check_signed(const std::filesystem::path& folder, const batch::Position& position,
                          std::string_view note_bytes) {
  const Result<crypto::Note> note = crypto::parse_note(note_bytes);
  if (!note) return note.error();
  const Result<log::Checkpoint> checkpoint = log::parse_checkpoint(note->text);
  if (!checkpoint) return checkpoint.error();
  if (checkpoint->size == position.size && checkpoint->root == position.log_root) return {};
  return store_error(folder, "it was stopped after storing " + std::to_string(position.size) +
                                 " entries and before signing them (" +
                                 std::to_string(checkpoint->size) +
                                 " are signed); submit or resume once to finish");
}

}  // namespace

Result<OpenedLedger> OpenedLedger::open(const std::filesystem::path& folder) {
  if (!is_ledger_folder(folder)) return store_error(folder, "there is no ledger in this folder");
  Result<std::unique_ptr<store::Store>> store = store::Store::open_any(folder);
  if (!store) return store.error();
  Result<std::unique_ptr<store::Snapshot>> snapshot = (*store)->snapshot();
  if (!snapshot) return snapshot.error();
  const Result<std::string> genesis = (*snapshot)->genesis();
  if (!genesis) return genesis.error();
  Result<domain::LedgerInfo> info = domain::read_genesis(*genesis);
  if (!info) return info.error();
  const Result<std::optional<std::string>> checkpoint = (*snapshot)->checkpoint();
  if (!checkpoint) return checkpoint.error();
  if (!*checkpoint) return store_error(folder, "the ledger has no checkpoint yet");
  const Result<batch::Position> position = (*snapshot)->position();
  if (!position) return position.error();
  if (const Result<void> ok = check_signed(folder, *position, **checkpoint); !ok) return ok.error();
  OpenedLedger opened;
  opened.store_ = std::move(*store);
  opened.snapshot_ = std::move(*snapshot);
  opened.info_ = std::move(*info);
  opened.checkpoint_ = **checkpoint;
  opened.genesis_ = *genesis;
  return opened;
}

bool is_ledger_folder(const std::filesystem::path& folder) {
  std::error_code ignored;
  return std::filesystem::is_regular_file(folder / "data.mdb", ignored);
}

}  // namespace kuboluk::tools
