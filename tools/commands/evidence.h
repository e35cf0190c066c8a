// What the commands share that answer from proofs: what a refused proof means, and where a good one
// is kept.
#pragma once

#include <filesystem>
#include <string_view>

#include "crypto/result.h"
#include "tools/command.h"

namespace kuboluk::tools {

// Says why a proof could not be built or was not accepted. kCannotTell where every signature is
// good and only cosignatures are missing; kUnreachable where a node gave no proof; else
// kInvalidEvidence with `next_if_invalid`.
Exit refuse_evidence(const Session& session, const Error& error, std::string_view next_if_invalid);

// Writes a verified proof. An existing file is replaced only if it is a kuboluk proof itself: a
// mistyped --out must not cost a key or a letter. X.FILE.
Result<void> keep_proof(const std::filesystem::path& path, std::string_view bytes);

}  // namespace kuboluk::tools
