#include "tools/scenario/training.h"

#include <algorithm>
#include <array>
#include <set>

#include "crypto/check.h"
#include "crypto/encoding.h"
#include "crypto/random.h"
#include "crypto/sha256.h"
#include "ledger/domain/event.h"

namespace kuboluk::tools {
namespace {

// Bodies that one or the other ruleset gives a right; a body without a part in a ledger's ruleset
// may sign too, and the rules refuse it by paragraph instead of as a stranger.
constexpr std::array<std::string_view, 10> kBodies = {"cabinet",   "cec",   "court",   "government",
                                                      "kenesh",    "mfa",   kOperator, "parliament",
                                                      "president", "senate"};

// Longest scenario name that is taken over as it is: with the longest actor id the names of the
// authors' keys stay key names.
constexpr std::size_t kShortNameBytesMax = 40;
// Of any other name: its start, and so much of its hash that no two files of one collection meet.
// Longer than a short name altogether where the start is whole, so that it is never one.
constexpr std::size_t kNameStartBytes = 30;
constexpr std::size_t kNameHashBytes = 6;

bool fits_key_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '_' || c == '-';
}

bool starts_word(char c) {
  return fits_key_name(c) && c != '-' && c != '.';
}

bool is_short_name(std::string_view name) {
  return !name.empty() && name.size() <= kShortNameBytesMax && starts_word(name.front()) &&
         std::all_of(name.begin(), name.end(), fits_key_name);
}

std::string key_name(std::string_view actor, std::string_view ledger_name, crypto::KeyRole role) {
  return std::string(actor) + "." + std::string(ledger_name) + "/" +
         std::string(crypto::to_text(role)) + "/1";
}

Result<crypto::NamedKey> named(crypto::KeyRole role, std::string_view name,
                               crypto::SecretKey secret) {
  const crypto::KeyType type = role == crypto::KeyRole::kCosigner ? crypto::KeyType::kCosignature
                                                                  : crypto::KeyType::kEd25519;
  auto vkey = crypto::VerifierKey::make(name, type, secret.public_key());
  if (!vkey) return vkey.error();
  return crypto::NamedKey{role, *vkey, std::move(secret)};
}

domain::Line line(std::string_view key, std::vector<std::string> values) {
  return {std::string(key), std::move(values)};
}

Result<void> add_authors(const Meta& meta, const TrainingKeys& keys, domain::Event& genesis) {
  const std::vector<std::string> authors = training_authors(meta);
  for (const std::string& author : authors) {
    genesis.lines.push_back(line("author", {author, "1"}));
  }
  for (const std::string& author : authors) {
    const auto key = keys.author(author);
    if (!key) return key.error();
    genesis.lines.push_back(line("author-key", {author, key->vkey.text()}));
  }
  return {};
}

Result<void> add_members(const TrainingKeys& keys, domain::Event& genesis) {
  for (const TrainingMember& member : kTrainingMembers) {
    for (const auto role : {crypto::KeyRole::kNode, crypto::KeyRole::kCosigner}) {
      if (role == crypto::KeyRole::kCosigner && !member.cosigns) continue;
      const auto key = keys.member(member.id, role);
      if (!key) return key.error();
      genesis.lines.push_back(
          line("member",
               {std::string(member.id), std::string(crypto::to_text(role)), key->vkey.text()}));
    }
  }
  return {};
}

void add_readings(const Meta& meta, const domain::Ruleset& ruleset, domain::Event& genesis) {
  for (const domain::Reading& reading : ruleset.readings) {
    genesis.lines.push_back(line("switch", {reading.gap, reading.choice}));
  }
  for (const auto& [rule, text] : meta.interpretations) {
    genesis.lines.push_back(line("reading", {rule, text}));
  }
}

}  // namespace

std::string training_ledger_name(std::string_view scenario) {
  const std::string prefix = "kuboluk.example/training/";
  if (is_short_name(scenario)) return prefix + std::string(scenario);
  std::string start;
  for (const char c : scenario.substr(0, kNameStartBytes))
    start.push_back(fits_key_name(c) ? c : '_');
  if (!starts_word(start.front())) start.front() = '_';
  const Hash whole = crypto::sha256(bytes_of(scenario));
  return prefix + start + "-" + crypto::to_hex({whole.data(), kNameHashBytes});
}

