#include "ledger/log/tlog_proof.h"

#include <optional>
#include <utility>

#include "crypto/encoding.h"
#include "crypto/note.h"
#include "ledger/log/checkpoint.h"
#include "ledger/log/decimal.h"

namespace kuboluk::log {
namespace {

constexpr std::string_view kHeader = "c2sp.org/tlog-proof@v1\n";

Error proof_error(std::string detail) {
  return {"C2SP.proof", "proof", std::move(detail)};
}

// Takes one line off the front, without its end; nothing if there is no complete line.
std::optional<std::string_view> take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// The optional "extra" line.
Result<Bytes> take_extra(std::string_view& text) {
  if (!take_prefix(text, "extra ")) return Bytes{};
  const std::optional<std::string_view> line = take_line(text);
  std::optional<Bytes> extra = line ? crypto::from_base64(*line) : std::nullopt;
  if (!extra || extra->empty()) return proof_error("the extra line is not base64 of any bytes");
  return *std::move(extra);
}

Result<std::uint64_t> take_index(std::string_view& text) {
  const bool named = take_prefix(text, "index ");
  const std::optional<std::string_view> line = named ? take_line(text) : std::nullopt;
  const std::optional<std::uint64_t> index = line ? parse_decimal(*line) : std::nullopt;
  if (!index) return proof_error("expected the line: index <number>");
  return *index;
}

// Hash lines, and the empty line after them.
Result<Proof> take_hashes(std::string_view& text) {
  Proof hashes;
  while (true) {
    const std::optional<std::string_view> line = take_line(text);
    if (!line) return proof_error("ends before the checkpoint");
    if (line->empty()) return hashes;
    if (hashes.size() == kInclusionHashesMax) return proof_error("more hashes than any tree needs");
    const std::optional<Hash> hash = crypto::hash_from_base64(*line);
    if (!hash) return proof_error("hash " + std::to_string(hashes.size() + 1) + " is not base64");
    hashes.push_back(*hash);
  }
}

Result<void> check_shape(const TlogProof& proof) {
  const Result<crypto::Note> note = crypto::parse_note(proof.checkpoint);
  if (!note) return note.error();
  const Result<Checkpoint> checkpoint = parse_checkpoint(note->text);
  if (!checkpoint) return checkpoint.error();
  if (proof.index >= checkpoint->size) {
    return proof_error("index " + std::to_string(proof.index) + " is not in a log of " +
                       std::to_string(checkpoint->size));
  }
  const unsigned expected = inclusion_proof_length(proof.index, checkpoint->size);
  if (proof.hashes.size() == expected) return {};
  return proof_error("expected " + std::to_string(expected) + " hashes, found " +
                     std::to_string(proof.hashes.size()));
}

}  // namespace

std::string print_tlog_proof(const TlogProof& proof) {
  std::string text(kHeader);
  if (!proof.extra.empty()) text += "extra " + crypto::to_base64(proof.extra) + "\n";
  text += "index " + std::to_string(proof.index) + "\n";
  for (const Hash& hash : proof.hashes)
    text += crypto::to_base64(hash) + "\n";
  return text + "\n" + proof.checkpoint;
}

Result<TlogProof> parse_tlog_proof(std::string_view text) {
  if (text.size() > kTlogProofBytesMax) {
    return Error{"X.SIZE", "proof", "longer than " + std::to_string(kTlogProofBytesMax) + " bytes"};
  }
  if (!take_prefix(text, kHeader)) return proof_error("line 1: expected c2sp.org/tlog-proof@v1");
  Result<Bytes> extra = take_extra(text);
  if (!extra) return extra.error();
  const Result<std::uint64_t> index = take_index(text);
  if (!index) return index.error();
  Result<Proof> hashes = take_hashes(text);
  if (!hashes) return hashes.error();
  TlogProof proof{*std::move(extra), *index, *std::move(hashes), std::string(text)};
  if (Result<void> ok = check_shape(proof); !ok) return ok.error();
  return proof;
}

Result<CosignedCheckpoint> verify_tlog_proof(const Policy& policy, const TlogProof& proof,
                                             const Hash& leaf, std::uint64_t clock,
                                             std::uint64_t skew, CheckpointMode mode) {
  Result<CosignedCheckpoint> cosigned =
      verify_checkpoint(policy, proof.checkpoint, clock, skew, mode);
  if (!cosigned) return cosigned;
  const Checkpoint& checkpoint = cosigned->checkpoint();
  if (Result<void> ok =
          verify_inclusion(proof.index, checkpoint.size, leaf, proof.hashes, checkpoint.root);
      !ok) {
    return ok.error();
  }
  return cosigned;
}

}  // namespace kuboluk::log
