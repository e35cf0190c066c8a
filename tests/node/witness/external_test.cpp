// External witnesses: what of an answer is kept, how it is shown, and that it never counts.
#include "node/witness/external_cosignatures.h"

#include <catch2/catch.hpp>
#include <fstream>

#include "ledger/log/cosignature.h"
#include "ledger/log/policy.h"
#include "tests/node/member_files.h"
#include "tests/node/witness/other_log.h"

namespace kuboluk::node::witness::test {
namespace {

namespace fs = std::filesystem;

constexpr char kOrigin[] = "kuboluk.example/kg/5d41402abc4b2a76/1";
constexpr std::uint64_t kNow = 1'790'000'000;

const Journal kNobody = [](Severity, const std::string&) {};

crypto::NamedKey witness_key(const std::string& name) {
  return key_named(crypto::KeyRole::kWitness, name);
}

std::string line_of(const std::string& text, const crypto::NamedKey& key, std::uint64_t time) {
  const auto line = log::sign_cosignature(text, time, key.vkey, key.secret);
  return crypto::print_note({text, {line}}).substr(text.size() + 1);
}

struct Shown {
  Shown() { log.grow_to(20); }
  ExternalCosignature cosigned(std::uint64_t size, std::uint64_t time) const {
    const auto read =
        read_cosignature(log.text(size), line_of(log.text(size), key, time), key.vkey, kNow);
    REQUIRE(read);
    return *read;
  }
  node::test::Folder home;
  OtherLog log{kOrigin};
  crypto::NamedKey key = witness_key("external.example/w1");
};

}  // namespace

TEST_CASE("tlog-witness client: only a valid line by the configured key is taken from an answer") {
  const Shown shown;
  const std::string text = shown.log.text(10);
  const std::string good = line_of(text, shown.key, kNow);
  const std::string strange = line_of(text, witness_key("stranger.example/w1"), kNow);
  const auto rule = [&](const std::string& answer) {
    const auto read = read_cosignature(text, answer, shown.key.vkey, kNow + 300);
    return read ? std::string() : read.error().rule;
  };
  CHECK(rule(good).empty());
  CHECK(rule(strange + good).empty());
  CHECK(rule(strange) == "C2SP.cosignature");
  CHECK(rule("") == "C2SP.note");
  CHECK(rule("hello\n") == "C2SP.note");
  CHECK(rule(good.substr(0, good.size() - 1)) == "C2SP.note");
  CHECK(rule(good + "\n" + good) == "C2SP.cosignature");
  CHECK(rule(line_of(shown.log.text(11), shown.key, kNow)) == "C2SP.cosignature");
  CHECK(rule(line_of(text, shown.key, kNow + 301)) == "C2SP.cosignature");
  CHECK(rule(line_of(text, shown.key, 0)) == "C2SP.cosignature");
}

TEST_CASE("a cosignature is kept over a restart; a damaged file, or of another log, is left out") {
  const Shown shown;
  const auto open = [&](const std::string& origin) {
    return std::make_unique<ExternalCosignatures>(std::vector{shown.key.vkey}, shown.home.path(),
                                                  origin, kNobody);
  };
  auto held = open(kOrigin);
  CHECK_FALSE(held->newest(shown.key.vkey));
  REQUIRE(held->put(shown.key.vkey, shown.cosigned(10, kNow)));
  REQUIRE(held->put(shown.key.vkey, shown.cosigned(9, kNow)));  // older: changes nothing
  CHECK(held->list()[0].newest->size == 10);
  held = open(kOrigin);
  REQUIRE(held->newest(shown.key.vkey));
  CHECK(held->newest(shown.key.vkey)->time == kNow);
  CHECK_FALSE(open("other.example/log")->newest(shown.key.vkey));
  for (const auto& entry : fs::directory_iterator(shown.home.path())) {
    std::string damaged = node::test::read_text(entry.path());
    damaged[damaged.size() - 10] ^= 1;
    node::test::write_text(entry.path(), damaged);
  }
  CHECK_FALSE(open(kOrigin)->newest(shown.key.vkey));
}

TEST_CASE("the public checkpoint shows a line over exactly its text, and never too many lines") {
  const Shown shown;
  ExternalCosignatures held({shown.key.vkey}, shown.home.path(), kOrigin, kNobody);
  REQUIRE(held.put(shown.key.vkey, shown.cosigned(10, kNow)));
  const std::string line = line_of(shown.log.text(10), shown.key, kNow);
  CHECK(held.with_lines(shown.log.note(10)) == shown.log.note(10) + line);
  CHECK(held.with_lines(shown.log.note(11)) == shown.log.note(11));
  const auto full = [&](std::size_t lines) {
    crypto::Note note{shown.log.text(10), {}};
    for (std::size_t i = 0; i < lines; ++i)
      note.signatures.push_back({"w" + std::to_string(i), 1, Bytes(72)});
    return crypto::print_note(note);
  };
  const std::size_t max = crypto::kNoteSignaturesMax;
  CHECK(held.with_lines(full(max)) == full(max));
  CHECK(held.with_lines(full(max - 1)) == full(max - 1) + line);
  CHECK(crypto::parse_note(held.with_lines(full(max - 1))));
}

TEST_CASE("DESIGN 3: an external cosignature never counts in the quorum of a policy") {
  const Shown shown;
  const auto first = key_named(crypto::KeyRole::kCosigner, "mfa.example/cosigner/1");
  const auto second = key_named(crypto::KeyRole::kCosigner, "odihr.example/cosigner/1");
  const auto policy = log::Policy::parse(
      "log " + shown.log.key().vkey.text() + "\nwitness mfa " + first.vkey.text() +
      "\nwitness odihr " + second.vkey.text() + "\ngroup q all mfa odihr\nquorum q\n");
  REQUIRE(policy);
  ExternalCosignatures held({shown.key.vkey}, shown.home.path(), kOrigin, kNobody);
  REQUIRE(held.put(shown.key.vkey, shown.cosigned(10, kNow)));
  const std::string text = shown.log.text(10);
  const auto verified = [&](const std::string& note) {
    return log::verify_checkpoint(*policy, note, kNow, 300, log::CheckpointMode::kBare);
  };
  const std::string one = shown.log.note(10) + line_of(text, first, kNow);
  const auto too_few = verified(held.with_lines(one));
  REQUIRE_FALSE(too_few);
  CHECK(too_few.error().rule == "quorum");
  const auto enough = verified(held.with_lines(one + line_of(text, second, kNow - 9)));
  REQUIRE(enough);
  CHECK(enough->cosigners().size() == 2);
  CHECK(enough->ignored().size() == 1);
  CHECK(enough->as_of() == kNow - 9);
}

}  // namespace kuboluk::node::witness::test
