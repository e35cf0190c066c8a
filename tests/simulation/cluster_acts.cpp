// What the plan does to the cluster.
#include <algorithm>

#include "crypto/encoding.h"
#include "tests/simulation/cluster_place.h"

namespace kuboluk::simulation {
namespace {

using core::test::Institutions;

std::vector<std::string_view> names_of(std::string_view words) {
  std::vector<std::string_view> names;
  while (!words.empty()) {
    const std::size_t end = words.find("; ");
    names.push_back(words.substr(0, end));
    words.remove_prefix(end == std::string_view::npos ? words.size() : end + 2);
  }
  return names;
}

std::string short_id(const Hash& id) {
  return crypto::to_hex(id).substr(0, 8);
}

}  // namespace

void Cluster::act(const Action& action) {
  tell(sentence(action));
  if (!action.a.empty() && !place_of(action.a).liar && place_of(action.a).seat->is_up())
    measure_.count("state", place_of(action.a).seat->status().phase);
  switch (action.act) {
    case Act::kLeap:
      leapt_ms_ += action.n[0];
      now_ms_ += action.n[0];
      measure_.count("fault", "time leapt for all");
      return;
    case Act::kPace:
      pace_ms_ = std::max<std::int64_t>(action.n[0], 1);
      return;
    case Act::kAuthorLie:
      return lie_as_author(action.words);
    case Act::kWeather:
    case Act::kSlow:
    case Act::kCut:
    case Act::kCutOneWay:
    case Act::kMend:
    case Act::kIsolate:
    case Act::kSplit:
    case Act::kHeal:
      return act_on_network(action);
    default:
      break;
  }
  Place& place = place_of(action.a);
  if (action.act == Act::kHonest) return set_honest(place);
  if (place.liar && action.act != Act::kSubmit) return;
  if (action.act >= Act::kReadErrors && action.act <= Act::kLoseCounter)
    return act_on_disk(action, place);
  act_on_member(action, place);
}

void Cluster::act_on_network(const Action& action) {
  const auto number = [&](const std::string& id) { return place_of(id).seat->place; };
  const auto cut = [&](std::size_t from, std::size_t to) {
    if (from == to || network_.is_cut(from, to)) return;
    network_.cut(from, to);
    measure_.count("fault", "link cut, one way");
  };
  if (action.act == Act::kWeather) {
    network_.weather = {static_cast<unsigned>(action.n[0]), static_cast<unsigned>(action.n[1]),
                        action.n[2]};
  } else if (action.act == Act::kSlow) {
    network_.slow_ms[number(action.a)] = action.n[0];
    if (action.n[0] > 0) measure_.count("fault", "node slowed down");
  } else if (action.act == Act::kHeal) {
    network_.heal();
  } else if (action.act == Act::kMend) {
    network_.mend(number(action.a), number(action.b));
    network_.mend(number(action.b), number(action.a));
  } else if (action.act == Act::kCut || action.act == Act::kCutOneWay) {
    cut(number(action.a), number(action.b));
    if (action.act == Act::kCut) cut(number(action.b), number(action.a));
  } else {
    const bool isolates = action.act == Act::kIsolate;
    const std::uint64_t side =
        isolates ? std::uint64_t{1} << number(action.a) : static_cast<std::uint64_t>(action.n[0]);
    for (std::size_t from = 0; from < places_.size(); ++from) {
      for (std::size_t to = 0; to < places_.size(); ++to) {
        if ((side >> from & 1) != (side >> to & 1)) cut(from, to);
      }
    }
  }
}

void Cluster::down(Place& place, bool power, std::int64_t ms, const std::string& how) {
  if (!place.seat->is_running()) {
    place.seat->start_at(now_ms_ + ms);
    return;
  }
  measure_.count("fault", power ? "power lost" : "process killed");
  tell(place.seat->id + (power ? " loses power" : " is killed") + (how.empty() ? "" : ", " + how));
  if (power) place.seat->power_cut();
  if (!power) place.seat->kill();
  place.linked.assign(places_.size(), false);
  place.seat->start_at(now_ms_ + ms);
}

void Cluster::act_on_disk(const Action& action, Place& place) {
  const auto bad = [&](unsigned DiskFaults::*chance) {
    place.seat->disk().faults.*chance = static_cast<unsigned>(action.n[0]);
    place.windows.push_back({now_ms_ + action.n[1], chance});
  };
  switch (action.act) {
    case Act::kReadErrors:
      return bad(&DiskFaults::read_error);
    case Act::kLostCommits:
      return bad(&DiskFaults::commit_lost);
    case Act::kKeptCommits:
      return bad(&DiskFaults::commit_kept);
    case Act::kCounterErrors:
      return bad(&DiskFaults::counter_lost);
    case Act::kFull:
      place.seat->disk().faults.full = true;
      place.windows.push_back({now_ms_ + action.n[0], nullptr});
      return;
    case Act::kRot:
      if (const auto what = place.seat->disk().turn_a_bit()) {
        place.seat->rotten = true;
        tell("it was in " + *what);
      }
      return;
    case Act::kLose:
      down(place, false, action.n[0], {});
      place.seat->replace_disk();
      laws_.lost_memory(place.seat->place);
      promises_.forget(place.seat->place);
      measure_.count("fault", "disk lost");
      return;
    case Act::kLoseCounter:
      down(place, false, action.n[0], {});
      place.seat->disk().lose_counter();
      laws_.other_disk(place.seat->place);
      measure_.count("fault", "counter lost");
      return;
    case Act::kCopy:
      place.copy = Place::Copy{place.seat->disk().image(), place.seat->disk().counter_text(),
                               laws_.cosigned_size(place.seat->place)};
      return;
    default:
      return restore(place, action);
  }
}

void Cluster::restore(Place& place, const Action& action) {
  if (!place.copy) return;
  down(place, false, action.n[0], {});
  place.seat->disk().restore(place.copy->image);
  if (action.words == "lost") place.seat->disk().lose_counter();
  if (action.words == "restored") {
    place.seat->disk().set_counter_text(place.copy->counter);
    laws_.distrust(place.seat->place);
  }
  laws_.lost_memory(place.seat->place);
  promises_.forget(place.seat->place);
  measure_.count("fault", "old disk put back, counter " + action.words);
}

void Cluster::act_on_member(const Action& action, Place& place) {
  switch (action.act) {
    case Act::kCrash:
    case Act::kPower:
      return down(place, action.act == Act::kPower, action.n[0], {});
    case Act::kAimCrash:
    case Act::kAimPower:
      place.aims.push_back({action.words, action.n[0], action.n[1], action.act == Act::kAimPower});
      return;
    case Act::kClock:
      place.seat->clock_error = action.n[0];
      if (action.n[0] != 0) measure_.count("fault", "clock set wrong");
      return;
    case Act::kSubmit:
      return submit_at(place);
    case Act::kLiar:
      return set_liar(place, action.words);
    default:
      return;
  }
}

void Cluster::set_liar(Place& place, const std::string& lies) {
  place.seat->kill();
  place.linked.assign(places_.size(), false);
  const std::uint64_t size = laws_.kept(*place.seat).size;
  const std::span<const std::string> entries(laws_.history().entries().data(), size);
  place.liar = make_liar(institutions_, place.seat->id, names_of(lies), mix(plan_.seed, 6), entries,
                         true_time());
  ++place.seat->life;
  laws_.set_liar(place.seat->place, true);
  promises_.forget(place.seat->place);
  if (place.seat->place == 0) log_lied_ = true;
  measure_.count("fault", place.seat->place == 0 ? "sequencer lies" : "cosigner lies");
}

void Cluster::set_honest(Place& place) {
  if (!place.liar) return;
  for (const LieCount& count : place.liar->told())
    measure_.count("lie", count.name, count.told);
  place.liar.reset();
  laws_.set_liar(place.seat->place, false);
  place.linked.assign(places_.size(), false);
  place.seat->start_at(now_ms_ + 1);
}

// --- acts

void Cluster::submit_at(Place& place) {
  if (!place.liar && !place.seat->is_up()) return;
  const ActSource::Drawn drawn = source_.draw(laws_.history().model(), true_time());
  std::string bytes;
  for (const domain::SignedEvent& event : drawn.events)
    bytes += event.bytes;
  hand_in(place, bytes, drawn.words);
}

void Cluster::lie_as_author(const std::string& lie) {
  const ActSource::Drawn drawn = source_.draw(laws_.history().model(), true_time());
  if (drawn.events.empty()) return;
  const auto handed =
      author_lie(lie, institutions_, drawn.author, drawn.events.front(), true_time(), random_);
  measure_.count("lie", lie, handed.size());
  for (const Handed& one : handed)
    hand_in(place_of(one.at), one.bytes, "a lie: " + lie);
}

void Cluster::hand_in(Place& place, const std::string& bytes, const std::string& words) {
  auto submission =
      exchange::parse_submission(bytes, institutions_.info(), place.seat->setup().operator_key);
  if (!submission) {
    measure_.count("answer", "does not parse: " + submission.error().rule);
    return;
  }
  tell("at " + place.seat->id + ": " + words + " (" + short_id(submission->id) + ")");
  if (place.liar) return from_liar(place, place.liar->submit(*submission, true_time()));
  if (!place.seat->is_up()) return;
  measure_.count("total", "submissions");
  const std::uint64_t ticket = next_ticket_++;
  tickets_[ticket] = {place.seat->place, submission->events, submission->id, words};
  place.seat->feed(core::Submit{ticket, std::move(*submission)}, now_ms_);
}

}  // namespace kuboluk::simulation
