// Links of one member on a thread of their own, and a raw client that speaks whatever a test wants:
// for tests of the links.
#pragma once

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <condition_variable>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "node/links.h"

namespace kuboluk::node::test {

inline constexpr const char* kLedger = "kuboluk.example/links/0123456789abcdef";

// Short enough for a test, long enough for a busy machine.
LinkLimits quick_limits();

// Members are named by one letter: "a" dials "b", "b" dials "c". All know each other's keys.
class Station {
 public:
  using Tcp = boost::asio::ip::tcp;
  explicit Station(std::string me, const LinkLimits& limits = quick_limits());
  ~Station();
  Station(const Station&) = delete;
  Station& operator=(const Station&) = delete;

  std::uint16_t port() const { return port_; }
  // Where others listen; `ports` has those that are dialed.
  void dial(const std::map<std::string, std::uint16_t>& ports);
  void send(const std::string& to, const std::string& submission);

  // Waits up to ten seconds; false if it did not happen.
  bool wait_linked(const std::string& peer);
  bool wait_unlinked(const std::string& peer);
  bool wait_received(const std::string& peer, const std::string& submission);
  bool wait_said(const std::string& part) { return wait_count(part, 1); }
  bool wait_count(const std::string& part, std::size_t lines);
  bool wait_until(const std::function<bool()>& holds);

  bool linked(const std::string& peer);
  std::size_t received_count(const std::string& peer);
  // Journal lines that contain `part`.
  std::size_t said(const std::string& part);
  std::string journal();
  // While held, nothing that arrives counts as worked off.
  void hold(bool hold);
  // Ends the thread and everything on it, as a killed process would.
  void end();

 private:
  void on_io(const std::function<void()>& work);
  std::size_t count(const std::string& part) const;  // mutex_ is held
  void make_links(const std::map<std::string, std::uint16_t>& ports);

  std::string me_;
  LinkLimits limits_;
  boost::asio::io_context io_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  crypto::SystemRandom random_;
  std::unique_ptr<Transport> transport_;
  std::unique_ptr<Links> links_;
  std::uint16_t port_ = 0;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, bool> linked_;
  std::map<std::string, std::vector<std::string>> received_;
  std::vector<std::string> lines_;
  bool hold_ = false;
  std::vector<std::shared_ptr<void>> held_;

  std::thread thread_;
};

// A TLS client with any transport key, blocking, on the test's own thread.
class RawClient {
 public:
  using Tcp = boost::asio::ip::tcp;
  // `who`: whose key it shows; `from`: the address that it comes from.
  RawClient(const std::string& who, std::uint16_t port, const char* from = "127.0.0.1");

  void write(ByteView bytes);
  void write(const Bytes& bytes) { write(ByteView(bytes)); }
  void hello(const std::string& me, const std::string& to);
  // True if the other side ends the connection within ten seconds; what it sends is thrown away.
  bool is_closed_by_peer();
  // Bytes until the end of the connection or until `enough`.
  std::size_t read_some(std::size_t enough);
  Tcp::socket& socket() { return stream_->next_layer(); }
  bool failed() const { return static_cast<bool>(code_); }

 private:
  boost::asio::io_context io_;
  std::unique_ptr<Transport> transport_;
  std::unique_ptr<boost::asio::ssl::stream<Tcp::socket>> stream_;
  boost::system::error_code code_;
  std::atomic<bool> late_ = false;
};

Bytes hello_frame(const std::string& from, const std::string& to,
                  const std::string& ledger = kLedger);
// The same from a node of another release: encode() refuses to make one.
Bytes hello_frame_of_version(std::uint8_t version, const std::string& from, const std::string& to);
Bytes act_frame(const std::string& submission);
// What one frame's header announces, without a payload.
Bytes announcing(std::uint32_t payload_bytes);

crypto::NamedKey station_key(const std::string& who);

}  // namespace kuboluk::node::test
