#include "node/peer_session.h"

#include <utility>

#include "crypto/check.h"
#include "crypto/transport_certificate.h"

namespace kuboluk::node {

PeerSession::PeerSession(FrameStream::Socket socket, Transport& transport, const LinkLimits& limits,
                         LinkSelf self, std::optional<std::string> dialed, std::string address)
    : transport_(transport),
      limits_(limits),
      self_(std::move(self)),
      dialed_(std::move(dialed)),
      address_(std::move(address)),
      stream_(std::make_shared<FrameStream>(std::move(socket), transport.context(), limits)) {}

void PeerSession::start(Events events) {
  events_ = std::move(events);
  // The stream keeps the session alive until it is closed.
  stream_->start(
      dialed_ ? FrameStream::Side::kDialed : FrameStream::Side::kAccepted,
      [self = shared_from_this()](const Result<crypto::PublicKey>& key) { self->secured(key); },
      [self = shared_from_this()](const std::string& reason) {
        const Events last = std::exchange(self->events_, Events());
        last.closed(self, reason);
      });
}

// RELIABILITY 26. Both fingerprints, so that two operators can compare them over the telephone.
std::optional<std::string> PeerSession::refuse_key(const crypto::PublicKey& key) const {
  const auto owner = transport_.member_of(key);
  const std::string found = crypto::fingerprint(key);
  const std::string whose = owner ? ", which is the key of " + *owner : "";
  if (dialed_) {
    const auto pinned = transport_.key_of(*dialed_);
    KUBOLUK_CHECK(pinned.has_value());
    if (key == *pinned) return std::nullopt;
    return "answered with the transport key " + found + whose + "; the key of " + *dialed_ +
           " is " + crypto::fingerprint(*pinned);
  }
  if (!owner) {
    return "came with the transport key " + found + ", which is no member's; this node's own is " +
           crypto::fingerprint(transport_.own_key());
  }
  // Exactly one side dials, so that two nodes never hold two links that each takes for the newer.
  if (self_.me < *owner) return *owner + " dialed us, but it is this node that dials it";
  return std::nullopt;
}

void PeerSession::secured(const Result<crypto::PublicKey>& key) {
  if (!key) return close(key.error().message());
  if (auto refused = refuse_key(*key)) return close(*refused);
  peer_ = *transport_.member_of(*key);
  wire::Hello hello;
  hello.ledger = self_.ledger;
  hello.sender = self_.me;
  hello.receiver = peer_;
  auto frame = wire::encode(hello);
  KUBOLUK_CHECK(frame.has_value());
  send(std::make_shared<const Bytes>(std::move(*frame)));
  stream_->read(wire::kHelloBytesMax,
                [self = shared_from_this()](const Bytes& payload) { self->hello_read(payload); });
}

// RELIABILITY 33. Another protocol version is refused by decode() already (case 27).
std::optional<std::string> PeerSession::refuse_hello(const wire::Hello& hello) const {
  if (hello.ledger != self_.ledger) {
    return "keeps the ledger " + hello.ledger + ", this node " + self_.ledger;
  }
  if (hello.sender != peer_) return "calls itself " + hello.sender + " with the key of " + peer_;
  if (hello.receiver != self_.me) return "wants " + hello.receiver + ", this is " + self_.me;
  return std::nullopt;
}

void PeerSession::hello_read(const Bytes& payload) {
  const auto frame = wire::decode(payload);
  if (!frame) return close("sent no hello that can be taken: " + frame.error().message());
  const auto* const hello = std::get_if<wire::Hello>(&*frame);
  if (hello == nullptr) {
    return close("said " + std::string(wire::kind_of(*frame)) + " before hello");
  }
  if (auto refused = refuse_hello(*hello)) return close(*refused);
  inbox_ = events_.inbox(peer_);
  stream_->established();
  up_ = true;
  const auto up = events_.up;  // whoever is called may close, which lets go of the events
  up(shared_from_this());
  read_on();
}

void PeerSession::read_on() {
  if (!up_ || reading_ || !stream_->is_open()) return;
  const bool room = inbox_->inputs < limits_.inputs_per_peer_max &&
                    inbox_->bytes < limits_.input_bytes_per_peer_max;
  if (!room) return;  // the silence deadline does not run meanwhile: it is we who are slow
  reading_ = true;
  stream_->read(wire::kFrameBytesMax,
                [self = shared_from_this()](const Bytes& payload) { self->message_read(payload); });
}

void PeerSession::message_read(const Bytes& payload) {
  reading_ = false;
  auto frame = wire::decode(payload);
  if (!frame) return close("sent a frame that cannot be read: " + frame.error().message());
  auto* const message = std::get_if<exchange::Message>(&*frame);
  if (message == nullptr) return close("said hello twice");
  ++inbox_->inputs;
  inbox_->bytes += payload.size();
  std::shared_ptr<void> credit(nullptr, [inbox = inbox_, bytes = payload.size()](void*) {
    --inbox->inputs;
    inbox->bytes -= bytes;
    if (inbox->given_back) inbox->given_back();
  });
  const auto self = shared_from_this();  // the callee may close
  const auto arrived = events_.arrived;
  arrived(Arrived{peer_, std::move(*message), std::move(credit)});
  read_on();
}

}  // namespace kuboluk::node
