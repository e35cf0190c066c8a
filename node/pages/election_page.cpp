// "/e/<election>": totals that add up, each number a link to its list; the legal clock.
#include "ledger/report/election_report.h"

#include <algorithm>

#include "ledger/speech/catalogue.h"
#include "ledger/speech/words.h"
#include "node/pages/country_names.h"
#include "node/pages/frame.h"
#include "node/pages/legal_clock.h"
#include "node/pages/templates.h"

namespace kuboluk::pages {

namespace {

using domain::Verdict;
using report::ElectionReport;
using report::Tally;

// Rows of each table: all of them and the legal clock stay under kPageBytesMax together.
constexpr std::size_t kDecreesShown = 12;
constexpr std::size_t kOrganisationsShown = 25;
constexpr std::size_t kCitizenshipsShown = 45;
// Terms of the sum; an election with more decrees has them in the table and the machine forms.
constexpr std::size_t kTermsMax = 20;
constexpr std::size_t kRefusedShown = 6;
// Names of organisations that did not apply, or declined.
constexpr std::size_t kNamesShown = 25;

// Of all names on the page.
std::size_t name_bytes_of(const Context& context, const ElectionReport& report) {
  std::size_t bytes = 0;
  const auto add = [&](const auto& rows, std::size_t most, const auto& bytes_of) {
    for (std::size_t i = 0; i < std::min(rows.size(), most); ++i)
      bytes += bytes_of(rows[i]);
  };
  const auto of_one = [&](const report::OrganisationFacts& one) {
    return name_bytes(context, one);
  };
  add(report.by_organisation, kOrganisationsShown,
      [&](const report::OrganisationTally& one) { return of_one(one.organisation); });
  add(report.silent, kNamesShown, of_one);
  add(report.declined, kNamesShown, of_one);
  add(report.refused, kRefusedShown, [&](const report::RefusedPerson& one) {
    return name_bytes(context, report.organisations, one.organisation);
  });
  return bytes;
}

class ElectionPage {
 public:
  ElectionPage(const Context& context, const ElectionReport& report)
      : context_(context), report_(report) {}

  Block build() {
    const std::string name = name_of(context_, report_.election);
    const std::string heading = say("election.title", {name});
    Block block = frame(context_, heading, usual_forms([this](std::string_view end) {
                          return election_link(report_.election.id, end)
                              .with_clocks(report_.clocks, context_.offset);
                        }));
    block.set("HEADING", heading).set("REVOCATIONS_URL", revocations());
    put_asked(block, context_, report_.clocks);
    if (!report_.election.stands) block.show("TAKEN_BACK");
    if (!report_.cannot_tell.empty()) block.show("CANNOT_TELL");
    if (report_.election.voting_day) {
      block.show_if("VOTING", day_words(context_, *report_.election.voting_day));
    }
    put_sum(block);
    put_status(block);
    put_tables(block);
    put_refused(block);
    put_invited(block);
    put_legal_clock(block, context_, report_.clock);
    put_clocks(block, context_, election_link(report_.election.id).text(), "", report_.clocks);
    return block;
  }

 private:
  std::string say(std::string_view key, speech::Arguments arguments = {}) const {
    return speech::say(context_.language, key, arguments);
  }
  std::string counted(std::string_view key, std::uint64_t count) const {
    return speech::say_count(context_.language, key, count);
  }
  std::string list(const report::RowFilter& filter) const {
    return list_link(report_.election, filter, report_.clocks).in(context_);
  }
  std::string revocations() const {
    return election_link(report_.election.id, "/revocations")
        .with_clocks(report_.clocks, context_.offset)
        .in(context_);
  }
  static std::uint64_t active(const Tally& tally) {
    const auto found = tally.by_verdict.find(Verdict::kActive);
    return found == tally.by_verdict.end() ? 0 : found->second;
  }

  void put_sum(Block& block) const {
    block.set("TOTAL", report_.all.granted).set("TOTAL_URL", list(report_.all.filter));
    const std::size_t terms = report_.by_decree.size();
    if (terms > 1 && terms <= kTermsMax) {
      Block& sum = block.add("SUM");
      for (std::size_t i = 0; i < terms; ++i) {
        const Tally& tally = report_.by_decree[i].tally;
        Block& term = sum.add("TERM");
        term.set("TERM_COUNT", tally.granted).set("URL", list(tally.filter));
        if (i > 0) term.show("PLUS");
      }
    }
    if (report_.annulled > 0) {
      block.show_if("REMARK", counted("election.annulled", report_.annulled));
    }
  }

