#include "tests/node/core/scenario.h"

#include <algorithm>
#include <charconv>
#include <sstream>
#include <stdexcept>

#include "ledger/exchange/fork_evidence.h"

namespace kuboluk::core::test {
namespace {

constexpr std::int64_t kPatienceMs = 10'000;  // "expect" waits so long unless it says "within"

[[noreturn]] void fail(const std::string& what) {
  throw std::runtime_error(what);
}

void need(bool holds, const std::string& what) {
  if (!holds) fail(what);
}

std::int64_t number(const std::string& text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  need(error == std::errc() && end == text.data() + text.size(), "no number: " + text);
  return value;
}

// "200ms", "2s", "15m", "3h", "1d", with a sign.
std::int64_t span_ms(const std::string& text) {
  static const std::map<std::string, std::int64_t> kUnits = {
      {"ms", 1}, {"s", 1'000}, {"m", 60'000}, {"h", domain::kHourMs}, {"d", domain::kDayMs}};
  const std::size_t digits = text.find_first_not_of("-0123456789");
  need(digits != std::string::npos && kUnits.contains(text.substr(digits)), "no time: " + text);
  return number(text.substr(0, digits)) * kUnits.at(text.substr(digits));
}

const std::map<std::string, Vice>& vices() {
  static const std::map<std::string, Vice> kVices = {{"silent", Vice::kSilent},
                                                     {"slow", Vice::kSlow},
                                                     {"garbage", Vice::kGarbage},
                                                     {"wrong-size", Vice::kWrongSize},
                                                     {"other-ledger", Vice::kOtherLedger},
                                                     {"old-timestamp", Vice::kOldTimestamp},
                                                     {"only-agrees", Vice::kOnlyAgrees},
                                                     {"refuses-all", Vice::kRefusesAll},
                                                     {"garbage-acts", Vice::kGarbageActs},
                                                     {"two-roots", Vice::kTwoRoots}};
  return kVices;
}

std::string join(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words)
    text += (text.empty() ? "" : " ") + word;
  return text;
}

}  // namespace

Scenario::Scenario(std::string name, const std::string& text) : name_(std::move(name)) {
  std::istringstream lines(text);
  std::string line;
  for (int at = 1; std::getline(lines, line); ++at) {
    std::istringstream words(line.substr(0, line.find('#')));
    Line parsed{at, {}};
    for (std::string word; words >> word;)
      parsed.words.push_back(word);
    if (!parsed.words.empty()) lines_.push_back(std::move(parsed));
  }
}

std::string Scenario::play() {
  int at = 0;
  try {
    for (const Line& line : lines_) {
      at = line.number;
      run(line.words);
    }
    for (const std::string& breach : stage().world.breaches())
      fail(breach);
    if (!promises_) return {};
    for (const std::string& broken : stage().world.broken_promises())
      fail("at the end: " + broken);
  } catch (const std::runtime_error& error) {
    return name_ + ":" + std::to_string(at) + ": " + error.what();
  } catch (const std::out_of_range&) {
    return name_ + ":" + std::to_string(at) + ": a word is missing";
  }
  return {};
}

Stage& Scenario::stage() {
  if (!stage_) stage_ = std::make_unique<Stage>(seed_, clock_);
  return *stage_;
}

const Filed& Scenario::act(const std::string& name) const {
  const auto found = acts_.find(name);
  need(found != acts_.end(), "nothing was submitted as " + name);
  return found->second;
}

std::vector<std::string> Scenario::members(const Words& words, std::size_t from) const {
  need(from < words.size(), "a member is missing");
  Words ids(words.begin() + static_cast<std::ptrdiff_t>(from), words.end());
  if (ids == Words{"all"}) return stage_->world.honest();
  for (const std::string& id : ids) {
    const auto& all = Institutions::ids();
    need(std::find(all.begin(), all.end(), id) != all.end(), "no such member: " + id);
  }
  return ids;
}

bool Scenario::eventually(const std::function<bool()>& holds, std::int64_t ms) {
  return stage().world.run_until(holds, ms);
}

