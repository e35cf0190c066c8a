#include <algorithm>
#include <array>
#include <limits>
#include <tuple>
#include <utility>

#include "crypto/check.h"
#include "ledger/log/cosignature.h"
#include "ledger/log/policy.h"

namespace kuboluk::log {

// One verification of one note. Work: at most one signature check per line of the note, because a
// line's name and id single out at most one key of the policy.
class CheckpointVerifier {
 public:
  CheckpointVerifier(const Policy& policy, std::uint64_t clock, std::uint64_t skew,
                     CheckpointMode mode);

  Result<CosignedCheckpoint> verify(std::string_view note);
  // After verify: the same note with one minimal quorum.
  Result<std::string> reduced() const;

 private:
  // The one cosignature of a witness that counts.
  struct Candidate {
    const crypto::NoteSignature* line = nullptr;  // none yet
    std::uint64_t timestamp = 0;
    bool ahead = false;
  };

  Result<void> read(std::string_view note);
  Result<void> check_log_signature();
  Result<void> count_line(std::size_t number);
  Result<void> count_witness(std::size_t witness, std::size_t number);
  Result<void> surplus(std::size_t number, const std::string& reason);
  Result<void> check_exact() const;
  bool better(const Candidate& a, const Candidate& b) const;
  WitnessSet counted() const;
  // Counted witnesses that are not ahead: newest first, then by key name and id.
  std::vector<std::size_t> newest_first() const;
  // The shortest beginning of newest_first() that satisfies the policy; nothing if none does.
  std::optional<std::vector<std::size_t>> newest_quorum() const;
  Error quorum_error(std::string detail) const;

  const Policy& policy_;
  std::uint64_t latest_;  // newest credible timestamp
  CheckpointMode mode_;
  crypto::Note note_;
  CosignedCheckpoint result_;
  std::size_t log_line_ = 0;
  std::array<Candidate, kPolicyWitnessesMax> candidates_;
};

namespace {

std::uint64_t add_saturating(std::uint64_t a, std::uint64_t b) {
  return a > std::numeric_limits<std::uint64_t>::max() - b
             ? std::numeric_limits<std::uint64_t>::max()
             : a + b;
}

bool names_key(const crypto::NoteSignature& line, const crypto::VerifierKey& key) {
  return line.name == key.name() && line.key_id == key.id();
}

// Order of cosignatures in a reduced note.
auto line_order(const crypto::NoteSignature& line) {
  return std::tie(line.name, line.key_id);
}

Error checkpoint_error(std::string detail) {
  return {"C2SP.checkpoint", "checkpoint", std::move(detail)};
}

}  // namespace

CheckpointVerifier::CheckpointVerifier(const Policy& policy, std::uint64_t clock,
                                       std::uint64_t skew, CheckpointMode mode)
    : policy_(policy), latest_(add_saturating(clock, skew)), mode_(mode) {}

Result<void> CheckpointVerifier::read(std::string_view bytes) {
  if (bytes.size() > kCheckpointBytesMax) {
    return Error{"X.SIZE", "checkpoint",
                 "longer than " + std::to_string(kCheckpointBytesMax) + " bytes"};
  }
  Result<crypto::Note> note = crypto::parse_note(bytes);
  if (!note) return note.error();
  note_ = *std::move(note);
  Result<Checkpoint> checkpoint = parse_checkpoint(note_.text);
  if (!checkpoint) return checkpoint.error();
  result_.checkpoint_ = *std::move(checkpoint);
  result_.text_ = note_.text;
  return {};
}

Result<void> CheckpointVerifier::check_log_signature() {
  std::size_t found = 0;
  for (const PolicyLog& log : policy_.logs()) {
    if (log.key.name() != result_.checkpoint_.origin) continue;
    for (std::size_t i = 0; i < note_.signatures.size(); ++i) {
      if (!names_key(note_.signatures[i], log.key)) continue;
      if (++found > 1) return checkpoint_error("more than one log signature");
      log_line_ = i;
      if (!crypto::verify_note_signature(note_.text, note_.signatures[i], log.key)) {
        return checkpoint_error("the log signature does not verify");
      }
    }
  }
  if (found == 1) return {};
  return checkpoint_error("no signature by a log of the policy with the origin " +
                          result_.checkpoint_.origin);
}

Result<void> CheckpointVerifier::surplus(std::size_t number, const std::string& reason) {
  const std::string text = "signature line " + std::to_string(number + 1) + ": " + reason;
  if (mode_ == CheckpointMode::kExact) return checkpoint_error(text);
  result_.ignored_.push_back(text);
  return {};
}

Result<void> CheckpointVerifier::count_line(std::size_t number) {
  for (std::size_t i = 0; i < policy_.witnesses().size(); ++i) {
    if (names_key(note_.signatures[number], policy_.witnesses()[i].key)) {
      return count_witness(i, number);
    }
  }
  const std::string& name = note_.signatures[number].name;
  return surplus(number, crypto::is_key_name(name) ? "unknown key " + name : "unknown key");
}

Result<void> CheckpointVerifier::count_witness(std::size_t witness, std::size_t number) {
  const crypto::NoteSignature& line = note_.signatures[number];
  const PolicyWitness& known = policy_.witnesses()[witness];
  const Result<std::uint64_t> timestamp = verify_cosignature(note_.text, line, known.key);
  if (!timestamp) {
    return surplus(number, "witness " + known.name + ": " + timestamp.error().detail);
  }
  const Candidate candidate{&line, *timestamp, *timestamp > latest_};
  Candidate& held = candidates_[witness];
  const bool second = held.line != nullptr;
  if (!second || better(candidate, held)) held = candidate;
  if (second) return surplus(number, "witness " + known.name + " has cosigned more than once");
  return {};
}

bool CheckpointVerifier::better(const Candidate& a, const Candidate& b) const {
  if (a.ahead != b.ahead) return b.ahead;
  if (a.timestamp != b.timestamp) return a.timestamp > b.timestamp;
  return a.line->signature < b.line->signature;
}

WitnessSet CheckpointVerifier::counted() const {
  WitnessSet set;
  for (std::size_t i = 0; i < candidates_.size(); ++i)
    set[i] = candidates_[i].line != nullptr;
  return set;
}

std::vector<std::size_t> CheckpointVerifier::newest_first() const {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < candidates_.size(); ++i) {
    if (candidates_[i].line != nullptr && !candidates_[i].ahead) order.push_back(i);
  }
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const Candidate& left = candidates_[a];
    const Candidate& right = candidates_[b];
    if (left.timestamp != right.timestamp) return left.timestamp > right.timestamp;
    return line_order(*left.line) < line_order(*right.line);
  });
  return order;
}

