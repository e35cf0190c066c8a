// From a command of a scenario file to the act in the log: every command of the format.
#include "tools/scenario/acts.h"

#include <catch2/catch.hpp>
#include <sstream>

#include "crypto/encoding.h"
#include "crypto/sha256.h"
#include "ledger/domain/record.h"
#include "tests/tools/scenario/scenario_files.h"
#include "tools/scenario/json_line.h"

using namespace kuboluk;
using namespace kuboluk::tools;

namespace {

constexpr domain::Offset kOffset{360};

// A ledger of one election, with application A-1 of org-a in it and accreditation T-0001 of person
// a-1.
class Fixture {
 public:
  Fixture() {
    info_.name = "kuboluk.example/training/s";
    info_.id = info_.name + "/0123456789abcdef";
    info_.clock = domain::Clock::kScenario;
    info_.offset = kOffset;
    info_.ruleset = "KR-REG-197+CL-68@1";
    put("election/e-1", {{"voting-day", "2026-06-14"}}, 3);
    put("election/e-2", {{"voting-day", "2027-06-14"}}, 4);
    put("application/e-1/A-1", {{"organisation", "org-a"}}, 5);
    put("accreditation/e-1/T-0001", {{"person", "a-1"}}, 6);
  }

  // The lines of the act after its head.
  std::string lines(const std::string& json) {
    const auto act = draft(json);
    REQUIRE(act.has_value());
    const auto text = domain::print_event(act->event);
    if (!text) FAIL(text.error().message());
    const std::string head = "ruleset KR-REG-197+CL-68@1\n";
    return text->substr(text->find(head) + head.size());
  }
  Result<DraftedAct> draft(const std::string& json) {
    return draft_act(command(json), {info_, keys_, state_, persons_});
  }
  void learn(const std::string& json) {
    REQUIRE(persons_.learn(command(json), "e-1", state_).has_value());
  }

  static Command command(const std::string& json) {
    auto object = parse_json_line(json);
    if (!object) FAIL(object.error().detail);
    Command command;
    command.cmd = object->at("cmd").as_string();
    command.by = object->at("by").as_string();
    command.args = object->at("args").as_object();
    command.at = {1'772'424'000'000};  // 2026-03-02T10:00:00+06:00
    command.recorded_at = {command.at.ms + domain::kHourMs};
    return command;
  }

  const domain::LedgerInfo& info() const { return info_; }
  const TrainingKeys& keys() const { return keys_; }

 private:
  void put(const std::string& key, std::vector<domain::Fact> facts, std::uint64_t index) {
    domain::Record record;
    record.ledger = info_.id;
    record.key = key;
    record.offset = kOffset;
    record.facts = std::move(facts);
    domain::RecordAct act;
    act.index = index;
    act.type = "fact.note";
    act.paragraph = "X.NOTE";
    record.add_act(act);
    state_.put_record(key, domain::print_record(record));
  }

  domain::LedgerInfo info_;
  TrainingKeys keys_{"kuboluk.example/training/s"};
  domain::MemoryState state_;
  PersonTable persons_;
};

std::string data_file(const std::string& name) {
  return std::string(KUBOLUK_SOURCE_DIR) + "/tests/data/" + name;
}

std::string org_key(const Fixture& fixture, const std::string& org) {
  return fixture.keys().author(org)->vkey.text();
}

// The commitment by its definition, spelt out.
std::string commitment(const Fixture& fixture, const std::string& org, const std::string& person,
                       const std::string& group, const std::string& fields) {
  const Hash salt = fixture.keys().salt(org, person, group);
  const std::string message = "kuboluk/commitment/v1\nledger " + fixture.info().id + "\nperson " +
                              person + "\ngroup " + group + "\n" + fields;
  return crypto::to_base64(crypto::hmac_sha256(salt, bytes_of(message)));
}

const std::string kSubmit =
    R"({"cmd":"application.submit","by":"org-a","args":{"application":"A-2",)"
    R"("election":"e-1","org":"org-a",)"
    R"("invitation":"I-1","received_by":"cec","documents":["list",)"
    R"("application"],"persons":[)"
    R"({"person":"a-1","name_lat":"Testov Yusup","name_cyr":"Тестов Юсуп",)"
    R"("nat":"KG","nat2":"DE","doc":"TEST-1","doc_exp":"2026-06-14"},)"
    R"({"person":"a-2","name_lat":"Only Latin","nat":"FR","doc":"TEST-2",)"
    R"("doc_exp":"2026-06-13"},)"
    R"({"person":"a-3"}]}})";

}  // namespace

