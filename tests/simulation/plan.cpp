#include "tests/simulation/plan.h"

#include <algorithm>
#include <cstdio>
#include <optional>
#include <span>

namespace kuboluk::simulation {
namespace {

// How an action is written: 'a' and 'b' members, '#' a number, '.' one word, '*' the rest of the
// line. And how it is told: %a %b %1 %2 %3 %w.
struct Form {
  Act act;
  std::string_view keyword;
  std::string_view shape;
  std::string_view told;
};

constexpr std::array<Form, kActCount> kForms{{
    {Act::kWeather, "weather", "###",
     "the network loses %1 %, doubles %2 %, and takes up to %3 ms"},
    {Act::kSlow, "slow", "a#", "%a is slow: %1 ms more for everything"},
    {Act::kCut, "cut", "ab", "the link %a - %b is cut"},
    {Act::kCutOneWay, "cut-one-way", "ab", "%a is not heard by %b any more"},
    {Act::kMend, "mend", "ab", "the link %a - %b works again"},
    {Act::kIsolate, "isolate", "a", "%a is cut off from all others"},
    {Act::kSplit, "split", "#", "the network falls apart (sides %1)"},
    {Act::kHeal, "heal", "", "all links work again"},
    {Act::kCrash, "crash", "a#", "%a is killed, for %1 ms"},
    {Act::kPower, "power", "a#", "%a loses power, for %1 ms"},
    {Act::kAimCrash, "aim-crash", "a.##", "%a is to be killed before %w number %1, for %2 ms"},
    {Act::kAimPower, "aim-power", "a.##", "%a is to lose power before %w number %1, for %2 ms"},
    {Act::kReadErrors, "read-errors", "a##", "the disk of %a fails %1 of 1,000 reads for %2 ms"},
    {Act::kLostCommits, "lost-commits", "a##",
     "the disk of %a fails %1 of 1,000 commits for %2 ms, nothing kept"},
    {Act::kKeptCommits, "kept-commits", "a##",
     "the disk of %a fails %1 of 1,000 commits for %2 ms, all kept"},
    {Act::kCounterErrors, "counter-errors", "a##",
     "the counter of %a fails %1 of 1,000 raises for %2 ms"},
    {Act::kFull, "full", "a#", "the disk of %a is full for %1 ms"},
    {Act::kRot, "rot", "a", "one bit of the disk of %a turns"},
    {Act::kLose, "lose", "a#", "%a loses its disk, and is down for %1 ms"},
    {Act::kCopy, "copy", "a", "the disk of %a is copied"},
    {Act::kRestore, "restore", "a.#", "%a gets the copy back, counter %w, down for %1 ms"},
    {Act::kLoseCounter, "lose-counter", "a#", "%a loses its counter, down for %1 ms"},
    {Act::kClock, "clock", "a#", "the clock of %a goes wrong by %1 ms"},
    {Act::kSubmit, "submit", "a", "an act is handed in at %a"},
    {Act::kAuthorLie, "author-lie", "*", "an author lies: %w"},
    {Act::kLiar, "liar", "a*", "%a lies from now on: %w"},
    {Act::kHonest, "honest", "a", "%a is honest again"},
    {Act::kLeap, "leap", "#", "%1 ms pass while nobody runs"},
    {Act::kPace, "pace", "#", "nodes wake up every %1 ms"},
}};

const Form& form_of(Act act) {
  return *std::find_if(kForms.begin(), kForms.end(),
                       [act](const Form& form) { return form.act == act; });
}

Error form_error(std::size_t line, std::string detail) {
  return {"X.FORM", "line " + std::to_string(line), std::move(detail)};
}

std::optional<std::string_view> next_word(std::string_view& rest) {
  if (rest.empty()) return std::nullopt;
  const std::size_t end = std::min(rest.find(' '), rest.size());
  const std::string_view word = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  if (word.empty()) return std::nullopt;
  return word;
}

std::optional<std::int64_t> number_of(std::string_view text) {
  std::int64_t value = 0;
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  if (text.empty() || text.size() > 17) return std::nullopt;
  for (const char digit : text) {
    if (digit < '0' || digit > '9') return std::nullopt;
    value = value * 10 + (digit - '0');
  }
  return negative ? -value : value;
}

// One part of a line into its place; false: it does not fit.
bool read_part(char shape, std::string_view& rest, Action& action, std::size_t& number) {
  if (shape == '*') {
    action.words = std::string(rest);
    rest = {};
    return !action.words.empty();
  }
  const auto word = next_word(rest);
  if (!word) return false;
  if (shape == 'a') action.a = *word;
  if (shape == 'b') action.b = *word;
  if (shape == '.') action.words = *word;
  if (shape != '#') return true;
  const auto value = number_of(*word);
  if (value) action.n[number++] = *value;
  return value.has_value();
}

std::optional<Action> read_action(std::string_view line) {
  Action action;
  const auto at = next_word(line);
  const auto name = next_word(line);
  const auto ms = at ? number_of(*at) : std::nullopt;
  if (!ms || !name) return std::nullopt;
  const auto form = std::find_if(kForms.begin(), kForms.end(),
                                 [&](const Form& known) { return known.keyword == *name; });
  if (form == kForms.end()) return std::nullopt;
  action.at_ms = *ms;
  action.act = form->act;
  std::size_t number = 0;
  for (const char shape : form->shape) {
    if (!read_part(shape, line, action, number)) return std::nullopt;
  }
  if (!line.empty()) return std::nullopt;
  return action;
}

std::string print_action(const Action& action) {
  const Form& form = form_of(action.act);
  std::string text = std::to_string(action.at_ms) + " " + std::string(form.keyword);
  std::size_t number = 0;
  for (const char shape : form.shape) {
    text += ' ';
    if (shape == 'a') text += action.a;
    if (shape == 'b') text += action.b;
    if (shape == '.' || shape == '*') text += action.words;
    if (shape == '#') text += std::to_string(action.n[number++]);
  }
  return text + "\n";
}

}  // namespace

std::string_view keyword(Act act) {
  return form_of(act).keyword;
}

std::string sentence(const Action& action) {
  std::string text;
  const std::string_view told = form_of(action.act).told;
  for (std::size_t at = 0; at < told.size(); ++at) {
    if (told[at] != '%' || at + 1 == told.size() || told[at + 1] == ' ' || told[at + 1] == ',') {
      text += told[at];
      continue;
    }
    const char what = told[++at];
    if (what == 'a') text += action.a;
    if (what == 'b') text += action.b;
    if (what == 'w') text += action.words;
    if (what >= '1' && what <= '3')
      text += std::to_string(action.n[static_cast<std::size_t>(what - '1')]);
  }
  return text;
}

std::string clock_text(std::int64_t ms) {
  char text[48];
  const long minutes = static_cast<long>(ms / 60'000);
  if (minutes >= 60) {
    std::snprintf(text, sizeof text, "%ld:%02ld:%02ld.%03ld", minutes / 60, minutes % 60,
                  static_cast<long>(ms / 1000 % 60), static_cast<long>(ms % 1000));
  } else {
    std::snprintf(text, sizeof text, "%02ld:%02ld.%03ld", minutes,
                  static_cast<long>(ms / 1000 % 60), static_cast<long>(ms % 1000));
  }
  return text;
}

std::string print_plan(const Plan& plan) {
  std::string text =
      "seed " + std::to_string(plan.seed) + "\nsafety " + std::to_string(plan.safety_ms) + "\n";
  for (const Action& action : plan.actions)
    text += print_action(action);
  return text;
}

Result<Plan> parse_plan(std::string_view text) {
  Plan plan;
  std::size_t number = 0;
  std::size_t heads = 0;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    ++number;
    if (end == std::string_view::npos) return form_error(number, "does not end");
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    if (line.starts_with('#')) continue;
    const bool is_seed = heads == 0 && line.starts_with("seed ");
    const bool is_safety = heads == 1 && line.starts_with("safety ");
    if (is_seed || is_safety) {
      const auto value = number_of(line.substr(is_seed ? 5 : 7));
      if (!value || *value < 0) return form_error(number, "has no number");
      if (is_seed) plan.seed = static_cast<std::uint64_t>(*value);
      if (is_safety) plan.safety_ms = *value;
      ++heads;
      continue;
    }
    const auto action = heads == 2 ? read_action(line) : std::nullopt;
    if (!action) return form_error(number, "is no action: " + std::string(line.substr(0, 80)));
    plan.actions.push_back(*action);
  }
  if (heads != 2) return form_error(number, "seed and safety are missing");
  return plan;
}

}  // namespace kuboluk::simulation