std::optional<std::vector<std::size_t>> CheckpointVerifier::newest_quorum() const {
  std::vector<std::size_t> chosen;
  WitnessSet set;
  if (policy_.satisfied(set)) return chosen;
  for (std::size_t witness : newest_first()) {
    chosen.push_back(witness);
    set.set(witness);
    if (policy_.satisfied(set)) return chosen;
  }
  return std::nullopt;
}

Error CheckpointVerifier::quorum_error(std::string detail) const {
  std::string names;
  for (std::size_t i = 0; i < policy_.witnesses().size(); ++i) {
    if (candidates_[i].line != nullptr) names += " " + policy_.witnesses()[i].name;
  }
  return {"quorum", "checkpoint",
          std::move(detail) + "; counted:" + (names.empty() ? " none" : names)};
}

Result<void> CheckpointVerifier::check_exact() const {
  if (log_line_ != 0) return checkpoint_error("the log signature is not the first");
  for (std::size_t i = 2; i < note_.signatures.size(); ++i) {
    if (line_order(note_.signatures[i - 1]) >= line_order(note_.signatures[i])) {
      return checkpoint_error("the cosignatures are not sorted by key name and id");
    }
  }
  // The policy is monotonic, so leaving out one at a time covers every proper subset.
  const WitnessSet all = counted();
  for (std::size_t i = 0; i < all.size(); ++i) {
    WitnessSet fewer = all;
    fewer.reset(i);
    if (all[i] && policy_.satisfied(fewer)) {
      return checkpoint_error("more cosignatures than one minimal quorum");
    }
  }
  return {};
}

Result<CosignedCheckpoint> CheckpointVerifier::verify(std::string_view note) {
  if (Result<void> ok = read(note); !ok) return ok.error();
  if (Result<void> ok = check_log_signature(); !ok) return ok.error();
  for (std::size_t i = 0; i < note_.signatures.size(); ++i) {
    if (i == log_line_) continue;
    if (Result<void> ok = count_line(i); !ok) return ok.error();
  }
  if (!policy_.satisfied(counted())) {
    return quorum_error("the cosignatures do not satisfy the policy");
  }
  if (mode_ == CheckpointMode::kExact) {
    if (Result<void> ok = check_exact(); !ok) return ok.error();
  }
  for (std::size_t i = 0; i < policy_.witnesses().size(); ++i) {
    const Candidate& held = candidates_[i];
    if (held.line == nullptr) continue;
    result_.cosigners_.push_back({policy_.witnesses()[i].name, held.timestamp, held.ahead});
  }
  if (const auto quorum = newest_quorum(); quorum && !quorum->empty()) {
    result_.as_of_ = candidates_[quorum->back()].timestamp;
  }
  return result_;
}

Result<std::string> CheckpointVerifier::reduced() const {
  std::optional<std::vector<std::size_t>> chosen = newest_quorum();
  if (!chosen) return quorum_error("the credible cosignatures do not satisfy the policy");
  WitnessSet set;
  for (std::size_t witness : *chosen)
    set.set(witness);
  std::reverse(chosen->begin(), chosen->end());  // drop the oldest first
  crypto::Note note{note_.text, {}};
  for (std::size_t witness : *chosen) {
    set.reset(witness);
    if (policy_.satisfied(set)) continue;
    set.set(witness);
    note.signatures.push_back(*candidates_[witness].line);
  }
  std::sort(note.signatures.begin(), note.signatures.end(),
            [](const auto& a, const auto& b) { return line_order(a) < line_order(b); });
  note.signatures.insert(note.signatures.begin(), note_.signatures[log_line_]);
  return {boost::system::in_place_value, crypto::print_note(note)};
}

Result<CosignedCheckpoint> verify_checkpoint(const Policy& policy, std::string_view note,
                                             std::uint64_t clock, std::uint64_t skew,
                                             CheckpointMode mode) {
  return CheckpointVerifier(policy, clock, skew, mode).verify(note);
}

Result<std::string> minimal_quorum(const Policy& policy, std::string_view note, std::uint64_t clock,
                                   std::uint64_t skew) {
  CheckpointVerifier verifier(policy, clock, skew, CheckpointMode::kBare);
  if (Result<CosignedCheckpoint> ok = verifier.verify(note); !ok) return ok.error();
  return verifier.reduced();
}

}  // namespace kuboluk::log
