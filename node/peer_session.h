// One connection between two members, from the TLS handshake to its end: whose key is it, do both
// sides mean the same ledger and version, then messages.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "ledger/exchange/message.h"
#include "node/frame_stream.h"
#include "node/link_limits.h"
#include "node/transport.h"
#include "wire/codec.h"

namespace kuboluk::node {

// Who we are on every link.
struct LinkSelf {
  std::string ledger;  // ledger id
  std::string me;      // member id
};

// What one peer has sent and the node has not worked off. Belongs to the peer, not to the
// connection: dropping the link and coming back gives nobody a second share.
struct Inbox {
  std::size_t inputs = 0;
  std::size_t bytes = 0;
  std::function<void()> given_back;  // after one was worked off
};

struct Arrived {
  std::string peer;  // authenticated member id
  exchange::Message message;
  // Let go of it when the message is worked off: only then is more read from that peer. May outlive
  // the connection; io thread only.
  std::shared_ptr<void> credit;
};

// Resource type, made by std::make_shared, io thread only.
class PeerSession : public std::enable_shared_from_this<PeerSession> {
 public:
  struct Events {
    // The peer's Hello is right.
    std::function<void(const std::shared_ptr<PeerSession>&)> up;
    std::function<std::shared_ptr<Inbox>(const std::string& peer)> inbox;
    std::function<void(Arrived)> arrived;
    // Exactly once, last.
    std::function<void(const std::shared_ptr<PeerSession>&, const std::string& reason)> closed;
  };

  // `dialed`: the member whom we have called; nothing: somebody has called us. `transport`
  // outlives the session.
  PeerSession(FrameStream::Socket socket, Transport& transport, const LinkLimits& limits,
              LinkSelf self, std::optional<std::string> dialed, std::string address);

  void start(Events events);
  void send(std::shared_ptr<const Bytes> frame) { stream_->send(std::move(frame)); }
  void close(const std::string& reason) { stream_->close(reason); }
  // Reads on if the peer's inbox has room and no frame is waited for.
  void read_on();

  bool is_up() const { return up_; }
  // Who it is; empty until the transport key was accepted.
  const std::string& peer() const { return peer_; }
  bool was_dialed() const { return dialed_.has_value(); }
  const std::optional<std::string>& dialed() const { return dialed_; }
  const std::string& address() const { return address_; }

 private:
  void secured(const Result<crypto::PublicKey>& key);
  std::optional<std::string> refuse_key(const crypto::PublicKey& key) const;
  void hello_read(const Bytes& payload);
  std::optional<std::string> refuse_hello(const wire::Hello& hello) const;
  void message_read(const Bytes& payload);

  Transport& transport_;
  LinkLimits limits_;
  LinkSelf self_;
  std::optional<std::string> dialed_;
  std::string address_;  // for people
  std::string peer_;
  bool up_ = false;
  bool reading_ = false;
  std::shared_ptr<Inbox> inbox_;
  Events events_;
  std::shared_ptr<FrameStream> stream_;
};

}  // namespace kuboluk::node
