// A witness over its folder: restarts, races, lost and damaged records (tlog-witness, "The witness
// MUST persist the new checkpoint before responding").
#include "node/witness/witness.h"

#include <catch2/catch.hpp>
#include <optional>
#include <random>
#include <thread>

#include "crypto/sha256.h"
#include "ledger/log/cosignature.h"
#include "tests/node/member_files.h"
#include "tests/node/witness/other_log.h"

namespace kuboluk::node::witness::test {
namespace {

namespace fs = std::filesystem;
using node::test::read_text;
using node::test::write_text;

constexpr char kOrigin[] = "other.example/log";
constexpr char kSecond[] = "go.sum database tree";
constexpr std::uint64_t kNow = 1'790'000'000;

Hash hash_of(const std::string& origin) {
  return crypto::sha256(bytes_of(origin));
}

// A folder, a witness in it that can be started again, and two logs.
struct Site {
  Site() {
    fs::create_directory(folder());
    log.grow_to(40);
    second.grow_to(40);
    REQUIRE(start());
  }
  fs::path folder() const { return home.path() / "witness"; }
  fs::path mark() const { return home.path() / "mark"; }
  fs::path file() const { return folder() / (crypto::to_hex(hash_of(kOrigin)) + ".checkpoint"); }
  Result<void> start() {
    witness.reset();  // its lock
    alarms.clear();
    auto opened =
        Witness::open({folder(), mark()}, key_named(crypto::KeyRole::kWitness, key_name),
                      {log.watched(), {kSecond, {second.key().vkey}}},
                      [this](Severity, const std::string& line) { alarms.push_back(line); });
    if (!opened) return opened.error();
    witness = *opened;
    return {};
  }
  Answer ask(std::uint64_t old_size, std::uint64_t size, std::uint64_t clock = kNow) {
    return witness->add_checkpoint(log.request(old_size, size), clock);
  }
  // The time of the cosignature in an answer over that checkpoint; fails if there is none.
  std::uint64_t time_in(const Answer& answer, std::uint64_t size) const {
    REQUIRE(answer.status == 200);
    const auto note = crypto::parse_note(log.text(size) + "\n" + answer.cosignature);
    REQUIRE(note);
    REQUIRE(note->signatures.size() == 1);
    const auto time = log::verify_cosignature(log.text(size), note->signatures[0], witness->key());
    REQUIRE(time);
    return *time;
  }

