// Applications: filed by an invited organisation inside the window, forwarded by the ministry,
// supplemented, withdrawn.
#include <algorithm>
#include <set>

#include "ledger/domain/acts/acts.h"
#include "ledger/domain/acts/checks.h"
#include "ledger/domain/acts/lines.h"
#include "ledger/domain/charset.h"
#include "ledger/domain/ids.h"

namespace kuboluk::domain::acts {
namespace {

// Applications of one organisation and election that may list one person: stops a sender from
// growing a person's record without bound, and from blocking the person for others.
constexpr std::ptrdiff_t kListingsMax = 16;

std::string application_id(const ActContext& act) {
  return std::string(act.event.value("application"));
}

Result<Record> require_application(const ActContext& act) {
  return act.require(object_key("application", act.election(), application_id(act)),
                     "the application");
}

// The sender's own application, not withdrawn.
Result<Record> require_own(const ActContext& act) {
  auto record = require_application(act);
  if (!record) return record.error();
  if (record->fact("organisation") != act.event.by) {
    return act.refuse(act.right.author_rule, application_id(act),
                      "only the organisation that filed the application may do this");
  }
  if (record->fact("state") == "withdrawn") {
    return act.refuse("X.NOTACTIVE", application_id(act), "the application is withdrawn");
  }
  return record;
}

Result<void> check_invitation(const ActContext& act) {
  const std::string org(act.event.value("org"));
  const auto refuse = [&](std::string detail) {
    return act.refuse(act.ruleset.invitation_rule, application_id(act), std::move(detail));
  };
  if (act.event.by != org) return refuse("the organisation " + org + " files its own application");
  const auto invitation =
      act.workspace.find(object_key("invitation", act.election(), act.event.value("invitation")));
  if (!invitation) return invitation.error();
  if (!*invitation || (*invitation)->fact("organisation") != org) {
    return refuse("there is no such invitation to " + org);
  }
  return {};
}

// ISO 3166-1 alpha-2, one or more, or "-". Anything else would not be found by a rule about
// citizenship.
bool are_citizenships(std::string_view list) {
  const auto codes = split_list(list);
  return std::all_of(codes.begin(), codes.end(), [](const std::string& code) {
    return code.size() == 2 && code[0] >= 'A' && code[0] <= 'Z' && code[1] >= 'A' && code[1] <= 'Z';
  });
}

Result<void> check_citizenships(const ActContext& act) {
  for (const Line* line : act.event.all("person")) {
    if (are_citizenships(line->values[1])) continue;
    return act.refuse("X.FORM", line->values[0],
                      "citizenships are codes of two capital letters, or -");
  }
  return {};
}

Result<void> check_persons(const ActContext& act) {
  std::set<std::string> seen;
  for (const Line* line : act.event.all("person")) {
    if (!seen.insert(line->values[0]).second) {
      return act.refuse("X.DUP", line->values[0], "the person stands twice in the application");
    }
  }
  for (const std::string& person : seen) {
    if (!is_person_id(person)) {
      return act.refuse(
          "X.FORM", application_id(act),
          "a person's id is lower-case letters, digits and hyphens, and ends in a digit");
    }
  }
  return check_citizenships(act);
}

Result<void> list_person(const ActContext& act, const Line& line) {
  const std::string key = object_key("person", act.election(), line.values[0]);
  auto known = act.workspace.find(key);
  if (!known) return known.error();
  const std::string org(act.event.value("org"));
  const bool fresh = !*known;
  Record record = fresh ? act.make_record(key) : std::move(**known);
  if (fresh) record.add_fact("organisation", org);  // who named the person first
  const auto listed = listings(record);
  const auto own = std::count_if(listed.begin(), listed.end(),
                                 [&](const Listing& one) { return one.organisation == org; });
  if (own >= kListingsMax) {
    return act.refuse("X.SIZE", line.values[0],
                      "the organisation lists the person in " + std::to_string(kListingsMax) +
                          " applications already");
  }
  record.add_fact("listed", print_listing({application_id(act), org, line.values[1], line.values[2],
                                           line.values[3], line.values[4]}));
  act.touch(std::move(record), {{{"application", application_id(act)}}, ""});
  return {};
}

Result<void> add_application(const ActContext& act) {
  const bool through_ministry = act.ruleset.forwarding == Forwarding::kAlways ||
                                act.event.value("received_by") == act.ruleset.ministry;
  Record record = act.make_record(object_key("application", act.election(), application_id(act)));
  record.add_fact("organisation", act.event.value("org"));
  record.add_fact("invitation", act.event.value("invitation"));
  record.add_fact("received-by", act.event.value("received_by"));
  record.add_fact("forwarding", through_ministry ? "required" : "not-required");
  record.add_fact("documents", act.event.value("documents"));
  record.add_fact("replaces", act.event.value("replaces"));
  record.add_fact("persons", std::to_string(act.event.all("person").size()));
  record.add_fact("state", "filed");
  act.touch(std::move(record), {{{"documents", std::string(act.event.value("documents"))}}, ""});
  return {};
}

Result<void> submit(ActContext& act) {
  if (const auto invited = check_invitation(act); !invited) return invited.error();
  const auto election = act.require(election_key(act.election()), "the election");
  if (!election) return election.error();
  if (const auto window = check_window(act, *election, filing_time(act)); !window)
    return window.error();
  const auto used = act.exists(object_key("application", act.election(), application_id(act)));
  if (!used) return used.error();
  if (*used) return act.refuse("X.DUP", application_id(act), "the application's number is used");
  if (const auto persons = check_persons(act); !persons) return persons.error();
  if (!is_number(application_id(act))) {
    return act.refuse("X.FORM", act.election(),
                      "an application's number is groups of letters and digits joined by hyphens");
  }
  for (const Line* line : act.event.all("person")) {
    if (const auto listed = list_person(act, *line); !listed) return listed.error();
  }
  return add_application(act);
}

Result<void> forward(ActContext& act) {
  auto record = require_application(act);
  if (!record) return record.error();
  if (record->fact("state") == "withdrawn") {
    return act.refuse("X.NOTACTIVE", application_id(act), "the application is withdrawn");
  }
  if (record->fact("state") == "forwarded") {
    return act.refuse("X.DUP", application_id(act), "the application is forwarded already");
  }
  if (!act.event.given("review")) {
    return act.refuse(act.ruleset.forwarding_rule, application_id(act), "the review is not given");
  }
  record->set_fact("state", "forwarded");
  act.touch(std::move(*record), {{}, act.event.given("review").value_or("")});
  return {};
}

Result<void> supplement(ActContext& act) {
  auto record = require_own(act);
  if (!record) return record.error();
  std::set<std::string> documents;
  for (const std::string_view list : {record->fact("documents"), act.event.value("documents")}) {
    for (std::string& document : split_list(list))
      documents.insert(std::move(document));
  }
  const std::string all = join_list({documents.begin(), documents.end()});
  if (all.size() > kTokenListBytesMax) {
    return act.refuse("X.SIZE", application_id(act), "the application lists too many documents");
  }
  record->set_fact("documents", all);
  act.touch(std::move(*record), {{{"documents", std::string(act.event.value("documents"))}}, ""});
  return {};
}

Result<void> withdraw(ActContext& act) {
  auto record = require_own(act);
  if (!record) return record.error();
  record->set_fact("state", "withdrawn");
  act.touch(std::move(*record), {{}, act.event.given("reason").value_or("")});
  return {};
}

// Replaces what an update gives; "-" leaves it as it is.
void update_listing(Listing& listing, const Line& line) {
  const auto take = [](std::string& field, const std::string& value) {
    if (value != kNotGiven) field = value;
  };
  take(listing.citizenships, line.values[1]);
  take(listing.document_valid, line.values[2]);
  take(listing.name, line.values[3]);
  take(listing.document, line.values[4]);
}

Result<void> update_person(ActContext& act, const Line& line) {
  auto person = act.workspace.find(object_key("person", act.election(), line.values[0]));
  if (!person) return person.error();
  auto listing = *person ? listing_for(**person, application_id(act)) : std::nullopt;
  if (!listing) {
    return act.refuse(act.ruleset.list_rule, line.values[0],
                      "the person is not on the submitted list");
  }
  const std::string before = print_listing(*listing);
  update_listing(*listing, line);
  for (Fact& fact : (*person)->facts) {
    if (fact.key == "listed" && fact.value == before) fact.value = print_listing(*listing);
  }
  act.touch(std::move(**person), {{{"application", application_id(act)}}, ""});
  return {};
}

Result<void> update(ActContext& act) {
  auto record = require_own(act);
  if (!record) return record.error();
  const Line& line = *act.event.all("person").front();
  if (const auto updated = update_person(act, line); !updated) return updated.error();
  if (const auto codes = check_citizenships(act); !codes) return codes.error();
  act.touch(std::move(*record), {{{"person", line.values[0]}}, ""});
  return {};
}

const LineSpec kDocumentsLine{"documents", Times::kOnce, {{"documents", ColumnKind::kTokenList}}};

}  // namespace

const Act kApplicationSubmit{{"application.submit",
                              {kApplicationLine,
                               kElectionLine,
                               {"org", Times::kOnce, {{"org", ColumnKind::kToken}}},
                               {"invitation", Times::kOnce, {{"invitation", ColumnKind::kToken}}},
                               {"received_by", Times::kOnce, {{"received_by", ColumnKind::kToken}}},
                               kDocumentsLine,
                               {"replaces", Times::kAtMostOnce, {{"replaces", ColumnKind::kToken}}},
                               {"person", Times::kAny, kPersonColumns}}},
                             submit};

const Act kApplicationForward{
    {"application.forward",
     {kApplicationLine, kElectionLine, {"review", Times::kOnce, {{"review", ColumnKind::kText}}}}},
    forward};

const Act kApplicationSupplement{
    {"application.supplement", {kApplicationLine, kElectionLine, kDocumentsLine}}, supplement};

const Act kApplicationWithdraw{
    {"application.withdraw", {kApplicationLine, kElectionLine, kOptionalReasonLine}}, withdraw};

const Act kIdentityUpdate{
    {"identity.update",
     {kApplicationLine, kElectionLine, {"person", Times::kOnce, kPersonColumns}}},
    update};

}  // namespace kuboluk::domain::acts
