#include "node/http/jobs.h"

#include <boost/asio/post.hpp>
#include <utility>

namespace kuboluk::node::http {

Jobs::Jobs(boost::asio::any_io_executor owner, boost::asio::any_io_executor workers,
           const HttpLimits& limits)
    : owner_(std::move(owner)),
      workers_(std::move(workers)),
      max_{limits.light_jobs,   limits.proof_jobs,      limits.list_jobs,
           limits.receipt_jobs, limits.submission_jobs, limits.witness_jobs,
           limits.face_jobs,    limits.face_list_jobs,  limits.stream_jobs},
      under_way_(std::make_shared<std::array<std::size_t, kJobKinds>>()) {}

bool Jobs::run(JobKind kind, Work work) {
  const auto at = static_cast<std::size_t>(kind);
  if ((*under_way_)[at] >= max_[at]) return false;
  ++(*under_way_)[at];
  boost::asio::post(
      workers_, [owner = owner_, counts = under_way_, at, work = std::move(work)]() mutable {
        auto then = work();
        // What the work holds goes back too: a connection may end with it, and that has one thread.
        boost::asio::post(
            owner, [counts, at, work = std::exchange(work, nullptr), then = std::move(then)] {
              --(*counts)[at];
              then();
            });
      });
  return true;
}

}  // namespace kuboluk::node::http
