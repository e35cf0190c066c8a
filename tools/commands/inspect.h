// `kuboluk inspect`: the bytes as they are, line by line, with what each line means. Nothing is
// verified, and it says so.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tools/command.h"

namespace kuboluk::tools {

struct InspectOptions {
  std::string file;
  std::string ledger;  // instead of a file: a ledger folder, and one of
  std::optional<std::uint64_t> entry;
  std::string record;
  bool checkpoint = false;
};

Exit run_inspect(const InspectOptions& options, const Session& session);

// What a line of one of our texts means, by its first word and the text's first line; empty if
// there is nothing to say.
std::string_view line_meaning(std::string_view line);

}  // namespace kuboluk::tools
