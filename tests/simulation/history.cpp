#include "tests/simulation/history.h"

#include "crypto/check.h"
#include "crypto/sha256.h"
#include "ledger/batch/builder.h"
#include "ledger/batch/overlay.h"
#include "ledger/domain/signed_event.h"

namespace kuboluk::simulation {
namespace {

// Every author of this world has one key for ever, that of the genesis or of its registration.
bool by_its_author(const core::test::Institutions& institutions, const domain::SignedEvent& event) {
  const auto& lines = event.note.signatures;
  return lines.size() == 1 &&
         crypto::verify_note_signature(event.note.text, lines.front(),
                                       institutions.vkey(event.event.by, "author"));
}

}  // namespace

Hash naive_leaf(const std::string& entry) {
  return crypto::sha256(bytes_of(std::string(1, '\0') + entry));
}

Hash naive_root(const std::vector<Hash>& leaves, std::size_t from, std::size_t count) {
  if (count == 0) return crypto::sha256(ByteView());
  if (count == 1) return leaves[from];
  std::size_t left = 1;
  while (left * 2 < count)
    left *= 2;
  const std::uint8_t prefix[] = {1};
  const Hash a = naive_root(leaves, from, left);
  const Hash b = naive_root(leaves, from + left, count - left);
  return crypto::sha256({prefix, a, b});
}

Result<void> History::extend_model(batch::MemoryLedger& model,
                                   std::span<const std::string> entries) const {
  const std::uint64_t from = (*model.position()).size;
  const auto batches = batch::split_batches(from, entries);
  if (!batches) return batches.error();
  for (const auto& one : *batches) {
    const auto change = batch::replay(institutions_.info(), institutions_.ruleset(), model,
                                      *model.position(), one, nullptr);
    if (!change) return change.error();
    model.apply(*change);
  }
  return {};
}

Result<void> History::extend(const std::vector<std::string>& entries) {
  for (const std::string& bytes : entries) {
    const auto entry = domain::parse_entry(bytes);
    if (!entry) return entry.error();
    if (!entry->is_seal()) {
      const auto event = domain::parse_signed_event(std::get<std::string>(entry->body));
      if (!event) return event.error();
      if (!by_its_author(institutions_, *event))
        return Error{"X.SIGNATURE", "entry", "an event that its author has not signed"};
      const bool fresh = events_.emplace(event->id, entries_.size()).second;
      if (!fresh) return Error{"X.DUP", "entry", "an event stands in the log twice"};
    }
    entries_.push_back(bytes);
    leaves_.push_back(naive_leaf(bytes));
  }
  const auto batches = batch::split_batches(entries_.size() - entries.size(), entries);
  if (!batches) return batches.error();
  for (const auto& one : *batches) {
    if (auto done = extend_model(model_, one); !done) return done;
    const batch::Position position = *model_.position();
    // extend_model() takes replay()'s word for the seal: here it is read once more.
    const auto last = domain::parse_entry(one.back());
    if (!last || !last->is_seal()) return Error{"X.FORM", "entry", "a batch ends without a seal"};
    if (std::get<domain::Seal>(last->body).status_root != position.map_root)
      return Error{"status-root", "entry", "a seal names another state than the model's"};
    positions_.emplace(position.size, position);
  }
  return {};
}

std::optional<batch::Position> History::position(std::uint64_t size) const {
  const auto found = positions_.find(size);
  if (found == positions_.end()) return std::nullopt;
  return found->second;
}

Hash History::root(std::uint64_t size) const {
  KUBOLUK_CHECK(size <= leaves_.size());
  return naive_root(leaves_, 0, size);
}

std::optional<std::uint64_t> History::index_of(const Hash& event) const {
  const auto found = events_.find(event);
  if (found == events_.end()) return std::nullopt;
  return found->second;
}

Result<batch::MemoryLedger> History::model_at(std::uint64_t size) const {
  KUBOLUK_CHECK(size <= entries_.size());
  batch::MemoryLedger model;
  if (size == 0) return model;
  const auto done = extend_model(model, std::span(entries_).first(size));
  if (!done) return done.error();
  return model;
}

}  // namespace kuboluk::simulation
