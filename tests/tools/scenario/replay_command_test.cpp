// `kuboluk replay` as people and scripts run it: the binary, its exit codes, its output.
#include <stdlib.h>
#include <sys/wait.h>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <catch2/catch.hpp>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "tests/tools/scenario/scenario_files.h"
#include "tools/scenario/json_line.h"

using namespace kuboluk;
using namespace kuboluk::tools;
namespace json = boost::json;
namespace fs = std::filesystem;

namespace {

struct Ran {
  int exit = -1;
  std::string out;
};

Ran run(const std::string& arguments) {
  const std::string line = std::string(KUBOLUK_BIN_DIR) + "/kuboluk " + arguments + " 2>&1";
  Ran ran;
  std::FILE* pipe = ::popen(line.c_str(), "r");
  REQUIRE(pipe != nullptr);
  char buffer[4096];
  for (std::size_t read = 0; (read = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;)
    ran.out.append(buffer, read);
  const int status = ::pclose(pipe);
  ran.exit = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return ran;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);)
    lines.push_back(line);
  return lines;
}

void write(const fs::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  REQUIRE(file.good());
}

std::string zz_ruleset() {
  return std::string(KUBOLUK_SOURCE_DIR) + "/tests/data/rulesets/ZZ-TEST.ruleset";
}

// The lines up to and with `last`, whose expectation is flipped.
std::string flipped_file(const std::vector<std::string>& lines, std::size_t last) {
  std::string text;
  for (std::size_t i = 0; i < last; ++i)
    text += lines[i] + "\n";
  json::object line = *parse_json_line(lines[last]);
  json::object& expect = line.at("expect").as_object();
  expect = scenario_files::flipped(expect, expect.begin()->key());
  return text + json::serialize(line) + "\n";
}

void check_flips(const std::string& name, std::size_t every) {
  const auto lines = lines_of(scenario_files::read(scenario_files::path_of(name)));
  const TemporaryFolder work = scenario_files::scratch();
  for (std::size_t i = 1; i < lines.size(); i += every) {
    const fs::path file = work.path() / "flipped.jsonl";
    write(file, flipped_file(lines, i));
    const Ran ran = run("replay --json " + file.string());
    INFO(name << " line " << i + 1 << ": " << ran.out);
    CHECK(ran.exit == 1);
    const auto report = parse_json_line(ran.out.substr(0, ran.out.find('\n')));
    REQUIRE(report.has_value());
    const json::array& failed = report->at("failed").as_array();
    REQUIRE(failed.size() == 1);
    CHECK(failed[0].at("n") == parse_json_line(lines[i])->at("n"));
  }
}

}  // namespace

TEST_CASE("the binary: both elections and the other laws, exit 0, with totals") {
  const Ran edges = run("replay " + scenario_files::path_of("kg-edge-cases"));
  INFO(edges.out);
  CHECK(edges.exit == 0);
  CHECK(edges.out.find("49 commands (36 accepted, 13 refused), 21 queries; all expectations met") !=
        std::string::npos);
  CHECK(edges.out.find("TRAINING") != std::string::npos);
  CHECK(run("replay " + scenario_files::path_of("kz-generic")).exit == 0);
  CHECK(run("replay " + scenario_files::path_of("kg-2025-early-parliamentary")).exit == 0);
}

TEST_CASE("adding a law touches one data file: ZZ-TEST comes by --ruleset") {
  const Ran without = run("replay " + scenario_files::path_of("zz-test"));
  CHECK(without.exit == 65);
  CHECK(without.out.find("zz-test.jsonl, line 1") != std::string::npos);
  const Ran with =
      run("replay --ruleset " + zz_ruleset() + " " + scenario_files::path_of("zz-test"));
  INFO(with.out);
  CHECK(with.exit == 0);
}

