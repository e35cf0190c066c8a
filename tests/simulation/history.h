// The committed log as the simulator knows it, with a naive model of everything that must follow
// from it: roots by RFC 6962's own recursion, the state by executing each batch once more in
// memory.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ledger/batch/change.h"
#include "tests/node/core/institutions.h"

namespace kuboluk::simulation {

// RFC 6962 2.1 word for word, from leaf hashes; shares no code with ledger/log.
Hash naive_root(const std::vector<Hash>& leaves, std::size_t from, std::size_t count);
Hash naive_leaf(const std::string& entry);

class History {
 public:
  explicit History(const core::test::Institutions& institutions) : institutions_(institutions) {}

  std::uint64_t size() const { return entries_.size(); }
  const std::vector<std::string>& entries() const { return entries_; }
  const batch::MemoryLedger& model() const { return model_; }
  // Takes whole batches that go on after size(). Error: they are not lawful, in the rule's words.
  Result<void> extend(const std::vector<std::string>& entries);
  // Of a size at which a batch ends; nothing for any other.
  std::optional<batch::Position> position(std::uint64_t size) const;
  // Of the first `size` entries; size <= size() (checked).
  Hash root(std::uint64_t size) const;
  // Where an event stands.
  std::optional<std::uint64_t> index_of(const Hash& event) const;
  // The model as it was at that size (a batch ends there), executed again.
  Result<batch::MemoryLedger> model_at(std::uint64_t size) const;

 private:
  Result<void> extend_model(batch::MemoryLedger& model, std::span<const std::string> entries) const;

  const core::test::Institutions& institutions_;
  std::vector<std::string> entries_;
  std::vector<Hash> leaves_;
  batch::MemoryLedger model_;
  std::map<std::uint64_t, batch::Position> positions_;
  std::map<Hash, std::uint64_t> events_;
};

}  // namespace kuboluk::simulation
