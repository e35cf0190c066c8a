#include "tools/commands/replay_network.h"

#include <algorithm>
#include <boost/json/object.hpp>
#include <ostream>

#include "tools/files.h"
#include "tools/network/network_file.h"
#include "tools/output/progress.h"
#include "tools/output/words.h"

namespace kuboluk::tools {
namespace {

namespace json = boost::json;

Result<std::vector<NodePlace>> places_of(const ReplayOptions& options, std::string& policy_file) {
  std::vector<NodePlace> places;
  if (!options.node.empty()) {
    auto address = parse_http_address(options.node);
    if (!address) return address.error();
    places.push_back({"", *std::move(address)});
    return places;
  }
  const auto network = read_network(options.network);
  if (!network) return network.error();
  if (policy_file.empty()) policy_file = network->policy;
  for (const NetworkNode& node : network->nodes) {
    auto address = parse_http_address(node.url);
    if (!address) return address.error();
    places.push_back({node.id, *std::move(address)});
  }
  return places;
}

}  // namespace

Result<NetworkReplay> replay_over_network(const ReplayOptions& options, const Scenario& scenario,
                                          const domain::Rulesets& rulesets,
                                          const Session& session) {
  std::string policy_file = options.policy;
  auto places = places_of(options, policy_file);
  if (!places) return places.error();
  auto policy = read_policy(policy_file);
  if (!policy) return policy.error();
  Progress progress(session, "replaying " + printable_argument(scenario.meta.scenario));
  NetworkPlace place{
      *std::move(places), *std::move(policy), [&session] { return session.current(); },
      [&session](const std::string& words) { session.err << printable_argument(words) << '\n'; }};
  auto ledger = NetworkLedger::open(scenario.meta, std::move(place), rulesets);
  if (!ledger) return ledger.error();
  auto report = replay_into(
      **ledger, scenario, session.now,
      {[&progress](std::uint64_t done, std::uint64_t total) { progress.at(done, total); }, {}});
  if (!report) return report.error();
  return NetworkReplay{*std::move(report), (*ledger)->settle()};
}

bool all_agree(const std::vector<SettledNode>& nodes) {
  return std::all_of(nodes.begin(), nodes.end(),
                     [](const SettledNode& node) { return node.agrees; });
}

void print_nodes(const std::vector<SettledNode>& nodes, std::ostream& out) {
  constexpr std::size_t kIdColumn = 8;
  for (const SettledNode& node : nodes) {
    std::string id = printable_argument(node.id);
    id.resize(std::max(id.size(), kIdColumn), ' ');
    out << "node " << id << ' ';
    if (!node.problem.empty()) {
      out << "cannot be compared: " << printable_argument(node.problem) << '\n';
      continue;
    }
    out << "size " << node.size << "  log root " << node.log_root << "  status root "
        << printable_argument(node.status_root) << (node.agrees ? "" : "  DIFFERS") << '\n';
  }
  out << (all_agree(nodes) ? "all nodes stand where this replay's own execution does\n"
                           : "NOT all nodes stand where this replay's own execution does\n");
}

json::array nodes_json(const std::vector<SettledNode>& nodes) {
  json::array list;
  for (const SettledNode& node : nodes) {
    list.push_back(json::object{{"id", printable_argument(node.id)},
                                {"url", node.url},
                                {"size", node.size},
                                {"log_root", node.log_root},
                                {"status_root", printable_argument(node.status_root)},
                                {"agrees", node.agrees},
                                {"problem", printable_argument(node.problem)}});
  }
  return list;
}

}  // namespace kuboluk::tools
