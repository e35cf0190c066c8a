#include "tests/simulation/campaign.h"

#include <sys/wait.h>
#include <unistd.h>

#include <poll.h>
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>

#include "crypto/check.h"
#include "crypto/encoding.h"
#include "ledger/domain/line_reader.h"

namespace kuboluk::simulation {
namespace {

using core::test::Institutions;

// Seeds after which a child hands over its measure: so much is lost at most when it ends.
constexpr std::uint64_t kSeedsTold = 10;

// A child writes lines: "run <seed>" before each, "found <seed> <law> <at> <node> <words>",
// "done", and its measure now and then after "measure <bytes>".
struct Child {
  pid_t process = 0;
  int pipe = -1;
  std::string text;  // read and not yet understood
  std::optional<std::uint64_t> running;
  bool ended = false;
};

void say(int pipe, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(pipe, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) std::_Exit(3);  // nobody listens any more
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

std::string line_of(const Finding& finding) {
  std::string words = finding.breach.words;
  std::replace(words.begin(), words.end(), '\n', ' ');
  return "found\t" + std::to_string(finding.seed) + "\t" +
         std::to_string(static_cast<int>(finding.breach.law)) + "\t" +
         std::to_string(finding.breach.at_ms) + "\t" + finding.breach.node + "\t" + words + "\n";
}

std::optional<Breach> run_seed(const Institutions& institutions, std::uint64_t seed,
                               Measure& measure, bool twice) {
  const Plan plan = draw_plan(seed);
  const Outcome outcome = run_plan(institutions, plan, false);
  measure.add(outcome.measure);
  if (outcome.breach || !twice) return outcome.breach;
  const Outcome again = run_plan(institutions, plan, false);
  measure.count("total", "seeds run twice with equal traces", again.trace == outcome.trace);
  if (again.trace == outcome.trace) return std::nullopt;
  return Breach{Law::kProcess, "run twice, the seed gave two traces", 0, ""};
}

// What was measured since the last time.
void hand_over(Measure& measure, int pipe) {
  const std::string text = measure.print();
  say(pipe, "measure\t" + std::to_string(text.size()) + "\n" + text);
  measure = Measure();
}

[[noreturn]] void work(const Institutions& institutions, const Campaign& campaign, unsigned job,
                       int pipe) {
  Measure measure;
  std::uint64_t done = 0;
  for (std::uint64_t seed = campaign.from + job; seed <= campaign.to; seed += campaign.jobs) {
    say(pipe, "run\t" + std::to_string(seed) + "\n");
    const auto breach = run_seed(institutions, seed, measure, seed % 100 == 0);
    if (breach) say(pipe, line_of({seed, *breach}));
    if (++done % kSeedsTold == 0) hand_over(measure, pipe);
  }
  hand_over(measure, pipe);
  say(pipe, "end\n");
  std::_Exit(0);
}

// Of a line that another process of this program has printed.
std::uint64_t number_of(const std::string& text) {
  const auto number = domain::parse_decimal(text, UINT64_MAX);
  KUBOLUK_CHECK(number.has_value());
  return *number;
}

std::vector<std::string> parts_of(const std::string& line) {
  std::vector<std::string> parts;
  std::size_t from = 0;
  for (;;) {
    const std::size_t tab = line.find('\t', from);
    parts.push_back(line.substr(from, tab - from));
    if (tab == std::string::npos) return parts;
    from = tab + 1;
  }
}

class Parent {
 public:
  Parent(const Institutions& institutions, const Campaign& campaign)
      : institutions_(institutions), campaign_(campaign) {}

  CampaignResult run() {
    for (unsigned job = 0; job < campaign_.jobs; ++job)
      begin(job);
    while (std::any_of(children_.begin(), children_.end(),
                       [](const Child& child) { return child.pipe >= 0; })) {
      listen();
      if (result_.findings.size() >= campaign_.findings_max) stop();
    }
    std::sort(result_.findings.begin(), result_.findings.end(),
              [](const Finding& a, const Finding& b) { return a.seed < b.seed; });
    result_.twice = result_.measure.of("total", "seeds run twice with equal traces");
    return std::move(result_);
  }

 private:
  void begin(unsigned job) {
    std::array<int, 2> ends{};
    KUBOLUK_CHECK(::pipe(ends.data()) == 0);
    const pid_t process = ::fork();
    KUBOLUK_CHECK(process >= 0);
    if (process == 0) {
      ::close(ends[0]);
      Campaign mine = campaign_;
      mine.from = next_from_.contains(job) ? next_from_[job] : campaign_.from + job;
      mine.from -= job;
      work(institutions_, mine, job, ends[1]);
    }
    ::close(ends[1]);
    Child child;
    child.process = process;
    child.pipe = ends[0];
    if (children_.size() <= job) children_.resize(job + 1);
    children_[job] = child;
  }

  void listen() {
    std::vector<pollfd> waits;
    std::vector<unsigned> jobs;
    for (unsigned job = 0; job < children_.size(); ++job) {
      if (children_[job].pipe < 0) continue;
      waits.push_back({children_[job].pipe, POLLIN, 0});
      jobs.push_back(job);
    }
    if (::poll(waits.data(), waits.size(), 1000) <= 0) return;
    for (std::size_t i = 0; i < waits.size(); ++i) {
      if (waits[i].revents != 0) hear(jobs[i]);
    }
  }

  void hear(unsigned job) {
    Child& child = children_[job];
    std::array<char, 65'536> buffer{};
    const ssize_t count = ::read(child.pipe, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) return;
    if (count <= 0) return bury(job);
    child.text.append(buffer.data(), static_cast<std::size_t>(count));
    while (understand(child)) {
    }
  }

  // One line; false: there is none yet.
  bool understand(Child& child) {
    const std::size_t end = child.text.find('\n');
    if (end == std::string::npos) return false;
    const auto parts = parts_of(child.text.substr(0, end));
    if (parts[0] == "measure") {
      const std::size_t bytes = number_of(parts.at(1));
      if (child.text.size() < end + 1 + bytes) return false;
      const auto measure = Measure::parse(child.text.substr(end + 1, bytes));
      KUBOLUK_CHECK(measure.has_value());
      result_.measure.add(*measure);
      child.text.erase(0, end + 1 + bytes);
      return true;
    }
    if (parts[0] == "run") {
      child.running = number_of(parts.at(1));
      ++begun_;
      if (campaign_.progress) campaign_.progress(begun_, campaign_.to - campaign_.from + 1);
    } else if (parts[0] == "found") {
      keep({number_of(parts.at(1)),
            {static_cast<Law>(number_of(parts.at(2))), parts.at(5),
             static_cast<std::int64_t>(number_of(parts.at(3))), parts.at(4)}});
    } else if (parts[0] == "end") {
      child.ended = true;
    }
    child.text.erase(0, end + 1);
    return true;
  }

  void keep(Finding finding) {
    if (campaign_.found) campaign_.found(finding);
    result_.findings.push_back(std::move(finding));
  }

  // A process that ends before its time has found something; another goes on behind that seed.
  void bury(unsigned job) {
    Child& child = children_[job];
    ::close(std::exchange(child.pipe, -1));
    int status = 0;
    ::waitpid(child.process, &status, 0);
    if (child.ended || stopped_ || !child.running) return;
    const std::string how = WIFSIGNALED(status)
                                ? "ended by signal " + std::to_string(WTERMSIG(status))
                                : "ended with code " + std::to_string(WEXITSTATUS(status));
    keep({*child.running, {Law::kProcess, "the process " + how, 0, ""}});
    result_.measure.count("total", "processes that ended (their seeds are not counted)");
    next_from_[job] = *child.running + campaign_.jobs;
    if (next_from_[job] <= campaign_.to) begin(job);
  }

  void stop() {
    stopped_ = true;
    for (Child& child : children_) {
      if (child.pipe < 0) continue;
      ::kill(child.process, SIGKILL);
    }
  }

  const Institutions& institutions_;
  const Campaign& campaign_;
  std::vector<Child> children_;
  std::map<unsigned, std::uint64_t> next_from_;
  CampaignResult result_;
  std::uint64_t begun_ = 0;
  bool stopped_ = false;
};

}  // namespace

CampaignResult run_campaign(const Institutions& institutions, const Campaign& campaign) {
  return Parent(institutions, campaign).run();
}

std::optional<Breach> run_apart(const Institutions& institutions, const Plan& plan) {
  std::array<int, 2> ends{};
  KUBOLUK_CHECK(::pipe(ends.data()) == 0);
  const pid_t process = ::fork();
  KUBOLUK_CHECK(process >= 0);
  if (process == 0) {
    ::close(ends[0]);
    ::close(STDERR_FILENO);  // a failed check would say the same a thousand times
    const Outcome outcome = run_plan(institutions, plan, false);
    say(ends[1], outcome.breach ? line_of({plan.seed, *outcome.breach}) : "fine\n");
    std::_Exit(0);
  }
  ::close(ends[1]);
  std::string text;
  std::array<char, 4096> buffer{};
  for (;;) {
    const ssize_t count = ::read(ends[0], buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    text.append(buffer.data(), static_cast<std::size_t>(count));
  }
  ::close(ends[0]);
  int status = 0;
  ::waitpid(process, &status, 0);
  if (text == "fine\n") return std::nullopt;
  if (!text.ends_with('\n')) return Breach{Law::kProcess, "the process ended", 0, ""};
  text.pop_back();
  const auto parts = parts_of(text);
  return Breach{static_cast<Law>(number_of(parts.at(2))), parts.at(5),
                static_cast<std::int64_t>(number_of(parts.at(3))), parts.at(4)};
}

}  // namespace kuboluk::simulation
