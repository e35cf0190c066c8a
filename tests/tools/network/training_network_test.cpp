// The folder of a training network, and that its genesis is the one that a replay in one process
// has.
#include "tools/network/training_network.h"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <set>

#include "crypto/key_file.h"
#include "ledger/domain/signed_event.h"
#include "ledger/log/policy.h"
#include "tests/tools/scenario/scenario_files.h"
#include "tools/files.h"
#include "tools/scenario/training.h"

namespace kuboluk::tools {
namespace {

namespace fs = std::filesystem;

Result<NetworkFile> make(const fs::path& folder, std::optional<std::uint16_t> base = {},
                         const std::string& name = "kg-edge-cases") {
  const Scenario scenario = scenario_files::load(name);
  const auto rulesets = scenario_files::rulesets();
  return make_training_network({folder, scenario_files::path_of(name), scenario,
                                *rulesets.find(scenario.meta.ruleset), base});
}

mode_t mode_of(const fs::path& file) {
  struct stat status {};
  REQUIRE(::stat(file.c_str(), &status) == 0);
  return status.st_mode & 0777;
}

}  // namespace

TEST_CASE("each institution has its own folder, keys of its roles and nobody else's") {
  const TemporaryFolder work = scenario_files::scratch();
  const fs::path folder = work.path() / "net";
  const auto made = make(folder);
  if (!made) FAIL(made.error().message());
  std::set<std::string> seeds;
  for (const TrainingMember& member : kTrainingMembers) {
    INFO(member.id);
    const fs::path keys = folder / member.id / "keys";
    CHECK(fs::exists(keys / "cosigner") == member.cosigns);
    CHECK(fs::exists(keys / "log") == (member.id == kTrainingSequencer));
    CHECK(!fs::exists(folder / member.id / "ledger"));
    for (const auto& entry : fs::directory_iterator(keys)) {
      CHECK(mode_of(entry.path()) == 0600);
      const auto role = crypto::key_role_from_text(entry.path().filename().string());
      REQUIRE(role.has_value());
      const auto key = crypto::read_key_file(entry.path(), *role, "");
      REQUIRE(key.has_value());
      CHECK(seeds.insert(key->vkey.text()).second);
    }
  }
  CHECK(crypto::read_key_file(made->operator_key.empty() ? "" : folder / made->operator_key,
                              crypto::KeyRole::kAuthor, "")
            .has_value());
  CHECK(fs::is_directory(folder / "counters"));
}

TEST_CASE("network.json reads back, its ports differ, and its genesis is that of a replay here") {
  const TemporaryFolder work = scenario_files::scratch();
  const fs::path folder = work.path() / "net";
  REQUIRE(make(folder).has_value());
  const auto network = read_network(folder);
  if (!network) FAIL(network.error().message());
  CHECK(network->nodes.size() == kTrainingMembers.size());
  std::set<std::string> places;
  for (const NetworkNode& node : network->nodes) {
    CHECK(places.insert(node.url.substr(7)).second);
    CHECK(places.insert(node.peer).second);
    CHECK(fs::exists(node.config));
    CHECK((node.role == "sequencer") == (node.id == kTrainingSequencer));
  }
  const Scenario scenario = scenario_files::load("kg-edge-cases");
  const auto rulesets = scenario_files::rulesets();
  CHECK(read_file(network->genesis, domain::kEventBytesMax).value() ==
        training_genesis(scenario.meta, *rulesets.find(scenario.meta.ruleset)).value());
}

TEST_CASE("the policy asks for three of the four cosigners, and never counts the sequencer") {
  const TemporaryFolder work = scenario_files::scratch();
  REQUIRE(make(work.path() / "net").has_value());
  const auto policy = read_policy(work.path() / "net" / "policy");
  if (!policy) FAIL(policy.error().message());
  CHECK(policy->witnesses().size() == 4);
  CHECK(policy->satisfied(std::set<std::string>{"mfa", "ots", "cis"}));
  CHECK(!policy->satisfied(std::set<std::string>{"mfa", "ots"}));
  CHECK(!policy->satisfied(std::set<std::string>{"cec", "mfa", "ots"}));
}

TEST_CASE("a folder that is not empty is left as it is") {
  const TemporaryFolder work = scenario_files::scratch();
  const fs::path folder = work.path() / "net";
  fs::create_directory(folder);
  REQUIRE(write_new_file(folder / "letter", "mine").has_value());
  const auto made = make(folder);
  REQUIRE(!made);
  CHECK(made.error().rule == "X.FILE");
  CHECK(std::distance(fs::directory_iterator(folder), {}) == 1);
}

TEST_CASE("ports begin where they are told to, or there is an error") {
  const TemporaryFolder work = scenario_files::scratch();
  const auto made = make(work.path() / "net", std::uint16_t{48'000});
  if (made) {  // somebody else may hold one of these
    CHECK(made->nodes.front().peer == "127.0.0.1:48000");
    CHECK(made->nodes.front().url == "http://127.0.0.1:48005");
  } else {
    CHECK(made.error().rule == "X.PORT");
  }
  CHECK(make(work.path() / "other", std::uint16_t{65'530}).error().rule == "X.PORT");
}

TEST_CASE("the five institutions are in the genesis of every scenario file") {
  for (const char* file : {"kg-2025-early-parliamentary", "kz-generic", "zz-test"}) {
    const Scenario scenario = scenario_files::load(file);
    const auto rulesets = scenario_files::rulesets();
    const auto genesis = training_genesis(scenario.meta, *rulesets.find(scenario.meta.ruleset));
    REQUIRE(genesis.has_value());
    const auto event = domain::parse_signed_event(*genesis);
    REQUIRE(event.has_value());
    CHECK(event->event.all("member").size() == 9);  // a node key each, four cosigner keys
  }
}

}  // namespace kuboluk::tools
