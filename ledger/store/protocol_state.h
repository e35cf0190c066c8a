// What a member of a network keeps beside the committed log, as bytes: the proposal that it has
// persisted, what it has cosigned, submissions that wait, rejections, evidence. Forms and reading;
// what may follow on what is the business of Store's methods (commit.cpp, proposal.cpp, acts.cpp).
//
// Forms (numbers are 8 bytes, big endian), each accepted only as it is printed:
//
//   proposal    from || size || root || checkpoint note (may be empty); entries in table pending
//   cosigned    size || root || time
//   submission  received || 0, or 1 || handed || promised (0 or 1) || bytes
//   rejection   'n' || note; or 's' || id of the submission whose note it is
//
// A rejection names up to 2,047 events: under each of them stands the submission's id, not the
// note, else one rejection would take 300 MB.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/result.h"
#include "ledger/batch/change.h"
#include "ledger/exchange/durable.h"

namespace kuboluk::store {

class Transaction;

// --- forms. Errors: damage.
Bytes print_proposal(const exchange::Proposal& proposal);  // without its entries
Result<exchange::Proposal> parse_proposal(ByteView payload);
Bytes print_cosigned(const exchange::Cosigned& cosigned);
Result<exchange::Cosigned> parse_cosigned(ByteView payload);
Bytes print_act(const exchange::PendingAct& act);
// `id` is the key that it stands under; it must be the hash of the bytes.
Result<exchange::PendingAct> parse_act(const Hash& id, ByteView payload);
Bytes print_rejection(std::string_view note);
Bytes print_rejection_of(const Hash& submission);
// A note, or where it stands.
struct Rejection {
  std::string note;
  std::optional<Hash> submission;
};
Result<Rejection> parse_rejection(const Hash& key, ByteView payload);

// The trees that a log at `position` grows into with these entries.
class TreesAhead {
 public:
  TreesAhead(const batch::Position& position, std::span<const std::string> entries);
  // There is a tree of that size here: from the position's on.
  bool has(std::uint64_t size) const { return size >= position_.size && size <= end(); }
  // Error: damage, if the position's edge does not lead to its root. `size`: has() (checked).
  Result<Hash> root(std::uint64_t size) const;

 private:
  std::uint64_t end() const { return position_.size + leaves_.size(); }
  const batch::Position& position_;
  std::vector<Hash> leaves_;
};

// --- reading. Errors: damage.
// Whole, and as it was put: it begins at the position, its entries and no others are there and lead
// to its root (an old page with valid check sums must not look like what was signed).
Result<std::optional<exchange::Proposal>> read_proposal(const Transaction& transaction,
                                                        const batch::Position& position);
Result<std::optional<exchange::Cosigned>> read_cosigned(const Transaction& transaction);
Result<std::optional<exchange::PendingAct>> read_act(const Transaction& transaction,
                                                     const Hash& id);
// In order of `received`, then of id.
Result<std::vector<exchange::PendingAct>> read_acts(const Transaction& transaction);
Result<std::optional<std::string>> read_rejection(const Transaction& transaction,
                                                  const Hash& event_id);
Result<std::vector<std::string>> read_evidence(const Transaction& transaction);

// Reads and compares everything above; for a scrub. Error: the first damage.
Result<void> check_protocol_state(const Transaction& transaction, const batch::Position& position);

}  // namespace kuboluk::store
