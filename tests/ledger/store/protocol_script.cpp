#include "tests/ledger/store/protocol_script.h"

#include <catch2/catch.hpp>

#include <algorithm>

#include "crypto/sha256.h"

namespace kuboluk::store::test {
namespace {

constexpr int kRejectedEvents = 40;

template <class T>
T read(Result<T> result) {
  if (!result) FAIL(result.error().message());
  return std::move(*result);
}

exchange::RejectedAct rejection_of(int round) {
  return {act_of("bad " + std::to_string(round), 0).id,
          {event_id(2 * round), event_id(2 * round + 1)},
          "rejected " + std::to_string(round)};
}

}  // namespace

exchange::Proposal proposal_of(const Clerk& clerk, std::span<const batch::Change> changes,
                               bool is_signed) {
  exchange::Proposal proposal;
  proposal.from = changes.front().before.size;
  for (const batch::Change& change : changes) {
    proposal.entries.insert(proposal.entries.end(), change.entries.begin(), change.entries.end());
  }
  proposal.size = changes.back().after.size;
  proposal.root = changes.back().after.log_root;
  if (is_signed) proposal.checkpoint = checkpoint_note(clerk, changes.back().after);
  return proposal;
}

exchange::Cosigned cosigned_of(const batch::Position& position, std::int64_t ms) {
  return {position.size, position.log_root, {ms}};
}

exchange::PendingAct act_of(const std::string& bytes, std::int64_t ms, bool promised) {
  return {crypto::sha256(bytes_of(bytes)), bytes, {ms}, std::nullopt, promised};
}

Hash event_id(int number) {
  return crypto::sha256(bytes_of("event " + std::to_string(number)));
}

ProtocolState state_of(const Store& store) {
  const auto snapshot = read(store.snapshot());
  ProtocolState state;
  state.position = read(snapshot->position());
  state.checkpoint = read(snapshot->checkpoint());
  state.proposal = read(snapshot->proposal());
  state.cosigned = read(snapshot->cosigned());
  state.acts = read(snapshot->acts());
  for (int i = 0; i < kRejectedEvents; ++i) {
    const auto note = read(snapshot->rejection(event_id(i)));
    if (note) state.rejections[i] = *note;
  }
  state.evidence = read(snapshot->evidence());
  return state;
}

std::vector<Step> script(const Clerk& clerk, const std::vector<batch::Change>& changes) {
  std::vector<Step> steps;
  const auto add = [&steps](Step step) { steps.push_back(std::move(step)); };
  const std::span all(changes);
  for (std::size_t i = 0; i + 3 <= all.size(); i += 3) {
    const int round = static_cast<int>(i / 3);
    const std::int64_t time = 1'000 * (round + 1);
    const auto first = all.subspan(i, 1);
    const auto three = all.subspan(i, 3);
    const auto good = act_of("good " + std::to_string(round) + std::string(9000, 'g'), time);
    const auto bad = act_of("bad " + std::to_string(round), time);
    add([good](Store& s) { return s.put_act(good); });
    add([bad](Store& s) { return s.put_act(bad); });
    add([good, bad, time](Store& s) {
      return s.put_handed(std::vector{good.id, bad.id}, {time + 1});
    });
    add([&clerk, first](Store& s) { return s.put_proposal(proposal_of(clerk, first, false), {}); });
    add([](Store& s) { return s.drop_proposal(); });
    add([&clerk, time, first](Store& s) {
      return s.put_proposal(proposal_of(clerk, first, true), cosigned_of(first[0].after, time));
    });
    add([&clerk, three](Store& s) { return s.put_proposal(proposal_of(clerk, three, false), {}); });
    add([&clerk, time, three](Store& s) {
      return s.put_proposal(proposal_of(clerk, three, true), cosigned_of(three[2].after, time));
    });
    add([time, three](Store& s) { return s.put_cosigned(cosigned_of(three[2].after, time + 1)); });
    add([&clerk, three](Store& s) {
      return s.commit(three.first(2), checkpoint_note(clerk, three[1].after), {});
    });
    add([good, three](Store& s) { return s.commit(three.subspan(2), "", std::vector{good.id}); });
    add([&clerk, three](Store& s) {
      return s.put_checkpoint(checkpoint_note(clerk, three[2].after));
    });
    if (2 * round + 1 < kRejectedEvents) {
      add([bad, round](Store& s) {
        return s.drop_acts(std::vector{bad.id}, std::vector{rejection_of(round)});
      });
    }
    add([round](Store& s) { return s.put_evidence("evidence " + std::to_string(round)); });
  }
  return steps;
}

}  // namespace kuboluk::store::test
