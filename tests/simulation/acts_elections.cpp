// Drafts about organisations, elections and invitations.
#include "ledger/domain/verdict.h"
#include "tests/simulation/acts_desk.h"

namespace kuboluk::simulation {

using domain::Line;

// Mostly an organisation of its own key; sometimes a mission that is a member.
ActDesk::Draft ActDesk::org_register() {
  std::string org = fresh_or_used("organisation", "o", "");
  if (dice_.one_in(5)) org = dice_.of(core::test::Institutions::ids());
  if (choosy_ && record(domain::plain_key("organisation", org))) return std::nullopt;
  name("organisation", "", org);
  std::vector<Line> lines = {{"org", {org}},
                             {"kind", {dice_.one_in(2) ? "igo" : "ngo"}},
                             {"author-key", {institutions_.vkey(org, "author").text()}},
                             {"name", {"en", "Synthetic Organisation " + org}}};
  if (dice_.one_in(4)) lines.insert(lines.begin() + 2, {"mission", {"mission-1"}});
  return event("org.register", ruleset().commission, std::move(lines));
}

// Most are open for weeks; some are over for filings from the start.
ActDesk::Draft ActDesk::election_call() {
  const std::string id = fresh_or_used("election", "e", "");
  std::string caller = dice_.of(ruleset().acts.at("election.call").authors);
  if (choosy_ && !is_known(caller)) caller = ruleset().commission;
  const int days = dice_.one_in(5) ? 1 + static_cast<int>(dice_.below(4))
                                   : 12 + static_cast<int>(dice_.below(40));
  name("election", id, id);
  std::vector<Line> lines = {{"election", {id}}, {"kind", {"test"}}, {"voting_day", {day(days)}}};
  if (dice_.one_in(3)) lines.push_back({"decree", {"No " + std::to_string(number_)}});
  lines.push_back({"published_on", {day(-static_cast<int>(dice_.below(2)))}});
  lines.push_back({"title", {"en", "Synthetic election " + id}});
  return event("election.call", caller, std::move(lines));
}

// Mostly to come, so that authority goes on for a while; sometimes yesterday.
ActDesk::Draft ActDesk::results_publish() {
  const auto election = find_any("election");
  if (!election) return std::nullopt;
  const std::string scope = dice_.one_in(3) ? "all" : "district-" + std::to_string(++number_);
  const int days = dice_.one_in(5) ? -1 : 3 + static_cast<int>(dice_.below(30));
  std::vector<Line> lines = {
      {"election", {election->name.id}}, {"scope", {scope}}, {"published_on", {day(days)}}};
  if (dice_.one_in(3)) lines.push_back({"repeat_voting_day", {day(days + 14)}});
  return event("results.publish", ruleset().commission, std::move(lines));
}

ActDesk::Draft ActDesk::election_invalidate() {
  const auto election = find_any("election");
  if (!election) return std::nullopt;
  const std::string scope = dice_.one_in(4) ? "all" : "district-" + std::to_string(++number_);
  return event("election.invalidate", ruleset().commission,
               {{"election", {election->name.id}}, {"scope", {scope}}});
}

ActDesk::Draft ActDesk::election_repeat() {
  const auto election = find_any("election");
  if (!election) return std::nullopt;
  const std::string id = fresh_or_used("election", "e", "");
  name("election", id, id);
  const int days = 10 + static_cast<int>(dice_.below(60));
  std::vector<Line> lines = {{"election", {election->name.id}},
                             {"kind", {"repeat-election"}},
                             {"scope", {"district-" + std::to_string(++number_)}},
                             {"voting_day", {day(days)}},
                             {"new_election", {id}}};
  if (dice_.one_in(2)) lines.push_back({"published_on", {day(0)}});
  return event("election.repeat", ruleset().commission, std::move(lines));
}

std::string ActDesk::inviter() {
  const std::string by = dice_.of(ruleset().inviters);
  return choosy_ && !is_known(by) ? ruleset().commission : by;
}

ActDesk::Draft ActDesk::invitation_send() {
  const auto election = find("election", [this](const Found& found) {
    const auto published = domain::parse_day(found.record.fact("published-on"));
    return published && domain::holds(found.record, found.record.acts.front(), {}) &&
           domain::day_of(now_, institutions_.info().offset) >= *published;
  });
  const auto org = find_any("organisation");
  if (!election || !org) return std::nullopt;
  const std::string by = inviter();
  const std::string id = fresh_or_used("invitation", "I", election->name.id);
  name("invitation", election->name.id, id);
  return event("invitation.send", by,
               {{"election", {election->name.id}},
                {"invitation", {id}},
                {"org", {org->name.id}},
                {"inviter", {by}},
                {"channel", {ruleset().ministry}}});
}

ActDesk::Draft ActDesk::invitation_decline() {
  const auto invitation = find("invitation", [](const Found& found) {
    return found.record.first_act("invitation.decline") == nullptr;
  });
  if (!invitation) return std::nullopt;
  const std::string org(invitation->record.fact("organisation"));
  std::vector<Line> lines = {{"election", {invitation->name.election}},
                             {"invitation", {invitation->name.id}}};
  if (dice_.one_in(2)) lines.push_back({"reason", {"no staff"}});
  return event("invitation.decline", org == domain::kNotGiven ? "odihr" : org, std::move(lines));
}

ActDesk::Draft ActDesk::fact_note() {
  std::string by = anybody();
  if (choosy_ && !is_known(by)) by = "ots";
  std::vector<Line> lines = {{"text", {"note " + std::to_string(++number_)}}};
  if (dice_.one_in(3)) lines.insert(lines.begin(), {"election", {"e-none"}});
  return event("fact.note", by, std::move(lines));
}

// A ledger has one, and it is there.
ActDesk::Draft ActDesk::genesis() {
  if (choosy_) return std::nullopt;
  const auto first = domain::parse_signed_event(institutions_.genesis());
  return event("ledger.genesis", "operator", first->event.lines);
}

}  // namespace kuboluk::simulation
