#include <algorithm>
#include <catch2/catch.hpp>

#include "ledger/log/cosignature.h"
#include "ledger/log/policy.h"
#include "tests/ledger/log/print_result.h"
#include "tests/ledger/log/testing_keys.h"

namespace kuboluk::log {
namespace {

using testing::cosigned_note;
using testing::log_signer;
using testing::make_signer;
using testing::some_checkpoint;
using testing::witness_signer;

constexpr std::uint64_t kClock = 1'700'000'000;
constexpr std::uint64_t kSkew = 300;

std::string lines_for(std::initializer_list<const char*> names) {
  std::string text = "log " + log_signer(testing::kOrigin).vkey.text() + "\n";
  for (const char* name : names) {
    text += std::string("witness ") + name + " " + witness_signer(name).vkey.text() + "\n";
  }
  return text;
}

// The demo of DESIGN.md 3: three of four.
Policy three_of_four() {
  return Policy::parse(lines_for({"a", "b", "c", "d"}) + "group q 3 a b c d\nquorum q\n").value();
}

Result<CosignedCheckpoint> bare(const Policy& policy, std::string_view note) {
  return verify_checkpoint(policy, note, kClock, kSkew, CheckpointMode::kBare);
}

Result<CosignedCheckpoint> exact(const Policy& policy, std::string_view note) {
  return verify_checkpoint(policy, note, kClock, kSkew, CheckpointMode::kExact);
}

using Stamps = std::vector<std::pair<std::string, std::uint64_t>>;

std::string note_of(const Stamps& stamps) {
  return crypto::print_note(cosigned_note(some_checkpoint(), stamps));
}

}  // namespace

TEST_CASE("a checkpoint cosigned by an independent implementation is accepted") {
  const std::string note =
      "log.example/kg/1\n1043\nR2Mk/FPZWdYM0/FBzvui00Sdn5ithHAm9vub3HU1R7Q=\n\n"
      "— log.example/kg/1 tmkfA71ermKfCniXUK37S9JoH3zEGMtcUyXdjVkmg8YJubJEi5Tst/l7ZEZFIIHQKp/"
      "SWppmD1ABfaTQTqIY53LFMww=\n"
      "— w.example/a "
      "03J+4gAAAABlU/EAEvzwflVFVCtH4Do8G4lIbluHMGV7lgKCwrAsnS7CgZODvCEdQIrfwU0koakW9yn+"
      "WgBNKeSoh4PecW8WIRwYBQ==\n"
      "— w.example/b "
      "MVQ+9gAAAABlU/FkkH4AiyJGqk7as8a78+NgEl8Fcc5TZCDfSouif5otXkhmLJicfcK4joeecmIxBg0z"
      "ztnu9KLxa2ADtR7oKBxbCQ==\n";
  const Policy policy =
      Policy::parse(
          "log log.example/kg/1+b6691f03+AaETzRDFwYgQE8cyLTi7pjS93gfDKp1gv6D1XZwvBuo4\n"
          "witness first w.example/a+d3727ee2+BKRponXeL9Ul1qBJRcpI0vjnzyEECzx7YN9d3pTbkcv3\n"
          "witness second w.example/b+31543ef6+BDZUoskJxmHFB24UtsBp+oSo3hfIY+qdv0WZy9ScxLZy\n"
          "group both all first second\nquorum both\n")
          .value();
  for (CheckpointMode mode : {CheckpointMode::kBare, CheckpointMode::kExact}) {
    const auto cosigned = verify_checkpoint(policy, note, kClock, kSkew, mode).value();
    CHECK(cosigned.checkpoint() == some_checkpoint());
    CHECK(cosigned.text() == print_checkpoint(some_checkpoint()));
    CHECK(cosigned.as_of() == 1700000000U);
    CHECK(cosigned.cosigners() == std::vector<CountedCosigner>{{"first", 1700000000, false},
                                                               {"second", 1700000100, false}});
    CHECK(cosigned.ignored().empty());
  }
  CHECK(note == note_of({{"w.example/a", 1700000000}, {"w.example/b", 1700000100}}));
}

TEST_CASE("the quorum decides, not the number of lines") {
  const Policy policy = three_of_four();
  CHECK(bare(policy, note_of({{"a", 1}, {"b", 2}, {"c", 3}, {"d", 4}})));
  CHECK(bare(policy, note_of({{"d", 1}, {"b", 2}, {"c", 3}})));
  const auto two = bare(policy, note_of({{"a", 1}, {"b", 2}}));
  REQUIRE_FALSE(two);
  CHECK(two.error().rule == "quorum");
  CHECK_THAT(two.error().detail, Catch::Contains("a b"));
  CHECK_FALSE(bare(policy, note_of({{"a", 1}, {"b", 2}, {"x", 3}, {"y", 4}, {"z", 5}})));
  // RELIABILITY 34: the same witness again does not make a third.
  const auto twice = bare(policy, note_of({{"a", 1}, {"b", 2}, {"b", 3}, {"b", 4}}));
  CHECK_FALSE(twice);
}

TEST_CASE("C2SP signed-note: unknown lines are ignored, a failing known line is not counted") {
  const Policy policy = three_of_four();
  crypto::Note note = cosigned_note(some_checkpoint(), {{"a", 1}, {"b", 2}, {"c", 3}, {"d", 4}});
  note.signatures.insert(note.signatures.begin(), {"unknown.example/\u0436", 7, Bytes(2424, 1)});
  note.signatures[3].signature[20] ^= 1;  // b
  const auto cosigned = bare(policy, crypto::print_note(note)).value();
  CHECK(cosigned.cosigners().size() == 3);
  CHECK(cosigned.ignored().size() == 2);
  note.signatures[4].signature[20] ^= 1;  // c
  CHECK_FALSE(bare(policy, crypto::print_note(note)));
  // A cosigner's name with another key id is an unknown key.
  note = cosigned_note(some_checkpoint(), {{"a", 1}, {"b", 2}, {"c", 3}});
  note.signatures[1].key_id ^= 1;
  CHECK_FALSE(bare(policy, crypto::print_note(note)));
}

TEST_CASE("the log's signature must be there once, valid, and of the log that the origin names") {
  const Policy policy = three_of_four();
  const Stamps stamps = {{"a", 1}, {"b", 2}, {"c", 3}};
  crypto::Note note = cosigned_note(some_checkpoint(), stamps);
  crypto::Note without = note;
  without.signatures.erase(without.signatures.begin());
  CHECK_FALSE(bare(policy, crypto::print_note(without)));
  crypto::Note twice = note;
  twice.signatures.push_back(note.signatures[0]);
  CHECK_FALSE(bare(policy, crypto::print_note(twice)));
  crypto::Note broken = note;
  broken.signatures[0].signature[0] ^= 1;
  CHECK_FALSE(bare(policy, crypto::print_note(broken)));
  broken.signatures.push_back(note.signatures[0]);  // a good one beside a bad one
  CHECK_FALSE(bare(policy, crypto::print_note(broken)));
  // A log that the policy does not know; and a known log under another origin.
  Checkpoint other = some_checkpoint();
  other.origin = "log.example/kg/2";
  CHECK_FALSE(bare(policy, crypto::print_note(cosigned_note(other, stamps))));
  const Policy two_logs = Policy::parse("log " + log_signer("log.example/kg/2").vkey.text() + "\n" +
                                        lines_for({"a"}) + "quorum a\n")
                              .value();
  CHECK(bare(two_logs, crypto::print_note(cosigned_note(other, {{"a", 1}}))));
  crypto::Note foreign = cosigned_note(other, {{"a", 1}});
  foreign.signatures[0] = crypto::sign_note(foreign.text, log_signer(testing::kOrigin).vkey,
                                            log_signer(testing::kOrigin).secret);
  CHECK_FALSE(bare(two_logs, crypto::print_note(foreign)));
}

TEST_CASE("RELIABILITY 33: a cosignature copied from another origin or size counts for nothing") {
  const Policy policy = three_of_four();
  for (int what = 0; what < 3; ++what) {
    Checkpoint other = some_checkpoint();
    if (what == 0) other.origin = "log.example/kg/2";
    if (what == 1) other.size = 1044;
    if (what == 2) other.root[31] ^= 1;
    crypto::Note note = cosigned_note(some_checkpoint(), {{"a", 1}, {"b", 2}, {"c", 3}});
    note.signatures[2] = cosigned_note(other, {{"b", 2}}).signatures[1];
    CHECK_FALSE(bare(policy, crypto::print_note(note)));
  }
}

TEST_CASE("DESIGN 4 step 6: one liar cannot make an old answer look fresh, nor a fresh one old") {
  const Policy policy = three_of_four();
  const std::uint64_t old = kClock - 9000;
  const auto as_of = [&](const Stamps& stamps) {
    return bare(policy, note_of(stamps)).value().as_of();
  };
  // A lying re-stamper d beside three old cosignatures: as old as the three.
  CHECK(as_of({{"a", old}, {"b", old}, {"c", old}, {"d", kClock}}) == old);
  CHECK(as_of({{"a", old}, {"b", old + 1}, {"c", old + 2}, {"d", kClock}}) == old + 1);
  CHECK(as_of({{"a", old}, {"b", old + 1}, {"d", kClock}}) == old);
  // A liar that stamps 1970 beside three fresh ones changes nothing.
  CHECK(as_of({{"a", kClock}, {"b", kClock - 1}, {"c", kClock - 2}, {"d", 0}}) == kClock - 2);
  // Two liars of four are more than this policy bears.
  CHECK(as_of({{"a", old}, {"b", old}, {"c", kClock}, {"d", kClock}}) == old);
}

TEST_CASE("timestamps ahead of the reader's clock and skew do not count for as-of") {
  const Policy policy = three_of_four();
  const Stamps stamps = {
      {"a", kClock - 5}, {"b", kClock + kSkew}, {"c", kClock - 9}, {"d", kClock + kSkew + 1}};
  const auto cosigned = bare(policy, note_of(stamps)).value();
  CHECK(cosigned.as_of() == kClock - 9);
  CHECK(cosigned.cosigners()[3].ahead);
  CHECK_FALSE(cosigned.cosigners()[1].ahead);
  // A clock that stands in 1970 cannot tell the age; the quorum itself is not in doubt.
  const auto early = verify_checkpoint(policy, note_of(stamps), 0, kSkew, CheckpointMode::kBare);
  REQUIRE(early);
  CHECK_FALSE(early->as_of());
  // No overflow at the end of time.
  const auto late = verify_checkpoint(policy, note_of(stamps), ~std::uint64_t{0}, ~std::uint64_t{0},
                                      CheckpointMode::kBare);
  CHECK(late->as_of() == kClock - 5);
}

TEST_CASE("a witness that cosigned twice counts once, with its newest credible timestamp") {
  const Policy policy = three_of_four();
  const auto cosigned =
      bare(policy, note_of({{"a", 10}, {"b", 20}, {"a", 30}, {"c", 40}, {"a", kClock * 2}}))
          .value();
  CHECK(cosigned.cosigners() ==
        std::vector<CountedCosigner>{{"a", 30, false}, {"b", 20, false}, {"c", 40, false}});
  CHECK(cosigned.as_of() == 20U);
  CHECK(cosigned.ignored().size() == 2);
}

TEST_CASE("quorum none: no cosigner is needed, and there is no as-of") {
  const Policy policy = Policy::parse(lines_for({"a"}) + "quorum none\n").value();
  for (CheckpointMode mode : {CheckpointMode::kBare, CheckpointMode::kExact}) {
    const auto cosigned = verify_checkpoint(policy, note_of({}), kClock, kSkew, mode);
    REQUIRE(cosigned);
    CHECK_FALSE(cosigned->as_of());
  }
  const auto with = bare(policy, note_of({{"a", 5}})).value();
  CHECK(with.cosigners().size() == 1);
  CHECK_FALSE(with.as_of());
  CHECK_FALSE(exact(policy, note_of({{"a", 5}})));
}

TEST_CASE("exact mode takes one minimal quorum in one order and nothing else") {
  const Policy policy = three_of_four();
  CHECK(exact(policy, note_of({{"a", 1}, {"b", 2}, {"c", 3}})));
  CHECK(exact(policy, note_of({{"b", 9}, {"c", 2}, {"d", 3}})));
  CHECK_FALSE(exact(policy, note_of({{"a", 1}, {"b", 2}})));
  CHECK_FALSE(exact(policy, note_of({{"a", 1}, {"b", 2}, {"c", 3}, {"d", 4}})));
  CHECK_FALSE(exact(policy, note_of({{"b", 1}, {"a", 2}, {"c", 3}})));
  CHECK_FALSE(exact(policy, note_of({{"a", 1}, {"b", 2}, {"b", 2}, {"c", 3}})));
  CHECK_FALSE(exact(policy, note_of({{"a", 1}, {"b", 2}, {"c", 3}, {"x", 3}})));
  crypto::Note note = cosigned_note(some_checkpoint(), {{"a", 1}, {"b", 2}, {"c", 3}});
  std::rotate(note.signatures.begin(), note.signatures.begin() + 1, note.signatures.end());
  CHECK(bare(policy, crypto::print_note(note)));
  CHECK_FALSE(exact(policy, crypto::print_note(note)));  // sorted, but the log's line is the last
  note = cosigned_note(some_checkpoint(), {{"a", 1}, {"b", 2}, {"c", 3}});
  note.signatures.push_back({"other.example", 1, Bytes(64)});
  CHECK_FALSE(exact(policy, crypto::print_note(note)));
  note.signatures.back() = {"d", witness_signer("d").vkey.id(), Bytes(72)};
  CHECK_FALSE(exact(policy, crypto::print_note(note)));
}

TEST_CASE("RELIABILITY 56: every single bit of a checkpoint in exact mode matters") {
  const Policy policy = three_of_four();
  const std::string good = note_of({{"a", kClock - 3}, {"b", kClock - 2}, {"c", kClock - 1}});
  REQUIRE(exact(policy, good));
  for (std::size_t bit = 0; bit < 8 * good.size(); ++bit) {
    std::string bad = good;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << (bit % 8)));
    INFO(bit);
    REQUIRE_FALSE(exact(policy, bad));
  }
}