TEST_CASE("the head of an act: ledger, times, ruleset") {
  Fixture fixture;
  const auto act = fixture.draft(R"({"cmd":"fact.note","by":"cec","args":{"text":"hello"}})");
  REQUIRE(act.has_value());
  const std::string expected =
      "kuboluk/event/v1\nledger kuboluk.example/training/s/0123456789abcdef\ntype fact.note\nby "
      "cec\n"
      "signed 2026-03-02T11:00:00+06:00\nexpires 2026-03-09T11:00:00+06:00\nat "
      "2026-03-02T10:00:00+06:00\n"
      "ruleset KR-REG-197+CL-68@1\ntext hello\n";
  CHECK(*domain::print_event(act->event) == expected);
}

TEST_CASE("commands that go one to one") {
  Fixture fixture;
  std::istringstream blocks(scenario_files::read(data_file("act_lines.txt")));
  std::size_t count = 0;
  for (std::string json; std::getline(blocks, json); ++count) {
    std::string expected;
    for (std::string line; std::getline(blocks, line) && !line.empty();)
      expected += line + "\n";
    INFO(json);
    CHECK(fixture.lines(json) == expected);
    CHECK(fixture.draft(json)->unknown_args.empty());
  }
  CHECK(count == 17);
}

TEST_CASE("org.register carries the seeded key of the organisation") {
  Fixture fixture;
  CHECK(fixture.lines(R"({"cmd":"org.register","by":"cec","args":{"org":"org-a","kind":"igo",)"
                      R"("names":{"ru":"Имя","en":"Name"}}})") ==
        "org org-a\nkind igo\nauthor-key " + org_key(fixture, "org-a") +
            "\nname en Name\nname ru Имя\n");
  // An actor and the organisation of that name have one key (DOMAIN 5: "where the organisation is a
  // member").
  CHECK(fixture.keys().author("org-a")->vkey.text() == org_key(fixture, "org-a"));
  CHECK(org_key(fixture, "org-a") != org_key(fixture, "org-b"));
}

TEST_CASE("an application has commitments instead of names and documents") {
  Fixture fixture;
  const std::string lines = fixture.lines(kSubmit);
  CHECK(
      lines ==
      "application A-2\nelection e-1\norg org-a\ninvitation I-1\nreceived_by cec\ndocuments "
      "application,list\n"
      "person a-1 DE,KG yes " +
          commitment(fixture, "org-a", "a-1", "name",
                     "name_lat Testov Yusup\nname_cyr Тестов Юсуп\n") +
          " " +
          commitment(fixture, "org-a", "a-1", "document", "document TEST-1\nexpires 2026-06-14\n") +
          "\nperson a-2 FR no " +
          commitment(fixture, "org-a", "a-2", "name", "name_lat Only Latin\nname_cyr -\n") + " " +
          commitment(fixture, "org-a", "a-2", "document", "document TEST-2\nexpires 2026-06-13\n") +
          "\nperson a-3 - no - -\n");
}

