#include "ledger/exchange/statement.h"

#include <catch2/catch.hpp>

#include <array>
#include <utility>

#include "crypto/encoding.h"
#include "crypto/note.h"
#include "crypto/sha256.h"
#include "ledger/domain/charset.h"
#include "ledger/domain/signed_event.h"
#include "ledger/log/checkpoint.h"
#include "tests/ledger/batch/clerk.h"
#include "tests/ledger/exchange/every_change.h"

namespace kuboluk::exchange {
namespace {

using batch::test::key_of;
using batch::test::vkey_of;
using test::joined;
using test::let_through;
using test::lines_of;

const std::string kLedger = "kuboluk.example/kg/5d41402abc4b2a76";

Hash event_hash(int number) {
  return crypto::sha256(bytes_of("event " + std::to_string(number)));
}

domain::Instant known(std::string_view text) {
  return domain::parse_known_time(text).value();
}

// One statement of each kind, and how it is opened.
template <class Statement>
struct Sample;

template <>
struct Sample<Receipt> {
  static Receipt make() {
    return {kLedger,
            "odihr",
            known("2025-11-12T09:00:03.512Z"),
            known("2025-11-12T10:00:03.512Z"),
            {event_hash(1), event_hash(2)}};
  }
  static constexpr auto open = &open_receipt;
};

template <>
struct Sample<Rejection> {
  static Rejection make() {
    return {kLedger,
            "odihr",
            known("2025-11-12T09:00:03.512Z"),
            1043,
            "KR.R3.7",
            "accreditation.grant by cec",
            "the window closed on 2025-11-27",
            {event_hash(1), event_hash(2)}};
  }
  static constexpr auto open = &open_rejection;
};

template <>
struct Sample<Refusal> {
  static Refusal make() {
    return {kLedger,
            "odihr",
            known("2025-11-12T09:00:03.512Z"),
            1046,
            event_hash(9),
            1044,
            "X.TIME",
            "known time at most 2025-11-12T09:05:03.512Z",
            "2035-11-12T09:00:03.512Z",
            {event_hash(1), event_hash(2)}};
  }
  static constexpr auto open = &open_refusal;
};

template <>
struct Sample<Recorded> {
  static Recorded make() {
    return {kLedger, known("2025-11-12T09:00:03.000Z"), {event_hash(1), event_hash(2)}};
  }
  static constexpr auto open = &open_recorded;
};

crypto::VerifierKey key() {
  return vkey_of("odihr");
}

std::string sign(const std::string& text) {
  return sign_statement(text, key(), key_of("odihr"));
}

// Signs any text, as a signer may who does not use our code.
std::string sign_any(const std::string& text) {
  return crypto::print_note({text, {crypto::sign_note(text, key(), key_of("odihr"))}});
}

template <class Statement>
std::string fault_of(std::string_view note, const std::string& ledger = kLedger,
                     const crypto::VerifierKey& by = key()) {
  const auto opened = Sample<Statement>::open(note, ledger, by);
  return opened ? "accepted" : opened.error().rule;
}

// As fault_of, for a text that its signer signs like this.
template <class Statement>
std::string text_fault(const std::string& text) {
  return fault_of<Statement>(sign_any(text));
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  REQUIRE(text.find(from) != std::string::npos);
  return text.replace(text.find(from), from.size(), to);
}

TEST_CASE("statements have the text that the header shows") {
  const std::string events =
      "event " + crypto::to_hex(event_hash(1)) + "\nevent " + crypto::to_hex(event_hash(2)) + "\n";
  CHECK(print_text(Sample<Receipt>::make()) ==
        "kuboluk/receipt/v1\nledger " + kLedger +
            "\nby odihr\nreceived 2025-11-12T09:00:03.512Z\nuntil 2025-11-12T10:00:03.512Z\n" +
            events);
  CHECK(print_text(Sample<Rejection>::make()) ==
        "kuboluk/rejection/v1\nledger " + kLedger +
            "\nby odihr\ntime 2025-11-12T09:00:03.512Z\nsize 1043\nrule KR.R3.7\n"
            "object accreditation.grant by cec\ndetail the window closed on 2025-11-27\n" +
            events);
  CHECK(print_text(Sample<Refusal>::make()) ==
        "kuboluk/refusal/v1\nledger " + kLedger +
            "\nby odihr\ntime 2025-11-12T09:00:03.512Z\nsize 1046\nroot " +
            crypto::to_base64(event_hash(9)) +
            "\nindex 1044\nrule X.TIME\nexpected known time at most 2025-11-12T09:05:03.512Z\n"
            "got 2035-11-12T09:00:03.512Z\n" +
            events);
  CHECK(print_text(Sample<Recorded>::make()) == "kuboluk/recorded/v1\nledger " + kLedger +
                                                    "\nrecorded 2025-11-12T09:00:03.000Z\n" +
                                                    events);
}

TEMPLATE_TEST_CASE("an opened statement is the one that was signed", "", Receipt, Rejection,
                   Refusal, Recorded) {
  const TestType statement = Sample<TestType>::make();
  const auto opened = Sample<TestType>::open(sign(print_text(statement)), kLedger, key());
  REQUIRE(opened);
  CHECK(*opened == statement);
}

TEST_CASE("a refusal of an unsigned draft has no root, and may name no event") {
  Refusal refusal = Sample<Refusal>::make();
  refusal.root.reset();
  refusal.events.clear();
  refusal.size = UINT64_MAX;
  const std::string text = print_text(refusal);
  CHECK(text.find("\nroot -\n") != std::string::npos);
  const auto opened = open_refusal(sign(text), kLedger, key());
  REQUIRE(opened);
  CHECK(*opened == refusal);
}

TEMPLATE_TEST_CASE("no bit of a signed statement can change and no byte can go", "", Receipt,
                   Rejection, Refusal, Recorded) {
  const std::string note = sign(print_text(Sample<TestType>::make()));
  REQUIRE(fault_of<TestType>(note) == "accepted");
  const auto refused = [](const std::string& changed) {
    return fault_of<TestType>(changed) != "accepted";
  };
  CHECK(let_through(note, 0, note.size(), refused).empty());
  for (std::size_t size = 0; size < note.size(); ++size)
    REQUIRE(refused(note.substr(0, size)));
  CHECK(refused(note + "\n"));
  CHECK(refused(note + note));
}

// RELIABILITY 33.
TEMPLATE_TEST_CASE("a statement for another ledger is refused", "", Receipt, Rejection, Refusal,
                   Recorded) {
  const std::string note = sign(print_text(Sample<TestType>::make()));
  CHECK(fault_of<TestType>(note, "kuboluk.example/kg/5d41402abc4b2a77") == "X.LEDGER");
  CHECK(fault_of<TestType>(note, "kuboluk.example/kg") == "X.LEDGER");
  CHECK(fault_of<TestType>(note, "") == "X.LEDGER");
}

TEMPLATE_TEST_CASE("a statement speaks for one key, with one signature", "", Receipt, Rejection,
                   Refusal, Recorded) {
  const std::string text = print_text(Sample<TestType>::make());
  const crypto::NoteSignature ours = crypto::sign_note(text, key(), key_of("odihr"));
  const crypto::NoteSignature other = crypto::sign_note(text, vkey_of("cec"), key_of("cec"));
  const auto fault = [&](std::vector<crypto::NoteSignature> lines) {
    return fault_of<TestType>(crypto::print_note({text, std::move(lines)}));
  };
  CHECK(fault({ours}) == "accepted");
  CHECK(fault({other}) == "X.SIGNATURE");
  CHECK(fault({ours, ours}) == "X.SIGNATURE");
  CHECK(fault({ours, other}) == "X.SIGNATURE");
  CHECK(fault({other, ours}) == "X.SIGNATURE");
  CHECK(fault({}) == "X.FORM");

  const auto same_name = crypto::VerifierKey::make(key().name(), crypto::KeyType::kEd25519,
                                                   key_of("cec").public_key());
  CHECK(fault_of<TestType>(sign(text), kLedger, *same_name) == "X.SIGNATURE");
  const auto other_name =
      crypto::VerifierKey::make("other", crypto::KeyType::kEd25519, key().key());
  CHECK(fault_of<TestType>(sign(text), kLedger, *other_name) == "X.SIGNATURE");
  crypto::NoteSignature borrowed = other;  // signed by another, under our name
  borrowed.name = ours.name;
  borrowed.key_id = ours.key_id;
  CHECK(fault({borrowed}) == "X.SIGNATURE");
}

// RELIABILITY 54: S + L, 63 and 65 bytes.
TEST_CASE("a second signature cannot be made out of a valid one") {
  constexpr std::array<std::uint8_t, 32> kOrder = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58,
                                                   0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
                                                   0,    0,    0,    0,    0,    0,    0,    0,
                                                   0,    0,    0,    0,    0,    0,    0,    0x10};
  const std::string text = print_text(Sample<Receipt>::make());
  const crypto::NoteSignature valid = crypto::sign_note(text, key(), key_of("odihr"));
  const auto fault = [&](const crypto::NoteSignature& line) {
    return fault_of<Receipt>(crypto::print_note({text, {line}}));
  };
  REQUIRE(fault(valid) == "accepted");
  crypto::NoteSignature larger = valid;
  unsigned carry = 0;
  for (std::size_t i = 0; i < kOrder.size(); ++i) {
    carry += valid.signature[32 + i] + kOrder[i];
    larger.signature[32 + i] = static_cast<std::uint8_t>(carry);
    carry >>= 8;
  }
  CHECK(fault(larger) == "X.SIGNATURE");
  crypto::NoteSignature longer = valid;
  longer.signature.push_back(0);
  CHECK(fault(longer) == "X.SIGNATURE");
  crypto::NoteSignature shorter = valid;
  shorter.signature.pop_back();
  CHECK(fault(shorter) == "X.SIGNATURE");
}

TEMPLATE_TEST_CASE("lines that are missing, doubled or swapped are refused, signed or not", "",
                   Receipt, Rejection, Refusal, Recorded) {
  const std::string text = print_text(Sample<TestType>::make());
  const std::vector<std::string> lines = lines_of(text);
  REQUIRE(text_fault<TestType>(text) == "accepted");
  // The last two are events: one less, and in other order, is another statement that may be made.
  for (std::size_t i = 0; i + 2 < lines.size(); ++i) {
    std::vector<std::string> changed = lines;
    changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(i));
    CHECK(text_fault<TestType>(joined(changed)) == "X.FORM");
    changed = lines;
    changed.insert(changed.begin() + static_cast<std::ptrdiff_t>(i), lines[i]);
    CHECK(text_fault<TestType>(joined(changed)) == "X.FORM");
    changed = lines;
    std::swap(changed[i], changed[i + 1]);
    CHECK(text_fault<TestType>(joined(changed)) == "X.FORM");
    changed = lines;
    changed.insert(changed.begin() + static_cast<std::ptrdiff_t>(i), "more x\n");
    CHECK(text_fault<TestType>(joined(changed)) == "X.FORM");
    changed[i] = "\n";
    CHECK(text_fault<TestType>(joined(changed)) == "X.FORM");
  }
  CHECK(text_fault<TestType>(text + "more x\n") == "X.FORM");
}