TEST_CASE("RELIABILITY 56: a flipped bit of a bare checkpoint costs at least one cosigner") {
  const Policy policy = three_of_four();
  const std::string good =
      note_of({{"a", kClock - 3}, {"b", kClock - 2}, {"c", kClock - 1}, {"d", kClock}});
  REQUIRE(bare(policy, good)->cosigners().size() == 4);
  std::size_t accepted = 0;
  for (std::size_t bit = 0; bit < 8 * good.size(); ++bit) {
    std::string bad = good;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << (bit % 8)));
    const auto cosigned = bare(policy, bad);
    if (!cosigned) continue;
    ++accepted;
    INFO(bit);
    REQUIRE(cosigned->cosigners().size() == 3);
    REQUIRE(cosigned->ignored().size() == 1);
    REQUIRE(cosigned->checkpoint() == some_checkpoint());
  }
  CHECK(accepted > 0);
}

TEST_CASE("RELIABILITY 32: many signature lines are bounded work") {
  const Policy policy = three_of_four();
  Stamps stamps = {{"a", 1}, {"b", 2}, {"c", 3}};
  for (std::size_t i = 0; stamps.size() + 1 < crypto::kNoteSignaturesMax; ++i)
    stamps.push_back({"a", i});
  CHECK(bare(policy, note_of(stamps)));
  stamps.push_back({"d", 1});
  const auto too_many = bare(policy, note_of(stamps));
  REQUIRE_FALSE(too_many);
  CHECK(too_many.error().rule == "X.SIZE");
  CHECK_FALSE(bare(policy, std::string(kCheckpointBytesMax + 1, 'a')));
}

