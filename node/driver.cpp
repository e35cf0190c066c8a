#include "node/driver.h"

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <span>
#include <utility>

#include "crypto/check.h"

namespace kuboluk::node {
namespace asio = boost::asio;

namespace {

Severity severity_of(core::Notice::Level level) {
  switch (level) {
    case core::Notice::Level::kInfo:
      return Severity::kInfo;
    case core::Notice::Level::kWarning:
      return Severity::kWarning;
    case core::Notice::Level::kAlarm:
      return Severity::kAlarm;
  }
  return Severity::kAlarm;
}

}  // namespace

// Effects on their way to the disk, and what came of it.
struct Driver::Job {
  std::vector<core::Effect> effects;
  Result<void> result;
  std::unique_ptr<store::Snapshot> snapshot;  // after them
};

struct Driver::Restart {
  Result<Storage::Start> start = Error();
};

Driver::Driver(asio::io_context& io, core::Setup setup, Storage& storage, const Signer& signer,
               Outside outside, const DriverLimits& limits)
    : io_(io),
      setup_(std::move(setup)),
      storage_(storage),
      signer_(signer),
      outside_(std::move(outside)),
      limits_(limits),
      ticker_(io),
      restart_timer_(io) {}

Driver::~Driver() {
  storage_thread_.join();
}

// --- start, time, stop

Result<void> Driver::start() {
  auto start = storage_.read_start();
  if (!start) return start.error();
  if (auto begun = begin(std::move(*start)); !begun) return begun;
  tick();
  return {};
}

Result<void> Driver::begin(Storage::Start start) {
  auto node =
      core::Node::start(setup_, std::move(start.restored), *start.snapshot, outside_.clock());
  if (!node) return node.error();
  node_ = std::move(*node);
  snapshot_ = std::move(start.snapshot);
  for (const std::string& peer : outside_.linked())
    link_up(peer);
  return {};
}

void Driver::tick() {
  if (stopped_) return;
  if (node_ != nullptr && !std::exchange(tick_waits_, true)) feed(core::Tick{}, nullptr);
  ticker_.expires_after(limits_.tick);
  ticker_.async_wait([this](const boost::system::error_code& cancelled) {
    if (!cancelled) tick();
  });
}

void Driver::stop() {
  if (std::exchange(stopped_, true)) return;
  ticker_.cancel();
  restart_timer_.cancel();
  inputs_.clear();
  signed_.clear();
  answer_all(core::Busy{limits_.busy_ms});
}

// --- inputs

void Driver::link_up(const std::string& peer) {
  feed(core::LinkUp{peer}, nullptr);
}

void Driver::link_down(const std::string& peer) {
  feed(core::LinkDown{peer}, nullptr);
}

void Driver::received(Arrived arrived) {
  feed(core::Received{std::move(arrived.peer), std::move(arrived.message)},
       std::move(arrived.credit));
}

// While the node is being made anew, nothing is kept: the new one is told who is linked, and all
// else is said again.
void Driver::feed(core::Input input, std::shared_ptr<void> credit) {
  if (stopped_ || node_ == nullptr) return;
  inputs_.push_back(Waiting{std::move(input), std::move(credit), 0});
  schedule();
}

std::uint64_t Driver::submit(exchange::Submission submission, OnAnswer on_answer) {
  const std::uint64_t ticket = next_ticket_++;
  const std::size_t bytes = submission.bytes.size();
  const bool full = submits_ >= limits_.submits_max ||
                    submit_bytes_ + bytes > limits_.submit_bytes_max ||
                    tickets_.size() >= limits_.tickets_max;
  if (stopped_ || node_ == nullptr || full) {
    // Not from within this call: the caller does not have its ticket yet.
    asio::post(io_, [ticket, answered = std::move(on_answer), busy = core::Busy{limits_.busy_ms}] {
      answered(core::Answer{ticket, busy});
    });
    return ticket;
  }
  tickets_.emplace(ticket, std::move(on_answer));
  ++submits_;
  submit_bytes_ += bytes;
  inputs_.push_back(Waiting{core::Submit{ticket, std::move(submission)}, nullptr, bytes});
  schedule();
  return ticket;
}

void Driver::forget(std::uint64_t ticket) {
  tickets_.erase(ticket);
}

// --- steps

// One step per turn of the io loop: sockets and timers get their turn in between.
void Driver::schedule() {
  if (busy_ || std::exchange(scheduled_, true)) return;
  asio::post(io_, [this] {
    scheduled_ = false;
    take_next();
  });
}

std::optional<Driver::Waiting> Driver::next_input() {
  if (!signed_.empty()) {
    Waiting next{std::move(signed_.front()), nullptr, 0};
    signed_.pop_front();
    return next;
  }
  if (std::exchange(again_, false)) return Waiting{core::Tick{}, nullptr, 0};
  if (inputs_.empty()) return std::nullopt;
  Waiting next = std::move(inputs_.front());
  inputs_.pop_front();
  if (std::holds_alternative<core::Tick>(next.input)) tick_waits_ = false;
  if (next.submission_bytes != 0) {
    --submits_;
    submit_bytes_ -= next.submission_bytes;
  }
  return next;
}

void Driver::take_next() {
  if (stopped_ || busy_ || node_ == nullptr) return;
  auto next = next_input();
  if (!next) return;
  busy_ = true;
  credit_ = std::move(next->credit);
  auto effects = node_->step(std::move(next->input), outside_.clock(), *snapshot_);
  if (!effects) return fail(effects.error());
  effects_ = std::move(*effects);
  done_ = 0;
  carry_on();
}

void Driver::carry_on() {
  while (done_ < effects_.size()) {
    if (stopped_) return;
    if (is_persisting(effects_[done_])) return store_next();
    carry_out(std::move(effects_[done_++]));
  }
  list_done();
}

void Driver::list_done() {
  effects_.clear();
  done_ = 0;
  credit_.reset();
  busy_ = false;
  if (!signed_.empty() || again_ || !inputs_.empty()) schedule();
}

// All persisting effects that follow one another go as one job; each is durable before the next.
void Driver::store_next() {
  const auto first = effects_.begin() + static_cast<std::ptrdiff_t>(done_);
  const auto last = std::find_if_not(first, effects_.end(), is_persisting);
  const auto job = std::make_shared<Job>();
  job->effects.assign(std::make_move_iterator(first), std::make_move_iterator(last));
  asio::post(storage_thread_, [this, job, work = asio::make_work_guard(io_)] {
    job->result = storage_.carry_out(job->effects);
    if (job->result) {
      auto snapshot = storage_.snapshot();
      if (snapshot) job->snapshot = std::move(*snapshot);
      if (!snapshot) job->result = snapshot.error();
    }
    asio::post(io_, [this, job] { stored(*job); });
  });
}

void Driver::stored(Job& job) {
  if (stopped_) return;
  if (!job.result) return fail(job.result.error());
  snapshot_ = std::move(job.snapshot);
  done_ += job.effects.size();
  carry_on();
}

// --- effects

void Driver::carry_out(core::Effect effect) {
  if (auto* request = std::get_if<core::Sign>(&effect)) {
    signed_.push_back(signer_.sign(std::move(*request)));
  } else if (const auto* send = std::get_if<core::Send>(&effect)) {
    outside_.send(send->to, send->message);
  } else if (auto* given = std::get_if<core::Answer>(&effect)) {
    answer(std::move(*given));
  } else if (const auto* notice = std::get_if<core::Notice>(&effect)) {
    outside_.journal(severity_of(notice->level), notice->text);
  } else {
    KUBOLUK_CHECK(std::holds_alternative<core::Again>(effect));
    again_ = true;
  }
}

void Driver::answer(core::Answer answer) {
  const auto found = tickets_.find(answer.ticket);
  if (found == tickets_.end()) return;  // forgotten
  const bool final = !std::holds_alternative<core::Receipted>(answer.outcome);
  const OnAnswer on_answer = final ? std::move(found->second) : found->second;
  if (final) tickets_.erase(found);
  on_answer(std::move(answer));
}

void Driver::answer_all(
    const std::variant<core::Receipted, core::Accepted, Error, core::Busy>& outcome) {
  const auto tickets = std::exchange(tickets_, {});
  for (const auto& [ticket, on_answer] : tickets)
    on_answer(core::Answer{ticket, outcome});
}

// --- after a failed write

void Driver::fail(const Error& error) {
  outside_.journal(Severity::kError, "the ledger must be opened again: " + error.message());
  node_.reset();
  snapshot_.reset();
  effects_.clear();
  done_ = 0;
  signed_.clear();
  again_ = false;
  inputs_.clear();
  submits_ = 0;
  submit_bytes_ = 0;
  tick_waits_ = false;
  credit_.reset();
  busy_ = false;
  answer_all(Error{std::string(domain::kDamageRule), "ledger",
                   "the node had to start again; the submission may be in: ask again"});
  const auto now = std::chrono::steady_clock::now();
  if (now - failed_at_ > limits_.restarts_forgotten) restarts_ = 0;
  failed_at_ = now;
  if (++restarts_ > limits_.restarts_max) {
    return outside_.give_up("the ledger could not be brought back " +
                            std::to_string(limits_.restarts_max) + " times: " + error.message());
  }
  const auto wait =
      std::min(limits_.restart_wait * (1 << (restarts_ - 1)), limits_.restart_wait_max);
  restart_timer_.expires_after(wait);
  restart_timer_.async_wait([this](const boost::system::error_code& cancelled) {
    if (!cancelled) restart();
  });
}

void Driver::restart() {
  const auto result = std::make_shared<Restart>();
  asio::post(storage_thread_, [this, result, work = asio::make_work_guard(io_)] {
    const auto outcome = storage_.reopen();
    if (outcome) result->start = storage_.read_start();
    if (!outcome) result->start = outcome.error();
    asio::post(io_, [this, result] { restarted(*result); });
  });
}

void Driver::restarted(Restart& restart) {
  if (stopped_) return;
  if (!restart.start) return fail(restart.start.error());
  if (auto begun = begin(std::move(*restart.start)); !begun) return fail(begun.error());
  outside_.journal(Severity::kWarning, "the ledger is open again, nothing stored was lost");
}

// --- what the public plane sees

core::NodeStatus Driver::status() const {
  if (node_ != nullptr) return node_->status();
  core::NodeStatus status;
  status.me = setup_.me;
  status.phase = "starting again";
  status.waiting = "the ledger on disk, after a failed write";
  return status;
}

Result<std::unique_ptr<store::Snapshot>> Driver::snapshot() const {
  return storage_.snapshot();
}

}  // namespace kuboluk::node
