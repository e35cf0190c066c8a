// Numbers, elections, applications: what a report found, in the form that was asked for.
#include <boost/json.hpp>

#include "ledger/domain/ids.h"
#include "node/forms/feeds.h"
#include "node/forms/list_path.h"
#include "node/forms/report_json.h"
#include "node/forms/tables.h"
#include "node/http/face_frame.h"
#include "node/http/pages.h"

namespace kuboluk::node::http {

namespace {

std::string serialized(const boost::json::object& object) {
  return boost::json::serialize(object) + "\n";
}

// A table in the plain form asked for.
Response table(Form form, const forms::Table& rows) {
  if (form == Form::kCsv) return plain(kCsvType, forms::print_csv(rows));
  return plain(kTextType, forms::print_text(rows));
}

// About what a row, an organisation or a person takes in a report, with its texts.
constexpr std::size_t kRowBytes = 2048;

std::size_t bytes_of_report(const report::AccreditedReport& report) {
  return report.proof.size() + kRowBytes * (report.rows.size() + report.organisations.size());
}

std::size_t bytes_of_report(const report::ElectionReport& report) {
  return kRowBytes * (report.by_decree.size() + report.by_organisation.size() +
                      report.by_citizenship.size() + report.refused.size() + report.invited.size() +
                      report.silent.size() + report.declined.size() + report.organisations.size());
}

std::size_t bytes_of_report(const report::RevocationsReport& report) {
  return kRowBytes *
         (report.revocations.size() + report.replaced.size() + report.organisations.size());
}

// A page says and links what the reader asked for, not the second at which he happened to ask:
// otherwise every address copied from it would be frozen in time.
void forget_now(const FaceState& state, domain::TwoClocks& clocks) {
  if (!state.call().route.query.at) clocks.valid = domain::kEndOfTime;
}

// The list, as far as it is the same for all who ask in this moment at these clocks.
std::string list_question(const FaceState& state) {
  const Route& route = state.call().route;
  const domain::TwoClocks clocks = state.clocks();
  std::string question = route.words.front();
  question.append(" ").append(route.query.at ? std::to_string(clocks.valid.ms) : "now");
  question.append(" ").append(std::to_string(clocks.known.ms));
  return question;
}

// A report that is kept, else made and kept. Never null.
template <typename Report, typename Make>
Result<std::shared_ptr<const Report>> kept_report(const FaceState& state, Kept<Report>& kept,
                                                  const std::string& question, Make make) {
  if (auto found = kept.find(state.moment(), question)) return found;
  auto made = make();
  if (!made) return made.error();
  const std::size_t bytes = bytes_of_report(*made);
  auto shared = std::make_shared<const Report>(std::move(*made));
  kept.keep(state.moment(), question, shared, bytes);
  return shared;
}

Response make_home(const FaceState& state) {
  const auto all = report::elections(state.source().reader);
  if (!all) return report_fault(state, all.error());
  const pages::Context context = state.context();
  pages::Home home;
  for (const report::ElectionFacts& one : *all) {
    pages::ElectionChoice choice;
    choice.id = one.id;
    choice.title = report::text_in(one.titles, speech::code_of(context.language));
    choice.voting_day = one.voting_day;
    home.elections.push_back(std::move(choice));
  }
  return html(state.call().parts.pages.home_page(context, home));
}

// A proof as a file that keeps its name.
Response proof_file(const report::ObserverReport& report) {
  Response response = plain(kTextType, report.proof);
  response.headers.emplace_back("Content-Disposition",
                                "attachment; filename=\"" + report.number_printed + ".kuboluk\"");
  return response;
}

Response make_observer(const FaceState& state) {
  const FaceCall& call = state.call();
  const bool history = call.route.page == Page::kHistory;
  const std::string& typed = call.route.words.front();
  auto report =
      report::observer(state.source(), {typed, call.route.query.election, state.clocks(), history});
  if (!report) return report_fault(state, report.error(), typed);
  if (call.route.page == Page::kObserverProof) {
    if (!report->proof.empty()) return proof_file(*report);
    return fault_response(call, Fault{400, pages::Problem::kBadNumber, typed});  // MISTYPED
  }
  switch (call.route.form) {
    case Form::kJson:
      return json_text(serialized(forms::observer_json(*report, call.parts.rulesets, history)));
    case Form::kCsv:
    case Form::kText:
      return table(call.route.form,
                   history ? forms::history_table(*report) : forms::observer_table(*report));
    case Form::kPage:
      break;
  }
  forget_now(state, report->answer.clocks);
  const pages::Context context = state.context();
  return html(history ? call.parts.pages.history_page(context, *report)
                      : call.parts.pages.observer_page(context, *report));
}

Response make_election(const FaceState& state) {
  const FaceCall& call = state.call();
  const auto kept = kept_report(state, call.kept.elections, list_question(state), [&state, &call] {
    return report::election_report(state.source(), call.route.words.front(), state.clocks());
  });
  if (!kept) return report_fault(state, kept.error());
  if (call.route.form == Form::kJson) {
    return json_text(serialized(forms::election_json(**kept, call.parts.rulesets)));
  }
  report::ElectionReport report = **kept;
  forget_now(state, report.clocks);
  return html(call.parts.pages.election_page(state.context(), report));
}

// All rows of one verdict, or all that are granted, are verified once; the other filters choose
// among them.
Result<report::AccreditedReport> accredited_rows(const FaceState& state) {
  const FaceCall& call = state.call();
  const report::RowFilter& filter = call.route.query.filter;
  report::RowFilter wide;
  wide.verdict = filter.verdict;
  std::string question = list_question(state);
  if (wide.verdict) question.append(" ").append(domain::to_key(*wide.verdict));
  const auto kept = kept_report(state, call.kept.accredited, question, [&] {
    return report::accredited(state.source(), call.route.words.front(), state.clocks(), wide);
  });
  if (!kept) return kept.error();
  report::AccreditedReport report = **kept;
  report.filter = filter;
  std::erase_if(report.rows, [&](const report::AccreditedRow& row) { return !filter.shows(row); });
  return report;
}

Response make_accredited(const FaceState& state) {
  const FaceCall& call = state.call();
  auto report = accredited_rows(state);
  if (!report) return report_fault(state, report.error());
  switch (call.route.form) {
    case Form::kJson:
      return json_text(serialized(forms::accredited_json(*report, call.parts.rulesets)));
    case Form::kCsv:
      return table(Form::kCsv, forms::accredited_table(*report, forms::PlainForm::kCsv));
    case Form::kText:
      return table(Form::kText, forms::accredited_table(*report, forms::PlainForm::kText));
    case Form::kPage:
      break;
  }
  forget_now(state, report->clocks);
  return html(call.parts.pages.accredited_page(state.context(), *report));
}

Response make_revocations(const FaceState& state) {
  const FaceCall& call = state.call();
  const auto kept =
      kept_report(state, call.kept.revocations, list_question(state), [&state, &call] {
        return report::revocations(state.source(), call.route.words.front(), state.clocks());
      });
  if (!kept) return report_fault(state, kept.error());
  report::RevocationsReport report = **kept;
  switch (call.route.form) {
    case Form::kJson:
      return json_text(serialized(forms::revocations_json(report, call.parts.rulesets)));
    case Form::kCsv:
    case Form::kText:
      return table(call.route.form, forms::revocations_table(report));
    case Form::kPage:
      break;
  }
  forget_now(state, report.clocks);
  return html(call.parts.pages.revocations_page(state.context(), report));
}

Response make_changes(const FaceState& state) {
  const Route& route = state.call().route;
  const auto changes = report::changes(state.source(), route.words.front(), route.query.from);
  if (!changes) return report_fault(state, changes.error());
  if (route.page == Page::kChangesAtom) return plain(forms::kAtomType, forms::atom_feed(*changes));
  return plain(forms::kJsonFeedType, forms::json_feed(*changes));
}

Response make_application(const FaceState& state) {
  const FaceCall& call = state.call();
  auto report = report::application(state.source(), call.route.words.front(),
                                    call.route.query.election, state.clocks());
  if (!report) return report_fault(state, report.error());
  if (call.route.form == Form::kJson) {
    return json_text(serialized(forms::application_json(*report, call.parts.rulesets)));
  }
  forget_now(state, report->answer.clocks);
  return html(call.parts.pages.application_page(state.context(), *report));
}

Response make_log(const FaceState& state) {
  const FaceCall& call = state.call();
  const auto report = report::log_report(state.source(), call.route.query.from);
  if (!report) return report_fault(state, report.error());
  if (call.route.form == Form::kJson) return json_text(serialized(forms::log_json(*report)));
  return html(call.parts.pages.log_page(state.context(), *report));
}

Response make_list_proof(const FaceState& state) {
  const std::string& election = state.call().route.words.front();
  if (!domain::is_body_id(election)) {
    return report_fault(state, Error{"X.FORM", "election", "this is no election id"});
  }
  const auto known = report::election(state.source().reader, election);
  if (!known) return report_fault(state, known.error());
  if (!*known) {
    return report_fault(state, Error{std::string(report::kUnknownRule), "election", "unknown"});
  }
  const FaceCall& call = state.call();
  const std::vector<std::string> words = {"accreditation", election};
  Response response = list_page({call.gate, words, call.kept.answers, call.now_s});
  response.headers.clear();
  return response;
}

MakeFace make_of(Page page) {
  switch (page) {
    case Page::kHome:
      return make_home;
    case Page::kElection:
      return make_election;
    case Page::kAccredited:
      return make_accredited;
    case Page::kRevocations:
      return make_revocations;
    case Page::kListProof:
      return make_list_proof;
    case Page::kChangesAtom:
    case Page::kChangesJson:
      return make_changes;
    case Page::kApplication:
      return make_application;
    case Page::kLog:
      return make_log;
    default:
      return make_observer;
  }
}

}  // namespace

Response look_up_face(const FaceCall& call) {
  if (call.route.fault) return fault_response(call, *call.route.fault);
  const FaceQuery& query = call.route.query;
  if (query.number.empty()) {
    return fault_response(call, Fault{400, pages::Problem::kBadNumber, ""});
  }
  std::string path = "/o/" + forms::percent_encoded(query.number);
  char before = '?';
  const auto add = [&](std::string_view key, std::string_view value) {
    if (value.empty()) return;
    path += before;
    path += key;
    path += '=';
    path += forms::percent_encoded(value);
    before = '&';
  };
  add("election", query.election);
  if (query.language) add("lang", speech::code_of(*query.language));
  Response response{303, "", "", {}};
  response.headers.emplace_back("Location", path);
  return response;
}

Response page_face(const FaceCall& call) {
  return answer_face(call, make_of(call.route.page));
}

}  // namespace kuboluk::node::http
