// Every single flipped bit of an event file and of a bare checkpoint, through the functions that
// `kuboluk verify` runs.
#include <catch2/catch.hpp>
#include <sstream>

#include "ledger/log/checkpoint.h"
#include "ledger/log/cosignature.h"
#include "tools/commands/verify.h"
#include "tools/scenario/training.h"

namespace kuboluk::tools {
namespace {

constexpr std::uint64_t kNow = 1'763'000'000;

struct Said {
  Exit exit;
  std::string out;
  std::string err;
};

template <class Verify>
Said say(Verify verify, bool json = false) {
  std::ostringstream out;
  std::ostringstream err;
  const Session session{out, err, false, json, domain::Instant{kNow * domain::kSecondMs}};
  const Exit exit = verify(session);
  return {exit, out.str(), err.str()};
}

// As run_verify chooses: a flip in the first line makes the file something else.
Said verify_event_bytes(const std::string& bytes, const EventAuthors& authors,
                        const ReaderFiles& reader) {
  return say([&](const Session& session) {
    if (recognise(bytes) == EvidenceKind::kEvent) return verify_event_file(bytes, authors, session);
    return verify_checkpoint_file(bytes, reader, session);
  });
}

template <class Check>
void for_each_flip(const std::string& good, Check check) {
  for (std::size_t bit = 0; bit < 8 * good.size(); ++bit) {
    std::string bad = good;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << (bit % 8)));
    check(bad, bit);
  }
}

// A log, four cosigners of whom three are enough, and a checkpoint with as many cosignatures as
// asked.
struct Cosigned {
  ReaderFiles reader;
  std::string note;
};

Cosigned cosigned(int cosignatures) {
  crypto::SeededRandom random("evidence flips");
  const auto log_key = crypto::make_named_key(crypto::KeyRole::kLog, "log.example/1", random);
  REQUIRE(log_key.has_value());
  log::Checkpoint checkpoint{"log.example/1", 17, {}};
  checkpoint.root.fill(7);
  crypto::Note note = log::sign_checkpoint(checkpoint, log_key->vkey, log_key->secret);
  std::string policy = "log " + log_key->vkey.text() + "\n";
  for (const std::string name : {"a", "b", "c", "d"}) {
    const auto key = crypto::make_named_key(crypto::KeyRole::kCosigner, name + ".example", random);
    REQUIRE(key.has_value());
    policy += "witness " + name + " " + key->vkey.text() + "\n";
    if (cosignatures-- > 0) {
      note.signatures.push_back(
          log::sign_cosignature(note.text, kNow - 100, key->vkey, key->secret));
    }
  }
  auto parsed = log::Policy::parse(policy + "group all 3 a b c d\nquorum all\n");
  REQUIRE(parsed.has_value());
  return {ReaderFiles{*parsed, domain::built_in_rulesets()}, crypto::print_note(note)};
}

Said verify_note(const Cosigned& made, const std::string& note) {
  return say(
      [&](const Session& session) { return verify_checkpoint_file(note, made.reader, session); });
}

std::string training_event(const std::string& genesis) {
  const auto info = domain::read_genesis(genesis);
  REQUIRE(info.has_value());
  domain::Event event;
  event.ledger = info->id;
  event.type = "fact.note";
  event.by = "cec";
  event.signed_at = domain::Instant{1'762'000'000'000};
  event.expires = domain::Instant{event.signed_at.ms + domain::kDayMs};
  event.at = event.signed_at;
  event.offset = info->offset;
  event.ruleset = info->ruleset;
  event.lines = {{"text", {"A statement for the record."}}};
  const auto key = TrainingKeys(info->name).author("cec");
  REQUIRE(key.has_value());
  const auto made = sign_event(event, *key);
  REQUIRE(made.has_value());
  return made->bytes;
}

}  // namespace

TEST_CASE("every single-bit flip of an event file is refused (issue: Must show 4)") {
  const domain::Rulesets rulesets = domain::built_in_rulesets();
  const Meta meta{"flips", domain::Offset{360}, "KR-REG-197+CL-68", {"cec"}, {}};
  const auto genesis = training_genesis(meta, *rulesets.find(meta.ruleset));
  REQUIRE(genesis.has_value());
  const auto authors = authors_of_genesis(*genesis);
  REQUIRE(authors.has_value());
  const std::string event = training_event(*genesis);
  const Cosigned other = cosigned(3);
  REQUIRE(verify_event_bytes(event, **authors, other.reader).exit == Exit::kHolds);
  for_each_flip(event, [&](const std::string& bad, std::size_t bit) {
    const Said said = verify_event_bytes(bad, **authors, other.reader);
    INFO("bit " << bit);
    REQUIRE(said.exit == Exit::kInvalidEvidence);
    REQUIRE(said.out.empty());
    REQUIRE_FALSE(said.err.empty());
  });
}

TEST_CASE("every single-bit flip of a checkpoint with exactly the quorum is refused") {
  const Cosigned made = cosigned(3);
  const Said good = verify_note(made, made.note);
  REQUIRE(good.exit == Exit::kHolds);
  REQUIRE(good.out.find("3 cosignatures count: a, b and c") != std::string::npos);
  for_each_flip(made.note, [&](const std::string& bad, std::size_t bit) {
    INFO("bit " << bit);
    REQUIRE(verify_note(made, bad).exit == Exit::kInvalidEvidence);
  });
}

TEST_CASE("a flip in a surplus cosignature is refused or lowers the printed count") {
  const Cosigned made = cosigned(4);
  REQUIRE(verify_note(made, made.note).out.find("4 cosignatures count") != std::string::npos);
  const std::size_t last_line = made.note.rfind('\n', made.note.size() - 2) + 1;
  std::size_t lowered = 0;
  for_each_flip(made.note, [&](const std::string& bad, std::size_t bit) {
    if (bit / 8 < last_line) return;
    INFO("bit " << bit);
    const Said said = verify_note(made, bad);
    if (said.exit == Exit::kInvalidEvidence) return;
    REQUIRE(said.exit == Exit::kHolds);
    REQUIRE(said.out.find("3 cosignatures count") != std::string::npos);
    ++lowered;
  });
  REQUIRE(lowered > 100);
}

TEST_CASE("too few cosignatures, all good, are no evidence of anything wrong: cannot tell") {
  const Cosigned made = cosigned(2);
  REQUIRE(verify_note(made, made.note).exit == Exit::kCannotTell);
}

}  // namespace kuboluk::tools
