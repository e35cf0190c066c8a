// The examples of ledger/FORMATS.md are made here and compared with the file, so that the page
// cannot rot. KUBOLUK_REWRITE_FORMATS=1 in the environment writes them anew; read the difference
// before you commit it.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

#include "crypto/encoding.h"
#include "crypto/sha256.h"
#include "ledger/domain/event.h"
#include "ledger/domain/ids.h"
#include "ledger/proof/silence.h"
#include "tests/ledger/proof/world.h"

namespace kuboluk::proof {
namespace {

using testing::World;

const std::string kPath = std::string(KUBOLUK_SOURCE_DIR) + "/ledger/FORMATS.md";

// One organisation, one election, two persons: entries 0 genesis, 2 organisation, 4 call, 6
// invitation, 8 application, each followed by its seal.
void tell_to_the_filing(World& world) {
  const std::string commitment = crypto::to_base64(crypto::sha256(bytes_of("an example")));
  world.act("org.register", "cec", "2026-03-01T09:00:00",
            {{"org", {"osce"}},
             {"kind", {"igo"}},
             {"author-key", {testing::author_vkey("osce")}},
             {"name", {"en", "Synthetic Organisation"}}});
  world.act("election.call", "president", "2026-04-01T09:00:00",
            {{"election", {"kg-test-1"}},
             {"kind", {"parliamentary"}},
             {"voting_day", {"2026-06-14"}},
             {"published_on", {"2026-04-01"}}});
  world.act("invitation.send", "president", "2026-04-03T09:00:00",
            {{"election", {"kg-test-1"}},
             {"invitation", {"INV-osce-1"}},
             {"org", {"osce"}},
             {"inviter", {"president"}},
             {"channel", {"mfa"}}});
  world.act("application.submit", "osce", "2026-04-10T09:00:00",
            {{"application", {"APP-osce-1"}},
             {"election", {"kg-test-1"}},
             {"org", {"osce"}},
             {"invitation", {"INV-osce-1"}},
             {"received_by", {"cec"}},
             {"documents", {"application,identity-copies,list"}},
             {"person", {"osce-001", "AT", "yes", commitment, commitment}},
             {"person", {"osce-002", "AT,DE", "yes", commitment, commitment}}});
}

// The same, and entry 10, the decree: one granted.
const World& example_world() {
  static const World made = [] {
    World world(domain::Clock::kReal, "kuboluk.example/kg");
    tell_to_the_filing(world);
    world.act("accreditation.grant", "cec", "2026-05-01T10:00:00",
              {{"election", {"kg-test-1"}},
               {"decree", {"D-1"}},
               {"grant", {"T-0001", "U-0001", "APP-osce-1", "osce-001"}}});
    return world;
  }();
  return made;
}

std::string entry(std::uint64_t index) {
  return *example_world().ledger().entry(index);
}

std::string event_of(std::uint64_t index) {
  return std::get<std::string>(domain::parse_entry(entry(index))->body);
}

std::string part_example() {
  auto whole = domain::parse_signed_event(event_of(10))->event;
  for (int i = 2; i <= 9; ++i) {
    const std::string n = "000" + std::to_string(i);
    whole.lines.push_back(
        {"grant", {"T-" + n, "U-" + n, "APP-osce-1", "osce-00" + std::to_string(i)}});
  }
  const auto parts = domain::divide(whole, 650);
  REQUIRE(parts.has_value());
  return *domain::print_event(parts->front());
}

std::string leaf_example(const std::string& key, const std::string& record) {
  Bytes node{0x00, static_cast<std::uint8_t>(key.size())};
  node.insert(node.end(), key.begin(), key.end());
  const Hash value = crypto::sha256(bytes_of(record));
  node.push_back(32);
  node.insert(node.end(), value.begin(), value.end());
  return crypto::to_hex(node) + "\n" + crypto::to_hex(crypto::sha256(node)) + "\n";
}

// The same story up to the filing, and a heartbeat seal at midnight of the next day.
std::string silence_example() {
  World world(domain::Clock::kReal, "kuboluk.example/kg");
  tell_to_the_filing(world);
  world.heartbeat("2026-04-11T00:00:00");
  const std::uint64_t now = testing::seconds(testing::local("2026-04-11T00:01:00"));
  const Silence head{
      world.info().id, "APP-osce-1", "kg-test-1", "", *domain::parse_day("2026-04-10"), {}, ""};
  const auto asked = silence_asked(head.application, head.election, head.person);
  const auto proof = build_status_proof(world.ledger(), world.policy("mfa"),
                                        world.note({{"mfa", now}}), asked, now, 0);
  REQUIRE(proof.has_value());
  Silence silence = head;
  silence.status_proof = print_status_proof(*proof);
  return print_silence(silence);
}

std::map<std::string, std::string> examples() {
  const World& world = example_world();
  const std::string key = "accreditation/kg-test-1/T-0001";
  const std::string record = **world.ledger().record(key);
  const std::uint64_t now = testing::seconds(testing::local("2026-05-01T10:01:00"));
  const log::Policy policy = world.policy("mfa");
  const std::string note = world.note({{"mfa", now}});
  const auto status =
      build_status_proof(world.ledger(), policy, note, testing::accreditation("T-0001"), now, 0);
  const auto list = build_list_proof(world.ledger(), policy, note, "kg-test-1", now, 0);
  REQUIRE(status.has_value());
  REQUIRE(list.has_value());
  return {{"genesis", event_of(0)},
          {"application", event_of(8)},
          {"grant", event_of(10)},
          {"part", part_example()},
          {"entry", entry(10)},
          {"seal", entry(11)},
          {"record", record},
          {"leaf", leaf_example(key, record)},
          {"checkpoint", note},
          {"policy", world.policy_text("mfa")},
          {"status-proof", print_status_proof(*status)},
          {"list-proof", print_list_proof(*list)},
          {"silence", silence_example()},
          {"number", domain::with_check_character("KG25-0128") + "\n"}};
}

std::string read_page() {
  std::ifstream file(kPath, std::ios::binary);
  REQUIRE(file);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The page with the block after each marker replaced by the example; the markers met.
std::string fill(const std::string& page, const std::map<std::string, std::string>& made,
                 std::map<std::string, int>& met) {
  std::istringstream lines(page);
  std::string out;
  std::string line;
  while (std::getline(lines, line)) {
    out += line + "\n";
    if (!line.starts_with("<!-- example ")) continue;
    const std::string name = line.substr(13, line.size() - 13 - 4);
    REQUIRE(made.contains(name));
    ++met[name];
    out += "\n```\n" + made.at(name) + "```\n";
    std::string old;
    const auto here = lines.tellg();
    if (!std::getline(lines, old) || !std::getline(lines, old) || old != "```") {
      lines.seekg(here);  // a new marker without a block yet
      continue;
    }
    while (std::getline(lines, old) && old != "```") {
    }
  }
  return out;
}

TEST_CASE("FORMATS.md: every example is what the code makes") {
  const std::string page = read_page();
  const auto made = examples();
  std::map<std::string, int> met;
  const std::string fresh = fill(page, made, met);
  for (const auto& [name, text] : made) {
    INFO("example " << name);
    CHECK(met[name] == 1);
  }
  if (std::getenv("KUBOLUK_REWRITE_FORMATS") != nullptr) {
    std::ofstream(kPath, std::ios::binary) << fresh;
    WARN("FORMATS.md was written anew");
    return;
  }
  CHECK(fresh == page);
}

}  // namespace
}  // namespace kuboluk::proof
