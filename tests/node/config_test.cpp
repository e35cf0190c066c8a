#include "node/config.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>

#include "tests/node/member_files.h"

namespace kuboluk::node {
namespace {

using test::Institutions;
using test::MemberFiles;

struct Edit {
  const char* what;  // in the configuration of odihr
  const char* by;
  const char* named;  // what the error must say
};

TEST_CASE("A whole configuration is read, with paths from the file's own folder") {
  const Institutions institutions;
  const MemberFiles files(institutions, "odihr", {{"ots", 7101}});
  const auto config = read_config(files.config_file());
  REQUIRE(config);
  CHECK(config->member == "odihr");
  CHECK(config->sequencer == "cec");
  CHECK(config->ledger == files.path() / "ledger");
  CHECK(config->keys.cosigner == files.path() / "keys/cosigner.key");
  CHECK_FALSE(config->keys.log);
  CHECK(config->listen_peers == Address{"127.0.0.1", 0});
  CHECK(config->peers.size() == 4);
  CHECK(config->peers.back().id == "ots");
  CHECK(config->peers.back().address == Address{"127.0.0.1", 7101});
  CHECK(config->free_disk_bytes_min == std::uint64_t{1} << 20);
  CHECK(config->log_level == Severity::kInfo);
}

TEST_CASE("The printed example is a whole configuration") {
  const auto config = parse_config("/etc/kuboluk/kubolukd.toml", example_config());
  INFO((config ? "" : config.error().message()));
  REQUIRE(config);
  CHECK(config->ledger == "/etc/kuboluk/ledger");
  CHECK(config->counter == "/etc/kuboluk/counter/size");
  CHECK(config->free_disk_bytes_min == std::uint64_t{128} << 20);
}

TEST_CASE("Whatever is wrong in a configuration is refused by name and line") {
  const Institutions institutions;
  const auto edit = GENERATE(
      Edit{"member = \"odihr\"", "member = 5", "member must be a text"},
      Edit{"member = \"odihr\"", "member = \"\"", "member must be a text"},
      Edit{"member = \"odihr\"", "member = \"Odihr\"", "member is no member id: \"Odihr\""},
      Edit{"member = \"odihr\"", "", "member is missing"},
      Edit{"sequencer = \"cec\"", "", "sequencer is missing"},
      Edit{"sequencer = \"cec\"", "sequencer = \"xyz\"", "neither this node nor a [[peer]]"},
      Edit{"sequencer = \"cec\"", "sequencer = \"odihr\"", "keys.log is missing"},
      Edit{"ledger = \"ledger\"", "", "ledger is missing"},
      Edit{"genesis = \"genesis.event\"", "", "genesis is missing"},
      Edit{"policy = \"policy\"", "policy = [\"policy\"]", "policy must be a text"},
      Edit{"policy = \"policy\"", "", "policy is missing"},
      Edit{"counter = \"counter/size\"", "", "counter is missing"},
      Edit{"counter = \"counter/size\"", "counter = \"ledger/size\"", "lies in the ledger folder"},
      Edit{"counter = \"counter/size\"", "counter = \"ledger/a/../b/size\"",
           "lies in the ledger folder"},
      Edit{"counter = \"counter/size\"", "counter = \"ledger\"", "lies in the ledger folder"},
      Edit{"node = \"keys/node.key\"", "", "node is missing"},
      Edit{"transport = \"keys/transport.key\"", "", "transport is missing"},
      Edit{"node = \"keys/node.key\"", "nodes = \"keys/node.key\"", "keys.nodes is no key"},
      Edit{"[keys]", "[key]", "key is no key of this program"},
      Edit{"[keys]", "log_level = \"loud\"\n[keys]", "log_level must be debug"},
      Edit{"[keys]", "colour = \"red\"\n[keys]", "colour is no key of this program"},
      Edit{"[keys]", "member = \"odihr\"\n[keys]", "syntax:"},
      Edit{"[keys]", "log = true\n[keys]", "log is no key of this program"},
      Edit{"cosigner = \"keys/cosigner.key\"",
           "cosigner = \"keys/cosigner.key\"\nlog = \"keys/log.key\"",
           "keys.log is for the sequencer only"},
      Edit{"peers = \"127.0.0.1:0\"", "", "peers is missing"},
      Edit{"peers = \"127.0.0.1:0\"", "peers = \"127.0.0.1\"", "peers is no host:port"},
      Edit{"peers = \"127.0.0.1:0\"", "peers = \"127.0.0.1:65536\"", "peers is no host:port"},
      Edit{"peers = \"127.0.0.1:0\"", "peers = \"127.0.0.1:+7\"", "peers is no host:port"},
      Edit{"peers = \"127.0.0.1:0\"", "peers = \"127.0.0.1:07\"", "peers is no host:port"},
      Edit{"peers = \"127.0.0.1:0\"", "peers = \"::1:7101\"", "peers is no host:port"},
      Edit{"free_disk_mb = 1\n", "free_disk_mb = -1\n", "free_disk_mb must be a whole number"},
      Edit{"free_disk_mb = 1\n", "free_disk_mb = 1.5\n", "free_disk_mb must be a whole number"},
      Edit{"free_disk_mb = 1\n", "free_disk_gb = 1\n", "limits.free_disk_gb is no key"},
      Edit{"any_file_system = true", "any_file_system = 1", "any_file_system must be true or"},
      Edit{"id = \"ots\"", "id = \"odihr\"", "id is this node itself"},
      Edit{"id = \"ots\"", "id = \"mfa\"", "\"mfa\" is listed twice"},
      Edit{"id = \"ots\"", "id = \"ots\"\nkey = \"x\"", "peer.key is no key of this program"},
      Edit{"id = \"ots\"\naddress = \"127.0.0.1:1\"", "id = \"ots\"", "address is missing"},
      Edit{"id = \"ots\"\naddress = \"127.0.0.1:1\"", "id = \"ots\"\naddress = \"127.0.0.1:0\"",
           "address needs a port"});
  MemberFiles files(institutions, "odihr");
  files.edit_config(edit.what, edit.by);
  const auto config = read_config(files.config_file());
  INFO(edit.what << " -> " << edit.by);
  REQUIRE_FALSE(config);
  INFO(config.error().message());
  CHECK(config.error().rule == "CONFIG");
  CHECK(config.error().message().find(edit.named) != std::string::npos);
  CHECK(config.error().object.starts_with(files.config_file().string()));
}

TEST_CASE("An unknown key is refused with the line that it stands in") {
  const auto config = parse_config("node.toml", "member = \"odihr\"\n\ncolour = \"red\"\n");
  REQUIRE_FALSE(config);
  CHECK(config.error().object == "node.toml:3");
}

TEST_CASE("Two peers with one transport key are refused, and keys of other kinds") {
  const Institutions institutions;
  MemberFiles files(institutions, "odihr");
  const std::string ots = test::transport_key("ots").vkey.text();
  SECTION("twice") {
    files.edit_config(ots, test::transport_key("cis").vkey.text());
    const auto config = read_config(files.config_file());
    REQUIRE_FALSE(config);
    CHECK(config.error().message().find("is also the key of \"cis\"") != std::string::npos);
  }
  SECTION("a cosigner's") {
    files.edit_config(ots, institutions.vkey("ots", "cosigner").text());
    CHECK(read_config(files.config_file()).error().message().find("it is a cosigner's") !=
          std::string::npos);
  }
  SECTION("cut") {
    files.edit_config(ots, ots.substr(0, ots.size() - 2));
    CHECK(read_config(files.config_file()).error().message().find("no public transport key") !=
          std::string::npos);
  }
}

TEST_CASE("A link into the ledger folder does not hide a counter in it") {
  const Institutions institutions;
  MemberFiles files(institutions, "odihr");
  std::filesystem::create_directory(files.path() / "ledger");
  std::filesystem::remove(files.path() / "counter");
  std::filesystem::create_directory_symlink(files.path() / "ledger", files.path() / "counter");
  const auto config = read_config(files.config_file());
  REQUIRE_FALSE(config);
  CHECK(config.error().message().find("lies in the ledger folder") != std::string::npos);
}

TEST_CASE("A file that is no configuration ends in an error, not in a crash") {
  test::Folder folder;
  CHECK(read_config(folder.path() / "none.toml").error().rule == "X.FILE");
  CHECK(read_config(folder.path()).error().rule == "X.FILE");
  std::ofstream(folder.path() / "large.toml") << std::string(kConfigBytesMax + 1, '#');
  CHECK(read_config(folder.path() / "large.toml").error().rule == "X.SIZE");
  std::ofstream(folder.path() / "zero.toml") << std::string(100, '\0');
  CHECK(read_config(folder.path() / "zero.toml").error().rule == "CONFIG");
  // Every beginning of a good file: cut while it was being copied.
  const std::string whole(example_config());
  for (std::size_t size = 0; size < whole.size(); size += 7) {
    const auto cut = parse_config("cut.toml", whole.substr(0, size));
    if (!cut) CHECK(cut.error().rule == "CONFIG");
  }
}

TEST_CASE("Addresses are taken in one form") {
  CHECK(parse_address("[::1]:7101") == Address{"::1", 7101});
  CHECK(parse_address("[::1]:7101")->text() == "[::1]:7101");
  CHECK(parse_address("node.example:1")->text() == "node.example:1");
  for (const char* bad : {"", ":", ":1", "a:", "a b:1", "a:1 ", "[]:1", "[a:1", "a:-1", "é:1"}) {
    INFO(bad);
    CHECK_FALSE(parse_address(bad));
  }
}

}  // namespace
}  // namespace kuboluk::node
