#include "node/start.h"

#include <catch2/catch.hpp>

#include <sys/stat.h>

#include <algorithm>

#include "crypto/random.h"
#include "tests/node/member_files.h"

namespace kuboluk::node {
namespace {

using test::Institutions;
using test::MemberFiles;
using test::transport_key;
using test::write_text;

crypto::NamedKey fresh_key(crypto::KeyRole role, const std::string& name) {
  crypto::SeededRandom random("another " + name);
  return *crypto::make_named_key(role, name, random);
}

// The error of the checks before the ledger is opened, or "" if all is well.
std::string check(const MemberFiles& files) {
  const auto config = read_config(files.config_file());
  INFO((config ? "" : config.error().message()));
  REQUIRE(config);
  const auto checked = check_files(*config);
  return checked ? "" : checked.error().message();
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

void ignore(Severity, const std::string&) {}

TEST_CASE("Sequencer and cosigners start from files that fit together") {
  const Institutions institutions;
  for (const std::string& id : Institutions::ids()) {
    const MemberFiles files(institutions, id);
    INFO(id);
    CHECK(check(files) == "");
  }
}

TEST_CASE("A key that is not the genesis's is refused before anything is opened (RELIABILITY 58)") {
  const Institutions institutions;
  MemberFiles files(institutions, "odihr");
  const auto other = [&](crypto::KeyRole role, const std::string& name) {
    files.write_key(name, fresh_key(role, "odihr.example/" + name + "/2"));
    return check(files);
  };
  SECTION("node") {
    const std::string error = other(crypto::KeyRole::kNode, "node");
    CHECK(contains(error, "node.key: holds the key odihr.example/node/2"));
    CHECK(contains(error, institutions.vkey("odihr", "node").text()));
  }
  SECTION("cosigner") {
    CHECK(contains(other(crypto::KeyRole::kCosigner, "cosigner"), "cosigner.key: holds the key"));
  }
  SECTION("of another role") {
    files.write_key("node", fresh_key(crypto::KeyRole::kAuthor, "odihr.example/author/1"));
    CHECK(contains(check(files), "node.key"));
  }
  SECTION("a cosigner without its key") {
    files.edit_config("cosigner = \"keys/cosigner.key\"\n", "");
    CHECK(contains(check(files), "keys.cosigner: is missing: the genesis lists"));
  }
  SECTION("readable by others") {
    REQUIRE(::chmod((files.path() / "keys/node.key").c_str(), 0644) == 0);
    CHECK(contains(check(files), "node.key: open to other users"));
  }
  SECTION("cut") {
    const auto path = files.path() / "keys/node.key";
    const std::string text = test::read_text(path);
    write_text(path, text.substr(0, text.size() / 2));
    CHECK(contains(check(files), "node.key"));
  }
  SECTION("missing") {
    std::filesystem::remove(files.path() / "keys/transport.key");
    CHECK(contains(check(files), "transport.key"));
  }
  SECTION("transport key of a peer") {
    files.write_key("transport", transport_key("cec"));
    CHECK(contains(check(files), "is also the transport key of the peer cec"));
  }
  SECTION("one key for two roles") {
    const auto node = institutions.secret("odihr", "node");
    files.write_key("transport",
                    {crypto::KeyRole::kTransport,
                     *crypto::VerifierKey::make("odihr.example/transport/1",
                                                crypto::KeyType::kEd25519, node.public_key()),
                     institutions.secret("odihr", "node")});
    CHECK(contains(check(files), "transport key: is the same as the node key"));
  }
}

TEST_CASE("The sequencer's log key must be the one that the genesis lists") {
  const Institutions institutions;
  const MemberFiles files(institutions, "cec");
  files.write_key("log", fresh_key(crypto::KeyRole::kLog, institutions.info().origin()));
  CHECK(contains(check(files), "log.key: holds the key"));
}

TEST_CASE("Sealed keys open with the pass phrase file, and only with it (RELIABILITY 58)") {
  const Institutions institutions;
  MemberFiles files(institutions, "odihr");
  const auto file = files.path() / "keys/node.key";
  std::filesystem::remove(file);
  crypto::SystemRandom random;
  const crypto::NamedKey key{crypto::KeyRole::kNode, institutions.vkey("odihr", "node"),
                             institutions.secret("odihr", "node")};
  REQUIRE(crypto::write_key_file(file, key, "open sesame", random));
  CHECK(contains(check(files), "node.key"));
  const auto secret = files.path() / "passphrase";
  write_text(secret, "open sesame\n");
  files.edit_config("[keys]", "passphrase_file = \"passphrase\"\n[keys]");
  CHECK(contains(check(files), "passphrase: open to other users"));
  REQUIRE(::chmod(secret.c_str(), 0600) == 0);
  CHECK(check(files) == "");
  write_text(secret, "open barley\n");
  CHECK(contains(check(files), "node.key"));
  write_text(secret, "\n");
  CHECK(contains(check(files), "no pass phrase in its first line"));
}

TEST_CASE("Policy, genesis and members must mean one ledger") {
  const Institutions institutions;
  MemberFiles files(institutions, "odihr");
  SECTION("policy without the ledger's log") {
    const Institutions other(domain::Clock::kScenario);  // another genesis, so another origin
    write_text(files.path() / "policy", other.policy_text());
    CHECK(contains(check(files), "policy: has no log line with the log key"));
  }
  SECTION("policy that is none") {
    write_text(files.path() / "policy", "quorum\n");
    CHECK(contains(check(files), (files.path() / "policy").string() + ": line 1"));
  }
  SECTION("one byte of the genesis (RELIABILITY 70)") {
    std::string genesis = institutions.genesis();
    genesis[genesis.find("merge-delay 600")] = 'M';
    write_text(files.path() / "genesis.event", genesis);
    CHECK(contains(check(files), "genesis.event"));
  }
  SECTION("a peer that is no member") {
    files.edit_config("id = \"ots\"", "id = \"zzz\"");
    CHECK(contains(check(files), "peer.id: \"zzz\" is no member in"));
  }
}

TEST_CASE("A counter of another key, ledger or form is refused") {
  const Institutions institutions;
  MemberFiles files(institutions, "odihr");
  const auto path = files.path() / "counter/size";
  const std::string ledger = institutions.info().id;
  const std::string key = institutions.vkey("odihr", "cosigner").text();
  const std::string good = "kuboluk/counter/v1\nledger " + ledger + "\nkey " + key + "\nsize 7\n";
  const auto with = [&](const std::string& text) {
    write_text(path, text);
    return check(files);
  };
  CHECK(with(good) == "");
  CHECK(contains(with("size 7\n"), "is no counter"));
  CHECK(contains(with("kuboluk/counter/v1\nledger x\nkey " + key + "\nsize 7\n"),
                 "counter of another ledger"));
  CHECK(contains(with("kuboluk/counter/v1\nledger " + ledger + "\nkey x\nsize 7\n"),
                 "counter of another key"));
  for (const char* bad : {"07", "-1", "", "7\n\n", "18446744073709551616", "7 "}) {
    INFO(bad);
    CHECK(contains(
        with("kuboluk/counter/v1\nledger " + ledger + "\nkey " + key + "\nsize " + bad + "\n"),
        "must end with a line"));
  }
  std::filesystem::remove(path);
  std::filesystem::remove(path.parent_path());
  CHECK(contains(check(files), "is no folder: the counter is to be kept there"));
}

TEST_CASE("A counter only rises, and what it says is on disk") {
  const Institutions institutions;
  test::Folder folder;
  const auto path = folder.path() / "size";
  const auto key = institutions.vkey("odihr", "cosigner");
  auto counter = Counter::read(path, "kuboluk.example/x/0123456789abcdef", key);
  REQUIRE(counter);
  CHECK_FALSE(counter->size());
  const auto stored = [&] {
    return *Counter::read(path, "kuboluk.example/x/0123456789abcdef", key)->size();
  };
  REQUIRE(counter->raise(5));
  CHECK(stored() == 5);
  REQUIRE(counter->raise(3));
  CHECK(stored() == 5);
  CHECK(counter->size() == 5);
  REQUIRE(counter->raise(6));
  CHECK(stored() == 6);
  // A rest of an interrupted raise changes nothing.
  write_text(folder.path() / "size.new", "rubbish");
  CHECK(stored() == 6);
  std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_all);
  std::filesystem::remove_all(folder.path());
  CHECK(counter->raise(7).error().rule == "X.FILE");
  CHECK(counter->size() == 6);
}

TEST_CASE(
    "A ledger folder of another member or ledger is refused and left alone (RELIABILITY 10)") {
  const Institutions institutions;
  const MemberFiles odihr(institutions, "odihr");
  const auto open = [](const MemberFiles& files) {
    const auto config = read_config(files.config_file());
    REQUIRE(config);
    auto checked = check_files(*config);
    REQUIRE(checked);
    auto storage = open_storage(*config, checked->setup, std::move(checked->counter), ignore);
    return storage ? std::string() : storage.error().message();
  };
  CHECK(open(odihr) == "");
  CHECK(contains(test::read_text(odihr.path() / "counter/size"), "\nsize 0\n"));
  CHECK(open(odihr) == "");  // a second start

  const MemberFiles mfa(institutions, "mfa");
  std::filesystem::copy(odihr.path() / "ledger", mfa.path() / "ledger");
  CHECK(contains(open(mfa), "belongs to node odihr"));

  const Institutions training(domain::Clock::kScenario);
  const MemberFiles other(training, "odihr");
  std::filesystem::copy(odihr.path() / "ledger", other.path() / "ledger");
  CHECK(contains(open(other), "belongs to node odihr of ledger " + institutions.info().id));
}

TEST_CASE("Without its counter an old ledger starts with an alarm and no size to trust (T16)") {
  const Institutions institutions;
  const MemberFiles files(institutions, "odihr");
  const auto config = read_config(files.config_file());
  std::string said;
  const auto open = [&] {
    auto checked = check_files(*config);
    REQUIRE(checked);
    auto storage = open_storage(*config, checked->setup, std::move(checked->counter),
                                [&](Severity severity, const std::string& line) {
                                  if (severity == Severity::kAlarm) said += line;
                                });
    REQUIRE(storage);
    return (*storage)->read_start()->restored.counter;
  };
  CHECK(open() == 0);
  CHECK(said.empty());
  std::filesystem::remove(files.path() / "counter/size");
  CHECK(open() == std::nullopt);
  CHECK(contains(said, "is gone"));
  CHECK_FALSE(std::filesystem::exists(files.path() / "counter/size"));
}

TEST_CASE("A new folder with an old counter starts, and says what its key has signed") {
  const Institutions institutions;
  const MemberFiles files(institutions, "odihr");
  write_text(files.path() / "counter/size",
             "kuboluk/counter/v1\nledger " + institutions.info().id + "\nkey " +
                 institutions.vkey("odihr", "cosigner").text() + "\nsize 900\n");
  const auto config = read_config(files.config_file());
  auto checked = check_files(*config);
  REQUIRE(checked);
  std::string said;
  auto storage = open_storage(*config, checked->setup, std::move(checked->counter),
                              [&](Severity, const std::string& line) { said += line; });
  REQUIRE(storage);
  CHECK((*storage)->read_start()->restored.counter == 900);
  CHECK(contains(said, "this node's key has signed size 900"));
}

// What a first start that was cut short leaves, at the system calls at which tests/crash found it.
TEST_CASE("RELIABILITY 13, 18: an unfinished first start is done again, a damaged ledger is not") {
  const Institutions institutions;
  const MemberFiles files(institutions, "odihr");
  const auto config = read_config(files.config_file());
  const auto data = files.path() / "ledger/data.mdb";
  const auto counter = files.path() / "counter/size";
  const auto open = [&] {
    auto checked = check_files(*config);
    REQUIRE(checked);
    auto storage = open_storage(*config, checked->setup, std::move(checked->counter), ignore);
    return storage ? std::string() : storage.error().message();
  };
  REQUIRE(open() == "");
  const std::string whole = test::read_text(data);
  const std::string begun = test::read_text(counter);
  for (const std::size_t left : {std::size_t{0}, std::size_t{1}, std::size_t{4096}}) {
    INFO(left);
    write_text(data, whole.substr(0, left));
    CHECK(open() == "");
    // Twins: this key has signed, or nobody knows whether it has.
    std::string signed_once = begun;
    signed_once.replace(begun.find("size 0"), 6, "size 2");
    write_text(counter, signed_once);
    write_text(data, whole.substr(0, left));
    CHECK(open() != "");
    std::filesystem::remove(counter);
    CHECK(open() != "");
    CHECK(test::read_text(data) == whole.substr(0, left));
    write_text(counter, begun);
  }
  // The counter comes first: killed before the ledger was there, the node may sign.
  std::filesystem::remove_all(files.path() / "ledger");
  REQUIRE(open() == "");
  CHECK(test::read_text(counter) == begun);
}

}  // namespace
}  // namespace kuboluk::node
