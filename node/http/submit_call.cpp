#include "node/http/submit_call.h"

#include <algorithm>
#include <boost/json.hpp>

#include "crypto/encoding.h"
#include "node/http/judge_submission.h"
#include "node/http/problem.h"

namespace kuboluk::node::http {

namespace {

namespace json = boost::json;

Response accepted_response(const core::Accepted& accepted) {
  json::object out;
  out["index"] = accepted.index;
  out["size"] = accepted.size;
  json::array events;
  for (const Hash& event : accepted.events)
    events.push_back(json::value(crypto::to_hex(event)));
  out["event"] = events.empty() ? json::value(nullptr) : events.front();
  out["events"] = std::move(events);
  out["repeated"] = accepted.repeated;
  return Response{200, kJsonType, json::serialize(out) + "\n", {}};
}

Response receipt_response(const core::Receipted& receipted) {
  Response response{202, kTextType, receipted.receipt, {}};
  if (receipted.parked) response.headers.emplace_back("Kuboluk-Parked", "yes");
  return response;
}

Response busy_response(const core::Busy& busy) {
  const std::int64_t seconds = (busy.retry_after_ms + domain::kSecondMs - 1) / domain::kSecondMs;
  return try_again("busy: the node has as many acts in hand as it can take",
                   std::max<std::int64_t>(1, seconds));
}

}  // namespace

void SubmitCall::start(std::shared_ptr<Plane> plane, const Route& route, const std::string& client,
                       std::shared_ptr<std::string> body, Reply reply) {
  Hold wait = plane->waits.take("", 1);
  if (!wait) return reply(try_again("busy: too many submissions are under way"));
  const auto call = std::make_shared<SubmitCall>(plane, route, client, std::move(body),
                                                 std::move(reply), std::move(wait));
  plane->joined(call.get(), call);
  call->wait_for_size();
}

SubmitCall::SubmitCall(std::shared_ptr<Plane> plane, const Route& route, const std::string& client,
                       std::shared_ptr<std::string> body, Reply reply, Hold wait)
    : plane_(std::move(plane)),
      route_(route),
      client_(client),
      body_(std::move(body)),
      reply_(std::move(reply)),
      wait_(std::move(wait)),
      timer_(plane_->io),
      size_deadline_(std::chrono::steady_clock::now() + plane_->limits.at_least_wait) {}

SubmitCall::~SubmitCall() {
  plane_->left(this);
}

void SubmitCall::stop() {
  done_ = true;
  reply_ = nullptr;
  timer_.cancel();
  forget();
}

void SubmitCall::wait_for_size() {
  if (done_) return;
  if (!route_.at_least || plane_->gate.status().position.size >= *route_.at_least) return judge();
  if (!size_wait_) size_wait_ = plane_->size_waits.take(client_, 1);
  if (!size_wait_) return finish(try_again("busy: too many submissions wait for a size"));
  if (std::chrono::steady_clock::now() >= size_deadline_) {
    return finish(try_again("behind: this node has not committed that size yet"));
  }
  timer_.expires_after(plane_->limits.at_least_poll);
  timer_.async_wait([self = shared_from_this()](boost::system::error_code error) {
    if (!error) self->wait_for_size();
  });
}

void SubmitCall::judge() {
  size_wait_.reset();
  const bool taken = plane_->jobs.run(
      JobKind::kSubmission, [self = shared_from_this(), &gate = plane_->gate, body = body_] {
        using Judged = std::variant<exchange::Submission, Response>;
        auto judged = std::make_shared<Judged>(judge_submission(gate, *body));
        return [self, judged] {
          if (self->done_) return;
          if (auto* refused = std::get_if<Response>(judged.get())) {
            self->finish(std::move(*refused));
          } else {
            self->hand_in(std::move(std::get<exchange::Submission>(*judged)));
          }
        };
      });
  if (!taken) finish(try_again("busy: too many submissions are being checked"));
}

void SubmitCall::hand_in(exchange::Submission submission) {
  body_.reset();
  wait_for_outcome();
  const std::uint64_t ticket = plane_->gate.submit(
      std::move(submission),
      [self = shared_from_this()](core::Answer answer) { self->on_answer(std::move(answer)); });
  if (!outcome_) ticket_ = ticket;
  if (done_) forget();  // it was answered within submit()
}

void SubmitCall::wait_for_outcome() {
  timer_.expires_after(plane_->limits.final_wait);
  timer_.async_wait([self = shared_from_this()](boost::system::error_code error) {
    if (error || self->done_) return;
    if (!self->receipted_) return self->finish(try_again("busy: the node did not answer in time"));
    Response response = receipt_response(*self->receipted_);
    response.headers.emplace_back("Retry-After", std::to_string(kRetryAfterSeconds));
    self->finish(std::move(response));
  });
}

void SubmitCall::on_answer(core::Answer answer) {
  if (auto* receipted = std::get_if<core::Receipted>(&answer.outcome)) {
    return on_receipt(std::move(*receipted));
  }
  outcome_ = true;
  ticket_.reset();
  if (done_) return;
  if (const auto* accepted = std::get_if<core::Accepted>(&answer.outcome)) {
    finish(accepted_response(*accepted));
  } else if (const auto* error = std::get_if<Error>(&answer.outcome)) {
    finish(refusal(*error, plane_->gate.setup().ruleset));
  } else {
    finish(busy_response(std::get<core::Busy>(answer.outcome)));
  }
}

void SubmitCall::on_receipt(core::Receipted receipted) {
  if (done_) return;
  if (!route_.wait) return finish(receipt_response(receipted));
  receipted_ = std::move(receipted);
}

void SubmitCall::finish(Response response) {
  done_ = true;
  timer_.cancel();
  wait_.reset();
  size_wait_.reset();
  forget();
  const Reply reply = std::move(reply_);
  reply_ = nullptr;
  reply(std::move(response));
}

void SubmitCall::forget() {
  if (!ticket_) return;
  const std::uint64_t ticket = *ticket_;
  ticket_.reset();
  plane_->gate.forget(ticket);
}

}  // namespace kuboluk::node::http