TEST_CASE("the minimal quorum is the freshest, exact, and the same whatever the order of lines") {
  const Policy policy = three_of_four();
  const Stamps stamps = {{"a", 100}, {"b", 400}, {"c", 200}, {"d", 300}};
  const std::string expected = note_of({{"b", 400}, {"c", 200}, {"d", 300}});
  std::vector<std::size_t> order = {0, 1, 2, 3};
  do {
    Stamps shuffled;
    for (std::size_t i : order)
      shuffled.push_back(stamps[i]);
    CHECK(minimal_quorum(policy, note_of(shuffled), kClock, kSkew).value() == expected);
  } while (std::next_permutation(order.begin(), order.end()));
  CHECK(exact(policy, expected)->as_of() == bare(policy, note_of(stamps))->as_of());
  // Ties are broken by key name; lines ahead of the clock are left out; the rest must suffice.
  CHECK(minimal_quorum(policy, note_of({{"d", 1}, {"c", 1}, {"b", 1}, {"a", 1}}), kClock, kSkew)
            .value() == note_of({{"a", 1}, {"b", 1}, {"c", 1}}));
  CHECK(minimal_quorum(policy, note_of({{"a", 1}, {"b", 1}, {"c", 1}, {"d", kClock * 2}}), kClock,
                       kSkew)
            .value() == note_of({{"a", 1}, {"b", 1}, {"c", 1}}));
  CHECK_FALSE(
      minimal_quorum(policy, note_of({{"a", 1}, {"b", 1}, {"d", kClock * 2}}), kClock, kSkew));
  CHECK_FALSE(minimal_quorum(policy, note_of({{"a", 1}, {"b", 1}}), kClock, kSkew));
}

TEST_CASE("in a nested policy the minimal quorum drops whoever is not needed") {
  const Policy policy =
      Policy::parse(lines_for({"a", "b", "c", "d", "e"}) +
                    "group state any a b\ngroup missions 2 c d e\ngroup q all state missions\n"
                    "quorum q\n")
          .value();
  // Newest first: a, b (not needed beside a), c, d.
  const std::string note = note_of({{"a", 500}, {"b", 400}, {"c", 300}, {"d", 200}, {"e", 100}});
  const std::string reduced = minimal_quorum(policy, note, kClock, kSkew).value();
  const auto cosigned = exact(policy, reduced).value();
  CHECK(cosigned.as_of() == 200U);
  CHECK(cosigned.cosigners().size() == 3);
  CHECK(reduced == note_of({{"a", 500}, {"c", 300}, {"d", 200}}));
  const Policy none = Policy::parse(lines_for({"a"}) + "quorum none\n").value();
  CHECK(minimal_quorum(none, note_of({{"a", 5}}), kClock, kSkew).value() == note_of({}));
}

}  // namespace kuboluk::log
