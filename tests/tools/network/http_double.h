// A web server that answers as a test wants, and a node that answers honestly from a ledger in this
// process. Cosignatures come from the training ledger's own seeded keys: the client verifies them
// as it would verify any.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "tools/commands/temporary_folder.h"
#include "tools/embedded/embedded_ledger.h"
#include "tools/fetch/http_client.h"
#include "tools/scenario/scenario.h"
#include "tools/scenario/training.h"

namespace node_double {

struct Reply {
  unsigned status = 200;
  std::string body;
  std::string retry_after;  // header; empty: none
};

struct Asked {
  std::string method;
  std::string target;  // with leading slash
  std::string body;
};

using Responder = std::function<Reply(const Asked&)>;

// A thread for each connection; the responder is called by one at a time.
class HttpDouble {
 public:
  explicit HttpDouble(Responder responder);
  ~HttpDouble();
  HttpDouble(const HttpDouble&) = delete;
  HttpDouble& operator=(const HttpDouble&) = delete;

  kuboluk::tools::HttpAddress address() const;
  std::string url() const { return kuboluk::tools::to_text(address()); }

 private:
  void serve();
  void serve_one(boost::asio::ip::tcp::socket client);

  Responder responder_;
  boost::asio::io_context io_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::uint16_t port_;
  std::atomic<bool> stopping_ = false;
  std::mutex mutex_;
  std::set<boost::asio::ip::tcp::socket*> open_;
  std::vector<std::thread> clients_;  // of the accepting thread
  std::mutex answering_;
  std::thread thread_;
};

// The training ledger of a scenario in this process, with a cosigned checkpoint.
class SharedLedger {
 public:
  explicit SharedLedger(const kuboluk::tools::Scenario& scenario);

  // What an honest node of that member says.
  Responder honest(std::string member);

  std::string policy() const;
  std::string genesis() const { return genesis_; }
  const kuboluk::domain::LedgerInfo& info() const { return ledger_->info(); }
  const kuboluk::tools::TrainingKeys& keys() const { return keys_; }
  // Cosignatures on checkpoints: 4, unless a test takes some away.
  void set_cosigners(std::size_t count) { cosigners_ = count; }

 private:
  Reply answer(const std::string& member, const Asked& asked);
  Reply submit(const std::string& body);
  Reply proof(const std::string& path);
  Reply state(const std::string& member);
  std::string checkpoint() const;

  kuboluk::tools::TemporaryFolder folder_;
  kuboluk::tools::TrainingKeys keys_;
  std::string genesis_;
  std::unique_ptr<kuboluk::tools::EmbeddedLedger> ledger_;
  std::size_t cosigners_ = 4;
  std::mutex mutex_;
};

}  // namespace node_double
