// C2SP tlog-witness, add-checkpoint: what is a request, and which status it gets (issue "C2SP
// roles").
#include "node/witness/add_checkpoint.h"

#include <catch2/catch.hpp>

#include "tests/node/witness/other_log.h"

namespace kuboluk::node::witness::test {
namespace {

constexpr char kOrigin[] = "other.example/log";

OtherLog grown(std::uint64_t size) {
  OtherLog log(kOrigin);
  log.grow_to(size);
  return log;
}

unsigned status_of(const std::string& body, const WatchedLog& log, const Latest& latest) {
  const auto request = parse_add_checkpoint(body);
  if (!request) return 400;
  if (request->head.origin != log.origin) return 404;
  if (const auto judged = judge_signatures(*request, log); judged.refused) {
    return judged.refused->status;
  }
  const auto refused = judge_growth(*request, latest);
  return refused ? refused->status : 200;
}

}  // namespace

TEST_CASE("tlog-witness: a printed request is read back, with and without proof lines") {
  const OtherLog log = grown(20);
  for (const std::uint64_t old_size : {0, 1, 7, 16, 20}) {
    const auto request = parse_add_checkpoint(log.request(old_size, 20));
    REQUIRE(request);
    CHECK(request->old_size == old_size);
    CHECK(request->proof == log.proof(old_size, 20));
    CHECK(request->head == TreeHead{kOrigin, 20, log.root(20)});
    CHECK(crypto::print_note(request->note) == log.note(20));
  }
}

TEST_CASE("tlog-witness: the request of the specification's example is read") {
  const std::string body =
      "old 20852014\n"
      "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n"
      "jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=\n"
      "5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=\n"
      "/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=\n"
      "\n"
      "example.com/behind-the-sofa\n"
      "20852163\n"
      "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
      "\n"
      "— example.com/behind-the-sofa "
      "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8="
      "\n"
      "— example.com/behind-the-sofa "
      "opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q="
      "\n";
  const auto request = parse_add_checkpoint(body);
  REQUIRE(request);
  CHECK(request->old_size == 20852014);
  CHECK(request->proof.size() == 4);
  CHECK(request->note.signatures.size() == 2);
}

TEST_CASE("tlog-witness 400: whatever is not the one form of a request") {
  const OtherLog log = grown(8);
  const std::string hash = crypto::to_base64(log.root(8)) + "\n";
  const std::string note = log.note(8);
  const auto refused = [&](const std::string& body) {
    INFO(body);
    return status_of(body, log.watched(), Latest()) == 400;
  };
  CHECK(status_of("old 0\n\n" + note, log.watched(), Latest()) == 200);
  CHECK(refused(""));
  CHECK(refused("old 0\n"));
  CHECK(refused("old 0\n\n"));
  CHECK(refused("old 0\n" + note));
  CHECK(refused("\n" + note));
  CHECK(refused(note));
  CHECK(refused("Old 0\n\n" + note));
  CHECK(refused("old  0\n\n" + note));
  CHECK(refused("old 0 \n\n" + note));
  CHECK(refused("old 00\n\n" + note));
  CHECK(refused("old 08\n\n" + note));
  CHECK(refused("old +0\n\n" + note));
  CHECK(refused("old -1\n\n" + note));
  CHECK(refused("old \n\n" + note));
  CHECK(refused("old 9223372036854775808\n\n" + note));
  CHECK(refused("old 0\r\n\r\n" + note));
  CHECK(refused("old 0\n\n\n" + note));
  CHECK(refused("old 0\n\n" + note + "\n"));
  CHECK(refused("old 0\n\n" + note.substr(0, note.size() - 1)));
  CHECK(refused("old 4\nAAAA\n\n" + note));
  CHECK(refused("old 4\n" + hash.substr(0, 43) + "\n\n" + note));  // no padding
  CHECK(refused("old 4\n " + hash + "\n" + note));
  CHECK(refused("old 0\n\n" + log.text(8)));         // no signature
  CHECK(refused("old 0\n\n" + log.text(8) + "\n"));  // no signature
  CHECK(refused("old 0\n\n" + log.signed_note(std::string(kOrigin) + "\n8\n")));
  CHECK(refused("old 0\n\n" + log.signed_note(std::string(kOrigin) + "\n08\n" + hash)));
  CHECK(refused("old 0\n\n" + log.signed_note("\n8\n" + hash)));
  CHECK(refused("old 0\n\n" + log.signed_note(log.text(8) + "\nx\n")));  // empty extension line
  // A tree without leaves has one root.
  CHECK(refused("old 0\n\n" + log.signed_note(std::string(kOrigin) + "\n0\n" + hash)));
  CHECK(status_of("old 0\n\n" + log.note(0), log.watched(), Latest()) == 200);
}

TEST_CASE("tlog-witness 400: more than 63 proof lines, and a body that is all padding") {
  const OtherLog log = grown(8);
  std::string lines;
  for (std::size_t i = 0; i < kProofLinesMax; ++i)
    lines += crypto::to_base64(log.root(8)) + "\n";
  const std::string note = log.note(8);
  CHECK(status_of("old 4\n" + lines + "\n" + note, log.watched(), {4, log.root(4)}) == 422);
  lines += crypto::to_base64(log.root(8)) + "\n";
  CHECK(status_of("old 4\n" + lines + "\n" + note, log.watched(), {4, log.root(4)}) == 400);
  std::string padded = log.text(8);
  while (padded.size() < kAddCheckpointBytesMax)
    padded += std::string(100, 'x') + "\n";
  CHECK(status_of("old 0\n\n" + log.signed_note(padded), log.watched(), Latest()) == 400);
}

TEST_CASE("tlog-checkpoint: origins of any words and extension lines are other logs' business") {
  const std::string text = "go.sum database tree\n0\n" + crypto::to_base64(log::empty_tree_root()) +
                           "\nextension\nmore\n";
  const auto head = parse_tree_head(text);
  REQUIRE(head);
  CHECK(head->origin == "go.sum database tree");
}

TEST_CASE("tlog-witness 403: signatures by unknown keys are ignored, failing ones of known not") {
  const OtherLog log = grown(8);
  const OtherLog stranger("stranger.example/log");
  const auto line = [](const OtherLog& by, const std::string& text) {
    return crypto::sign_note(text, by.key().vkey, by.key().secret);
  };
  const std::string text = log.text(8);
  const auto status = [&](std::vector<crypto::NoteSignature> lines) {
    const std::string note = crypto::print_note({text, std::move(lines)});
    return status_of(print_add_checkpoint(0, {}, note), log.watched(), Latest());
  };
  auto broken = line(log, text);
  broken.signature[5] ^= 1;
  CHECK(status({line(log, text)}) == 200);
  CHECK(status({line(stranger, text), line(log, text)}) == 200);
  CHECK(status({line(stranger, text)}) == 403);
  CHECK(status({broken}) == 403);
  CHECK(status({line(log, text), broken}) == 403);
  CHECK(status({line(log, log.text(7))}) == 403);
  WatchedLog two = log.watched();
  two.keys.push_back(key_named(crypto::KeyRole::kLog, "second.example/log").vkey);
  CHECK(status_of(print_add_checkpoint(0, {}, log.note(8)), two, Latest()) == 200);
}

TEST_CASE("tlog-witness: 400, 409 with the size, 409 without, 422, in this order") {
  const OtherLog log = grown(20);
  OtherLog fork(kOrigin, 'b');
  fork.grow_to(20);
  const Latest ten{10, log.root(10)};
  const auto judged = [&](const std::string& body, const Latest& latest) {
    const auto request = parse_add_checkpoint(body);
    REQUIRE(request);
    return judge_growth(*request, latest);
  };
  CHECK_FALSE(judged(log.request(10, 20), ten));
  CHECK_FALSE(judged(log.request(10, 10), ten));
  // The old size is above the new one, whatever is known.
  CHECK(judged(print_add_checkpoint(12, {}, log.note(11)), ten)->status == 400);
  for (const std::uint64_t old_size : {0, 9, 11}) {
    const auto conflict = judged(log.request(old_size, 20), ten);
    REQUIRE(conflict);
    CHECK(conflict->status == 409);
    CHECK(conflict->newest_size == 10);
  }
  CHECK_FALSE(judged(log.request(0, 20), Latest()));
  CHECK(judged(log.request(5, 20), Latest())->newest_size == 0);
  const auto other_root = judged(print_add_checkpoint(10, {}, fork.note(10)), ten);
  REQUIRE(other_root);
  CHECK(other_root->status == 409);
  CHECK_FALSE(other_root->newest_size);
  CHECK(judged(fork.request(10, 20), ten)->status == 422);
  CHECK(judged(print_add_checkpoint(10, log.proof(9, 20), log.note(20)), ten)->status == 422);
  CHECK(judged(print_add_checkpoint(10, {}, log.note(20)), ten)->status == 422);
  // "The proof MUST be empty if the old size is zero."
  CHECK(judged(print_add_checkpoint(0, log.proof(9, 20), log.note(20)), Latest())->status == 422);
  CHECK(judged(print_add_checkpoint(10, log.proof(9, 20), log.note(10)), ten)->status == 422);
}

}  // namespace kuboluk::node::witness::test
