#include "node/pages/legal_clock.h"

#include "ledger/speech/catalogue.h"
#include "ledger/speech/times.h"
#include "ledger/speech/words.h"
#include "node/pages/frame.h"

namespace kuboluk::pages {

namespace {

class ClockSection {
 public:
  ClockSection(Block& block, const Context& context, const report::LegalClock& clock)
      : block_(block), context_(context), clock_(clock) {}

  void put() {
    block_.set("CLOCK_AT", say("clock.at", {time_words(context_, clock_.at)}))
        .set("WINDOW_STATE", of_family("clock.window.", report::to_key(clock_.window)))
        .set("OPENS", time_words(context_, clock_.opens))
        .set("AUTHORITY_STATE", of_family("clock.authority.", report::to_key(clock_.authority)))
        .set("ENDS",
             clock_.authority_ends ? until(*clock_.authority_ends) : say("answer.until-results"))
        .set("RULESET", clock_.ruleset);
    put_rule("WINDOW_RULE", clock_.window_rule);
    put_rule("AUTHORITY_RULE", clock_.authority_rule);
    if (clock_.closes) block_.show_if("CLOSES", until(*clock_.closes));
    if (clock_.first_authority) {
      block_.show_if("FIRST", time_words(context_, *clock_.first_authority));
    }
    put_deadlines();
    put_readings();
    put_others();
  }

 private:
  std::string say(std::string_view key, speech::Arguments arguments = {}) const {
    return speech::say(context_.language, key, arguments);
  }
  std::string of_family(std::string_view family, std::string_view key) const {
    return say(std::string(family).append(key));
  }
  std::string until(domain::Instant end) const {
    return speech::until_words(context_.language, end, context_.offset);
  }

  void put_rule(std::string_view name, const std::string& rule) {
    if (!rule.empty()) block_.show_if(name, speech::rule_words(context_.language, rule));
  }

  void put_deadlines() {
    if (clock_.deadlines.empty()) return;
    Block& table = block_.add("DEADLINES");
    for (const report::Deadline& deadline : clock_.deadlines) {
      const bool ends = deadline.kind == report::DeadlineKind::kWindowCloses ||
                        deadline.kind == report::DeadlineKind::kAuthorityEnds;
      const bool day = deadline.kind == report::DeadlineKind::kVoting ||
                       deadline.kind == report::DeadlineKind::kRepeatVoting;
      Block& row = table.add("DEADLINE");
      row.set("DEADLINE_NAME", of_family("clock.deadline.", report::to_key(deadline.kind)))
          .set("DEADLINE_AT",
               day    ? day_words(context_, domain::day_of(deadline.at, context_.offset))
               : ends ? until(deadline.at)
                      : time_words(context_, deadline.at));
      const bool next =
          clock_.next && clock_.next->kind == deadline.kind && clock_.next->at == deadline.at;
      if (next) row.show("NEXT");
    }
  }

  // Words of our own where we have them; the ruleset's English text for a reading of a new law.
  void put_readings() {
    for (const domain::Reading& reading : clock_.readings) {
      const auto gap = speech::say_if_known(context_.language, "gap." + reading.gap);
      const auto choice = speech::say_if_known(context_.language, "reading." + reading.choice);
      std::string name = reading.gap;
      if (gap) name.append(". ").append(*gap);
      block_.add("READING").set("GAP", name).set("CHOICE", choice.value_or(reading.text));
    }
  }

  void put_others() {
    if (clock_.others.empty()) return;
    Block& others = block_.add("OTHERS_READ");
    for (const report::OtherReading& other : clock_.others) {
      std::string effect;
      if (!other.applies) {
        effect = say("clock.no-change");
      } else {
        if (other.closes) effect.append(until(*other.closes)).append(". ");
        if (other.ends) effect.append(until(*other.ends)).append(". ");
        effect.append(speech::say_count(context_.language, "clock.affected", other.affected));
      }
      std::string text = other.gap;
      text.append(". ").append(
          speech::say_if_known(context_.language, "clock.other." + other.choice)
              .value_or(other.choice));
      others.add("OTHER_READING").set("OTHER_TEXT", text).set("OTHER_EFFECT", effect);
    }
  }

  Block& block_;
  const Context& context_;
  const report::LegalClock& clock_;
};

}  // namespace

void put_legal_clock(Block& block, const Context& context, const report::LegalClock& clock) {
  ClockSection(block, context, clock).put();
}

}  // namespace kuboluk::pages