TEST_CASE("only a refusal may name no event") {
  const auto without = [](const std::string& text) { return text.substr(0, text.find("event ")); };
  CHECK(text_fault<Receipt>(without(print_text(Sample<Receipt>::make()))) == "X.FORM");
  CHECK(text_fault<Rejection>(without(print_text(Sample<Rejection>::make()))) == "X.FORM");
  CHECK(text_fault<Recorded>(without(print_text(Sample<Recorded>::make()))) == "X.FORM");
  CHECK(text_fault<Refusal>(without(print_text(Sample<Refusal>::make()))) == "accepted");
}

TEST_CASE("a value has one way to be written") {
  const std::string receipt = print_text(Sample<Receipt>::make());
  const std::string refusal = print_text(Sample<Refusal>::make());
  const auto receipt_fault = [&](std::string_view from, std::string_view to) {
    return text_fault<Receipt>(replaced(receipt, from, to));
  };
  const auto refusal_fault = [&](std::string_view from, std::string_view to) {
    return text_fault<Refusal>(replaced(refusal, from, to));
  };
  CHECK(receipt_fault("by odihr", "by Odihr") == "X.FORM");
  CHECK(receipt_fault("by odihr", "by  odihr") == "X.FORM");
  CHECK(receipt_fault("by odihr", "by odihr ") == "X.FORM");
  CHECK(receipt_fault("09:00:03.512Z", "09:00:03.51Z") == "X.FORM");
  CHECK(receipt_fault("09:00:03.512Z", "09:00:03.512+00:00") == "X.FORM");
  CHECK(receipt_fault("2025-11-12T09", "2025-02-29T09") == "X.FORM");
  const std::string hex = crypto::to_hex(event_hash(1));
  CHECK(receipt_fault(hex, hex.substr(1)) == "X.FORM");
  CHECK(receipt_fault(hex, "A" + hex.substr(1)) == "X.FORM");
  CHECK(refusal_fault("size 1046", "size 01046") == "X.FORM");
  CHECK(refusal_fault("size 1046", "size +1046") == "X.FORM");
  CHECK(refusal_fault("size 1046", "size 18446744073709551616") == "X.FORM");
  CHECK(refusal_fault("index 1044", "index -1") == "X.FORM");
  CHECK(refusal_fault("root " + crypto::to_base64(event_hash(9)), "root --") == "X.FORM");
  CHECK(refusal_fault("rule X.TIME", "rule X TIME") == "X.FORM");
  CHECK(refusal_fault("got 2035", "got  2035") == "X.FORM");
  CHECK(refusal_fault("got 2035", "got \u202E2035") == "X.FORM");
  CHECK(refusal_fault("got 2035", "got " + std::string(domain::kFreeTextBytesMax, 'a')) ==
        "X.FORM");
  CHECK(refusal_fault("got 2035-11-12T09:00:03.512Z", "got -") == "accepted");
}

