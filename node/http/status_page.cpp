// Where this node stands, for operators and monitors. Keys are stable: see README.md.
#include <bit>
#include <boost/json.hpp>
#include <set>

#include "crypto/encoding.h"
#include "ledger/log/policy.h"
#include "node/http/pages.h"
#include "node/http/problem.h"
#include "node/http/served.h"
#include "node/witness/external_cosignatures.h"

namespace kuboluk::node::http {

namespace {

namespace json = boost::json;

// Policies up to this many witnesses are tried set by set.
constexpr std::size_t kTriedWitnessesMax = 12;

json::value time_json(const std::optional<domain::Instant>& time) {
  return time ? json::value(domain::print_known_time(*time)) : json::value(nullptr);
}

std::string_view role_of(const core::Setup& setup) {
  if (setup.is_sequencer()) return "sequencer";
  return setup.self().cosigner_key ? "cosigner" : "replica";
}

json::array peers_json(const core::NodeStatus& status) {
  json::array peers;
  for (const core::PeerStatus& peer : status.peers) {
    json::object out;
    out["id"] = peer.id;
    out["linked"] = peer.linked;
    out["committed"] = peer.committed;
    out["cosigned"] = time_json(peer.cosigned);
    peers.push_back(std::move(out));
  }
  return peers;
}

json::array refusals_json(const core::NodeStatus& status) {
  json::array refusals;
  for (const core::LastRefusal& refusal : status.refusals) {
    json::object out;
    out["by"] = refusal.by;
    out["size"] = refusal.size;
    out["index"] = refusal.index;
    out["rule"] = refusal.rule;
    out["expected"] = refusal.expected;
    out["got"] = refusal.got;
    out["time"] = domain::print_known_time(refusal.time);
    refusals.push_back(std::move(out));
  }
  return refusals;
}

json::array external_json(const witness::ExternalCosignatures* external) {
  json::array witnesses;
  if (external == nullptr) return witnesses;
  for (const witness::ExternalStatus& one : external->list()) {
    json::object out;
    out["name"] = one.name;
    out["size"] = one.newest ? json::value(one.newest->size) : json::value(nullptr);
    out["time"] = one.newest ? time_json(domain::Instant{
                                   static_cast<std::int64_t>(one.newest->time) * domain::kSecondMs})
                             : json::value(nullptr);
    witnesses.push_back(std::move(out));
  }
  return witnesses;
}

json::value disk_json(const std::optional<DiskUse>& use) {
  if (!use) return nullptr;
  json::object out;
  out["used"] = use->used_bytes;
  out["free"] = use->free_bytes;
  return out;
}

// The age that this node's own policy gives the checkpoint (DESIGN.md 4, verifier step 6).
json::value as_of_json(const core::Setup& setup, const Served& from) {
  const auto checked = log::verify_checkpoint(setup.policy, from.note, clock_s(),
                                              core::kSkewSeconds, log::CheckpointMode::kBare);
  if (!checked || !checked->as_of()) return nullptr;
  return time_json(
      domain::Instant{static_cast<std::int64_t>(*checked->as_of()) * domain::kSecondMs});
}

void put_log(json::object& out, const core::Setup& setup, const Served* from) {
  out["size"] = from ? json::value(from->checkpoint.size) : json::value(0);
  out["log_root"] = from ? json::value(crypto::to_base64(from->checkpoint.root)) : nullptr;
  const bool current = from != nullptr && from->current();
  out["status_root"] = current ? json::value(crypto::to_base64(from->position.map_root)) : nullptr;
  out["checkpoint_time"] = current ? time_json(from->position.known) : json::value(nullptr);
  out["as_of"] = from ? as_of_json(setup, *from) : json::value(nullptr);
}

void put_node(json::object& out, const core::Setup& setup, const core::NodeStatus& status) {
  out["stored"] = status.position.size;
  out["proposed"] = status.proposed;
  out["behind"] = status.behind;
  out["peers"] = peers_json(status);
  json::object quorum;
  quorum["present"] = status.quorum_present;
  quorum["needed"] = quorum_words(setup.policy);
  quorum["reachable"] = quorum_reachable(setup, status);
  out["quorum"] = std::move(quorum);
  out["may_sign"] = status.may_sign;
  out["pending_acts"] = status.pending_acts;
  out["refusals"] = refusals_json(status);
  out["forks"] = status.forks;
  out["signatures_checked"] = status.signatures_checked;
}

}  // namespace

std::string quorum_words(const log::Policy& policy) {
  if (!policy.has_quorum()) return "none";
  const std::size_t count = policy.witnesses().size();
  const std::string of = " of " + std::to_string(count);
  if (count > kTriedWitnessesMax) return "as the policy's groups say," + of;
  int fewest = static_cast<int>(count) + 1;
  for (std::uint64_t set = 0; set < (std::uint64_t{1} << count); ++set) {
    if (policy.satisfied(log::WitnessSet(set))) fewest = std::min(fewest, std::popcount(set));
  }
  bool any = true;
  for (std::uint64_t set = 0; set < (std::uint64_t{1} << count); ++set) {
    if (std::popcount(set) == fewest) any = any && policy.satisfied(log::WitnessSet(set));
  }
  return (any ? "" : "at least ") + std::to_string(fewest) + of +
         (any ? "" : ", as the policy's groups say");
}

bool quorum_reachable(const core::Setup& setup, const core::NodeStatus& status) {
  if (!setup.policy.has_quorum()) return true;
  std::set<std::string> present;
  const auto add = [&](const std::string& id) {
    const core::Member* member = setup.find(id);
    if (member == nullptr) return;
    if (auto witness = setup.witness_of(*member)) present.insert(std::move(*witness));
  };
  add(setup.me);
  for (const core::PeerStatus& peer : status.peers) {
    if (peer.linked) add(peer.id);
  }
  return setup.policy.satisfied(present);
}

std::optional<DiskUse> disk_use(const DiskGauge& disk) {
  return disk ? disk() : std::nullopt;
}

Response health_page(const Gate& gate, const std::string& phase) {
  const auto served = open_served(gate);
  const Served* from = std::get_if<Served>(&served);
  std::string reason;
  if (from == nullptr) {
    const auto snapshot = gate.snapshot();
    reason = snapshot && (*snapshot)->checkpoint() ? "starting" : "storage";
  } else if (!from->current() || phase == "catching up") {
    reason = "catching-up";
  }
  Response response;
  response.status = reason.empty() ? 200 : 503;
  response.body = (reason.empty() ? "ok" : reason) + "\n";
  return response;
}

Response status_page(const Gate& gate, const core::NodeStatus& status,
                     const witness::ExternalCosignatures* external, const DiskGauge& disk) {
  const core::Setup& setup = gate.setup();
  const auto served = open_served(gate);
  json::object out;
  out["ledger"] = setup.info.id;
  out["member"] = status.me;
  out["role"] = role_of(setup);
  out["phase"] = status.phase;
  out["waiting"] = status.waiting;
  put_log(out, setup, std::get_if<Served>(&served));
  put_node(out, setup, status);
  out["clock"] = setup.info.clock == domain::Clock::kReal ? "real" : "scenario";
  out["ruleset"] = setup.info.ruleset;
  out["external_witnesses"] = external_json(external);
  out["disk"] = disk_json(disk_use(disk));
  Response response{200, kJsonType, json::serialize(out) + "\n", {}};
  response.headers.emplace_back("Cache-Control", "no-cache");
  return response;
}

}  // namespace kuboluk::node::http
