// The honest node inside a liar, with its disk: carries out its own effects, in memory.
#pragma once

#include <deque>
#include <memory>
#include <set>
#include <span>
#include <string>

#include "node/core/node.h"
#include "tests/simulation/liar.h"

namespace kuboluk::simulation {

class Inside {
 public:
  // All links are up. `entries`: whole batches, the committed log to begin with.
  Inside(const core::test::Institutions& institutions, std::string me,
         std::span<const std::string> entries, domain::Instant now);

  const core::test::Disk& disk() const { return disk_; }
  // Appends what the node wants to send. If it comes where no honest node comes, because of what
  // others made of its liar's lies, it is made anew from its log.
  void feed(core::Input input, domain::Instant now, Sends& sends);
  // Before a message is fed: a log that was handed in comes without its checkpoint.
  void adopt_checkpoint(const exchange::Message& message, domain::Instant now, Sends& sends);
  void set_link(const std::string& peer, bool up);

 private:
  void replay(std::span<const std::string> entries);
  void rebuild(Sends& sends);
  bool run(core::Input input, Sends& sends);
  bool carry_out(const core::Effects& effects, Sends& sends, std::deque<core::Input>& next);
  bool store(const core::Effect& effect);

  const core::test::Institutions& institutions_;
  core::Setup setup_;
  core::test::Disk disk_;
  std::set<std::string> links_;
  std::unique_ptr<core::Node> node_;
  domain::Instant now_;
  Sends queued_;  // of the start
};

}  // namespace kuboluk::simulation
