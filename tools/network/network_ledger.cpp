#include "tools/network/network_ledger.h"

#include <algorithm>
#include <span>
#include <utility>

#include "crypto/check.h"
#include "crypto/encoding.h"
#include "crypto/sha256.h"
#include "ledger/batch/builder.h"
#include "ledger/proof/status_proof.h"
#include "tools/network/committed_log.h"
#include "tools/scenario/acts.h"
#include "tools/scenario/answers.h"

namespace kuboluk::tools {
namespace {

namespace json = boost::json;

Error fold_error(const NodeClient& node, std::string detail) {
  return Error{"FOLD", node.name(), std::move(detail)};
}

Error other_ledger(const NodeClient& node, std::string detail) {
  return Error{std::string(kOtherLedgerRule), node.name(), std::move(detail)};
}

// An organisation of an institution, by its name: "cis-mission" is at home where "cis" is.
bool is_at_home(std::string_view actor, std::string_view member) {
  if (member.empty() || !actor.starts_with(member)) return false;
  return actor.size() == member.size() || actor[member.size()] == '-';
}

}  // namespace

// Proofs of one node, of the tree that was folded here and of no other.
class NetworkLedger::Proofs final : public ProofSource {
 public:
  Proofs(const NodeClient& node, const batch::Position& position, std::chrono::milliseconds limit)
      : node_(node), position_(position), limit_(limit) {}

  Result<std::string> status_proof(const proof::Asked& asked) const override {
    Patience patience(limit_);
    return ask_patiently<std::string>(patience, [this, &asked] { return ask(asked); });
  }

 private:
  Result<std::string> ask(const proof::Asked& asked) const {
    Result<std::string> bytes = node_.status_proof(asked);
    if (!bytes) return bytes;
    // What does not parse is for the verifier, who names the step.
    const auto parsed = proof::parse_status_proof(*bytes);
    if (!parsed) return bytes;
    const auto note = crypto::parse_note(parsed->anchor.inclusion.checkpoint);
    if (!note) return bytes;
    const auto checkpoint = log::parse_checkpoint(note->text);
    if (!checkpoint) return bytes;
    if (checkpoint->size < position_.size) {
      return Error{std::string(kUnreachableRule), node_.name(),
                   "is behind: its proof is of size " + std::to_string(checkpoint->size) +
                       ", not " + std::to_string(position_.size)};
    }
    if (checkpoint->size == position_.size && checkpoint->root == position_.log_root) return bytes;
    return fold_error(node_, "its proof is of another tree than the one that was folded here");
  }

  const NodeClient& node_;
  const batch::Position& position_;
  std::chrono::milliseconds limit_;
};

NetworkLedger::NetworkLedger(domain::LedgerInfo info, const domain::Ruleset& ruleset,
                             NetworkPlace place, TrainingKeys keys,
                             const domain::Rulesets& rulesets)
    : info_(std::move(info)),
      ruleset_(ruleset),
      place_(std::move(place)),
      keys_(std::move(keys)),
      rulesets_(rulesets),
      fold_(info_, ruleset_) {
  KUBOLUK_CHECK(!place_.nodes.empty() && place_.clock);
  for (const NodePlace& node : place_.nodes)
    nodes_.push_back({node.id, std::make_unique<NodeClient>(node.address), false});
}

Result<std::unique_ptr<NetworkLedger>> NetworkLedger::open(const Meta& meta, NetworkPlace place,
                                                           const domain::Rulesets& rulesets) {
  const domain::Ruleset* ruleset = rulesets.find(meta.ruleset);
  if (ruleset == nullptr) {
    return Error{"FILE", "line 1", "no ruleset \"" + meta.ruleset + "\" is known here"};
  }
  const auto genesis = training_genesis(meta, *ruleset);
  if (!genesis) return genesis.error();
  const auto info = domain::read_genesis(*genesis);
  if (!info) return info.error();
  std::unique_ptr<NetworkLedger> network(
      new NetworkLedger(*info, *ruleset, std::move(place),
                        TrainingKeys(training_ledger_name(meta.scenario)), rulesets));
  if (const auto started = network->start(*genesis); !started) return started.error();
  return network;
}

// A node that serves another ledger is told apart before anything is submitted to it; one that does
// not answer is left for later.
Result<void> NetworkLedger::start(const std::string& genesis) {
  Patience patience(place_.node_patience);
  Error last;
  do {
    for (const Node& node : nodes_) {
      const auto served = node.client->read("genesis", domain::kEventBytesMax);
      if (served && *served != genesis) {
        return other_ledger(*node.client,
                            "serves the ledger of another scenario, law or actor list");
      }
      const auto folded = served ? fold_up_to(*node.client, 1) : Result<void>(served.error());
      if (!folded && folded.error().rule != kUnreachableRule) return folded.error();
      if (!folded) {
        last = folded.error();
        continue;
      }
      if (fold_.position().size == 2) return {};
      return other_ledger(
          *node.client, "acts are in the ledger already: " + std::to_string(fold_.position().size) +
                            " entries; a replay starts with a fresh network");
    }
  } while (patience.wait());
  return last;
}

std::uint64_t NetworkLedger::clock_s() const {
  return static_cast<std::uint64_t>(place_.clock().ms / domain::kSecondMs);
}

std::size_t NetworkLedger::home_of(std::string_view actor) const {
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    if (is_at_home(actor, nodes_[i].id)) return i;
  }
  return crypto::sha256(bytes_of(actor)).front() % nodes_.size();
}

