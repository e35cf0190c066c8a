// Who is at the other end of a TLS connection between nodes: TLS 1.3 with Ed25519 keys on both
// sides, each in a self-signed certificate that nobody looks at beyond its key. The key decides who
// a peer is; names, dates and chains in a certificate mean nothing here, so a wrong clock or a
// forgotten renewal can stop no node.
//
// OpenSSL's handles are passed as they are, so that no OpenSSL header leaves crypto/*.cpp.
#pragma once

#include <string>

#include "crypto/ed25519.h"
#include "crypto/key_file.h"
#include "crypto/result.h"

struct ssl_ctx_st;  // SSL_CTX
struct ssl_st;      // SSL

namespace kuboluk::crypto {

// Largest certificate message that a peer may send before it is known: ours has about 300 bytes.
inline constexpr long kPeerCertificateBytesMax = 4096;

// Makes a certificate for the key in memory and sets `context` up for either side: TLS 1.3 only,
// Ed25519 signatures only, a certificate is demanded and must hold an admitted Ed25519 key whose
// owner has signed the handshake; no tickets, no resumption, no early data, no renegotiation.
// `key` has role kTransport (checked). The context keeps its own copy of the key; it is the
// caller's and must outlive nothing. Error: X.KEY (OpenSSL refused, in its words).
Result<void> prepare_transport(ssl_ctx_st* context, const NamedKey& key);

// The key that the peer has proven to hold, once the handshake is over. Which keys are welcome is
// the caller's to decide. Error: X.KEY (no certificate, no admitted Ed25519 key).
Result<PublicKey> peer_transport_key(const ssl_st* connection);

// SHA-256 of a public key in hex: what operators compare over the telephone.
std::string fingerprint(const PublicKey& key);

}  // namespace kuboluk::crypto
