// `kuboluk dossier`: one page for a court that opens it in ten years without this program and
// without a network: every act on a number in full, the proofs, the cosignatures, the law, a
// verifier. `--check` and `kuboluk verify` check such a page again, from its bytes alone.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "tools/command.h"
#include "tools/reader_files.h"

namespace kuboluk::tools {

// Largest page: a long history of large decrees, each in a divided act, and the verifier.
inline constexpr std::size_t kDossierBytesMax = 134'217'728;

struct DossierOptions {
  std::string number;  // as typed, with or without check group; a person id with `person`
  std::string election;
  bool person = false;
  TypedClocks clocks;
  std::string ledger;  // a folder, or
  std::string node;    // the address of a node
  std::string policy;
  std::string out;
  std::string check;  // a dossier to check; then nothing else but the policy is given
};

Exit run_dossier(const DossierOptions& options, const Session& session);

// kHolds if all evidence in the page holds and the page is exactly what this program makes of it;
// kInvalidEvidence otherwise; kCannotTell if another version of the program made it (then the
// evidence holds, and only the page's own words are not compared).
Exit check_dossier_file(std::string_view bytes, const ReaderFiles& reader, const Session& session);

// True for a page that this or another version made.
bool is_dossier(std::string_view bytes);

}  // namespace kuboluk::tools
