#include "tools/commands/dossier_page.h"

#include <array>

#include "crypto/encoding.h"
#include "crypto/sha256.h"
#include "ledger/domain/ids.h"
#include "ledger/speech/catalogue.h"
#include "ledger/speech/times.h"
#include "ledger/speech/words.h"
#include "node/pages/offline_verifier.h"

namespace kuboluk::tools {

namespace {

using speech::Language;

constexpr std::string_view kStyle =
    "body{font:16px/1.5 sans-serif;max-width:60em;margin:0 auto;padding:1em}"
    "pre{background:#f4f4f4;border:1px solid #999;padding:.5em;overflow-x:auto;font-size:12px}"
    "th,td{text-align:left;vertical-align:top;padding:.2em .8em .2em 0}"
    ".verdict{font-size:1.6em;font-weight:bold;margin:.3em 0}"
    ".training{background:#000;color:#fff;padding:.5em;font-weight:bold}"
    "section{border-top:3px solid #333;margin-top:2em}";

// How to check everything by hand, in this order.
constexpr std::array<std::string_view, 7> kByHandSteps = {
    "dossier.step.block", "dossier.step.entry", "dossier.step.tree",  "dossier.step.signatures",
    "dossier.step.map",   "dossier.step.acts",  "dossier.step.author"};

// Text that came out of evidence, or of the catalogue, between two tags.
void element(std::string& out, std::string_view tag, std::string_view text,
             std::string_view attributes = "") {
  out.append("<").append(tag).append(attributes).append(">");
  out.append(escape_html(text));
  out.append("</").append(tag.substr(0, tag.find(' '))).append(">\n");
}

class Page {
 public:
  Page(const Dossier& dossier, const CheckedDossier& checked)
      : dossier_(dossier), checked_(checked), offset_(checked.now.answer().law.offset) {}

  std::string print() {
    head();
    for (const Language language : speech::kLanguages)
      section(language);
    evidence();
    out_.append("</body>\n</html>\n");
    return std::move(out_);
  }

 private:
  std::string shown_number() const {
    const proof::Asked& asked = checked_.now.answer().asked;
    return proof::has_check_character(asked.question) ? domain::with_check_character(asked.id)
                                                      : asked.id;
  }

  // No script runs, nothing is fetched: whatever stands in the evidence stays text.
  void head() {
    out_.append("<!DOCTYPE html>\n<html lang=\"ky\">\n<head>\n<meta charset=\"utf-8\">\n");
    out_.append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ");
    out_.append("style-src 'sha256-").append(crypto::to_base64(crypto::sha256(bytes_of(kStyle))));
    out_.append("'; base-uri 'none'; form-action 'none'\">\n");
    out_.append("<meta name=\"referrer\" content=\"no-referrer\">\n");
    out_.append("<meta name=\"viewport\" content=\"width=device-width\">\n");
    element(out_, "title", "Kuboluk: " + shown_number());
    out_.append("<style>").append(kStyle).append("</style>\n</head>\n<body>\n");
  }

  void section(Language language) {
    out_.append("<section lang=\"").append(speech::code_of(language)).append("\">\n");
    if (checked_.now.answer().confirmation->training()) {
      element(out_, "p",
              speech::say(language, "training.word") + ": " +
                  speech::say(language, "training.sentence"),
              " class=\"training\"");
    }
    element(out_, "h1", speech::say(language, "dossier.title") + ": " + shown_number());
    element(out_, "p", speech::say(language, "dossier.intro"));
    verdicts(language);
    acts(language);
    rules(language);
    element(out_, "h2", speech::say(language, "dossier.by-hand"));
    out_.append("<ol>\n");
    for (const std::string_view step : kByHandSteps)
      element(out_, "li", speech::say(language, step));
    element(out_, "li", "kuboluk dossier --check FILE --policy POLICY");
    out_.append("</ol>\n</section>\n");
  }

  void verdicts(Language language) {
    element(out_, "h2", speech::say(language, "dossier.now"));
    verdict(language, checked_.now.answer());
    const domain::TwoClocks clocks = dossier_.clocks;
    if (clocks.valid == dossier_.made && clocks.known == domain::kEndOfTime) return;
    element(out_, "h2", speech::say(language, "dossier.asked"));
    verdict(language, checked_.asked.answer());
  }

  void row(std::string_view label, std::string_view value) {
    if (value.empty()) return;
    out_.append("<tr><th>").append(escape_html(label)).append("</th><td>");
    out_.append(escape_html(value)).append("</td></tr>\n");
  }

  void verdict(Language language, const proof::StatusAnswer& answer) {
    element(out_, "p",
            std::string(speech::verdict_symbol(answer.verdict)) + " " +
                speech::verdict_word(language, answer.verdict),
            " class=\"verdict\"");
    element(out_, "p", speech::verdict_advice(language, answer.verdict));
    const auto time = [&](domain::Instant at) { return speech::time_words(language, at, offset_); };
    const proof::AccreditationFacts& facts = answer.accreditation;
    out_.append("<table>\n");
    row(speech::say(language, "clocks.at"), time(answer.clocks.valid));
    row(speech::say(language, "clocks.known"), time(answer.clocks.known));
    row(speech::say(language, "answer.election"), answer.asked.election);
    row(speech::say(language, "answer.organisation"), facts.organisation);
    row(speech::say(language, "answer.person"), facts.person);
    row(speech::say(language, "answer.certificate"), facts.certificate);
    row(speech::say(language, "answer.decree"), facts.decree);
    if (facts.from) row(speech::say(language, "answer.from"), time(*facts.from));
    if (facts.until) {
      row(speech::say(language, "answer.until"),
          speech::until_words(language, *facts.until, offset_));
    }
    confirmation(language, *answer.confirmation);
    out_.append("</table>\n");
  }

