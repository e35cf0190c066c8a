// Acts against the rules, made from acts that are right in all the rest.
#include <algorithm>
#include <array>

#include "crypto/sha256.h"
#include "ledger/domain/charset.h"
#include "tests/simulation/acts_desk.h"

namespace kuboluk::simulation {
namespace {

// Longer ago than any act may be recorded under the ruleset (record-within-days).
constexpr std::int64_t kLongAgoDays = 40'000;

// One value that a rule of that type does not allow, in a line that the draft has.
struct Spoil {
  std::string_view type;
  std::string_view line;
  std::size_t column;
  std::string_view value;
};

constexpr std::string_view kMember = "<a member>";
constexpr std::string_view kCosigner = "<a cosigner key>";
constexpr std::string_view kManyPapers = "<as many papers as one act may name>";
constexpr std::string_view kOthersKey = "<another's key>";

constexpr std::array kSpoils = {
    Spoil{"org.register", "org", 0, "Org"},
    Spoil{"org.register", "org", 0, "organisation"},
    Spoil{"org.register", "org", 0, kMember},
    Spoil{"org.register", "author-key", 0, kCosigner},
    Spoil{"org.register", "author-key", 0, kOthersKey},
    Spoil{"org.register", "author-key", 0, "-"},
    Spoil{"election.call", "election", 0, "E-1"},
    Spoil{"election.call", "voting_day", 0, "-"},
    Spoil{"election.repeat", "new_election", 0, "E-1"},
    Spoil{"election.repeat", "voting_day", 0, "-"},
    Spoil{"results.publish", "published_on", 0, "-"},
    Spoil{"invitation.send", "channel", 0, "cec"},
    Spoil{"invitation.send", "inviter", 0, "mfa"},
    Spoil{"invitation.send", "invitation", 0, "I--1"},
    Spoil{"application.submit", "person", 0, "Nobody"},
    Spoil{"application.submit", "person", 1, "de"},
    Spoil{"application.submit", "application", 0, "A--1"},
    Spoil{"application.submit", "org", 0, "none-10"},
    Spoil{"application.forward", "review", 0, "-"},
    Spoil{"application.supplement", "documents", 0, kManyPapers},
    Spoil{"identity.update", "person", 0, "p-none-10"},
    Spoil{"identity.update", "person", 1, "de"},
    Spoil{"accreditation.grant", "grant", 0, "N-1-X"},
    Spoil{"accreditation.grant", "grant", 1, "C-1-X"},
    Spoil{"accreditation.grant", "grant", 3, "p-none-10"},
    Spoil{"accreditation.grant", "decree", 0, "D--1"},
    Spoil{"accreditation.refuse", "refuse", 0, "p-none-10"},
    Spoil{"accreditation.refuse", "refuse", 2, "KR.R4.7"},
    Spoil{"accreditation.refuse", "refuse", 3, "-"},
    Spoil{"accreditation.refuse", "decree", 0, "D--1"},
    Spoil{"accreditation.revoke", "ground", 0, "KR.R3.4"},
    Spoil{"accreditation.revoke", "limb", 0, "mood"},
    Spoil{"accreditation.revoke", "reason", 0, "-"},
    Spoil{"accreditation.revoke", "decree", 0, "D--1"},
    Spoil{"certificate.reissue", "new", 0, "C-1-X"},
    Spoil{"court.decision", "effect", 0, "perhaps"},
    Spoil{"court.decision", "annuls", 0, "election.call:all"},
    Spoil{"decision.rescind", "rescinds", 0, "fact.note:1"},
};

// Lines whose value is the id of something that must be there.
constexpr std::array<std::pair<std::string_view, std::string_view>, 17> kReferences = {
    {{"results.publish", "election"},
     {"election.invalidate", "election"},
     {"election.repeat", "election"},
     {"invitation.send", "election"},
     {"invitation.send", "org"},
     {"invitation.decline", "invitation"},
     {"application.submit", "invitation"},
     {"application.forward", "application"},
     {"application.supplement", "application"},
     {"application.withdraw", "application"},
     {"identity.update", "application"},
     {"accreditation.grant", "election"},
     {"accreditation.revoke", "accreditation"},
     {"list.publish", "decree"},
     {"certificate.reissue", "old"},
     {"correction.clerical", "accreditation"},
     {"court.decision", "election"}}};

domain::Line* line_of(domain::Event& event, std::string_view key) {
  const auto found = std::find_if(event.lines.begin(), event.lines.end(),
                                  [&](const domain::Line& line) { return line.key == key; });
  return found == event.lines.end() ? nullptr : &*found;
}

std::string value_of(ActDesk& desk, const domain::Event& event, std::string_view value) {
  const auto& institutions = desk.institutions();
  if (value == kMember) return "odihr";  // its key is another than the draft has
  if (value == kCosigner) return institutions.vkey("ots", "cosigner").text();
  if (value == kOthersKey) {
    return institutions.vkey(event.value("org") == "mfa" ? "cis" : "mfa", "author").text();
  }
  if (value == kManyPapers) {
    std::string papers = "q10";
    for (int i = 11; papers.size() + 4 <= domain::kTokenListBytesMax; ++i)
      papers += ",q" + std::to_string(i);
    return papers;
  }
  return std::string(value);
}

bool contains(const std::vector<std::string>& list, std::string_view value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

std::optional<domain::Event> by_another(ActDesk& desk, domain::Event event) {
  const auto& authors = desk.ruleset().acts.at(event.type).authors;
  const std::string author = desk.anybody();
  const bool allowed = author == event.by || contains(authors, author);
  if (allowed || (contains(authors, "any") && desk.is_known(author))) return std::nullopt;
  event.by = author;
  return event;
}

std::optional<domain::Event> out_of_time(ActDesk& desk, domain::Event event) {
  const bool real = desk.institutions().info().clock == domain::Clock::kReal;
  const bool in_window = event.type == "application.submit" || event.type == "accreditation.grant";
  switch (desk.dice().below(in_window ? 6 : 4)) {
    case 0:  // nothing is recorded after so many days
      event.at.ms = std::max<std::int64_t>(0, event.at.ms - kLongAgoDays * domain::kDayMs);
      return event;
    case 1:  // expired before it could be recorded
      event.signed_at.ms -= 3 * domain::kDayMs;
      event.expires.ms = event.signed_at.ms + domain::kDayMs;
      return event;
    case 2:  // valid for longer than any act may be
      event.expires.ms += domain::kSecondMs;
      return event;
    case 3:  // by an author whose clock is an hour ahead
      if (!real) return std::nullopt;
      event.signed_at.ms += domain::kHourMs;
      event.expires.ms = event.signed_at.ms + domain::kDayMs;
      return event;
    default:  // when the window has long closed
      event.at.ms += 400 * domain::kDayMs;
      return event;
  }
}

std::optional<domain::Event> bad_value(ActDesk& desk, domain::Event event) {
  std::vector<const Spoil*> fitting;
  for (const Spoil& spoil : kSpoils) {
    if (spoil.type == event.type && line_of(event, spoil.line) != nullptr)
      fitting.push_back(&spoil);
  }
  if (fitting.empty()) return std::nullopt;
  const Spoil& spoil = *desk.dice().of(fitting);
  std::string value = value_of(desk, event, spoil.value);
  if (value == event.value("org") && spoil.value == kMember) return std::nullopt;
  line_of(event, spoil.line)->values[spoil.column] = std::move(value);
  return event;
}

std::optional<domain::Event> dangling(ActDesk& desk, domain::Event event) {
  if (desk.dice().one_in(3)) {
    event.after = crypto::sha256(bytes_of(desk.fresh("never")));
    return event;
  }
  std::vector<std::string_view> keys;
  for (const auto& [type, key] : kReferences) {
    if (type == event.type) keys.push_back(key);
  }
  if (keys.empty()) return std::nullopt;
  domain::Line* line = line_of(event, desk.dice().of(keys));
  if (line == nullptr) return std::nullopt;
  line->values[0] = "none-10";
  return event;
}

domain::Event wrong_head(ActDesk& desk, domain::Event event) {
  // A time in the lines has the offset of the head, or the act cannot be printed.
  const bool timed = event.given("from").has_value();
  switch (desk.dice().below(timed ? 2 : 4)) {
    case 0:
      event.ledger = "kuboluk.example/another/0123456789abcdef";
      return event;
    case 1:
      event.ruleset = "KZ-GENERIC@1";
      return event;
    case 2:
      event.offset = domain::Offset{0};
      return event;
    default:
      event.type = "accreditation.suspend";
      event.lines = {{"accreditation", {"N-1-10"}}};
      return event;
  }
}

}  // namespace

std::string_view words_of(Spoiling way) {
  constexpr std::string_view kWords[] = {
      "by the wrong author",       "out of time",
      "about what does not exist", "with a value that no rule allows",
      "for another ledger or law", "signed with another's key",
      "the last part is missing",  "to a person who may not have it"};
  return kWords[static_cast<std::size_t>(way)];
}

std::optional<domain::Event> spoil(ActDesk& desk, domain::Event event, Spoiling way) {
  switch (way) {
    case Spoiling::kAuthor:
      return by_another(desk, std::move(event));
    case Spoiling::kTime:
      return out_of_time(desk, std::move(event));
    case Spoiling::kReference:
      return dangling(desk, std::move(event));
    case Spoiling::kValue:
      return bad_value(desk, std::move(event));
    case Spoiling::kHead:
      return wrong_head(desk, std::move(event));
    case Spoiling::kKey:
    case Spoiling::kPart:
    case Spoiling::kPerson:
      break;
  }
  return std::nullopt;
}

}  // namespace kuboluk::simulation
