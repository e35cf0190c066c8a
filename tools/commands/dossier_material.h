// The evidence of a dossier as values: gathered, printed into blocks of a page, read back, checked.
// Not for other commands.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/result.h"
#include "ledger/domain/signed_event.h"
#include "ledger/proof/verifier.h"
#include "tools/commands/dossier.h"
#include "tools/commands/evidence_place.h"

namespace kuboluk::tools {

// Stands in the page; another one means that the words around the evidence may differ.
inline constexpr std::string_view kDossierProgram = "kuboluk 0.1.0";
inline constexpr std::string_view kDossierHeader = "kuboluk/dossier/v1";
// Most entries of one page; stops a page of empty entries from costing more memory than bytes.
inline constexpr std::size_t kDossierEntriesMax = 4'096;

struct DossierEntry {
  std::string bytes;
  std::string inclusion;  // C2SP tlog-proof under the checkpoint of the proof
  bool operator==(const DossierEntry&) const = default;
};

// Value type; gathered or read, not verified.
struct Dossier {
  std::string program;
  domain::Instant made;  // the maker's clock
  domain::TwoClocks clocks;
  std::string policy;   // of the maker: what the page's words are made under
  std::string ruleset;  // the table of the law
  std::string proof;    // status proof: history or person
  std::map<std::uint64_t, DossierEntry> entries;
};

// What holds of a verified dossier.
struct CheckedDossier {
  proof::StatusVerdict now;    // all that is recorded, at the maker's clock
  proof::StatusVerdict asked;  // at the two clocks of the dossier
  std::map<std::uint64_t, domain::SignedEvent> events;
  std::vector<std::string> rules;  // that the acts cite, sorted
};

// Errors: those of the place and of check_dossier.
Result<Dossier> gather_dossier(const EvidencePlace& place, const ReaderFiles& reader,
                               const std::string& policy_text, const proof::Asked& asked,
                               domain::TwoClocks clocks, const Session& session);

// 1. the blocks have their forms; 2. to 5. the status proof (ledger/proof/verifier.h); the law is
//    the table that the proven ruleset record names;
// 6. each entry is in the tree of the proof's checkpoint, and no other checkpoint stands anywhere;
// 7. the entries are exactly the genesis, the acts whose leaf hashes the proven records name, the
//    other parts of divided ones, and the registrations of those who signed;
// 8. every event bears its author's signatures, by keys of that genesis or registration.
// Errors: "step 1" .. "step 8".
Result<CheckedDossier> check_dossier(const proof::ReaderPolicy& reader, const Dossier& dossier);

// The blocks: "<pre id=...>" with escaped text, so that a browser shows and copies the exact bytes.
std::string print_head(const Dossier& dossier);
void print_block(std::string& out, std::string_view id, std::string_view text);
std::string escape_html(std::string_view text);
// Takes the blocks out of a page, whatever stands around them. Errors: "step 1".
Result<Dossier> read_dossier(std::string_view page);

// The blocks of one entry: "entry-12", "inclusion-12".
std::string entry_id(std::uint64_t index);
std::string inclusion_id(std::uint64_t index);

// Where the verified records say that acts are: index -> leaf hash. History and election.
Result<std::map<std::uint64_t, Hash>> named_entries(const proof::StatusVerdict& verdict,
                                                    std::string_view proof_bytes);

// The checkpoint note inside a status proof. Errors: those of parse_status_proof.
Result<std::string> checkpoint_of(std::string_view proof_bytes);

}  // namespace kuboluk::tools
