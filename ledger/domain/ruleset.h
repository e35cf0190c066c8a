// Rulesets: the law as versioned data. A ruleset is a strict text (ledger/rulesets/*.ruleset,
// format in ledger/FORMATS.md) that names who may do what, the window, the grounds, and for every
// predicate the rule id that is cited when it fails. Adding the law of another country is a new
// file; only a predicate that no law has needed so far is code (ledger/domain/acts).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/result.h"

namespace kuboluk::domain {

// One paragraph that a decision can cite.
struct RuleText {
  std::string text;    // one line, plain words
  std::string source;  // where the law says so
};

// Who may sign an act of one type.
struct ActRight {
  // Body ids; the word "organisation" stands for the sending organisation that the act concerns,
  // "inviter" for the bodies of `inviters`, "any" for every author known to the ledger.
  std::vector<std::string> authors;
  std::string author_rule;          // cited when another author signs
  std::string paragraph;            // cited by the accepted act
  std::int32_t record_within_days;  // how long after `at` it may be recorded, else X.TIME
};

enum class Forwarding { kWhenReceivedByMinistry, kAlways };
enum class WindowKind { kDaysBeforeVoting, kExplicitClosing };

// A reading chosen for a gap of the law (G1-G14 of the domain notes), recorded in the genesis.
struct Reading {
  std::string gap;     // "G2"
  std::string choice;  // one token
  std::string text;    // what it means
};

// Value type; immutable after parsing.
struct Ruleset {
  std::string id;             // "KR-REG-197+CL-68"
  std::uint32_t version = 0;  // "@1"
  std::string title;
  Hash table_hash{};  // SHA-256 of the file's exact bytes: what a verifier compares

  std::map<std::string, RuleText, std::less<>> rules;  // by rule id; every id cited below is in it
  std::map<std::string, ActRight, std::less<>>
      acts;  // by act type; a type that is missing is X.NOLAW

  std::string commission;             // body that accredits ("cec")
  std::string ministry;               // body that transmits ("mfa")
  std::vector<std::string> inviters;  // bodies that may invite, sorted
  std::string inviter_rule;     // wrong inviter, or the election is not called and published yet
  std::string channel_rule;     // invitation not through the ministry
  std::string invitation_rule;  // application without an invitation, or not by that organisation
  std::string list_rule;        // person not on the submitted list
  Forwarding forwarding = Forwarding::kWhenReceivedByMinistry;
  std::string forwarding_rule;
  std::vector<std::string> documents;  // papers that a grant needs, sorted
  std::string papers_rule;             // one of them is missing
  std::string document_validity_rule;  // identity document not valid on voting day
  std::vector<std::string> barred_citizenships;
  std::string citizenship_rule;  // "-" where none is barred
  WindowKind window = WindowKind::kDaysBeforeVoting;
  std::int32_t window_days = 0;  // last permitted day = voting day minus this, whole
  std::string window_rule;
  std::vector<std::string> refusal_grounds;
  std::string refusal_rule;  // ground not in the list, or no reason
  std::vector<std::string> revocation_grounds;
  std::vector<std::string> revocation_limbs;
  std::string revocation_rule;
  std::vector<Reading> readings;

  // "KR-REG-197+CL-68@1": as events name it.
  std::string name() const { return id + "@" + std::to_string(version); }
};

// Errors: X.FORM naming `origin` (file name) and line: syntax, order, a cited id without a rule
// line, unknown act type.
Result<Ruleset> parse_ruleset(std::string_view origin, std::string_view text);

// The rulesets that a program runs. Value type.
class Rulesets {
 public:
  // X.DUP if the id is there already.
  Result<void> add(Ruleset ruleset);
  // The ruleset of that id or nothing; valid as long as this object lives and is not changed.
  const Ruleset* find(std::string_view id) const;
  // By full name ("...@1").
  const Ruleset* find_by_name(std::string_view name) const;
  std::vector<std::string> ids() const;

 private:
  std::map<std::string, Ruleset, std::less<>> by_id_;
};

// The files of ledger/rulesets, compiled in. They parse (checked).
Rulesets built_in_rulesets();

// Rules that are not law but integrity (X.DUP, X.UNKNOWN, ...), the same under every ruleset: id ->
// plain text.
const std::map<std::string, std::string, std::less<>>& integrity_rules();

}  // namespace kuboluk::domain
