// Who is who in one ledger, as one node's operator has configured it: fixed while the node runs.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/result.h"
#include "crypto/vkey.h"
#include "ledger/domain/ruleset.h"
#include "ledger/domain/view.h"
#include "ledger/log/policy.h"

namespace kuboluk::core {

// How far a known time may be ahead of a cosigner's clock, or behind its last cosignature: more
// than NTP ever leaves, less than a back-dated act would need.
inline constexpr std::int64_t kSkewMs = 5 * 60 * domain::kSecondMs;
inline constexpr std::uint64_t kSkewSeconds = kSkewMs / domain::kSecondMs;
// Oldest tip that is still cosigned (clock real): a tree whose newest seal is older was made long
// ago and kept back. Longer than any round of checks, shorter than the heartbeat.
inline constexpr std::int64_t kTipAgeMsMax = 10 * 60 * domain::kSecondMs;
// An unanswered draft, proposal or question is said again after this time.
inline constexpr std::int64_t kRepeatMs = 2 * domain::kSecondMs;
// Fresh cosignatures of an idle ledger: bounds the age that a reader sees.
inline constexpr std::int64_t kFreshenMs = 60 * domain::kSecondMs;
// Where everybody stands is told everybody this often: a fork or a gap is noticed within it.
inline constexpr std::int64_t kGossipMs = 5 * domain::kSecondMs;
// Oldest last seal before an idle ledger gets a heartbeat seal (clock real).
inline constexpr std::int64_t kHeartbeatMs = domain::kHourMs;

struct Member {
  std::string id;                // body id
  crypto::VerifierKey node_key;  // receipts, rejections, refusals
  std::optional<crypto::VerifierKey> cosigner_key;
};

struct Setup {
  std::string genesis;    // the signed event, as it is entry 0
  std::string me;         // member id
  std::string sequencer;  // member id
  domain::LedgerInfo info;
  domain::Ruleset ruleset;
  log::Policy policy;                               // this node's own: what it takes for committed
  std::vector<Member> members;                      // of the genesis, this node included
  std::optional<crypto::VerifierKey> operator_key;  // clock scenario

  bool is_sequencer() const { return me == sequencer; }
  const Member* find(std::string_view id) const;  // nullptr: no such member
  const Member& self() const;
  std::vector<std::string> others() const;  // ids of all members but this one
  // The policy's name of the member's cosigner key; nothing if the policy does not count it.
  std::optional<std::string> witness_of(const Member& member) const;
};

// The members that a genesis event lists, in order of id. Error: X.FORM.
Result<std::vector<Member>> members_of(std::string_view genesis);

}  // namespace kuboluk::core
