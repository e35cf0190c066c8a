// What a member of a network writes, step by step, and everything that can be read of it.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ledger/exchange/durable.h"
#include "tests/ledger/store/store_folder.h"

namespace kuboluk::store::test {

// The batches of these changes as a proposal; with the log's checkpoint if `is_signed`.
exchange::Proposal proposal_of(const Clerk& clerk, std::span<const batch::Change> changes,
                               bool is_signed);
exchange::Cosigned cosigned_of(const batch::Position& position, std::int64_t ms);
exchange::PendingAct act_of(const std::string& bytes, std::int64_t ms, bool promised = true);
Hash event_id(int number);

// Of a store, all but what difference() compares.
struct ProtocolState {
  batch::Position position;
  std::optional<std::string> checkpoint;
  std::optional<exchange::Proposal> proposal;
  std::optional<exchange::Cosigned> cosigned;
  std::vector<exchange::PendingAct> acts;
  std::map<int, std::string> rejections;  // of event_id(0 ..)
  std::vector<std::string> evidence;
  bool operator==(const ProtocolState&) const = default;
};
// Fails the test if something cannot be read.
ProtocolState state_of(const Store& store);

// Each step succeeds after the ones before it and changes something that state_of() shows; every
// writing method is among them. Clerk and changes must outlive the script.
using Step = std::function<Result<void>(Store&)>;
std::vector<Step> script(const Clerk& clerk, const std::vector<batch::Change>& changes);

}  // namespace kuboluk::store::test
