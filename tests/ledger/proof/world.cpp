#include "tests/ledger/proof/world.h"

#include <stdexcept>

#include "crypto/check.h"
#include "crypto/encoding.h"
#include "crypto/sha256.h"
#include "ledger/log/cosignature.h"

namespace kuboluk::proof::testing {

namespace {

using domain::Line;
using log::testing::Signer;

constexpr std::string_view kLaw = "KR-REG-197+CL-68";
constexpr domain::Offset kOffset{360};

Signer author(std::string_view id) {
  return log::testing::make_signer("test.example/" + std::string(id) + "/author/1",
                                   crypto::KeyType::kEd25519, "author " + std::string(id));
}

Signer cosigner(std::string_view id) {
  return log::testing::witness_signer("test.example/" + std::string(id) + "/cosigner/1");
}

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message());
  return std::move(*result);
}

std::string commitment(std::string_view of) {
  return crypto::to_base64(crypto::sha256(bytes_of(of)));
}

Lines genesis_lines(domain::Clock clock, const domain::Ruleset& law) {
  const auto log_key = log::testing::log_signer("test.example/genesis-log-key").secret.public_key();
  Lines lines = {{"clock", {std::string(domain::to_text(clock))}},
                 {"offset", {"+06:00"}},
                 {"ruleset-hash", {crypto::to_base64(law.table_hash)}},
                 {"merge-delay", {"300"}},
                 {"log-key", {crypto::to_base64(log_key.bytes())}}};
  const std::vector<std::string> authors = {"operator", "cec", "mfa", "president", "court"};
  for (const auto& id : authors)
    lines.push_back({"author", {id, "1"}});
  for (const auto& id : authors)
    lines.push_back({"author-key", {id, author(id).vkey.text()}});
  return lines;
}

Line listed(const std::string& id) {
  return {"person", {id, "AT", "yes", commitment("name " + id), commitment("document " + id)}};
}

void register_organisation(World& world, const std::string& org) {
  world.act("org.register", "cec", "2026-03-01T09:00:00",
            {{"org", {org}},
             {"kind", {"igo"}},
             {"author-key", {author(org).vkey.text()}},
             {"name", {"en", "Synthetic Organisation " + org}}});
}

void call(World& world, std::string_view election, std::string_view at,
          std::string_view voting_day) {
  world.act("election.call", "president", at,
            {{"election", {std::string(election)}},
             {"kind", {"parliamentary"}},
             {"voting_day", {std::string(voting_day)}},
             {"published_on", {std::string(at.substr(0, 10))}}});
}

void invite(World& world, std::string_view election, std::string_view at, const std::string& org) {
  world.act("invitation.send", "president", at,
            {{"election", {std::string(election)}},
             {"invitation", {"INV-" + org + "-1"}},
             {"org", {org}},
             {"inviter", {"president"}},
             {"channel", {"mfa"}}});
}

void submit(World& world, std::string_view election, std::string_view at, const std::string& id,
            const std::string& received_by, const std::vector<std::string>& persons,
            const std::string& org = "osce") {
  Lines lines = {{"application", {id}},
                 {"election", {std::string(election)}},
                 {"org", {org}},
                 {"invitation", {"INV-" + org + "-1"}},
                 {"received_by", {received_by}},
                 {"documents", {"application,identity-copies,list"}}};
  for (const auto& person : persons)
    lines.push_back(listed(person));
  world.act("application.submit", org, at, lines);
}

Line granted(const std::string& n, const std::string& application, const std::string& person) {
  return {"grant", {"T-" + n, "U-" + n, application, person}};
}

void grant(World& world, std::string_view at, const std::string& decree, Lines items,
           const std::string& from = "", std::string_view election = kHere,
           std::string_view recorded = "") {
  Lines lines = {{"election", {std::string(election)}}, {"decree", {decree}}};
  if (!from.empty()) lines.push_back({"from", {from + "+06:00"}});
  lines.insert(lines.end(), items.begin(), items.end());
  world.act("accreditation.grant", "cec", at, lines, recorded);
}

void revoke(World& world, std::string_view at, const std::string& decree, const std::string& number,
            std::string_view recorded = "") {
  world.act("accreditation.revoke", "cec", at,
            {{"election", {std::string(kHere)}},
             {"decree", {decree}},
             {"accreditation", {number}},
             {"ground", {"KR.R4.7"}},
             {"limb", {"violation"}},
             {"reason", {"synthetic violation"}}},
            recorded);
}

