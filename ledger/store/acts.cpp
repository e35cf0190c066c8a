// Store's methods about submissions that wait, their rejections, and evidence.
#include <iterator>
#include <map>
#include <span>
#include <utility>

#include "crypto/check.h"
#include "crypto/sha256.h"
#include "ledger/store/protocol_state.h"
#include "ledger/store/store.h"
#include "ledger/store/store_state.h"
#include "ledger/store/tables.h"

namespace kuboluk::store {
namespace {

using Put = Transaction::Put;

std::string submission_name(const Hash& id) {
  return object_name(Table::kActs, id);
}

// A stored submission, once the same one comes again.
exchange::PendingAct merged(exchange::PendingAct stored, const exchange::PendingAct& again) {
  if (!stored.handed) stored.handed = again.handed;
  stored.promised = stored.promised || again.promised;
  return stored;
}

Result<void> check_room(const Transaction& transaction, const exchange::PendingAct& act,
                        const Options& options) {
  const auto volume = transaction.volume(Table::kActs);
  if (!volume) return volume.error();
  if (volume->rows >= options.acts_max) {
    return too_large(submission_name(act.id), "waiting submissions", options.acts_max);
  }
  if (volume->bytes + act.bytes.size() > options.acts_bytes_max) {
    return too_large(submission_name(act.id), "bytes of waiting submissions",
                     options.acts_bytes_max);
  }
  return {};
}

// The rows that these rejections add.
Result<std::map<Hash, Bytes>> rows_of(const Transaction& transaction,
                                      std::span<const exchange::RejectedAct> rejected) {
  std::map<Hash, Bytes> rows;
  for (const exchange::RejectedAct& act : rejected) {
    rows.emplace(act.submission, print_rejection(act.note));
    for (const Hash& event : act.events)
      rows.emplace(event, print_rejection_of(act.submission));
  }
  for (auto row = rows.begin(); row != rows.end();) {
    const auto stored = transaction.get(Table::kRejected, row->first);
    if (!stored) return stored.error();
    row = stored->has_value() ? rows.erase(row) : std::next(row);
  }
  return rows;
}

}  // namespace

Result<void> Store::put_act(const exchange::PendingAct& act) {
  KUBOLUK_CHECK(act.id == crypto::sha256(bytes_of(act.bytes)));
  if (act.bytes.size() > state_->options.acts_bytes_max) {
    return too_large(submission_name(act.id), "has bytes", state_->options.acts_bytes_max);
  }
  auto transaction = state_->begin({act.bytes.size(), 1});
  if (!transaction) return transaction.error();
  const auto position = read_position(*transaction);
  if (!position) return position.error();
  auto stored = read_act(*transaction, act.id);
  if (!stored) return stored.error();
  if (*stored && merged(**stored, act) == **stored) return {};
  if (!*stored) {
    auto checked = check_room(*transaction, act, state_->options);
    if (!checked) return checked;
  }
  const Bytes value = print_act(*stored ? merged(**stored, act) : act);
  auto put = transaction->put(Table::kActs, act.id, value, Put::kReplace);
  if (!put) return put;
  return state_->finish(*transaction, *position, *position);
}

Result<void> Store::put_handed(std::span<const Hash> acts, domain::Instant time) {
  if (failed()) return state_->failed_error();
  Volume volume;
  std::map<Hash, Bytes> changed;
  {
    const auto seen = state_->environment->read();
    if (!seen) return seen.error();
    for (const Hash& id : acts) {
      auto act = read_act(*seen, id);
      if (!act) return act.error();
      if (!*act || (*act)->handed) continue;
      (*act)->handed = time;
      const auto [row, added] = changed.emplace(id, print_act(**act));
      if (added) volume.add(row->second.size());
    }
  }
  if (changed.empty()) return {};
  auto transaction = state_->begin(volume);
  if (!transaction) return transaction.error();
  const auto position = read_position(*transaction);
  if (!position) return position.error();
  for (const auto& [id, value] : changed) {
    if (auto put = transaction->put(Table::kActs, id, value, Put::kReplace); !put) return put;
  }
  return state_->finish(*transaction, *position, *position);
}

Result<void> Store::drop_acts(std::span<const Hash> acts,
                              std::span<const exchange::RejectedAct> rejected) {
  Volume volume;
  volume.values = acts.size();
  for (const exchange::RejectedAct& act : rejected) {
    if (act.note.size() > kRejectionBytesMax) {
      return too_large(object_name(Table::kRejected, act.submission), "has bytes",
                       kRejectionBytesMax);
    }
    volume.add(act.note.size());
    for (std::size_t i = 0; i < act.events.size(); ++i)
      volume.add(1 + sizeof(Hash));
  }
  if (volume.values == 0) return {};
  auto transaction = state_->begin(volume);
  if (!transaction) return transaction.error();
  const auto position = read_position(*transaction);
  if (!position) return position.error();
  const auto rows = rows_of(*transaction, rejected);
  if (!rows) return rows.error();
  for (const Hash& id : acts) {
    if (auto done = transaction->discard(Table::kActs, id); !done) return done;
  }
  for (const auto& [key, value] : *rows) {
    if (auto put = transaction->put(Table::kRejected, key, value, Put::kNew); !put) return put;
  }
  return state_->finish(*transaction, *position, *position);
}

Result<void> Store::put_evidence(std::string_view text) {
  const Hash key = crypto::sha256(bytes_of(text));
  const std::string object = object_name(Table::kEvidence, key);
  if (text.size() > kEvidenceBytesMax) return too_large(object, "has bytes", kEvidenceBytesMax);
  auto transaction = state_->begin({text.size(), 1});
  if (!transaction) return transaction.error();
  const auto position = read_position(*transaction);
  if (!position) return position.error();
  const auto stored = transaction->get(Table::kEvidence, key);
  if (!stored) return stored.error();
  if (stored->has_value()) return {};
  const auto volume = transaction->volume(Table::kEvidence);
  if (!volume) return volume.error();
  if (volume->rows >= kEvidenceMax) return {};
  auto put = transaction->put(Table::kEvidence, key, bytes_of(text), Put::kNew);
  if (!put) return put;
  return state_->finish(*transaction, *position, *position);
}

}  // namespace kuboluk::store
