// Drafts about applications and the persons listed in them.
#include <algorithm>

#include "crypto/encoding.h"
#include "crypto/sha256.h"
#include "ledger/domain/acts/checks.h"
#include "tests/simulation/acts_desk.h"

namespace kuboluk::simulation {
namespace {

using domain::Line;

// Longest list of papers that a supplement may still be added to.
constexpr std::size_t kPapersBytes = 200;

bool is_withdrawn(const Found& application) {
  return application.record.fact("state") == "withdrawn";
}

std::string commitment(const std::string& text) {
  return crypto::to_base64(crypto::sha256(bytes_of(text)));
}

// The sender as the record has it; where there is no record, a mission.
std::string sender_of(const Found& application) {
  const std::string org(application.record.fact("organisation"));
  return org == domain::kNotGiven ? "odihr" : org;
}

std::size_t listings_of(const domain::Record& person, std::string_view org) {
  const auto all = domain::acts::listings(person);
  return static_cast<std::size_t>(std::count_if(
      all.begin(), all.end(), [&](const auto& one) { return one.organisation == org; }));
}

}  // namespace

// Mostly somebody new; sometimes a person whom an application names already. One in eight has what
// the law refuses later: barred citizenship, none, an expired document.
Line ActDesk::person_line(const Named& application, std::string_view organisation) {
  static const std::vector<std::string> kCitizenships = {"DE", "KZ", "DE,FR", "XX", "SE", "TR"};
  std::string person = fresh("p");
  if (dice_.one_in(5)) {
    const auto known = find("person", [&](const Found& found) {
      return found.name.election == application.election &&
             listings_of(found.record, organisation) < 12;
    });
    if (known && known->name.election == application.election) person = known->name.id;
  }
  std::string citizenships = dice_.of(kCitizenships);
  if (dice_.one_in(14)) citizenships = dice_.one_in(2) ? "KG" : "KG,RU";
  if (dice_.one_in(24)) citizenships = "-";
  name("person", application.election, person);
  return {"person",
          {person, citizenships, dice_.one_in(14) ? "no" : "yes", commitment("name of " + person),
           dice_.one_in(4) ? "-" : commitment("document of " + person)}};
}

ActDesk::Draft ActDesk::application_submit() {
  const auto invitation = find("invitation", [this](const Found& found) {
    return is_known(found.record.fact("organisation")) && is_open(found.name.election);
  });
  if (!invitation) return std::nullopt;
  const std::string org = sender_of(*invitation);
  const std::string& election = invitation->name.election;
  const Named named{election, fresh_or_used("application", "A", election)};
  name("application", election, named.id);
  std::vector<Line> lines = {
      {"application", {named.id}},
      {"election", {election}},
      {"org", {org}},
      {"invitation", {invitation->name.id}},
      {"received_by", {dice_.one_in(3) ? ruleset().ministry : ruleset().commission}},
      {"documents", {dice_.one_in(8) ? "application,list" : "application,identity-copies,list"}}};
  if (dice_.one_in(10)) lines.push_back({"replaces", {"A-before"}});
  for (std::uint64_t i = 1 + dice_.below(3); i > 0; --i) {
    Line line = person_line(named, org);
    const bool twice = std::any_of(lines.begin(), lines.end(), [&](const Line& other) {
      return other.key == "person" && other.values[0] == line.values[0];
    });
    if (!twice) lines.push_back(std::move(line));
  }
  return event("application.submit", org, std::move(lines));
}

domain::Event ActDesk::forwarding_of(const domain::Event& application) {
  return event("application.forward", ruleset().ministry,
               {{"application", {std::string(application.value("application"))}},
                {"election", {std::string(application.value("election"))}},
                {"review", {"conforms"}}});
}

ActDesk::Draft ActDesk::application_forward() {
  const auto application =
      find("application", [](const Found& found) { return found.record.fact("state") == "filed"; });
  if (!application) return std::nullopt;
  return event("application.forward", ruleset().ministry,
               {{"application", {application->name.id}},
                {"election", {application->name.election}},
                {"review", {"conforms"}}});
}

ActDesk::Draft ActDesk::application_supplement() {
  const auto application = find("application", [](const Found& found) {
    return !is_withdrawn(found) && found.record.fact("documents").size() < kPapersBytes;
  });
  if (!application) return std::nullopt;
  const std::string paper =
      dice_.one_in(2) ? "identity-copies" : "paper-" + std::to_string(++number_);
  return event("application.supplement", sender_of(*application),
               {{"application", {application->name.id}},
                {"election", {application->name.election}},
                {"documents", {paper}}});
}

ActDesk::Draft ActDesk::application_withdraw() {
  const auto application =
      find("application", [](const Found& found) { return !is_withdrawn(found); });
  if (!application) return std::nullopt;
  std::vector<Line> lines = {{"application", {application->name.id}},
                             {"election", {application->name.election}}};
  if (dice_.one_in(2)) lines.push_back({"reason", {"they stay at home"}});
  return event("application.withdraw", sender_of(*application), std::move(lines));
}

// Of a person on the list of an application that still stands.
ActDesk::Draft ActDesk::identity_update() {
  domain::acts::Listing chosen{"none-10", "odihr", "-", "-", "-", "-"};
  const auto person = find("person", [&](const Found& found) {
    for (const auto& listing : domain::acts::listings(found.record)) {
      const auto application =
          record(domain::object_key("application", found.name.election, listing.application));
      if (!application || application->fact("state") == "withdrawn") continue;
      chosen = listing;
      return true;
    }
    return false;
  });
  if (!person) return std::nullopt;
  const auto listed = domain::acts::listings(person->record);
  if (!choosy_ && !listed.empty()) chosen = dice_.of(listed);
  const std::string document = commitment("new document " + std::to_string(++number_));
  return event("identity.update", chosen.organisation,
               {{"application", {chosen.application}},
                {"election", {person->name.election}},
                {"person", {person->name.id, "-", "yes", "-", document}}});
}

}  // namespace kuboluk::simulation