crypto::SecretKey TrainingKeys::secret(std::string_view actor, crypto::KeyRole role) const {
  crypto::SeededRandom random("kuboluk training key\n" + ledger_name_ + "\n" + std::string(actor) +
                              "\n" + std::string(crypto::to_text(role)));
  return crypto::SecretKey::generate(random);
}

Result<crypto::NamedKey> TrainingKeys::author(std::string_view actor) const {
  constexpr auto kRole = crypto::KeyRole::kAuthor;
  return named(kRole, key_name(actor, ledger_name_, kRole), secret(actor, kRole));
}

Result<crypto::NamedKey> TrainingKeys::member(std::string_view id, crypto::KeyRole role) const {
  KUBOLUK_CHECK(role != crypto::KeyRole::kAuthor && role != crypto::KeyRole::kLog);
  return named(role, key_name(id, ledger_name_, role), secret(id, role));
}

crypto::SecretKey TrainingKeys::log_secret() const {
  return secret("sequencer", crypto::KeyRole::kLog);
}

Result<crypto::NamedKey> TrainingKeys::log(std::string_view ledger_id) const {
  return named(crypto::KeyRole::kLog, std::string(ledger_id) + "/1", log_secret());
}

Hash TrainingKeys::salt(std::string_view organisation, std::string_view person,
                        std::string_view group) const {
  crypto::SeededRandom random("kuboluk training salt\n" + ledger_name_ + "\n" +
                              std::string(organisation) + "\n" + std::string(person) + "\n" +
                              std::string(group));
  Hash salt{};
  random.fill(salt);
  return salt;
}

std::vector<std::string> training_authors(const Meta& meta) {
  std::set<std::string> authors(kBodies.begin(), kBodies.end());
  for (const TrainingMember& member : kTrainingMembers)
    authors.emplace(member.id);
  authors.insert(meta.actors.begin(), meta.actors.end());
  return {authors.begin(), authors.end()};
}

Result<std::string> training_genesis(const Meta& meta, const domain::Ruleset& ruleset) {
  const TrainingKeys keys(training_ledger_name(meta.scenario));
  domain::Event genesis;
  genesis.ledger = keys.ledger_name();
  genesis.type = "ledger.genesis";
  genesis.by = kOperator;
  genesis.expires = domain::Instant{domain::kExpiresMsMax};
  genesis.offset = meta.offset;
  genesis.ruleset = ruleset.name();
  genesis.lines = {line("clock", {"scenario"}), line("offset", {domain::print_offset(meta.offset)}),
                   line("ruleset-hash", {crypto::to_base64(ruleset.table_hash)}),
                   line("merge-delay", {std::to_string(kTrainingMergeDelaySeconds)}),
                   line("log-key", {crypto::to_base64(keys.log_secret().public_key().bytes())})};
  if (const auto added = add_authors(meta, keys, genesis); !added) return added.error();
  if (const auto added = add_members(keys, genesis); !added) return added.error();
  add_readings(meta, ruleset, genesis);
  const auto key = keys.author(kOperator);
  if (!key) return key.error();
  const auto signed_genesis = sign_event(genesis, *key);
  if (!signed_genesis) return signed_genesis.error();
  return {boost::system::in_place_value, signed_genesis->bytes};
}

Result<std::string> training_policy(const TrainingKeys& keys, std::string_view ledger_id) {
  const auto log = keys.log(ledger_id);
  if (!log) return log.error();
  std::string policy = "log " + log->vkey.text() + "\n";
  std::string group = "group institutions " + std::to_string(kTrainingQuorum);
  for (const TrainingMember& member : kTrainingMembers) {
    if (!member.cosigns) continue;
    const auto key = keys.member(member.id, crypto::KeyRole::kCosigner);
    if (!key) return key.error();
    policy += "witness " + std::string(member.id) + " " + key->vkey.text() + "\n";
    group += " " + std::string(member.id);
  }
  return {boost::system::in_place_value, policy + group + "\nquorum institutions\n"};
}

Result<domain::SignedEvent> sign_event(const domain::Event& event, const crypto::NamedKey& key) {
  KUBOLUK_CHECK(key.role == crypto::KeyRole::kAuthor);
  const Result<std::string> text = domain::print_event(event);
  if (!text) return text.error();
  const crypto::Note note{*text, {crypto::sign_note(*text, key.vkey, key.secret)}};
  return domain::parse_signed_event(crypto::print_note(note));
}

}  // namespace kuboluk::tools
