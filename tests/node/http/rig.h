// A server on a loopback port over a real store with a small ledger, a double for the node behind
// it, and clients that speak raw bytes.
#pragma once

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/thread_pool.hpp>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "node/http/server.h"
#include "tests/ledger/store/store_folder.h"

namespace kuboluk::node::http::test {

using batch::test::Clerk;

// What a test sets and sees is touched on the state thread (Rig::on_state), except the atomics.
class NodeDouble final : public Gate {
 public:
  explicit NodeDouble(const Clerk& clerk);

  std::uint64_t submit(exchange::Submission submission, OnAnswer on_answer) override;
  void forget(std::uint64_t ticket) override { forgotten.push_back(ticket); }
  core::NodeStatus status() const override;
  Result<std::unique_ptr<store::Snapshot>> snapshot() const override;
  const core::Setup& setup() const override { return setup_; }

  // What the node does with a submission; nothing: it stays silent and `waiting` keeps the
  // callback.
  std::function<void(std::uint64_t ticket, const OnAnswer&)> script;
  std::map<std::uint64_t, OnAnswer> waiting;
  std::vector<exchange::Submission> submitted;
  std::vector<std::uint64_t> forgotten;
  core::NodeStatus shown;
  std::atomic<bool> store_is_down = false;
  std::atomic<int> snapshots_delay_ms = 0;

  store::Store& store() { return *store_; }
  batch::MemoryLedger& ledger() { return ledger_; }
  // Stores a batch of these; the checkpoint follows it unless the node is to be catching up.
  void commit(const std::vector<domain::SignedEvent>& events, bool with_checkpoint = true);

 private:
  const Clerk& clerk_;
  store::test::TempFolder folder_;
  std::unique_ptr<store::Store> store_;
  batch::MemoryLedger ledger_;
  core::Setup setup_;
};

struct Answer {
  int status = 0;                              // 0: the connection ended without an answer
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
};

// Blocking; every read gives up after ten seconds and fails the test.
class Client {
 public:
  explicit Client(std::uint16_t port, const char* from = "127.0.0.1");
  void send(std::string_view bytes);
  // True if all of it was taken.
  bool try_send(std::string_view bytes);
  Answer read(bool head_only = false);
  // Reads until the server closes; what it still sent.
  std::string read_to_end();
  // Reads until these bytes have come; false if the server closes before.
  bool read_until(std::string_view bytes);
  // From now on the system takes a few kilobytes at most that are not read.
  void receive_little();

 private:
  bool fill();
  boost::asio::io_context io_;
  boost::asio::ip::tcp::socket socket_;
  std::string input_;
};

class Rig {
 public:
  explicit Rig(const HttpLimits& limits = {});
  ~Rig();

  // One request on a connection of its own.
  Answer ask(std::string_view method, std::string_view target, std::string_view body = "");
  Answer get(std::string_view target) { return ask("GET", target); }
  std::uint16_t port() const { return port_; }
  Client connect(const char* from = "127.0.0.1") const { return Client(port_, from); }
  void on_state(const std::function<void()>& what);
  // Tries until it holds, for at most ten seconds.
  bool soon(const std::function<bool()>& holds);
  // Makes the workers do nothing until the returned promise is kept.
  std::shared_ptr<std::promise<void>> block_workers();
  void stop_server();

  Clerk clerk{domain::Clock::kReal};
  NodeDouble node{clerk};

 private:
  boost::asio::io_context io_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard_;
  boost::asio::thread_pool workers_;
  std::unique_ptr<HttpServer> server_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

// The eight keys of a problem, checked; their values as JSON text by key.
std::map<std::string, std::string> problem_of(const Answer& answer);

}  // namespace kuboluk::node::http::test
