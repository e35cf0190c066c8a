// Plays a text scenario, written like a lab log, in the deterministic loop. Commands and their
// words: tests/scenarios/README.md.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/node/core/liar.h"
#include "tests/node/core/stage.h"

namespace kuboluk::core::test {

class Scenario {
 public:
  // `name`: of the file, for messages.
  Scenario(std::string name, const std::string& text);

  // Empty if all went as the log says, and the laws hold at its end; else "<file>:<line>: what".
  std::string play();

 private:
  using Words = std::vector<std::string>;
  struct Line {
    int number = 0;
    Words words;
  };
  struct Copy {
    Disk disk;
  };

  void run(const Words& words);
  void expect(Words words);
  void expect_act(const Words& words, std::int64_t within_ms);
  void submit(const Words& words);
  void lie(const Words& words);
  void lie_as_sequencer(const std::string& what, const Words& to);
  void mend(const std::string& id);
  void split(const Words& words);

  Stage& stage();
  Workshop& workshop();
  const Filed& act(const std::string& name) const;
  std::vector<std::string> members(const Words& words, std::size_t from) const;
  bool eventually(const std::function<bool()>& holds, std::int64_t ms);

  std::string name_;
  std::vector<Line> lines_;
  domain::Clock clock_ = domain::Clock::kReal;
  std::uint64_t seed_ = 1;
  bool promises_ = true;
  std::unique_ptr<Stage> stage_;
  std::unique_ptr<Workshop> workshop_;
  std::map<std::string, Filed> acts_;
  std::map<std::string, Copy> copies_;
  std::vector<log::Checkpoint> lies_;
  std::uint64_t committed_ = 0;  // by all, when the last lie was told
  int number_ = 9'000;
};

}  // namespace kuboluk::core::test