  void confirmation(Language language, const proof::Confirmation& confirmation) {
    std::vector<std::string> names;
    for (const log::CountedCosigner& cosigner : confirmation.cosigners)
      names.push_back(cosigner.name);
    row(speech::say(language, "history.confirmed"), speech::name_list(language, names));
    if (confirmation.as_of) {
      const auto as_of = static_cast<std::int64_t>(*confirmation.as_of) * domain::kSecondMs;
      row("", "");
      row(speech::say(language, "dossier.made"),
          speech::time_words(language, dossier_.made, offset_));
      row(speech::say(language, "footer.as-of",
                      {speech::time_words(language, domain::Instant{as_of}, offset_),
                       speech::age_words(language, confirmation.age_s.value_or(0))}),
          confirmation.origin + ", " + std::to_string(confirmation.size));
    }
  }

  void acts(Language language) {
    const auto& history = checked_.now.answer().history;
    element(out_, "h2", speech::say(language, "dossier.acts"));
    if (history.empty()) return element(out_, "p", speech::say(language, "history.none"));
    element(out_, "p", speech::say(language, "clocks.two"));
    for (const proof::HistoryAct& act : history)
      print_act(language, act);
  }

  void print_act(Language language, const proof::HistoryAct& act) {
    element(out_, "h3", speech::act_words(language, act.type));
    const auto event = checked_.events.find(act.index);
    out_.append("<p><a href=\"#").append(entry_id(act.index)).append("\">");
    out_.append(escape_html(speech::say(language, "history.entry", {std::to_string(act.index)})));
    out_.append("</a></p>\n<table>\n");
    row(speech::say(language, "history.effect"), speech::time_words(language, act.valid, offset_));
    row(speech::say(language, "history.recorded"),
        speech::time_words(language, act.known, offset_));
    if (act.paragraph != "-") {
      row(speech::say(language, "history.paragraph"), speech::rule_words(language, act.paragraph));
    }
    row(speech::say(language, "history.reason"), act.reason);
    if (event != checked_.events.end()) {
      row(speech::say(language, "history.signed"),
          speech::body_words(language, event->second.event.by));
      row(speech::say(language, "history.key"), event->second.note.signatures.front().name);
    }
    out_.append("</table>\n");
    if (act.undone) element(out_, "p", speech::say(language, "history.undone"));
  }

  void rules(Language language) {
    element(out_, "h2", speech::say(language, "dossier.rules"));
    out_.append("<ul>\n");
    for (const std::string& rule : checked_.rules)
      element(out_, "li", speech::rule_words(language, rule));
    out_.append("</ul>\n");
  }

  void evidence() {
    out_.append("<section>\n");
    for (const Language language : speech::kLanguages) {
      const std::string attributes = " lang=\"" + std::string(speech::code_of(language)) + "\"";
      element(out_, "h2", speech::say(language, "dossier.evidence"), attributes);
      element(out_, "p", speech::say(language, "dossier.policy-note"), attributes);
    }
    verifier();
    block("dossier", print_head(dossier_));
    block("policy", dossier_.policy);
    const auto checkpoint = checkpoint_of(dossier_.proof);
    if (checkpoint) block("checkpoint", *checkpoint);
    block("proof", dossier_.proof);
    for (const auto& [index, entry] : dossier_.entries) {
      block(entry_id(index), entry.bytes);
      block(inclusion_id(index), entry.inclusion);
    }
    block("ruleset", dossier_.ruleset);
    out_.append("</section>\n");
  }

  void block(const std::string& id, std::string_view text) {
    element(out_, "h3", id);
    print_block(out_, id, text);
  }

  // The verifier is a page with a script of its own; here it is only a file to be saved.
  void verifier() {
    const std::string page = pages::offline_verifier_with(dossier_.policy, dossier_.proof);
    out_.append("<p><a id=\"verifier\" download=\"verifier.html\" ");
    out_.append("href=\"data:text/html;base64,");
    out_.append(crypto::to_base64(bytes_of(page))).append("\">verifier.html</a></p>\n");
    for (const Language language : speech::kLanguages) {
      element(out_, "p", speech::say(language, "dossier.verifier"),
              " lang=\"" + std::string(speech::code_of(language)) + "\"");
    }
  }

  const Dossier& dossier_;
  const CheckedDossier& checked_;
  domain::Offset offset_;
  std::string out_;
};

}  // namespace

std::string print_dossier_page(const Dossier& dossier, const CheckedDossier& checked) {
  return Page(dossier, checked).print();
}

}  // namespace kuboluk::tools
