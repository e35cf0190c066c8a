// One POST /submit from its body to its answer: wait for the size that it asks for, judge it on a
// worker, hand it to the node, wait for what the client wants to know.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "node/http/plane.h"

namespace kuboluk::node::http {

// Kept alive by its timer, its worker job and the node's callback. Answers exactly once.
class SubmitCall final : public Stoppable, public std::enable_shared_from_this<SubmitCall> {
 public:
  static void start(std::shared_ptr<Plane> plane, const Route& route, const std::string& client,
                    std::shared_ptr<std::string> body, Reply reply);
  SubmitCall(std::shared_ptr<Plane> plane, const Route& route, const std::string& client,
             std::shared_ptr<std::string> body, Reply reply, Hold wait);
  ~SubmitCall() override;
  // The node is told that nobody waits any more; the client gets no answer.
  void stop() override;

 private:
  void wait_for_size();
  void judge();
  void hand_in(exchange::Submission submission);
  void wait_for_outcome();
  void on_answer(core::Answer answer);
  void on_receipt(core::Receipted receipted);
  void finish(Response response);
  void forget();

  std::shared_ptr<Plane> plane_;
  Route route_;
  std::string client_;
  std::shared_ptr<std::string> body_;
  Reply reply_;
  Hold wait_;
  Hold size_wait_;
  boost::asio::steady_timer timer_;
  std::chrono::steady_clock::time_point size_deadline_;
  std::optional<std::uint64_t> ticket_;  // while the node may still call back
  std::optional<core::Receipted> receipted_;
  bool done_ = false;     // answered
  bool outcome_ = false;  // the node has said its last word
};

}  // namespace kuboluk::node::http
