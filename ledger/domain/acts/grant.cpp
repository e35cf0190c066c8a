// accreditation.grant: one decree, many persons, all or nothing.
#include "ledger/domain/acts/acts.h"
#include "ledger/domain/acts/checks.h"
#include "ledger/domain/acts/lines.h"
#include "ledger/domain/ids.h"
#include "ledger/domain/line_reader.h"
#include "ledger/domain/verdict.h"

namespace kuboluk::domain::acts {
namespace {

// One line of the decree.
struct Item {
  std::string number;
  std::string certificate;
  std::string application;
  std::string person;
};

Item read_item(const Line& line) {
  return {line.values[0], line.values[1], line.values[2], line.values[3]};
}

struct ItemRecords {
  Record application;
  Record person;
  Listing listing;
};

// KR.R3.1 and what comes before it: the application exists and lists the person.
Result<ItemRecords> find_listed(const ActContext& act, const Item& item) {
  auto application =
      act.require(object_key("application", act.election(), item.application), "the application");
  if (!application) return application.error();
  auto person = act.workspace.find(object_key("person", act.election(), item.person));
  if (!person) return person.error();
  auto listing = *person ? listing_for(**person, item.application) : std::nullopt;
  if (!listing || application->acts.front().valid > act.event.at) {
    return act.refuse(act.ruleset.list_rule, item.person,
                      "the person is not on the list of " + item.application);
  }
  return ItemRecords{std::move(*application), std::move(**person), std::move(*listing)};
}

// State of the application: not withdrawn, forwarded where that is needed, complete papers.
Result<void> check_application(const ActContext& act, const Record& application) {
  if (application.fact("state") == "withdrawn") {
    return act.refuse("X.NOTACTIVE", application.key, "the application is withdrawn");
  }
  if (application.fact("forwarding") == "required" && application.fact("state") != "forwarded") {
    return act.refuse(act.ruleset.forwarding_rule, application.key,
                      "its documents are at " + act.ruleset.ministry + " and not forwarded");
  }
  const auto papers = split_list(application.fact("documents"));
  for (const std::string& needed : act.ruleset.documents) {
    if (!contains(papers, needed)) {
      return act.refuse(act.ruleset.papers_rule, application.key,
                        "the paper \"" + needed + "\" is missing");
    }
  }
  return {};
}

Result<void> check_person(const ActContext& act, const Item& item, const Listing& listing) {
  const auto citizenships = split_list(listing.citizenships);
  if (citizenships.empty() && !act.ruleset.barred_citizenships.empty()) {
    return act.refuse(act.ruleset.papers_rule, item.person, "the citizenship is not given");
  }
  for (const std::string& barred : act.ruleset.barred_citizenships) {
    if (contains(citizenships, barred)) {
      return act.refuse(act.ruleset.citizenship_rule, item.person,
                        "a citizen of " + barred + " cannot be accredited");
    }
  }
  if (listing.document_valid != "yes") {
    return act.refuse(act.ruleset.document_validity_rule, item.person,
                      "the identity document is not valid on voting day");
  }
  return {};
}

// Nobody is accredited by it at that time: annulled, or revoked.
bool is_free(const Record& accreditation, const Record& election, Instant at) {
  const auto answer = fold_accreditation(accreditation, election, {at, kEndOfTime});
  return answer.findings.has(Verdict::kNoSuchNumber) || answer.findings.has(Verdict::kRevoked);
}

// X.DUP if the person holds an accreditation that was neither revoked nor annulled.
Result<void> check_not_accredited(const ActContext& act, const Item& item, const Record& person,
                                  const Record& election) {
  for (const RecordAct& granted : person.acts) {
    if (granted.type != act.event.type) continue;
    const std::string number(granted.change.word("accreditation"));
    const auto record = act.require(object_key("accreditation", act.election(), number),
                                    "the earlier accreditation");
    if (!record) return record.error();
    if (is_free(*record, election, act.event.at) && is_free(*record, election, kEndOfTime))
      continue;
    return act.refuse("X.DUP", item.person, "the person is accredited already, number " + number);
  }
  return {};
}

Result<void> check_numbers(const ActContext& act, const Item& item) {
  for (const auto& [kind, id] :
       {std::pair<std::string_view, const std::string&>{"accreditation", item.number},
        {"certificate", item.certificate}}) {
    const auto used = act.exists(object_key(kind, act.election(), id));
    if (!used) return used.error();
    if (*used) return act.refuse("X.DUP", id, "the number is used in this election");
  }
  for (const std::string* id : {&item.number, &item.certificate}) {
    if (!is_issued_number(*id)) {
      return act.refuse(
          "X.FORM", *id,
          "a number ends in a group of at least two letters or digits: a last group of one "
          "is a check character");
    }
  }
  return {};
}

void write_item(const ActContext& act, const Item& item, ItemRecords found,
                const std::string& decree) {
  const std::vector<std::pair<std::string, std::string>> words = {
      {"decree", decree},
      {"accreditation", item.number},
      {"certificate", item.certificate},
      {"application", item.application},
      {"from", std::string(act.event.value("from"))}};
  Record accreditation = act.make_record(object_key("accreditation", act.election(), item.number));
  accreditation.add_fact("person", item.person);
  accreditation.add_fact("organisation", found.listing.organisation);
  accreditation.add_fact("application", item.application);
  accreditation.add_fact("decree", decree);
  accreditation.add_fact("certificate", item.certificate);
  act.touch(std::move(accreditation), {words, ""});
  Record certificate = act.make_record(object_key("certificate", act.election(), item.certificate));
  certificate.add_fact("accreditation", item.number);
  act.touch(std::move(certificate), {words, ""});
  act.touch(std::move(found.person), {words, ""});
}

Result<void> grant_item(const ActContext& act, const Item& item, const Record& election,
                        const std::string& decree) {
  auto found = find_listed(act, item);
  if (!found) return found.error();
  if (const auto state = check_application(act, found->application); !state) return state.error();
  if (const auto person = check_person(act, item, found->listing); !person) return person.error();
  if (const auto fresh = check_not_accredited(act, item, found->person, election); !fresh) {
    return fresh.error();
  }
  if (const auto numbers = check_numbers(act, item); !numbers) return numbers.error();
  write_item(act, item, std::move(*found), decree);
  return {};
}

Result<void> grant(ActContext& act) {
  const auto election = act.require(election_key(act.election()), "the election");
  if (!election) return election.error();
  const std::string decree(act.event.value("decree"));
  if (const auto unused = check_decree_unused(act, decree); !unused) return unused.error();
  if (const auto window = check_window(act, *election, act.event.at); !window)
    return window.error();
  const auto lines = act.event.all("grant");
  std::vector<std::string> applications;
  for (const Line* line : lines) {
    applications.push_back(read_item(*line).application);
    const auto granted = grant_item(act, read_item(*line), *election, decree);
    if (!granted) return granted.error();
  }
  if (const auto form = check_decree_form(act, decree); !form) return form.error();
  if (lines.empty()) return act.refuse("X.FORM", decree, "the decree names nobody");
  if (const auto touched = touch_applications(act, decree, applications); !touched)
    return touched.error();
  Record record = make_decree(act, decree);
  act.touch(std::move(record), {{{"persons", std::to_string(lines.size())}}, ""});
  return {};
}

}  // namespace

const Act kGrant{{"accreditation.grant",
                  {kElectionLine,
                   kDecreeLine,
                   {"from", Times::kAtMostOnce, {{"from", ColumnKind::kTime}}},
                   {"grant",
                    Times::kAny,
                    {{"accreditation", ColumnKind::kToken},
                     {"certificate", ColumnKind::kToken},
                     {"application", ColumnKind::kToken},
                     {"person", ColumnKind::kToken}}}}},
                 grant};

}  // namespace kuboluk::domain::acts
