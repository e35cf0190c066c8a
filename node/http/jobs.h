// Work that is done beside the node's own thread, bounded by kind.
#pragma once

#include <array>
#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <memory>

#include "node/http/limits.h"

namespace kuboluk::node::http {

enum class JobKind {
  kLight,
  kProof,
  kList,
  kReceipt,
  kSubmission,
  kWitness,
  kFace,
  kFaceList,
  kStream,
};
inline constexpr std::size_t kJobKinds = 9;

class Jobs {
 public:
  // Runs on a worker; what it returns is then run on the owner's thread, where both are destroyed.
  using Work = std::function<std::function<void()>()>;

  Jobs(boost::asio::any_io_executor owner, boost::asio::any_io_executor workers,
       const HttpLimits& limits);
  // On the owner's thread. False, and nothing is done, if as many jobs of the kind are under way as
  // may be.
  bool run(JobKind kind, Work work);

 private:
  boost::asio::any_io_executor owner_;
  boost::asio::any_io_executor workers_;
  std::array<std::size_t, kJobKinds> max_;
  // Shared with the jobs, which may end after this object.
  std::shared_ptr<std::array<std::size_t, kJobKinds>> under_way_;
};

}  // namespace kuboluk::node::http
