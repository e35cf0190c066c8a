// Draws a plan from a seed. One thing is limited: no more may be broken for good than the quorum
// rule bears (f = 1 of four cosigners), else nobody could ask for liveness afterwards.
#include <algorithm>
#include <random>

#include "tests/node/core/institutions.h"
#include "tests/simulation/lies.h"
#include "tests/simulation/plan.h"

namespace kuboluk::simulation {
namespace {

constexpr std::int64_t kSafetyMsMin = 25'000;
constexpr std::int64_t kSafetyMsMore = 35'000;
constexpr std::int64_t kYearMs = 365 * domain::kDayMs;

class Draw {
 public:
  explicit Draw(std::uint64_t seed);
  Plan plan();

 private:
  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
  std::int64_t ms(std::int64_t from, std::int64_t more) {
    return from + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(more)));
  }
  bool one_in(std::uint64_t times) { return below(times) == 0; }
  const std::string& member() { return ids_[below(ids_.size())]; }
  std::int64_t any_time() { return ms(2'000, plan_.safety_ms - 4'000); }
  Action& add(std::int64_t at, Act act, const std::string& a = {}, std::int64_t n = 0,
              std::int64_t m = 0);

  void seat_liar();
  void weather();
  void cuts();
  void swizzle(std::int64_t at);
  void crashes();
  void disks();
  void disk_errors();
  void break_for_good(const std::string& who);
  void clocks();
  void acts();
  void pauses();

  std::mt19937_64 random_;
  const std::vector<std::string>& ids_ = core::test::Institutions::ids();
  Plan plan_;
  std::string liar_;
  std::string weak_;  // the cosigner that may be lost for good
};

Draw::Draw(std::uint64_t seed) : random_(seed * 0x9E3779B97F4A7C15ULL + 1) {
  plan_.seed = seed;
}

Action& Draw::add(std::int64_t at, Act act, const std::string& a, std::int64_t n, std::int64_t m) {
  Action action;
  action.at_ms = at;
  action.act = act;
  action.a = a;
  action.n = {n, m, 0};
  plan_.actions.push_back(std::move(action));
  return plan_.actions.back();
}

void Draw::seat_liar() {
  weak_ = ids_[1 + below(ids_.size() - 1)];
  if (one_in(2)) return;
  const bool sequencer = one_in(2);
  liar_ = sequencer ? ids_.front() : weak_;
  const LiarRole role = sequencer ? LiarRole::kSequencer : LiarRole::kCosigner;
  std::vector<std::string_view> menu;
  for (const Lie& lie : all_lies()) {
    if (lie.role == role) menu.push_back(lie.name);
  }
  if (menu.empty()) return;
  std::string words;
  const std::uint64_t count = 1 + below(3);
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::size_t at = below(menu.size());
    if (menu[at].empty()) continue;
    words += (words.empty() ? "" : "; ") + std::string(menu[at]);
    menu[at] = {};
  }
  const std::int64_t at = one_in(3) ? 0 : ms(5'000, plan_.safety_ms / 2);
  add(at, Act::kLiar, liar_).words = words;
}

