// "/o/<number>/history": each act, both clocks, paragraph, who signed.
#include "ledger/report/observer.h"

#include "ledger/domain/charset.h"
#include "ledger/speech/catalogue.h"
#include "ledger/speech/words.h"
#include "node/pages/act_block.h"
#include "node/pages/frame.h"
#include "node/pages/templates.h"

namespace kuboluk::pages {

std::string Pages::history_page(const Context& context,
                                const report::ObserverReport& report) const {
  Context own = context;
  own.name_bytes_max = room_for_names(kActsPerPage * longest_name(own, report.organisations),
                                      kNamesBesideReasonsBytesMax);
  own.bodies.insert(report.organisations.begin(), report.organisations.end());
  if (report.answer.confirmation) own.confirmation = report.answer.confirmation;
  const auto link = [&](std::string_view end) {
    return observer_link(report.number_printed, report.election.id, end)
        .with_clocks(report.answer.clocks, own.offset);
  };
  const std::string heading = speech::say(own.language, "history.title", {report.number_printed});
  Block block =
      frame(own, heading,
            usual_forms([&](std::string_view end) { return link("/history" + std::string(end)); }));
  block.set("HEADING", heading)
      .set("SYMBOL", std::string(speech::verdict_symbol(report.answer.verdict)))
      .set("WORD", speech::verdict_word(own.language, report.answer.verdict))
      .set("BACK_URL", link("").in(own));
  put_asked(block, own, report.answer.clocks);
  if (report.history.empty()) block.show("NO_ACTS");
  const Shown shown = put_pager(block, own, report.history.size(), kActsPerPage, link("/history"));
  for (std::size_t i = shown.first; i < shown.last; ++i) {
    put_signed_act(block.add("ACT_ITEM"), own, report.history[i], domain::kFreeTextBytesMax);
  }
  put_clocks(block, own, observer_link(report.number_printed, "", "/history").text(),
             report.election.id, report.answer.clocks);
  block.show_if("PROOF", report.proof_path);
  return templates_->render("history", own.language, block);
}

}  // namespace kuboluk::pages
