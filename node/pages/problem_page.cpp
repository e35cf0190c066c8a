// Everything that is no answer: what went wrong in the reader's language, and the field again.
#include "ledger/speech/catalogue.h"
#include "node/pages/frame.h"
#include "node/pages/templates.h"

namespace kuboluk::pages {

namespace {

// Longest piece of what was typed that is put back into the field: a number has 40 characters.
constexpr std::size_t kTypedBytesMax = 60;

// Printable ASCII of it: a number has nothing else, and a cut must not divide a character.
std::string typed_back(const std::string& typed) {
  std::string kept;
  for (const char c : typed) {
    const bool shown = c > ' ' && c <= '~';  // no spaces: a number has none
    if (shown && kept.size() < kTypedBytesMax) kept += c;
  }
  return kept;
}

}  // namespace

std::string_view key_of(Problem what) {
  switch (what) {
    case Problem::kBadNumber:
      return "problem.bad-number";
    case Problem::kBadElection:
      return "problem.bad-election";
    case Problem::kBadTime:
      return "problem.bad-time";
    case Problem::kBadPath:
      return "problem.bad-path";
    case Problem::kTooLong:
      return "problem.too-long";
    case Problem::kUnknownElection:
      return "problem.unknown-election";
    case Problem::kUnknownApplication:
      return "problem.unknown-application";
    case Problem::kNoPage:
      return "problem.no-page";
    case Problem::kMethod:
      return "problem.method";
    case Problem::kBusy:
      return "problem.busy";
    case Problem::kCatchingUp:
      return "problem.catching-up";
    case Problem::kStarting:
      return "problem.starting";
    case Problem::kStorage:
      return "problem.storage";
  }
  return "";
}

std::string Pages::problem_page(const Context& context, unsigned status, Problem what,
                                const std::string& typed) const {
  const std::string title_key = std::string(key_of(what)).append(".title");
  const std::string text_key = std::string(key_of(what)).append(".text");
  const std::string heading = speech::say(context.language, title_key);
  // The address asked for is not repeated, nor linked in other languages: it may be anything.
  Context safe = context;
  safe.path.assign(1, '/');
  Block block = frame(safe, heading, {});
  // It shows no data, so none has an age: "nothing is confirmed yet" would be a lie.
  if (what != Problem::kStarting) block.hide("SOURCE");
  block.set("HEADING", heading)
      .set("TEXT", speech::say(context.language, text_key))
      .set("STATUS_CODE", speech::say(context.language, "problem.code", {std::to_string(status)}));
  put_lookup(block, context, {}, "", typed_back(typed));
  return templates_->render("problem", context.language, block);
}

}  // namespace kuboluk::pages
