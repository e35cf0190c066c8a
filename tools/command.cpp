#include "tools/command.h"

#include <boost/json.hpp>
#include <ostream>

#include "tools/output/words.h"

namespace kuboluk::tools {

namespace {

// Longest part of an error that is shown; a file cannot flood a terminal through its error.
constexpr std::size_t kErrorPartBytesMax = 4'000;

std::string shown(std::string_view part) {
  return printable(part, kErrorPartBytesMax);
}

}  // namespace

Exit refuse(const Session& session, Exit exit, const Error& error, std::string_view next_step) {
  // Objects and details may quote files and arguments that nobody has looked at.
  const Error safe{shown(error.rule), shown(error.object), shown(error.detail)};
  const std::string next = shown(next_step);
  session.err << "kuboluk: " << safe.message() << '\n';
  if (!next.empty()) session.err << "  " << next << '\n';
  if (session.json) {
    boost::json::object body;
    body["rule"] = safe.rule;
    body["object"] = safe.object;
    body["detail"] = safe.detail;
    body["next"] = next;
    boost::json::object answer;
    answer["error"] = std::move(body);
    answer["exit"] = static_cast<int>(exit);
    session.out << boost::json::serialize(answer) << '\n';
  }
  return exit;
}

}  // namespace kuboluk::tools
