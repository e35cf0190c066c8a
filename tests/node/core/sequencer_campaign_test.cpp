// The sequencer under random submissions, failures and crashes, against what a clerk would expect.
#include <catch2/catch.hpp>

#include <algorithm>
#include <random>
#include <set>

#include "node/core/sequencer.h"
#include "tests/ledger/batch/clerk.h"
#include "tests/node/core/desk.h"

namespace kuboluk::core {
namespace {

using batch::test::Clerk;
using test::Desk;

constexpr int kSteps = 400;

// A ledger office on a bad day: effects are carried out late, fail or are lost in a crash; clients
// submit again until they have an answer that counts.
class Campaign {
 public:
  Campaign(const Clerk& clerk, std::uint64_t seed) : clerk_(clerk), random_(seed), desk_(clerk) {
    desk_.begin();
  }

  void run() {
    for (int i = 0; i < kSteps; ++i) {
      desk_.now.ms += static_cast<std::int64_t>(random_() % 1000);
      step();
    }
    settle();
    check_log();
  }

 private:
  void step() {
    switch (random_() % 8) {
      case 0:
      case 1:
      case 2:
        return submit(static_cast<int>(random_() % 60));
      case 3:
        return take(desk_.step(Tick{}));
      case 4:
        if (random_() % 4 == 0) return crash();
        return carry_out();
      case 5:
        if (outstanding_ && random_() % 3 == 0) return fail();
        return carry_out();
      default:
        return carry_out();
    }
  }

  void submit(int number) {
    wanted_.insert(number);
    const std::uint64_t ticket = next_ticket_++;
    open_[ticket] = number;
    std::vector<domain::SignedEvent> events = {clerk_.note(number)};
    if (number % 5 == 0) events.push_back(clerk_.registration(number));
    take(desk_.step(Submit{ticket, std::move(events), std::nullopt}));
  }

  void take(std::vector<Effect> effects) {
    for (Effect& effect : effects) {
      if (auto* answer = std::get_if<Answer>(&effect)) {
        take_answer(*answer);
      } else {
        REQUIRE(!outstanding_);
        outstanding_ = std::move(effect);
      }
    }
  }

  void take_answer(const Answer& answer) {
    const auto found = open_.find(answer.ticket);
    REQUIRE(found != open_.end());  // every ticket is answered once
    if (const auto* accepted = std::get_if<Accepted>(&answer.outcome)) {
      const auto known = answered_.emplace(found->second, accepted->index).first;
      REQUIRE(known->second == accepted->index);  // always the same index
    } else {
      REQUIRE(std::get_if<Error>(&answer.outcome)->detail == "planned");
    }
    open_.erase(found);
  }

  void carry_out() {
    if (!outstanding_) return;
    const Effect effect = std::move(*outstanding_);
    outstanding_.reset();
    if (const auto* persist = std::get_if<Persist>(&effect)) {
      desk_.persist(persist->change);
      if (random_() % 10 == 0) return crash();
      take(desk_.step(Persisted{desk_.position()}));
    } else if (const auto* sign = std::get_if<SignCheckpoint>(&effect)) {
      take(desk_.step(Signed{desk_.sign(sign->checkpoint)}));
    } else {
      desk_.note_stored(std::get<StoreCheckpoint>(effect).note);
      if (random_() % 10 == 0) return crash();
      take(desk_.step(CheckpointStored{}));
    }
  }

  void fail() {
    outstanding_.reset();
    take(desk_.step(EffectFailed{{"STORE", "campaign", "planned"}}));
  }

  // What was not answered is forgotten by the machine, not by the clients.
  void crash() {
    outstanding_.reset();
    open_.clear();
    desk_.crash();
  }

  void settle() {
    for (int round = 0; round < 100; ++round) {
      while (outstanding_)
        carry_out();
      take(desk_.step(Tick{}));
      if (outstanding_) continue;
      const auto missing = std::find_if(wanted_.begin(), wanted_.end(),
                                        [&](int number) { return !answered_.contains(number); });
      if (missing == wanted_.end()) break;
      submit(*missing);
    }
    while (outstanding_)
      carry_out();
    REQUIRE(answered_.size() == wanted_.size());
    REQUIRE(open_.empty());
    REQUIRE(desk_.machine().idle());
  }

  // Law 8 in small: each act that anybody wanted is in the log exactly once, where the answers
  // said.
  void check_log() {
    std::map<Hash, std::vector<std::uint64_t>> places;
    std::vector<std::string> entries;
    for (std::uint64_t index = 0; index < desk_.position().size; ++index) {
      entries.push_back(*desk_.ledger().entry(index));
      const auto entry = *domain::parse_entry(entries.back());
      if (entry.is_seal()) continue;
      places[domain::parse_signed_event(std::get<std::string>(entry.body))->id].push_back(index);
    }
    for (const auto& [number, index] : answered_) {
      CHECK(places[clerk_.note(number).id] == std::vector<std::uint64_t>{index});
      if (number % 5 != 0) continue;
      CHECK(places[clerk_.registration(number).id] == std::vector<std::uint64_t>{index + 1});
    }
  }

  const Clerk& clerk_;
  std::mt19937_64 random_;
  Desk desk_;
  std::optional<Effect> outstanding_;
  std::set<int> wanted_;
  std::map<int, std::uint64_t> answered_;  // number of the act -> index
  std::map<std::uint64_t, int> open_;      // tickets without an answer
  std::uint64_t next_ticket_ = 1;
};

TEST_CASE("RELIABILITY 14, 18: through crashes and failures every act is in the log exactly once") {
  const Clerk clerk(domain::Clock::kReal);
  for (std::uint64_t seed = 1; seed <= 25; ++seed) {
    INFO("seed " << seed);
    Campaign(clerk, seed).run();
  }
}

}  // namespace
}  // namespace kuboluk::core
