// "/o/<number>": the answer at the door. The first screen holds verdict, number, what to do, age.
#include "ledger/report/observer.h"

#include "ledger/domain/ids.h"
#include "ledger/speech/catalogue.h"
#include "ledger/speech/times.h"
#include "ledger/speech/words.h"
#include "node/pages/frame.h"
#include "node/pages/templates.h"

namespace kuboluk::pages {

namespace {

using domain::Verdict;
using report::ObserverReport;

// The ruleset whose paragraph 4.3 is quoted; another law has other words.
constexpr std::string_view kQuotedRuleset = "KR-REG-197+CL-68@";

class ObserverPage {
 public:
  ObserverPage(const Context& context, const ObserverReport& report)
      : context_(context), report_(report), answer_(report.answer) {}

  Block build() {
    const std::string word = speech::verdict_word(context_.language, answer_.verdict);
    Block block = frame(context_, say("answer.title", {report_.number_printed, word}), forms());
    block.set("TONE", std::string(tone_of(answer_.verdict)))
        .set("SYMBOL", std::string(speech::verdict_symbol(answer_.verdict)))
        .set("WORD", word)
        .set("NUMBER", report_.number_printed)
        .set("ADVICE", advice());
    put_asked(block, context_, answer_.clocks);
    put_lines(block);
    put_age(block);
    put_why(block);
    put_again(block);
    put_others(block);
    put_facts(block);
    put_ask(block);
    put_related(block);
    return block;
  }

 private:
  std::string say(std::string_view key, speech::Arguments arguments = {}) const {
    return speech::say(context_.language, key, arguments);
  }
  bool is(Verdict verdict) const { return answer_.verdict == verdict; }
  // "Let the observer in" is no answer about another instant.
  std::string advice() const {
    const bool limited =
        answer_.clocks.valid != domain::kEndOfTime || answer_.clocks.known != domain::kEndOfTime;
    return limited ? say("clocks.not-now")
                   : speech::verdict_advice(context_.language, answer_.verdict);
  }
  Link link(std::string_view end) const {
    return observer_link(report_.number_printed, report_.election.id, end)
        .with_clocks(answer_.clocks, context_.offset);
  }
  Forms forms() const {
    if (is(Verdict::kMistyped)) return {};
    return usual_forms([this](std::string_view end) { return link(end); });
  }

  // What the verdict is about, still in the band.
  void put_lines(Block& block) const {
    if (answer_.verdict_by_record && is(Verdict::kCannotTell)) {
      line(block, "answer.was",
           speech::verdict_word(context_.language, *answer_.verdict_by_record));
    }
    if (is(Verdict::kSuperseded) && !answer_.superseded_by.empty()) {
      block.show_if("NEW_NUMBER", domain::with_check_character(answer_.superseded_by));
    }
    if (is(Verdict::kNotYet) && answer_.accreditation.from) {
      line(block, "answer.starts", time_words(context_, *answer_.accreditation.from));
    }
    if (is(Verdict::kExpired) && answer_.accreditation.until) {
      line(block, "answer.since", time_words(context_, *answer_.accreditation.until));
    }
    if (is(Verdict::kOtherElection)) {
      for (const auto& other : report_.others)
        line(block, "answer.valid-in", name_of(context_, other));
    }
    const bool by_act = is(Verdict::kRevoked) || is(Verdict::kRefused) ||
                        is(Verdict::kSuperseded) || is(Verdict::kNoSuchNumber);
    if (by_act && answer_.decisive) put_act(block, *answer_.decisive);
  }

  // Since when stands in the band; by which act and on which ground, below it.
  void put_act(Block& block, const proof::DecisiveAct& act) const {
    line(block, "answer.since", time_words(context_, act.valid));
    const auto detail = [&block](std::string text) {
      block.add("DETAIL").set("DETAIL", std::move(text));
    };
    std::string what = speech::act_words(context_.language, act.type);
    what.append(" (").append(entry_words(context_, act.index)).append(")");
    detail(std::move(what));
    detail(say("answer.recorded", {time_words(context_, act.known)}));
    const std::string& rule = act.ground.empty() ? act.paragraph : act.ground;
    detail(say("answer.paragraph", {speech::rule_words(context_.language, rule)}));
    if (!act.limb.empty()) {
      detail(say("answer.limb", {speech::limb_words(context_.language, act.limb)}));
    }
    if (!act.reason.empty()) {
      detail(say("answer.reason", {reason_words(context_, act.type, act.reason)}));
    }
  }

  void line(Block& block, std::string_view key, const std::string& value) const {
    block.add("LINE").set("LINE", say(key, {value}));
  }

