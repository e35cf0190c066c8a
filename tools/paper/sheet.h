// A polling station's paper, A4: every accredited number of an election, then a page of revoked and
// superseded ones, in three languages at once. Every page says which state of the ledger it shows
// and can be checked by itself.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ledger/domain/verdict.h"
#include "ledger/proof/list_proof.h"
#include "ledger/proof/verifier.h"
#include "tools/paper/document.h"
#include "tools/paper/evidence_facts.h"

namespace kuboluk::tools::paper {

struct ListedNumber {
  std::string printed;  // with check character
  std::string organisation;
  std::string decree;
  domain::Verdict verdict = domain::Verdict::kCannotTell;
  std::optional<domain::Instant> until;  // exclusive; nothing: no end is recorded
};

// A number that a station must not let pass, whatever the paper in its holder's hand looks like.
struct GoneNumber {
  std::string printed;                                  // of the accreditation, or of the card
  domain::Verdict verdict = domain::Verdict::kRevoked;  // or kSuperseded: the number of a card
  std::string organisation;
  domain::Instant since;
  domain::Instant recorded;
  std::string ground;  // paragraph and limb; kSuperseded: the card that is valid instead
};

struct SheetFacts {
  std::string election_id;
  Texts election;
  std::vector<ListedNumber> listed;  // in the order of the list; without numbers never granted
  std::vector<GoneNumber> gone;      // revoked ones, then superseded cards
  std::map<std::string, std::uint64_t> by_decree;  // sums to listed.size() with `without_decree`
  std::uint64_t without_decree = 0;
  std::string list_url;
  std::string gone_url;
  EvidenceFacts evidence;
};

// Names by organisation id; an organisation that is not there is printed by its id.
using OrganisationNames = std::map<std::string, Texts, std::less<>>;

// `proof` is the parsed text of the bytes that `list` was verified from. Addresses are under
// `base_url` with the two clocks of the paper: "as known at" is never later than the seal.
SheetFacts sheet_facts(const proof::VerifiedList& list, const proof::ListProof& proof,
                       const OrganisationNames& names, const std::string& base_url);

// All pages, or only those of revoked and superseded numbers. X.SIZE if an address does not fit
// into a code; "paper" if the font is not installed.
Result<std::vector<Page>> sheet_pages(const SheetFacts& facts, bool revoked_only);

}  // namespace kuboluk::tools::paper
