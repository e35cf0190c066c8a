#include "ledger/proof/status_proof.h"

#include <algorithm>
#include <set>

#include "crypto/vkey.h"
#include "ledger/domain/ids.h"
#include "ledger/domain/view.h"
#include "ledger/proof/closure.h"
#include "ledger/proof/ledger_source.h"
#include "ledger/proof/proof_text.h"

namespace kuboluk::proof {

namespace {

Result<Asked> take_asked(LineCursor& cursor) {
  auto line = cursor.take("asked");
  if (!line) return line.error();
  const auto question = parse_question(take_word(*line));
  if (!question) return cursor.fault("expected a question that this program knows");
  Asked asked{*question, std::string(take_word(*line)), ""};
  asked.id = *line;
  if (!well_formed(asked)) return cursor.fault("election or number have no possible shape");
  return asked;
}

Result<std::vector<std::string>> take_elsewhere(LineCursor& cursor, const std::string& here) {
  std::vector<std::string> elections;
  while (cursor.next_is("elsewhere")) {
    const auto line = cursor.take("elsewhere");
    if (!line) return line.error();
    if (!domain::is_body_id(*line) || *line == here)
      return cursor.fault("expected another election");
    if (!elections.empty() && *line <= elections.back()) {
      return cursor.fault("elections must be sorted and stand once");
    }
    if (elections.size() == kElsewhereMax) return cursor.fault("too many elections");
    elections.emplace_back(*line);
  }
  return elections;
}

Result<std::vector<Part>> take_parts(LineCursor& cursor) {
  std::vector<Part> parts;
  while (part_follows(cursor)) {
    if (parts.size() == kStatusPartsMax) return Error{"X.SIZE", "proof", "too many objects"};
    auto part = take_part(cursor);
    if (!part) return part.error();
    parts.push_back(std::move(*part));
  }
  return parts;
}

Result<StatusProof> take_status_proof(LineCursor& cursor) {
  StatusProof proof;
  if (auto header = cursor.take_line(kStatusProofHeader); !header) return header.error();
  const auto ledger = cursor.take("ledger");
  if (!ledger) return ledger.error();
  if (!crypto::is_key_name(*ledger)) return cursor.fault("expected a ledger id");
  proof.ledger = *ledger;
  auto asked = take_asked(cursor);
  if (!asked) return asked.error();
  proof.asked = std::move(*asked);
  auto elsewhere = take_elsewhere(cursor, proof.asked.election);
  if (!elsewhere) return elsewhere.error();
  proof.elsewhere = std::move(*elsewhere);
  auto parts = take_parts(cursor);
  if (!parts) return parts.error();
  proof.parts = std::move(*parts);
  auto anchor = take_anchor(cursor);
  if (!anchor) return anchor.error();
  proof.anchor = std::move(*anchor);
  return proof;
}

}  // namespace

std::string print_status_proof(const StatusProof& proof) {
  std::string out;
  out.append(kStatusProofHeader).append("\nledger ").append(proof.ledger);
  out.append("\nasked ").append(to_text(proof.asked)).append("\n");
  for (const auto& election : proof.elsewhere)
    out.append("elsewhere ").append(election).append("\n");
  for (const auto& part : proof.parts)
    print_part(out, part);
  print_anchor(out, proof.anchor);
  return out;
}

Result<StatusProof> parse_status_proof(std::string_view bytes) {
  if (bytes.size() > kStatusProofBytesMax) {
    return Error{"X.SIZE", "proof", "longer than a status proof may be"};
  }
  LineCursor cursor(bytes);
  auto proof = take_status_proof(cursor);
  if (!proof) return proof;
  // The one rule that makes the format canonical, whatever the lines above overlook.
  if (print_status_proof(*proof) != bytes) {
    return Error{"X.FORM", "proof", "not the bytes that a printer of this format emits"};
  }
  return proof;
}

Result<StatusProof> build_status_proof(const batch::LedgerReader& reader, const log::Policy& policy,
                                       std::string_view checkpoint_note, const Asked& asked,
                                       std::uint64_t clock, std::uint64_t skew) {
  if (!well_formed(asked)) {
    return Error{"X.FORM", std::string(to_text(asked.question)),
                 "the election or the number has a shape that the ledger never issues"};
  }
  auto anchor = build_anchor(reader, policy, checkpoint_note, clock, skew);
  if (!anchor) return anchor.error();
  const auto position = reader.position();
  if (!position) return position.error();
  LedgerSource source(reader, position->map_root, kStatusPartsMax);
  auto closure = walk_closure(source, asked);
  if (!closure) return closure.error();
  StatusProof proof;
  auto ledger = ledger_of_seal(anchor->seal);
  if (!ledger) return ledger.error();
  proof.ledger = std::move(*ledger);
  proof.asked = asked;
  proof.elsewhere = std::move(closure->elsewhere);
  proof.parts = source.take_parts();
  proof.anchor = std::move(*anchor);
  return proof;
}

}  // namespace kuboluk::proof