TEST_CASE("--json has stable keys, and the roots of a text run") {
  const Ran ran = run("replay --json " + scenario_files::path_of("kz-generic"));
  REQUIRE(ran.exit == 0);
  const auto report = parse_json_line(ran.out.substr(0, ran.out.find('\n')));
  REQUIRE(report.has_value());
  for (const char* key : {"scenario", "commands", "accepted", "refused", "queries", "failed",
                          "size", "log_root", "status_root"}) {
    INFO(key);
    CHECK(report->contains(key));
  }
  const Ran text = run("replay " + scenario_files::path_of("kz-generic"));
  CHECK(text.out.find("log root " + std::string(report->at("log_root").as_string())) !=
        std::string::npos);
  CHECK(text.out.find("status root " + std::string(report->at("status_root").as_string())) !=
        std::string::npos);
}

TEST_CASE("every single expectation of the edge cases flipped: exit 1, naming it and only it") {
  check_flips("kg-edge-cases", 1);
}

TEST_CASE(
    "every single expectation of the parliamentary election flipped: exit 1, naming it and only "
    "it") {
  check_flips("kg-2025-early-parliamentary", 1);
}

TEST_CASE("every single expectation under another law flipped: exit 1, naming it and only it") {
  check_flips("kz-generic", 1);
}

TEST_CASE(
    "a ledger is kept, refused a second time, resumed, and refused to another file: 0, 64, 0, 64") {
  const TemporaryFolder work = scenario_files::scratch();
  const std::string ledger = " --ledger " + (work.path() / "ledger").string();
  const std::string edges = scenario_files::path_of("kg-edge-cases");
  const Ran first = run("replay --json " + edges + ledger);
  CHECK(first.exit == 0);
  CHECK(fs::exists(work.path() / "ledger" / "policy"));
  CHECK(fs::exists(work.path() / "ledger" / "genesis"));
  CHECK(fs::exists(work.path() / "ledger" / "keys" / "log"));
  CHECK(fs::exists(work.path() / "ledger" / "keys" / "t-a.key"));
  const Ran second = run("replay " + edges + ledger);
  CHECK(second.exit == 64);
  CHECK(second.out.find("--resume") != std::string::npos);
  const Ran resumed = run("replay --json --resume " + edges + ledger);
  CHECK(resumed.exit == 0);
  CHECK(resumed.out == first.out);
  CHECK(run("replay --resume " + scenario_files::path_of("kz-generic") + ledger).exit == 64);
  CHECK(run("replay --resume " + edges).exit == 64);
}

TEST_CASE("a folder with anything else in it is refused before anything is written") {
  const TemporaryFolder work = scenario_files::scratch();
  const std::string edges = scenario_files::path_of("kg-edge-cases");
  for (const char* name : {"checkpoint", "data.mdb"}) {
    const fs::path folder = work.path() / name;
    fs::create_directory(folder);
    write(folder / name, "public");
    for (const char* option : {"", "--resume "}) {
      const Ran ran = run("replay " + std::string(option) + edges + " --ledger " + folder.string());
      INFO(ran.out);
      CHECK(ran.exit == 64);
      CHECK(ran.out.find("not empty") != std::string::npos);
      CHECK(std::distance(fs::directory_iterator(folder), {}) == 1);
    }
  }
  CHECK(run("replay " + edges + " --ledger " + edges).exit == 64);
  const fs::path empty = work.path() / "empty";
  fs::create_directory(empty);
  CHECK(run("replay " + edges + " --ledger " + empty.string()).exit == 0);
}

TEST_CASE("a replay that was killed right after it took the store's locks can be resumed") {
  const std::string edges = scenario_files::path_of("kg-edge-cases");
  for (const bool readers : {false, true}) {
    const TemporaryFolder work = scenario_files::scratch();
    write(work.path() / "node.lock", "1\n");
    if (readers) write(work.path() / "lock.mdb", "");
    CHECK(run("replay " + edges + " --ledger " + work.path().string()).exit == 64);
    CHECK(run("replay --resume " + edges + " --ledger " + work.path().string()).exit == 0);
  }
}