void refuse(World& world, std::string_view at, const std::string& decree, const std::string& person,
            const std::string& application) {
  world.act("accreditation.refuse", "cec", at,
            {{"election", {std::string(kHere)}},
             {"decree", {decree}},
             {"refuse", {person, application, "KR.R3.10(2)", "synthetic: papers incomplete"}}});
}

void reissue(World& world, std::string_view at, const std::string& n) {
  world.act("certificate.reissue", "cec", at,
            {{"election", {std::string(kHere)}},
             {"accreditation", {"T-" + n}},
             {"old", {"U-" + n}},
             {"new", {"U-" + n + "9"}},
             {"reason", {"lost"}}});
}

void court(World& world, std::string_view at, const std::string& annuls,
           const std::string& effect) {
  world.act("court.decision", "court", at,
            {{"election", {std::string(kHere)}},
             {"case", {"C 1 2026"}},
             {"annuls", {annuls}},
             {"effect", {effect}}});
}

// The story, in log order. Numbers:
//   T-0001 active            T-0002 revoked              T-0003 card replaced
//   T-0004 card replaced, then revoked                   T-0005 authority from 1 June
//   T-0006 from 1 June, revoked before                   T-0007 from 1 June, card replaced before
//   T-0008 revoked, restored by a court ex tunc          T-0009 granted, annulled with its decree
//   ex tunc, card replaced T-0010 revoked, then its holder is refused on a new application
//   (osce-010) T-0011 from 1 August, after the end of authority     T-0012 active, its holder
//   refused later (osce-012) T-0013 revoked and granted again as T-0014           T-0101 only in
//   kg-test-2 osce-021 applied, osce-022 at the ministry, osce-023 withdrawn, osce-024 refused
void tell(World& world) {
  register_organisation(world, "osce");
  call(world, kHere, "2026-04-01T09:00:00", "2026-06-14");
  call(world, kThere, "2026-04-02T09:00:00", "2026-10-11");
  invite(world, kHere, "2026-04-03T09:00:00", "osce");
  invite(world, kThere, "2026-04-03T10:00:00", "osce");
  std::vector<std::string> persons;
  for (int i = 1; i <= 13; ++i)
    persons.push_back("osce-0" + std::string(i < 10 ? "0" : "") + std::to_string(i));
  persons.push_back("osce-024");
  submit(world, kHere, "2026-04-10T09:00:00", "APP-osce-1", "mfa", persons);
  world.act("application.forward", "mfa", "2026-04-12T09:00:00",
            {{"application", {"APP-osce-1"}},
             {"election", {std::string(kHere)}},
             {"review", {"no objection"}}});
  submit(world, kHere, "2026-04-13T09:00:00", "APP-osce-2", "cec", {"osce-021"});
  submit(world, kHere, "2026-04-13T10:00:00", "APP-osce-3", "mfa", {"osce-022"});
  submit(world, kHere, "2026-04-13T11:00:00", "APP-osce-4", "cec", {"osce-023"});
  world.act("application.withdraw", "osce", "2026-04-14T09:00:00",
            {{"application", {"APP-osce-4"}},
             {"election", {std::string(kHere)}},
             {"reason", {"cannot come"}}});
  submit(world, kThere, "2026-04-15T09:00:00", "APP-osce-9", "cec", {"osce-031"});
  const auto item = [](const std::string& n) {
    return granted(n, "APP-osce-1", "osce-" + n.substr(1));
  };
  grant(world, "2026-05-01T10:00:00", "D-1",
        {item("0001"), item("0002"), item("0003"), item("0004"), item("0008"), item("0010"),
         item("0012"), item("0013")});
  grant(world, "2026-05-01T11:00:00", "D-2", {item("0005"), item("0006"), item("0007")},
        "2026-06-01T00:00:00");
  grant(world, "2026-05-01T12:00:00", "D-3", {item("0009")});
  grant(world, "2026-05-01T13:00:00", "D-4", {item("0011")}, "2026-08-01T00:00:00");
  grant(world, "2026-05-02T10:00:00", "E-1", {granted("0101", "APP-osce-9", "osce-031")}, "",
        kThere);
  world.act("list.publish", "cec", "2026-05-02T11:00:00",
            {{"election", {std::string(kHere)}}, {"decree", {"D-1"}}});
  refuse(world, "2026-05-03T10:00:00", "D-5", "osce-024", "APP-osce-1");
  // Decided at noon, recorded at 17:30.
  revoke(world, "2026-05-10T12:00:00", "D-6", "T-0002", "2026-05-10T17:30:00");
  for (const auto* n : {"0003", "0004", "0007", "0009"})
    reissue(world, "2026-05-11T10:00:00", n);
  revoke(world, "2026-05-12T10:00:00", "D-7", "T-0004");
  revoke(world, "2026-05-12T10:00:00", "D-7", "T-0006");
  revoke(world, "2026-05-12T11:00:00", "D-8", "T-0008");
  revoke(world, "2026-05-12T12:00:00", "D-9", "T-0010");
  revoke(world, "2026-05-12T13:00:00", "D-9", "T-0013");
  submit(world, kHere, "2026-05-13T10:00:00", "APP-osce-5", "cec",
         {"osce-010", "osce-012", "osce-013"});
  refuse(world, "2026-05-14T10:00:00", "D-10", "osce-010", "APP-osce-5");
  refuse(world, "2026-05-14T11:00:00", "D-11", "osce-012", "APP-osce-5");
  grant(world, "2026-05-14T12:00:00", "D-12", {granted("0014", "APP-osce-5", "osce-013")});
  world.act(
      "identity.update", "osce", "2026-05-15T10:00:00",
      {{"application", {"APP-osce-1"}}, {"election", {std::string(kHere)}}, listed("osce-001")});
  court(world, "2026-05-20T10:00:00", "D-8", "ex_tunc");
  court(world, "2026-05-21T10:00:00", "D-3", "ex_tunc");
  world.act(
      "results.publish", "cec", "2026-07-10T15:00:00",
      {{"election", {std::string(kHere)}}, {"scope", {"all"}}, {"published_on", {"2026-07-10"}}});
  world.heartbeat("2026-07-15T11:00:00");
}

}  // namespace

