// Frames over one TLS connection: reads one frame when asked, sends frames in order, and keeps the
// deadlines and byte limits of LinkLimits. Knows nothing of what the frames say.
//
// Laws:
//   (1) a length is judged before memory is taken for it, and memory grows with the bytes that have
//       arrived, not with those that were announced;
//   (2) every wait has a deadline that no sign of life short of the whole frame renews;
//   (3) `closed` is called exactly once, nothing is called after it, and no callback keeps the
//       stream alive after that.
#pragma once

#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "crypto/bytes.h"
#include "crypto/ed25519.h"
#include "node/link_limits.h"
#include "wire/frame.h"

namespace kuboluk::node {

// Resource type, made by std::make_shared, used by the io thread only. Lives as long as an
// operation of it is under way.
class FrameStream : public std::enable_shared_from_this<FrameStream> {
 public:
  using Socket = boost::asio::ip::tcp::socket;
  enum class Side { kDialed, kAccepted };
  using OnSecure = std::function<void(Result<crypto::PublicKey> peer_key)>;
  using OnFrame = std::function<void(Bytes payload)>;
  using OnClosed = std::function<void(const std::string& reason)>;

  // `socket` is connected. The opening deadline runs from here until established().
  FrameStream(Socket socket, boost::asio::ssl::context& context, const LinkLimits& limits);

  void start(Side side, OnSecure on_secure, OnClosed on_closed);
  // The peer is who it should be: from now on frames have their own deadlines.
  void established();
  // One frame of at most `payload_bytes_max`; not while another read is under way (checked).
  void read(std::size_t payload_bytes_max, OnFrame on_frame);
  // A whole frame, header included. Beyond send_queue_bytes_max the stream closes itself.
  void send(std::shared_ptr<const Bytes> frame);
  // Closes at once; `reason` goes to OnClosed. Nothing if it is closed already.
  void close(const std::string& reason);
  bool is_open() const { return open_; }

 private:
  using Code = boost::system::error_code;
  void set_deadline(boost::asio::steady_timer& timer, std::chrono::milliseconds after,
                    const char* reason);
  void fail(const char* doing, const Code& code);
  std::chrono::milliseconds time_for(std::size_t bytes) const;
  void secured(const Code& code);
  void read_header_rest();
  void header_read();
  void read_payload();
  void payload_read(std::size_t bytes);
  void write_next();

  boost::asio::ssl::stream<Socket> stream_;
  LinkLimits limits_;
  boost::asio::steady_timer opening_timer_;
  boost::asio::steady_timer read_timer_;
  boost::asio::steady_timer write_timer_;
  bool open_ = true;
  bool established_ = false;
  bool reading_ = false;
  std::array<std::uint8_t, wire::kFrameHeaderBytes> header_{};
  std::size_t header_size_ = 0;
  std::size_t payload_bytes_max_ = 0;
  std::size_t length_ = 0;    // of the payload that is being read
  std::size_t received_ = 0;  // of it
  Bytes payload_;
  std::deque<std::shared_ptr<const Bytes>> queue_;  // the first is being written
  std::size_t queue_bytes_ = 0;
  OnSecure on_secure_;
  OnFrame on_frame_;
  OnClosed on_closed_;
};

}  // namespace kuboluk::node
