#include "tests/ledger/domain/small_ledger.h"

#include <catch2/catch.hpp>

#include "crypto/encoding.h"
#include "crypto/sha256.h"

namespace kuboluk::domain::test {
namespace {

constexpr std::string_view kName = "kuboluk.example/test";

std::string commitment(std::string_view text) {
  return crypto::to_base64(crypto::sha256(bytes_of(text)));
}

}  // namespace

crypto::SecretKey key_of(std::string_view actor) {
  crypto::SeededRandom random("small ledger " + std::string(actor));
  return crypto::SecretKey::generate(random);
}

crypto::VerifierKey vkey_of(std::string_view actor) {
  return *crypto::VerifierKey::make(std::string(actor) + ".example/author/1",
                                    crypto::KeyType::kEd25519, key_of(actor).public_key());
}

Instant at(std::string_view local_time) {
  const auto time = parse_local_time(local_time);
  REQUIRE(time.has_value());
  return time->instant;
}

SmallLedger::SmallLedger(std::string_view ruleset, std::string_view clock)
    : ruleset_(*built_in_rulesets().find(ruleset)) {
  info_.name = kName;
  info_.id = kName;
  info_.offset = Offset{360};
  info_.ruleset = ruleset_.name();
  Lines lines = {{"clock", {std::string(clock)}},
                 {"offset", {"+06:00"}},
                 {"ruleset-hash", {crypto::to_base64(ruleset_.table_hash)}},
                 {"merge-delay", {"3600"}},
                 {"log-key", {crypto::to_base64(key_of("log").public_key().bytes())}}};
  const auto actors = {"cabinet", "cec", "court", "kenesh", "mfa", "operator", "president"};
  for (const char* actor : actors)
    lines.push_back({"author", {actor, "1"}});
  for (const char* actor : actors)
    lines.push_back({"author-key", {actor, vkey_of(actor).text()}});
  const SignedEvent genesis =
      sign(event("ledger.genesis", "operator", "2026-01-01T00:00:00+06:00", lines));
  info_ = *read_genesis(genesis.bytes);
  REQUIRE(apply({genesis.event}, "2026-01-01T00:00:00+06:00") == "");
}

Event SmallLedger::event(std::string_view type, std::string_view by, std::string_view time,
                         Lines lines) const {
  Event event;
  event.ledger = info_.id;
  event.type = type;
  event.by = by;
  event.at = at(time);
  event.signed_at = event.at;
  event.expires = Instant{event.at.ms + kExpiresMsMax};
  event.offset = info_.offset;
  event.ruleset = ruleset_.name();
  event.lines = std::move(lines);
  return event;
}

SignedEvent SmallLedger::sign(const Event& event) const {
  const auto text = print_event(event);
  REQUIRE(text.has_value());
  const crypto::Note note{*text, {crypto::sign_note(*text, vkey_of(event.by), key_of(event.by))}};
  auto parsed = parse_signed_event(crypto::print_note(note));
  REQUIRE(parsed.has_value());
  return *parsed;
}

std::string SmallLedger::act(std::string_view type, std::string_view by, std::string_view time,
                             Lines lines, std::string_view recorded) {
  return apply({event(type, by, time, std::move(lines))}, recorded.empty() ? time : recorded);
}

std::string SmallLedger::apply(const std::vector<Event>& submission, std::string_view recorded) {
  std::vector<SignedEvent> events;
  for (const Event& event : submission)
    events.push_back(sign(event));
  std::vector<PlacedEvent> placed;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const std::uint64_t index = state_.size() + i;
    placed.push_back({index, at(recorded), crypto::sha256(bytes_of(events[i].bytes)), &events[i]});
  }
  Executor executor(info_, ruleset_, state_);
  const auto applied = executor.apply(placed);
  if (!applied) {
    CHECK(executor.changed_records().empty());
    CHECK(executor.accepted_events().empty());
    last_detail_ = applied.error().message();
    return applied.error().rule;
  }
  for (const auto& [key, text] : executor.changed_records())
    state_.put_record(key, text);
  for (const auto& [id, index] : executor.accepted_events())
    state_.put_event(id, index);
  for (const PlacedEvent& one : placed) {
    state_.append_entry(print_entry({one.index, one.known, one.event->bytes}));
  }
  return "";
}

