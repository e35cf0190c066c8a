#include "ledger/log/policy.h"

#include <catch2/catch.hpp>

#include "crypto/encoding.h"
#include "tests/ledger/log/print_result.h"
#include "tests/ledger/log/testing_keys.h"

namespace kuboluk::log {
namespace {

using testing::log_signer;
using testing::make_signer;
using testing::witness_signer;

std::string log_line(const std::string& origin) {
  return "log " + log_signer(origin).vkey.text() + "\n";
}

std::string witness_line(const std::string& name) {
  return "witness " + name + " " + witness_signer("w.example/" + name).vkey.text() + "\n";
}

std::string witnesses(std::initializer_list<const char*> names) {
  std::string text;
  for (const char* name : names)
    text += witness_line(name);
  return text;
}

// The line that the error names, and words that its detail must hold.
void check_refused(const std::string& text, const std::string& object, const std::string& detail) {
  const Result<Policy> policy = Policy::parse(text);
  INFO(text);
  REQUIRE_FALSE(policy);
  CHECK(policy.error().rule == "C2SP.policy");
  CHECK(policy.error().object == object);
  CHECK_THAT(policy.error().detail, Catch::Contains(detail));
}

using Names = std::set<std::string>;

}  // namespace

TEST_CASE("C2SP tlog-policy: the example of the specification, two levels of groups") {
  const std::string text = log_line("log.example/1") + "\n" + witnesses({"X1", "X2", "X3"}) +
                           "group X-witnesses 2 X1 X2 X3\n\n" + witnesses({"Y1", "Y2", "Y3"}) +
                           "group Y-witnesses any Y1 Y2 Y3\n\n"
                           "group X-and-Y all X-witnesses Y-witnesses\nquorum X-and-Y\n";
  const Policy policy = Policy::parse(text).value();
  CHECK(policy.logs().size() == 1);
  CHECK(policy.witnesses().size() == 6);
  CHECK(policy.has_quorum());
  CHECK(policy.satisfied(Names{"X1", "X2", "Y1"}));
  CHECK(policy.satisfied(Names{"X2", "X3", "Y3", "Y2"}));
  CHECK_FALSE(policy.satisfied(Names{"X1", "X2", "X3"}));
  CHECK_FALSE(policy.satisfied(Names{"X1", "Y1", "Y2", "Y3"}));
  CHECK_FALSE(policy.satisfied(Names{}));
  CHECK_FALSE(policy.satisfied(Names{"X-and-Y", "X-witnesses", "Y-witnesses"}));
}

TEST_CASE("a policy satisfies exactly what its definition says, over all sets of six witnesses") {
  const Policy policy = Policy::parse(witnesses({"a", "b", "c", "d", "e", "f"}) +
                                      "group state any a b\ngroup missions 2 c d e\n"
                                      "group top 2 state missions f\nquorum top\n")
                            .value();
  for (unsigned set = 0; set < 64; ++set) {
    const auto has = [&](int i) { return (set >> i & 1) != 0 ? 1 : 0; };
    const int state = has(0) + has(1) >= 1 ? 1 : 0;
    const int missions = has(2) + has(3) + has(4) >= 2 ? 1 : 0;
    CHECK(policy.satisfied(WitnessSet(set)) == (state + missions + has(5) >= 2));
  }
}

TEST_CASE("one witness as quorum, no quorum at all, and no log line") {
  const Policy one = Policy::parse(witnesses({"a", "b"}) + "quorum a\n").value();
  CHECK(one.satisfied(Names{"a"}));
  CHECK_FALSE(one.satisfied(Names{"b"}));
  CHECK(one.logs().empty());
  const Policy none = Policy::parse("quorum none\n").value();
  CHECK_FALSE(none.has_quorum());
  CHECK(none.satisfied(Names{}));
}

TEST_CASE("spaces, tabs, comments, URLs and opaque bytes are as C2SP allows") {
  const std::string text = "# comment \xd0\x9a\n  \t\n \t# another\n \tlog  " +
                           log_signer("log.example/1").vkey.text() + "\thttps://log.example/\n" +
                           "witness \xd0\x9a " + witness_signer("w.example/k").vkey.text() +
                           " https://w.example/\t \nquorum \xd0\x9a\nwitness later " +
                           witness_signer("w.example/later").vkey.text() + "\n";
  const Policy policy = Policy::parse(text).value();
  CHECK(policy.logs()[0].url == "https://log.example/");
  CHECK(policy.witnesses()[0].url == "https://w.example/");
  CHECK(policy.witnesses()[0].name == "\xd0\x9a");
  CHECK(policy.witnesses()[1].url.empty());
  CHECK(policy.satisfied(Names{"\xd0\x9a"}));
}

TEST_CASE("the limits of 32 logs, witnesses and groups are supported, one more is refused") {
  std::string text;
  for (int i = 0; i < 32; ++i)
    text += log_line("log.example/" + std::to_string(i));
  for (int i = 0; i < 32; ++i)
    text += witness_line("w" + std::to_string(i));
  for (int i = 0; i < 32; ++i) {
    text += "group g" + std::to_string(i) + " any w" + std::to_string(i) +
            (i > 0 ? " g" + std::to_string(i - 1) : "") + "\n";
  }
  const Policy policy = Policy::parse(text + "quorum g31\n").value();
  CHECK(policy.satisfied(Names{"w0"}));
  CHECK(policy.satisfied(Names{"w31"}));
  CHECK_FALSE(policy.satisfied(Names{"w32"}));
  check_refused(text + log_line("log.example/32"), "line 97", "too many logs");
  check_refused(text + witness_line("w32"), "line 97", "too many witnesses");
  check_refused(text + "group g32 any g31\n", "line 97", "too many groups");
  check_refused(std::string(65'537, '#'), "policy", "longer than");
}

TEST_CASE("RELIABILITY 34: one cosigner under two names is refused") {
  const testing::Signer a = witness_signer("w.example/a");
  const testing::Signer renamed =
      make_signer("w.example/b", crypto::KeyType::kCosignature, "witness w.example/a");
  const std::string first = "witness a " + a.vkey.text() + "\n";
  check_refused(first + "witness b " + a.vkey.text() + "\nquorum a\n", "line 2", "already stands");
  check_refused(first + "witness b " + renamed.vkey.text() + "\nquorum a\n", "line 2",
                "already stands");
  // The same key as log and as witness: the sequencer would count.
  const testing::Signer log =
      make_signer("w.example/a", crypto::KeyType::kEd25519, "witness w.example/a");
  check_refused(first + "log " + log.vkey.text() + "\nquorum a\n", "line 2", "already stands");
  check_refused(log_line("l") + log_line("l"), "line 2", "already stands");
  // Nor can one witness count twice through two groups.
  check_refused(witnesses({"a", "b", "c"}) + "group g any a b\ngroup h any a c\n", "line 5",
                "'a' is already a member");
  check_refused(witnesses({"a", "b"}) + "group g 2 a a\n", "line 3", "'a' is already a member");
}

TEST_CASE("RELIABILITY 53: a weak key in a policy is refused") {
  // The identity, and a point of order 8.
  for (const char* hex : {"0100000000000000000000000000000000000000000000000000000000000000",
                          "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"}) {
    Bytes key = crypto::from_hex(hex).value();
    CHECK_FALSE(crypto::PublicKey::admit(key));
    key.insert(key.begin(), 0x04);
    Bytes named(bytes_of("w\n").begin(), bytes_of("w\n").end());
    named.insert(named.end(), key.begin(), key.end());
    const Hash id = crypto::sha256(named);
    const std::string vkey =
        "w+" + crypto::to_hex(ByteView(id).first(4)) + "+" + crypto::to_base64(key);
    check_refused("witness a " + vkey + "\nquorum a\n", "line 1", "weak");
  }
}

TEST_CASE("a policy that is not well formed is refused with the line that is wrong") {
  const std::string ab = witnesses({"a", "b"});
  const std::string log_vkey = log_signer("l").vkey.text();
  const std::string w_vkey = witness_signer("w.example/c").vkey.text();
  check_refused("", "policy", "no quorum");
  check_refused(ab, "policy", "no quorum");
  check_refused(ab + "quorum a", "line 3", "newline");
  check_refused(ab + "quorum a\nquorum b\n", "line 4", "second quorum");
  check_refused(ab + "quorum none\nquorum none\n", "line 4", "second quorum");
  check_refused(ab + "quorum c\n", "line 3", "not defined above");
  check_refused("quorum a\n" + ab, "line 1", "not defined above");
  check_refused(ab + "quorum a b\n", "line 3", "expected");
  check_refused(ab + "quorum\n", "line 3", "expected");
  check_refused(ab + "Quorum a\n", "line 3", "unknown keyword");
  check_refused(ab + "quorum a # comment\n", "line 3", "expected");
  check_refused(ab + "quorum a\r\n", "line 3", "control character");
  check_refused(ab + std::string("quorum a\0\n", 10), "line 3", "control character");
  check_refused(ab + "quorum \x7f\n", "line 3", "control character");
  check_refused(ab + "group g all\n", "line 3", "expected");
  check_refused(ab + "group g 0 a b\n", "line 3", "not between 1 and the 2");
  check_refused(ab + "group g 3 a b\n", "line 3", "not between 1 and the 2");
  check_refused(ab + "group g 18446744073709551617 a b\n", "line 3", "is not all, any or a number");
  check_refused(ab + "group g 01 a b\n", "line 3", "is not all, any or a number");
  check_refused(ab + "group g +1 a b\n", "line 3", "is not all, any or a number");
  check_refused(ab + "group g most a b\n", "line 3", "is not all, any or a number");
  check_refused(ab + "group g any a c\n", "line 3", "not defined above");
  check_refused(ab + "group g any a g\n", "line 3", "not defined above");
  check_refused(ab + "group g any a none\n", "line 3", "not defined above");
  check_refused(ab + "group a any b\n", "line 3", "defined twice");
  check_refused(ab + "group none any b\n", "line 3", "predefined");
  check_refused("witness none " + w_vkey + "\n", "line 1", "predefined");
  check_refused(ab + "witness a " + w_vkey + "\n", "line 3", "defined twice");
  check_refused("witness a " + log_vkey + "\n", "line 1", "type 0x04");
  check_refused("log " + w_vkey + "\n", "line 1", "type 0x01");
  check_refused("witness a\n", "line 1", "expected");
  check_refused("witness a " + w_vkey + " url more\n", "line 1", "expected");
  check_refused("log\n", "line 1", "expected");
  check_refused("log " + log_vkey + " url more\n", "line 1", "expected");
  check_refused("log " + log_vkey.substr(1) + "\n", "line 1", "log key");
  check_refused("witness a " + w_vkey.substr(0, w_vkey.size() - 4) + "\n", "line 1", "'a'");
}

}  // namespace kuboluk::log
