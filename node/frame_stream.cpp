#include "node/frame_stream.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/write.hpp>
#include <span>
#include <utility>

#include "crypto/check.h"
#include "crypto/transport_certificate.h"

namespace kuboluk::node {
namespace asio = boost::asio;
namespace {

// First memory for a payload; after that it doubles with what has arrived.
constexpr std::size_t kPayloadStep = 64 * 1024;

std::string in_words(const boost::system::error_code& code) {
  if (code == asio::error::eof || code == asio::ssl::error::stream_truncated) {
    return "the peer closed the connection";
  }
  return code.message();
}

}  // namespace

FrameStream::FrameStream(Socket socket, asio::ssl::context& context, const LinkLimits& limits)
    : stream_(std::move(socket), context),
      limits_(limits),
      opening_timer_(stream_.get_executor()),
      read_timer_(stream_.get_executor()),
      write_timer_(stream_.get_executor()) {}

void FrameStream::set_deadline(asio::steady_timer& timer, std::chrono::milliseconds after,
                               const char* reason) {
  timer.expires_after(after);
  timer.async_wait([self = weak_from_this(), &timer, reason](const Code& code) {
    const auto stream = self.lock();
    if (code || stream == nullptr) return;
    // The wait may have ended just before the deadline was moved.
    if (timer.expiry() > asio::steady_timer::clock_type::now()) return;
    stream->close(reason);
  });
}

std::chrono::milliseconds FrameStream::time_for(std::size_t bytes) const {
  const std::size_t extra_ms =
      bytes / std::max<std::size_t>(limits_.bytes_per_second_min / 1000, 1);
  return limits_.frame + std::chrono::milliseconds(extra_ms);
}

void FrameStream::fail(const char* doing, const Code& code) {
  close(std::string(doing) + ": " + in_words(code));
}

void FrameStream::start(Side side, OnSecure on_secure, OnClosed on_closed) {
  on_secure_ = std::move(on_secure);
  on_closed_ = std::move(on_closed);
  Code ignored;  // slower without it, not wrong
  stream_.lowest_layer().set_option(asio::ip::tcp::no_delay(true), ignored);
  set_deadline(opening_timer_, limits_.opening, "did not say who it is in time");
  const auto type =
      side == Side::kDialed ? asio::ssl::stream_base::client : asio::ssl::stream_base::server;
  stream_.async_handshake(type,
                          [self = shared_from_this()](const Code& code) { self->secured(code); });
}

void FrameStream::secured(const Code& code) {
  if (!open_) return;
  if (code) return fail("TLS handshake", code);
  const OnSecure on_secure = std::exchange(on_secure_, nullptr);
  on_secure(crypto::peer_transport_key(stream_.native_handle()));
}

void FrameStream::established() {
  established_ = true;
  opening_timer_.cancel();
}

void FrameStream::read(std::size_t payload_bytes_max, OnFrame on_frame) {
  KUBOLUK_CHECK(!reading_);
  if (!open_) return;
  reading_ = true;
  on_frame_ = std::move(on_frame);
  payload_bytes_max_ = payload_bytes_max;
  if (established_) set_deadline(read_timer_, limits_.silence, "was silent for too long");
  stream_.async_read_some(asio::buffer(header_),
                          [self = shared_from_this()](const Code& code, std::size_t bytes) {
                            if (!self->open_) return;
                            if (code) return self->fail("reading", code);
                            self->header_size_ = bytes;
                            self->read_header_rest();
                          });
}

void FrameStream::read_header_rest() {
  // Until the length is known, the deadline is that of a small frame.
  if (established_) set_deadline(read_timer_, limits_.frame, "sent a frame too slowly");
  if (header_size_ == header_.size()) return header_read();
  const auto rest = asio::buffer(header_) + header_size_;
  asio::async_read(stream_, rest, [self = shared_from_this()](const Code& code, std::size_t) {
    if (!self->open_) return;
    if (code) return self->fail("reading", code);
    self->header_read();
  });
}

void FrameStream::header_read() {
  const auto length = wire::frame_length(header_, payload_bytes_max_);
  if (!length) return close("sent no frame: " + length.error().message());
  length_ = *length;
  received_ = 0;
  if (established_) set_deadline(read_timer_, time_for(length_), "sent a frame too slowly");
  read_payload();
}

void FrameStream::read_payload() {
  const std::size_t room = std::min(length_, std::max(kPayloadStep, 2 * received_));
  payload_.reserve(room);  // exactly: resize() alone would take up to twice as much
  payload_.resize(room);
  const auto rest = asio::buffer(payload_) + received_;
  asio::async_read(stream_, rest, [self = shared_from_this()](const Code& code, std::size_t bytes) {
    if (!self->open_) return;
    if (code) return self->fail("reading", code);
    self->payload_read(bytes);
  });
}

void FrameStream::payload_read(std::size_t bytes) {
  received_ += bytes;
  if (received_ < length_) return read_payload();
  read_timer_.cancel();
  reading_ = false;
  Bytes payload;
  payload.swap(payload_);
  const OnFrame on_frame = std::exchange(on_frame_, nullptr);
  on_frame(std::move(payload));
}

void FrameStream::send(std::shared_ptr<const Bytes> frame) {
  if (!open_) return;
  if (queue_bytes_ + frame->size() > limits_.send_queue_bytes_max) {
    return close("does not read: " + std::to_string(queue_bytes_) + " bytes wait for it");
  }
  queue_bytes_ += frame->size();
  queue_.push_back(std::move(frame));
  if (queue_.size() == 1) write_next();
}

void FrameStream::write_next() {
  const std::shared_ptr<const Bytes> frame = queue_.front();
  set_deadline(write_timer_, time_for(frame->size()), "took a frame too slowly");
  asio::async_write(stream_, asio::buffer(*frame),
                    [self = shared_from_this(), frame](const Code& code, std::size_t) {
                      if (!self->open_) return;
                      if (code) return self->fail("writing", code);
                      self->queue_bytes_ -= frame->size();
                      self->queue_.pop_front();
                      self->write_timer_.cancel();
                      if (!self->queue_.empty()) self->write_next();
                    });
}

void FrameStream::close(const std::string& reason) {
  if (!std::exchange(open_, false)) return;
  opening_timer_.cancel();
  read_timer_.cancel();
  write_timer_.cancel();
  Code ignored;  // it is gone either way
  stream_.lowest_layer().close(ignored);
  // payload_ stays until the last operation is over: a read that has its bytes already may still
  // write there.
  queue_.clear();
  queue_bytes_ = 0;
  on_secure_ = nullptr;
  on_frame_ = nullptr;
  const OnClosed on_closed = std::exchange(on_closed_, nullptr);
  if (on_closed) on_closed(reason);
}

}  // namespace kuboluk::node