// On a training ledger the operator says when the submission is recorded.
Result<std::string> NetworkLedger::body_of(const Command& command,
                                           const std::vector<domain::SignedEvent>& events) const {
  if (events.size() > exchange::kStatementEventsMax) {
    return Error{"X.SIZE", "submission", "more parts than one submission holds"};
  }
  exchange::Recorded recorded{info_.id, command.recorded_at, {}};
  for (const domain::SignedEvent& event : events)
    recorded.events.push_back(event.id);
  const auto key = keys_.author(kOperator);
  if (!key) return key.error();
  std::string body =
      exchange::sign_statement(exchange::print_text(recorded), key->vkey, key->secret);
  for (const domain::SignedEvent& event : events)
    body += event.bytes;
  return {boost::system::in_place_value, std::move(body)};
}

// The actor's own node first; an actor whose node does not decide goes to the next one, with the
// same bytes.
Result<Decided> NetworkLedger::submit(const Command& command, const std::string& body,
                                      std::size_t& node) {
  Patience patience(place_.act_patience);
  node = home_of(command.by);
  Error last;
  do {
    for (std::size_t tried = 0; tried < nodes_.size(); ++tried) {
      // Who did not answer the last time is asked, but not waited for.
      auto limit = nodes_.size() == 1 ? place_.act_patience : place_.node_patience;
      if (nodes_[node].silent) limit = std::chrono::milliseconds(0);
      Patience here(limit);
      auto decided =
          submit_patiently(*nodes_[node].client, body, fold_.position().size, here, place_.on_wait);
      nodes_[node].silent = !decided && decided.error().rule == kUnreachableRule;
      if (decided) return decided;
      last = decided.error();
      if (last.rule != kUnreachableRule && last.rule != kNotYetRule) return last;
      node = (node + 1) % nodes_.size();
      if (place_.on_wait && nodes_.size() > 1) {
        place_.on_wait(command.by + " turns to " + nodes_[node].client->name() + ", because " +
                       last.message());
      }
    }
  } while (patience.wait());
  return last;
}

Result<Outcome> NetworkLedger::run(const Command& command, domain::Instant) {
  const auto act = draft_act(command, {info_, keys_, fold_.ledger(), persons_});
  if (!act && domain::is_damage(act.error())) return act.error();
  if (!act) return Outcome{false, false, act.error(), {}};
  const auto events = sign_act(act->event, keys_);
  if (!events) return Outcome{false, false, events.error(), act->unknown_args};
  const auto body = body_of(command, *events);
  if (!body) return Outcome{false, false, body.error(), act->unknown_args};
  std::size_t node = 0;
  const auto decided = submit(command, *body, node);
  if (!decided) return decided.error();
  const NodeClient& client = *nodes_[node].client;
  auto outcome = std::holds_alternative<CommittedAct>(*decided)
                     ? accepted(command, std::get<CommittedAct>(*decided), client, *events)
                     : refused(command, std::get<RefusedAct>(*decided), client, *events);
  if (!outcome) return outcome.error();
  outcome->unknown_args = act->unknown_args;
  if (!outcome->accepted) return outcome;
  const auto learnt = persons_.learn(command, act->election, fold_.ledger());
  if (!learnt) return learnt.error();
  return outcome;
}

Result<Outcome> NetworkLedger::accepted(const Command& command, const CommittedAct& act,
                                        const NodeClient& node,
                                        const std::vector<domain::SignedEvent>& events) {
  if (const auto folded = catch_up(node, act.size); !folded) return folded.error();
  std::uint64_t index = act.index;
  for (const domain::SignedEvent& event : events) {
    const auto found = fold_.ledger().event_index(event.id);
    if (!found) return found.error();
    if (!found->has_value() || **found != index++) {
      return fold_error(node, "it says that the act of line " + std::to_string(command.line) +
                                  " is entry " + std::to_string(act.index) + ", and it is not");
    }
  }
  return Outcome{true, act.repeated, {}, {}};
}

