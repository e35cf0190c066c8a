// "As of" is computed by the reader from the cosignatures' own times: a bad cosigner cannot make an
// old tree look fresh, alone or with an honest one that it has cut off (DESIGN.md 4, step 6).
#include <catch2/catch.hpp>

#include "ledger/log/cosignature.h"
#include "tests/node/core/liar.h"
#include "tests/node/core/stage.h"

namespace kuboluk::core::test {
namespace {

std::uint64_t seconds(domain::Instant time) {
  return static_cast<std::uint64_t>(time.ms / domain::kSecondMs);
}

struct Reader {
  const Stage& stage;
  // What a reader makes of a checkpoint now.
  std::optional<std::uint64_t> as_of(const std::string& note) const {
    const auto policy = log::Policy::parse(stage.institutions.policy_text());
    const auto shown = log::verify_checkpoint(*policy, note, seconds(stage.world.now), 300,
                                              log::CheckpointMode::kBare);
    REQUIRE(shown.has_value());
    const auto least = log::minimal_quorum(*policy, note, seconds(stage.world.now), 300);
    if (least) {
      const auto exact = log::verify_checkpoint(*policy, *least, seconds(stage.world.now), 300,
                                                log::CheckpointMode::kExact);
      REQUIRE(exact.has_value());
      CHECK(exact->as_of() == shown->as_of());
    }
    return shown->as_of();
  }
};

// The note without that member's lines, with this one instead.
std::string restamp(const Stage& stage, const std::string& note, const std::string& who,
                    const crypto::NoteSignature& line) {
  auto parsed = crypto::parse_note(note);
  const std::string name = stage.institutions.vkey(who, "cosigner").name();
  std::erase_if(parsed->signatures,
                [&name](const crypto::NoteSignature& other) { return other.name == name; });
  parsed->signatures.push_back(line);
  return crypto::print_note(*parsed);
}

crypto::NoteSignature fresh_line(const Stage& stage, const std::string& text,
                                 const std::string& who) {
  return log::sign_cosignature(text, seconds(stage.world.now),
                               stage.institutions.vkey(who, "cosigner"),
                               stage.institutions.secret(who, "cosigner"));
}

}  // namespace

TEST_CASE("an old tree that a bad cosigner re-stamps stays old for the reader") {
  Stage stage;
  stage.start();
  stage.goes_on();
  stage.world.run(30'000);
  REQUIRE(stage.world.quiet());
  const std::string old_note = stage.world.disk("mfa").checkpoint;
  const std::uint64_t old_size = stage.size("mfa");
  const std::string text = crypto::parse_note(old_note)->text;
  const domain::Instant overtaken = stage.world.now;
  const Reader reader{stage};

  // The record changes while ots is cut off and cis is bad; mfa, odihr and cis's key would do.
  const bool partitioned = GENERATE(false, true);
  CAPTURE(partitioned);
  if (partitioned) stage.world.split({{"ots", "cis"}, {"cec", "mfa", "odihr"}});
  if (partitioned) {
    stage.world.heal();
    for (const std::string id : {"cec", "mfa", "odihr"})
      stage.world.cut("ots", id);
  }
  stage.file("mfa");
  CHECK(stage.world.run_until(
      [&] { return stage.size("odihr") > old_size && stage.size("mfa") > old_size; }, 60'000));
  stage.world.set_puppet("cis", std::make_unique<Listener>());
  for (int minute = 0; minute < 30; ++minute) {
    stage.world.run(60'000);
    // It asks whoever listens for a fresh cosignature of the old tree.
    stage.world.inject("cis",
                       {{{"mfa", "odihr", "ots"}, exchange::Proposed{old_size, {}, old_note}}});
    stage.world.run(1'000);
  }
  std::string shown = restamp(stage, old_note, "cis", fresh_line(stage, text, "cis"));
  if (partitioned) {
    // At worst the honest one that was cut off has fallen for it.
    shown = restamp(stage, shown, "ots", fresh_line(stage, text, "ots"));
  }
  const auto as_of = reader.as_of(shown);
  REQUIRE(as_of.has_value());
  CHECK(*as_of <= seconds(overtaken));
  CHECK(seconds(stage.world.now) - *as_of >= 30 * 60);
  // mfa and odihr have not signed the old tree again.
  const std::string line = log::print_checkpoint(*log::parse_checkpoint(text));
  for (const World::Signature& signature : stage.world.signatures()) {
    const auto* cosigned = std::get_if<SignCosignature>(&signature.request);
    if (cosigned == nullptr || cosigned->checkpoint_text != line) continue;
    if (signature.by == "mfa" || signature.by == "odihr")
      CHECK(cosigned->timestamp <= seconds(overtaken) + 60);
  }
  // The new tree is the fresh one; with two of four left, nothing can be shown as fresh.
  const auto age = seconds(stage.world.now) - *reader.as_of(stage.world.disk("mfa").checkpoint);
  CHECK((age < 180) == !partitioned);
  stage.check_laws();
}

TEST_CASE("times ahead of the reader's clock make no tree fresher") {
  Stage stage;
  stage.start();
  stage.world.run(20 * 60'000);
  const std::string note = stage.world.disk("mfa").checkpoint;
  const std::string text = crypto::parse_note(note)->text;
  const auto honest = Reader{stage}.as_of(note);
  stage.world.now.ms += 60 * 60'000;
  const auto far = log::sign_cosignature(text, seconds(stage.world.now) + 86'400,
                                         stage.institutions.vkey("cis", "cosigner"),
                                         stage.institutions.secret("cis", "cosigner"));
  const auto as_of = Reader{stage}.as_of(restamp(stage, note, "cis", far));
  REQUIRE(as_of.has_value());
  CHECK(*as_of <= *honest);
}

}  // namespace kuboluk::core::test
