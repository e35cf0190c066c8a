// "/a/<application>": where it stands, and how long it has been waiting.
#include "ledger/report/application.h"

#include <algorithm>

#include "ledger/speech/catalogue.h"
#include "ledger/speech/words.h"
#include "node/pages/act_block.h"
#include "node/pages/frame.h"
#include "node/pages/templates.h"

namespace kuboluk::pages {

namespace {

using report::ApplicationReport;

// Persons on one page, and acts: together they stay under kPageBytesMax.
constexpr std::size_t kPersonsPerPage = 60;
constexpr std::size_t kActsShown = 12;

void put_persons(Block& block, const Context& context, const ApplicationReport& report,
                 const Link& link) {
  if (report.persons.empty()) return;
  Block& persons = block.add("PERSONS");
  const Shown shown = put_pager(persons, context, report.persons.size(), kPersonsPerPage, link);
  for (std::size_t i = shown.first; i < shown.last; ++i) {
    const report::ApplicationPerson& one = report.persons[i];
    Block& row = persons.add("PERSON_ROW");
    row.set("PERSON", one.person).set("STAGE", speech::stage_words(context.language, one.stage));
    if (one.accreditation_printed.empty()) continue;
    row.add("ACCREDITATION")
        .set("ACCREDITATION", one.accreditation_printed)
        .set("URL", observer_link(one.accreditation_printed, report.election.id).in(context));
  }
}

void put_times(Block& block, const Context& context, const ApplicationReport& report) {
  if (report.filed) block.show_if("FILED", time_words(context, *report.filed));
  if (report.filed_known) block.show_if("FILED_KNOWN", time_words(context, *report.filed_known));
  block.set("RECEIVED", body_name(context, report.received_by));
  if (report.forwarded) {
    block.show_if("FORWARDED", time_words(context, *report.forwarded));
  } else if (report.needs_forwarding) {
    block.show("NOT_FORWARDED");
  }
  if (report.answered) block.show_if("ANSWERED", time_words(context, *report.answered));
  block.show_if("REPLACES", report.replaces);
  if (report.days_unanswered) {
    const auto days =
        static_cast<std::uint64_t>(std::max<std::int64_t>(0, *report.days_unanswered));
    block.show_if("UNANSWERED",
                  speech::say_count(context.language, "application.unanswered", days));
  }
}

}  // namespace

std::string Pages::application_page(const Context& context, const ApplicationReport& report) const {
  Context own = context;
  own.name_bytes_max = room_for_names(name_bytes(own, report.organisation) +
                                      kActsShown * longest_name(own, report.organisations));
  own.bodies.insert(report.organisations.begin(), report.organisations.end());
  if (report.answer.confirmation) own.confirmation = report.answer.confirmation;
  const std::string path = "/a/" + encode_component(report.id);
  const auto link = [&](std::string_view end) {
    return Link(path + std::string(end))
        .with("election", report.election.id)
        .with_clocks(report.answer.clocks, own.offset);
  };
  const std::string heading = speech::say(own.language, "application.title", {report.id});
  Block block = frame(own, heading, usual_forms(link));
  block.set("HEADING", heading)
      .set("STAGE", speech::stage_words(own.language, report.answer.stage))
      .set("ELECTION_URL", election_link(report.election.id).in(own))
      .set("ELECTION_NAME", name_of(own, report.election));
  put_name(block, "ORGANISATION", name_of(own, report.organisation), report.organisation.id);
  put_asked(block, own, report.answer.clocks);
  put_times(block, own, report);
  put_persons(block, own, report, link(""));
  for (std::size_t i = 0; i < std::min(report.acts.size(), kActsShown); ++i) {
    put_signed_act(block.add("ACT_ITEM"), own, report.acts[i], kReasonBytesMax);
  }
  put_more(block, own, "ACTS_MORE", report.acts.size(), kActsShown);
  block.show_if("PROOF", report.proof_path);
  put_clocks(block, own, path, report.election.id, report.answer.clocks);
  return templates_->render("application", own.language, block);
}

}  // namespace kuboluk::pages
