// [witness] and [[external_witness]]: what the configuration may say, and that no key has two
// purposes (DESIGN.md 3, 4).
#include "node/witness/open_roles.h"

#include <catch2/catch.hpp>

#include "tests/node/member_files.h"
#include "tests/node/witness/other_log.h"

namespace kuboluk::node::witness::test {
namespace {

using node::test::Institutions;
using node::test::MemberFiles;

constexpr char kName[] = "witness.odihr.example/1";
constexpr char kOrigin[] = "other.example/log";

struct Member {
  Member() {
    files.write_key("witness", key_named(crypto::KeyRole::kWitness, kName));
    node::test::write_text(files.config_file(), files.config_text() + role());
  }
  static std::string role() {
    std::string text = "[witness]\nname = \"" + std::string(kName) +
                       "\"\nkey = \"keys/witness.key\"\nfolder = \"witness\"\n[[witness.log]]\n"
                       "origin = \"" +
                       kOrigin + "\"\nkeys = [\"";
    text += key_named(crypto::KeyRole::kLog, kOrigin).vkey.text() + "\"]\n[[external_witness]]\n";
    text += "url = \"http://127.0.0.1:8300/w/\"\nkey = \"";
    return text + external().vkey.text() + "\"\n";
  }
  static crypto::NamedKey external() {
    return key_named(crypto::KeyRole::kWitness, "external.example/w1");
  }
  // Why the files do not fit; empty if they do.
  std::string error() const {
    const auto config = read_config(files.config_file());
    if (!config) return config.error().message();
    const auto checked = check_files(*config);
    REQUIRE(checked);
    const auto key = check_roles(*config, *checked);
    return key ? "" : key.error().message();
  }
  Institutions institutions;
  MemberFiles files{institutions, "odihr"};
};

struct Edit {
  const char* what;
  const char* by;
  const char* named;  // what the error must say
};

}  // namespace

TEST_CASE("the witness roles are read from the configuration, and fit") {
  const Member member;
  const auto config = read_config(member.files.config_file());
  INFO((config ? "" : config.error().message()));
  REQUIRE(config);
  REQUIRE(config->witness);
  CHECK(config->witness->folder == member.files.path() / "witness");
  CHECK(config->witness->logs.at(0).origin == kOrigin);
  REQUIRE(config->external_witnesses.size() == 1);
  CHECK(config->external_witnesses[0].place.address == Address{"127.0.0.1", 8300});
  CHECK(config->external_witnesses[0].place.path == "/w");
  CHECK(member.error().empty());
}

TEST_CASE("whatever is wrong in the witness roles is refused by name") {
  const auto edit = GENERATE(
      Edit{"name = \"witness.odihr.example/1\"", "", "name is missing"},
      Edit{"name = \"witness.odihr.example/1\"", "name = \"x\"", "witness.name says x"},
      Edit{"key = \"keys/witness.key\"", "key = \"keys/cosigner.key\"", "role"},
      Edit{"folder = \"witness\"", "folder = \"ledger/witness\"", "lies in the ledger folder"},
      Edit{"folder = \"witness\"", "", "folder is missing"},
      Edit{"folder = \"witness\"", "folders = \"witness\"", "witness.folders is no key"},
      Edit{"http = \"127.0.0.1:0\"\n", "", "needs listen.http"},
      Edit{"origin = \"other.example/log\"", "origin = \"a\\nb\"", "origin is not one line"},
      Edit{"keys = [\"other", "keys = [\"\", \"other", "is no verifier key"},
      Edit{"url = \"http://127.0.0.1:8300/w/\"", "url = \"https://a.example\"", "is no http://"},
      Edit{"url = \"http://127.0.0.1:8300/w/\"", "url = \"http://a.example/?x\"", "is no http://"},
      Edit{"url = \"http://127.0.0.1:8300/w/\"", "url = \"http://a.example:0\"", "is no http://"},
      Edit{"url = \"http://127.0.0.1:8300/w/\"", "", "url is missing"});
  Member member;
  member.files.edit_config(edit.what, edit.by);
  INFO(edit.by << " gives: " << member.error());
  CHECK(member.error().find(edit.named) != std::string::npos);
}

TEST_CASE(
    "DESIGN 3: a key of the ledger, or of this node, is no witness key, nor an external one") {
  Member member;
  const std::string external = Member::external().vkey.text();
  SECTION("this node's cosigner key as its witness key") {
    const crypto::SecretKey secret = member.institutions.secret("odihr", "cosigner");
    const auto vkey =
        crypto::VerifierKey::make(kName, crypto::KeyType::kCosignature, secret.public_key());
    REQUIRE(vkey);
    member.files.write_key("witness", {crypto::KeyRole::kWitness, *vkey,
                                       member.institutions.secret("odihr", "cosigner")});
    CHECK(member.error().find("is the same key as this node's cosigner key") != std::string::npos);
  }
  SECTION("a cosigner of the quorum as an external witness, under whatever name") {
    const auto renamed =
        crypto::VerifierKey::make("external.example/w1", crypto::KeyType::kCosignature,
                                  member.institutions.vkey("mfa", "cosigner").key());
    REQUIRE(renamed);
    member.files.edit_config(external, renamed->text());
    CHECK(member.error().find("is the same key as the cosigner key of mfa") != std::string::npos);
  }
  SECTION("its own witness key as an external witness") {
    member.files.edit_config(external, key_named(crypto::KeyRole::kWitness, kName).vkey.text());
    CHECK(member.error().find("is the same key as this node's witness key") != std::string::npos);
  }
  SECTION("a key for checkpoints as an external witness") {
    member.files.edit_config(external, key_named(crypto::KeyRole::kLog, "a.example").vkey.text());
    CHECK(member.error().find("not for cosignatures") != std::string::npos);
  }
  SECTION("this ledger's own log among the others") {
    member.files.edit_config("origin = \"other.example/log\"",
                             "origin = \"" + member.institutions.info().origin() + "\"");
    CHECK(member.error().find("is this ledger's own log") != std::string::npos);
  }
}

}  // namespace kuboluk::node::witness::test
