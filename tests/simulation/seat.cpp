#include "tests/simulation/seat.h"

#include <algorithm>
#include <utility>

#include "crypto/check.h"
#include "ledger/exchange/statement.h"
#include "ledger/log/cosignature.h"

namespace kuboluk::simulation {
namespace {

using core::test::Institutions;

// As node/driver.h has them.
constexpr std::uint32_t kRestartsMax = 8;
constexpr std::int64_t kRestartWaitMs = 200;
constexpr std::int64_t kRestartWaitMsMax = 10'000;
constexpr std::int64_t kForgottenMs = 300'000;
// A supervisor starts a program that has ended; after that many times a person looks at the disk.
constexpr std::int64_t kSupervisorMs = 2'000;
constexpr std::uint32_t kGivenUpMax = 3;

std::string_view text_of_request(const core::Sign& request) {
  if (const auto* asked = std::get_if<core::SignReceipt>(&request)) return asked->text;
  if (const auto* asked = std::get_if<core::SignRejection>(&request)) return asked->text;
  return std::get<core::SignRefusal>(request).text;
}

Boundary boundary_before(const core::Effects& effects, std::size_t at) {
  if (at == effects.size()) return Boundary::kEnd;
  if (node::is_persisting(effects[at])) return Boundary::kPersist;
  if (std::holds_alternative<core::Sign>(effects[at])) return Boundary::kSign;
  if (std::holds_alternative<core::Send>(effects[at])) return Boundary::kSend;
  return Boundary::kOther;
}

}  // namespace

Keys::Keys(const Institutions& institutions, const std::string& who)
    : node_{institutions.secret(who, "node"), institutions.vkey(who, "node")},
      tree_{institutions.secret(who, who == Institutions::ids().front() ? "log" : "cosigner"),
            institutions.vkey(who, who == Institutions::ids().front() ? "log" : "cosigner")} {}

std::string Keys::sign(const core::Sign& request) const {
  if (const auto* asked = std::get_if<core::SignCheckpoint>(&request))
    return crypto::print_note(log::sign_checkpoint(asked->checkpoint, tree_.key, tree_.secret));
  if (const auto* asked = std::get_if<core::SignCosignature>(&request)) {
    return crypto::print_note({asked->checkpoint_text,
                               {log::sign_cosignature(asked->checkpoint_text, asked->timestamp,
                                                      tree_.key, tree_.secret)}});
  }
  return exchange::sign_statement(std::string(text_of_request(request)), node_.key, node_.secret);
}

Seat::Seat(const Institutions& institutions, std::string member, std::size_t number,
           std::uint64_t seed, Watcher& watcher)
    : id(std::move(member)),
      place(number),
      institutions_(institutions),
      watcher_(watcher),
      keys_(institutions, id),
      setup_(institutions.setup(id)),
      disk_(std::make_unique<SimDisk>("simulated/" + id, seed)) {}

Seat::~Seat() {
  kill();
}

domain::Instant Seat::clock(std::int64_t now_ms) const {
  static const std::int64_t kStart = Institutions::start().ms;
  return {kStart + now_ms + clock_error};
}

// As node/start.h opens it.
Result<void> Seat::open() {
  auto counter = node::Counter::read(disk_->counter_file(), setup_.info.id, keys_.tree_key());
  if (!counter) return counter.error();
  const store::Identity identity{setup_.info.id, id};
  const bool is_new = disk_->is_empty();
  auto store = is_new ? store::Store::create(disk_->folder(), identity, setup_.genesis)
                      : store::Store::open(disk_->folder(), identity);
  if (!store) return store.error();
  if (is_new && !counter->size()) {
    if (auto begun = counter->raise(0); !begun) return begun.error();
  }
  storage_ = std::make_unique<node::Storage>(std::move(*store), std::move(*counter));
  return {};
}

Result<void> Seat::begin(std::int64_t now_ms) {
  now_ms_ = now_ms;
  auto start = storage_->read_start();
  if (!start) return start.error();
  watcher_.starts(*this, start->restored, *start->snapshot);
  auto node =
      core::Node::start(setup_, std::move(start->restored), *start->snapshot, clock(now_ms_));
  if (!node) return node.error();
  node_ = std::move(*node);
  snapshot_ = std::move(start->snapshot);
  ++births;
  return {};
}

void Seat::start(std::int64_t now_ms) {
  KUBOLUK_CHECK(node_ == nullptr && storage_ == nullptr);
  now_ms_ = now_ms;
  wakes_at_.reset();
  ++life;
  auto begun = open();
  if (begun) begun = begin(now_ms);
  if (begun) return;
  watcher_.fails(*this, begun.error());
  give_up();
}

// The program has ended with an error. Somebody starts it again; if that does not help, and it is
// the disk that is bad, the operator puts an empty one in: the others have everything.
void Seat::give_up() {
  kill();
  wakes_at_ = now_ms_ + kSupervisorMs;
  if (++given_up_ <= kGivenUpMax || !rotten) return;
  given_up_ = 0;
  replace_disk();
  watcher_.replaces_disk(*this);
}

void Seat::replace_disk() {
  KUBOLUK_CHECK(storage_ == nullptr);
  disk_->lose();
  rotten = false;
}

void Seat::wake(std::int64_t now_ms) {
  wakes_at_.reset();
  now_ms_ = now_ms;
  if (storage_ == nullptr) return start(now_ms);
  if (node_ != nullptr) return;
  const auto outcome = storage_->reopen();
  if (!outcome) return fail(outcome.error());
  if (const auto begun = begin(now_ms); !begun) fail(begun.error());
}

void Seat::kill() {
  node_.reset();
  snapshot_.reset();
  storage_.reset();
  next_.clear();
  again_ = false;
  restarts_ = 0;
  wakes_at_.reset();
}

void Seat::power_cut() {
  kill();
  disk_->power_cut();
}

void Seat::fail(const Error& error) {
  node_.reset();
  snapshot_.reset();
  next_.clear();
  again_ = false;
  watcher_.fails(*this, error);
  if (now_ms_ - failed_at_ > kForgottenMs) restarts_ = 0;
  failed_at_ = now_ms_;
  if (++restarts_ > kRestartsMax) return give_up();
  wakes_at_ = now_ms_ + std::min(kRestartWaitMs << (restarts_ - 1), kRestartWaitMsMax);
}

void Seat::feed(core::Input input, std::int64_t now_ms) {
  now_ms_ = now_ms;
  if (node_ == nullptr) return;
  next_.push_back(std::move(input));
  while (!next_.empty() && node_ != nullptr) {
    core::Input one = std::move(next_.front());
    next_.pop_front();
    ++(std::holds_alternative<core::Tick>(one) ? ticks : inputs);
    auto effects = node_->step(std::move(one), clock(now_ms_), *snapshot_);
    if (!effects) return fail(effects.error());
    if (!carry_out(*effects)) return;
    if (next_.empty() && std::exchange(again_, false)) next_.push_back(core::Tick{});
  }
}

bool Seat::carry_out(const core::Effects& effects) {
  bool after_sign = false;
  const std::uint64_t this_life = life;
  for (std::size_t at = 0; at <= effects.size(); ++at) {
    const Boundary next = boundary_before(effects, at);
    if (!effects.empty() && watcher_.dies_at(*this, next, after_sign)) return false;
    if (at == effects.size()) break;
    const bool last_of_group = boundary_before(effects, at + 1) != Boundary::kPersist;
    if (!do_one(effects[at], last_of_group)) return false;
    if (life != this_life || node_ == nullptr) return false;
    after_sign = after_sign || next == Boundary::kSign;
  }
  return true;
}

bool Seat::do_one(const core::Effect& effect, bool last_of_group) {
  if (node::is_persisting(effect)) return persist(effect, last_of_group);
  if (const auto* request = std::get_if<core::Sign>(&effect)) {
    std::string note = keys_.sign(*request);
    watcher_.has_signed(*this, *request, note);
    next_.push_back(core::Signed{*request, std::move(note)});
  } else if (const auto* send = std::get_if<core::Send>(&effect)) {
    watcher_.sends(*this, *send);
  } else if (const auto* answer = std::get_if<core::Answer>(&effect)) {
    watcher_.answers(*this, *answer);
  } else if (const auto* notice = std::get_if<core::Notice>(&effect)) {
    watcher_.notices(*this, *notice);
  } else {
    again_ = true;
  }
  return true;
}

// The old snapshot is given back first: a write beside a reader would have to copy the tables.
bool Seat::persist(const core::Effect& effect, bool last_of_group) {
  snapshot_.reset();
  watcher_.will_persist(*this, effect);
  const auto done = storage_->carry_out({&effect, 1});
  if (!done) {
    watcher_.not_persisted(*this, effect, done.error());
    fail(done.error());
    return false;
  }
  watcher_.persisted(*this, effect);
  if (!last_of_group) return true;
  auto snapshot = storage_->snapshot();
  if (!snapshot) {
    fail(snapshot.error());
    return false;
  }
  snapshot_ = std::move(*snapshot);
  return true;
}

}  // namespace kuboluk::simulation
