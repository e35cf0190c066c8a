// Every lab log under tests/scenarios, and that a wrong one is found wrong.
#include "tests/node/core/scenario.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace kuboluk::core::test {

TEST_CASE("every scenario under tests/scenarios goes as its log says") {
  std::vector<std::filesystem::path> files;
  const auto folder = std::filesystem::path(KUBOLUK_SOURCE_DIR) / "tests" / "scenarios";
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    if (file.path().extension() == ".txt") files.push_back(file.path());
  }
  std::sort(files.begin(), files.end());
  CHECK(files.size() >= 15);
  for (const auto& path : files) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    const std::string outcome = Scenario(path.filename().string(), text.str()).play();
    if (!outcome.empty()) FAIL_CHECK(outcome);
  }
}

TEST_CASE("a wrong scenario fails with its file and line") {
  const auto play = [](const std::string& text) { return Scenario("lab.txt", text).play(); };
  CHECK(play("start\nexpect quiet\n") == "");
  CHECK(play("start\n\nwave\n") == "lab.txt:3: unknown command: wave");
  CHECK(play("start\nexpect quiet\nexpect size 7 on all\n") == "lab.txt:3: cec has size 2");
  CHECK(play("start\ntick 2 s\n") == "lab.txt:2: no time: 2");
  CHECK(play("start\ncrash pope\n") == "lab.txt:2: no such member: pope");
  CHECK(play("start\nexpect A accepted\n") == "lab.txt:2: nothing was submitted as A");
  CHECK(play("start\nexpect quiet\nsubmit mfa note 1 as A\nexpect A rejected X.DUP\n") ==
        "lab.txt:4: not so: expect A rejected X.DUP (held by cec cis mfa odihr ots)");
  CHECK(play("start\nexpect quiet\nlie cec unlawful to mfa\nexpect refusal by mfa P.FORK at 5\n") ==
        "lab.txt:4: no such refusal by mfa");
  CHECK(play("start\nrestore\n") == "lab.txt:2: a word is missing");
}

}  // namespace kuboluk::core::test
