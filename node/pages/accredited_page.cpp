// "/e/<election>/accredited": the list, divided in pages, with its filters.
#include "ledger/report/accredited.h"

#include "ledger/speech/catalogue.h"
#include "ledger/speech/words.h"
#include "node/pages/country_names.h"
#include "node/pages/frame.h"
#include "node/pages/templates.h"

namespace kuboluk::pages {

namespace {

using report::AccreditedReport;

std::string filter_words(const Context& context, const AccreditedReport& report) {
  const report::RowFilter& filter = report.filter;
  std::string text;
  const auto add = [&text](const std::string& part) {
    if (part.empty()) return;
    if (!text.empty()) text += "; ";
    text += part;
  };
  const auto say = [&context](std::string_view key) { return speech::say(context.language, key); };
  if (!filter.decree.empty()) add(say("answer.decree") + ": " + filter.decree);
  if (!filter.organisation.empty()) {
    add(say("answer.organisation") + ": " +
        name_of(context, report.organisations, filter.organisation));
  }
  if (!filter.citizenship.empty()) {
    add(say("election.citizenship") + ": " + country_name(context.language, filter.citizenship));
  }
  if (filter.verdict) {
    add(say("list.status") + ": " + speech::verdict_word(context.language, *filter.verdict));
  }
  return speech::say(context.language, "list.filter", {text});
}

void put_rows(Block& block, const Context& context, const AccreditedReport& report) {
  if (report.rows.empty()) {
    block.show("EMPTY");
    return;
  }
  Block& rows = block.add("ROWS");
  const Shown shown = put_pager(rows, context, report.rows.size(), kRowsPerPage,
                                list_link(report.election, report.filter, report.clocks));
  std::size_t bytes = 0;
  for (std::size_t i = shown.first; i < shown.last; ++i)
    bytes += name_bytes(context, report.organisations, report.rows[i].facts.organisation);
  Context own = context;
  own.name_bytes_max = room_for_names(bytes);
  for (std::size_t i = shown.first; i < shown.last; ++i) {
    const report::AccreditedRow& one = report.rows[i];
    rows.add("ROW")
        .set("NUMBER", one.printed)
        .set("URL", observer_link(one.printed, report.election.id)
                        .with_clocks(report.clocks, context.offset)
                        .in(context))
        .set("ORGANISATION", name_of(own, report.organisations, one.facts.organisation))
        .set("SYMBOL", std::string(speech::verdict_symbol(one.verdict)))
        .set("WORD", speech::verdict_word(context.language, one.verdict));
  }
}

}  // namespace

std::string Pages::accredited_page(const Context& context, const AccreditedReport& report) const {
  Context own = context;
  own.confirmation = report.confirmation;
  const std::string name = name_of(own, report.election);
  const std::string heading = speech::say(own.language, "list.title", {name});
  const auto link = [&](std::string_view end) {
    return list_link(report.election, report.filter, report.clocks, end);
  };
  const auto below = [&](std::string_view end) {
    return election_link(report.election.id, end).with_clocks(report.clocks, own.offset).in(own);
  };
  Block block = frame(own, heading, usual_forms(link));
  block.set("HEADING", heading)
      .set("COUNT_WORDS", speech::say_count(own.language, "list.count", report.rows.size()))
      .set("ELECTION_URL", below(""))
      .set("ELECTION_NAME", name)
      .set("REVOCATIONS_URL", below("/revocations"));
  put_asked(block, own, report.clocks);
  if (!report.cannot_tell.empty()) block.show("CANNOT_TELL");
  if (!report.filter.empty()) {
    block.add("FILTER")
        .set("FILTER_WORDS", filter_words(own, report))
        .set("ALL_URL", below("/accredited"));
  }
  put_rows(block, own, report);
  block.show_if("PROOF", report.proof_path);
  put_clocks(block, own, election_link(report.election.id, "/accredited").text(), "",
             report.clocks);
  return templates_->render("accredited", own.language, block);
}

}  // namespace kuboluk::pages
