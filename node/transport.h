// TLS between members' nodes: the context made of this node's transport key, and who is who by the
// keys that the operator has pinned.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/key_file.h"
#include "crypto/result.h"
#include "node/config.h"

namespace kuboluk::node {

// Resource type; outlives the connections that are made with it. Used by the io thread.
class Transport {
 public:
  // `key` has role kTransport (checked); OpenSSL keeps a copy of it. Error: X.KEY.
  static Result<std::unique_ptr<Transport>> make(const crypto::NamedKey& key,
                                                 const std::vector<Peer>& peers);

  boost::asio::ssl::context& context() { return context_; }
  // The member whose pinned key this is; nothing: a stranger.
  std::optional<std::string> member_of(const crypto::PublicKey& key) const;
  // Nothing if no key is pinned for that member.
  std::optional<crypto::PublicKey> key_of(std::string_view member) const;
  const crypto::PublicKey& own_key() const { return own_; }

 private:
  Transport(const crypto::PublicKey& own, const std::vector<Peer>& peers);
  boost::asio::ssl::context context_;
  crypto::PublicKey own_;
  std::vector<Peer> peers_;
};

}  // namespace kuboluk::node
