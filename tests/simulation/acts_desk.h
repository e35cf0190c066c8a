// Where acts are drafted: reads what became of the ids that were given, and writes an act of a type
// that is lawful now, or one by the right author about whatever comes to hand.
#pragma once

#include <functional>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/domain/event.h"
#include "ledger/domain/record.h"
#include "tests/simulation/acts.h"

namespace kuboluk::simulation {

// Portable: no std::*_distribution.
class Dice {
 public:
  explicit Dice(std::mt19937_64& random) : random_(random) {}
  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
  bool one_in(std::uint64_t times) { return below(times) == 0; }
  template <class T>
  const T& of(const std::vector<T>& list) {
    return list[below(list.size())];
  }

 private:
  std::mt19937_64& random_;
};

// An object that the source has named, and its record; without key if the ledger has none.
struct Found {
  Named name;
  domain::Record record;
};

// Lives for one draw.
class ActDesk {
 public:
  ActDesk(const core::test::Institutions& institutions, const batch::LedgerReader& ledger,
          domain::Instant now, std::mt19937_64& random, const std::string& tag,
          std::uint64_t& number, Names& names);

  // The types that anybody may ever sign here: all but the genesis.
  static const std::vector<std::string>& types();
  // An act of that type that is lawful on the ledger, or nothing if there is nothing to do it to.
  std::optional<domain::Event> lawful(std::string_view type);
  // An act of that type on any object, in whatever state, or on none.
  domain::Event blind(std::string_view type);
  // A grant in an open election to a listed person who cannot be granted now.
  std::optional<domain::Event> unready_grant();
  // A forwarding of an application that is not in the ledger yet.
  domain::Event forwarding_of(const domain::Event& application);
  // Lawful acts make their ids known; called when the draw is decided.
  void keep_names();

  const core::test::Institutions& institutions() const { return institutions_; }
  const domain::Ruleset& ruleset() const { return institutions_.ruleset(); }
  domain::Instant now() const { return now_; }
  Dice& dice() { return dice_; }
  std::string fresh(std::string_view letter);
  std::string day(int from_today) const;
  // Every author that there is: members, bodies, organisations, one whom nobody knows.
  std::string anybody();
  bool is_known(std::string_view author) const;

 private:
  using Fits = std::function<bool(const Found&)>;
  using Draft = std::optional<domain::Event>;

  Draft draft(std::string_view type);
  Draft org_register();
  Draft election_call();
  Draft results_publish();
  Draft election_invalidate();
  Draft election_repeat();
  Draft invitation_send();
  Draft invitation_decline();
  Draft fact_note();
  Draft genesis();
  Draft application_submit();
  Draft application_forward();
  Draft application_supplement();
  Draft application_withdraw();
  Draft identity_update();
  Draft accreditation_grant();
  Draft accreditation_refuse();
  Draft accreditation_revoke();
  Draft list_publish();
  Draft certificate_reissue();
  Draft correction_clerical();
  Draft court_decision();
  Draft decision_rescind();

  std::optional<domain::Record> record(const std::string& key) const;
  domain::Record record_of(std::string_view kind, const Named& name) const;
  // A named object that fits, by chance; if choice is free, any, and one time in six one that does
  // not exist.
  std::optional<Found> find(std::string_view kind, const Fits& fits);
  std::optional<Found> find_any(std::string_view kind);
  // An id for a new object; if choice is free, sometimes one that is used.
  std::string fresh_or_used(std::string_view kind, std::string_view letter,
                            std::string_view election);
  void name(std::string_view kind, std::string_view election, std::string_view id);
  domain::Event event(std::string_view type, std::string_view by,
                      std::vector<domain::Line> lines) const;

  bool is_open(const domain::Record& election) const;  // for filings and decrees
  bool is_open(std::string_view election) const;
  bool is_known_at_now(const domain::Record& record) const;
  bool is_active(const Found& accreditation) const;
  std::string inviter();
  domain::Line person_line(const Named& application, std::string_view organisation);
  // The application on which the person could be accredited now.
  std::optional<std::string> grantable(const Found& person) const;
  bool is_accredited(const Found& person) const;
  bool is_ready(const domain::Record& application) const;
  domain::Event grant_to(const Found& person, const std::string& application);
  domain::Line grant_line(const Found& person, const std::string& application);
  std::vector<domain::Line> further_grants(const Found& first);
  std::optional<std::pair<std::string, std::string>> undoable(bool court);
  std::optional<std::pair<std::string, std::string>> undoable_decree(bool court);
  std::optional<std::pair<std::string, std::string>> undoable_list();
  std::optional<std::pair<std::string, std::string>> undoable_election_act();

  const core::test::Institutions& institutions_;
  const batch::LedgerReader& ledger_;
  domain::Instant now_;  // whole seconds
  Dice dice_;
  const std::string& tag_;
  std::uint64_t& number_;
  Names& names_;
  bool choosy_ = true;
  std::vector<std::pair<std::string, Named>> given_;  // by the draft at hand
};

// Ways of spoiling an act that is right in all the rest.
enum class Spoiling {
  kAuthor,     // another author than the law allows
  kTime,       // too old, expired, valid for too long, signed ahead, after the window
  kReference,  // to what nobody has made
  kValue,      // that its rule does not allow
  kHead,       // another ledger, law or offset, a type that no law knows
  kKey,        // signed by somebody else
  kPart,       // the last part of a divided act is missing
  kPerson,     // a grant to somebody who may not have it: barred, without papers, granted already
};
inline constexpr std::uint64_t kSpoilings = 8;
std::string_view words_of(Spoiling way);

// Nothing if that act cannot be spoilt that way. Not for kKey and kPart, which are no
// event's, nor for kPerson, which begins with another draft.
std::optional<domain::Event> spoil(ActDesk& desk, domain::Event event, Spoiling way);

}  // namespace kuboluk::simulation