void SmallLedger::prepare() {
  REQUIRE(act("org.register", "cec", "2026-03-01T10:00:00+06:00",
              {{"org", {"t-1"}},
               {"kind", {"igo"}},
               {"author-key", {vkey_of("t-1").text()}},
               {"name", {"en", "Synthetic Organisation"}}}) == "");
  REQUIRE(act("election.call", "president", "2026-03-02T10:00:00+06:00",
              {{"election", {"kg-1"}},
               {"kind", {"test"}},
               {"voting_day", {"2026-06-14"}},
               {"published_on", {"2026-03-02"}}}) == "");
  REQUIRE(act("invitation.send", "cec", "2026-03-03T10:00:00+06:00",
              {{"election", {"kg-1"}},
               {"invitation", {"I-1"}},
               {"org", {"t-1"}},
               {"inviter", {"cec"}},
               {"channel", {"mfa"}}}) == "");
  Lines lines = {{"application", {"A-10"}}, {"election", {"kg-1"}},
                 {"org", {"t-1"}},          {"invitation", {"I-1"}},
                 {"received_by", {"cec"}},  {"documents", {"application,identity-copies,list"}}};
  for (const char* person : {"p-1", "p-2", "p-3"}) {
    lines.push_back({"person", {person, "XX", "yes", commitment(person), commitment("doc")}});
  }
  REQUIRE(act("application.submit", "t-1", "2026-04-01T10:00:00+06:00", lines) == "");
}

std::string SmallLedger::grant(std::string_view decree, std::string_view number,
                               std::string_view certificate, std::string_view person,
                               std::string_view time) {
  return act(
      "accreditation.grant", "cec", time,
      {{"election", {"kg-1"}},
       {"decree", {std::string(decree)}},
       {"grant", {std::string(number), std::string(certificate), "A-10", std::string(person)}}});
}

Record SmallLedger::record(std::string_view key) const {
  const auto text = *state_.record(key);
  REQUIRE(text.has_value());
  return *parse_record(*text);
}

namespace said {

Lines invitation(std::string id, std::string org, std::string inviter, std::string channel) {
  return {{"election", {"kg-1"}},
          {"invitation", {std::move(id)}},
          {"org", {std::move(org)}},
          {"inviter", {std::move(inviter)}},
          {"channel", {std::move(channel)}}};
}

Lines application(std::string id, std::string documents, std::string received_by,
                  std::vector<Line> persons) {
  Lines lines = {{"application", {std::move(id)}},
                 {"election", {"kg-1"}},
                 {"org", {"t-1"}},
                 {"invitation", {"I-1"}},
                 {"received_by", {std::move(received_by)}},
                 {"documents", {std::move(documents)}}};
  for (Line& person : persons)
    lines.push_back(std::move(person));
  return lines;
}

Line person(std::string id, std::string citizenships, std::string valid) {
  return {"person", {std::move(id), std::move(citizenships), std::move(valid), "-", "-"}};
}

Lines grant(std::string decree, std::vector<std::vector<std::string>> items) {
  Lines lines = {{"election", {"kg-1"}}, {"decree", {std::move(decree)}}};
  for (auto& item : items)
    lines.push_back({"grant", std::move(item)});
  return lines;
}

Lines revocation(std::string decree, std::string number, std::string ground, std::string limb,
                 std::string reason) {
  return {{"election", {"kg-1"}},
          {"decree", {std::move(decree)}},
          {"accreditation", {std::move(number)}},
          {"ground", {std::move(ground)}},
          {"limb", {std::move(limb)}},
          {"reason", {std::move(reason)}}};
}

Lines annulment(std::string what, std::string effect) {
  return {{"election", {"kg-1"}},
          {"case", {"C-1"}},
          {"annuls", {std::move(what)}},
          {"effect", {std::move(effect)}}};
}

}  // namespace said

}  // namespace kuboluk::domain::test
