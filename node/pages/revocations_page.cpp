// "/e/<election>/revocations": the audit view.
#include "ledger/report/revocations.h"

#include <algorithm>

#include "ledger/speech/catalogue.h"
#include "ledger/speech/times.h"
#include "ledger/speech/words.h"
#include "node/pages/frame.h"
#include "node/pages/templates.h"

namespace kuboluk::pages {

namespace {

using report::RevocationsReport;

// Revocations on one page: up to 1.8 kB each in Cyrillic.
constexpr std::size_t kRevocationsPerPage = 15;
constexpr std::size_t kReplacedShown = 12;

class RevocationsPage {
 public:
  RevocationsPage(const Context& context, const RevocationsReport& report)
      : context_(context), report_(report) {}

  Block build() {
    const std::string name = name_of(context_, report_.election);
    const std::string heading = say("revocations.title", {name});
    Block block = frame(context_, heading, usual_forms([this](std::string_view end) {
                          return below("/revocations" + std::string(end));
                        }));
    block.set("HEADING", heading)
        .set("COUNT_WORDS", say("revocations.count", {std::to_string(report_.revocations.size()),
                                                      std::to_string(report_.standing)}))
        .set("ELECTION_URL", below("").in(context_))
        .set("ELECTION_NAME", name)
        .set("LIST_URL", below("/accredited").in(context_));
    put_asked(block, context_, report_.clocks);
    if (!report_.cannot_tell.empty()) block.show("CANNOT_TELL");
    if (report_.revocations.empty()) block.show("NONE");
    const Shown shown = put_pager(block, context_, report_.revocations.size(), kRevocationsPerPage,
                                  below("/revocations"));
    for (std::size_t i = shown.first; i < shown.last; ++i) {
      put_revocation(block.add("REVOCATION"), report_.revocations[i]);
    }
    put_replaced(block);
    block.show_if("PROOF", report_.proof_path);
    put_clocks(block, context_, election_link(report_.election.id, "/revocations").text(), "",
               report_.clocks);
    return block;
  }

 private:
  std::string say(std::string_view key, speech::Arguments arguments = {}) const {
    return speech::say(context_.language, key, arguments);
  }
  Link below(std::string_view end) const {
    return election_link(report_.election.id, end).with_clocks(report_.clocks, context_.offset);
  }

  std::string gap_words(const report::Revocation& one) const {
    const std::int64_t gap_s = one.unknowable_ms() / domain::kSecondMs;
    if (gap_s == 0) return say("revocations.at-once");
    const auto length = static_cast<std::uint64_t>(gap_s > 0 ? gap_s : -gap_s);
    return say(gap_s > 0 ? "revocations.late" : "revocations.early",
               {speech::duration_words(context_.language, length)});
  }

  std::string undoing_words(const report::Undoing& undoing) const {
    std::string text = speech::act_words(context_.language, undoing.type);
    const auto add = [&text](const std::string& part) {
      if (!part.empty()) text.append(" · ").append(part);
    };
    add(body_name(context_, undoing.by));
    add(time_words(context_, undoing.decided));
    add(say("answer.recorded", {time_words(context_, undoing.recorded)}));
    add(speech::say_if_known(context_.language, "effect." + undoing.effect)
            .value_or(undoing.effect));
    add(excerpt(reason_words(context_, undoing.type, undoing.reason), kReasonBytesMax));
    return text;
  }

  void put_revocation(Block& item, const report::Revocation& one) const {
    item.set("NUMBER", one.printed)
        .set("URL", observer_link(one.printed, report_.election.id)
                        .with_clocks(report_.clocks, context_.offset)
                        .in(context_))
        .set("STANDING", say(one.stands ? "revocations.stands" : "revocations.undone"))
        .set("BY", body_name(context_, one.by))
        .set("DECREE", one.decree)
        .set("DECIDED", time_words(context_, one.decided))
        .set("DECIDED_TIME", machine_time(context_, one.decided))
        .set("RECORDED", time_words(context_, one.recorded))
        .set("RECORDED_TIME", machine_time(context_, one.recorded))
        .set("ENTRY", entry_words(context_, one.index))
        .set("CONFIRMED_AT", say("history.confirmed-at", {time_words(context_, one.confirmed.known),
                                                          std::to_string(one.confirmed.size)}))
        .set("GAP_WORDS", gap_words(one))
        .set("GROUND", speech::rule_words(context_.language,
                                          one.ground.empty() ? one.paragraph : one.ground));
    put_name(item, "ORGANISATION", name_of(context_, report_.organisations, one.organisation),
             one.organisation);
    if (!one.limb.empty()) {
      item.show_if("LIMB", speech::limb_words(context_.language, one.limb));
    }
    item.show_if("REASON", excerpt(one.reason, kReasonBytesMax));
    for (const report::Undoing& undoing : one.undone_by) {
      item.add("UNDOING").set("UNDOING_WORDS", undoing_words(undoing));
    }
  }

  void put_replaced(Block& block) const {
    if (report_.replaced.empty()) {
      block.show("NO_REPLACED");
      return;
    }
    Block& table = block.add("REPLACED");
    for (std::size_t i = 0; i < std::min(report_.replaced.size(), kReplacedShown); ++i) {
      const report::ReplacedCard& one = report_.replaced[i];
      table.add("REPLACED_ROW")
          .set("OLD", one.old_printed)
          .set("NEW", one.new_printed)
          .set("DECIDED", time_words(context_, one.decided))
          .set("RECORDED", time_words(context_, one.recorded))
          .set("REASON", excerpt(one.reason, kReasonBytesMax));
    }
    put_more(table, context_, "REPLACED_MORE", report_.replaced.size(), kReplacedShown);
  }

  const Context& context_;
  const RevocationsReport& report_;
};

}  // namespace

std::string Pages::revocations_page(const Context& context, const RevocationsReport& report) const {
  Context own = context;
  own.confirmation = report.confirmation;
  own.name_bytes_max = room_for_names(kRevocationsPerPage * longest_name(own, report.organisations),
                                      kNamesBesideReasonsBytesMax);
  return templates_->render("revocations", context.language, RevocationsPage(own, report).build());
}

}  // namespace kuboluk::pages
