// Training ledgers: one per scenario file, on a clock of their own (clock scenario). Keys and salts
// are a function of ledger name, actor and role, so that every replay of a file ends with the same
// roots; anyone can make them, and so nothing in a training ledger is secret or real. Its name says
// so: kuboluk.example/training/<scenario>.
//
// Every training ledger lists the same five institutions, whether one process writes it or five
// nodes do: so both have one genesis, and end with one status root.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/key_file.h"
#include "crypto/result.h"
#include "ledger/domain/ruleset.h"
#include "ledger/domain/signed_event.h"
#include "tools/scenario/scenario.h"

namespace kuboluk::tools {

// The author that signs the genesis; no act of a scenario comes from it.
inline constexpr std::string_view kOperator = "operator";
inline constexpr std::int64_t kTrainingMergeDelaySeconds = 3600;

// An institution that runs a node. The sequencer never counts in the quorum, so it does not cosign.
struct TrainingMember {
  std::string_view id;  // of the member, and of the author that it is
  bool cosigns = true;
};
inline constexpr std::array<TrainingMember, 5> kTrainingMembers = {
    {{"cec", false}, {"mfa"}, {"odihr"}, {"ots"}, {"cis"}}};
inline constexpr std::string_view kTrainingSequencer = "cec";
// Of the four cosigners: safe with one liar, live with one absent (DESIGN.md 3).
inline constexpr unsigned kTrainingQuorum = 3;

// A scenario name of more than 40 bytes, or with other characters than letters, digits, '.', '_'
// and
// '-', is shortened to its start, '-' and 12 hex digits of its SHA-256. Not for an empty name.
std::string training_ledger_name(std::string_view scenario);

// Value type: the names, not the keys, which are made when asked for.
class TrainingKeys {
 public:
  explicit TrainingKeys(std::string ledger_name) : ledger_name_(std::move(ledger_name)) {}

  // Named "<actor>.<ledger name>/author/1". X.FORM if the actor's id cannot stand in a key name.
  Result<crypto::NamedKey> author(std::string_view actor) const;
  // Named as the origin of the checkpoints, `<ledger id>/1`; the secret does not depend on the id.
  Result<crypto::NamedKey> log(std::string_view ledger_id) const;
  crypto::SecretKey log_secret() const;
  // Of an institution's node: role cosigner, node or transport (checked). Named
  // "<member>.<ledger name>/<role>/1".
  Result<crypto::NamedKey> member(std::string_view id, crypto::KeyRole role) const;
  // 32 bytes per person and group of fields, for one organisation.
  Hash salt(std::string_view organisation, std::string_view person, std::string_view group) const;

  const std::string& ledger_name() const { return ledger_name_; }

 private:
  crypto::SecretKey secret(std::string_view actor, crypto::KeyRole role) const;
  std::string ledger_name_;
};

// Everyone who may sign from the start, sorted: the bodies that rulesets name, the five
// institutions, and the actors of the meta line.
std::vector<std::string> training_authors(const Meta& meta);

// The signed genesis event: a function of the meta line and the ruleset. Errors: X.FORM (an
// interpretation that is no free text, an actor that cannot name a key).
Result<std::string> training_genesis(const Meta& meta, const domain::Ruleset& ruleset);

// The policy of a training network: its log, its four cosigners, any three of them. Errors: X.FORM.
Result<std::string> training_policy(const TrainingKeys& keys, std::string_view ledger_id);

// The event as its author signs it, ready to submit. Errors: those of print_event, X.SIZE.
Result<domain::SignedEvent> sign_event(const domain::Event& event, const crypto::NamedKey& key);

}  // namespace kuboluk::tools