  void put_status(Block& block) const {
    for (const auto& [verdict, count] : report_.all.by_verdict) {
      report::RowFilter filter = report_.all.filter;
      filter.verdict = verdict;
      block.add("BY_STATUS")
          .set("SYMBOL", std::string(speech::verdict_symbol(verdict)))
          .set("WORD", speech::verdict_word(context_.language, verdict))
          .set("COUNT", count)
          .set("URL", list(filter));
    }
  }

  void put_row(Block& row, const Tally& tally) const {
    report::RowFilter only_active = tally.filter;
    only_active.verdict = Verdict::kActive;
    row.set("COUNT", tally.granted)
        .set("URL", list(tally.filter))
        .set("ACTIVE", active(tally))
        .set("ACTIVE_URL", list(only_active));
  }

  void put_tables(Block& block) const {
    const auto shown = [](const auto& rows, std::size_t most) {
      return std::min(rows.size(), most);
    };
    for (std::size_t i = 0; i < shown(report_.by_decree, kDecreesShown); ++i) {
      const report::DecreeTally& one = report_.by_decree[i];
      Block& row = block.add("BY_DECREE");
      row.set("DECREE", one.decree)
          .set("DECIDED", time_words(context_, one.decided))
          .set("DECIDED_TIME", machine_time(context_, one.decided));
      put_row(row, one.tally);
    }
    for (std::size_t i = 0; i < shown(report_.by_organisation, kOrganisationsShown); ++i) {
      const report::OrganisationTally& one = report_.by_organisation[i];
      Block& row = block.add("BY_ORGANISATION");
      put_name(row, "ORGANISATION", name_of(context_, one.organisation), one.organisation.id);
      put_row(row, one.tally);
    }
    for (std::size_t i = 0; i < shown(report_.by_citizenship, kCitizenshipsShown); ++i) {
      const report::CitizenshipTally& one = report_.by_citizenship[i];
      Block& row = block.add("BY_CITIZENSHIP");
      put_name(row, "CITIZENSHIP", country_name(context_.language, one.code), one.code);
      row.set("COUNT", one.tally.granted).set("URL", list(one.tally.filter));
    }
    put_more(block, context_, "DECREES_MORE", report_.by_decree.size(), kDecreesShown);
    put_more(block, context_, "ORGANISATIONS_MORE", report_.by_organisation.size(),
             kOrganisationsShown);
    put_more(block, context_, "CITIZENSHIPS_MORE", report_.by_citizenship.size(),
             kCitizenshipsShown);
    if (report_.several_citizenships > 0) {
      block.show_if("SEVERAL",
                    counted("election.several-citizenships", report_.several_citizenships));
    }
    if (report_.without_citizenship > 0) {
      block.show_if("WITHOUT",
                    counted("election.without-citizenship", report_.without_citizenship));
    }
  }

  void put_refused(Block& block) const {
    if (report_.refused.empty()) return;
    Block& refused = block.add("REFUSED");
    refused.set("REFUSED_COUNT", report_.refused.size());
    for (std::size_t i = 0; i < std::min(report_.refused.size(), kRefusedShown); ++i) {
      const report::RefusedPerson& one = report_.refused[i];
      Block& item = refused.add("REFUSED_ITEM");
      item.set("PERSON", one.person)
          .set("ORGANISATION", name_of(context_, report_.organisations, one.organisation))
          .set("DECREE", one.decree)
          .set("DECIDED", time_words(context_, one.decided))
          .set("GROUND", speech::rule_words(context_.language, one.ground));
      item.show_if("REASON", excerpt(one.reason, kReasonBytesMax));
    }
    put_more(refused, context_, "REFUSED_MORE", report_.refused.size(), kRefusedShown);
  }

  std::string names(const std::vector<report::OrganisationFacts>& organisations) const {
    std::string text;
    for (std::size_t i = 0; i < std::min(organisations.size(), kNamesShown); ++i) {
      if (i > 0) text += "; ";
      text += name_of(context_, organisations[i]);
    }
    if (organisations.size() > kNamesShown) text += "; …";
    return text;
  }

  void put_invited(Block& block) const {
    block.set("INVITED", say("election.invited-count", {std::to_string(report_.invited.size()),
                                                        std::to_string(report_.silent.size()),
                                                        std::to_string(report_.declined.size())}));
    block.show_if("SILENT", names(report_.silent));
    block.show_if("DECLINED", names(report_.declined));
  }

  const Context& context_;
  const ElectionReport& report_;
};

}  // namespace

std::string Pages::election_page(const Context& context, const ElectionReport& report) const {
  Context own = context;
  own.confirmation = report.confirmation;
  own.name_bytes_max = room_for_names(name_bytes_of(own, report));
  return templates_->render("election", context.language, ElectionPage(own, report).build());
}

}  // namespace kuboluk::pages
