// List proof: one file with every accreditation of an election, provably complete: no number can be
// left out, so no revocation can be hidden (DESIGN.md 4 "Prefix proof").
//
//     kuboluk/list-proof/v1
//     ledger <ledger id>
//     election <election>
//     <parts>                      election, then its ruleset (part.h)
//     list <number of records>
//     record <lines>               once per record, in key order; the key stands in the record
//     <record>
//     other <key> <base64 value>   only for an empty list: the leaf at which the search for the
//     prefix ends step <bit> <base64 sibling>  of the whole prefix <anchor>
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/result.h"
#include "ledger/batch/change.h"
#include "ledger/log/patricia.h"
#include "ledger/log/policy.h"
#include "ledger/proof/anchor.h"
#include "ledger/proof/part.h"

namespace kuboluk::proof {

inline constexpr std::string_view kListProofHeader = "kuboluk/list-proof/v1";
// Largest file: 100,000 domestic observers at about 1 KB each, four times over.
inline constexpr std::size_t kListProofBytesMax = 419'430'400;
// Most rows; stops a file of empty rows from costing more memory than bytes.
inline constexpr std::size_t kListRowsMax = 1'000'000;

// Value type; parsed or built, not verified (see verifier.h).
struct ListProof {
  std::string ledger;
  std::string election;
  std::vector<Part> parts;
  std::vector<std::string> records;  // texts, in key order
  log::PrefixProof prefix;
  Anchor anchor;
  bool operator==(const ListProof&) const = default;
};

std::string print_list_proof(const ListProof& proof);
// Accepts exactly what print_list_proof emits. Errors as parse_status_proof.
Result<ListProof> parse_list_proof(std::string_view bytes);

// Errors as build_status_proof.
Result<ListProof> build_list_proof(const batch::LedgerReader& reader, const log::Policy& policy,
                                   std::string_view checkpoint_note, std::string_view election,
                                   std::uint64_t clock, std::uint64_t skew);

// The prefix of the keys in a list: "accreditation/<election>/".
std::string list_prefix(std::string_view election);

}  // namespace kuboluk::proof