TEST_CASE("kinds of statements cannot stand for each other") {
  const std::array notes = {
      sign(print_text(Sample<Receipt>::make())), sign(print_text(Sample<Rejection>::make())),
      sign(print_text(Sample<Refusal>::make())), sign(print_text(Sample<Recorded>::make()))};
  for (std::size_t i = 0; i < notes.size(); ++i) {
    CHECK((fault_of<Receipt>(notes[i]) == "accepted") == (i == 0));
    CHECK((fault_of<Rejection>(notes[i]) == "accepted") == (i == 1));
    CHECK((fault_of<Refusal>(notes[i]) == "accepted") == (i == 2));
    CHECK((fault_of<Recorded>(notes[i]) == "accepted") == (i == 3));
  }
  CHECK(fault_of<Refusal>(notes[0]) == "X.FORM");
}

// RELIABILITY 55: the same key, the same note format, another purpose.
TEST_CASE("a statement is no event and no checkpoint, nor the other way round") {
  const batch::test::Clerk clerk;
  const auto operator_key = vkey_of("operator");
  CHECK(fault_of<Recorded>(clerk.genesis().bytes, clerk.info().id, operator_key) == "X.FORM");
  const log::Checkpoint checkpoint{key().name(), 7, event_hash(1)};
  const std::string note =
      crypto::print_note(log::sign_checkpoint(checkpoint, key(), key_of("odihr")));
  CHECK(fault_of<Receipt>(note) == "X.FORM");
  CHECK(fault_of<Recorded>(note) == "X.FORM");

  const std::string recorded = sign(print_text(Sample<Recorded>::make()));
  CHECK_FALSE(domain::parse_signed_event(recorded));
  CHECK_FALSE(log::parse_checkpoint(print_text(Sample<Recorded>::make())));
}

