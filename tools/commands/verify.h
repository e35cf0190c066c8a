// `kuboluk verify FILE`: any evidence that the ledger gives out, recognised by its first line.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/domain/signed_event.h"
#include "tools/command.h"
#include "tools/reader_files.h"

namespace kuboluk::tools {

struct VerifyOptions {
  std::string file;
  std::string policy;
  // For an event: the genesis file whose authors may have signed. For statements of nodes and for
  // forks: the one that lists their keys.
  std::string genesis;
  std::string ledger;  // for an event: a ledger folder with the key records
  std::string entry;   // for a tlog-proof: the file with the entry's bytes
  TypedClocks clocks;
  std::uint64_t age_limit_hours = kAgeLimitHours;
};

Exit run_verify(const VerifyOptions& options, const Session& session);

enum class EvidenceKind {
  kStatusProof,
  kListProof,
  kSilence,
  kDossier,
  kTlogProof,
  kEvent,
  kFork,
  kReceipt,
  kRejection,
  kRefusal,
  kRecorded,
  kCheckpoint
};

// By the first line; what is none of the others is taken for a checkpoint, which has no line of its
// own.
EvidenceKind recognise(std::string_view bytes);

// Who may have signed an event, and in which ledger.
struct EventAuthors {
  std::string ledger;  // ledger id
  // Keys by author id. X.AUTHOR if the author is not known.
  virtual Result<domain::AuthorKeys> keys_of(std::string_view author) const = 0;
  virtual ~EventAuthors() = default;
};
Result<std::unique_ptr<EventAuthors>> authors_of_genesis(const std::string& genesis_bytes);

// The key of the node that a statement says it is by, as the genesis lists it. X.FORM, X.AUTHOR.
Result<crypto::VerifierKey> node_key_of(const domain::Event& genesis, std::string_view note);

// Each says what it found; kInvalidEvidence with the reason otherwise.
Exit verify_status_file(std::string_view bytes, const ReaderFiles& reader, domain::TwoClocks clocks,
                        std::uint64_t age_limit_hours, const Session& session);
Exit verify_list_file(std::string_view bytes, const ReaderFiles& reader, domain::TwoClocks clocks,
                      std::uint64_t age_limit_hours, const Session& session);
Exit verify_checkpoint_file(std::string_view bytes, const ReaderFiles& reader,
                            const Session& session);
Exit verify_tlog_proof_file(std::string_view bytes, std::string_view entry,
                            const ReaderFiles& reader, const Session& session);
// kFork to kRecorded, against the public keys of a genesis alone.
Exit verify_statement_file(EvidenceKind kind, std::string_view bytes,
                           const std::string& genesis_file, const Session& session);
Exit verify_event_file(std::string_view bytes, const EventAuthors& authors, const Session& session);

}  // namespace kuboluk::tools