  node::test::Folder home;
  std::string key_name = "witness.example/w1";
  OtherLog log{kOrigin};
  OtherLog second{"sum.golang.example"};
  std::shared_ptr<Witness> witness;
  std::vector<std::string> alarms;
};

}  // namespace

TEST_CASE("tlog-witness: 200, 404, 403, 400, 409 with the size, 422 (RELIABILITY 30)") {
  Site site;
  CHECK(site.time_in(site.ask(0, 10), 10) == kNow);
  CHECK(site.time_in(site.ask(10, 20, kNow + 1), 20) == kNow + 1);
  CHECK(site.ask(10, 30).newest_size == 20);
  CHECK(site.witness->add_checkpoint("old 0\n", kNow).status == 400);
  const OtherLog unknown("unknown.example/log");
  CHECK(site.witness->add_checkpoint(unknown.request(0, 0), kNow).status == 404);
  OtherLog thief(kOrigin);
  thief.grow_to(30);
  const OtherLog other_key("thief.example/log");
  const std::string text = site.log.text(30);
  const auto line = crypto::sign_note(text, other_key.key().vkey, other_key.key().secret);
  CHECK(site.witness
            ->add_checkpoint(print_add_checkpoint(20, site.log.proof(20, 30),
                                                  crypto::print_note({text, {line}})),
                             kNow)
            .status == 403);
  OtherLog fork(kOrigin, 'b');
  fork.grow_to(30);
  CHECK(site.witness->add_checkpoint(fork.request(20, 30), kNow).status == 422);
  CHECK(site.witness->add_checkpoint(fork.request(20, 20), kNow).status == 409);
  CHECK(site.ask(20, 30, 0).status == 200);  // a clock that is gone back to 1970: the old time
  REQUIRE(site.alarms.size() == 1);          // tlog-witness: "it might be proof of log misbehavior"
  CHECK(site.alarms[0].find("it has signed two trees of size 20") != std::string::npos);
}

TEST_CASE("tlog-witness: extension lines are covered by the cosignature, origins may be any line") {
  Site site;
  const std::string text = std::string(kSecond) + "\n5\n" + crypto::to_base64(site.second.root(5)) +
                           "\nmore by the log\n";
  const Answer answer = site.witness->add_checkpoint(
      print_add_checkpoint(0, {}, site.second.signed_note(text)), kNow);
  REQUIRE(answer.status == 200);
  const auto note = crypto::parse_note(text + "\n" + answer.cosignature);
  REQUIRE(note);
  CHECK(log::verify_cosignature(text, note->signatures[0], site.witness->key()));
}

TEST_CASE("tlog-witness: monitors get the newest checkpoint, the log's lines and ours") {
  Site site;
  CHECK_FALSE(site.witness->checkpoint(hash_of(kOrigin)));
  const Answer answer = site.ask(0, 10);
  REQUIRE(answer.status == 200);
  const auto served = site.witness->checkpoint(hash_of(kOrigin));
  CHECK(served == site.log.note(10) + answer.cosignature);
  CHECK_FALSE(site.witness->checkpoint(hash_of(kSecond)));
  CHECK_FALSE(site.witness->checkpoint(hash_of("unknown.example/log")));
  REQUIRE(site.start());
  CHECK(site.witness->checkpoint(hash_of(kOrigin)) == served);
}

TEST_CASE("tlog-cosignature: the time never goes back, also across a restart") {
  Site site;
  CHECK(site.time_in(site.ask(0, 10, kNow), 10) == kNow);
  CHECK(site.time_in(site.ask(10, 20, kNow - 5000), 20) == kNow);
  REQUIRE(site.start());
  CHECK(site.time_in(site.ask(20, 20, kNow - 5000), 20) == kNow);
  CHECK(site.time_in(site.ask(20, 20, kNow + 7), 20) == kNow + 7);
  Site unset;
  CHECK(unset.ask(0, 10, 0).status == 503);  // "the timestamp MUST NOT be zero"
}

TEST_CASE("tlog-witness: a restart keeps the size, and another folder than its own is refused") {
  Site site;
  REQUIRE(site.ask(0, 10).status == 200);
  REQUIRE(site.start());
  CHECK(site.ask(0, 20).newest_size == 10);
  CHECK(site.ask(10, 20).status == 200);
  site.key_name = "witness.example/w2";
  const auto other = site.start();
  REQUIRE_FALSE(other);
  CHECK(other.error().rule == "X.KEY");
}

TEST_CASE("tlog-witness: what is cosigned is on the disk before the answer is there") {
  Site site;
  REQUIRE(site.ask(0, 10).status == 200);
  const std::string before = read_text(site.file());
  // The record cannot be replaced: a folder stands where it is written beside.
  fs::create_directory(site.file().string() + ".new");
  CHECK(site.ask(10, 20).status == 503);
  CHECK(read_text(site.file()) == before);
  CHECK(site.alarms.size() == 1);  // the operator is told
  fs::remove(site.file().string() + ".new");
  CHECK(site.ask(10, 30).status == 200);
  CHECK(read_text(site.file()) != before);
}

TEST_CASE("tlog-witness: of two requests at once for one log one is cosigned (RELIABILITY 31)") {
  Site site;
  std::uint64_t size = 0;
  for (int round = 0; round < 10; ++round) {
    std::array<Answer, 4> answers;
    std::array<std::string, 4> requests;  // made here: they are checked, which has one thread
    for (std::size_t i = 0; i < requests.size(); ++i)
      requests[i] = site.log.request(size, size + 1 + i % 2);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < answers.size(); ++i)
      threads.emplace_back(
          [&, i] { answers[i] = site.witness->add_checkpoint(requests[i], kNow); });
    for (std::thread& thread : threads)
      thread.join();
    std::uint64_t won = 0;
    for (std::size_t i = 0; i < answers.size(); ++i) {
      if (answers[i].status == 200) won = size + 1 + i % 2;
    }
    REQUIRE(won != 0);
    for (std::size_t i = 0; i < answers.size(); ++i) {
      if (answers[i].status == 200) continue;
      CHECK(answers[i].newest_size == won);
    }
    CHECK(std::count_if(answers.begin(), answers.end(),
                        [](const Answer& one) { return one.status == 200; }) == 1);
    size = won;
  }
}

TEST_CASE("a damaged record: that log is not cosigned any more, the others are") {
  Site site;
  REQUIRE(site.ask(0, 10).status == 200);
  const std::string whole = read_text(site.file());
  const auto check_refused = [&] {
    REQUIRE(site.start());
    CHECK(site.ask(0, 20).status == 503);
    CHECK(site.ask(10, 20).status == 503);
    CHECK_FALSE(site.witness->checkpoint(hash_of(kOrigin)));
    REQUIRE(site.alarms.size() == 1);
    CHECK(site.alarms[0].find(site.file().string()) != std::string::npos);
    CHECK(site.alarms[0].find("make a new key with a new name") != std::string::npos);
  };
  SECTION("every byte of it counts") {
    for (std::size_t at = 0; at < whole.size(); at += 13) {
      std::string damaged = whole;
      damaged[at] = static_cast<char>(damaged[at] ^ 1);
      write_text(site.file(), damaged);
      check_refused();
    }
  }
  SECTION("cut, empty, gone") {
    write_text(site.file(), whole.substr(0, whole.size() / 2));
    check_refused();
    write_text(site.file(), "");
    check_refused();
    fs::remove(site.file());
    check_refused();
  }
  SECTION("the record of another log in its place") {
    const std::string text =
        std::string(kSecond) + "\n5\n" + crypto::to_base64(site.second.root(5)) + "\n";
    REQUIRE(site.witness
                ->add_checkpoint(print_add_checkpoint(0, {}, site.second.signed_note(text)), kNow)
                .status == 200);
    fs::copy_file(site.folder() / (crypto::to_hex(hash_of(kSecond)) + ".checkpoint"), site.file(),
                  fs::copy_options::overwrite_existing);
    check_refused();
  }
  const std::string text =
      std::string(kSecond) + "\n5\n" + crypto::to_base64(site.second.root(5)) + "\n";
  const std::string request = print_add_checkpoint(0, {}, site.second.signed_note(text));
  CHECK(site.witness->add_checkpoint(request, kNow).status != 503);
  write_text(site.file(), whole);
  REQUIRE(site.start());
  CHECK(site.ask(10, 20).status == 200);
}

