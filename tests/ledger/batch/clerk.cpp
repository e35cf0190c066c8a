#include "tests/ledger/batch/clerk.h"

#include <catch2/catch.hpp>

#include <algorithm>

#include "crypto/encoding.h"
#include "crypto/note.h"
#include "crypto/random.h"
#include "ledger/batch/builder.h"

namespace kuboluk::batch::test {
namespace {

constexpr std::string_view kName = "kuboluk.example/batch-test";
constexpr const char* kGenesisTime = "2026-04-08T00:00:00+06:00";
constexpr const char* kActTime = "2026-04-10T16:00:00+06:00";

std::string person_id(int number) {
  return "p-" + std::to_string(number);
}

std::string padded(int number) {
  const std::string digits = std::to_string(number);
  return std::string(4 - std::min<std::size_t>(4, digits.size()), '0') + digits;
}

std::vector<std::string> grant_values(int number) {
  return {"KG26-" + padded(number), "UD-" + padded(number), "A-10", person_id(number)};
}

}  // namespace

crypto::SecretKey key_of(std::string_view actor, int number) {
  crypto::SeededRandom random("clerk " + std::string(actor) + " " + std::to_string(number));
  return crypto::SecretKey::generate(random);
}

crypto::VerifierKey vkey_of(std::string_view actor, int number) {
  return *crypto::VerifierKey::make(
      std::string(actor) + ".example/author/" + std::to_string(number), crypto::KeyType::kEd25519,
      key_of(actor, number).public_key());
}

domain::Instant at(std::string_view local_time) {
  const auto time = domain::parse_local_time(local_time);
  REQUIRE(time);
  return time->instant;
}

Clerk::Clerk(domain::Clock clock)
    : ruleset_(*domain::built_in_rulesets().find("KR-REG-197+CL-68")) {
  info_.id = info_.name = kName;
  info_.offset = domain::Offset{360};
  Lines lines = {{"clock", {std::string(domain::to_text(clock))}},
                 {"offset", {"+06:00"}},
                 {"ruleset-hash", {crypto::to_base64(ruleset_.table_hash)}},
                 {"merge-delay", {"3600"}},
                 {"log-key", {crypto::to_base64(key_of("log").public_key().bytes())}}};
  const auto actors = {"cabinet", "cec", "court", "kenesh", "mfa", "operator", "president"};
  for (const char* actor : actors)
    lines.push_back({"author", {actor, "1"}});
  for (const char* actor : actors) {
    lines.push_back({"author-key", {actor, vkey_of(actor).text()}});
    if (std::string_view(actor) == "cec") {
      lines.push_back({"author-key", {actor, vkey_of(actor, 2).text()}});
    }
  }
  genesis_ = sign(event("ledger.genesis", "operator", kGenesisTime, lines));
  const auto info = domain::read_genesis(genesis_.bytes);
  REQUIRE(info);
  info_ = *info;
}

domain::Instant Clerk::genesis_time() const {
  return info_.clock == domain::Clock::kScenario ? domain::Instant{0} : at(kGenesisTime);
}

domain::Event Clerk::event(std::string_view type, std::string_view by, std::string_view time,
                           Lines lines) const {
  domain::Event event;
  event.ledger = info_.id;
  event.type = type;
  event.by = by;
  event.at = at(time);
  event.signed_at = event.at;
  event.expires = domain::Instant{event.at.ms + domain::kExpiresMsMax};
  event.offset = info_.offset;
  event.ruleset = ruleset_.name();
  event.lines = std::move(lines);
  return event;
}

domain::SignedEvent Clerk::sign(const domain::Event& event, int key_number) const {
  const auto text = domain::print_event(event);
  REQUIRE(text);
  const crypto::Note note{
      *text,
      {crypto::sign_note(*text, vkey_of(event.by, key_number), key_of(event.by, key_number))}};
  auto parsed = domain::parse_signed_event(crypto::print_note(note));
  REQUIRE(parsed);
  return *parsed;
}

domain::SignedEvent Clerk::note(int number, int key_number) const {
  return sign(event("fact.note", "cec", kActTime, {{"text", {"note " + std::to_string(number)}}}),
              key_number);
}

domain::SignedEvent Clerk::registration(int number) const {
  const std::string org = "org-" + std::to_string(number);
  return sign(event("org.register", "cec", kActTime,
                    {{"org", {org}},
                     {"kind", {"igo"}},
                     {"author-key", {vkey_of(org).text()}},
                     {"name", {"en", "Synthetic Organisation " + std::to_string(number)}}}));
}

std::vector<domain::SignedEvent> Clerk::application() const {
  const char* time = "2026-04-08T10:00:00+06:00";
  std::vector<domain::SignedEvent> events;
  events.push_back(sign(event("org.register", "cec", time,
                              {{"org", {"t-1"}},
                               {"kind", {"igo"}},
                               {"author-key", {vkey_of("t-1").text()}},
                               {"name", {"en", "Synthetic Organisation"}}})));
  events.push_back(sign(event("election.call", "president", time,
                              {{"election", {"kg-1"}},
                               {"kind", {"test"}},
                               {"voting_day", {"2026-06-14"}},
                               {"published_on", {"2026-04-08"}}})));
  events.push_back(sign(event("invitation.send", "cec", time,
                              {{"election", {"kg-1"}},
                               {"invitation", {"I-1"}},
                               {"org", {"t-1"}},
                               {"inviter", {"cec"}},
                               {"channel", {"mfa"}}})));
  Lines lines = {{"application", {"A-10"}}, {"election", {"kg-1"}},
                 {"org", {"t-1"}},          {"invitation", {"I-1"}},
                 {"received_by", {"cec"}},  {"documents", {"application,identity-copies,list"}}};
  for (int person = 1; person <= kApplicants; ++person) {
    lines.push_back({"person", {person_id(person), "XX", "yes", "-", "-"}});
  }
  events.push_back(sign(event("application.submit", "t-1", time, lines)));
  return events;
}

domain::SignedEvent Clerk::grant(int person) const {
  return sign(event("accreditation.grant", "cec", kActTime,
                    {{"election", {"kg-1"}},
                     {"decree", {"D-" + std::to_string(person)}},
                     {"grant", grant_values(person)}}));
}

std::vector<domain::SignedEvent> Clerk::divided_grant(int first, int last) const {
  Lines lines = {{"election", {"kg-1"}}, {"decree", {"DD-" + std::to_string(first)}}};
  for (int person = first; person <= last; ++person) {
    lines.push_back({"grant", grant_values(person)});
  }
  const auto parts = domain::divide(event("accreditation.grant", "cec", kActTime, lines), 560);
  REQUIRE(parts);
  std::vector<domain::SignedEvent> events;
  for (const domain::Event& part : *parts)
    events.push_back(sign(part));
  return events;
}

History::History(const Clerk& clerk, std::uint64_t seed) : clerk_(clerk), random_(seed) {}

std::vector<std::vector<domain::SignedEvent>> History::submissions() {
  if (step_ == 0) return {{clerk_.genesis()}};
  if (step_ == 1) return {clerk_.application()};
  std::vector<std::vector<domain::SignedEvent>> all;
  for (std::uint64_t count = random_() % 5; count > 0; --count) {
    const std::uint64_t kind = random_() % 4;
    if (kind == 0 && granted_ < Clerk::kApplicants) {
      all.push_back({clerk_.grant(++granted_)});
    } else if (kind == 1) {
      all.push_back({clerk_.registration(++registrations_)});
    } else if (kind == 2 && granted_ + 8 < Clerk::kApplicants && step_ % 7 == 0) {
      all.push_back(clerk_.divided_grant(granted_ + 1, granted_ + 8));
      granted_ += 8;
    } else {
      all.push_back({clerk_.note(notes_ + 1), clerk_.note(notes_ + 2)});
      notes_ += 2;
    }
  }
  return all;
}

domain::Instant History::next_time() {
  if (step_ == 0) return clerk_.genesis_time();
  const auto known = ledger_.position()->known;
  if (step_ == 1) return at("2026-04-10T16:00:00+06:00");
  return {known.ms + static_cast<std::int64_t>(random_() % 60'000)};
}

Change History::next() {
  auto all = submissions();
  // Nothing to record: a seal alone, which in a training ledger repeats the time.
  const auto known = all.empty() && clerk_.info().clock == domain::Clock::kScenario
                         ? ledger_.position()->known
                         : next_time();
  Change change = build(clerk_, ledger_, *ledger_.position(), all, known);
  ledger_.apply(change);
  ++step_;
  return change;
}

std::vector<Change> History::take(std::size_t count) {
  std::vector<Change> changes;
  for (std::size_t i = 0; i < count; ++i)
    changes.push_back(next());
  return changes;
}

Change build(const Clerk& clerk, const LedgerReader& reader, const Position& position,
             const std::vector<std::vector<domain::SignedEvent>>& submissions,
             domain::Instant known) {
  BatchBuilder builder(clerk.info(), clerk.ruleset(), reader, position);
  for (const auto& submission : submissions) {
    const auto added = builder.add(submission, known);
    if (!added) FAIL(added.error().message());
  }
  auto change = builder.seal(known);
  if (!change) FAIL(change.error().message());
  return std::move(*change);
}

bool same_change(const Change& a, const Change& b) {
  CHECK(a.before == b.before);
  CHECK(a.after == b.after);
  CHECK(a.entries == b.entries);
  CHECK(a.events == b.events);
  CHECK(a.records == b.records);
  CHECK(a.map.root == b.map.root);
  CHECK(a.map.added == b.map.added);
  CHECK(a.map.removed == b.map.removed);
  CHECK(a.hash_tiles.written == b.hash_tiles.written);
  CHECK(a.hash_tiles.superseded == b.hash_tiles.superseded);
  return a.after == b.after && a.entries == b.entries && a.records == b.records &&
         a.events == b.events && a.map.added == b.map.added && a.map.removed == b.map.removed &&
         a.hash_tiles.written == b.hash_tiles.written;
}

}  // namespace kuboluk::batch::test
