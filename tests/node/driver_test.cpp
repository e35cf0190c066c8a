#include "node/driver.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <boost/asio/post.hpp>

#include "crypto/sha256.h"
#include "ledger/batch/builder.h"
#include "ledger/exchange/statement.h"
#include "node/start.h"
#include "tests/ledger/store/write_fault.h"
#include "tests/node/member_files.h"

namespace kuboluk::node {
namespace {

using store::test::Fault;
using store::test::fault;
using test::Institutions;
using test::MemberFiles;

DriverLimits quick_limits() {
  DriverLimits limits;
  limits.restart_wait = std::chrono::milliseconds(10);
  limits.restart_wait_max = std::chrono::milliseconds(40);
  limits.tick = std::chrono::milliseconds(20);
  return limits;
}

// The node of odihr with a real disk; the others are what the test says.
class Desk {
 public:
  explicit Desk(const DriverLimits& limits = quick_limits())
      : files_(institutions_, "odihr"), config_(*read_config(files_.config_file())) {
    auto checked = check_files(config_);
    REQUIRE(checked);
    const auto journal = [this](Severity, const std::string& line) { lines.push_back(line); };
    storage_ = *open_storage(config_, checked->setup, checked->counter, journal);
    commit_genesis();
    signer_ = std::make_unique<Signer>(std::move(checked->keys));
    Outside outside;
    outside.clock = [] { return Institutions::start(); };
    outside.send = [this](const std::vector<std::string>&, const exchange::Message& message) {
      if (const auto* act = std::get_if<exchange::Act>(&message)) {
        CHECK(is_stored(crypto::sha256(bytes_of(act->submission))));
        ++acts_sent;
      }
    };
    outside.linked = [this] { return linked; };
    outside.give_up = [this](const std::string& why) {
      given_up = why;
      driver->stop();
    };
    outside.journal = journal;
    driver = std::make_unique<Driver>(io, checked->setup, *storage_, *signer_, outside, limits);
    REQUIRE(driver->start());
  }
  ~Desk() {
    fault = Fault();
    driver->stop();
    io.run();
  }

  // Runs until that holds; false after ten seconds.
  template <class Condition>
  bool run_until(const Condition& holds) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!holds() && std::chrono::steady_clock::now() < end)
      io.run_one_for(std::chrono::milliseconds(10));
    return holds();
  }

  std::uint64_t submit(int number) {
    const auto note = institutions_.note("odihr", number, Institutions::start());
    auto submission = institutions_.submission({note}, Institutions::start());
    return driver->submit(std::move(submission), [this](core::Answer answer) {
      if (const auto* receipted = std::get_if<core::Receipted>(&answer.outcome)) {
        // Law (1): the receipt was signed after the act was durable.
        const auto opened = storage_->snapshot();
        REQUIRE(opened);
        CHECK_FALSE((*opened)->acts()->empty());
        CHECK(exchange::open_receipt(receipted->receipt, driver->setup().info.id,
                                     driver->setup().self().node_key));
      }
      answers[answer.ticket].push_back(std::move(answer));
    });
  }

  template <class Outcome>
  bool has(std::uint64_t ticket) {
    const auto& all = answers[ticket];
    return std::any_of(all.begin(), all.end(), [](const core::Answer& answer) {
      return std::holds_alternative<Outcome>(answer.outcome);
    });
  }

  bool is_stored(const Hash& submission) const {
    const auto opened = storage_->snapshot();
    if (!opened) return false;
    const auto acts = (*opened)->acts();
    return acts && std::any_of(acts->begin(), acts->end(), [&](const exchange::PendingAct& act) {
             return act.id == submission;
           });
  }
  bool said(const std::string& part) const {
    return std::any_of(lines.begin(), lines.end(), [&](const std::string& line) {
      return line.find(part) != std::string::npos;
    });
  }
  std::filesystem::path data_file() const { return config_.ledger / "data.mdb"; }

  Institutions institutions_;
  MemberFiles files_;
  Config config_;
  boost::asio::io_context io{1};
  std::vector<std::string> lines;
  std::vector<std::string> linked;
  std::string given_up;
  int acts_sent = 0;
  std::map<std::uint64_t, std::vector<core::Answer>> answers;
  std::unique_ptr<Driver> driver;

 private:
  // Genesis and seal, with a quorum: only then does the ledger know its authors.
  void commit_genesis() {
    const auto opened = storage_->snapshot();
    REQUIRE(opened);
    const auto genesis = domain::parse_signed_event(institutions_.genesis());
    batch::BatchBuilder builder(institutions_.info(), institutions_.ruleset(), **opened,
                                *(*opened)->position());
    REQUIRE(builder.add({&*genesis, 1}, Institutions::start()));
    auto change = builder.seal(Institutions::start());
    REQUIRE(change);
    const log::Checkpoint checkpoint{institutions_.info().origin(), change->after.size,
                                     change->after.log_root};
    auto note = crypto::parse_note(institutions_.sign("cec", core::SignCheckpoint{checkpoint}));
    const auto now_s = static_cast<std::uint64_t>(Institutions::start().ms / domain::kSecondMs);
    for (const char* id : {"cis", "mfa", "odihr"}) {
      const auto line = institutions_.sign(id, core::SignCosignature{note->text, now_s});
      note->signatures.push_back(crypto::parse_note(line)->signatures.front());
    }
    core::PersistCommit commit{{*change}, crypto::print_note(*note), {}};
    const core::Effect effect = std::move(commit);
    REQUIRE(storage_->carry_out({&effect, 1}));
  }

  std::unique_ptr<Storage> storage_;
  std::unique_ptr<Signer> signer_;
};

