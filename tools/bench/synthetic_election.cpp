#include "tools/bench/synthetic_election.h"

#include <fmt/format.h>

#include <algorithm>

namespace kuboluk::tools {

namespace {

constexpr std::uint64_t kObserversPerDecree = 500;

// Lines of a scenario file, numbered.
class ScenarioText {
 public:
  ScenarioText() {
    text_ = R"({"op":"meta","format":"observer-ledger-scenario/1","scenario":"bench",)"
            R"("tz":"+06:00","ruleset":"KR-REG-197+CL-68",)"
            R"("actors":{"cec":"CEC","mfa":"MFA","president":"President"},)"
            R"("interpretations":{}})"
            "\n";
  }
  void add(std::string_view command, std::string_view at, std::string_view by,
           const std::string& args) {
    text_ += fmt::format(
        R"({{"n":{},"op":"cmd","cmd":"{}","at":"2025-{}+06:00","by":"{}","args":{{{}}},)"
        R"("expect":{{"ok":true}}}})"
        "\n",
        ++number_, command, at, by, args);
  }
  std::string text() && { return std::move(text_); }

 private:
  std::string text_;
  std::uint64_t number_ = 0;
};

std::string person_id(std::uint64_t group, std::uint64_t observer) {
  return fmt::format("org{}-{}", group, observer);
}

void invite(ScenarioText& scenario, std::uint64_t group) {
  scenario.add(
      "org.register", "09-15T10:00:00", "cec",
      fmt::format(R"("org":"org{0}","kind":"igo","names":{{"en":"Organisation {0}"}})", group));
}

void send_invitation(ScenarioText& scenario, std::uint64_t group) {
  scenario.add("invitation.send", "10-02T10:00:00", "cec",
               fmt::format(R"("election":"{0}","invitation":"INV-org{1}","org":"org{1}",)"
                           R"("inviter":"cec","channel":"mfa")",
                           kBenchElection, group));
}

void apply(ScenarioText& scenario, std::uint64_t group, std::uint64_t begin, std::uint64_t end) {
  std::string persons;
  for (std::uint64_t observer = begin; observer < end; ++observer) {
    persons += fmt::format(
        R"({0}{{"person":"{1}","name_lat":"Observer {2}","name_cyr":"Наблюдатель {2}","nat":"AZ",)"
        R"("doc":"TEST-{2}","doc_exp":"2030-12-31"}})",
        observer == begin ? "" : ",", person_id(group, observer), observer);
  }
  scenario.add(
      "application.submit", "10-20T11:00:00", fmt::format("org{}", group),
      fmt::format(R"("application":"APP-org{0}-1","election":"{1}","org":"org{0}",)"
                  R"("invitation":"INV-org{0}","received_by":"cec",)"
                  R"("documents":["application","list","identity-copies"],"persons":[{2}])",
                  group, kBenchElection, persons));
}

void grant(ScenarioText& scenario, std::uint64_t group, std::uint64_t begin, std::uint64_t end) {
  std::string items;
  for (std::uint64_t observer = begin; observer < end; ++observer) {
    items += fmt::format(R"({}["{}","APP-org{}-1","{}","UD-{:06}"])", observer == begin ? "" : ",",
                         person_id(group, observer), group, synthetic_number(observer), observer);
  }
  scenario.add("accreditation.grant", "11-12T16:00:00", "cec",
               fmt::format(R"("election":"{}","decree":"D-{}","cols":["person","application",)"
                           R"("accreditation","certificate"],"items":[{}])",
                           kBenchElection, group, items));
}

}  // namespace

std::string synthetic_number(std::uint64_t observer) {
  return fmt::format("B25-{:06}", observer);
}

std::string synthetic_election(std::uint64_t observers) {
  ScenarioText scenario;
  const std::uint64_t groups = (observers + kObserversPerDecree - 1) / kObserversPerDecree;
  for (std::uint64_t group = 1; group <= groups; ++group)
    invite(scenario, group);
  scenario.add(
      "election.call", "09-30T09:00:00", "president",
      fmt::format(R"("election":"{}","kind":"parliamentary","voting_day":"2025-11-30",)"
                  R"("decree":"No 1","published_on":"2025-09-30","titles":{{"en":"Bench"}})",
                  kBenchElection));
  for (std::uint64_t group = 1; group <= groups; ++group)
    send_invitation(scenario, group);
  for (std::uint64_t group = 1; group <= groups; ++group) {
    const std::uint64_t begin = (group - 1) * kObserversPerDecree + 1;
    apply(scenario, group, begin, std::min(begin + kObserversPerDecree, observers + 1));
  }
  for (std::uint64_t group = 1; group <= groups; ++group) {
    const std::uint64_t begin = (group - 1) * kObserversPerDecree + 1;
    grant(scenario, group, begin, std::min(begin + kObserversPerDecree, observers + 1));
  }
  return std::move(scenario).text();
}

}  // namespace kuboluk::tools