const std::uint64_t kNow = seconds(local("2026-07-15T12:00:00"));
const std::uint64_t kAsOf = kNow - 60;

domain::Instant local(std::string_view text) {
  const auto parsed = domain::parse_local_time(std::string(text) + "+06:00");
  KUBOLUK_CHECK(parsed.has_value());
  return parsed->instant;
}

std::uint64_t seconds(domain::Instant instant) {
  return static_cast<std::uint64_t>(instant.ms / domain::kSecondMs);
}

World::World(domain::Clock clock, std::string name) : rulesets_(domain::built_in_rulesets()) {
  const auto start =
      clock == domain::Clock::kReal ? local("2026-02-01T00:00:00") : domain::Instant{0};
  info_.name = name;
  info_.id = name;
  info_.offset = kOffset;
  info_.ruleset = rulesets_.find(kLaw)->name();
  auto event = head("ledger.genesis", "operator", start, start);
  event.lines = genesis_lines(clock, *rulesets_.find(kLaw));
  const auto genesis = sign(event);
  info_ = must(domain::read_genesis(genesis.bytes));
  commit({genesis}, start);
}

void World::act(std::string_view type, std::string_view by, std::string_view at, Lines lines,
                std::string_view recorded) {
  const auto known = local(recorded.empty() ? at : recorded);
  auto event = head(type, by, local(at), known);
  event.lines = std::move(lines);
  commit({sign(event)}, known);
}

void World::together(std::string_view recorded, std::vector<Act> acts) {
  std::vector<domain::SignedEvent> events;
  for (Act& act : acts) {
    auto event = head(act.type, act.by, local(act.at), local(recorded));
    event.lines = std::move(act.lines);
    events.push_back(sign(event));
  }
  commit(events, local(recorded));
}

void World::heartbeat(std::string_view at) {
  commit({}, local(at));
}

void World::commit(const std::vector<domain::SignedEvent>& events, domain::Instant known) {
  const auto position = must(ledger_.position());
  batch::BatchBuilder builder(info_, *rulesets_.find(kLaw), ledger_, position);
  if (!events.empty()) {
    const auto added = builder.add(events, known);
    if (!added) throw std::runtime_error(added.error().message());
  }
  ledger_.apply(must(builder.seal(known)));
}

