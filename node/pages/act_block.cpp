#include "node/pages/act_block.h"

#include "ledger/speech/catalogue.h"
#include "ledger/speech/words.h"
#include "node/pages/frame.h"

namespace kuboluk::pages {

namespace {

// Length of a commitment in base64: it says nothing to a reader of pages.
constexpr std::size_t kCommitmentLength = 44;

std::string changed_words(const proof::HistoryAct& act) {
  std::string text;
  for (const auto& [key, value] : act.words) {
    if (value.size() == kCommitmentLength && value.back() == '=') continue;
    if (!text.empty()) text += ", ";
    text.append(key).append(": ").append(value);
  }
  return text;
}

}  // namespace

void put_signed_act(Block& block, const Context& context, const report::SignedAct& signed_act,
                    std::size_t reason_bytes_max) {
  const proof::HistoryAct& act = signed_act.act;
  block.set("ACT", speech::act_words(context.language, act.type))
      .set("VALID", time_words(context, act.valid))
      .set("VALID_TIME", machine_time(context, act.valid))
      .set("KNOWN", time_words(context, act.known))
      .set("KNOWN_TIME", machine_time(context, act.known))
      .set("ENTRY", entry_words(context, act.index))
      .set("SIGNED", body_name(context, signed_act.by));
  if (act.undone) block.show("UNDONE");
  block.show_if("CONFIRMED_ACT", speech::say(context.language, "history.confirmed-at",
                                             {time_words(context, signed_act.confirmed.known),
                                              std::to_string(signed_act.confirmed.size)}));
  if (act.paragraph != "-" && !act.paragraph.empty()) {
    block.show_if("PARAGRAPH", speech::rule_words(context.language, act.paragraph));
  }
  block.show_if("KEY", signed_act.key);
  block.show_if("REASON", excerpt(reason_words(context, act.type, act.reason), reason_bytes_max));
  block.show_if("CHANGED", excerpt(changed_words(act), kTitleBytesMax));
}

}  // namespace kuboluk::pages
