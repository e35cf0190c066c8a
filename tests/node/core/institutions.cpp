#include "tests/node/core/institutions.h"

#include "crypto/check.h"
#include "crypto/encoding.h"
#include "crypto/random.h"
#include "ledger/exchange/statement.h"
#include "ledger/log/cosignature.h"

namespace kuboluk::core::test {
namespace {

constexpr std::string_view kName = "kuboluk.example/protocol-test";

crypto::KeyType type_of(std::string_view role) {
  return role == "cosigner" ? crypto::KeyType::kCosignature : crypto::KeyType::kEd25519;
}

domain::Instant whole_seconds(domain::Instant time) {
  return {time.ms - time.ms % domain::kSecondMs};
}

}  // namespace

const std::vector<std::string>& Institutions::ids() {
  static const std::vector<std::string> kIds = {"cec", "cis", "mfa", "odihr", "ots"};
  return kIds;
}

domain::Instant Institutions::start() {
  return domain::parse_local_time(kStart)->instant;
}

crypto::SecretKey Institutions::secret(std::string_view who, std::string_view role) const {
  crypto::SeededRandom random("institution " + std::string(who) + " " + std::string(role));
  return crypto::SecretKey::generate(random);
}

crypto::VerifierKey Institutions::vkey(std::string_view who, std::string_view role) const {
  const std::string name =
      role == "log" ? info_.origin() : std::string(who) + ".example/" + std::string(role) + "/1";
  return *crypto::VerifierKey::make(name, type_of(role), secret(who, role).public_key());
}

Institutions::Institutions(domain::Clock clock, const std::vector<std::string>& bodies)
    : ruleset_(*domain::built_in_rulesets().find("KR-REG-197+CL-68")) {
  info_.id = info_.name = kName;
  info_.offset = domain::Offset{360};
  std::vector<domain::Line> lines = {
      {"clock", {std::string(domain::to_text(clock))}},
      {"offset", {"+06:00"}},
      {"ruleset-hash", {crypto::to_base64(ruleset_.table_hash)}},
      {"merge-delay", {std::to_string(kMergeDelayMs / domain::kSecondMs)}},
      {"log-key", {crypto::to_base64(secret("cec", "log").public_key().bytes())}}};
  std::vector<std::string> authors = ids();
  authors.insert(authors.end(), bodies.begin(), bodies.end());
  authors.push_back("operator");
  for (const std::string& author : authors)
    lines.push_back({"author", {author, "1"}});
  for (const std::string& author : authors)
    lines.push_back({"author-key", {author, vkey(author, "author").text()}});
  for (const std::string& id : ids()) {
    if (id != "cec") lines.push_back({"member", {id, "cosigner", vkey(id, "cosigner").text()}});
    lines.push_back({"member", {id, "node", vkey(id, "node").text()}});
  }
  genesis_ = sign_event(event("ledger.genesis", "operator", start(), lines)).bytes;
  const auto info = domain::read_genesis(genesis_);
  KUBOLUK_CHECK(info.has_value());
  info_ = *info;
}

std::string Institutions::policy_text() const {
  std::string text = "log " + vkey("cec", "log").text() + "\n";
  std::string names;
  for (const std::string& id : ids()) {
    if (id == "cec") continue;
    text += "witness " + id + " " + vkey(id, "cosigner").text() + "\n";
    names += " " + id;
  }
  return text + "group quorum-of-four 3" + names + "\nquorum quorum-of-four\n";
}

Setup Institutions::setup(const std::string& me) const {
  auto policy = log::Policy::parse(policy_text());
  KUBOLUK_CHECK(policy.has_value());
  auto members = members_of(genesis_);
  KUBOLUK_CHECK(members.has_value());
  std::optional<crypto::VerifierKey> operator_key;
  if (info_.clock == domain::Clock::kScenario) operator_key = vkey("operator", "author");
  return {genesis_, me, "cec", info_, ruleset_, *policy, *members, operator_key};
}

std::string Institutions::sign(const std::string& who, const Sign& request) const {
  if (const auto* asked = std::get_if<SignCheckpoint>(&request)) {
    return crypto::print_note(
        log::sign_checkpoint(asked->checkpoint, vkey(who, "log"), secret(who, "log")));
  }
  if (const auto* asked = std::get_if<SignCosignature>(&request)) {
    return crypto::print_note(
        {asked->checkpoint_text,
         {log::sign_cosignature(asked->checkpoint_text, asked->timestamp, vkey(who, "cosigner"),
                                secret(who, "cosigner"))}});
  }
  std::string text;
  if (const auto* asked = std::get_if<SignReceipt>(&request)) text = asked->text;
  if (const auto* asked = std::get_if<SignRejection>(&request)) text = asked->text;
  if (const auto* asked = std::get_if<SignRefusal>(&request)) text = asked->text;
  return exchange::sign_statement(text, vkey(who, "node"), secret(who, "node"));
}

domain::Event Institutions::event(std::string_view type, std::string_view by, domain::Instant now,
                                  std::vector<domain::Line> lines) const {
  domain::Event event;
  event.ledger = info_.id;
  event.type = type;
  event.by = by;
  event.at = whole_seconds(now);
  event.signed_at = event.at;
  event.expires = domain::Instant{event.at.ms + domain::kExpiresMsMax};
  event.offset = info_.offset;
  event.ruleset = ruleset_.name();
  event.lines = std::move(lines);
  return event;
}

domain::SignedEvent Institutions::sign_event(domain::Event event) const {
  const auto text = domain::print_event(event);
  KUBOLUK_CHECK(text.has_value());
  const crypto::Note note{
      *text, {crypto::sign_note(*text, vkey(event.by, "author"), secret(event.by, "author"))}};
  auto parsed = domain::parse_signed_event(crypto::print_note(note));
  KUBOLUK_CHECK(parsed.has_value());
  return *parsed;
}

domain::SignedEvent Institutions::note(std::string_view author, int number, domain::Instant now,
                                       std::optional<Hash> after) const {
  domain::Event act =
      event("fact.note", author, now, {{"text", {"note " + std::to_string(number)}}});
  act.after = after;
  return sign_event(std::move(act));
}

domain::SignedEvent Institutions::registration(int number, domain::Instant now,
                                               std::string_view name) const {
  const std::string org = "org-" + std::to_string(number);
  return sign_event(event("org.register", "cec", now,
                          {{"org", {org}},
                           {"kind", {"igo"}},
                           {"author-key", {vkey(org, "author").text()}},
                           {"name", {"en", std::string(name)}}}));
}

domain::SignedEvent Institutions::unlawful(int number, domain::Instant now) const {
  const std::string org = "org-" + std::to_string(number);
  return sign_event(event("org.register", "odihr", now,
                          {{"org", {org}},
                           {"kind", {"igo"}},
                           {"author-key", {vkey(org, "author").text()}},
                           {"name", {"en", "Synthetic Organisation"}}}));
}

exchange::Submission Institutions::submission(const std::vector<domain::SignedEvent>& events,
                                              domain::Instant now) const {
  std::string body;
  std::optional<crypto::VerifierKey> operator_key;
  if (info_.clock == domain::Clock::kScenario) {
    operator_key = vkey("operator", "author");
    exchange::Recorded recorded{info_.id, now, {}};
    for (const domain::SignedEvent& event : events)
      recorded.events.push_back(event.id);
    body = exchange::sign_statement(exchange::print_text(recorded), *operator_key,
                                    secret("operator", "author"));
  }
  for (const domain::SignedEvent& event : events)
    body += event.bytes;
  auto submission = exchange::parse_submission(body, info_, operator_key);
  KUBOLUK_CHECK(submission.has_value());
  return *submission;
}

}  // namespace kuboluk::core::test
