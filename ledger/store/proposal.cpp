// Store's methods about what is proposed and what is cosigned: laws 6 and 7.
#include <algorithm>

#include "crypto/check.h"
#include "ledger/store/opening.h"
#include "ledger/store/protocol_state.h"
#include "ledger/store/store.h"
#include "ledger/store/store_state.h"
#include "ledger/store/tables.h"

namespace kuboluk::store {
namespace {

using Put = Transaction::Put;

Error refused(std::string object, std::string detail) {
  return {std::string(domain::kDamageRule), std::move(object), detail + "; nothing was written"};
}

Error proposal_refused(const exchange::Proposal& proposal, std::string detail) {
  return refused("proposal of size " + std::to_string(proposal.size), std::move(detail));
}

// Also bounds what begin() is asked to reserve.
Result<Volume> measure(const exchange::Proposal& proposal) {
  const std::string object = "proposal of size " + std::to_string(proposal.size);
  if (proposal.entries.size() > kProposalEntriesMax) {
    return too_large(object, "has entries", kProposalEntriesMax);
  }
  Volume volume;
  volume.add(proposal.checkpoint.size());
  volume.add(sizeof(exchange::Cosigned));
  for (const std::string& entry : proposal.entries)
    volume.add(entry.size());
  if (volume.bytes > kProposalBytesMax) return too_large(object, "has bytes", kProposalBytesMax);
  return volume;
}

Result<void> check_tree(const exchange::Proposal& proposal, const TreesAhead& trees) {
  const auto root = trees.root(proposal.size);
  if (!root) return root.error();
  if (*root != proposal.root) {
    return proposal_refused(proposal, "its entries do not lead to its root");
  }
  if (proposal.checkpoint.empty()) return {};
  const auto checkpoint = read_checkpoint(proposal.checkpoint);
  if (!checkpoint) return checkpoint.error();
  if (checkpoint->size != proposal.size || checkpoint->root != proposal.root) {
    return proposal_refused(proposal, "its checkpoint is of another tree");
  }
  return {};
}

// Law 6. Same position, and each root has been checked: the same entries give the same tree.
Result<void> check_extends(const exchange::Proposal& proposal, const exchange::Proposal& stored) {
  const bool extends =
      proposal.size >= stored.size &&
      std::equal(stored.entries.begin(), stored.entries.end(), proposal.entries.begin());
  if (!extends) {
    return proposal_refused(proposal, "the stored one of size " + std::to_string(stored.size) +
                                          " is not its beginning");
  }
  if (proposal.size == stored.size && proposal.checkpoint.empty() && !stored.checkpoint.empty()) {
    return proposal_refused(proposal, "it is stored with its checkpoint already");
  }
  return {};
}

Result<void> check_root(const exchange::Cosigned& cosigned, const TreesAhead& trees) {
  if (!trees.has(cosigned.size)) return {};
  const auto root = trees.root(cosigned.size);
  if (!root) return root.error();
  if (*root == cosigned.root) return {};
  return refused("cosigned size " + std::to_string(cosigned.size),
                 "the stored tree of that size has another root");
}

// Law 7. `trees`: those that are stored, or will be together with it.
Result<void> check_cosigned(const exchange::Cosigned& cosigned,
                            const std::optional<exchange::Cosigned>& stored,
                            const TreesAhead& trees) {
  if (auto checked = check_root(cosigned, trees); !checked) return checked;
  if (!stored) return {};
  const std::string object = "cosigned size " + std::to_string(cosigned.size);
  if (cosigned.size < stored->size) {
    return refused(object, "size " + std::to_string(stored->size) + " has been cosigned already");
  }
  if (cosigned.time < stored->time) {
    return refused(object, "its time is before that of the last cosignature");
  }
  if (cosigned.size == stored->size) {
    if (cosigned.root == stored->root) return {};
    return refused(object, "another root of that size has been cosigned already");
  }
  // A larger tree that is known not to contain the one that was cosigned.
  return check_root(*stored, trees);
}

// What was cosigned, and what is to be now, if anything.
struct Cosigning {
  const std::optional<exchange::Cosigned>& before;
  const std::optional<exchange::Cosigned>& now;
};

Result<void> check_proposal(const exchange::Proposal& proposal,
                            const std::optional<exchange::Proposal>& stored,
                            const TreesAhead& trees, const Cosigning& cosigning) {
  if (auto checked = check_tree(proposal, trees); !checked) return checked;
  if (stored) {
    if (auto checked = check_extends(proposal, *stored); !checked) return checked;
  }
  const auto& [before, now] = cosigning;
  if (!now) return {};
  if (auto checked = check_cosigned(*now, before, trees); !checked) return checked;
  if (now->size > proposal.size && (!before || before->size < now->size)) {
    return proposal_refused(proposal,
                            "size " + std::to_string(now->size) + " was to be cosigned with it");
  }
  return {};
}

Result<void> put_pending(Transaction& transaction, const exchange::Proposal& proposal,
                         std::uint64_t first) {
  for (std::uint64_t index = first; index < proposal.size; ++index) {
    auto put = transaction.put(Table::kPending, number_key(index),
                               bytes_of(proposal.entries[index - proposal.from]), Put::kNew);
    if (!put) return put;
  }
  return transaction.put(Table::kMeta, bytes_of(kMetaProposal), print_proposal(proposal),
                         Put::kReplace);
}

Result<void> put_cosigned_value(Transaction& transaction, const exchange::Cosigned& cosigned) {
  return transaction.put(Table::kMeta, bytes_of(kMetaCosigned), print_cosigned(cosigned),
                         Put::kReplace);
}

}  // namespace

Result<void> Store::put_proposal(const exchange::Proposal& proposal,
                                 const std::optional<exchange::Cosigned>& cosigned) {
  KUBOLUK_CHECK(!proposal.entries.empty());
  KUBOLUK_CHECK(proposal.size == proposal.from + proposal.entries.size());
  const auto volume = measure(proposal);
  if (!volume) return volume.error();
  auto transaction = state_->begin(*volume);
  if (!transaction) return transaction.error();
  const auto position = read_position(*transaction);
  if (!position) return position.error();
  if (proposal.from != position->size) {
    return proposal_refused(proposal, "it begins at size " + std::to_string(proposal.from) +
                                          ", the log stands at " + std::to_string(position->size));
  }
  const auto stored = read_proposal(*transaction, *position);
  if (!stored) return stored.error();
  const auto before = read_cosigned(*transaction);
  if (!before) return before.error();
  auto checked = check_proposal(proposal, *stored, TreesAhead(*position, proposal.entries),
                                Cosigning{*before, cosigned});
  if (!checked) return checked;
  auto put = put_pending(*transaction, proposal, *stored ? (*stored)->size : proposal.from);
  if (!put) return put;
  if (cosigned) {
    if (auto done = put_cosigned_value(*transaction, *cosigned); !done) return done;
  }
  return state_->finish(*transaction, *position, *position);
}

Result<void> Store::put_cosigned(const exchange::Cosigned& cosigned) {
  auto transaction = state_->begin({sizeof(exchange::Cosigned), 1});
  if (!transaction) return transaction.error();
  const auto position = read_position(*transaction);
  if (!position) return position.error();
  const auto proposal = read_proposal(*transaction, *position);
  if (!proposal) return proposal.error();
  const auto before = read_cosigned(*transaction);
  if (!before) return before.error();
  const TreesAhead trees(*position, *proposal ? std::span<const std::string>((*proposal)->entries)
                                              : std::span<const std::string>());
  if (auto checked = check_cosigned(cosigned, *before, trees); !checked) return checked;
  if (auto put = put_cosigned_value(*transaction, cosigned); !put) return put;
  return state_->finish(*transaction, *position, *position);
}

Result<void> Store::drop_proposal() {
  auto transaction = state_->begin({0, 1});
  if (!transaction) return transaction.error();
  const auto position = read_position(*transaction);
  if (!position) return position.error();
  const auto proposal = read_proposal(*transaction, *position);
  if (!proposal) return proposal.error();
  const auto cosigned = read_cosigned(*transaction);
  if (!cosigned) return cosigned.error();
  if (!*proposal) return {};
  if (*cosigned && (*cosigned)->size > position->size) {
    return proposal_refused(**proposal, "this node has cosigned size " +
                                            std::to_string((*cosigned)->size) +
                                            ", so it is never dropped");
  }
  for (std::uint64_t index = (*proposal)->from; index < (*proposal)->size; ++index) {
    auto removed = transaction->remove(Table::kPending, number_key(index));
    if (!removed) return removed;
  }
  auto removed = transaction->remove(Table::kMeta, bytes_of(kMetaProposal));
  if (!removed) return removed;
  return state_->finish(*transaction, *position, *position);
}

}  // namespace kuboluk::store
