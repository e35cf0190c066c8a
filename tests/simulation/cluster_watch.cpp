// What nodes do, seen by the laws, the story and the measure.
#include <algorithm>

#include "crypto/encoding.h"
#include "ledger/domain/view.h"
#include "tests/simulation/cluster_place.h"
#include "tests/simulation/readers.h"

namespace kuboluk::simulation {
namespace {

using core::test::Institutions;

std::string_view name_of(Boundary next) {
  switch (next) {
    case Boundary::kPersist:
      return "persist";
    case Boundary::kSign:
      return "sign";
    case Boundary::kSend:
      return "send";
    case Boundary::kOther:
      return "other";
    case Boundary::kEnd:
      return "end";
  }
  return "";
}

std::string moment(Boundary next, bool after_sign) {
  const std::string before =
      next == Boundary::kEnd ? "at the end of a step" : "before " + std::string(name_of(next));
  return before + (after_sign ? ", after a signature" : "");
}

}  // namespace

bool Cluster::dies_at(Seat& seat, Boundary next, bool after_sign) {
  if (broken()) return true;
  Place& place = *places_[seat.place];
  for (auto aim = place.aims.begin(); aim != place.aims.end(); ++aim) {
    if (aim->kind != "any" && aim->kind != name_of(next)) continue;
    if (--aim->left > 0) continue;
    const Place::Aim hit = *aim;
    place.aims.erase(aim);
    measure_.count("fault", "died " + moment(next, after_sign));
    down(place, hit.power, hit.down_ms, moment(next, after_sign));
    return true;
  }
  return false;
}

void Cluster::will_persist(Seat& /*seat*/, const core::Effect& /*effect*/) {}

void Cluster::persisted(Seat& seat, const core::Effect& effect) {
  const std::uint64_t known = laws_.history().size();
  laws_.persisted(seat, effect);
  promises_.dropped(laws_, seat, effect);
  if (log_lied_ && std::holds_alternative<core::PersistEvidence>(effect)) fork_proven_ = true;
  const auto* commit = std::get_if<core::PersistCommit>(&effect);
  if (commit == nullptr || commit->changes.empty()) return;
  const batch::Position& after = commit->changes.back().after;
  trace(seat.id + " commits " + std::to_string(after.size) + crypto::to_hex(after.log_root));
  if (after.size > known && tells_)
    story_.push_back(clock_text(now_ms_) + "  " + seat.id + " is the first to commit size " +
                     std::to_string(after.size));
}

void Cluster::not_persisted(Seat& seat, const core::Effect& effect, const Error& /*error*/) {
  laws_.not_persisted(seat, effect);
}

void Cluster::has_signed(Seat& seat, const core::Sign& request, const std::string& note) {
  trace(seat.id + " signs " + note);
  laws_.has_signed(seat, request);
  measure_.count("check", "signatures seen");
  tell_refusal(seat, request);
  if (tells_ && std::holds_alternative<core::SignCheckpoint>(request)) {
    story_.push_back(clock_text(now_ms_) + "  " + seat.id + " signs size " +
                     std::to_string(std::get<core::SignCheckpoint>(request).checkpoint.size));
  }
  if (tells_ && std::holds_alternative<core::SignCosignature>(request)) {
    const auto tree =
        log::parse_checkpoint(std::get<core::SignCosignature>(request).checkpoint_text);
    story_.push_back(clock_text(now_ms_) + "  " + seat.id + " cosigns size " +
                     std::to_string(tree ? tree->size : 0));
  }
}

void Cluster::tell_refusal(const Seat& seat, const core::Sign& request) {
  const auto* refusal = std::get_if<core::SignRefusal>(&request);
  if (!tells_ || refusal == nullptr) return;
  std::string words;
  for (const std::string_view part : {"\nrule ", "\nindex ", "\nexpected ", "\ngot "}) {
    const std::size_t at = refusal->text.find(part);
    if (at == std::string::npos) continue;
    words += refusal->text.substr(at + 1, refusal->text.find('\n', at + 1) - at - 1) + ", ";
  }
  story_.push_back(clock_text(now_ms_) + "  " + seat.id + " refuses a tree: " + words);
}

void Cluster::sends(Seat& seat, const core::Send& send) {
  laws_.sends(seat, send);
  fly(seat.place, send);
}

void Cluster::answers(Seat& seat, const core::Answer& answer) {
  const auto found = tickets_.find(answer.ticket);
  if (found == tickets_.end()) return;
  const Ticket& ticket = found->second;
  if (const auto* receipt = std::get_if<core::Receipted>(&answer.outcome)) {
    measure_.count("answer", receipt->parked ? "receipt, parked" : "receipt");
    tell(seat.id + " gives a receipt for: " + ticket.words);
    promises_.add({seat.place, receipt->parked, ticket.events, ticket.submission, ticket.words});
  } else if (const auto* accepted = std::get_if<core::Accepted>(&answer.outcome)) {
    measure_.count("answer", accepted->repeated ? "was in the log" : "accepted");
    tell(seat.id + " answers, committed: " + ticket.words);
    laws_.says_committed(seat, *accepted);
  } else if (const auto* error = std::get_if<Error>(&answer.outcome)) {
    measure_.count("answer", "refused: " + error->rule);
    tell(seat.id + " refuses by " + error->rule + ": " + ticket.words);
    laws_.refuses(seat, ticket.events, seat.clock(now_ms_), *error);
    measure_.cells.reached(ActSource::cell_of(institutions_, laws_.history().model(),
                                              ticket.events.front(), error->rule));
  } else {
    measure_.count("answer", "busy");
  }
}

void Cluster::notices(Seat& seat, const core::Notice& notice) {
  trace(seat.id + notice.text);
  if (notice.level != core::Notice::Level::kAlarm) return;
  measure_.count("check", "alarms raised by nodes");
  if (tells_) story_.push_back(clock_text(now_ms_) + "  " + seat.id + " ALARM " + notice.text);
}

void Cluster::starts(Seat& seat, const core::Restored& restored, const store::Snapshot& snapshot) {
  measure_.count("check", "starts compared with what was durable");
  laws_.starts(seat, restored, snapshot);
}

void Cluster::replaces_disk(Seat& seat) {
  tell("the operator gives " + seat.id + " an empty disk in the place of the damaged one");
  laws_.lost_memory(seat.place);
  promises_.forget(seat.place);
  measure_.count("fault", "damaged disk replaced by an empty one");
}

void Cluster::fails(Seat& seat, const Error& error) {
  tell(seat.id + " has to open its ledger again: " + error.message());
  Place& place = *places_[seat.place];
  measure_.count("fault", "ledger opened again after a failure");
  if (seat.rotten || !place.windows.empty()) return;
  laws_.broken(Law::kRecovery, seat.id, "fails on a sound disk: " + error.message());
}

// --- the end

void Cluster::inspect_all() {
  ask_as_reader(
      institutions_, laws_, places_.size(),
      [this](std::size_t i) -> Seat* {
        return places_[i]->liar || !places_[i]->seat->is_up() ? nullptr : places_[i]->seat.get();
      },
      true_time(), mix(plan_.seed, 7), measure_);
  for (const auto& place : places_) {
    if (place->liar || broken()) continue;
    place->seat->kill();
    laws_.inspect(*place->seat);
    measure_.count("check", "disks read wholly at the end");
  }
}

void Cluster::sum_up() {
  const NetworkCounts& net = network_.counts();
  measure_.count("fault", "message lost", net.lost);
  measure_.count("fault", "message doubled", net.doubled);
  measure_.count("fault", "message overtaken", net.reordered);
  measure_.count("fault", "message ended at a cut", net.cut);
  measure_.count("fault", "message late by more than a second", net.delayed);
  measure_.count("total", "messages sent", net.sent);
  for (const auto& place : places_) {
    const DiskCounts& disk = place->seat->disk().counts();
    measure_.count("fault", "disk: read failed", disk.read_errors);
    measure_.count("fault", "disk: commit failed, nothing kept", disk.lost_commits);
    measure_.count("fault", "disk: commit failed, all kept", disk.kept_commits);
    measure_.count("fault", "disk: full", disk.full);
    measure_.count("fault", "disk: bit turned", disk.turned_bits);
    measure_.count("fault", "disk: counter not written", disk.counter_errors);
    measure_.count("total", "commits on disks", disk.commits);
    measure_.count("total", "events", place->seat->inputs);
    measure_.count("total", "ticks", place->seat->ticks);
    if (place->liar) {
      for (const LieCount& count : place->liar->told())
        measure_.count("lie", count.name, count.told);
    }
  }
  measure_.count("total", "seeds");
  measure_.count("total", "simulated seconds", static_cast<std::uint64_t>(now_ms_ / 1000));
  measure_.count("total", "committed entries", laws_.history().size());
  measure_.count("total", "receipts given", promises_.given());
  measure_.count("total", "receipts answered by a rejection", promises_.rejected());
  measure_.count("total", "trees with a quorum", laws_.ballots().quorums().size());
  measure_.worst("entries of one log", static_cast<std::int64_t>(laws_.history().size()),
                 plan_.seed);
  if (const auto cells = ActSource::cells_of(institutions_, laws_.history().entries()))
    measure_.cells.add(*cells);
}

}  // namespace kuboluk::simulation
