// Where commands take evidence from that is in no file yet: a ledger folder or a node. Both give
// proofs and the bytes of entries; none of it is trusted, everything is verified by the caller.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "crypto/result.h"
#include "ledger/domain/signed_event.h"
#include "ledger/proof/asked.h"
#include "tools/audit/tile_files.h"
#include "tools/command.h"
#include "tools/network/node_client.h"
#include "tools/open_ledger.h"
#include "tools/reader_files.h"

namespace kuboluk::tools {

class EvidencePlace {
 public:
  // Exactly one of both is given. What went wrong was said already when an Exit comes back.
  static boost::system::result<EvidencePlace, Exit> open(const std::string& ledger,
                                                         const std::string& node,
                                                         const Session& session);

  // Bytes of proofs. Errors: those of building them, or of the node.
  Result<std::string> status_proof(const proof::Asked& asked, const ReaderFiles& reader,
                                   const Session& session) const;
  Result<std::string> list_proof(const std::string& election, const ReaderFiles& reader,
                                 const Session& session) const;

  // The bytes at that index of a tree of `size` entries: a claim, until its leaf hash is compared.
  // Errors: the source's; C2SP.tiles.
  Result<std::string> entry(std::uint64_t index, std::uint64_t size) const;

  // The files of the log, kept once read.
  const Source& source() const { return *files_; }
  bool is_node() const { return node_ != nullptr; }
  // The ledger's state, for what no proof shows; null for a node.
  const batch::LedgerReader* state() const { return ledger_ ? &ledger_->reader() : nullptr; }

 private:
  EvidencePlace() = default;
  // On the heap: `files_` points at them when the place is moved.
  std::unique_ptr<OpenedLedger> ledger_;
  std::unique_ptr<Source> ledger_files_;
  std::unique_ptr<NodeClient> node_;
  std::unique_ptr<KeepingSource> files_;
};

// The event in an entry whose leaf hash must be `leaf`. X.PROOF if it is another one or a seal.
Result<domain::SignedEvent> event_with_leaf(const std::string& entry, const Hash& leaf);

}  // namespace kuboluk::tools
