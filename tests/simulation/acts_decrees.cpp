// Drafts of the commission's decrees on persons, and of what follows them.
#include <algorithm>

#include "crypto/encoding.h"
#include "crypto/sha256.h"
#include "ledger/domain/acts/checks.h"
#include "ledger/domain/verdict.h"
#include "tests/simulation/acts_desk.h"

namespace kuboluk::simulation {
namespace {

using domain::Line;
using domain::Verdict;

bool has(const std::vector<std::string>& list, std::string_view value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

bool is_undone(const domain::Record& record) {
  return std::any_of(record.acts.begin(), record.acts.end(), [](const auto& act) {
    return act.change.word("undoes") != domain::kNotGiven;
  });
}

}  // namespace

// Filed, complete, forwarded where it must be.
bool ActDesk::is_ready(const domain::Record& application) const {
  const auto papers = domain::acts::split_list(application.fact("documents"));
  const std::string_view state = application.fact("state");
  const bool here = application.fact("forwarding") != "required" || state == "forwarded";
  const bool complete = std::all_of(ruleset().documents.begin(), ruleset().documents.end(),
                                    [&](const std::string& paper) { return has(papers, paper); });
  return is_known_at_now(application) && state != "withdrawn" && here && complete;
}

// Some accreditation of the person was neither revoked nor annulled, now or for ever.
bool ActDesk::is_accredited(const Found& person) const {
  const auto election = record(domain::election_key(person.name.election));
  if (!election) return true;
  for (const domain::RecordAct& act : person.record.acts) {
    if (act.type != "accreditation.grant") continue;
    const auto one = record(domain::object_key("accreditation", person.name.election,
                                               act.change.word("accreditation")));
    if (!one) return true;
    for (const domain::Instant at : {now_, domain::kEndOfTime}) {
      const auto answer = domain::fold_accreditation(*one, *election, {at, domain::kEndOfTime});
      if (answer.grant != nullptr && answer.revoked == nullptr) return true;
    }
  }
  return false;
}

std::optional<std::string> ActDesk::grantable(const Found& person) const {
  if (!is_open(person.name.election) || is_accredited(person)) return std::nullopt;
  for (const auto& listing : domain::acts::listings(person.record)) {
    const auto citizenships = domain::acts::split_list(listing.citizenships);
    const bool barred = citizenships.empty() || has(citizenships, "KG");
    const auto application =
        record(domain::object_key("application", person.name.election, listing.application));
    if (!barred && listing.document_valid == "yes" && application && is_ready(*application)) {
      return listing.application;
    }
  }
  return std::nullopt;
}

Line ActDesk::grant_line(const Found& person, const std::string& application) {
  const std::string& election = person.name.election;
  const std::string accreditation = fresh_or_used("accreditation", "N", election);
  const std::string certificate = fresh_or_used("certificate", "C", election);
  name("accreditation", election, accreditation);
  name("certificate", election, certificate);
  return {"grant", {accreditation, certificate, application, person.name.id}};
}

// More persons of the same election for one decree.
std::vector<Line> ActDesk::further_grants(const Found& first) {
  std::vector<Line> lines;
  std::vector<std::string> persons = {first.name.id};
  for (std::uint64_t tries = dice_.below(4); tries > 0 && choosy_; --tries) {
    std::optional<std::string> application;
    const auto person = find("person", [&](const Found& found) {
      if (found.name.election != first.name.election || has(persons, found.name.id)) return false;
      application = grantable(found);
      return application.has_value();
    });
    if (!person) break;
    persons.push_back(person->name.id);
    lines.push_back(grant_line(*person, *application));
  }
  return lines;
}

ActDesk::Draft ActDesk::accreditation_grant() {
  std::string application = "none-10";
  const auto person = find("person", [&](const Found& found) {
    const auto fitting = grantable(found);
    application = fitting.value_or(application);
    return fitting.has_value();
  });
  if (!person) return std::nullopt;
  const auto listed = domain::acts::listings(person->record);
  if (!choosy_ && !listed.empty()) application = dice_.of(listed).application;
  domain::Event grant = grant_to(*person, application);
  for (Line& line : further_grants(*person))
    grant.lines.push_back(std::move(line));
  return grant;
}

// One in five from a later day on.
domain::Event ActDesk::grant_to(const Found& person, const std::string& application) {
  const std::string& election = person.name.election;
  const std::string decree = fresh_or_used("decree", "D", election);
  name("decree", election, decree);
  std::vector<Line> lines = {{"election", {election}}, {"decree", {decree}}};
  if (dice_.one_in(5)) {
    const domain::Instant later{now_.ms + 2 * domain::kDayMs};
    lines.push_back({"from", {domain::print_local_time(later, institutions_.info().offset)}});
  }
  lines.push_back(grant_line(person, application));
  return event("accreditation.grant", ruleset().commission, std::move(lines));
}

std::optional<domain::Event> ActDesk::unready_grant() {
  choosy_ = true;
  given_.clear();
  const auto person = find("person", [this](const Found& found) {
    return is_open(found.name.election) && !grantable(found);
  });
  if (!person) return std::nullopt;
  const auto listed = domain::acts::listings(person->record);
  if (listed.empty()) return std::nullopt;
  return grant_to(*person, dice_.of(listed).application);
}

ActDesk::Draft ActDesk::accreditation_refuse() {
  const auto person = find(
      "person", [](const Found& found) { return !domain::acts::listings(found.record).empty(); });
  if (!person) return std::nullopt;
  const auto listed = domain::acts::listings(person->record);
  const std::string decree = fresh_or_used("decree", "D", person->name.election);
  name("decree", person->name.election, decree);
  return event("accreditation.refuse", ruleset().commission,
               {{"election", {person->name.election}},
                {"decree", {decree}},
                {"refuse",
                 {person->name.id, listed.empty() ? "none-10" : dice_.of(listed).application,
                  dice_.of(ruleset().refusal_grounds), "synthetic reason"}}});
}

// Active or soon to be, and not revoked at a later time.
bool ActDesk::is_active(const Found& accreditation) const {
  const auto election = record(domain::election_key(accreditation.name.election));
  if (!election) return false;
  const auto now =
      domain::fold_accreditation(accreditation.record, *election, {now_, domain::kEndOfTime});
  const auto end = domain::fold_accreditation(accreditation.record, *election, {});
  const Verdict verdict = now.findings.decide();
  return (verdict == Verdict::kActive || verdict == Verdict::kNotYet) && end.revoked == nullptr;
}

// Sometimes a further one of a decree that revokes already.
ActDesk::Draft ActDesk::accreditation_revoke() {
  const auto accreditation =
      find("accreditation", [this](const Found& found) { return is_active(found); });
  if (!accreditation) return std::nullopt;
  const std::string& election = accreditation->name.election;
  std::string decree = fresh_or_used("decree", "D", election);
  if (dice_.one_in(4)) {
    const auto earlier = find("decree", [&](const Found& found) {
      return found.name.election == election && !is_undone(found.record) &&
             found.record.fact("type") == "accreditation.revoke";
    });
    if (earlier) decree = earlier->name.id;
  }
  name("decree", election, decree);
  return event("accreditation.revoke", ruleset().commission,
               {{"election", {election}},
                {"decree", {decree}},
                {"accreditation", {accreditation->name.id}},
                {"ground", {dice_.of(ruleset().revocation_grounds)}},
                {"limb", {dice_.of(ruleset().revocation_limbs)}},
                {"reason", {"synthetic violation"}}});
}

ActDesk::Draft ActDesk::list_publish() {
  const auto decree = find_any("decree");
  if (!decree) return std::nullopt;
  std::vector<Line> lines = {{"election", {decree->name.election}}, {"decree", {decree->name.id}}};
  if (dice_.one_in(2)) lines.push_back({"url", {"https://example.org/" + decree->name.id}});
  return event("list.publish", ruleset().commission, std::move(lines));
}

// A new card for the one that is valid now.
ActDesk::Draft ActDesk::certificate_reissue() {
  const auto accreditation = find("accreditation", [this](const Found& found) {
    const auto card = record(
        domain::object_key("certificate", found.name.election, found.record.fact("certificate")));
    return is_active(found) && card && !domain::superseded_by(*card, {});
  });
  if (!accreditation) return std::nullopt;
  const std::string& election = accreditation->name.election;
  std::string old(accreditation->record.fact("certificate"));
  if (!choosy_ && dice_.one_in(3)) old = find_any("certificate")->name.id;
  const std::string card = fresh_or_used("certificate", "C", election);
  name("certificate", election, card);
  return event("certificate.reissue", ruleset().commission,
               {{"election", {election}},
                {"accreditation", {accreditation->name.id}},
                {"old", {old}},
                {"new", {card}},
                {"reason", {"lost"}}});
}

ActDesk::Draft ActDesk::correction_clerical() {
  const auto accreditation = find_any("accreditation");
  if (!accreditation) return std::nullopt;
  const std::string corrected =
      crypto::to_base64(crypto::sha256(bytes_of("corrected " + std::to_string(++number_))));
  return event("correction.clerical", ruleset().commission,
               {{"election", {accreditation->name.election}},
                {"accreditation", {accreditation->name.id}},
                {"field", {"name"}},
                {"commitment", {corrected}},
                {"reason", {"misspelt"}}});
}

}  // namespace kuboluk::simulation
