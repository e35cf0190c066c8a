#include "ledger/exchange/submission.h"

#include <catch2/catch.hpp>

#include <algorithm>

#include "crypto/note.h"
#include "crypto/sha256.h"
#include "ledger/exchange/statement.h"
#include "tests/ledger/batch/clerk.h"
#include "tests/ledger/exchange/every_change.h"

namespace kuboluk::exchange {
namespace {

using batch::test::Clerk;
using batch::test::key_of;
using batch::test::vkey_of;
using Events = std::vector<domain::SignedEvent>;

const domain::Instant kRecordedAt = *domain::parse_known_time("2026-04-10T10:00:00.000Z");

std::string joined(const Events& events) {
  std::string body;
  for (const domain::SignedEvent& event : events)
    body += event.bytes;
  return body;
}

Recorded recorded_of(const Clerk& clerk, const Events& events) {
  Recorded recorded{clerk.info().id, kRecordedAt, {}};
  for (const domain::SignedEvent& event : events)
    recorded.events.push_back(event.id);
  return recorded;
}

std::string sign(const Recorded& recorded, std::string_view actor = "operator") {
  return sign_statement(print_text(recorded), vkey_of(actor), key_of(actor));
}

Result<Submission> parse(const Clerk& clerk, std::string_view body) {
  return parse_submission(body, clerk.info(), vkey_of("operator"));
}

std::string fault_of(const Clerk& clerk, std::string_view body) {
  const auto submission = parse(clerk, body);
  return submission ? "accepted" : submission.error().rule;
}

Events three_notes(const Clerk& clerk) {
  return {clerk.note(1), clerk.note(2), clerk.registration(1)};
}

void check_same(const Events& found, const Events& expected) {
  REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    CHECK(found[i].id == expected[i].id);
    CHECK(found[i].bytes == expected[i].bytes);
    CHECK(found[i].event == expected[i].event);
  }
}

TEST_CASE("on a real clock a submission is its notes, one after the other") {
  const Clerk clerk(domain::Clock::kReal);
  for (const Events& events : {Events{clerk.note(1)}, three_notes(clerk)}) {
    const std::string body = joined(events);
    const auto submission = parse_submission(body, clerk.info(), std::nullopt);
    REQUIRE(submission);
    CHECK(submission->bytes == body);
    CHECK(submission->id == crypto::sha256(bytes_of(body)));
    CHECK_FALSE(submission->recorded_at);
    check_same(submission->events, events);
  }
}

TEST_CASE("on a training ledger the operator's recorded statement comes first") {
  const Clerk clerk;
  for (const Events& events : {Events{clerk.note(1)}, three_notes(clerk)}) {
    const std::string body = sign(recorded_of(clerk, events)) + joined(events);
    const auto submission = parse(clerk, body);
    REQUIRE(submission);
    CHECK(submission->bytes == body);
    CHECK(submission->id == crypto::sha256(bytes_of(body)));
    CHECK(submission->recorded_at == kRecordedAt);
    check_same(submission->events, events);
  }
}

TEST_CASE("an event may bear several signatures, and every author's notes part where they should") {
  const Clerk clerk(domain::Clock::kReal);
  domain::SignedEvent twice = clerk.note(1);
  crypto::Note note = twice.note;
  note.signatures.push_back(crypto::sign_note(note.text, vkey_of("cec", 2), key_of("cec", 2)));
  const std::string body = crypto::print_note(note) + clerk.note(2).bytes;
  const auto submission = parse(clerk, body);
  REQUIRE(submission);
  REQUIRE(submission->events.size() == 2);
  CHECK(submission->events[0].note.signatures.size() == 2);
}

TEST_CASE("a recorded statement that is missing, out of place or not allowed is refused") {
  const Clerk clerk;
  const Events events = three_notes(clerk);
  const std::string statement = sign(recorded_of(clerk, events));
  CHECK(fault_of(clerk, joined(events)) == "X.TIME");
  CHECK(fault_of(clerk, joined(events) + statement) == "X.TIME");
  CHECK(fault_of(clerk, statement + statement + joined(events)) == "X.FORM");
  CHECK(fault_of(clerk, statement + joined(events) + statement) == "X.FORM");
  CHECK(fault_of(clerk, statement) == "X.TIME");

  const Clerk real(domain::Clock::kReal);
  const Events real_events = three_notes(real);
  CHECK(fault_of(real, joined(real_events)) == "accepted");
  CHECK(fault_of(real, sign(recorded_of(real, real_events)) + joined(real_events)) == "X.TIME");
  CHECK(fault_of(real, joined(real_events) + sign(recorded_of(real, real_events))) == "X.FORM");
}

TEST_CASE("a recorded statement must list exactly the events that follow, in their order") {
  const Clerk clerk;
  const Events events = three_notes(clerk);
  const auto fault = [&](const Events& listed) {
    return fault_of(clerk, sign(recorded_of(clerk, listed)) + joined(events));
  };
  CHECK(fault(events) == "accepted");
  CHECK(fault({events[0], events[1]}) == "X.TIME");
  CHECK(fault({events[0], events[1], events[2], clerk.note(3)}) == "X.TIME");
  CHECK(fault({events[0], events[2], events[1]}) == "X.TIME");
  CHECK(fault({events[0], events[1], clerk.note(3)}) == "X.TIME");
}

TEST_CASE("a recorded statement is the operator's, for this ledger") {
  const Clerk clerk;
  const Events events = three_notes(clerk);
  const Recorded recorded = recorded_of(clerk, events);
  CHECK(fault_of(clerk, sign(recorded, "cec") + joined(events)) == "X.SIGNATURE");
  Recorded elsewhere = recorded;
  elsewhere.ledger = "kuboluk.example/other/0123456789abcdef";
  CHECK(fault_of(clerk, sign(elsewhere) + joined(events)) == "X.LEDGER");
  const auto keyless =
      parse_submission(sign(recorded) + joined(events), clerk.info(), std::nullopt);
  REQUIRE_FALSE(keyless);
  CHECK(keyless.error().rule == "X.SIGNATURE");
}

TEST_CASE("a body cut anywhere is refused, except where another submission ends") {
  const Clerk clerk(domain::Clock::kReal);
  const Events events = three_notes(clerk);
  const std::string body = joined(events);
  const std::size_t first = events[0].bytes.size();
  const std::size_t second = first + events[1].bytes.size();
  for (std::size_t size = 0; size < body.size(); ++size) {
    const auto cut = parse(clerk, body.substr(0, size));
    const bool boundary = size == first || size == second;
    REQUIRE(cut.has_value() == boundary);
    if (boundary) CHECK(cut->id != crypto::sha256(bytes_of(body)));
    REQUIRE(parse(clerk, body.substr(size)).has_value() == (size == 0 || boundary));
  }
}

TEST_CASE("a training body cut anywhere is refused: the recorded statement does not fit") {
  const Clerk clerk;
  const Events events = three_notes(clerk);
  const std::string statement = sign(recorded_of(clerk, events));
  const std::string body = statement + joined(events);
  for (std::size_t size = 0; size < body.size(); ++size) {
    const auto cut = parse(clerk, body.substr(0, size));
    REQUIRE_FALSE(cut);
    if (size == statement.size() + events[0].bytes.size()) CHECK(cut.error().rule == "X.TIME");
  }
}

TEST_CASE("no bit of the recorded statement or of an event's text can change") {
  const Clerk clerk;
  const Events events = three_notes(clerk);
  const std::string statement = sign(recorded_of(clerk, events));
  const std::string body = statement + joined(events);
  const auto refused = [&](const std::string& changed) { return !parse(clerk, changed); };
  CHECK(test::let_through(body, 0, statement.size(), refused).empty());
  std::size_t begin = statement.size();
  for (const domain::SignedEvent& event : events) {
    CHECK(test::let_through(body, begin, begin + event.note.text.size(), refused).empty());
    begin += event.bytes.size();
  }
}

TEST_CASE("nothing stands between, before or after the notes") {
  const Clerk clerk(domain::Clock::kReal);
  const std::string one = clerk.note(1).bytes;
  const std::string two = clerk.note(2).bytes;
  CHECK(fault_of(clerk, one + two) == "accepted");
  for (const char* between :
       {"\n", "\n\n", " ", "x\n", "--\n", "\u2014 \n", "\u2014 key AAAAAAAA\n\n"}) {
    CHECK(fault_of(clerk, one + between + two) == "X.FORM");
    CHECK(fault_of(clerk, between + one + two) == "X.FORM");
    CHECK(fault_of(clerk, one + two + between) == "X.FORM");
  }
  CHECK(fault_of(clerk, "") == "X.FORM");
}

TEST_CASE("the error says which note is at fault") {
  const Clerk clerk(domain::Clock::kReal);
  const std::string bad = clerk.note(1).bytes + "nothing\n\n" + clerk.note(2).bytes;
  const auto submission = parse(clerk, bad);
  REQUIRE_FALSE(submission);
  CHECK(submission.error().object.find("note 2") != std::string::npos);

  const Clerk training;
  const Events events = three_notes(training);
  const std::string statement = sign(recorded_of(training, events));
  const auto second = parse(training, statement + "nothing\n\n" + joined(events));
  REQUIRE_FALSE(second);
  CHECK(second.error().object.find("note 2") != std::string::npos);
  const auto first = parse(training, sign(recorded_of(training, events), "cec") + joined(events));
  REQUIRE_FALSE(first);
  CHECK(first.error().object.find("note 1") != std::string::npos);
}

TEST_CASE("a submission of 2,047 events is taken, one of 2,048 is refused") {
  for (const domain::Clock clock : {domain::Clock::kReal, domain::Clock::kScenario}) {
    const Clerk clerk(clock);
    Events events;
    for (std::size_t i = 0; i < kSubmissionEventsMax; ++i)
      events.push_back(clerk.note(static_cast<int>(i)));
    const bool training = clock == domain::Clock::kScenario;
    const std::string statement = training ? sign(recorded_of(clerk, events)) : "";
    const auto submission = parse(clerk, statement + joined(events));
    REQUIRE(submission);
    CHECK(submission->events.size() == kSubmissionEventsMax);
    CHECK(fault_of(clerk, statement + joined(events) + clerk.note(-1).bytes) == "X.SIZE");
  }
}

TEST_CASE("what is too large is refused before it is read") {
  const Clerk clerk(domain::Clock::kReal);
  CHECK(fault_of(clerk, std::string(kSubmissionBytesMax + 1, 'a')) == "X.SIZE");
  const std::string long_note = std::string(domain::kEventBytesMax, 'a') + clerk.note(1).bytes;
  CHECK(fault_of(clerk, clerk.note(2).bytes + long_note) == "X.SIZE");
  // Two bytes for every piece: they must not become millions of pieces.
  const std::string empty_lines(1'000'000, '\n');
  CHECK(split_notes(empty_lines).size() == kSubmissionEventsMax + 2);
  CHECK(fault_of(clerk, empty_lines) == "X.SIZE");
}

TEST_CASE("splitting loses no byte, whatever the body") {
  const Clerk clerk(domain::Clock::kReal);
  const std::string body = joined(three_notes(clerk));
  std::mt19937_64 random(11);
  for (int round = 0; round < 3000; ++round) {
    std::string changed = body;
    for (int i = 0; i < 3; ++i) {
      const char piece[] = {'\n', 'a', '\xE2', ' '};
      changed[random() % changed.size()] = piece[random() % 4];
    }
    std::string together;
    for (const std::string_view note : split_notes(changed)) {
      REQUIRE_FALSE(note.empty());
      together += note;
    }
    REQUIRE(together == changed);
  }
  CHECK(split_notes("").empty());
  CHECK(split_notes(body).size() == 3);
}

TEST_CASE("the operator's key is the first that the genesis lists for it") {
  const Clerk clerk;
  const auto key = operator_key_of(clerk.genesis().bytes);
  REQUIRE(key);
  CHECK(*key == vkey_of("operator"));
  const auto no_genesis = operator_key_of(clerk.note(1).bytes);
  REQUIRE_FALSE(no_genesis);
  CHECK(no_genesis.error().rule == "X.FORM");
  CHECK_FALSE(operator_key_of(""));

  domain::Event keyless = clerk.genesis().event;
  std::erase_if(keyless.lines, [](const domain::Line& line) {
    return line.key == "author-key" && line.values[0] == "operator";
  });
  const auto none = operator_key_of(clerk.sign(keyless).bytes);
  REQUIRE_FALSE(none);
  CHECK(none.error().rule == "X.FORM");
}

}  // namespace
}  // namespace kuboluk::exchange
