#include "ledger/proof/list_proof.h"

#include "crypto/sha256.h"
#include "crypto/vkey.h"
#include "ledger/domain/charset.h"
#include "ledger/domain/ids.h"
#include "ledger/domain/view.h"
#include "ledger/log/decimal.h"
#include "ledger/proof/ledger_source.h"
#include "ledger/proof/proof_text.h"

namespace kuboluk::proof {

namespace {

// Election and ruleset.
constexpr std::size_t kListPartsMax = 2;

Result<void> take_head(LineCursor& cursor, ListProof& proof) {
  if (auto header = cursor.take_line(kListProofHeader); !header) return header.error();
  const auto ledger = cursor.take("ledger");
  if (!ledger) return ledger.error();
  if (!crypto::is_key_name(*ledger)) return cursor.fault("expected a ledger id");
  proof.ledger = *ledger;
  const auto election = cursor.take("election");
  if (!election) return election.error();
  if (!domain::is_body_id(*election)) return cursor.fault("expected an election");
  proof.election = *election;
  while (part_follows(cursor)) {
    if (proof.parts.size() == kListPartsMax) return cursor.fault("more objects than a list needs");
    auto part = take_part(cursor);
    if (!part) return part.error();
    proof.parts.push_back(std::move(*part));
  }
  return {};
}

Result<void> take_rows(LineCursor& cursor, ListProof& proof) {
  const auto line = cursor.take("list");
  if (!line) return line.error();
  const auto count = log::parse_decimal(*line);
  if (!count || *count > kListRowsMax) return cursor.fault("expected the number of records");
  // Not reserved beforehand: the number is a claim, the lines are the fact.
  for (std::uint64_t i = 0; i < *count; ++i) {
    const auto lines = cursor.take("record");
    if (!lines) return lines.error();
    auto record = take_block(cursor, *lines);
    if (!record) return record.error();
    proof.records.push_back(std::move(*record));
  }
  auto other = take_other(cursor);
  if (!other) return other.error();
  proof.prefix.other = std::move(*other);
  auto steps = take_steps(cursor);
  if (!steps) return steps.error();
  proof.prefix.steps = std::move(*steps);
  return {};
}

Result<ListProof> take_list_proof(LineCursor& cursor) {
  ListProof proof;
  if (auto done = take_head(cursor, proof); !done) return done.error();
  if (auto done = take_rows(cursor, proof); !done) return done.error();
  auto anchor = take_anchor(cursor);
  if (!anchor) return anchor.error();
  proof.anchor = std::move(*anchor);
  return proof;
}

Result<void> build_rows(const batch::LedgerReader& reader, const Hash& map_root, ListProof& proof) {
  const auto prefix = list_prefix(proof.election);
  auto rows = reader.records_under(prefix);
  if (!rows) return rows.error();
  if (rows->size() > kListRowsMax) return Error{"X.SIZE", prefix, "more rows than a list may hold"};
  auto path = log::prove_prefix(reader, map_root, prefix);
  if (!path) return path.error();
  proof.prefix = std::move(*path);
  std::vector<log::MapPair> pairs;
  pairs.reserve(rows->size());
  for (auto& [key, text] : *rows) {
    const auto hash = crypto::sha256(bytes_of(text));
    pairs.push_back({std::move(key), Bytes(hash.begin(), hash.end())});
    proof.records.push_back(std::move(text));
  }
  // As in build_part: damage is found here, not by the readers.
  if (auto fits = log::verify_prefix(map_root, prefix, pairs, proof.prefix); !fits) {
    return Error{std::string(domain::kDamageRule), prefix, fits.error().detail};
  }
  return {};
}

}  // namespace

std::string print_list_proof(const ListProof& proof) {
  std::string out;
  out.append(kListProofHeader).append("\nledger ").append(proof.ledger);
  out.append("\nelection ").append(proof.election).append("\n");
  for (const auto& part : proof.parts)
    print_part(out, part);
  out.append("list ").append(std::to_string(proof.records.size())).append("\n");
  for (const auto& record : proof.records)
    print_block(out, "record", record);
  print_other(out, proof.prefix.other);
  print_steps(out, proof.prefix.steps);
  print_anchor(out, proof.anchor);
  return out;
}

Result<ListProof> parse_list_proof(std::string_view bytes) {
  if (bytes.size() > kListProofBytesMax) {
    return Error{"X.SIZE", "proof", "longer than a list proof may be"};
  }
  LineCursor cursor(bytes);
  auto proof = take_list_proof(cursor);
  if (!proof) return proof;
  if (print_list_proof(*proof) != bytes) {
    return Error{"X.FORM", "proof", "not the bytes that a printer of this format emits"};
  }
  return proof;
}

Result<ListProof> build_list_proof(const batch::LedgerReader& reader, const log::Policy& policy,
                                   std::string_view checkpoint_note, std::string_view election,
                                   std::uint64_t clock, std::uint64_t skew) {
  if (!domain::is_body_id(election)) {
    return Error{"X.FORM", "election", "a shape that the ledger never uses"};
  }
  auto anchor = build_anchor(reader, policy, checkpoint_note, clock, skew);
  if (!anchor) return anchor.error();
  const auto position = reader.position();
  if (!position) return position.error();
  ListProof proof;
  proof.election = election;
  LedgerSource source(reader, position->map_root, kListPartsMax);
  if (auto law = walk_law(source, proof.election); !law) return law.error();
  proof.parts = source.take_parts();
  auto ledger = ledger_of_seal(anchor->seal);
  if (!ledger) return ledger.error();
  proof.ledger = std::move(*ledger);
  proof.anchor = std::move(*anchor);
  if (auto done = build_rows(reader, position->map_root, proof); !done) return done.error();
  return proof;
}

std::string list_prefix(std::string_view election) {
  return domain::plain_key("accreditation", election) + "/";
}

}  // namespace kuboluk::proof
