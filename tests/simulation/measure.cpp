#include "tests/simulation/measure.h"

#include <algorithm>
#include <cstdio>
#include <vector>

#include "ledger/domain/line_reader.h"
#include "tests/simulation/lies.h"

namespace kuboluk::simulation {
namespace {

constexpr std::uint64_t kCountMax = std::uint64_t{1} << 62;

std::vector<std::string_view> columns(std::string_view line) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t tab = line.find('\t');
    parts.push_back(line.substr(0, tab));
    if (tab == std::string_view::npos) return parts;
    line.remove_prefix(tab + 1);
  }
}

std::string row(std::uint64_t count, std::string_view what) {
  char number[32];
  std::snprintf(number, sizeof number, "%12llu  ", static_cast<unsigned long long>(count));
  return number + std::string(what) + "\n";
}

}  // namespace

void Measure::count(std::string_view group, std::string_view what, std::uint64_t times) {
  if (times > 0) counts_[std::string(group) + "/" + std::string(what)] += times;
}

void Measure::worst(std::string_view what, std::int64_t value, std::uint64_t seed) {
  const auto found = worst_.find(what);
  if (found == worst_.end()) {
    worst_.emplace(what, Worst{value, seed});
  } else if (value > found->second.value ||
             (value == found->second.value && seed < found->second.seed)) {
    found->second = {value, seed};
  }
}

void Measure::add(const Measure& other) {
  for (const auto& [name, times] : other.counts_)
    counts_[name] += times;
  for (const auto& [what, one] : other.worst_)
    worst(what, one.value, one.seed);
  cells.add(other.cells);
}

std::uint64_t Measure::total(std::string_view group) const {
  std::uint64_t sum = 0;
  const std::string prefix = std::string(group) + "/";
  for (const auto& [name, times] : counts_)
    sum += name.starts_with(prefix) ? times : 0;
  return sum;
}

std::uint64_t Measure::of(std::string_view group, std::string_view what) const {
  const auto found = counts_.find(std::string(group) + "/" + std::string(what));
  return found == counts_.end() ? 0 : found->second;
}

std::string Measure::print() const {
  std::string text;
  for (const auto& [name, times] : counts_)
    text += "count\t" + name + "\t" + std::to_string(times) + "\n";
  for (const auto& [what, one] : worst_)
    text += "worst\t" + what + "\t" + std::to_string(one.value) + "\t" + std::to_string(one.seed) +
            "\n";
  for (const auto& [cell, times] : cells.all())
    text += "cell\t" + cell.role + "\t" + cell.act + "\t" + cell.state + "\t" + cell.verdict +
            "\t" + std::to_string(times) + "\n";
  return text;
}

Result<Measure> Measure::parse(std::string_view text) {
  Measure measure;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const auto parts = columns(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    const auto number = domain::parse_decimal(parts.back(), kCountMax);
    if (!number) return Error{"X.FORM", "measure", "a line without a number"};
    if (parts[0] == "count" && parts.size() == 3) {
      measure.counts_[std::string(parts[1])] += *number;
    } else if (parts[0] == "worst" && parts.size() == 4) {
      const auto value = domain::parse_decimal(parts[2], kCountMax);
      if (!value) return Error{"X.FORM", "measure", "a worst case without a number"};
      measure.worst(parts[1], static_cast<std::int64_t>(*value), *number);
    } else if (parts[0] == "cell" && parts.size() == 6) {
      const Cell cell{std::string(parts[1]), std::string(parts[2]), std::string(parts[3]),
                      std::string(parts[4])};
      for (std::uint64_t i = 0; i < *number; ++i)
        measure.cells.reached(cell);
    } else {
      return Error{"X.FORM", "measure", "an unknown line"};
    }
  }
  return measure;
}

std::string Measure::table(std::string_view group) const {
  std::string text;
  const std::string prefix = std::string(group) + "/";
  for (const auto& [name, times] : counts_) {
    if (name.starts_with(prefix)) text += row(times, name.substr(prefix.size()));
  }
  return text.empty() ? row(0, "none") : text;
}

std::string Measure::report() const {
  std::string text = "total\n" + table("total") + row(total("fault"), "faults in all");
  text += "\nfaults by kind\n" + table("fault");
  text += "\nlies told\n" + table("lie");
  std::string untold;
  for (const Lie& lie : all_lies()) {
    if (of("lie", lie.name) == 0) untold += "  " + std::string(lie.name) + "\n";
  }
  text += "\nlies never told\n" + (untold.empty() ? "  none\n" : untold);
  text += "\nanswers to submissions\n" + table("answer");
  text += "\nstates of nodes, looked at when something was done to them\n" + table("state");
  text += "\nlaws checked, how often\n" + table("check");
  text += "\nworst cases\n";
  for (const auto& [what, one] : worst_)
    text += row(static_cast<std::uint64_t>(one.value),
                what + " (seed " + std::to_string(one.seed) + ")");
  text += "\ncells: role, act, state, verdict\n" + cells.table();
  text += "\ncells never reached\n";
  for (const std::string& cell : cells.never_reached())
    text += "  " + cell + "\n";
  return text;
}

}  // namespace kuboluk::simulation