  void put_age(Block& block) const {
    const auto& from = answer_.confirmation;
    if (!from) return;
    std::string text;
    if (!from->quorum_asked) {
      text = say("footer.no-quorum");
    } else if (!from->as_of) {
      text = say("footer.no-age");
    } else {
      text = say("answer.age",
                 {as_of_words(context_, *from->as_of),
                  speech::age_words(context_.language, from->age_s.value_or(0)),
                  speech::name_list(context_.language, cosigner_names(context_, *from))});
    }
    block.show_if("AGE", text);
    if (from->as_of && answer_.law.merge_delay_s) {
      block.show_if("DELAY",
                    say("answer.delay",
                        {speech::duration_words(context_.language, *answer_.law.merge_delay_s)}));
    }
  }

  void put_why(Block& block) const {
    if (!is(Verdict::kCannotTell)) return;
    const auto& from = answer_.confirmation;
    if (!answer_.law.ruleset.empty() && !answer_.law.runnable) {
      block.show_if("WHY", say("answer.why-law"));
      block.show_if("WHY_DETAIL", answer_.cannot_tell);
    } else if (from && from->quorum_asked && !from->as_of) {
      block.show_if("WHY", say("answer.why-clock"));
    } else if (from && from->age_s) {
      block.show_if(
          "WHY", say("answer.why-old", {speech::duration_words(context_.language, *from->age_s)}));
    } else {
      block.show_if("WHY_DETAIL", answer_.cannot_tell);
    }
  }

  void put_again(Block& block) const {
    if (is(Verdict::kNoSuchNumber) && !report_.proof_path.empty()) {
      block.add("ABSENCE").set("URL", report_.proof_path);
    }
    if (!is(Verdict::kMistyped) && !is(Verdict::kNoSuchNumber)) return;
    Block& again = block.add("AGAIN");
    again.set("TYPED_WORDS", say("answer.typed", {report_.typed}));
    put_lookup(again, context_, {}, report_.election_chosen ? "" : report_.election.id,
               report_.typed);
  }

  void put_others(Block& block) const {
    if (report_.others.empty()) return;
    Block& others = block.add("OTHERS");
    for (const auto& other : report_.others) {
      others.add("OTHER")
          .set("URL", observer_link(report_.number_printed, other.id).in(context_))
          .set("OTHER_NAME", name_of(context_, other));
    }
  }

  void put_facts(Block& block) const {
    if (is(Verdict::kMistyped)) return;
    const auto& facts = answer_.accreditation;
    Block& shown = block.add("FACTS");
    const bool holder = !facts.person.empty();
    if (holder) shown.show("HOLDER");
    if (!report_.organisation.id.empty()) {
      put_name(shown.add("ORGANISATION"), "ORGANISATION", name_of(context_, report_.organisation),
               report_.organisation.id);
    }
    Block& election = shown.add("ELECTION");
    election.set("URL", election_link(report_.election.id).in(context_))
        .set("ELECTION_NAME", name_of(context_, report_.election));
    if (report_.election_chosen) election.show("CHOSEN");
    shown.show_if("DECREE", facts.decree);
    if (facts.from) {
      shown.add("FROM")
          .set("FROM", time_words(context_, *facts.from))
          .set("FROM_TIME", machine_time(context_, *facts.from));
    }
    if (holder) {
      shown.show_if("UNTIL", facts.until ? speech::until_words(context_.language, *facts.until,
                                                               context_.offset)
                                         : say("answer.until-results"));
    }
    shown.show_if("CERTIFICATE", report_.certificate_printed);
    shown.show_if("PERSON", facts.person);
  }

  void put_ask(Block& block) const {
    const bool useful = is(Verdict::kActive) || is(Verdict::kCannotTell) || is(Verdict::kNotYet);
    if (!useful || answer_.law.ruleset.substr(0, kQuotedRuleset.size()) != kQuotedRuleset) return;
    Block& ask = block.add("ASK");
    ask.show("ASK_KG");
    if (context_.language == speech::Language::kEnglish) ask.show("ASK_EN");
  }

  void put_related(Block& block) const {
    if (is(Verdict::kMistyped)) return;
    Block& related = block.add("RELATED");
    // A person's id leads to one refusal, which stands above; histories are of accreditations.
    const bool person = answer_.asked.question == proof::Question::kPerson;
    related.show_if("HISTORY_URL", person ? "" : link("/history").in(context_));
    related.show_if("PROOF", report_.proof_path);
    related.set("REVOCATIONS", election_link(report_.election.id, "/revocations").in(context_));
    put_clocks(related, context_, observer_link(report_.number_printed, "").text(),
               report_.election.id, answer_.clocks);
  }

  const Context& context_;
  const ObserverReport& report_;
  const proof::StatusAnswer& answer_;
};

}  // namespace

std::string Pages::observer_page(const Context& context, const ObserverReport& report) const {
  Context own = context;
  if (report.answer.confirmation) own.confirmation = report.answer.confirmation;
  own.name_bytes_max = room_for_names(name_bytes(own, report.organisation));
  return templates_->render("observer", context.language, ObserverPage(own, report).build());
}

}  // namespace kuboluk::pages
