// One node, as its clients see it over HTTP. What it says is a claim: whoever asks checks it with
// his own policy, or shows it as the node's word.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "crypto/result.h"
#include "ledger/proof/asked.h"
#include "tools/fetch/http_client.h"
#include "tools/fetch/source.h"
#include "tools/network/patience.h"

namespace kuboluk::tools {

// Rule of the error that says: a node has taken the act and signed a receipt, but it is not in the
// log yet.
inline constexpr std::string_view kNotYetRule = "X.NOTYET";
// Longest answer that is no proof and no tile: a problem, a status page, a receipt.
inline constexpr std::size_t kNodeAnswerBytesMax = 1'000'000;
// Longest wait for the answer to one submission; then the node is asked what it waits for, and the
// act is submitted again. A node would wait a minute: too long to say nothing to a person.
inline constexpr int kSubmitWaitSeconds = 6;
// And how much longer per body: the largest one is on its way for a while.
inline constexpr std::size_t kSubmitBytesPerSecond = 1'000'000;

// In the log, says the node, under a quorum.
struct CommittedAct {
  std::uint64_t index = 0;  // of the first event
  std::uint64_t size = 0;   // a committed size that holds all of them
  bool repeated = false;    // it was in the log before
};
// Durable at the node, not in the log yet.
struct ReceiptedAct {
  std::string receipt;  // signed note
};
// Refused by a rule, says the node.
struct RefusedAct {
  Error error;
  std::string paragraph;  // text of the rule; empty: not given
};
// Nothing was decided; ask again.
struct NotNow {
  std::string why;
  std::optional<int> retry_after_s;
};
using SubmitAnswer = std::variant<CommittedAct, ReceiptedAct, RefusedAct, NotNow>;

struct PeerState {
  std::string id;
  bool linked = false;
};
struct RefusalState {
  std::string by;
  std::uint64_t size = 0;
  std::uint64_t index = 0;
  std::string rule;
  std::string expected;
  std::string got;
};
// The status page.
struct NodeState {
  std::string ledger;
  std::string member;
  std::string role;
  std::string phase;
  std::string waiting;  // what the node waits for; empty: nothing
  std::uint64_t size = 0;
  std::string log_root;
  std::string status_root;
  std::uint64_t behind = 0;
  std::string quorum;  // as the node writes it
  std::vector<PeerState> peers;
  std::vector<RefusalState> refusals;  // newest first
  std::uint64_t pending_acts = 0;
  std::uint64_t forks = 0;
};

class NodeClient final : public Source {
 public:
  explicit NodeClient(HttpAddress address, int timeout_seconds = kHttpTimeoutSeconds)
      : client_(std::move(address), timeout_seconds) {}

  // One try. The same signed bytes may be submitted again and again: a node answers what became of
  // them. Errors: kUnreachableRule; X.SIZE for an answer that is too long.
  // With `wait` the node answers when it is decided; without, as soon as it holds the act.
  Result<SubmitAnswer> submit(const std::string& body, std::uint64_t at_least,
                              bool wait = true) const;

  // The bytes of a proof. Errors: as read().
  Result<std::string> status_proof(const proof::Asked& asked) const;
  Result<std::string> list_proof(std::string_view election) const;
  // Errors: as read(); JSON if the page makes no sense.
  Result<NodeState> state() const;

  // "checkpoint", "genesis", "tile/...", "proof/...": one try. kAbsentRule if the node says so;
  // kUnreachableRule with the node's words for every other status.
  Result<std::string> read(std::string_view path, std::size_t bytes_max) const override;
  std::string name() const override { return client_.name(); }

 private:
  mutable HttpClient client_;  // its connection is kept between calls
};

// Called once per wait with a sentence that says what is being waited for.
using OnWait = std::function<void(const std::string&)>;

// Submits until it is decided. Errors: kUnreachableRule (the node does not answer, or does not take
// acts now), kNotYetRule (it answers, but does not commit; the detail says what it waits for).
using Decided = std::variant<CommittedAct, RefusedAct>;
Result<Decided> submit_patiently(const NodeClient& node, const std::string& body,
                                 std::uint64_t at_least, Patience& patience, const OnWait& on_wait);

// Runs `ask` until it gives something else than kUnreachableRule, or patience ends.
template <class T>
Result<T> ask_patiently(Patience& patience, const std::function<Result<T>()>& ask) {
  while (true) {
    Result<T> answer = ask();
    if (answer || answer.error().rule != kUnreachableRule || !patience.wait()) return answer;
  }
}

}  // namespace kuboluk::tools
