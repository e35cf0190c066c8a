#include "tests/simulation/acts.h"

#include <algorithm>

#include "crypto/check.h"
#include "crypto/random.h"
#include "tests/simulation/acts_desk.h"

namespace kuboluk::simulation {
namespace {

// Signed acts that may be said again.
constexpr std::size_t kRecentMax = 24;
// Drafts tried before the source falls back to a note, which is always lawful.
constexpr int kDraftsMax = 40;

std::string tag_of(std::uint64_t seed) {
  constexpr std::string_view kLetters = "abcdefghjkmnpqrstuvwxyz";
  std::string tag;
  for (std::mt19937_64 random(seed ^ 0x6163'7473); tag.size() < 4;)
    tag += kLetters[random() % kLetters.size()];
  return tag;
}

// Acts that make something with a number of its own: two of one number conflict.
bool takes_a_number(std::string_view type) {
  return type == "org.register" || type == "election.call" || type == "election.repeat" ||
         type == "invitation.send" || type == "application.submit" ||
         type == "accreditation.grant" || type == "accreditation.refuse";
}

std::string words_of(const domain::Event& event, Intent intent, std::string_view how) {
  std::string words = event.by + " signs " + event.type;
  for (const std::string_view key :
       {"new_election", "accreditation", "decree", "application", "invitation", "org"}) {
    if (const auto id = event.given(key); id && event.type != "election.call") {
      words += " " + *id;
      break;
    }
  }
  if (const auto id = event.given("election")) words += " in " + *id;
  if (intent == Intent::kUnlawful) words += ", against the law: ";
  if (intent != Intent::kUnlawful && !how.empty()) words += ", ";
  return words + std::string(how);
}

}  // namespace

ActSource::ActSource(const core::test::Institutions& institutions, std::uint64_t seed)
    : institutions_(institutions), random_(seed), tag_(tag_of(seed)) {}

const std::vector<std::string>& ActSource::bodies() {
  static const std::vector<std::string> kBodies = {"cabinet", "court", "kenesh", "president"};
  return kBodies;
}

ActSource::Drawn ActSource::draw(const batch::LedgerReader& ledger, domain::Instant now) {
  ActDesk desk(institutions_, ledger, now, random_, tag_, number_, names_);
  std::optional<Drawn> drawn;
  const std::uint64_t chance = random_() % 100;
  if (chance < 5) drawn = repeated(ledger);
  if (!drawn && chance < 24) drawn = unlawful(desk);
  if (!drawn && chance < 34) drawn = blind(desk);
  if (!drawn) drawn = lawful(desk);
  if (!drawn) drawn = signed_act(*desk.lawful("fact.note"), Intent::kLawful, "");
  if (drawn->intent == Intent::kLawful) desk.keep_names();
  remember(*drawn);
  return std::move(*drawn);
}

// Of three types by chance, the one that was drawn least: the rare ones come too.
std::optional<ActSource::Drawn> ActSource::lawful(ActDesk& desk) {
  Dice& dice = desk.dice();
  for (int tries = 0; tries < kDraftsMax; ++tries) {
    std::string type = dice.of(ActDesk::types());
    for (int others = 0; others < 2; ++others) {
      const std::string& other = dice.of(ActDesk::types());
      if (drawn_[other] < drawn_[type]) type = other;
    }
    const auto event = desk.lawful(type);
    if (!event) continue;
    ++drawn_[type];
    const bool list = type == "application.submit" || type == "accreditation.grant";
    if (list && dice.one_in(6)) return divided(*event, Intent::kLawful);
    Drawn drawn = signed_act(*event, Intent::kLawful, "");
    if (type == "application.submit" && dice.one_in(8)) {
      drawn.events.push_back(sign(desk.forwarding_of(*event), desk.ruleset().ministry));
      drawn.words += ", and the ministry forwards it in the same breath";
    }
    return drawn;
  }
  return std::nullopt;
}

std::optional<ActSource::Drawn> ActSource::unlawful(ActDesk& desk) {
  Dice& dice = desk.dice();
  for (int tries = 0; tries < kDraftsMax; ++tries) {
    const std::string& type = dice.of(ActDesk::types());
    // Half of them by the wrong author: most rules say who.
    const auto way =
        dice.one_in(2) ? Spoiling::kAuthor : static_cast<Spoiling>(dice.below(kSpoilings));
    // A wrong author is wrong whatever the object: also where nobody could do such a thing.
    const bool any_object = way == Spoiling::kAuthor && !dice.one_in(4);
    auto event = any_object ? desk.blind(type) : desk.lawful(type);
    if (!event) continue;
    if (way == Spoiling::kKey || way == Spoiling::kPart) {
      auto drawn = badly_signed(*event, way);
      if (drawn) return drawn;
      continue;
    }
    event = way == Spoiling::kPerson ? desk.unready_grant() : spoil(desk, std::move(*event), way);
    if (event) return signed_act(*event, Intent::kUnlawful, words_of(way));
  }
  return std::nullopt;
}

std::optional<ActSource::Drawn> ActSource::badly_signed(const domain::Event& event, Spoiling way) {
  if (way == Spoiling::kKey) {
    Drawn drawn = signed_act(event, Intent::kUnlawful, words_of(way));
    drawn.events = {sign(event, event.by == "mfa" ? "cis" : "mfa")};
    return drawn;
  }
  Drawn drawn = divided(event, Intent::kUnlawful);
  if (drawn.events.size() < 2) return std::nullopt;
  drawn.events.pop_back();
  drawn.words += std::string(", ") + std::string(words_of(way));
  return drawn;
}

ActSource::Drawn ActSource::blind(ActDesk& desk) {
  const std::string& type = desk.dice().of(ActDesk::types());
  const domain::Event event = desk.blind(type);
  return signed_act(event, Intent::kBlind, "whatever its state");
}

std::optional<ActSource::Drawn> ActSource::repeated(const batch::LedgerReader& ledger) {
  if (recent_.empty()) return std::nullopt;
  if (random_() % 2 == 0) {
    const domain::SignedEvent& last = recent_.back();
    if (!takes_a_number(last.event.type)) return std::nullopt;
    domain::Event twin = last.event;
    twin.expires.ms -= domain::kSecondMs;
    return signed_act(twin, Intent::kBlind, "a second act with the numbers of the one before");
  }
  const domain::SignedEvent& again = recent_[random_() % recent_.size()];
  const auto index = ledger.event_index(again.id);
  const bool there = index && index->has_value();
  return Drawn{{again},
               again.event.by,
               words_of(again.event, Intent::kBlind, "once more, to the letter"),
               there ? Intent::kUnlawful : Intent::kBlind};
}

const ActSource::Key& ActSource::key_of(const std::string& author) {
  const auto known = keys_.find(author);
  if (known != keys_.end()) return known->second;
  return keys_
      .emplace(author,
               Key{institutions_.vkey(author, "author"), institutions_.secret(author, "author")})
      .first->second;
}

domain::SignedEvent ActSource::sign(const domain::Event& event, const std::string& signer) {
  const auto text = domain::print_event(event);
  KUBOLUK_CHECK(text.has_value());
  const Key& key = key_of(signer);
  auto parsed = domain::parse_signed_event(
      crypto::print_note({*text, {crypto::sign_note(*text, key.vkey, key.secret)}}));
  KUBOLUK_CHECK(parsed.has_value());
  return std::move(*parsed);
}

ActSource::Drawn ActSource::signed_act(const domain::Event& event, Intent intent,
                                       std::string_view how) {
  return {{sign(event, event.by)}, event.by, words_of(event, intent, how), intent};
}

// In as many parts as its list has lines; as it is, if that is one.
ActSource::Drawn ActSource::divided(const domain::Event& event, Intent intent) {
  const std::string_view list = event.type == "application.submit" ? "person" : "grant";
  const auto count = static_cast<std::uint32_t>(event.all(list).size());
  if (count < 2) return signed_act(event, intent, "");
  const auto text = domain::print_event(event);
  KUBOLUK_CHECK(text.has_value());
  domain::Event part = event;
  std::erase_if(part.lines, [&](const domain::Line& line) { return line.key == list; });
  const std::size_t head = part.lines.size();
  Drawn drawn{{}, event.by, words_of(event, intent, "divided"), intent};
  for (const domain::Line* line : event.all(list)) {
    part.lines.resize(head);
    part.lines.push_back(*line);
    const auto number = static_cast<std::uint32_t>(drawn.events.size() + 1);
    part.part = domain::Part{number, count, domain::event_id(*text)};
    drawn.events.push_back(sign(part, event.by));
  }
  return drawn;
}

void ActSource::remember(const Drawn& drawn) {
  if (drawn.events.size() != 1) return;
  recent_.push_back(drawn.events[0]);
  if (recent_.size() > kRecentMax) recent_.erase(recent_.begin());
}

}  // namespace kuboluk::simulation
