#include "tests/simulation/liar.h"

#include <algorithm>

#include <utility>

#include "crypto/check.h"
#include "tests/simulation/liar_inside.h"

namespace kuboluk::simulation {
namespace {

using core::test::Institutions;

// A lie and what it has done so far.
struct Teller {
  const Trick* trick;
  Memory memory;
  std::uint64_t told = 0;
};

class LyingNode final : public Liar {
 public:
  LyingNode(const Institutions& institutions, std::string me, std::vector<Teller> tellers,
            std::uint64_t seed, std::span<const std::string> entries, domain::Instant now);

  Sends receive(const std::string& from, const exchange::Message& message,
                domain::Instant now) override;
  Sends tick(domain::Instant now) override;
  Sends link_up(const std::string& peer, domain::Instant now) override;
  Sends link_down(const std::string& peer, domain::Instant now) override;
  Sends submit(const exchange::Submission& submission, domain::Instant now) override;
  std::vector<LieCount> told() const override;

 private:
  bool deafened(const std::string& from, exchange::Message& message);
  void alter(Sends& sends);
  void change_entries(Teller& teller, Sends& sends);

  Inside inside_;
  Mouth mouth_;
  std::vector<Teller> tellers_;
  std::uint64_t ticket_ = 0;
};

LyingNode::LyingNode(const Institutions& institutions, std::string me, std::vector<Teller> tellers,
                     std::uint64_t seed, std::span<const std::string> entries, domain::Instant now)
    : inside_(institutions, me, entries, now),
      mouth_(institutions, std::move(me), seed, inside_.disk()),
      tellers_(std::move(tellers)) {
  mouth_.now = now;
}

bool LyingNode::deafened(const std::string& from, exchange::Message& message) {
  // The node inside need not know what its key has signed besides: it would stop to sign.
  if (auto* state = std::get_if<exchange::State>(&message)) state->yours.clear();
  bool drop = false;
  for (Teller& teller : tellers_) {
    if (teller.trick->deafen == nullptr) continue;
    mouth_.memory = &teller.memory;
    if (teller.trick->deafen(mouth_, from, message, drop)) ++teller.told;
  }
  return drop;
}

void LyingNode::change_entries(Teller& teller, Sends& sends) {
  for (core::Send& send : sends) {
    auto* draft = as<exchange::Draft>(send);
    auto* proposed = as_proposal(mouth_, send);
    const std::uint64_t size = mouth_.position().size;
    if (draft != nullptr && (draft->from != size || size == 0)) draft = nullptr;
    if (draft == nullptr && proposed == nullptr) continue;
    Entries entries = draft != nullptr ? draft->entries : proposed->entries;
    // What another lie has made unreadable already is left as it is.
    const bool readable = std::all_of(entries.begin(), entries.end(), [](const std::string& entry) {
      return domain::parse_entry(entry).has_value();
    });
    if (entries.empty() || !readable || !domain::parse_entry(entries.back())->is_seal()) continue;
    if (!teller.trick->change(mouth_, entries) || entries.empty()) continue;
    if (draft != nullptr) draft->entries = std::move(entries);
    if (proposed != nullptr) *proposed = mouth_.proposed(entries);
    ++teller.told;
  }
}

void LyingNode::alter(Sends& sends) {
  for (Teller& teller : tellers_) {
    const Trick& trick = *teller.trick;
    mouth_.memory = &teller.memory;
    if (trick.change != nullptr && mouth_.chance(trick.percent)) change_entries(teller, sends);
    if (trick.alter != nullptr && mouth_.chance(trick.percent) && trick.alter(mouth_, sends)) {
      ++teller.told;
    }
  }
  std::erase_if(sends, [](const core::Send& send) { return send.to.empty(); });
}

Sends LyingNode::receive(const std::string& from, const exchange::Message& message,
                         domain::Instant now) {
  mouth_.now = now;
  Sends sends;
  inside_.adopt_checkpoint(message, now, sends);
  exchange::Message heard = message;
  if (!deafened(from, heard)) inside_.feed(core::Received{from, std::move(heard)}, now, sends);
  alter(sends);
  for (Teller& teller : tellers_) {
    const Trick& trick = *teller.trick;
    if (trick.hear == nullptr || !mouth_.chance(trick.percent)) continue;
    mouth_.memory = &teller.memory;
    if (trick.hear(mouth_, from, message, sends)) ++teller.told;
  }
  return sends;
}

Sends LyingNode::tick(domain::Instant now) {
  mouth_.now = now;
  Sends sends;
  inside_.feed(core::Tick{}, now, sends);
  alter(sends);
  for (Teller& teller : tellers_) {
    const Trick& trick = *teller.trick;
    if (trick.tick == nullptr || !mouth_.chance(trick.percent)) continue;
    mouth_.memory = &teller.memory;
    if (trick.tick(mouth_, sends)) ++teller.told;
  }
  return sends;
}

Sends LyingNode::link_up(const std::string& peer, domain::Instant now) {
  mouth_.now = now;
  inside_.set_link(peer, true);
  Sends sends;
  inside_.feed(core::LinkUp{peer}, now, sends);
  alter(sends);
  return sends;
}

Sends LyingNode::link_down(const std::string& peer, domain::Instant now) {
  mouth_.now = now;
  inside_.set_link(peer, false);
  Sends sends;
  inside_.feed(core::LinkDown{peer}, now, sends);
  alter(sends);
  return sends;
}

Sends LyingNode::submit(const exchange::Submission& submission, domain::Instant now) {
  mouth_.now = now;
  Sends sends;
  inside_.feed(core::Submit{++ticket_, submission}, now, sends);
  alter(sends);
  return sends;
}

std::vector<LieCount> LyingNode::told() const {
  std::vector<LieCount> counts;
  for (const Teller& teller : tellers_)
    counts.push_back({teller.trick->lie.name, teller.told});
  return counts;
}

const Trick& trick_named(std::string_view name) {
  const Trick* found = nullptr;
  for (const auto tricks :
       {sequencer_batch_tricks(), sequencer_tree_tricks(), sequencer_checkpoint_tricks(),
        sequencer_history_tricks(), sequencer_talk_tricks(), cosigner_tricks(),
        cosigner_verdict_tricks(), cosigner_talk_tricks()}) {
    for (const Trick& trick : tricks) {
      if (trick.lie.name == name) found = &trick;
    }
  }
  KUBOLUK_CHECK(found != nullptr);  // a lie of the menu
  return *found;
}

}  // namespace

std::unique_ptr<Liar> make_liar(const Institutions& institutions, std::string me,
                                std::vector<std::string_view> lies, std::uint64_t seed,
                                std::span<const std::string> entries, domain::Instant now) {
  KUBOLUK_CHECK(!lies.empty());
  std::vector<Teller> tellers;
  for (const std::string_view name : lies) {
    const Trick& trick = trick_named(name);
    KUBOLUK_CHECK(trick.lie.role == (me == "cec" ? LiarRole::kSequencer : LiarRole::kCosigner));
    tellers.push_back({&trick, {}, 0});
  }
  return std::make_unique<LyingNode>(institutions, std::move(me), std::move(tellers), seed, entries,
                                     now);
}

}  // namespace kuboluk::simulation
