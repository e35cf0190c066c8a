// Scenario files: JSON lines from anywhere. Errors name file and line and repeat no value.
#include "tests/fuzz/target.h"
#include "tools/scenario/json_line.h"
#include "tools/scenario/scenario.h"

using namespace kuboluk;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const auto line = tools::parse_json_line(text);
  if (!line) fuzz::check_error(line.error());
  const auto scenario = tools::parse_scenario("scenario.jsonl", text);
  if (!scenario) fuzz::check_error(scenario.error());
  return 0;
}