TEST_CASE("an update commits anew to the groups it touches, each as a whole") {
  Fixture fixture;
  fixture.learn(kSubmit);
  CHECK(
      fixture.lines(R"({"cmd":"identity.update","by":"org-a","args":{"application":"A-1",)"
                    R"("person":"a-2","doc":"TEST-3","doc_exp":"2035-01-01"}})") ==
      "application A-1\nelection e-1\nperson a-2 - yes - " +
          commitment(fixture, "org-a", "a-2", "document", "document TEST-3\nexpires 2035-01-01\n") +
          "\n");
  CHECK(
      fixture.lines(R"({"cmd":"identity.update","by":"org-a","args":{"application":"A-1",)"
                    R"("person":"a-1","name_lat":"Testov Y","nat":"FR"}})") ==
      "application A-1\nelection e-1\nperson a-1 FR - " +
          commitment(fixture, "org-a", "a-1", "name", "name_lat Testov Y\nname_cyr Тестов Юсуп\n") +
          " -\n");
}

TEST_CASE("a correction carries neither the old nor the new name") {
  Fixture fixture;
  fixture.learn(kSubmit);
  const auto act =
      fixture.draft(R"({"cmd":"correction.clerical","by":"cec","args":{"election":"e-1",)"
                    R"("accreditation":"T-0001","field":"name_lat",)"
                    R"("old":"Testov Yusup","new":"Testov Yusuf",)"
                    R"("reason":"passport spelling"}})");
  REQUIRE(act.has_value());
  CHECK(act->unknown_args.empty());
  const auto text = domain::print_event(act->event);
  REQUIRE(text.has_value());
  CHECK(text->find("Testov") == std::string::npos);
  CHECK(text->ends_with(
      "field name_lat\ncommitment " +
      commitment(fixture, "cec", "a-1", "name", "name_lat Testov Yusuf\nname_cyr Тестов Юсуп\n") +
      "\nreason passport spelling\n"));
}

TEST_CASE(
    "a command unknown to the vocabulary is an act without lines: the ledger answers X.NOLAW") {
  Fixture fixture;
  CHECK(fixture
            .lines(R"({"cmd":"accreditation.suspend","by":"cec",)"
                   R"("args":{"accreditation":"T-0001"}})")
            .empty());
}

TEST_CASE("arguments that the act does not take are named, not recorded") {
  Fixture fixture;
  const auto act =
      fixture.draft(R"({"cmd":"accreditation.grant","by":"cec","args":{"election":"e-1",)"
                    R"("decree":"G","colour":"red","cols":["person","shoe"],"items":[["a-1",)"
                    R"("42"]]}})");
  REQUIRE(act.has_value());
  CHECK(act->unknown_args == std::vector<std::string>{"items.shoe", "colour"});
}

TEST_CASE("values that cannot be written are the outcome X.FORM, and are not repeated") {
  Fixture fixture;
  std::istringstream lines(scenario_files::read(data_file("unwritable_commands.jsonl")));
  for (std::string json; std::getline(lines, json);) {
    INFO(json);
    const auto act = fixture.draft(json);
    const auto error = act ? domain::print_event(act->event).error() : act.error();
    CHECK(error.rule == "X.FORM");
    CHECK(error.message().find("Secret") == std::string::npos);
  }
  const auto act = fixture.draft(R"({"cmd":"fact.note","by":"cec","args":{"text":")" +
                                 std::string(2001, 'a') + "\"}}");
  REQUIRE(act.has_value());
  CHECK(domain::print_event(act->event).error().rule == "X.SIZE");
}

TEST_CASE("training keys and salts are a function of ledger name, actor and role") {
  const TrainingKeys a("kuboluk.example/training/a");
  const TrainingKeys b("kuboluk.example/training/b");
  CHECK(a.author("cec")->vkey.name() == "cec.kuboluk.example/training/a/author/1");
  CHECK(a.author("cec")->vkey == TrainingKeys("kuboluk.example/training/a").author("cec")->vkey);
  CHECK(a.author("cec")->vkey.key() != b.author("cec")->vkey.key());
  CHECK(a.author("cec")->vkey.key() != a.author("mfa")->vkey.key());
  CHECK(a.author("sequencer")->vkey.key() != a.log("x")->vkey.key());  // one role each
  CHECK(a.salt("o", "p", "name") != a.salt("o", "p", "document"));
  CHECK(a.salt("o", "p", "name") != a.salt("o", "q", "name"));
  CHECK(!a.author("c e c"));
}
