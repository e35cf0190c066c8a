#include "crypto/sha256.h"
#include "ledger/proof/answer_fold.h"
#include "ledger/proof/list_proof.h"
#include "ledger/proof/verifier.h"
#include "ledger/proof/verify_steps.h"

namespace kuboluk::proof {

namespace {

using Records = std::vector<domain::Record>;

Result<Records> parse_rows(const ListProof& proof) {
  Records rows;
  rows.reserve(proof.records.size());
  for (std::size_t i = 0; i < proof.records.size(); ++i) {
    auto record = parse_proof_record(proof.records[i], proof.ledger,
                                     "record " + std::to_string(i + 1) + " of the list");
    if (!record) return record.error();
    rows.push_back(std::move(*record));
  }
  return rows;
}

Result<Closure> prove_law(const ListProof& proof, const Hash& status_root,
                          std::vector<std::optional<domain::Record>> records) {
  ProvenParts source(proof.parts, std::move(records), {}, status_root);
  auto closure = walk_law(source, proof.election);
  if (!closure) return at_step(4, closure.error().object, closure.error().detail);
  if (auto done = source.finish(); !done) {
    return at_step(4, done.error().object, done.error().detail);
  }
  return closure;
}

// The rows are all records below the prefix: none is missing, none is foreign.
Result<void> prove_rows(const ListProof& proof, const Records& rows, const Hash& status_root) {
  const auto prefix = list_prefix(proof.election);
  std::vector<log::MapPair> pairs;
  pairs.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto hash = crypto::sha256(bytes_of(proof.records[i]));
    pairs.push_back({rows[i].key, Bytes(hash.begin(), hash.end())});
  }
  const auto complete = log::verify_prefix(status_root, prefix, pairs, proof.prefix);
  if (!complete) return at_step(4, prefix, complete.error().detail);
  return {};
}

std::vector<ListRow> fold_rows(const Records& rows, const domain::Record& election,
                               const Doubts& doubts, domain::TwoClocks clocks, std::string& why) {
  std::vector<ListRow> result;
  result.reserve(rows.size());
  for (const auto& record : rows) {
    auto folded = fold_row(record, election, clocks);
    const auto judged = judge(folded.findings, doubts);
    if (why.empty()) why = judged.why;
    result.push_back(
        {judged.verdict, judged.by_record, std::move(folded.facts), std::move(folded.decisive)});
  }
  return result;
}

Result<VerifiedList> list_from(const ReaderPolicy& reader, const ListProof& proof,
                               const Records& rows, const Closure& closure,
                               Confirmation confirmation, domain::TwoClocks clocks) {
  std::string why;
  auto law = read_law(reader.rulesets, closure, proof.election, why);             // step 5
  const auto doubts = find_doubts(reader, confirmation, clocks, std::move(why));  // step 6
  const auto* election = closure.find(domain::election_key(proof.election));
  if (election == nullptr && !rows.empty()) {
    return at_step(4, proof.election, "accreditations of an election that does not exist");
  }
  std::string cannot_tell = doubts.any;
  std::vector<ListRow> folded;  // step 7
  if (election != nullptr) folded = fold_rows(rows, *election, doubts, clocks, cannot_tell);
  auto notes = common_notes(confirmation, law, doubts);
  return VerdictMaker::make(proof.election, clocks, std::move(folded), std::move(confirmation),
                            std::move(law), std::move(cannot_tell), std::move(notes));
}

}  // namespace

Result<VerifiedList> verify_list(const ReaderPolicy& reader, std::string_view proof_bytes,
                                 const std::optional<std::string>& election,
                                 domain::TwoClocks clocks) {
  const auto proof = parse_list_proof(proof_bytes);  // step 1
  if (!proof) return at_step(1, proof.error().object, proof.error());
  auto records = parse_part_records(proof->parts, proof->ledger);
  if (!records) return records.error();
  const auto rows = parse_rows(*proof);
  if (!rows) return rows.error();
  auto confirmation =  // steps 2 and 3
      verify_anchor(reader.policy, proof->anchor, proof->ledger, reader.clock_s, reader.skew_s);
  if (!confirmation) return confirmation.error();
  if (election && *election != proof->election) {  // step 4
    return at_step(4, "election", "the list is of " + proof->election + ", not of " + *election);
  }
  const auto closure = prove_law(*proof, confirmation->status_root, std::move(*records));
  if (!closure) return closure.error();
  if (auto proven = prove_rows(*proof, *rows, confirmation->status_root); !proven) {
    return proven.error();
  }
  return list_from(reader, *proof, *rows, *closure, std::move(*confirmation), clocks);
}

}  // namespace kuboluk::proof
