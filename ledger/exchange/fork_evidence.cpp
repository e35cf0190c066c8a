#include "ledger/exchange/fork_evidence.h"

#include <array>
#include <utility>

#include "crypto/encoding.h"
#include "crypto/note.h"
#include "ledger/domain/line_reader.h"
#include "ledger/log/decimal.h"
#include "ledger/log/policy.h"

namespace kuboluk::exchange {
namespace {

constexpr std::string_view kFirstLine = "kuboluk/fork/v1";
// Neither line can stand in a checkpoint note: an origin has no space, and a signature line begins
// with an em dash. So the first place where one is found is the only one that can be meant.
constexpr std::string_view kSmallerLine = "--- smaller\n";
constexpr std::string_view kLargerLine = "--- larger\n";

Error form_fault(std::string detail) {
  return {"X.FORM", "fork evidence", std::move(detail)};
}

// Text before, between and after the two dividing lines; nothing if one is missing.
std::optional<std::array<std::string_view, 3>> divide(std::string_view text) {
  const std::size_t smaller = text.find("\n" + std::string(kSmallerLine));
  if (smaller == std::string_view::npos) return std::nullopt;
  const std::size_t begin = smaller + 1 + kSmallerLine.size();
  const std::size_t larger = text.find("\n" + std::string(kLargerLine), begin);
  if (larger == std::string_view::npos) return std::nullopt;
  return std::array{text.substr(0, smaller + 1), text.substr(begin, larger + 1 - begin),
                    text.substr(larger + 1 + kLargerLine.size())};
}

Result<Hash> take_hash(domain::LineReader& lines, std::string_view key) {
  const Result<std::string_view> value = lines.take(key);
  if (!value) return value.error();
  const std::optional<Hash> hash = crypto::hash_from_base64(*value);
  if (!hash) return lines.fault("\"" + std::string(key) + "\" must be a hash in base64");
  return *hash;
}

// The lines before the notes.
Result<ForkEvidence> parse_head(std::string_view head) {
  Result<domain::LineReader> lines = domain::LineReader::open("fork evidence", head);
  if (!lines) return lines.error();
  if (Result<void> ok = lines->take_exactly(kFirstLine); !ok) return ok.error();
  ForkEvidence evidence;
  const Result<std::string_view> ledger = lines->take("ledger");
  if (!ledger) return ledger.error();
  if (!crypto::is_key_name(*ledger)) return lines->fault("\"ledger\" must be a ledger id");
  evidence.ledger = *ledger;
  if (lines->at_end()) return evidence;
  const Result<Hash> root = take_hash(*lines, "true-root");
  if (!root) return root.error();
  evidence.true_root = *root;
  while (!lines->at_end()) {
    const Result<Hash> hash = take_hash(*lines, "consistency");
    if (!hash) return hash.error();
    evidence.consistency.push_back(*hash);
  }
  return evidence;
}

// The origin of a checkpoint note, of which nothing else is believed: "<ledger id>/<epoch>".
Result<std::string> origin_of(std::string_view bytes, std::string_view ledger_id) {
  const Result<crypto::Note> note = crypto::parse_note(bytes);
  if (!note) return note.error();
  Result<log::Checkpoint> checkpoint = log::parse_checkpoint(note->text);
  if (!checkpoint) return checkpoint.error();
  std::string_view epoch = checkpoint->origin;
  const std::string start = std::string(ledger_id) + "/";
  const bool ours = epoch.starts_with(start);
  if (ours) epoch.remove_prefix(start.size());
  const std::optional<std::uint64_t> number = ours ? log::parse_decimal(epoch) : std::nullopt;
  if (number.value_or(0) > 0) return std::move(checkpoint->origin);
  return Error{"X.LEDGER", "fork evidence",
               "the checkpoints are of another log than " + std::string(ledger_id)};
}

// No single log has both checkpoints.
Result<void> check_contradiction(const ForkEvidence& evidence, const Fork& fork) {
  const auto& [smaller, larger] = fork;
  if (smaller.size > larger.size) {
    return form_fault("the checkpoint called smaller has the larger size");
  }
  if (smaller.size == larger.size) {
    if (evidence.true_root || !evidence.consistency.empty()) {
      return form_fault("two checkpoints of one size need no true root and no consistency proof");
    }
    if (smaller.root != larger.root) return {};
    return form_fault("it proves no fork: both checkpoints have the same size and root");
  }
  if (!evidence.true_root) {
    return form_fault("two sizes, and the root of the smaller size in the larger tree is missing");
  }
  if (Result<void> ok = log::verify_consistency(smaller.size, larger.size, *evidence.true_root,
                                                larger.root, evidence.consistency);
      !ok) {
    return ok;
  }
  if (*evidence.true_root != smaller.root) return {};
  return form_fault("it proves no fork: the larger tree begins with the smaller one");
}

}  // namespace

std::string print_fork(const ForkEvidence& evidence) {
  std::string text = std::string(kFirstLine) + "\nledger " + evidence.ledger + "\n";
  if (evidence.true_root) {
    text += "true-root " + crypto::to_base64(*evidence.true_root) + "\n";
  }
  for (const Hash& hash : evidence.consistency)
    text += "consistency " + crypto::to_base64(hash) + "\n";
  text.append(kSmallerLine).append(evidence.smaller);
  text.append(kLargerLine).append(evidence.larger);
  return text;
}

Result<ForkEvidence> parse_fork(std::string_view text) {
  if (text.size() > kForkBytesMax) {
    return Error{"X.SIZE", "fork evidence",
                 "longer than " + std::to_string(kForkBytesMax) + " bytes"};
  }
  const auto parts = divide(text);
  if (!parts) return form_fault("expected the lines \"--- smaller\" and \"--- larger\"");
  Result<ForkEvidence> evidence = parse_head((*parts)[0]);
  if (!evidence) return evidence;
  evidence->smaller = (*parts)[1];
  evidence->larger = (*parts)[2];
  for (const std::string& note : {evidence->smaller, evidence->larger}) {
    if (const Result<crypto::Note> parsed = crypto::parse_note(note); !parsed) {
      return form_fault("a checkpoint: " + parsed.error().object + ": " + parsed.error().detail);
    }
  }
  if (print_fork(*evidence) != text) return form_fault("not in the one printed form");
  return evidence;
}

Result<Fork> verify_fork(const ForkEvidence& evidence, std::string_view ledger_id,
                         const crypto::PublicKey& log_key) {
  if (evidence.ledger != ledger_id) {
    return Error{"X.LEDGER", "fork evidence",
                 "it is for another ledger, not for " + std::string(ledger_id)};
  }
  const Result<std::string> origin = origin_of(evidence.smaller, ledger_id);
  if (!origin) return origin.error();
  Result<log::Checkpoint> smaller = open_log_checkpoint(evidence.smaller, *origin, log_key);
  if (!smaller) return smaller.error();
  Result<log::Checkpoint> larger = open_log_checkpoint(evidence.larger, *origin, log_key);
  if (!larger) return larger.error();
  Fork fork{*std::move(smaller), *std::move(larger)};
  if (Result<void> ok = check_contradiction(evidence, fork); !ok) return ok.error();
  return fork;
}

Result<log::Checkpoint> open_log_checkpoint(std::string_view bytes, std::string_view origin,
                                            const crypto::PublicKey& log_key) {
  if (bytes.size() > log::kCheckpointBytesMax) {
    return Error{"X.SIZE", "checkpoint",
                 "longer than " + std::to_string(log::kCheckpointBytesMax) + " bytes"};
  }
  const Result<crypto::Note> note = crypto::parse_note(bytes);
  if (!note) return note.error();
  Result<log::Checkpoint> checkpoint = log::parse_checkpoint(note->text);
  if (!checkpoint) return checkpoint;
  if (checkpoint->origin != origin) {
    return Error{"X.LEDGER", "checkpoint", "its origin is another log than " + std::string(origin)};
  }
  const Result<crypto::VerifierKey> key =
      crypto::VerifierKey::make(origin, crypto::KeyType::kEd25519, log_key);
  if (!key) return key.error();
  std::size_t found = 0;
  for (const crypto::NoteSignature& line : note->signatures) {
    if (line.name != key->name() || line.key_id != key->id()) continue;
    ++found;
    if (!crypto::verify_note_signature(note->text, line, *key)) {
      return Error{"X.SIGNATURE", "checkpoint", "the log's signature does not verify"};
    }
  }
  if (found == 1) return checkpoint;
  return Error{"X.SIGNATURE", "checkpoint",
               "expected exactly one signature by the log's key, found " + std::to_string(found)};
}

}  // namespace kuboluk::exchange