domain::Event World::head(std::string_view type, std::string_view by, domain::Instant at,
                          domain::Instant known) const {
  domain::Event event;
  event.ledger = info_.id;
  event.type = type;
  event.by = by;
  event.signed_at = known;
  event.expires = domain::Instant{known.ms + domain::kDayMs};
  event.at = at;
  event.offset = kOffset;
  event.ruleset = info_.ruleset;
  return event;
}

domain::SignedEvent World::sign(const domain::Event& event) const {
  crypto::Note note{must(domain::print_event(event)), {}};
  const auto signer = author(event.by);
  note.signatures.push_back(crypto::sign_note(note.text, signer.vkey, signer.secret));
  return must(domain::parse_signed_event(crypto::print_note(note)));
}

log::Checkpoint World::checkpoint() const {
  const auto position = ledger_.position().value();
  return {info_.origin(), position.size, position.log_root};
}

std::string World::note(const std::vector<std::pair<std::string, std::uint64_t>>& cosigners) const {
  return note_over(checkpoint(), cosigners);
}

std::string World::note_over(
    const log::Checkpoint& checkpoint,
    const std::vector<std::pair<std::string, std::uint64_t>>& cosigners) const {
  std::vector<std::pair<std::string, std::uint64_t>> named;
  for (const auto& [id, time] : cosigners) {
    named.emplace_back(cosigner(id).vkey.name(), time);
  }
  return crypto::print_note(log::testing::cosigned_note(checkpoint, named));
}

std::string World::policy_text(std::string_view quorum) const {
  std::string text = "log " + log::testing::log_signer(info_.origin()).vkey.text() + "\n";
  for (const std::string id : {"mfa", "osce", "cis"}) {
    text += "witness " + id + " " + cosigner(id).vkey.text() + "\n";
  }
  return text + "group institutions 2 mfa osce cis\nquorum " + std::string(quorum) + "\n";
}

log::Policy World::policy(std::string_view quorum) const {
  return must(log::Policy::parse(policy_text(quorum)));
}

std::string author_vkey(std::string_view id) {
  return author(id).vkey.text();
}

const World& world() {
  static const World told = [] {
    World made;
    tell(made);
    return made;
  }();
  return told;
}

std::string usual_note(const World& of) {
  return of.note({{"cis", kNow - 90}, {"mfa", kNow - 30}, {"osce", kNow - 60}});
}

StatusProof status_proof(const Asked& asked, const World& of) {
  return must(build_status_proof(of.ledger(), of.policy(), usual_note(of), asked, kNow, 0));
}

std::string status_bytes(const Asked& asked, const World& of) {
  return print_status_proof(status_proof(asked, of));
}

ListProof list_proof(std::string_view election, const World& of) {
  return must(build_list_proof(of.ledger(), of.policy(), usual_note(of), election, kNow, 0));
}

Reader::Reader(const World& of, std::string_view quorum)
    : policy(of.policy(quorum)), rulesets(domain::built_in_rulesets()), clock_s(kNow) {}

Asked accreditation(std::string_view id, std::string_view election) {
  return {Question::kAccreditation, std::string(election), std::string(id)};
}
Asked certificate(std::string_view id, std::string_view election) {
  return {Question::kCertificate, std::string(election), std::string(id)};
}
Asked person(std::string_view id, std::string_view election) {
  return {Question::kPerson, std::string(election), std::string(id)};
}
Asked application(std::string_view id, std::string_view election) {
  return {Question::kApplication, std::string(election), std::string(id)};
}
Asked history(std::string_view id, std::string_view election) {
  return {Question::kHistory, std::string(election), std::string(id)};
}

domain::TwoClocks at(std::string_view valid, std::string_view known) {
  domain::TwoClocks clocks;
  if (!valid.empty()) clocks.valid = local(valid);
  if (!known.empty()) clocks.known = local(known);
  return clocks;
}

StatusVerdict verdict_of(const Asked& asked, domain::TwoClocks clocks, const World& of) {
  return must(verify_status(Reader(of).view(), status_bytes(asked, of), asked, clocks));
}

std::string failed_step(std::string_view bytes, const std::optional<Asked>& asked) {
  static const Reader reader;
  const auto result = verify_status(reader.view(), bytes, asked, {});
  return result ? "accepted" : result.error().rule;
}

std::string failed_list_step(std::string_view bytes) {
  static const Reader reader;
  const auto result = verify_list(reader.view(), bytes, std::nullopt, {});
  return result ? "accepted" : result.error().rule;
}

}  // namespace kuboluk::proof::testing
