#include "tests/simulation/acts_desk.h"

#include <algorithm>

#include "crypto/check.h"
#include "ledger/domain/verdict.h"

namespace kuboluk::simulation {
namespace {

// Names looked at before the search is given up: what a draw costs does not grow with the ledger.
constexpr int kTriesMax = 10;
// Half of the looks go to the newest names: what was done lately is what can be gone on with.
constexpr std::size_t kNewest = 6;
// An act takes a while to be recorded; a window that closes within it is closed.
constexpr std::int64_t kSpareMs = 2 * domain::kHourMs;

}  // namespace

ActDesk::ActDesk(const core::test::Institutions& institutions, const batch::LedgerReader& ledger,
                 domain::Instant now, std::mt19937_64& random, const std::string& tag,
                 std::uint64_t& number, Names& names)
    : institutions_(institutions),
      ledger_(ledger),
      now_{now.ms - now.ms % domain::kSecondMs},
      dice_(random),
      tag_(tag),
      number_(number),
      names_(names) {}

const std::vector<std::string>& ActDesk::types() {
  static const std::vector<std::string> kTypes = [] {
    std::vector<std::string> types;
    for (const domain::ActSpec* spec : domain::act_specs())
      types.emplace_back(spec->type);
    return types;
  }();
  return kTypes;
}

std::optional<domain::Event> ActDesk::lawful(std::string_view type) {
  choosy_ = true;
  given_.clear();
  return draft(type);
}

domain::Event ActDesk::blind(std::string_view type) {
  choosy_ = false;
  given_.clear();
  const auto event = draft(type);
  KUBOLUK_CHECK(event.has_value());
  return *event;
}

ActDesk::Draft ActDesk::draft(std::string_view type) {
  using Make = Draft (ActDesk::*)();
  static const std::map<std::string_view, Make> kMakers = {
      {"accreditation.grant", &ActDesk::accreditation_grant},
      {"accreditation.refuse", &ActDesk::accreditation_refuse},
      {"accreditation.revoke", &ActDesk::accreditation_revoke},
      {"application.forward", &ActDesk::application_forward},
      {"application.submit", &ActDesk::application_submit},
      {"application.supplement", &ActDesk::application_supplement},
      {"application.withdraw", &ActDesk::application_withdraw},
      {"certificate.reissue", &ActDesk::certificate_reissue},
      {"correction.clerical", &ActDesk::correction_clerical},
      {"court.decision", &ActDesk::court_decision},
      {"decision.rescind", &ActDesk::decision_rescind},
      {"election.call", &ActDesk::election_call},
      {"election.invalidate", &ActDesk::election_invalidate},
      {"election.repeat", &ActDesk::election_repeat},
      {"fact.note", &ActDesk::fact_note},
      {"identity.update", &ActDesk::identity_update},
      {"invitation.decline", &ActDesk::invitation_decline},
      {"invitation.send", &ActDesk::invitation_send},
      {"ledger.genesis", &ActDesk::genesis},
      {"list.publish", &ActDesk::list_publish},
      {"org.register", &ActDesk::org_register},
      {"results.publish", &ActDesk::results_publish}};
  const auto maker = kMakers.find(type);
  KUBOLUK_CHECK(maker != kMakers.end());  // a new type of act needs a draft here
  return (this->*maker->second)();
}

void ActDesk::keep_names() {
  for (const auto& [kind, named] : given_)
    names_[kind].push_back(named);
  given_.clear();
}

std::string ActDesk::fresh(std::string_view letter) {
  return std::string(letter) + "-" + tag_ + "-" + std::to_string(100 + ++number_);
}

std::string ActDesk::day(int from_today) const {
  return domain::print_day({domain::day_of(now_, institutions_.info().offset).days + from_today});
}

bool ActDesk::is_known(std::string_view author) const {
  return record(domain::plain_key("member", author)).has_value() ||
         record(domain::plain_key("organisation", author)).has_value();
}

// By role first: those of which there are many do not crowd out the rest.
std::string ActDesk::anybody() {
  const auto& organisations = names_["organisation"];
  switch (dice_.below(8)) {
    case 0:
      return "nobody";
    case 1:
      return "operator";
    case 2:
      return "court";
    case 3:
      return dice_.of(ruleset().inviters);
    case 4:
      return ruleset().ministry;
    case 5:
      return ruleset().commission;
    case 6:
      if (!organisations.empty()) return dice_.of(organisations).id;
      break;
    default:
      break;
  }
  return dice_.of(core::test::Institutions::ids());
}

// What cannot be read or does not parse is not known to the author: nodes with a failing disk are
// judged elsewhere.
std::optional<domain::Record> ActDesk::record(const std::string& key) const {
  const auto text = ledger_.record(key);
  if (!text || !*text) return std::nullopt;
  auto parsed = domain::parse_record(**text);
  if (!parsed) return std::nullopt;
  return std::move(*parsed);
}

domain::Record ActDesk::record_of(std::string_view kind, const Named& named) const {
  const std::string key = kind == "organisation" || kind == "election"
                              ? domain::plain_key(kind, named.id)
                              : domain::object_key(kind, named.election, named.id);
  return record(key).value_or(domain::Record{});
}

std::optional<Found> ActDesk::find(std::string_view kind, const Fits& fits) {
  const std::vector<Named>& names = names_[std::string(kind)];
  if (!choosy_) {
    if (names.empty() || dice_.one_in(6)) return Found{{"e-none", "none-10"}, {}};
    const Named& named = dice_.of(names);
    return Found{named, record_of(kind, named)};
  }
  for (int tries = 0; tries < kTriesMax && !names.empty(); ++tries) {
    const std::size_t reach = tries % 2 == 0 ? names.size() : std::min(names.size(), kNewest);
    const Named& named = names[names.size() - 1 - dice_.below(reach)];
    Found found{named, record_of(kind, named)};
    if (!found.record.key.empty() && fits(found)) return found;
  }
  return std::nullopt;
}

std::optional<Found> ActDesk::find_any(std::string_view kind) {
  return find(kind, [](const Found&) { return true; });
}

std::string ActDesk::fresh_or_used(std::string_view kind, std::string_view letter,
                                   std::string_view election) {
  const auto& names = names_[std::string(kind)];
  if (!choosy_ && !names.empty() && dice_.one_in(2)) {
    const Named& used = dice_.of(names);
    if (used.election == election) return used.id;
  }
  return fresh(letter);
}

void ActDesk::name(std::string_view kind, std::string_view election, std::string_view id) {
  given_.push_back({std::string(kind), {std::string(election), std::string(id)}});
}

domain::Event ActDesk::event(std::string_view type, std::string_view by,
                             std::vector<domain::Line> lines) const {
  domain::Event event;
  event.ledger = institutions_.info().id;
  event.type = type;
  event.by = by;
  event.at = now_;
  event.signed_at = now_;
  event.expires = {now_.ms + domain::kExpiresMsMax};
  event.offset = institutions_.info().offset;
  event.ruleset = ruleset().name();
  event.lines = std::move(lines);
  return event;
}

bool ActDesk::is_known_at_now(const domain::Record& record) const {
  return !record.acts.empty() && record.acts.front().valid <= now_;
}

bool ActDesk::is_open(const domain::Record& election) const {
  const auto voting = domain::parse_day(election.fact("voting-day"));
  if (!voting || !is_known_at_now(election)) return false;
  const domain::Day last{voting->days - ruleset().window_days};
  return domain::holds(election, election.acts.front(), {}) &&
         now_.ms + kSpareMs < domain::end_of(last, institutions_.info().offset).ms;
}

bool ActDesk::is_open(std::string_view election) const {
  const auto found = record(domain::election_key(election));
  return found && is_open(*found);
}

}  // namespace kuboluk::simulation
