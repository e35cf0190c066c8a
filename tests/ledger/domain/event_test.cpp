#include "ledger/domain/event.h"

#include <catch2/catch.hpp>
#include <random>

#include "ledger/domain/signed_event.h"
#include "tests/ledger/domain/small_ledger.h"

namespace kuboluk::domain {
namespace {

using test::SmallLedger;

Event revocation(const SmallLedger& ledger) {
  return ledger.event("accreditation.revoke", "cec", "2026-05-04T10:00:00+06:00",
                      {{"election", {"kg-1"}},
                       {"decree", {"V1"}},
                       {"accreditation", {"T-0001"}},
                       {"ground", {"KR.R4.7"}},
                       {"limb", {"violation"}},
                       {"reason", {"campaigning; Күбөлүк, «тест» – 1"}}});
}

Event large_grant(const SmallLedger& ledger, std::size_t persons) {
  test::Lines lines = {{"election", {"kg-1"}}, {"decree", {"D1"}}};
  for (std::size_t i = 0; i < persons; ++i) {
    const std::string n = std::to_string(10000 + i);
    lines.push_back({"grant", {"T-" + n, "U-" + n, "A-10", "p-" + n}});
  }
  return ledger.event("accreditation.grant", "cec", "2026-05-04T10:00:00+06:00", lines);
}

TEST_CASE("an event parses to what was printed, and only from those bytes") {
  const SmallLedger ledger;
  const Event event = revocation(ledger);
  const std::string text = *print_event(event);
  REQUIRE(parse_event(text).has_value());
  CHECK(*parse_event(text) == event);
  for (std::size_t i = 0; i < text.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string flipped = text;
      flipped[i] = static_cast<char>(flipped[i] ^ (1 << bit));
      const auto parsed = parse_event(flipped);
      if (parsed) CHECK(*print_event(*parsed) == flipped);
    }
  }
}

TEST_CASE("an after line without an event id is refused like any other line") {
  const SmallLedger ledger;
  Event event = revocation(ledger);
  event.after = Hash{};
  const std::string text = *print_event(event);
  CHECK(*parse_event(text) == event);
  const std::size_t after = text.find("after ");
  const std::size_t end = text.find('\n', after);
  for (const char* line : {"after", "after ", "after x", "after 00"}) {
    const std::string cut = text.substr(0, after) + line + text.substr(end);
    CHECK(parse_event(cut).error().rule == "X.FORM");
  }
}

TEST_CASE("random cuts and splices of event texts never end the process") {
  const SmallLedger ledger;
  Event event = revocation(ledger);
  event.after = Hash{};
  const std::string text = *print_event(event);
  std::mt19937_64 random(11);
  for (int round = 0; round < 20000; ++round) {
    std::string spliced = text;
    for (int edit = 0; edit < 3; ++edit) {
      const std::size_t from = random() % spliced.size();
      const std::string piece = text.substr(random() % text.size(), random() % 12);
      spliced.replace(from, random() % 20, piece);
      if (spliced.empty()) spliced = "x";
    }
    const auto parsed = parse_event(spliced);
    if (parsed) CHECK(*print_event(*parsed) == spliced);
  }
}

TEST_CASE("surplus, missing and reordered lines are refused, with the line") {
  const SmallLedger ledger;
  const std::string text = *print_event(revocation(ledger));
  CHECK(parse_event(text + "note x\n").error().rule == "X.FORM");
  CHECK(parse_event(text + "\n").error().object == "event line 15");
  CHECK(parse_event(text.substr(0, text.size() - 1)).error().rule == "X.FORM");
  CHECK(parse_event("kuboluk/event/v2" + text.substr(16)).has_error());
  const std::size_t ground = text.find("ground ");
  const std::size_t limb = text.find("limb ");
  const std::size_t reason = text.find("reason ");
  CHECK(parse_event(text.substr(0, ground) + text.substr(limb, reason - limb) +
                    text.substr(ground, limb - ground) + text.substr(reason))
            .has_error());
  CHECK(parse_event(text.substr(0, ground) + text.substr(limb)).has_error());
}

TEST_CASE("a value cannot smuggle in a line of its own") {
  const SmallLedger ledger;
  for (const char* evil : {"x\nby mfa", "x\r", "", " x", "x ",
                           "\xe2\x80\xae"
                           "x",
                           "a\tb", "\xff"}) {
    Event event = revocation(ledger);
    event.lines.back().values[0] = evil;
    const auto printed = print_event(event);
    REQUIRE(printed.has_error());
    CHECK(printed.error().rule == "X.FORM");
  }
  Event event = revocation(ledger);
  event.lines.back().values[0] = std::string(2001, 'x');
  CHECK(print_event(event).error().rule == "X.SIZE");
}

TEST_CASE("missing values are written -, so that the rule and not the parser refuses them") {
  const SmallLedger ledger;
  Event event = revocation(ledger);
  for (Line& line : event.lines)
    line.values[0] = "-";
  CHECK(*parse_event(*print_event(event)) == event);
}

TEST_CASE("dates and times that do not exist are refused") {
  const SmallLedger ledger;
  std::string text = *print_event(revocation(ledger));
  text.replace(text.find("\nat ") + 4, 10, "2026-02-30");
  CHECK(parse_event(text).has_error());
  Event call = ledger.event("election.call", "president", "2026-03-02T10:00:00+06:00",
                            {{"election", {"kg-1"}},
                             {"kind", {"test"}},
                             {"voting_day", {"2026-6-14"}},
                             {"published_on", {"2026-03-02"}}});
  CHECK(print_event(call).error().rule == "X.FORM");
}

TEST_CASE("an act of any size divides into parts that join to the same act") {
  const SmallLedger ledger;
  std::mt19937_64 random(7);
  for (int round = 0; round < 30; ++round) {
    const Event whole = large_grant(ledger, 1 + random() % 3000);
    const std::size_t limit = 1000 + random() % 64000;
    const auto parts = divide(whole, limit);
    REQUIRE(parts.has_value());
    for (const Event& part : *parts)
      CHECK(print_event(part)->size() <= limit);
    if (parts->size() == 1) {
      CHECK(parts->front() == whole);
      continue;
    }
    CHECK(*join(*parts) == whole);
  }
}

TEST_CASE("an act of which one line is larger than a part may be is not divided") {
  const SmallLedger ledger;
  const Event whole = large_grant(ledger, 3);
  const std::size_t size = print_event(whole)->size();
  for (std::size_t limit = 100; limit < size; ++limit) {
    const auto parts = divide(whole, limit);
    if (!parts) {
      CHECK(parts.error().rule == "X.SIZE");
      continue;
    }
    CHECK(parts->size() > 1);
    for (const Event& part : *parts) {
      CHECK(print_event(part)->size() <= limit);
      CHECK(parse_event(*print_event(part)).has_value());
    }
  }
}

TEST_CASE("parts that are missing, doubled, swapped or of another act do not join") {
  const SmallLedger ledger;
  const auto parts = *divide(large_grant(ledger, 2000), 20000);
  REQUIRE(parts.size() > 3);
  const auto refused = [](std::vector<Event> tampered) {
    return join(tampered).error().rule == "X.FORM";
  };
  CHECK(refused({parts.begin(), parts.end() - 1}));
  auto doubled = parts;
  doubled[1] = doubled[0];
  CHECK(refused(doubled));
  auto swapped = parts;
  std::swap(swapped[1], swapped[2]);
  CHECK(refused(swapped));
  auto other_head = parts;
  other_head[1].lines[1].values[0] = "D2";
  CHECK(refused(other_head));
  auto lost = parts;
  lost[1].lines.pop_back();
  CHECK(refused(lost));
  CHECK(refused({}));
  const Event note = ledger.event("fact.note", "cec", "2026-05-04T10:00:00+06:00",
                                  {{"text", {std::string(1500, 'x')}}});
  CHECK(divide(note, 500).error().rule == "X.SIZE");
}

TEST_CASE("a signed event carries exactly the signatures that its type needs") {
  const SmallLedger ledger;
  const SignedEvent good = ledger.sign(revocation(ledger));
  const AuthorKeys keys{1, {test::vkey_of("cec")}};
  CHECK(verify_signatures(good, keys).has_value());
  CHECK(verify_signatures(good, {1, {test::vkey_of("mfa")}}).error().rule == "X.SIGNATURE");
  CHECK(verify_signatures(good, {2, {test::vkey_of("cec"), test::vkey_of("mfa")}}).has_error());
  SignedEvent surplus = good;
  surplus.note.signatures.push_back(
      crypto::sign_note(good.note.text, test::vkey_of("mfa"), test::key_of("mfa")));
  CHECK(verify_signatures(surplus, keys).has_error());
  SignedEvent doubled = good;
  doubled.note.signatures.push_back(good.note.signatures[0]);
  CHECK(verify_signatures(doubled, {2, {test::vkey_of("cec")}}).has_error());
  SignedEvent two = surplus;
  const AuthorKeys both{2, {test::vkey_of("cec"), test::vkey_of("mfa")}};
  CHECK(verify_signatures(two, both).has_value());
  std::swap(two.note.signatures[0], two.note.signatures[1]);
  CHECK(verify_signatures(two, both).has_error());
}

TEST_CASE("an event with more than 65,000 bytes is refused by size") {
  const SmallLedger ledger;
  const auto text = *print_event(large_grant(ledger, 2000));
  REQUIRE(text.size() > kEventBytesMax);
  const crypto::Note note{text,
                          {crypto::sign_note(text, test::vkey_of("cec"), test::key_of("cec"))}};
  CHECK(parse_signed_event(crypto::print_note(note)).error().rule == "X.SIZE");
}

}  // namespace
}  // namespace kuboluk::domain
