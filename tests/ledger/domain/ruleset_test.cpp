#include "ledger/domain/ruleset.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "crypto/sha256.h"

namespace kuboluk::domain {
namespace {

const std::filesystem::path kFolder = std::filesystem::path(KUBOLUK_SOURCE_DIR) / "ledger/rulesets";

std::string read(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  REQUIRE(in);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string kyrgyz() {
  return read(kFolder / "KR-REG-197+CL-68.ruleset");
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

// The fault of a Kyrgyz ruleset in which `from` became `to`.
std::string fault_of(const std::string& from, const std::string& to) {
  const auto parsed = parse_ruleset("kr", replaced(kyrgyz(), from, to));
  REQUIRE(parsed.has_error());
  CHECK(parsed.error().rule == "X.FORM");
  CHECK(parsed.error().object.substr(0, 3) == "kr:");
  return parsed.error().object + " " + parsed.error().detail;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("every file of ledger/rulesets is compiled in under its own name, to the byte") {
  const Rulesets rulesets = built_in_rulesets();
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    if (entry.path().extension() != ".ruleset") continue;
    names.push_back(entry.path().stem().string());
    const Ruleset* ruleset = rulesets.find(names.back());
    REQUIRE(ruleset);
    CHECK(ruleset->table_hash == crypto::sha256(bytes_of(read(entry.path()))));
  }
  std::sort(names.begin(), names.end());
  CHECK(rulesets.ids() == names);
  CHECK(names.size() >= 3);
}

TEST_CASE("the law of the Kyrgyz Republic (Decree No 197, Constitutional Law No 68 Article 10)") {
  const Rulesets rulesets = built_in_rulesets();
  const Ruleset* kr = rulesets.find_by_name("KR-REG-197+CL-68@1");
  REQUIRE(kr);
  CHECK(kr->commission == "cec");
  CHECK(kr->ministry == "mfa");
  CHECK(kr->inviters == std::vector<std::string>{"cabinet", "cec", "kenesh", "president"});
  CHECK(kr->forwarding == Forwarding::kWhenReceivedByMinistry);
  CHECK(kr->window == WindowKind::kDaysBeforeVoting);
  CHECK(kr->window_days == 3);
  CHECK(kr->window_rule == "KR.R3.7");
  CHECK(kr->barred_citizenships == std::vector<std::string>{"KG"});
  CHECK(kr->citizenship_rule == "KR.CL10.1");
  CHECK(kr->documents == std::vector<std::string>{"application", "identity-copies", "list"});
  CHECK(kr->refusal_grounds.size() == 6);
  CHECK(kr->revocation_limbs.size() == 3);
  CHECK(kr->acts.at("invitation.send").authors == std::vector<std::string>{"inviter"});
  CHECK(kr->acts.at("accreditation.revoke").author_rule == "KR.R4.7");
  CHECK(kr->acts.at("ledger.genesis").paragraph == "-");
  CHECK(kr->acts.at("court.decision").record_within_days == 3660);
  CHECK(kr->readings.size() == 14);
  CHECK(kr->readings[1].gap == "G2");
  CHECK(kr->readings[1].choice == "third-day-included");
}

TEST_CASE("every rule of the Kyrgyz law has its text and source, cited or not") {
  const Rulesets rulesets = built_in_rulesets();
  const Ruleset* kr = rulesets.find("KR-REG-197+CL-68");
  REQUIRE(kr);
  for (const char* id :
       {"KR.R1.4", "KR.CL10.1", "KR.R2.2", "KR.R2.5", "KR.R3.1", "KR.R3.2", "KR.R3.4", "KR.R3.5",
        "KR.R3.7", "KR.R3.8", "KR.CL10.2", "KR.R3.10(1)", "KR.R3.10(2)", "KR.R3.10(3)",
        "KR.R3.10(4)", "KR.R4.3", "KR.R4.4(6)", "KR.R4.7", "KR.CL10.6"}) {
    INFO(id);
    REQUIRE(kr->rules.contains(id));
    CHECK_FALSE(kr->rules.at(id).text.empty());
    CHECK_FALSE(kr->rules.at(id).source.empty());
  }
}

TEST_CASE("another country is another table: explicit closing, ministry always, nobody barred") {
  const Rulesets rulesets = built_in_rulesets();
  const Ruleset* generic = rulesets.find("KZ-GENERIC");
  const Ruleset* referendum = rulesets.find("KZ-REF-2024");
  REQUIRE((generic && referendum));
  CHECK(generic->window == WindowKind::kExplicitClosing);
  CHECK(generic->window_rule == "KZ.DL");
  CHECK(generic->forwarding == Forwarding::kAlways);
  CHECK(generic->forwarding_rule == "KZ.MFA");
  CHECK(generic->inviters == std::vector<std::string>{"cec", "government", "president"});
  CHECK(generic->barred_citizenships.empty());
  CHECK(generic->citizenship_rule == "-");
  CHECK(generic->acts.size() == 22);
  // They differ only in name (DOMAIN.md 5).
  std::string text = replaced(read(kFolder / "KZ-REF-2024.ruleset"), referendum->id, generic->id);
  CHECK(replaced(text, referendum->title, generic->title) == read(kFolder / "KZ-GENERIC.ruleset"));
}

TEST_CASE("no reader of a KZ ruleset can take it for the text of a statute") {
  const Rulesets rulesets = built_in_rulesets();
  for (const auto& [id, rule] : rulesets.find("KZ-GENERIC")->rules) {
    INFO(id);
    CHECK(has(rule.source, "not the text of a statute"));
  }
}

TEST_CASE(
    "a ruleset with an unknown key, a wrong order or a repeated line is refused by line number") {
  CHECK(
      has(fault_of("commission cec\n", "commission cec\ncolour red\n"), "kr:6 expected 'ministry"));
  CHECK(has(fault_of("commission cec\nministry mfa\n", "ministry mfa\ncommission cec\n"), "kr:5 "));
  CHECK(has(fault_of("version 1\n", "version 1\nversion 1\n"), "kr:4 expected 'title"));
  CHECK(has(fault_of("commission cec\n", ""), "kr:5 expected 'commission"));
  CHECK(has(fault_of("kuboluk/ruleset/v1", "kuboluk/ruleset/v2"), "kr:1 "));
  CHECK(has(fault_of("commission cec", "commission  cec"), "kr:5 "));
  CHECK(has(fault_of("commission cec", "commission cec "), "kr:5 "));
  CHECK(has(fault_of("commission cec\n", "commission cec\r\n"), "kr:5 "));
  CHECK(has(fault_of("commission cec\n", "commission cec\n\n"), "kr:6 "));
}

TEST_CASE("rules, acts and readings are sorted, complete and named once") {
  CHECK(has(fault_of("rule KR.CL10.2\n", "rule KR.CL10.1\n"), "twice"));
  CHECK(has(fault_of("rule KR.CL10.2\n", "rule KR.A1\n"), "sorted"));
  CHECK(has(fault_of("act accreditation.refuse\n", "act accreditation.grant\n"), "twice"));
  CHECK(has(fault_of("act accreditation.refuse\n", "act accreditation.suspend\n"),
            "unknown act type"));
  CHECK(has(fault_of("reading G2 ", "reading G3 "), "reading of G2"));
  CHECK(has(fault_of("reading G2 third-day-included The", "reading G2  The"), "one word"));
  CHECK(has(fault_of("reading G14 ledger-offset ", "reading G14 ledger=offset "), "one word"));
  CHECK(has(fault_of("inviters cabinet,cec", "inviters cec,cabinet"), "sorted"));
  const auto longer = parse_ruleset("kr", kyrgyz() + "reading G15 more text\n");
  REQUIRE(longer.has_error());
  CHECK(has(longer.error().detail, "nothing may follow"));
}

TEST_CASE("a cited rule without text is refused at the line that cites it") {
  CHECK(has(fault_of("inviter-rule KR.R2.2", "inviter-rule KR.R9.9"), "kr:8 rule 'KR.R9.9'"));
  CHECK(has(fault_of("refusal-grounds KR.CL10.1,", "refusal-grounds KR.CL10.0,KR.CL10.1,"),
            "KR.CL10.0"));
  CHECK(has(fault_of("author-rule KR.R3.4", "author-rule X.NOSUCH"), "X.NOSUCH"));
  CHECK(has(fault_of("paragraph X.COURT", "paragraph KR.R9.9"), "KR.R9.9"));
  CHECK(has(fault_of("paragraph X.COURT", "paragraph -"), "kr:"));
  CHECK(has(fault_of("\nrule KR.CL10.1\n", "\nrule X.DUP\n"), "X. rules"));
  CHECK(
      has(fault_of("barred-citizenships KG", "barred-citizenships -"), "no citizenship is barred"));
  CHECK(has(fault_of("citizenship-rule KR.CL10.1", "citizenship-rule -"), "kr:"));
}

TEST_CASE("values outside their range are refused") {
  for (const char* number :
       {"0", "01", "+1", "-1", "1.0", "1 ", "", "1000000", "99999999999", "x"}) {
    INFO(number);
    fault_of("version 1\n", std::string("version ") + number + "\n");
  }
  fault_of("days-before-voting 3", "days-before-voting -3");
  fault_of("days-before-voting 3", "days-before-voting 36601");
  fault_of("days-before-voting 3", "days-before-voting");
  fault_of("window days-before-voting 3", "window whenever");
  fault_of("record-within-days 366", "record-within-days 0");
  fault_of("forwarding received-by-ministry", "forwarding never");
  fault_of("barred-citizenships KG", "barred-citizenships kg");
  fault_of("id KR-REG-197+CL-68", "id KR@1");
  fault_of("authors any", "authors any,cec");
  fault_of("authors any", "authors CEC");
  fault_of("title Kyrgyz", "title Kyrgyz\xE2\x80\xAE");
}

TEST_CASE("a ruleset that is cut anywhere is refused, and so is a huge one") {
  const std::string text = kyrgyz();
  for (std::size_t size = 0; size < text.size(); ++size) {
    if (parse_ruleset("kr", std::string_view(text).substr(0, size)).has_value()) FAIL(size);
  }
  CHECK(parse_ruleset("kr", text).has_value());
  CHECK(parse_ruleset("kr", std::string(300 * 1024, 'x') + "\n").has_error());
}

TEST_CASE("a ruleset is found by id and by full name, and added once") {
  Rulesets rulesets = built_in_rulesets();
  CHECK(rulesets.find("KR-REG-197+CL-68"));
  CHECK(rulesets.find("KR-REG-197+CL-68")->name() == "KR-REG-197+CL-68@1");
  CHECK_FALSE(rulesets.find("KR-REG-197"));
  for (const char* name : {"KR-REG-197+CL-68", "KR-REG-197+CL-68@2", "KR-REG-197+CL-68@01",
                           "KR-REG-197+CL-68@1@1", "@1", ""}) {
    INFO(name);
    CHECK_FALSE(rulesets.find_by_name(name));
  }
  const auto again = rulesets.add(*parse_ruleset("kr", kyrgyz()));
  REQUIRE(again.has_error());
  CHECK(again.error().rule == "X.DUP");
}

TEST_CASE("a new law needs one data file: a made-up country parses with the same code") {
  std::string text = replaced(kyrgyz(), "id KR-REG-197+CL-68", "id XX-TEST");
  text = replaced(text, "window days-before-voting 3", "window explicit-closing");
  text = replaced(text, "barred-citizenships KG", "barred-citizenships XA,XB");
  text = replaced(text, "inviters cabinet,cec,kenesh,president", "inviters cec");
  Rulesets rulesets;
  auto parsed = parse_ruleset("XX-TEST.ruleset", text);
  REQUIRE(parsed.has_value());
  REQUIRE(rulesets.add(std::move(*parsed)).has_value());
  CHECK(rulesets.ids() == std::vector<std::string>{"XX-TEST"});
  CHECK(rulesets.find("XX-TEST")->barred_citizenships.size() == 2);
}

TEST_CASE("integrity rules are the same under every ruleset and none is shadowed") {
  for (const char* id :
       {"X.FORM", "X.SIZE", "X.SIGNATURE", "X.LEDGER", "X.NOLAW", "X.AUTHOR", "X.DUP", "X.UNKNOWN",
        "X.NOTACTIVE", "X.TIME", "X.KEY", "X.COURT", "X.NOTE"}) {
    INFO(id);
    CHECK(integrity_rules().contains(id));
  }
  const Rulesets rulesets = built_in_rulesets();
  for (const std::string& id : rulesets.ids()) {
    for (const auto& [rule, text] : rulesets.find(id)->rules)
      CHECK(rule.substr(0, 2) != "X.");
  }
}

}  // namespace
}  // namespace kuboluk::domain
