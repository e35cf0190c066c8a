#include "tools/commands/evidence.h"

#include <fstream>
#include <string>

#include "ledger/proof/silence.h"
#include "ledger/proof/verifier.h"
#include "tools/commands/dossier.h"
#include "tools/fetch/source.h"
#include "tools/files.h"

namespace kuboluk::tools {

namespace {

namespace fs = std::filesystem;

// Longest first line that is read of a file in the way; every proof's is shorter.
constexpr std::size_t kHeaderBytesMax = 64;

// "kuboluk/status-proof/v1", "kuboluk/list-proof/v1", "kuboluk/silence/v1".
bool is_proof_file(const fs::path& path) {
  std::error_code ignored;
  if (!fs::is_regular_file(path, ignored)) return false;
  std::string start(kHeaderBytesMax, '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(start.data(), static_cast<std::streamsize>(start.size()));
  start.resize(static_cast<std::size_t>(file.gcount()));
  const std::size_t end = start.find('\n');
  if (end == std::string::npos) return false;
  const std::string_view first = std::string_view(start).substr(0, end);
  if (first == proof::kSilenceHeader) return true;
  if (first == "<!DOCTYPE html>") {
    const Result<std::string> page = read_file(path, kDossierBytesMax);
    return page && is_dossier(*page);
  }
  return first.starts_with("kuboluk/") && first.ends_with("-proof/v1");
}

}  // namespace

Exit refuse_evidence(const Session& session, const Error& error, std::string_view next_if_invalid) {
  if (error.rule == kUnreachableRule || error.rule == kAbsentRule) {
    return refuse(
        session, Exit::kUnreachable, error,
        "nothing was answered; ask another node, or use a file or ledger folder that you have");
  }
  // "quorum" comes from building a proof, the object of step 2 from verifying one.
  const bool too_few =
      error.rule == "quorum" || (error.rule == "step 2" && error.object == proof::kQuorumObject);
  if (!too_few) return refuse(session, Exit::kInvalidEvidence, error, next_if_invalid);
  return refuse(session, Exit::kCannotTell, error,
                "CANNOT TELL: too few of the cosigners that your policy asks for have signed; wait "
                "for more, or ask another node");
}

Result<void> keep_proof(const fs::path& path, std::string_view bytes) {
  std::error_code ignored;
  const fs::file_status status = fs::symlink_status(path, ignored);
  if (status.type() != fs::file_type::not_found && !is_proof_file(path)) {
    return Error{"X.FILE", path.string(), "this is there already and is no kuboluk proof"};
  }
  return replace_file(path, bytes);
}

}  // namespace kuboluk::tools
