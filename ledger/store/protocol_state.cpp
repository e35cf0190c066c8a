#include "ledger/store/protocol_state.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "crypto/check.h"
#include "crypto/sha256.h"
#include "ledger/log/merkle.h"
#include "ledger/store/environment.h"
#include "ledger/store/tables.h"

namespace kuboluk::store {
namespace {

Result<Hash> hash_key(Table table, ByteView key) {
  Hash hash{};
  if (key.size() != hash.size()) return damaged(table, key);
  std::ranges::copy(key, hash.begin());
  return hash;
}

Result<void> check_pending(const exchange::Proposal& proposal, const batch::Position& position) {
  const auto root =
      TreesAhead(position, proposal.entries).root(position.size + proposal.entries.size());
  if (!root) return root.error();
  if (*root == proposal.root) return {};
  return inconsistent("meta proposal", "damaged: its pending entries do not lead to its root");
}

}  // namespace

TreesAhead::TreesAhead(const batch::Position& position, std::span<const std::string> entries)
    : position_(position) {
  leaves_.reserve(entries.size());
  for (const std::string& entry : entries)
    leaves_.push_back(log::leaf_hash(bytes_of(entry)));
}

Result<Hash> TreesAhead::root(std::uint64_t size) const {
  KUBOLUK_CHECK(has(size));
  auto range = log::CompactRange::restore(position_.size, position_.edge);
  if (!range || range->root() != position_.log_root)
    return damaged(Table::kMeta, bytes_of(kMetaPosition));
  for (std::size_t i = 0; i < size - position_.size; ++i)
    range->append(leaves_[i]);
  return range->root();
}

// --- reading

Result<std::optional<exchange::Proposal>> read_proposal(const Transaction& transaction,
                                                        const batch::Position& position) {
  const auto head = transaction.get(Table::kMeta, bytes_of(kMetaProposal));
  if (!head) return head.error();
  const auto pending = transaction.volume(Table::kPending);
  if (!pending) return pending.error();
  if (!head->has_value()) {
    if (pending->rows == 0) return std::optional<exchange::Proposal>();
    return inconsistent("pending entries", "damaged: there are some, and no proposal");
  }
  auto proposal = parse_proposal(**head);
  if (!proposal) return proposal.error();
  if (proposal->from != position.size) {
    return inconsistent("meta proposal",
                        "damaged: it begins at size " + std::to_string(proposal->from) +
                            ", the stored log ends at size " + std::to_string(position.size));
  }
  for (std::uint64_t index = proposal->from; index < proposal->size; ++index) {
    const auto entry = transaction.require(Table::kPending, number_key(index));
    if (!entry) return entry.error();
    proposal->entries.emplace_back(text_of(*entry));
  }
  if (pending->rows != proposal->entries.size()) {
    return inconsistent("pending entries", "damaged: there are more than the proposal has");
  }
  if (auto checked = check_pending(*proposal, position); !checked) return checked.error();
  return std::optional(std::move(*proposal));
}

Result<std::optional<exchange::Cosigned>> read_cosigned(const Transaction& transaction) {
  const auto payload = transaction.get(Table::kMeta, bytes_of(kMetaCosigned));
  if (!payload) return payload.error();
  if (!payload->has_value()) return std::optional<exchange::Cosigned>();
  const auto cosigned = parse_cosigned(**payload);
  if (!cosigned) return cosigned.error();
  return std::optional(*cosigned);
}

Result<std::optional<exchange::PendingAct>> read_act(const Transaction& transaction,
                                                     const Hash& id) {
  const auto payload = transaction.get(Table::kActs, id);
  if (!payload) return payload.error();
  if (!payload->has_value()) return std::optional<exchange::PendingAct>();
  auto act = parse_act(id, **payload);
  if (!act) return act.error();
  return std::optional(std::move(*act));
}

Result<std::vector<exchange::PendingAct>> read_acts(const Transaction& transaction) {
  std::vector<exchange::PendingAct> acts;
  auto read = transaction.for_each(Table::kActs,
                                   [&acts](ByteView key, Result<Bytes> payload) -> Result<void> {
                                     if (!payload) return payload.error();
                                     const auto id = hash_key(Table::kActs, key);
                                     if (!id) return id.error();
                                     auto act = parse_act(*id, *payload);
                                     if (!act) return act.error();
                                     acts.push_back(std::move(*act));
                                     return {};
                                   });
  if (!read) return read.error();
  std::ranges::sort(acts, [](const auto& a, const auto& b) {
    return std::tie(a.received, a.id) < std::tie(b.received, b.id);
  });
  return acts;
}

Result<std::optional<std::string>> read_rejection(const Transaction& transaction,
                                                  const Hash& event_id) {
  const auto payload = transaction.get(Table::kRejected, event_id);
  if (!payload) return payload.error();
  if (!payload->has_value()) return std::optional<std::string>();
  auto rejection = parse_rejection(event_id, **payload);
  if (!rejection) return rejection.error();
  if (rejection->submission) {
    const Hash submission = *rejection->submission;
    const auto holder = transaction.require(Table::kRejected, submission);
    if (!holder) return holder.error();
    rejection = parse_rejection(submission, *holder);
    if (!rejection) return rejection.error();
    if (rejection->submission) return damaged(Table::kRejected, submission);
  }
  return std::optional(std::move(rejection->note));
}

Result<std::vector<std::string>> read_evidence(const Transaction& transaction) {
  std::vector<std::string> texts;
  auto read = transaction.for_each(Table::kEvidence,
                                   [&texts](ByteView key, Result<Bytes> payload) -> Result<void> {
                                     if (!payload) return payload.error();
                                     if (!std::ranges::equal(crypto::sha256(*payload), key)) {
                                       return damaged(Table::kEvidence, key);
                                     }
                                     texts.emplace_back(text_of(*payload));
                                     return {};
                                   });
  if (!read) return read.error();
  return texts;
}

// One submission in memory at a time: they may be larger than this machine's memory together.
Result<void> check_protocol_state(const Transaction& transaction, const batch::Position& position) {
  if (const auto proposal = read_proposal(transaction, position); !proposal) {
    return proposal.error();
  }
  if (const auto cosigned = read_cosigned(transaction); !cosigned) return cosigned.error();
  auto acts =
      transaction.for_each(Table::kActs, [](ByteView key, Result<Bytes> payload) -> Result<void> {
        if (!payload) return payload.error();
        const auto id = hash_key(Table::kActs, key);
        if (!id) return id.error();
        const auto act = parse_act(*id, *payload);
        return act ? Result<void>() : act.error();
      });
  if (!acts) return acts;
  auto rejections = transaction.for_each(
      Table::kRejected, [&transaction](ByteView key, const Result<Bytes>&) -> Result<void> {
        const auto id = hash_key(Table::kRejected, key);
        if (!id) return id.error();
        const auto note = read_rejection(transaction, *id);
        return note ? Result<void>() : note.error();
      });
  if (!rejections) return rejections;
  const auto evidence = read_evidence(transaction);
  return evidence ? Result<void>() : evidence.error();
}

}  // namespace kuboluk::store