TEST_CASE("no control byte of a scenario file reaches the terminal, in text or JSON") {
  const TemporaryFolder work = scenario_files::scratch();
  const auto lines = lines_of(scenario_files::read(scenario_files::path_of("kg-edge-cases")));
  json::object meta = *parse_json_line(lines[0]);
  meta["scenario"] = "scenario \x1b[31m \xc2\x9b" + std::string(80, 'x');
  json::object odd = *parse_json_line(lines[1]);
  odd["cmd"] = "odd\x1b[2J\x7f";
  json::object argument = *parse_json_line(lines[2]);
  argument.at("args").as_object()["arg\x1b\x7f"] = "red";
  argument.at("expect") = json::object{{"ok", false}, {"rule", "X.\x1b\x7f"}};
  write(work.path() / "odd.jsonl", json::serialize(meta) + "\n" + json::serialize(odd) + "\n" +
                                       json::serialize(argument) + "\n");
  for (const char* form : {"", "--json "}) {
    const Ran ran = run("replay " + std::string(form) + (work.path() / "odd.jsonl").string());
    INFO(ran.out);
    CHECK(ran.exit == 1);
    CHECK(ran.out.find("odd?[2J?") != std::string::npos);
    CHECK(ran.out.find("X.??") != std::string::npos);
    CHECK(ran.out.find("\xc2\x9b") == std::string::npos);
    for (const char c : ran.out)
      CHECK((c == '\n' || (static_cast<unsigned char>(c) >= 0x20 && c != '\x7f')));
  }
}

TEST_CASE("an argument that a query does not know is warned of once") {
  const TemporaryFolder work = scenario_files::scratch();
  const auto lines = lines_of(scenario_files::read(scenario_files::path_of("kg-edge-cases")));
  std::string text = lines[0] + "\n";
  for (int n = 1; n <= 2; ++n) {
    text += R"({"n":)" + std::to_string(n) +
            R"(,"op":"query","q":"count","args":{"what":"granted",)" +
            R"("election":"e","kinds":["igo"],"knownat":"x"},"expect":{"count":0}})" + "\n";
  }
  write(work.path() / "query.jsonl", text);
  const Ran ran = run("replay " + (work.path() / "query.jsonl").string());
  CHECK(ran.exit == 0);
  const std::string warning = "count takes no argument \"knownat\"";
  REQUIRE(ran.out.find(warning) != std::string::npos);
  CHECK(ran.out.find(warning) == ran.out.rfind(warning));
  CHECK(ran.out.find("takes no argument") == ran.out.rfind("takes no argument"));
}

TEST_CASE("bad files: 65 with file, line and reason") {
  const TemporaryFolder work = scenario_files::scratch();
  const fs::path file = work.path() / "bad.jsonl";
  const auto lines = lines_of(scenario_files::read(scenario_files::path_of("kg-edge-cases")));
  write(file, lines[0] + "\n" + lines[1] + "\n{\"op\":\"dance\"}\n");
  const Ran ran = run("replay " + file.string());
  CHECK(ran.exit == 65);
  CHECK(ran.out.find("bad.jsonl:3") != std::string::npos);
  CHECK(ran.out.find("meta, cmd or query") != std::string::npos);
  CHECK(run("replay " + (work.path() / "none.jsonl").string()).exit == 65);
  CHECK(run("replay " + work.path().string()).out.find("is a folder") != std::string::npos);
  CHECK(run("replay").exit == 64);
  CHECK(run("replay --ruleset " + file.string() + " " + scenario_files::path_of("zz-test")).exit ==
        65);
  CHECK(run("replay --ledger " + file.string() + " " + scenario_files::path_of("zz-test")).exit !=
        0);
}

TEST_CASE("an argument that no act takes is warned of once and not recorded") {
  const TemporaryFolder work = scenario_files::scratch();
  const auto lines = lines_of(scenario_files::read(scenario_files::path_of("kg-edge-cases")));
  std::string text = lines[0] + "\n";
  for (std::size_t i = 1; i <= 2; ++i) {
    json::object line = *parse_json_line(lines[i]);
    line.at("args").as_object()["colour"] = "red";
    text += json::serialize(line) + "\n";
  }
  write(work.path() / "colour.jsonl", text);
  const Ran ran = run("replay " + (work.path() / "colour.jsonl").string());
  CHECK(ran.exit == 0);
  const std::string warning = "takes no argument \"colour\"";
  REQUIRE(ran.out.find(warning) != std::string::npos);
  CHECK(ran.out.find(warning) == ran.out.rfind(warning));
}