void Scenario::run(const Words& words) {
  const std::string& verb = words[0];
  World* world = stage_ ? &stage_->world : nullptr;
  if (verb == "clock") {
    need(world == nullptr && (words.at(1) == "real" || words.at(1) == "scenario"), "clock?");
    clock_ = words[1] == "real" ? domain::Clock::kReal : domain::Clock::kScenario;
    return;
  }
  if (verb == "seed") {
    seed_ = static_cast<std::uint64_t>(number(words.at(1)));
    return;
  }
  world = &stage().world;
  if (verb == "start" && words.size() == 1) return world->start_all();
  if (verb == "start" || verb == "restart") return world->start(members(words, 1)[0]);
  if (verb == "crash") return world->crash(members(words, 1)[0]);
  if (verb == "submit") return submit(words);
  if (verb == "tick") return world->run(span_ms(words.at(1)));
  if (verb == "leap") return void(world->now.ms += span_ms(words.at(1)));
  if (verb == "deliver") {
    return world->run_messages(static_cast<std::uint64_t>(number(words.at(1))), 60'000);
  }
  if (verb == "cut") return world->cut(members(words, 1).at(0), members(words, 1).at(1));
  if (verb == "split") return split(words);
  if (verb == "heal") return world->heal();
  if (verb == "drop" || verb == "double") {
    const std::string& percent = words.at(1);
    need(percent.ends_with('%'), "how many percent?");
    const auto value = static_cast<unsigned>(number(percent.substr(0, percent.size() - 1)));
    (verb == "drop" ? world->weather.loss_percent : world->weather.double_percent) = value;
    return;
  }
  if (verb == "delay") return void(world->weather.delay_ms_max = span_ms(words.at(1)));
  if (verb == "clock-error") return world->set_clock_error(words.at(1), span_ms(words.at(2)));
  if (verb == "copy") {
    copies_[words.at(3)] = {world->copy_of(words.at(1))};
    return;
  }
  if (verb == "restore") {
    need(copies_.contains(words.at(4)), "no copy " + words.at(4));
    return world->restore(words.at(1), copies_.at(words.at(4)).disk);
  }
  if (verb == "lose-counter") return world->lose_counter(words.at(1));
  if (verb == "lie") return lie(words);
  if (verb == "mend") return mend(words.at(1));
  if (verb == "promises") {
    need(join(words) == "promises stay open", "promises stay open?");
    promises_ = false;
    return;
  }
  if (verb == "expect") return expect(words);
  fail("unknown command: " + join(words));
}

void Scenario::split(const Words& words) {
  std::vector<std::vector<std::string>> groups(1);
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (words[i] == "|") {
      groups.emplace_back();
    } else {
      groups.back().push_back(members({words[i]}, 0)[0]);
    }
  }
  need(groups.size() > 1, "split into what?");
  stage().world.split(groups);
}

// submit <at> note|registration|unlawful <number> [by <author>] [after <name>] as <name>
void Scenario::submit(const Words& words) {
  const std::string at = members({words.at(1)}, 0)[0];
  const auto number_of = static_cast<int>(number(words.at(3)));
  std::string author = at;
  std::string name;
  std::optional<Hash> after;
  for (std::size_t i = 4; i + 1 < words.size(); i += 2) {
    if (words[i] == "by") author = words[i + 1];
    if (words[i] == "after") after = act(words[i + 1]).act.id;
    if (words[i] == "as") name = words[i + 1];
  }
  need(!name.empty(), "as what?");
  const Institutions& institutions = stage().institutions;
  const domain::Instant now = stage().world.now;
  std::optional<domain::SignedEvent> event;
  if (words[2] == "note") event = institutions.note(author, number_of, now, after);
  if (words[2] == "registration") {
    event = institutions.registration(number_of, now, "Synthetic Organisation " + name);
  }
  if (words[2] == "unlawful") event = institutions.unlawful(number_of, now);
  need(event.has_value(), "no such act: " + words[2]);
  acts_.insert_or_assign(name, stage().file(at, *event));
}

Workshop& Scenario::workshop() {
  if (!workshop_)
    workshop_ = std::make_unique<Workshop>(stage().institutions, stage().history("mfa"));
  return *workshop_;
}

// lie cec <what> to <members>; lie <cosigner> <vice>
void Scenario::lie(const Words& words) {
  const std::string who = members({words.at(1)}, 0)[0];
  const std::string& what = words.at(2);
  if (who != "cec") {
    need(vices().contains(what), "no such vice: " + what);
    stage().world.set_puppet(
        who, std::make_unique<UselessCosigner>(stage().institutions, who, vices().at(what)));
    return;
  }
  need(words.at(3) == "to", "to whom?");
  if (!workshop_) {
    stage().world.set_puppet("cec", std::make_unique<Listener>());
    committed_ = stage().size("mfa");
  }
  lie_as_sequencer(what, members(words, 4));
}

