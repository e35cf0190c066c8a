// "/status": the node, for people who run it and are no programmers. One sentence says whether
// anything is to be done.
#include "ledger/speech/catalogue.h"
#include "ledger/speech/words.h"
#include "node/pages/frame.h"
#include "node/pages/templates.h"

namespace kuboluk::pages {

namespace {

constexpr std::uint64_t kMegabyte = 1'000'000;

struct State {
  std::string_view key;
  std::string_view symbol;
  std::string_view tone;
};
constexpr State kFork{"node.fork", "!", "stop"};
constexpr State kBehind{"node.behind", "…", "call"};
constexpr State kWaiting{"node.waiting", "?", "call"};
constexpr State kGood{"node.good", "✓", "go"};

class NodePage {
 public:
  NodePage(const Context& context, const NodeView& view)
      : context_(context), view_(view), status_(view.status) {}

  Block build() {
    const std::string heading = say("node.title", {body_name(context_, status_.me)});
    Block block = frame(context_, heading, {{"JSON", "/status.json"}});
    const State state = judge();
    const std::string text_key = std::string(state.key) + "-text";
    block.set("HEADING", heading)
        .set("TONE", std::string(state.tone))
        .set("SYMBOL", std::string(state.symbol))
        .set("WORD", say(state.key))
        .set("TEXT", state.key == kBehind.key
                         ? speech::say_count(context_.language, text_key, status_.behind)
                         : say(text_key));
    put_facts(block);
    put_disk(block);
    put_peers(block);
    put_refusals(block);
    put_external(block);
    return block;
  }

 private:
  std::string say(std::string_view key, speech::Arguments arguments = {}) const {
    return speech::say(context_.language, key, arguments);
  }

  // The worst thing first. A node behind cannot know whether a quorum is there.
  State judge() const {
    if (status_.forks > 0) return kFork;
    if (status_.behind > 0 || !view_.current) return kBehind;
    return view_.quorum_reachable ? kGood : kWaiting;
  }

  std::string phase_words() const {
    std::string key = "node.phase." + status_.phase;
    for (char& c : key) {
      if (c == ' ') c = '-';
    }
    return speech::say_if_known(context_.language, key).value_or(status_.phase);
  }

  // "3 of 4" as "3/4": a number needs no translation.
  std::string needed_words() const {
    constexpr std::string_view kOf = " of ";
    const std::string& words = view_.quorum_needed;
    const std::size_t at = words.find(kOf);
    if (at == std::string::npos) return words;
    return words.substr(0, at).append("/").append(words, at + kOf.size());
  }

  void put_facts(Block& block) const {
    const std::string role = "node.role." + view_.role;
    const std::string quorum =
        view_.quorum_needed == "none"
            ? say("node.quorum-none")
            : say("node.quorum-words", {std::to_string(status_.quorum_present), needed_words()});
    block.set("ROLE", speech::say_if_known(context_.language, role).value_or(view_.role))
        .set("PHASE", phase_words())
        .set("BEHIND", status_.behind)
        .set("QUORUM", quorum)
        .set("SIGNS", say(status_.may_sign ? "yes" : "no"))
        .set("STORED", status_.position.size)
        .set("PENDING", status_.pending_acts)
        .set("FORKS", status_.forks)
        .set("RULESET", view_.ruleset);
    block.show_if("WAITING", status_.waiting);
    if (status_.proposed > 0) block.show_if("PROPOSED", std::to_string(status_.proposed));
  }

  void put_disk(Block& block) const {
    if (!view_.disk_used_bytes) return;
    const std::string used = std::to_string(*view_.disk_used_bytes / kMegabyte);
    block.show_if("DISK", view_.disk_free_bytes
                              ? say("node.disk-words",
                                    {used, std::to_string(*view_.disk_free_bytes / kMegabyte)})
                              : say("node.disk-used", {used}));
  }

  std::string seen(const std::optional<domain::Instant>& time) const {
    return time ? time_words(context_, *time) : say("node.never");
  }

  void put_peers(Block& block) const {
    if (status_.peers.empty()) return;
    Block& table = block.add("PEERS");
    for (const core::PeerStatus& peer : status_.peers) {
      table.add("PEER")
          .set("PEER_NAME", body_name(context_, peer.id))
          .set("LINKED", say(peer.linked ? "yes" : "no"))
          .set("HAS", peer.committed)
          .set("COSIGNED", seen(peer.cosigned));
    }
  }

  void put_refusals(Block& block) const {
    if (status_.refusals.empty()) block.show("NO_REFUSALS");
    for (const core::LastRefusal& refusal : status_.refusals) {
      block.add("REFUSAL")
          .set("REFUSAL_WORDS",
               say("node.refusal", {body_name(context_, refusal.by), std::to_string(refusal.size),
                                    std::to_string(refusal.index), refusal.rule}))
          .set("REFUSAL_AT", time_words(context_, refusal.time))
          .set("REFUSAL_TIME", machine_time(context_, refusal.time))
          .set("REFUSAL_DETAIL", say("node.refusal-detail", {refusal.expected, refusal.got}));
    }
  }

  void put_external(Block& block) const {
    if (view_.external.empty()) {
      block.show("NO_EXTERNAL");
      return;
    }
    Block& table = block.add("EXTERNAL");
    for (const ExternalWitness& witness : view_.external) {
      table.add("WITNESS")
          .set("WITNESS_NAME", witness.name)
          .set("SEEN", witness.size ? std::to_string(*witness.size) : say("node.never"))
          .set("SEEN_AT", seen(witness.time));
    }
  }

  const Context& context_;
  const NodeView& view_;
  const core::NodeStatus& status_;
};

}  // namespace

std::string Pages::node_page(const Context& context, const NodeView& view) const {
  Context own = context;
  const std::size_t names = 1 + view.status.peers.size() + view.status.refusals.size();
  own.name_bytes_max = room_for_names(names * longest_name(own, own.bodies));
  return templates_->render("node", context.language, NodePage(own, view).build());
}

}  // namespace kuboluk::pages
