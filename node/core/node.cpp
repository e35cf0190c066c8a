#include "node/core/node.h"

#include <algorithm>
#include <utility>

#include "crypto/check.h"
#include "ledger/log/tiles.h"
#include "node/core/node_state.h"

namespace kuboluk::core {
namespace {

constexpr std::int64_t kStoreCheckpointMs = domain::kSecondMs;

}  // namespace

Node::State::State(Setup setup_in, Restored restored_in, domain::Instant now_in)
    : setup(std::move(setup_in)),
      collector(setup),
      observer(setup, restored_in.counter),
      checkpoint(std::move(restored_in.checkpoint)),
      cosigned(restored_in.cosigned),
      forks(restored_in.forks.begin(), restored_in.forks.end()),
      gossiped(now_in),
      freshened(now_in),
      stored_checkpoint(now_in),
      now(now_in) {}

Result<void> Node::State::restore(Restored restored, const batch::LedgerReader& reader) {
  const auto stored = reader.position();
  if (!stored) return stored.error();
  position = *stored;
  if (restored.proposal) {
    const exchange::Proposal& proposal = *restored.proposal;
    KUBOLUK_CHECK(proposal.from == position.size);
    std::vector<batch::Change> changes;
    const auto executed = execute(setup, reader, proposal.entries, changes, trial_signatures);
    if (!executed || changes.back().after.log_root != proposal.root) {
      return Error{std::string(domain::kDamageRule), "stored proposal",
                   executed ? "its entries do not lead to its root" : executed.error().detail};
    }
    pending.replace(std::move(changes));
    if (!proposal.checkpoint.empty()) pending.sign(proposal.size, proposal.checkpoint);
  }
  for (exchange::PendingAct& act : restored.acts) {
    auto submission = exchange::parse_submission(act.bytes, setup.info, setup.operator_key);
    if (!submission) {
      return Error{std::string(domain::kDamageRule), "stored submission",
                   submission.error().detail};
    }
    pool.add(std::move(act), std::move(*submission));
  }
  if (!checkpoint.empty()) {
    const auto taken = collector.take(checkpoint);
    if (!taken) return Error{std::string(domain::kDamageRule), "checkpoint", taken.error().detail};
  }
  review_due = true;
  return compare_cosigned(reader);
}

// What the cosigner has signed must be a beginning of what is held here, or its end.
Result<void> Node::State::compare_cosigned(const batch::LedgerReader& reader) {
  if (!cosigned) return {};
  const batch::Position* boundary = pending.boundary(cosigned->size);
  if (boundary != nullptr) {
    contradicted = boundary->log_root != cosigned->root;
  } else if (cosigned->size <= position.size) {
    const auto root = log::tree_root(log::TileHashReader(reader, position.size), cosigned->size);
    if (!root) return root.error();
    contradicted = *root != cosigned->root;
  }
  return {};
}

Bench Node::State::bench() {
  return {setup, *committed, position, pending, drafted, cosigned, pool, now, trial_signatures};
}

bool Node::State::alone() const {
  return setup.members.empty();
}

void Node::State::send(std::vector<std::string> to, exchange::Message message) {
  std::erase_if(to, [this](const std::string& id) { return !links.contains(id); });
  if (!to.empty()) effects.push_back(Send{std::move(to), std::move(message)});
}

void Node::State::send_all(const exchange::Message& message) {
  send(setup.others(), message);
}

void Node::State::notice(Notice::Level level, std::string text) {
  effects.push_back(Notice{level, std::move(text)});
}

// A person is to be woken once, not every five seconds.
void Node::State::alarm_once(const std::string& text) {
  if (told.insert(text).second) notice(Notice::Level::kAlarm, text);
}

Result<void> Node::State::take(Input input) {
  if (auto* received = std::get_if<Received>(&input)) {
    if (setup.find(received->from) == nullptr || received->from == setup.me) return {};
    return std::visit([&](const auto& message) { return on(received->from, message); },
                      received->message);
  }
  if (const auto* up = std::get_if<LinkUp>(&input)) return on(*up);
  if (const auto* down = std::get_if<LinkDown>(&input)) return on(*down);
  if (auto* submit = std::get_if<Submit>(&input)) return on(std::move(*submit));
  if (const auto* done = std::get_if<Signed>(&input)) {
    std::visit([&](const auto& request) { on_signed(request, done->note); }, done->request);
  }
  return {};
}

// What is due by now, whatever the input was.
Result<void> Node::State::work() {
  observer.may_sign(held_sizes());
  try_commit();
  if (moved) return {};
  if (const auto proven = prove_overruled(); !proven) return proven.error();
  hand_over();
  if (review_due) {
    if (const auto reviewed = review(); !reviewed) return reviewed.error();
  }
  if (const auto peer = catch_up.whom_to_ask(position.size, now)) {
    send({*peer}, exchange::AskBatches{position.size});
  }
  gossip();
  store_fresh_checkpoint();
  if (setup.is_sequencer()) return sequence();
  return {};
}

// Newer cosignatures of the committed tree: readers see a lower age. Now and then, not at each.
void Node::State::store_fresh_checkpoint() {
  if (checkpoint.empty() || now.ms - stored_checkpoint.ms < kStoreCheckpointMs) return;
  auto fresh = collector.quorum(checkpoint);
  if (!fresh || *fresh == checkpoint) return;
  checkpoint = std::move(*fresh);
  stored_checkpoint = now;
  effects.push_back(PersistCheckpoint{checkpoint});
}

void Node::State::check_invariants() const {
  KUBOLUK_CHECK(pending.empty() || pending.changes().front().before == position);
  KUBOLUK_CHECK(!round || setup.is_sequencer());
  const std::uint64_t held = pending.tip(position).size;
  KUBOLUK_CHECK(!cosigned || cosigned->size <= held || setup.is_sequencer() || !observer.signs() ||
                !told.empty());
}

HeldSizes Node::State::held_sizes() const {
  return {cosigned ? cosigned->size : 0, pending.tip(position).size,
          std::max(position.size, pending.signed_size())};
}

// In words, what has to happen next; empty: nothing is waited for.
std::string Node::State::waits_for(const std::set<std::string>& present) const {
  const std::string start = observer.waits_for(held_sizes());
  if (!start.empty()) return start;
  if (contradicted) {
    return "the operator must find out why a quorum has committed another history than this node "
           "has cosigned: see the evidence folder";
  }
  if (!setup.policy.satisfied(present)) {
    return "too few cosigners can be reached for a quorum: " + std::to_string(present.size()) +
           " of " + std::to_string(setup.policy.witnesses().size());
  }
  if (round) {
    std::string silent;
    for (const std::string& id : round->silent())
      silent += (silent.empty() ? "" : ", ") + id;
    return "cosigners must agree to the draft of size " + std::to_string(round->tip().size) + ": " +
           std::to_string(round->agreed()) + " agreed" +
           (silent.empty() ? "" : ", not heard from " + silent);
  }
  if (pending.signed_size() == 0) return {};
  return "a quorum must cosign size " + std::to_string(pending.signed_size());
}

std::string Node::State::phase(std::uint64_t behind) const {
  if (!alone() && !observer.signs()) return "observing";
  if (behind > 0) return "catching up";
  if (contradicted) return "contradicted";
  if (setup.is_sequencer()) return "sequencing";
  return setup.witness_of(setup.self()) ? "cosigning" : "following";
}

NodeStatus Node::State::status() const {
  NodeStatus status;
  status.me = setup.me;
  status.position = position;
  status.proposed = pending.empty() ? 0 : pending.tip(position).size;
  const std::uint64_t furthest = catch_up.furthest();
  status.behind = furthest > position.size ? furthest - position.size : 0;
  status.pending_acts = pool.size();
  status.may_sign = observer.signs() && !contradicted;
  status.forks = forks.size();
  status.signatures_checked = signatures_checked;
  std::set<std::string> present;  // cosigners that can be reached, by the policy's names
  for (const Member& member : setup.members) {
    const bool linked = member.id == setup.me || links.contains(member.id);
    if (const auto witness = setup.witness_of(member); witness && linked) present.insert(*witness);
    if (member.id == setup.me) continue;
    status.peers.push_back(
        {member.id, linked, catch_up.claim_of(member.id), collector.time_of(member)});
  }
  status.quorum_present = present.size();
  for (const auto& [by, refusal] : refusals)
    status.refusals.push_back(refusal);
  std::sort(status.refusals.begin(), status.refusals.end(),
            [](const LastRefusal& a, const LastRefusal& b) { return a.time > b.time; });
  status.phase = phase(status.behind);
  status.waiting = waits_for(present);
  return status;
}

// --- the machine

Node::Node(std::unique_ptr<State> state) : state_(std::move(state)) {}
Node::~Node() = default;

Result<std::unique_ptr<Node>> Node::start(Setup setup, Restored restored,
                                          const batch::LedgerReader& committed,
                                          domain::Instant now) {
  auto state = std::make_unique<State>(std::move(setup), restored, now);
  const auto done = state->restore(std::move(restored), committed);
  if (!done) return done.error();
  state->check_invariants();
  return std::unique_ptr<Node>(new Node(std::move(state)));
}

Result<Effects> Node::step(Input input, domain::Instant now, const batch::LedgerReader& committed) {
  State& state = *state_;
  const auto shown = committed.position();
  if (!shown) return shown.error();
  KUBOLUK_CHECK(*shown == state.position);
  state.now = now;
  state.committed = &committed;
  state.effects.clear();
  state.moved = false;
  if (const auto taken = state.take(std::move(input)); !taken) return taken.error();
  if (!state.moved) {
    if (const auto worked = state.work(); !worked) return worked.error();
  }
  if (state.moved) state.effects.push_back(Again{});
  state.check_invariants();
  return std::move(state.effects);
}

NodeStatus Node::status() const {
  return state_->status();
}

const Setup& Node::setup() const {
  return state_->setup;
}

}  // namespace kuboluk::core
