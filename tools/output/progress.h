// "label 420 of 1000" on one line of a terminal, rewritten; nothing at all where err is no
// terminal.
#pragma once

#include <cstdint>
#include <string>

#include "tools/command.h"

namespace kuboluk::tools {

class Progress {
 public:
  // The session must outlive it.
  Progress(const Session& session, std::string label)
      : session_(session), label_(std::move(label)) {}
  ~Progress();  // wipes the line
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // Prints when another hundredth is done.
  void at(std::uint64_t done, std::uint64_t total);

 private:
  const Session& session_;
  std::string label_;
  std::uint64_t shown_percent_ = 101;  // nothing shown yet
};

}  // namespace kuboluk::tools
