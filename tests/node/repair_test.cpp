// A damaged ledger folder, and what its operator can do about it (RELIABILITY 1, 2, 10, 18).
#include "node/repair.h"

#include <catch2/catch.hpp>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <random>

#include "crypto/sha256.h"
#include "ledger/store/folder.h"
#include "ledger/store/store.h"
#include "node/start.h"
#include "tests/node/member_files.h"

namespace kuboluk::node {
namespace {

namespace fs = std::filesystem;
using test::Institutions;
using test::MemberFiles;

constexpr std::size_t kPage = 4096;

void ignore(Severity, const std::string&) {}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

exchange::PendingAct act_of(int number) {
  const std::string bytes = "act " + std::to_string(number) + std::string(3'000, 'x');
  return {crypto::sha256(bytes_of(bytes)), bytes, {number}, std::nullopt, true};
}

// A node's files with a ledger folder that holds promises.
struct Member {
  static constexpr int kActs = 30;
  Institutions institutions;
  MemberFiles files{institutions, "odihr"};
  Config config = *read_config(files.config_file());
  core::Setup setup = check_files(config)->setup;
  exchange::Cosigned cosigned{7, crypto::sha256(bytes_of("root")), {5'000}};
  exchange::RejectedAct rejected{act_of(99).id, {crypto::sha256(bytes_of("event"))}, "a note"};

  Member() {
    CHECK(open() == "");
    auto store = open_store();
    for (int i = 0; i < kActs; ++i)
      REQUIRE(store->put_act(act_of(i)));
    REQUIRE(store->drop_acts({}, std::vector{rejected}));
    REQUIRE(store->put_evidence("evidence"));
    REQUIRE(store->put_cosigned(cosigned));
  }
  // The error of a start, or "".
  std::string open() const {
    auto checked = check_files(config);
    REQUIRE(checked);
    auto storage = open_storage(config, checked->setup, std::move(checked->counter), ignore);
    return storage ? std::string() : storage.error().message();
  }
  std::unique_ptr<store::Store> open_store() const {
    store::Options options;
    options.free_bytes_min = 0;
    auto store = store::Store::open(config.ledger, {setup.info.id, setup.me}, options);
    if (!store) FAIL(store.error().message());
    return std::move(*store);
  }
  Result<Repair> repair(const std::string& stamp = "20251130T081000Z") const {
    return repair_ledger(config, setup, stamp);
  }
  fs::path data_file() const { return config.ledger / "data.mdb"; }
  fs::path aside(const std::string& stamp = "20251130T081000Z") const {
    return config.ledger.string() + ".damaged-" + stamp;
  }
  // Zeroes the page of one entry of the list of tables: nothing can be reached any more.
  void damage() const { change(std::string(kPage - 16, '\0'), 16); }
  void change(std::string_view bytes, std::size_t at) const {
    std::fstream file(data_file(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(at));
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
  void check_nothing_forgotten() const {
    CHECK(open() == "");
    const auto store = open_store();
    const auto snapshot = *store->snapshot();
    CHECK(snapshot->acts()->size() == static_cast<std::size_t>(kActs));
    CHECK(*snapshot->cosigned() == cosigned);
    CHECK(*snapshot->rejection(rejected.events[0]) == "a note");
    CHECK(snapshot->evidence()->size() == 1);
    CHECK(snapshot->position()->size == 0);
  }
};

std::string read_bytes(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

TEST_CASE("a sound folder is left as it is") {
  const Member member;
  const std::string before = read_bytes(member.data_file());
  const auto repaired = member.repair();
  REQUIRE(repaired);
  CHECK(repaired->put_aside.empty());
  CHECK(contains(repaired->lines.at(0), "are sound; nothing was changed"));
  CHECK((read_bytes(member.data_file()) == before));
  member.check_nothing_forgotten();
}

TEST_CASE("RELIABILITY 1, 2: a damaged folder is refused with the way out, which forgets nothing") {
  const Member member;
  member.damage();
  const std::string said = member.open();
  CHECK(contains(said, "damaged"));
  CHECK(contains(said, "kubolukd --repair"));
  const std::string before = read_bytes(member.data_file());
  const auto repaired = member.repair();
  if (!repaired) FAIL(repaired.error().message());
  CHECK(repaired->put_aside == member.aside());
  CHECK((read_bytes(member.aside() / "data.mdb") == before));
  CHECK_FALSE(fs::exists(repair_folder(member.config.ledger)));
  member.check_nothing_forgotten();
  std::string report;
  for (const std::string& line : repaired->lines)
    report += line + "\n";
  CHECK(contains(report, "cosigned size 7"));
  CHECK(contains(report, member.aside().string()));
  CHECK(contains(report, "all others were searched"));
  // Once more: nothing to do.
  const auto again = member.repair("20251130T091000Z");
  REQUIRE(again);
  CHECK(again->put_aside.empty());
}

TEST_CASE("RELIABILITY 2: after a cut the rest is searched, and what is lost is said") {
  const Member member;
  fs::resize_file(member.data_file(), 20 * kPage + 100);
  CHECK(contains(member.open(), "shorter than its own meta pages say"));
  const auto repaired = member.repair();
  if (!repaired) FAIL(repaired.error().message());
  CHECK(member.open() == "");
  CHECK(member.open_store()->snapshot().value()->acts()->size() < 30);
}

TEST_CASE("RELIABILITY 8, 10: a folder that is in use or another's is not repaired") {
  const Member member;
  member.damage();
  const std::string before = read_bytes(member.data_file());
  {
    const auto lock = store::FolderLock::take(member.config.ledger);
    REQUIRE(lock);
    CHECK(contains(member.repair().error().message(), "is in use by another process"));
  }
  Config other = member.config;
  const MemberFiles mfa(member.institutions, "mfa");
  const auto checked = check_files(*read_config(mfa.config_file()));
  REQUIRE(checked);
  const auto repaired = repair_ledger(member.config, checked->setup, "20251130T081000Z");
  REQUIRE(!repaired);
  CHECK(contains(repaired.error().message(), "belongs to node odihr"));
  CHECK((read_bytes(member.data_file()) == before));
  CHECK_FALSE(fs::exists(member.aside()));
  CHECK_FALSE(fs::exists(repair_folder(member.config.ledger)));
  other.ledger = member.files.path() / "none";
  CHECK(contains(repair_ledger(other, member.setup, "x").error().message(),
                 "start the node as usual"));
}

TEST_CASE(
    "RELIABILITY 18: a repair that was cut short is finished by the next, and blocks a start") {
  const Member member;
  member.damage();
  REQUIRE(member.repair());
  // As between the two moves.
  const fs::path built = repair_folder(member.config.ledger);
  fs::rename(member.config.ledger, built);
  CHECK(contains(member.open(), "a repair was cut short"));
  CHECK_FALSE(fs::exists(member.config.ledger));
  const auto finished = member.repair("20251130T091000Z");
  if (!finished) FAIL(finished.error().message());
  member.check_nothing_forgotten();
  // And as before the last line of the new folder.
  fs::rename(member.config.ledger, built);
  fs::remove(built / "repair.txt");
  CHECK(contains(member.repair().error().message(), "is not complete"));
  CHECK(fs::exists(built));
}

TEST_CASE("RELIABILITY 18: killed at any moment, again and again, a repair forgets nothing") {
  const Member member;
  std::mt19937_64 random(601);
  int killed = 0;
  for (int round = 0; round < 25; ++round) {
    if (fs::exists(member.data_file())) member.damage();
    const std::string stamp = std::to_string(round);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) ::_exit(repair_ledger(member.config, member.setup, stamp) ? 0 : 1);
    ::usleep(static_cast<useconds_t>(random() % (10'000 * (round + 1))));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    killed += WIFSIGNALED(status);
  }
  const auto repaired = member.repair("last");
  if (!repaired) FAIL(repaired.error().message());
  member.check_nothing_forgotten();
  WARN(killed << " of 25 repairs were killed");
  CHECK(killed > 0);
}

}  // namespace
}  // namespace kuboluk::node
