#include "node/transport.h"

#include "crypto/transport_certificate.h"

namespace kuboluk::node {

Transport::Transport(const crypto::PublicKey& own, const std::vector<Peer>& peers)
    : context_(boost::asio::ssl::context::tls), own_(own), peers_(peers) {}

Result<std::unique_ptr<Transport>> Transport::make(const crypto::NamedKey& key,
                                                   const std::vector<Peer>& peers) {
  std::unique_ptr<Transport> transport(new Transport(key.vkey.key(), peers));
  auto prepared = crypto::prepare_transport(transport->context_.native_handle(), key);
  if (!prepared) return prepared.error();
  return transport;
}

std::optional<std::string> Transport::member_of(const crypto::PublicKey& key) const {
  for (const Peer& peer : peers_) {
    if (peer.transport.key() == key) return peer.id;
  }
  return std::nullopt;
}

std::optional<crypto::PublicKey> Transport::key_of(std::string_view member) const {
  for (const Peer& peer : peers_) {
    if (peer.id == member) return peer.transport.key();
  }
  return std::nullopt;
}

}  // namespace kuboluk::node
