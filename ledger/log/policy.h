// C2SP tlog-policy: which logs, which cosigners, which quorum; and the one function that turns
// bytes of a checkpoint into a CosignedCheckpoint. The reader's own policy file is the only trust
// root.
//
// Stricter than C2SP (a valid Kuboluk policy is a valid C2SP policy): a key serves either as log or
// as witness, never as both (the sequencer never counts in the quorum); keys are admitted under the
// strict Ed25519 rule; only Ed25519 keys (types 0x01 and 0x04) are known.
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/note.h"
#include "crypto/result.h"
#include "crypto/vkey.h"
#include "ledger/log/checkpoint.h"

namespace kuboluk::log {

// C2SP recommends to support 32 of each; the bound keeps evaluation and verification small.
inline constexpr std::size_t kPolicyLogsMax = 32;
inline constexpr std::size_t kPolicyWitnessesMax = 32;
inline constexpr std::size_t kPolicyGroupsMax = 32;
inline constexpr std::size_t kPolicyBytesMax = 65'536;  // a file full of comments is not a policy

struct PolicyLog {
  crypto::VerifierKey key;  // its name is the origin
  std::string url;          // empty if the line has none
};

struct PolicyWitness {
  std::string name;  // as used in the policy file; the signature line bears key.name()
  crypto::VerifierKey key;
  std::string url;
};

// A set of witnesses by their position in Policy::witnesses().
using WitnessSet = std::bitset<kPolicyWitnessesMax>;

class Policy {
 public:
  // Errors: C2SP.policy; object is "line <n>" (or "policy"), detail says what is wrong: unknown
  // keyword, weak or malformed key, duplicate name, key used twice, unknown or doubly used
  // reference, impossible threshold, no quorum or two.
  static Result<Policy> parse(std::string_view text);

  const std::vector<PolicyLog>& logs() const { return logs_; }
  const std::vector<PolicyWitness>& witnesses() const { return witnesses_; }
  // False for "quorum none": then any set satisfies the policy.
  bool has_quorum() const { return quorum_.has_value(); }

  bool satisfied(const WitnessSet& witnesses) const;
  // By policy names; names that the policy does not know count for nothing.
  bool satisfied(const std::set<std::string>& names) const;

 private:
  friend class PolicyParser;
  struct Member {
    bool is_group = false;
    std::size_t index = 0;  // in groups_ or witnesses_
  };
  struct Group {
    std::size_t threshold = 0;
    std::vector<Member> members;  // groups refer to earlier groups only
  };
  Policy() = default;

  std::vector<PolicyLog> logs_;
  std::vector<PolicyWitness> witnesses_;
  std::vector<Group> groups_;
  std::optional<Member> quorum_;
};

// verification

// How surplus is treated.
enum class CheckpointMode {
  // C2SP: lines by unknown keys are ignored; a failing line of a known cosigner is not counted (and
  // reported); exactly one line by the log's key, and it verifies.
  kBare,
  // Inside status proofs: the log's line first, then cosignatures by witnesses of the policy,
  // sorted by
  // key name and key id, every one valid, no two by one witness, and together one minimal quorum:
  // no
  // proper subset satisfies the policy. No surplus byte goes unchecked.
  kExact,
};

struct CountedCosigner {
  std::string name;             // policy name
  std::uint64_t timestamp = 0;  // POSIX seconds, as signed
  bool ahead = false;           // beyond the reader's clock + skew: counts, but not for as_of
  bool operator==(const CountedCosigner&) const = default;
};

// Holding one proves: the checkpoint parses, bears a valid signature of a log of the policy with
// that origin, and valid cosignatures that satisfy the policy.
class CosignedCheckpoint {
 public:
  const Checkpoint& checkpoint() const { return checkpoint_; }
  const std::string& text() const { return text_; }  // the signed note text
  // Each witness at most once (its newest timestamp that is not ahead, else its newest), in the
  // order of the policy.
  const std::vector<CountedCosigner>& cosigners() const { return cosigners_; }
  // DESIGN.md 4, verifier step 6: the greatest t such that the cosignatures with timestamp >= t
  // alone satisfy the policy, timestamps ahead of the reader's clock + skew left out. Nothing if
  // there is no such t: with "quorum none", or when too few timestamps are credible (the reader
  // cannot tell the age: CANNOT TELL).
  std::optional<std::uint64_t> as_of() const { return as_of_; }
  // One sentence per signature line that was not counted (kBare only).
  const std::vector<std::string>& ignored() const { return ignored_; }

 private:
  friend class CheckpointVerifier;
  CosignedCheckpoint() = default;
  Checkpoint checkpoint_;
  std::string text_;
  std::vector<CountedCosigner> cosigners_;
  std::optional<std::uint64_t> as_of_;
  std::vector<std::string> ignored_;
};

// Largest checkpoint note; with crypto::kNoteSignaturesMax it bounds the work at one signature
// check per line (RELIABILITY 32).
inline constexpr std::size_t kCheckpointBytesMax = 131'072;

// `clock`: the reader's, POSIX seconds; `skew`: seconds that a cosigner's clock may be ahead of it.
// Errors: X.SIZE, C2SP.note, C2SP.checkpoint (syntax, log signature, surplus in kExact), "quorum"
// (the valid cosignatures do not satisfy the policy, or are not minimal in kExact).
Result<CosignedCheckpoint> verify_checkpoint(const Policy& policy, std::string_view note,
                                             std::uint64_t clock, std::uint64_t skew,
                                             CheckpointMode mode);

// The same checkpoint with one minimal quorum of cosignatures, in the form that kExact accepts: the
// quorum with the greatest as-of; ties are broken by key name and id, so all nodes holding the same
// lines build the same bytes. Lines ahead of clock + skew are not used. Errors: those of
// verify_checkpoint in kBare.
Result<std::string> minimal_quorum(const Policy& policy, std::string_view note, std::uint64_t clock,
                                   std::uint64_t skew);

}  // namespace kuboluk::log