TEST_CASE("whatever words an error has, its statement can be signed and opened") {
  const std::string line = "event " + crypto::to_hex(event_hash(3));
  for (const std::string& words :
       {std::string(), std::string("\n"), "x\n" + line + "\n", std::string("\u202Egnp.exe"),
        std::string("\xFF\xFE"), std::string(100'000, 'a'), std::string("\n\n\u2014 key AAAA\n")}) {
    Rejection rejection = Sample<Rejection>::make();
    rejection.object = words;
    rejection.detail = words;
    Refusal refusal = Sample<Refusal>::make();
    refusal.expected = words;
    refusal.got = words;
    const auto rejected = open_rejection(sign(print_text(rejection)), kLedger, key());
    const auto refused = open_refusal(sign(print_text(refusal)), kLedger, key());
    REQUIRE(rejected);
    REQUIRE(refused);
    CHECK(rejected->events == rejection.events);
    CHECK(refused->events == refusal.events);
    CHECK_FALSE(domain::free_text_fault(rejected->detail));
    CHECK(refused->got.size() <= domain::kFreeTextBytesMax);
  }
}

TEST_CASE("the largest statement fits, and one event more does not") {
  Rejection rejection = Sample<Rejection>::make();
  rejection.ledger = std::string(126, 'l');
  rejection.object = rejection.detail = std::string(domain::kFreeTextBytesMax, 'a');
  rejection.events.clear();
  for (std::size_t i = 0; i < kStatementEventsMax; ++i)
    rejection.events.push_back(event_hash(static_cast<int>(i)));
  const std::string text = print_text(rejection);
  const std::string note = sign(text);
  CHECK(note.size() <= kStatementBytesMax);
  const auto opened = open_rejection(note, rejection.ledger, key());
  REQUIRE(opened);
  CHECK(opened->events == rejection.events);
  const std::string more = text + "event " + crypto::to_hex(event_hash(-1)) + "\n";
  CHECK(fault_of<Rejection>(sign_any(more), rejection.ledger) == "X.SIZE");
  CHECK(fault_of<Rejection>(std::string(kStatementBytesMax + 1, 'a')) == "X.SIZE");
}

TEST_CASE("a refusal names as many left out acts as fit, however many there are") {
  Refusal refusal = Sample<Refusal>::make();
  refusal.events.assign(kStatementEventsMax + 5, event_hash(1));
  refusal.events.front() = event_hash(2);
  const auto opened = open_refusal(sign(print_text(refusal)), kLedger, key());
  REQUIRE(opened);
  refusal.events.resize(kStatementEventsMax);
  CHECK(*opened == refusal);
}

TEST_CASE("the speaker is read off before the key is known") {
  CHECK(speaker_of(sign(print_text(Sample<Receipt>::make()))) == "odihr");
  CHECK(speaker_of(sign(print_text(Sample<Rejection>::make()))) == "odihr");
  CHECK(speaker_of(sign(print_text(Sample<Refusal>::make()))) == "odihr");
  CHECK(speaker_of(sign(print_text(Sample<Recorded>::make()))) == std::nullopt);
  CHECK(speaker_of("") == std::nullopt);
  CHECK(speaker_of("kuboluk/receipt/v1") == std::nullopt);
  CHECK(speaker_of("kuboluk/receipt/v1\nledger x\nby ") == std::nullopt);
  CHECK(speaker_of("kuboluk/receipt/v1\nledger x\nby \n") == std::nullopt);
  CHECK(speaker_of("kuboluk/receipt/v1\nledger x\nby A B\n") == std::nullopt);
  CHECK(speaker_of("kuboluk/receipt/v1\nby odihr\n") == std::nullopt);
  CHECK(speaker_of("kuboluk/event/v1\nledger x\nby cec\n") == std::nullopt);
}

}  // namespace
}  // namespace kuboluk::exchange
