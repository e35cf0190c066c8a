// A ledger folder, opened for reading by one command.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "crypto/result.h"
#include "ledger/domain/view.h"
#include "ledger/store/store.h"

namespace kuboluk::tools {

class OpenedLedger {
 public:
  // STORE: no ledger in that folder, in use by another process, damaged, empty, or stopped between
  // storing and signing.
  static Result<OpenedLedger> open(const std::filesystem::path& folder);

  const batch::LedgerReader& reader() const { return *snapshot_; }
  const domain::LedgerInfo& info() const { return info_; }
  // The newest stored checkpoint note; of the reader's size and root.
  const std::string& checkpoint() const { return checkpoint_; }
  // The bytes of the genesis event.
  const std::string& genesis() const { return genesis_; }

 private:
  OpenedLedger() = default;
  std::unique_ptr<store::Store> store_;  // holds the folder's lock
  std::unique_ptr<store::Snapshot> snapshot_;
  domain::LedgerInfo info_;
  std::string checkpoint_;
  std::string genesis_;
};

// True if the folder holds a ledger's database (it may still be damaged).
bool is_ledger_folder(const std::filesystem::path& folder);

}  // namespace kuboluk::tools