void Draw::weather() {
  const std::uint64_t changes = 2 + below(5);
  for (std::uint64_t i = 0; i < changes; ++i) {
    const std::int64_t at = i == 0 ? 0 : any_time();
    Action& action = add(at, Act::kWeather);
    const std::int64_t slowest = one_in(5) ? 4'000 : one_in(2) ? 400 : 40;
    action.n = {static_cast<std::int64_t>(below(31)), static_cast<std::int64_t>(below(51)),
                1 + ms(0, slowest)};
  }
  if (!one_in(3)) return;
  const std::string& slow = member();
  const std::int64_t at = any_time();
  add(at, Act::kSlow, slow, ms(50, 2'000));
  add(at + ms(2'000, 20'000), Act::kSlow, slow, 0);
}

void Draw::swizzle(std::int64_t at) {
  const std::string& about = member();
  std::vector<std::string> others;
  for (const std::string& id : ids_) {
    if (id != about) others.push_back(id);
  }
  for (int way = 0; way < 2; ++way) {
    for (std::size_t i = others.size(); i > 1; --i)
      std::swap(others[i - 1], others[below(i)]);
    for (const std::string& id : others) {
      at += ms(50, 900);
      add(at, way == 0 ? Act::kCut : Act::kMend, about).b = id;
    }
    at += ms(500, 8'000);
  }
}

void Draw::cuts() {
  const std::uint64_t count = below(6);
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::int64_t at = any_time();
    const std::string a = member();
    const std::string b = member();
    switch (below(5)) {
      case 0:
        if (a != b) add(at, Act::kCut, a).b = b;
        break;
      case 1:
        if (a != b) add(at, Act::kCutOneWay, a).b = b;
        break;
      case 2:
        add(at, Act::kIsolate, a);
        break;
      case 3:
        add(at, Act::kSplit, {}, 1 + static_cast<std::int64_t>(below(30)));
        break;
      default:
        swizzle(at);
    }
    if (!one_in(4)) add(at + ms(1'000, 15'000), Act::kHeal);
  }
}

void Draw::crashes() {
  static constexpr std::string_view kAims[] = {"any", "persist", "sign", "send"};
  const std::uint64_t count = 1 + below(7);
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::string& who = member();
    const std::int64_t down = one_in(4) ? ms(5'000, 15'000) : ms(300, 3'000);
    const bool power = one_in(2);
    if (one_in(4)) {
      add(any_time(), power ? Act::kPower : Act::kCrash, who, down);
      continue;
    }
    const auto nth = 1 + static_cast<std::int64_t>(below(one_in(2) ? 4 : 25));
    add(any_time(), power ? Act::kAimPower : Act::kAimCrash, who, nth, down).words =
        kAims[below(4)];
  }
}

void Draw::disk_errors() {
  const std::uint64_t count = below(4);
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::string& who = member();
    const std::int64_t at = any_time();
    const std::int64_t lasts = ms(500, 8'000);
    switch (below(5)) {
      case 0:
        add(at, Act::kReadErrors, who, ms(1, 20), lasts);
        break;
      case 1:
        add(at, Act::kLostCommits, who, ms(20, 300), lasts);
        break;
      case 2:
        add(at, Act::kKeptCommits, who, ms(20, 300), lasts);
        break;
      case 3:
        add(at, Act::kCounterErrors, who, ms(100, 600), lasts);
        break;
      default:
        add(at, Act::kFull, who, lasts);
    }
  }
}

// After which that node may never sign again; for the sequencer: not before it has heard everybody.
void Draw::break_for_good(const std::string& who) {
  const std::int64_t at = ms(8'000, plan_.safety_ms / 2);
  const std::int64_t down = ms(300, 5'000);
  switch (below(6)) {
    case 0:
      add(at, Act::kRot, who);
      if (one_in(2)) add(at + 500, Act::kCrash, who, down);
      break;
    case 1:
      add(at, Act::kLose, who, down);
      break;
    case 2:
      add(at, Act::kLoseCounter, who, down);
      break;
    case 3:
      // A cosigner whose clock was years ahead when it signed cannot sign anything older again.
      add(at, Act::kClock, who, 10 * kYearMs);
      add(at + ms(1'000, 20'000), Act::kClock, who, 0);
      break;
    default: {
      static constexpr std::string_view kFates[] = {"kept", "lost", "restored"};
      add(at, Act::kCopy, who);
      add(at + ms(500, 15'000), Act::kRestore, who, down).words = kFates[below(3)];
    }
  }
}

void Draw::disks() {
  disk_errors();
  // A lying cosigner is f already, and a sequencer that must hear everybody would wait for it.
  const bool cosigner_lies = !liar_.empty() && liar_ != ids_.front();
  if (cosigner_lies) return;
  if (one_in(2)) break_for_good(weak_);
  if (liar_.empty() && one_in(4)) break_for_good(ids_.front());
}

void Draw::clocks() {
  const std::uint64_t count = below(4);
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::string& who = member();
    const std::int64_t at = any_time();
    const std::int64_t back = one_in(3) ? -domain::kHourMs : ms(-120'000, 240'000);
    add(at, Act::kClock, who, back);
    add(at + ms(1'000, 20'000), Act::kClock, who, 0);
  }
}

void Draw::acts() {
  std::vector<std::string_view> lies;
  for (const Lie& lie : all_lies()) {
    if (lie.role == LiarRole::kAuthor) lies.push_back(lie.name);
  }
  const std::uint64_t count = 18 + below(24);
  for (std::uint64_t i = 0; i < count; ++i)
    add(ms(500, plan_.safety_ms - 500), Act::kSubmit, member());
  const std::uint64_t told = lies.empty() ? 0 : below(4);
  for (std::uint64_t i = 0; i < told; ++i)
    add(any_time(), Act::kAuthorLie).words = lies[below(lies.size())];
}

void Draw::pauses() {
  if (!one_in(4)) return;
  add(any_time(), Act::kLeap, {}, ms(10'000, one_in(2) ? 7'200'000 : 120'000));
}

Plan Draw::plan() {
  plan_.safety_ms = ms(kSafetyMsMin, kSafetyMsMore);
  seat_liar();
  weather();
  cuts();
  crashes();
  disks();
  clocks();
  acts();
  pauses();
  std::erase_if(plan_.actions,
                [this](const Action& action) { return action.at_ms >= plan_.safety_ms; });
  std::stable_sort(plan_.actions.begin(), plan_.actions.end(),
                   [](const Action& x, const Action& y) { return x.at_ms < y.at_ms; });
  return plan_;
}

}  // namespace

Plan draw_plan(std::uint64_t seed) {
  return Draw(seed).plan();
}

}  // namespace kuboluk::simulation
