// simulate: runs seeds or one kept plan, prints what was found. See README.md beside this file.
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/encoding.h"
#include "ledger/domain/line_reader.h"
#include "tests/simulation/campaign.h"
#include "tests/simulation/shrink.h"

namespace kuboluk::simulation {
namespace {

using core::test::Institutions;

constexpr std::uint64_t kNumberMax = 1'000'000'000'000;
constexpr std::size_t kShrinkRunsMax = 400;
constexpr std::string_view kUsage =
    "simulate --seeds FROM..TO [--jobs N] [--report FILE] [--expect-events N] [--expect-faults N]\n"
    "         [--findings N] [--no-shrink] [--quiet]\n"
    "simulate --seed N [--story] [--print-plan]\n"
    "simulate --plan FILE [--story]\n"
    "Exit: 0 nothing found, 1 a law was broken or an expectation not met, 2 not understood.\n";

struct Asked {
  std::uint64_t from = 0;
  std::uint64_t to = 0;
  std::uint64_t jobs = 1;
  std::uint64_t findings = 5;
  std::uint64_t expect_events = 0;
  std::uint64_t expect_faults = 0;
  std::string report;
  std::string plan;
  bool story = false;
  bool print_plan = false;
  bool shrinks = true;
  bool quiet = false;
};

bool read_number(std::string_view text, std::uint64_t& into) {
  const auto number = domain::parse_decimal(text, kNumberMax);
  if (number) into = *number;
  return number.has_value();
}

bool read_seeds(std::string_view text, Asked& asked) {
  const std::size_t dots = text.find("..");
  if (dots == std::string_view::npos) return false;
  return read_number(text.substr(0, dots), asked.from) &&
         read_number(text.substr(dots + 2), asked.to) && asked.from > 0 && asked.from <= asked.to;
}

bool read_switch(std::string_view name, Asked& asked) {
  if (name == "--story") return asked.story = true;
  if (name == "--print-plan") return asked.print_plan = true;
  if (name == "--quiet") return asked.quiet = true;
  if (name == "--no-shrink") {
    asked.shrinks = false;
    return true;
  }
  return false;
}

bool read_option(std::string_view name, std::string_view value, Asked& asked) {
  if (name == "--seeds") return read_seeds(value, asked);
  if (name == "--jobs") return read_number(value, asked.jobs) && asked.jobs > 0;
  if (name == "--findings") return read_number(value, asked.findings) && asked.findings > 0;
  if (name == "--expect-events") return read_number(value, asked.expect_events);
  if (name == "--expect-faults") return read_number(value, asked.expect_faults);
  if (name == "--seed") {
    const bool read = read_number(value, asked.from);
    asked.to = asked.from;
    return read && asked.from > 0;
  }
  if (name == "--report") asked.report = value;
  if (name == "--plan") asked.plan = value;
  return name == "--report" || name == "--plan";
}

std::optional<Asked> read_arguments(int count, char** arguments) {
  Asked asked;
  for (int at = 1; at < count; ++at) {
    if (read_switch(arguments[at], asked)) continue;
    if (at + 1 == count || !read_option(arguments[at], arguments[at + 1], asked))
      return std::nullopt;
    ++at;
  }
  if (asked.plan.empty() == (asked.from == 0)) return std::nullopt;
  return asked;
}

std::string words_of(const Breach& breach) {
  return "law " + std::to_string(static_cast<int>(breach.law)) + " at " + clock_text(breach.at_ms) +
         ": " + (breach.node.empty() ? "" : breach.node + " ") + breach.words;
}

void tell(const Institutions& institutions, const Plan& plan, std::string_view replay, bool whole) {
  const Outcome outcome = run_plan(institutions, plan, true);
  if (whole) {
    for (const std::string& line : outcome.story)
      std::cout << line << "\n";
  }
  std::cout << "trace " << crypto::to_hex(outcome.trace) << "\nreplay: " << replay << "\n";
}

// Small, as a story and as a plan that can be kept.
void explain(const Institutions& institutions, const Finding& finding, bool shrinks) {
  std::cout << "\nseed " << finding.seed << ": " << words_of(finding.breach) << "\n";
  std::cout.flush();  // nothing of it may be in the processes that shrinking forks
  Plan plan = draw_plan(finding.seed);
  if (shrinks) {
    const Shrunk small = shrink(plan, finding.breach.law, kShrinkRunsMax,
                                [&](const Plan& tried) { return run_apart(institutions, tried); });
    std::cout << "shrunk from " << plan.actions.size() << " to " << small.plan.actions.size()
              << " actions in " << small.runs << " runs\n";
    plan = small.plan;
  }
  if (shrinks) std::cout << "--- plan\n" << print_plan(plan) << "--- story\n";
  std::cout.flush();
  if (finding.breach.law != Law::kProcess)
    tell(institutions, plan, "simulate --seed " + std::to_string(finding.seed) + " --story",
         shrinks);
  std::cout.flush();
}

int run_one(const Institutions& institutions, const Plan& plan, const Asked& asked) {
  if (asked.print_plan) std::cout << print_plan(plan);
  std::cout.flush();
  const Outcome outcome = run_plan(institutions, plan, asked.story);
  for (const std::string& line : outcome.story)
    std::cout << line << "\n";
  std::cout << "trace " << crypto::to_hex(outcome.trace) << "\n"
            << outcome.measure.of("total", "events") << " events, "
            << outcome.measure.total("fault") << " faults, "
            << outcome.measure.of("total", "committed entries") << " entries committed\n";
  if (!outcome.breach) return 0;
  std::cout << words_of(*outcome.breach) << "\n";
  return 1;
}

int run_file(const Institutions& institutions, const Asked& asked) {
  std::ifstream file(asked.plan, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const auto plan = parse_plan(text);
  if (!file.is_open() || !plan) {
    std::cerr << asked.plan << ": " << (plan ? "cannot be read" : plan.error().message()) << "\n";
    return 2;
  }
  return run_one(institutions, *plan, asked);
}

bool meets(const Measure& measure, const Asked& asked) {
  const std::uint64_t events = measure.of("total", "events");
  const std::uint64_t faults = measure.total("fault");
  if (events < asked.expect_events)
    std::cout << "only " << events << " events, expected " << asked.expect_events << "\n";
  if (faults < asked.expect_faults)
    std::cout << "only " << faults << " faults, expected " << asked.expect_faults << "\n";
  return events >= asked.expect_events && faults >= asked.expect_faults;
}

int run_seeds(const Institutions& institutions, const Asked& asked) {
  const auto began = std::chrono::steady_clock::now();
  const auto seconds = [&] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  };
  Campaign campaign;
  campaign.from = asked.from;
  campaign.to = asked.to;
  campaign.jobs = static_cast<unsigned>(asked.jobs);
  campaign.findings_max = asked.findings;
  if (!asked.quiet) {
    campaign.progress = [&](std::uint64_t done, std::uint64_t of) {
      if (done % 100 == 0)
        std::fprintf(stderr, "%llu of %llu seeds, %.0f s\n", static_cast<unsigned long long>(done),
                     static_cast<unsigned long long>(of), seconds());
    };
  }
  campaign.found = [](const Finding& finding) {
    std::fprintf(stderr, "seed %llu: %s\n", static_cast<unsigned long long>(finding.seed),
                 words_of(finding.breach).c_str());
  };
  const CampaignResult result = run_campaign(institutions, campaign);
  const std::string report = result.measure.report();
  if (!asked.report.empty()) std::ofstream(asked.report, std::ios::binary) << report;
  const double took = seconds();
  const Measure& measure = result.measure;
  std::printf(
      "%llu seeds in %.0f s: %llu events, %llu faults, %.1f simulated hours, %llu entries "
      "committed, %llu receipts, %llu seeds run twice, %zu findings\n",
      static_cast<unsigned long long>(measure.of("total", "seeds")), took,
      static_cast<unsigned long long>(measure.of("total", "events")),
      static_cast<unsigned long long>(measure.total("fault")),
      static_cast<double>(measure.of("total", "simulated seconds")) / 3600,
      static_cast<unsigned long long>(measure.of("total", "committed entries")),
      static_cast<unsigned long long>(measure.of("total", "receipts given")),
      static_cast<unsigned long long>(result.twice), result.findings.size());
  std::fflush(stdout);
  for (const Finding& finding : result.findings)
    explain(institutions, finding, asked.shrinks);
  return result.findings.empty() && meets(measure, asked) ? 0 : 1;
}

}  // namespace
}  // namespace kuboluk::simulation

int main(int count, char** arguments) {
  using namespace kuboluk::simulation;
  const auto asked = read_arguments(count, arguments);
  if (!asked) {
    std::cerr << kUsage;
    return 2;
  }
  const kuboluk::core::test::Institutions institutions;
  if (!asked->plan.empty()) return run_file(institutions, *asked);
  if (asked->from == asked->to) return run_one(institutions, draw_plan(asked->from), *asked);
  return run_seeds(institutions, *asked);
}
