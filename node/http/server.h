// The HTTP plane of a node for clients: submissions in; log, proofs and status out. Resources and
// answers are listed in README.md. Plain HTTP/1.1: what is served is public and signed; TLS for
// submissions is the business of the proxy in front.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <string>

#include "crypto/result.h"
#include "node/gate.h"
#include "node/http/disk.h"
#include "node/http/limits.h"
#include "node/witness/roles.h"

namespace kuboluk::node {

// Laws, each with a test:
//   (1) no request but POST /submit and POST /add-checkpoint changes anything, and the latter
//       nothing of the ledger;
//   (2) a request never waits on the thread that owns the node's state: parsing, signatures, proofs
//       and lists run on the workers with a snapshot of their own;
//   (3) everything that a client can make last or grow has a bound in HttpLimits;
//   (4) nothing is served that is not committed.
//
// All members are called on the thread that runs `state_thread`, or before it runs. Gate,
// io_context and workers must outlive the server and the worker jobs that it has begun: stop(),
// join the workers, then destroy.
class HttpServer {
 public:
  HttpServer(boost::asio::io_context& state_thread, boost::asio::any_io_executor workers,
             Gate& gate, HttpLimits limits, witness::Roles roles = {}, DiskGauge disk = {});
  ~HttpServer();  // as stop()
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // "127.0.0.1:8080", "[::1]:8080"; port 0 takes a free one. Returns what was bound; may be called
  // several times. Errors: X.FORM (no such address), X.ADDRESS (cannot be bound).
  Result<boost::asio::ip::tcp::endpoint> listen(const std::string& address);
  // Closes everything at once; clients that wait get no answer, their acts go on.
  void stop();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace kuboluk::node