TEST_CASE("A receipt is given out and an act sent only after they are on disk") {
  Desk desk;
  desk.driver->link_up("cec");
  const std::uint64_t ticket = desk.submit(1);
  CHECK(ticket != 0);
  CHECK(desk.answers.empty());  // never from within submit()
  REQUIRE(desk.run_until([&] { return desk.has<core::Receipted>(ticket); }));
  CHECK(desk.run_until([&] { return desk.acts_sent > 0; }));
}

TEST_CASE("Stopping answers every open ticket") {
  Desk desk;
  const std::uint64_t ticket = desk.submit(1);
  REQUIRE(desk.run_until([&] { return desk.has<core::Receipted>(ticket); }));
  desk.driver->stop();
  CHECK(desk.has<core::Busy>(ticket));
}

TEST_CASE("After a failed write nothing more of that step is done, and the node starts again") {
  const bool persists = GENERATE(false, true);
  INFO("the failed call had its effect: " << persists);
  Desk desk;
  desk.linked = {"cec"};
  const std::uint64_t first = desk.submit(1);
  REQUIRE(desk.run_until([&] { return desk.has<core::Receipted>(first); }));
  const int sent = desk.acts_sent;
  fault = Fault{0, 1, persists};
  const std::uint64_t second = desk.submit(2);
  REQUIRE(desk.run_until([&] { return desk.has<Error>(second); }));
  // Law (3).
  CHECK_FALSE(desk.has<core::Receipted>(second));
  CHECK(desk.has<Error>(first));
  CHECK(desk.acts_sent == sent);
  CHECK(desk.driver->status().phase == "starting again");
  const auto down = desk.driver->snapshot();
  REQUIRE_FALSE(down);
  CHECK(down.error().rule == domain::kDamageRule);
  const std::uint64_t meanwhile = desk.submit(3);
  REQUIRE(desk.run_until([&] { return desk.has<core::Busy>(meanwhile); }));
  REQUIRE(desk.run_until([&] { return desk.said("the ledger is open again"); }));
  CHECK(desk.driver->snapshot());
  // The new node knows who is linked, and takes up its work.
  const std::uint64_t again = desk.submit(2);
  REQUIRE(desk.run_until([&] { return desk.has<core::Receipted>(again); }));
  const auto peers = desk.driver->status().peers;
  CHECK(std::any_of(peers.begin(), peers.end(),
                    [](const core::PeerStatus& peer) { return peer.id == "cec" && peer.linked; }));
  CHECK(desk.given_up.empty());
}

TEST_CASE("A snapshot that a reader still holds delays the new start, and does not end it") {
  Desk desk;
  auto held = desk.driver->snapshot();
  REQUIRE(held);
  fault = Fault{0, 1, false};
  const std::uint64_t ticket = desk.submit(1);
  REQUIRE(desk.run_until([&] { return desk.has<Error>(ticket); }));
  REQUIRE(desk.run_until([&] { return desk.said("snapshots are open"); }));
  held->reset();
  CHECK(desk.run_until([&] { return desk.said("the ledger is open again"); }));
}

TEST_CASE("A disk that stays away ends the program with the reason") {
  Desk desk;
  const auto away = desk.config_.ledger / "away.mdb";
  fault = Fault{0, 1, false};
  const std::uint64_t ticket = desk.submit(1);
  REQUIRE(desk.run_until([&] { return desk.has<Error>(ticket); }));
  std::filesystem::rename(desk.data_file(), away);
  REQUIRE(desk.run_until([&] { return !desk.given_up.empty(); }));
  CHECK(desk.given_up.find("could not be brought back 8 times") != std::string::npos);
  const std::uint64_t late = desk.submit(2);
  CHECK(desk.run_until([&] { return desk.has<core::Busy>(late); }));
}

TEST_CASE("A flood of submissions is answered Busy, one by one, and the rest goes through") {
  DriverLimits limits = quick_limits();
  limits.submits_max = 10;
  Desk desk(limits);
  std::vector<std::uint64_t> tickets;
  for (int i = 0; i < 30; ++i)
    tickets.push_back(desk.submit(i));
  REQUIRE(desk.run_until([&] {
    return std::all_of(tickets.begin(), tickets.end(), [&](std::uint64_t ticket) {
      return desk.has<core::Receipted>(ticket) || desk.has<core::Busy>(ticket);
    });
  }));
  const auto busy = std::count_if(tickets.begin(), tickets.end(), [&](std::uint64_t ticket) {
    return desk.has<core::Busy>(ticket);
  });
  CHECK(busy == 20);
}

TEST_CASE("A forgotten ticket is not answered; its act goes on") {
  Desk desk;
  desk.driver->link_up("cec");
  const std::uint64_t ticket = desk.submit(1);
  desk.driver->forget(ticket);
  REQUIRE(desk.run_until([&] { return desk.acts_sent > 0; }));
  CHECK(desk.answers.empty());
}

TEST_CASE("Messages that a new start drops give their links room again") {
  Desk desk;
  int open = 0;
  const auto message = [&] {
    ++open;
    std::shared_ptr<void> credit(nullptr, [&open](void*) { --open; });
    desk.driver->received(Arrived{"cec", exchange::AskState{}, std::move(credit)});
  };
  message();
  CHECK(open == 1);
  REQUIRE(desk.run_until([&] { return open == 0; }));
  fault = Fault{0, 1, false};
  const std::uint64_t ticket = desk.submit(1);
  for (int i = 0; i < 5; ++i)
    message();
  REQUIRE(desk.run_until([&] { return desk.has<Error>(ticket); }));
  message();
  CHECK(open == 0);
}

}  // namespace
}  // namespace kuboluk::node
