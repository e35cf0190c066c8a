// The program as its operators run it: real processes, sockets, disks and kills.
#include <catch2/catch.hpp>
#include <csignal>
#include <memory>
#include <thread>

#include "crypto/encoding.h"
#include "tests/node/daemon_process.h"
#include "tests/node/member_files.h"

namespace kuboluk::node::test {
namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// Five members, each with files and a process of its own. A TRAINING ledger: its genesis does not
// grow old.
class Election {
 public:
  Election() {
    std::map<std::string, std::uint16_t> ports;
    for (const std::string& id : Institutions::ids())
      ports[id] = free_port();
    for (const std::string& id : Institutions::ids()) {
      files[id] = std::make_unique<MemberFiles>(institutions, id, ports);
      daemons[id] = std::make_unique<DaemonProcess>(files[id]->path());
    }
  }

  void start_all() {
    for (auto& [id, daemon] : daemons)
      daemon->start();
  }

  std::string body(int number) const {
    const auto now = Institutions::start();
    return institutions.submission({institutions.note("odihr", number, now)}, now).bytes;
  }
  std::string event_id(int number) const {
    return crypto::to_hex(institutions.note("odihr", number, Institutions::start()).id);
  }

  // In the log of that member, as it shows it to the public; waits up to 30 seconds.
  bool is_committed(const std::string& member, int number) {
    for (int turn = 0; turn < 300; ++turn) {
      if (contains(daemons[member]->get("/receipt/" + event_id(number)).body, "\"committed\"")) {
        return true;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    return false;
  }

  // Until it is in the log; a node that starts answers 503 for a while.
  bool submit(const std::string& member, int number) {
    for (int turn = 0; turn < 60; ++turn) {
      const HttpAnswer answer = daemons[member]->post("/submit?wait=1", body(number));
      if (answer.status == 200) return true;
      last_ = std::to_string(answer.status) + " " + answer.body;
      std::this_thread::sleep_for(std::chrono::milliseconds(500));
    }
    return false;
  }

  std::string story() {
    std::string all = "last answer: " + last_ + "\n";
    for (auto& [id, daemon] : daemons)
      all += "--- " + id + "\n" + daemon->errors() + daemon->get("/status.json").body;
    return all;
  }

  Institutions institutions{domain::Clock::kScenario};
  std::map<std::string, std::unique_ptr<MemberFiles>> files;
  std::map<std::string, std::unique_ptr<DaemonProcess>> daemons;

 private:
  std::string last_;
};

TEST_CASE("Five nodes begin a ledger, take an act at one and show it at all") {
  Election election;
  election.start_all();
  const bool taken = election.submit("odihr", 1);
  if (!taken) FAIL(election.story());
  for (const std::string& id : Institutions::ids()) {
    INFO(id);
    CHECK(election.is_committed(id, 1));
    CHECK(election.daemons[id]->get("/healthz").body == "ok\n");
  }
  // The same act again, anywhere: nothing twice.
  const HttpAnswer again = election.daemons["mfa"]->post("/submit?wait=1", election.body(1));
  CHECK(again.status == 200);
  CHECK(contains(again.body, "\"repeated\":true"));
  for (auto& [id, daemon] : election.daemons) {
    daemon->signal(SIGTERM);
    INFO(id << "\n" << daemon->errors());
    CHECK(daemon->wait_for_end() == 0);
    CHECK(contains(daemon->errors(), "stopped"));
  }
}

TEST_CASE("Members that are killed and come back miss nothing (RELIABILITY 14, 15)") {
  Election election;
  election.start_all();
  REQUIRE(election.submit("odihr", 1));
  int number = 2;
  for (const char* victim : {"mfa", "cec", "odihr"}) {
    INFO(victim);
    DaemonProcess& daemon = *election.daemons[victim];
    daemon.kill();
    daemon.start();
    REQUIRE(daemon.is_running());
    const bool taken = election.submit("odihr", number);
    if (!taken) FAIL(election.story());
    ++number;
  }
  // One absent cosigner of four: still live, and it catches up when it is back.
  election.daemons["ots"]->kill();
  REQUIRE(election.submit("cis", number));
  election.daemons["ots"]->start();
  for (int act = 1; act <= number; ++act) {
    for (const std::string& id : Institutions::ids()) {
      INFO(id << " " << act);
      CHECK(election.is_committed(id, act));
    }
  }
}

TEST_CASE("A sequencer that is killed in the middle of work, again and again, loses no promise") {
  Election election;
  election.start_all();
  REQUIRE(election.submit("odihr", 1));
  std::vector<int> promised{1};
  int number = 2;
  for (int round = 0; round < 5; ++round) {
    for (int i = 0; i < 10; ++i, ++number) {
      const auto answer = election.daemons["odihr"]->post("/submit", election.body(number));
      if (answer.status == 202 || answer.status == 200) promised.push_back(number);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(7 * round));
    election.daemons["cec"]->kill();
    election.daemons["cec"]->start();
    REQUIRE(election.daemons["cec"]->is_running());
  }
  CHECK(promised.size() > 40);
  for (const int act : promised) {
    const bool committed = election.is_committed("odihr", act);
    if (!committed) FAIL(act << " is lost\n" << election.story());
  }
}

TEST_CASE("Every wrong start ends with its own code and one line, and leaves no ledger behind") {
  const Institutions institutions(domain::Clock::kScenario);
  MemberFiles files(institutions, "odihr");
  DaemonProcess daemon(files.path());
  const auto refused = [&](int code, const std::string& said) {
    daemon.start();
    CHECK(daemon.wait_for_end() == code);
    CHECK(contains(daemon.errors(), said));
    CHECK_FALSE(std::filesystem::exists(files.path() / "ledger"));
    std::filesystem::remove(files.path() / "stderr");
  };
  SECTION("configuration") {
    files.edit_config("[keys]", "colour = \"red\"\n[keys]");
    refused(65, "colour is no key of this program");
  }
  SECTION("key") {
    files.write_key("node", transport_key("odihr"));
    refused(65, "node.key");
  }
  SECTION("no such file") {
    std::filesystem::remove(files.config_file());
    refused(65, "kubolukd.toml");
  }
}

TEST_CASE("--check-config looks at everything, prints fingerprints and makes nothing") {
  const Institutions institutions(domain::Clock::kScenario);
  const MemberFiles files(institutions, "odihr");
  DaemonProcess daemon(files.path());
  daemon.start("--check-config");
  CHECK(daemon.wait_for_end() == 0);
  CHECK(contains(daemon.errors(), "the configuration holds together: member odihr"));
  CHECK(contains(daemon.errors(), "peer ots at 127.0.0.1:1\n  fingerprint "));
  CHECK_FALSE(std::filesystem::exists(files.path() / "ledger"));
  CHECK_FALSE(std::filesystem::exists(files.path() / "counter/size"));
}

TEST_CASE("A second process on one ledger is refused (RELIABILITY 8), as is a taken address") {
  const Institutions institutions(domain::Clock::kScenario);
  MemberFiles files(institutions, "odihr", {{"odihr", free_port()}});
  DaemonProcess first(files.path());
  first.start();
  REQUIRE(first.is_running());
  const std::string listening = read_text(files.path() / "ledger/listening");
  CHECK(listening.starts_with("peers 127.0.0.1:"));
  {
    DaemonProcess second(files.path());
    second.start();
    CHECK(second.wait_for_end() == 65);
    CHECK(contains(second.errors(), "is in use by another process"));
  }
  files.edit_config("ledger = \"ledger\"", "ledger = \"other\"");
  files.edit_config("counter = \"counter/size\"", "counter = \"counter/other\"");
  DaemonProcess third(files.path());
  third.start();
  CHECK(third.wait_for_end() == 69);
  CHECK(contains(third.errors(), "cannot listen here"));
  CHECK(first.is_running());
  first.signal(SIGHUP);
  first.signal(SIGINT);
  CHECK(first.wait_for_end() == 0);
}

}  // namespace
}  // namespace kuboluk::node::test
