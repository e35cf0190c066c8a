#include "node/witness/add_checkpoint.h"

#include <algorithm>
#include <array>
#include <utility>

#include "crypto/encoding.h"
#include "ledger/log/decimal.h"

namespace kuboluk::node::witness {
namespace {

constexpr std::string_view kOldPrefix = "old ";
constexpr std::size_t kHeadLines = 3;

Error form_error(std::string detail) {
  return {"X.FORM", "add-checkpoint", std::move(detail)};
}

Error checkpoint_error(std::string detail) {
  return {"C2SP.checkpoint", "checkpoint", std::move(detail)};
}

// The next line without its LF, cut off the front; nothing if there is no LF.
std::optional<std::string_view> take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
  const auto size = log::parse_decimal(text);
  return size && *size <= log::kTreeSizeMax ? size : std::nullopt;
}

// The proof lines and the empty line behind them.
Result<log::Proof> take_proof(std::string_view& body) {
  log::Proof proof;
  while (true) {
    const auto line = take_line(body);
    if (!line) return form_error("no empty line between the proof and the checkpoint");
    if (line->empty()) return proof;
    if (proof.size() == kProofLinesMax) {
      return form_error("more than " + std::to_string(kProofLinesMax) + " proof lines");
    }
    const auto hash = crypto::hash_from_base64(*line);
    if (!hash) {
      return form_error("proof line " + std::to_string(proof.size() + 1) +
                        " is not a hash in canonical base64");
    }
    proof.push_back(*hash);
  }
}

Answer refuse(unsigned status, std::string detail) {
  return {status, std::move(detail), std::nullopt, ""};
}

}  // namespace

Result<TreeHead> parse_tree_head(std::string_view note_text) {
  std::array<std::string_view, kHeadLines> lines;
  for (std::string_view& line : lines) {
    const auto taken = take_line(note_text);
    if (!taken) return checkpoint_error("expected three lines");
    line = *taken;
  }
  if (lines[0].empty()) return checkpoint_error("line 1: the origin is empty");
  const auto size = parse_size(lines[1]);
  if (!size) return checkpoint_error("line 2: not a tree size of at most 2^63 - 1");
  const auto root = crypto::hash_from_base64(lines[2]);
  if (!root) return checkpoint_error("line 3: not a hash in base64");
  if (*size == 0 && *root != log::empty_tree_root()) {
    return checkpoint_error("line 3: not the root of the empty tree");
  }
  while (!note_text.empty()) {
    const auto extension = take_line(note_text);
    if (!extension || extension->empty()) return checkpoint_error("an extension line is empty");
  }
  return TreeHead{std::string(lines[0]), *size, *root};
}

Result<AddCheckpoint> parse_add_checkpoint(std::string_view body) {
  if (body.size() > kAddCheckpointBytesMax) {
    return Error{"X.SIZE", "add-checkpoint",
                 "more than " + std::to_string(kAddCheckpointBytesMax) + " bytes"};
  }
  const auto first = take_line(body);
  if (!first || !first->starts_with(kOldPrefix)) {
    return form_error("the first line must be: old, a space, the size of the previous checkpoint");
  }
  const auto old_size = parse_size(first->substr(kOldPrefix.size()));
  if (!old_size) return form_error("the old size is not a decimal number of at most 2^63 - 1");
  auto proof = take_proof(body);
  if (!proof) return proof.error();
  auto note = crypto::parse_note(body);
  if (!note) return note.error();
  auto head = parse_tree_head(note->text);
  if (!head) return head.error();
  return AddCheckpoint{*old_size, *std::move(proof), *std::move(note), *std::move(head)};
}

std::string print_add_checkpoint(std::uint64_t old_size, std::span<const Hash> proof,
                                 std::string_view note) {
  std::string body(kOldPrefix);
  body.append(std::to_string(old_size)).append("\n");
  for (const Hash& hash : proof)
    body.append(crypto::to_base64(hash)).append("\n");
  return body.append("\n").append(note);
}

LogLines judge_signatures(const AddCheckpoint& request, const WatchedLog& log) {
  LogLines judged;
  for (const crypto::VerifierKey& key : log.keys) {
    bool kept = false;
    for (const crypto::NoteSignature& line : request.note.signatures) {
      if (line.name != key.name() || line.key_id != key.id()) continue;
      if (!crypto::verify_note_signature(request.note.text, line, key)) {
        judged.refused = refuse(403, "the signature by " + key.name() + " does not verify");
        return judged;
      }
      if (!kept) judged.lines.push_back(line);
      kept = true;
    }
  }
  if (judged.lines.empty()) {
    judged.refused = refuse(403, "no line is signed by a key that this witness trusts for the log");
  }
  return judged;
}

std::optional<Answer> judge_growth(const AddCheckpoint& request, const Latest& latest) {
  const TreeHead& head = request.head;
  if (request.old_size > head.size) {
    return refuse(400, "the old size is above the size of the checkpoint");
  }
  if (request.old_size != latest.size) {
    Answer conflict = refuse(409, "another size was cosigned last");
    conflict.newest_size = latest.size;
    return conflict;
  }
  if (head.size == latest.size && head.root != latest.root) {
    return refuse(409, "a checkpoint of this size with another root was cosigned");
  }
  if (!log::verify_consistency(latest.size, head.size, latest.root, head.root, request.proof)) {
    return refuse(422, "the consistency proof does not lead from the last size to this one");
  }
  return std::nullopt;
}

}  // namespace kuboluk::node::witness
