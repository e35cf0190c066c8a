#include "tools/commands/node_status.h"

#include <algorithm>
#include <boost/json.hpp>
#include <ostream>

#include "tools/commands/node_proof.h"
#include "tools/output/words.h"

namespace kuboluk::tools {

namespace {

namespace json = boost::json;

// Nodes of a ledger that grows are asked one after the other: they get this long to agree.
constexpr std::chrono::seconds kAgreePatience{3};
// A node that does not answer a status page in this time is not there.
constexpr int kStatusTimeoutSeconds = 5;
// Characters of a root that are shown: enough to tell two apart at a glance.
constexpr std::size_t kRootShown = 10;

struct Asked {
  std::string url;
  std::optional<NodeState> state;
  std::string problem;
};

std::vector<Asked> ask_all(const std::vector<HttpAddress>& addresses) {
  std::vector<Asked> all;
  for (const HttpAddress& address : addresses) {
    const NodeClient node(address, kStatusTimeoutSeconds);
    Asked asked{node.name(), {}, {}};
    Result<NodeState> state = node.state();
    if (state) {
      asked.state = std::move(*state);
    } else {
      asked.problem = printable_argument(state.error().detail);
    }
    all.push_back(std::move(asked));
  }
  return all;
}

Exit judge(const std::vector<Asked>& all) {
  for (const Asked& asked : all) {
    if (!asked.state) return Exit::kUnreachable;
  }
  const NodeState& first = *all.front().state;
  const bool agree = std::all_of(all.begin(), all.end(), [&first](const Asked& asked) {
    const NodeState& state = *asked.state;
    return state.forks == 0 && state.ledger == first.ledger && state.size == first.size &&
           state.log_root == first.log_root && state.status_root == first.status_root;
  });
  return agree ? Exit::kHolds : Exit::kOther;
}

std::string linked_words(const NodeState& state) {
  const auto linked = std::count_if(state.peers.begin(), state.peers.end(),
                                    [](const PeerState& peer) { return peer.linked; });
  return std::to_string(linked) + "/" + std::to_string(state.peers.size());
}

std::string refusal_words(const NodeState& state) {
  if (state.refusals.empty()) return "-";
  const RefusalState& refusal = state.refusals.front();
  return refusal.by + ": " + refusal.rule + " at entry " + std::to_string(refusal.index);
}

std::string short_root(const std::string& root) {
  return root.empty() ? "-" : root.substr(0, kRootShown);
}

using Row = std::vector<std::string>;

Row row_of(const Asked& asked) {
  if (!asked.state) return {asked.url, "not reachable: " + asked.problem};
  const NodeState& state = *asked.state;
  return {state.member,
          state.phase,
          std::to_string(state.size),
          short_root(state.log_root),
          short_root(state.status_root),
          std::to_string(state.behind),
          linked_words(state),
          state.quorum,
          refusal_words(state)};
}

void print_table(const std::vector<Asked>& all, std::ostream& out) {
  std::vector<Row> rows{{"node", "phase", "size", "log root", "status root", "behind", "peers",
                         "cosigners", "last refusal"}};
  for (const Asked& asked : all)
    rows.push_back(row_of(asked));
  std::vector<std::size_t> widths(rows.front().size());
  for (const Row& row : rows) {
    if (row.size() != widths.size()) continue;  // not reachable: one long sentence
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], row[i].size());
  }
  for (const Row& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const bool last = i + 1 == row.size();
      line += row[i];
      if (!last) line += std::string(std::max(widths[i], row[i].size()) - row[i].size() + 2, ' ');
    }
    out << line << '\n';
  }
  for (const Asked& asked : all) {
    if (!asked.state) continue;
    if (!asked.state->waiting.empty()) {
      out << asked.state->member << " waits for " << asked.state->waiting << '\n';
    }
    if (asked.state->forks > 0) {
      out << asked.state->member << " holds evidence of a FORK: see " << asked.url << "/evidence\n";
    }
  }
}

json::object node_json(const Asked& asked) {
  json::object out;
  out["url"] = asked.url;
  out["reachable"] = asked.state.has_value();
  if (!asked.state) {
    out["problem"] = asked.problem;
    return out;
  }
  const NodeState& state = *asked.state;
  out["id"] = state.member;
  out["ledger"] = state.ledger;
  out["role"] = state.role;
  out["phase"] = state.phase;
  out["waiting"] = state.waiting;
  out["size"] = state.size;
  out["log_root"] = state.log_root;
  out["status_root"] = state.status_root;
  out["behind"] = state.behind;
  out["peers_linked"] = linked_words(state);
  out["cosigners"] = state.quorum;
  out["pending_acts"] = state.pending_acts;
  out["forks"] = state.forks;
  out["last_refusal"] = refusal_words(state);
  return out;
}

void say(const std::vector<Asked>& all, Exit exit, const Session& session) {
  if (!session.json) {
    print_table(all, session.out);
    session.out << (exit == Exit::kHolds         ? "all agree\n"
                    : exit == Exit::kUnreachable ? "not all are reachable\n"
                                                 : "they do not agree\n");
    return;
  }
  json::object out;
  out["kind"] = "node-status";
  out["exit"] = static_cast<int>(exit);
  json::array nodes;
  for (const Asked& asked : all)
    nodes.push_back(node_json(asked));
  out["nodes"] = std::move(nodes);
  session.out << json::serialize(out) << '\n';
}

}  // namespace

Exit run_node_status(const NodeStatusOptions& options, const Session& session) {
  std::vector<HttpAddress> addresses;
  for (const std::string& url : options.urls) {
    Result<HttpAddress> address = parse_http_address(url);
    if (!address) return refuse(session, Exit::kUsage, address.error(), kNodeHint);
    addresses.push_back(std::move(*address));
  }
  Patience patience(kAgreePatience);
  std::vector<Asked> all = ask_all(addresses);
  Exit exit = judge(all);
  while (exit == Exit::kOther && patience.wait()) {
    all = ask_all(addresses);
    exit = judge(all);
  }
  say(all, exit, session);
  return exit;
}

}  // namespace kuboluk::tools
