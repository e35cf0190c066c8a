#include "ledger/exchange/fork_evidence.h"

#include <catch2/catch.hpp>

#include <algorithm>

#include "crypto/encoding.h"
#include "crypto/note.h"
#include "crypto/sha256.h"
#include "ledger/log/cosignature.h"
#include "ledger/log/policy.h"
#include "tests/ledger/batch/clerk.h"
#include "tests/ledger/exchange/every_change.h"
#include "tests/ledger/log/testing_keys.h"

namespace kuboluk::exchange {
namespace {

using log::testing::make_signer;
using log::testing::Signer;

const std::string kLedger = "kuboluk.example/kg/5d41402abc4b2a76";
const std::string kOrigin = kLedger + "/1";

Signer log_signer(const std::string& origin = kOrigin, std::string_view seed = "the log") {
  return make_signer(origin, crypto::KeyType::kEd25519, seed);
}

crypto::PublicKey log_key() {
  return log_signer().secret.public_key();
}

std::string sign(const log::Checkpoint& checkpoint, std::string_view seed = "the log") {
  const Signer signer = log_signer(checkpoint.origin, seed);
  return crypto::print_note(log::sign_checkpoint(checkpoint, signer.vkey, signer.secret));
}

// A log of `size` entries; those from `fork` on are the ones of its branch.
log::MemoryTree tree(std::uint64_t size, std::uint64_t fork, const std::string& branch) {
  log::MemoryTree made;
  for (std::uint64_t i = 0; i < size; ++i) {
    const std::string entry = (i < fork ? "entry " : branch) + std::to_string(i);
    made.append(log::leaf_hash(bytes_of(entry)));
  }
  return made;
}

log::Checkpoint checkpoint_of(const log::MemoryTree& made, std::uint64_t size) {
  return {kOrigin, size, made.root(size)};
}

// What an honest node writes down that holds the larger tree.
ForkEvidence evidence_of(const log::Checkpoint& smaller, const log::MemoryTree& held,
                         std::uint64_t held_size) {
  ForkEvidence evidence{kLedger, sign(smaller), sign(checkpoint_of(held, held_size)), {}, {}};
  if (smaller.size == held_size) return evidence;
  evidence.true_root = held.root(smaller.size);
  evidence.consistency = log::consistency_proof(held, smaller.size, held_size).value();
  return evidence;
}

// Sizes 5 and 5, or 5 and 8, forked at entry 3.
ForkEvidence some_evidence(bool same_size) {
  const log::MemoryTree held = tree(8, 3, "left ");
  return evidence_of(checkpoint_of(tree(5, 3, "right "), 5), held, same_size ? 5 : 8);
}

Result<Fork> check(const ForkEvidence& evidence) {
  return verify_fork(evidence, kLedger, log_key());
}

std::string fault_of(const ForkEvidence& evidence) {
  const auto fork = check(evidence);
  return fork ? "accepted" : fork.error().rule;
}

std::string checkpoint_fault(std::string_view note, std::string_view origin = kOrigin) {
  const auto opened = open_log_checkpoint(note, origin, log_key());
  return opened ? "accepted" : opened.error().rule;
}

TEST_CASE("evidence comes back as it was printed") {
  for (const bool same_size : {true, false}) {
    const ForkEvidence evidence = some_evidence(same_size);
    const auto parsed = parse_fork(print_fork(evidence));
    REQUIRE(parsed);
    CHECK(parsed->ledger == evidence.ledger);
    CHECK(parsed->smaller == evidence.smaller);
    CHECK(parsed->larger == evidence.larger);
    CHECK(parsed->true_root == evidence.true_root);
    CHECK(parsed->consistency == evidence.consistency);
    CHECK(fault_of(*parsed) == "accepted");
  }
  const std::string text = print_fork(some_evidence(false));
  CHECK(text.starts_with("kuboluk/fork/v1\nledger " + kLedger + "\ntrue-root "));
}

// RELIABILITY 28: a fork at any entry, seen at any two sizes, can be proven to anybody.
TEST_CASE("a log that forks at any entry is proven guilty by any two of its sizes behind it") {
  for (std::uint64_t fork = 0; fork < 9; ++fork) {
    const log::MemoryTree other = tree(9, fork, "right ");
    for (std::uint64_t larger = 1; larger <= 9; ++larger) {
      const log::MemoryTree held = tree(larger, fork, "left ");
      for (std::uint64_t smaller = 0; smaller <= larger; ++smaller) {
        const auto evidence = evidence_of(checkpoint_of(other, smaller), held, larger);
        const auto parsed = parse_fork(print_fork(evidence));
        REQUIRE(parsed);
        const auto proven = check(*parsed);
        REQUIRE(proven.has_value() == (smaller > fork));
        if (!proven) {
          CHECK(proven.error().detail.find("proves no fork") != std::string::npos);
          continue;
        }
        CHECK(proven->smaller == checkpoint_of(other, smaller));
        CHECK(proven->larger == checkpoint_of(held, larger));
      }
    }
  }
}

// RELIABILITY 29.
TEST_CASE("one size with two roots is a fork, the same root twice is none") {
  const ForkEvidence evidence = some_evidence(true);
  CHECK(fault_of(evidence) == "accepted");
  ForkEvidence twice = evidence;
  twice.larger = twice.smaller;
  CHECK(fault_of(twice) == "X.FORM");
  ForkEvidence turned = evidence;
  std::swap(turned.smaller, turned.larger);
  CHECK(fault_of(turned) == "accepted");
}

TEST_CASE("an honest log cannot be accused with a root or a proof that somebody made up") {
  const log::MemoryTree honest = tree(8, 8, "");
  const log::Checkpoint five = checkpoint_of(honest, 5);
  ForkEvidence evidence = evidence_of(five, honest, 8);
  CHECK(fault_of(evidence) == "X.FORM");
  evidence.true_root = crypto::sha256(bytes_of("made up"));
  CHECK(fault_of(evidence) == "merkle");
  const log::MemoryTree made_up = tree(8, 3, "made up ");
  evidence.true_root = made_up.root(5);
  evidence.consistency = log::consistency_proof(made_up, 5, 8).value();
  CHECK(fault_of(evidence) == "merkle");
  evidence.true_root.reset();
  CHECK(fault_of(evidence) == "X.FORM");
}

TEST_CASE("the parts of the evidence fit the two sizes") {
  const ForkEvidence evidence = some_evidence(false);
  REQUIRE(fault_of(evidence) == "accepted");
  ForkEvidence changed = evidence;
  std::swap(changed.smaller, changed.larger);
  CHECK(fault_of(changed) == "X.FORM");
  changed = evidence;
  changed.consistency.pop_back();
  CHECK(fault_of(changed) == "merkle");
  changed = evidence;
  changed.consistency.push_back(Hash{});
  CHECK(fault_of(changed) == "merkle");
  changed = evidence;
  changed.true_root.reset();
  CHECK(fault_of(changed) == "X.FORM");
  changed = some_evidence(true);
  changed.true_root = evidence.true_root;
  CHECK(fault_of(changed) == "X.FORM");
  changed.true_root.reset();
  changed.consistency = evidence.consistency;
  CHECK(fault_of(changed) == "X.FORM");
}

TEST_CASE("both checkpoints must be signed by the log's key") {
  const log::MemoryTree left = tree(5, 3, "left ");
  const log::MemoryTree right = tree(5, 3, "right ");
  ForkEvidence evidence = some_evidence(true);
  evidence.smaller = sign(checkpoint_of(right, 5), "another key");
  CHECK(fault_of(evidence) == "X.SIGNATURE");
  evidence = some_evidence(true);
  evidence.larger = sign(checkpoint_of(left, 5), "another key");
  CHECK(fault_of(evidence) == "X.SIGNATURE");
  const auto other_key = log_signer(kOrigin, "another key").secret.public_key();
  const auto fork = verify_fork(some_evidence(true), kLedger, other_key);
  REQUIRE_FALSE(fork);
  CHECK(fork.error().rule == "X.SIGNATURE");
}

// RELIABILITY 33.
TEST_CASE("evidence is about one log of one ledger") {
  const std::string other = "kuboluk.example/kg/5d41402abc4b2a77";
  const ForkEvidence evidence = some_evidence(true);
  const auto elsewhere = verify_fork(evidence, other, log_key());
  REQUIRE_FALSE(elsewhere);
  CHECK(elsewhere.error().rule == "X.LEDGER");
  ForkEvidence renamed = evidence;
  renamed.ledger = other;
  CHECK(fault_of(renamed) == "X.LEDGER");
  const auto accused = verify_fork(renamed, other, log_key());
  REQUIRE_FALSE(accused);
  CHECK(accused.error().rule == "X.LEDGER");

  // The same key may serve two logs: their trees do not contradict each other.
  const Hash root = tree(5, 0, "other ").root(5);
  for (const std::string& origin : {kLedger + "/2", other + "/1"}) {
    ForkEvidence mixed = evidence;
    mixed.larger = sign({origin, 5, root});
    CHECK(fault_of(mixed) == "X.LEDGER");
    std::swap(mixed.smaller, mixed.larger);
    CHECK(fault_of(mixed) == "X.LEDGER");
  }
  for (const std::string& origin :
       {kLedger, kLedger + "/", kLedger + "/0", kLedger + "/01", kLedger + "/x", kLedger + "1/1"}) {
    ForkEvidence foreign = evidence;
    foreign.smaller = sign({origin, 5, root});
    foreign.larger = sign({origin, 5, tree(5, 0, "more ").root(5)});
    CHECK(fault_of(foreign) == "X.LEDGER");
  }
}

TEST_CASE("no bit of the evidence can change and no byte can go") {
  for (const bool same_size : {true, false}) {
    const std::string text = print_fork(some_evidence(same_size));
    const auto refused = [](const std::string& changed) {
      const auto parsed = parse_fork(changed);
      return !parsed || !check(*parsed);
    };
    REQUIRE_FALSE(refused(text));
    CHECK(test::let_through(text, 0, text.size(), refused).empty());
    for (std::size_t size = 0; size < text.size(); ++size)
      REQUIRE(refused(text.substr(0, size)));
    CHECK(refused(text + "\n"));
  }
}

TEST_CASE("lines of evidence that are missing, doubled or swapped are refused") {
  const std::string text = print_fork(some_evidence(false));
  const std::vector<std::string> lines = test::lines_of(text);
  const auto refused = [](const std::vector<std::string>& changed) {
    const auto parsed = parse_fork(test::joined(changed));
    return !parsed || !check(*parsed);
  };
  REQUIRE_FALSE(refused(lines));
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto at = static_cast<std::ptrdiff_t>(i);
    std::vector<std::string> changed = lines;
    changed.erase(changed.begin() + at);
    CHECK(refused(changed));
    changed = lines;
    changed.insert(changed.begin() + at, lines[i]);
    CHECK(refused(changed));
    if (i + 1 == lines.size()) continue;
    changed = lines;
    std::swap(changed[i], changed[i + 1]);
    CHECK(refused(changed));
  }
}

TEST_CASE("evidence that is too large is refused before it is read") {
  const auto parsed = parse_fork(std::string(kForkBytesMax + 1, 'a'));
  REQUIRE_FALSE(parsed);
  CHECK(parsed.error().rule == "X.SIZE");
  for (const char* text : {"", "kuboluk/fork/v1\n", "\n--- smaller\n\n--- larger\n",
                           "kuboluk/fork/v1\nledger x\n--- smaller\n--- larger\n",
                           "kuboluk/fork/v1\nledger x\n--- larger\n--- smaller\n"}) {
    const auto fault = parse_fork(text);
    REQUIRE_FALSE(fault);
    CHECK(fault.error().rule == "X.FORM");
  }
}

TEST_CASE("a log checkpoint is opened by its log's line alone") {
  const log::Checkpoint checkpoint = checkpoint_of(tree(5, 5, ""), 5);
  const Signer signer = log_signer();
  crypto::Note note = log::sign_checkpoint(checkpoint, signer.vkey, signer.secret);
  const auto opened = open_log_checkpoint(crypto::print_note(note), kOrigin, log_key());
  REQUIRE(opened);
  CHECK(*opened == checkpoint);

  crypto::Note surplus = note;  // lines of others, even nonsense, are not looked at
  surplus.signatures.insert(surplus.signatures.begin(), {"someone", 7, Bytes(72, 1)});
  surplus.signatures.push_back({kOrigin, 7, Bytes(64, 1)});
  CHECK(checkpoint_fault(crypto::print_note(surplus)) == "accepted");

  crypto::Note twice = note;
  twice.signatures.push_back(note.signatures[0]);
  CHECK(checkpoint_fault(crypto::print_note(twice)) == "X.SIGNATURE");
  crypto::Note wrong = note;
  wrong.signatures[0].signature[5] ^= 1;
  CHECK(checkpoint_fault(crypto::print_note(wrong)) == "X.SIGNATURE");
  wrong.signatures.push_back(note.signatures[0]);
  CHECK(checkpoint_fault(crypto::print_note(wrong)) == "X.SIGNATURE");
  CHECK(checkpoint_fault(std::string(log::kCheckpointBytesMax + 1, 'a')) == "X.SIZE");
  CHECK(checkpoint_fault("kuboluk") == "C2SP.note");
}

// RELIABILITY 33, 55.
TEST_CASE("a signature made for another log or another purpose opens no checkpoint") {
  const log::Checkpoint checkpoint = checkpoint_of(tree(5, 5, ""), 5);
  const std::string other = kLedger + "/2";
  CHECK(checkpoint_fault(sign(checkpoint), other) == "X.LEDGER");
  const log::Checkpoint elsewhere{other, checkpoint.size, checkpoint.root};
  CHECK(checkpoint_fault(sign(elsewhere)) == "X.LEDGER");
  // The line of the other log's checkpoint, under this one's text; then under this one's key id.
  const auto foreign = crypto::parse_note(sign(elsewhere)).value();
  crypto::Note copied{log::print_checkpoint(checkpoint), foreign.signatures};
  CHECK(checkpoint_fault(crypto::print_note(copied)) == "X.SIGNATURE");
  copied.signatures[0].name = kOrigin;
  copied.signatures[0].key_id = log_signer().vkey.id();
  CHECK(checkpoint_fault(crypto::print_note(copied)) == "X.SIGNATURE");

  // A cosignature with the log's own key; then cut to the size of a log signature.
  const Signer witness = make_signer(kOrigin, crypto::KeyType::kCosignature, "the log");
  crypto::Note cosigned{log::print_checkpoint(checkpoint), {}};
  cosigned.signatures.push_back(
      log::sign_cosignature(cosigned.text, 1'760'000'000, witness.vkey, witness.secret));
  CHECK(checkpoint_fault(crypto::print_note(cosigned)) == "X.SIGNATURE");
  cosigned.signatures[0].key_id = log_signer().vkey.id();
  CHECK(checkpoint_fault(crypto::print_note(cosigned)) == "X.SIGNATURE");
  Bytes& bytes = cosigned.signatures[0].signature;
  bytes.erase(bytes.begin(), bytes.begin() + 8);
  CHECK(checkpoint_fault(crypto::print_note(cosigned)) == "X.SIGNATURE");

  // An event that the key signed.
  const batch::test::Clerk clerk;
  CHECK(checkpoint_fault(clerk.genesis().bytes) == "C2SP.checkpoint");
}

}  // namespace
}  // namespace kuboluk::exchange