Result<Outcome> NetworkLedger::refused(const Command& command, const RefusedAct& act,
                                       const NodeClient& node,
                                       const std::vector<domain::SignedEvent>& events) const {
  batch::BatchBuilder check(info_, ruleset_, fold_.ledger(), fold_.position());
  const auto allowed = check.add(events, command.recorded_at);
  if (allowed) {
    return fold_error(node, "it refused the act of line " + std::to_string(command.line) +
                                " under " + act.error.rule + ", and the rules allow it");
  }
  if (domain::is_damage(allowed.error())) return allowed.error();
  // What a node turns away before it looks at the rules (403) may have a simpler reason.
  if (act.error.rule != allowed.error().rule && act.error.rule != "X.SIGNATURE") {
    return fold_error(node, "it refused the act of line " + std::to_string(command.line) +
                                " under " + act.error.rule + ", and it breaks " +
                                allowed.error().rule);
  }
  return Outcome{false, false, allowed.error(), {}};
}

Result<void> NetworkLedger::catch_up(const NodeClient& node, std::uint64_t size) {
  Patience patience(place_.act_patience);
  const auto is_final = [](const Result<void>& folded) {
    return folded || folded.error().rule != kUnreachableRule;
  };
  while (true) {
    auto folded = fold_up_to(node, size);
    // It may be gone since it answered; what is committed is everywhere.
    for (std::size_t i = 0; i < nodes_.size() && !is_final(folded); ++i) {
      if (nodes_[i].client.get() != &node) folded = fold_up_to(*nodes_[i].client, size);
    }
    if (is_final(folded) || !patience.wait()) return folded;
  }
}

Result<void> NetworkLedger::fold_up_to(const NodeClient& node, std::uint64_t size) {
  const auto checkpoint = committed_checkpoint(node, place_.policy, info_.origin(), clock_s());
  if (!checkpoint) return checkpoint.error();
  if (checkpoint->size < size) {
    return Error{std::string(kUnreachableRule), node.name(),
                 "shows a checkpoint of size " + std::to_string(checkpoint->size) + ", not " +
                     std::to_string(size)};
  }
  if (checkpoint->size < fold_.position().size) return {};
  const auto entries = committed_entries(node, *checkpoint, fold_.position().size);
  if (!entries) return entries.error();
  std::size_t begin = 0;
  for (std::size_t i = 0; i < entries->size(); ++i) {
    const auto entry = domain::parse_entry((*entries)[i]);
    if (!entry) return entry.error();
    if (!entry->is_seal()) continue;
    const auto folded = fold_.fold(std::span(*entries).subspan(begin, i + 1 - begin));
    if (!folded) return folded.error();
    begin = i + 1;
  }
  if (fold_.position().size == checkpoint->size && fold_.position().log_root == checkpoint->root) {
    return {};
  }
  return fold_error(node, "its checkpoint of size " + std::to_string(checkpoint->size) +
                              " is not the log that was folded here");
}

// Every node is asked in turn, so that a whole replay has proofs of all of them.
Result<json::object> NetworkLedger::answer(const Query& query, domain::Instant) {
  Error last;
  for (std::size_t tried = 0; tried < nodes_.size(); ++tried) {
    const NodeClient& node = *nodes_[(query.n + tried) % nodes_.size()].client;
    // A seal may have come since the last act: then the fold goes on first.
    const auto folded = fold_up_to(node, fold_.position().size);
    if (!folded && folded.error().rule != kUnreachableRule) return folded.error();
    const Proofs proofs(node, fold_.position(), place_.node_patience);
    auto answered = answer_query(
        query, {proofs, place_.policy, rulesets_, fold_.ledger(), persons_.names(), clock_s()});
    if (answered) return answered;
    last = answered.error();
    if (last.rule != kUnreachableRule) return last;
    if (place_.on_wait) place_.on_wait("a query goes to the next node, because " + last.message());
  }
  return last;
}

SettledNode NetworkLedger::look_at(const Node& node) const {
  SettledNode seen{node.id, node.client->name(), 0, {}, {}, {}, false};
  const auto checkpoint =
      committed_checkpoint(*node.client, place_.policy, info_.origin(), clock_s());
  if (!checkpoint) {
    seen.problem = checkpoint.error().message();
    return seen;
  }
  seen.size = checkpoint->size;
  seen.log_root = crypto::to_base64(checkpoint->root);
  const auto state = node.client->state();
  if (!state) {
    seen.problem = state.error().message();
    return seen;
  }
  if (seen.id.empty()) seen.id = state->member;
  seen.status_root = state->status_root;
  seen.agrees = checkpoint->size == position().size && checkpoint->root == position().log_root &&
                seen.status_root == crypto::to_base64(position().map_root);
  return seen;
}

std::vector<SettledNode> NetworkLedger::settle() {
  Patience patience(place_.node_patience);
  while (true) {
    std::vector<SettledNode> seen;
    for (const Node& node : nodes_)
      seen.push_back(look_at(node));
    const bool all =
        std::all_of(seen.begin(), seen.end(), [](const SettledNode& each) { return each.agrees; });
    if (all || !patience.wait()) return seen;
  }
}

}  // namespace kuboluk::tools