void Scenario::lie_as_sequencer(const std::string& what, const Words& to) {
  Stage& on = stage();
  const domain::Instant now = on.world.now;
  const auto note = [&] { return on.institutions.note("ots", ++number_, now); };
  std::vector<std::string> entries;
  if (what == "unlawful-draft" || what == "unlawful") {
    entries = with_act(workshop().batch({note()}, now), on.institutions.unlawful(++number_, now));
  } else if (what == "status-root") {
    entries = with_status_root(workshop().batch({note()}, now));
  } else if (what == "wrong-index") {
    entries = with_index(workshop().batch({note(), note()}, now), 1);
  } else if (what == "time-ahead") {
    entries = workshop().batch({}, {now.ms + 3'650 * domain::kDayMs});
  } else if (what == "tree" || what == "another-tree" || what == "wrong-root") {
    entries = workshop().batch({note()}, now);
  } else if (what == "same-tree" || what == "smaller-tree") {
    // no entries
  } else {
    fail("no such lie: " + what);
  }
  exchange::Proposed proposed = workshop().proposed(entries);
  log::Checkpoint tree = workshop().tree(entries);
  if (what == "wrong-root") {
    tree.root[3] ^= 1;
    proposed.checkpoint = workshop().sign(tree);
  }
  if (what == "smaller-tree") {
    auto early = on.history("mfa");
    early.resize(2);
    const Workshop then(on.institutions, early);
    tree = then.tree({});
    proposed = then.proposed({});
  }
  if (what != "same-tree" && what != "smaller-tree") lies_.push_back(tree);
  if (what == "unlawful-draft") {
    on.world.inject("cec", {{to, workshop().draft(entries)}});
  } else {
    on.world.inject("cec", {{to, proposed}});
  }
}

void Scenario::mend(const std::string& id) {
  stage().world.remove_puppet(members({id}, 0)[0]);
  stage().world.start(id);
  workshop_.reset();
}

void Scenario::expect_act(const Words& words, std::int64_t within_ms) {
  const Filed& filed = act(words[1]);
  const World& world = stage().world;
  const std::string& what = words.at(2);
  std::function<bool()> holds;
  if (what == "committed") {
    need(words.at(3) == "on", "on whom?");
    const auto ids = members(words, 4);
    holds = [&, ids] {
      return std::all_of(ids.begin(), ids.end(), [&](const std::string& id) {
        return world.indexes_of(id, filed.act.id).size() == 1;
      });
    };
  } else if (what == "accepted") {
    holds = [&] { return world.accepted(filed.ticket).has_value(); };
  } else if (what == "rejected") {
    const std::string rule = words.at(3);
    holds = [&, rule] {
      const auto error = world.rejected(filed.ticket);
      return error && error->rule == rule;
    };
  } else if (what == "receipt") {
    holds = [&] { return world.has_receipt(filed.ticket); };
  } else if (what == "nowhere") {
    const auto ids = world.honest();
    need(std::all_of(
             ids.begin(), ids.end(),
             [&](const std::string& id) { return world.indexes_of(id, filed.act.id).empty(); }),
         "it is committed somewhere");
    return;
  } else {
    fail("expect an act to be what? " + what);
  }
  if (eventually(holds, within_ms)) return;
  std::string held;
  for (const std::string& id : world.honest())
    held += world.indexes_of(id, filed.act.id).empty() ? "" : " " + id;
  const auto error = world.rejected(filed.ticket);
  fail("not so: " + join(words) + (held.empty() ? "" : " (held by" + held + ")") +
       (error ? " (" + error->message() + ")" : ""));
}

// expect ... [within <time>]
void Scenario::expect(Words words) {
  std::int64_t within_ms = kPatienceMs;
  if (words.size() > 2 && words[words.size() - 2] == "within") {
    within_ms = span_ms(words.back());
    words.resize(words.size() - 2);
  }
  const World& world = stage().world;
  const std::string& what = words.at(1);
  if (what == "quiet") {
    need(eventually([&] { return world.quiet(); }, within_ms), "it is not quiet");
  } else if (what == "size") {
    const auto size = static_cast<std::uint64_t>(number(words.at(2)));
    for (const std::string& id : members(words, 4))
      need(eventually([&] { return stage().size(id) == size; }, within_ms),
           id + " has size " + std::to_string(stage().size(id)));
  } else if (what == "refusal") {
    // expect refusal by <member> <rule> at <index>
    const auto index = static_cast<std::uint64_t>(number(words.at(6)));
    const auto holds = [&] { return stage().refusal(words[3], words[4], index).has_value(); };
    need(eventually(holds, within_ms), "no such refusal by " + words[3]);
  } else if (what == "no" && words.at(2) == "commit") {
    for (const std::string& id : world.honest())
      need(stage().size(id) == committed_, id + " has committed");
    for (const log::Checkpoint& lie : lies_)
      need(stage().cosignatures(lie) < 3, "a lie has three cosignatures");
  } else if (what == "no" && words.at(2) == "cosignature") {
    for (const log::Checkpoint& lie : lies_)
      need(stage().cosignatures(lie) == 0, "a lie has a cosignature");
  } else if (what == "evidence") {
    for (const std::string& id : members(words, 3)) {
      need(eventually([&] { return !world.disk(id).evidence.empty(); }, within_ms),
           id + " has no evidence");
      for (const std::string& text : world.disk(id).evidence) {
        const auto fork = exchange::parse_fork(text);
        need(fork && exchange::verify_fork(*fork, stage().institutions.info().id,
                                           stage().institutions.vkey("cec", "log").key()),
             "the evidence on " + id + " proves nothing");
      }
    }
  } else if (what == "phase") {
    const auto holds = [&] { return world.status(words.at(2)).phase == words.at(3); };
    need(eventually(holds, within_ms), words.at(2) + " is " + world.status(words[2]).phase);
  } else if (what == "waiting") {
    need(eventually([&] { return !world.status(words.at(2)).waiting.empty(); }, within_ms),
         words.at(2) + " does not say what it waits for");
  } else if (what == "log-signatures") {
    const std::size_t count = stage().log_signatures();
    need(count == static_cast<std::size_t>(number(words.at(2))),
         "there are " + std::to_string(count));
  } else {
    expect_act(words, within_ms);
  }
}

}  // namespace kuboluk::core::test