TEST_CASE("a lost list, an emptied folder, no folder: a witness that is not new does not start") {
  Site site;
  REQUIRE(site.ask(0, 10).status == 200);
  const auto refused = [&](const std::string& words) {
    const auto started = site.start();
    REQUIRE_FALSE(started);
    INFO(started.error().message());
    CHECK(started.error().message().find(words) != std::string::npos);
    CHECK(started.error().message().find("make a new key with a new name") != std::string::npos);
  };
  SECTION("the list") {
    fs::remove(site.folder() / "logs");
    refused("is missing");
    fs::remove(site.mark());
    refused("is missing");
  }
  SECTION("the list, damaged") {
    write_text(site.folder() / "logs", read_text(site.folder() / "logs") + "x\n");
    refused("its bytes are not those that were written");
  }
  SECTION("all that is in the folder: its disk is not mounted") {
    fs::remove_all(site.folder());
    fs::create_directory(site.folder());
    refused("this witness is not new");
  }
  SECTION("the folder") {
    fs::remove_all(site.folder());
    refused("is no folder");
  }
}

TEST_CASE("a crash between the first record and the list: nothing was signed, both are kept") {
  Site site;
  const std::string empty_list = read_text(site.folder() / "logs");
  REQUIRE(site.ask(0, 10).status == 200);
  write_text(site.folder() / "logs", empty_list);
  REQUIRE(site.start());
  CHECK(site.alarms.empty());
  CHECK(site.ask(0, 20).newest_size == 10);
  REQUIRE(site.ask(10, 20).status == 200);
  CHECK(read_text(site.folder() / "logs") != empty_list);
}

TEST_CASE("two processes cannot be one witness") {
  Site site;
  const auto second = Witness::open({site.folder(), site.mark()},
                                    key_named(crypto::KeyRole::kWitness, site.key_name), {},
                                    [](Severity, const std::string&) {});
  REQUIRE_FALSE(second);
  CHECK(second.error().detail.find("another process") != std::string::npos);
}

TEST_CASE("property: a witness answers as a naive model does, restarts in between") {
  std::mt19937_64 random(20'261'122);
  Site site;
  OtherLog fork(kOrigin, 'b');
  fork.grow_to(40);
  std::uint64_t size = 0;  // of the model
  bool on_fork = false;    // which tree the model has cosigned; size 0: both
  std::uint64_t time = 0;
  for (int step = 0; step < 600; ++step) {
    if (random() % 40 == 0) REQUIRE(site.start());
    const std::uint64_t old_size = random() % 4 == 0 ? random() % 41 : size;
    const std::uint64_t next =
        random() % 3 == 0 ? random() % 41 : std::min<std::uint64_t>(40, old_size + random() % 2);
    const bool fork_asks = random() % 4 == 0;
    const bool junk_proof = random() % 8 == 0;
    const OtherLog& log = fork_asks ? fork : site.log;
    log::Proof proof = old_size <= next ? log.proof(old_size, next) : log::Proof();
    if (junk_proof) proof.push_back(log.root(1));
    const std::uint64_t clock = kNow + random() % 50;
    const Answer answer =
        site.witness->add_checkpoint(print_add_checkpoint(old_size, proof, log.note(next)), clock);
    INFO("step " << step << ": old " << old_size << ", new " << next << ", held " << size);
    unsigned expected = 200;
    if (old_size > next) {
      expected = 400;
    } else if (old_size != size) {
      expected = 409;
      CHECK(answer.newest_size == size);
    } else if (size != 0 && fork_asks != on_fork) {
      expected = next == size ? 409 : 422;
    } else if (junk_proof) {
      expected = 422;
    }
    REQUIRE(answer.status == expected);
    if (expected != 200) continue;
    size = next;
    on_fork = fork_asks;
    time = std::max(time, clock);
    const auto note = crypto::parse_note(log.text(size) + "\n" + answer.cosignature);
    REQUIRE(note);
    const auto signed_time =
        log::verify_cosignature(log.text(size), note->signatures[0], site.witness->key());
    REQUIRE(signed_time);
    CHECK(*signed_time == time);
  }
  CHECK(size > 10);
}

}  // namespace kuboluk::node::witness::test
