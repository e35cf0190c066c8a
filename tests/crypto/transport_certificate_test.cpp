#include "crypto/transport_certificate.h"

#include <catch2/catch.hpp>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <functional>
#include <memory>
#include <string>

#include "crypto/encoding.h"
#include "crypto/sha256.h"

namespace kuboluk::crypto {
namespace {

struct Free {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(SSL* connection) const { SSL_free(connection); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const { X509_free(certificate); }
};
using Context = std::unique_ptr<SSL_CTX, Free>;
using Connection = std::unique_ptr<SSL, Free>;
using Key = std::unique_ptr<EVP_PKEY, Free>;
using Certificate = std::unique_ptr<X509, Free>;

NamedKey transport_key(std::string_view who) {
  SeededRandom random("transport " + std::string(who));
  return *make_named_key(KeyRole::kTransport, std::string(who) + "/transport/1", random);
}

Context ours(std::string_view who) {
  Context context(SSL_CTX_new(TLS_method()));
  REQUIRE(prepare_transport(context.get(), transport_key(who)).has_value());
  return context;
}

// Somebody else's program: any protocol, no demands on the other side.
Context stranger(const std::function<void(SSL_CTX*)>& prepare) {
  Context context(SSL_CTX_new(TLS_method()));
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_NONE, nullptr);
  prepare(context.get());
  return context;
}

// A self-signed certificate for `key`, valid only in those years.
void show(SSL_CTX* context, EVP_PKEY* key, const char* from, const char* until) {
  const Certificate certificate(X509_new());
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 7);
  ASN1_TIME_set_string_X509(X509_getm_notBefore(certificate.get()), from);
  ASN1_TIME_set_string_X509(X509_getm_notAfter(certificate.get()), until);
  X509_set_pubkey(certificate.get(), key);
  const bool ed25519 = EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519;
  REQUIRE(X509_sign(certificate.get(), key, ed25519 ? nullptr : EVP_sha256()) > 0);
  REQUIRE(SSL_CTX_use_certificate(context, certificate.get()) == 1);
  REQUIRE(SSL_CTX_use_PrivateKey(context, key) == 1);
}

Key ed25519_of(const NamedKey& key) {
  const ByteView seed = key.secret.seed();
  return Key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()));
}

struct Ends {
  Connection client;
  Connection server;
  bool client_done = false;
  bool server_done = false;
};

// Both ends in one thread, until neither moves.
Ends shake_hands(SSL_CTX* client, SSL_CTX* server) {
  Ends ends{Connection(SSL_new(client)), Connection(SSL_new(server))};
  BIO* one = nullptr;
  BIO* other = nullptr;
  REQUIRE(BIO_new_bio_pair(&one, 1 << 16, &other, 1 << 16) == 1);
  SSL_set_bio(ends.client.get(), one, one);
  SSL_set_bio(ends.server.get(), other, other);
  SSL_set_connect_state(ends.client.get());
  SSL_set_accept_state(ends.server.get());
  for (int turn = 0; turn < 10; ++turn) {
    ends.client_done = SSL_do_handshake(ends.client.get()) == 1;
    ends.server_done = SSL_do_handshake(ends.server.get()) == 1;
  }
  ERR_clear_error();
  return ends;
}

TEST_CASE("Two nodes learn each other's key, and nothing else, from TLS 1.3") {
  const Context client = ours("mfa");
  const Context server = ours("cec");
  const Ends ends = shake_hands(client.get(), server.get());
  REQUIRE(ends.client_done);
  REQUIRE(ends.server_done);
  CHECK(SSL_version(ends.client.get()) == TLS1_3_VERSION);
  CHECK(*peer_transport_key(ends.client.get()) == transport_key("cec").vkey.key());
  CHECK(*peer_transport_key(ends.server.get()) == transport_key("mfa").vkey.key());
}

TEST_CASE("A client without a certificate is refused") {
  const Context client = stranger([](SSL_CTX*) {});
  const Context server = ours("cec");
  const Ends ends = shake_hands(client.get(), server.get());
  CHECK_FALSE(ends.server_done);
  CHECK_FALSE(peer_transport_key(ends.server.get()).has_value());
}

TEST_CASE("A client that speaks TLS 1.2 at most is refused") {
  const Key key = ed25519_of(transport_key("mfa"));
  const Context client = stranger([&](SSL_CTX* context) {
    show(context, key.get(), "20200101000000Z", "20990101000000Z");
    SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
  });
  const Context server = ours("cec");
  const Ends ends = shake_hands(client.get(), server.get());
  CHECK_FALSE(ends.client_done);
  CHECK_FALSE(ends.server_done);
}

TEST_CASE("A certificate with another kind of key is refused") {
  const Key key(EVP_EC_gen("P-256"));
  const Context server = ours("cec");
  const Context client = stranger(
      [&](SSL_CTX* context) { show(context, key.get(), "20200101000000Z", "20990101000000Z"); });
  CHECK_FALSE(shake_hands(client.get(), server.get()).server_done);
  // The same from the other side: we do not talk to a server with such a key.
  const Context other_server = stranger(
      [&](SSL_CTX* context) { show(context, key.get(), "20200101000000Z", "20990101000000Z"); });
  const Context our_client = ours("mfa");
  CHECK_FALSE(shake_hands(our_client.get(), other_server.get()).client_done);
}

TEST_CASE("Dates in a certificate do not count: a wrong clock stops no node") {
  const Key key = ed25519_of(transport_key("mfa"));
  const Context server = ours("cec");
  const auto dates = GENERATE(std::pair("19710101000000Z", "19720101000000Z"),
                              std::pair("29710101000000Z", "29720101000000Z"));
  const Context client =
      stranger([&](SSL_CTX* context) { show(context, key.get(), dates.first, dates.second); });
  const Ends ends = shake_hands(client.get(), server.get());
  REQUIRE(ends.server_done);
  CHECK(*peer_transport_key(ends.server.get()) == transport_key("mfa").vkey.key());
}

TEST_CASE("Sessions are not resumed: every link shows its key anew") {
  const Context client = ours("mfa");
  const Context server = ours("cec");
  const Ends ends = shake_hands(client.get(), server.get());
  REQUIRE(ends.server_done);
  char byte = 'x';
  REQUIRE(SSL_write(ends.server.get(), &byte, 1) == 1);  // tickets would come along with it
  REQUIRE(SSL_read(ends.client.get(), &byte, 1) == 1);
  CHECK(SSL_SESSION_is_resumable(SSL_get0_session(ends.client.get())) == 0);
  CHECK(SSL_CTX_get_num_tickets(server.get()) == 0);
  CHECK(SSL_CTX_get_max_early_data(server.get()) == 0);
}

TEST_CASE("A fingerprint is the SHA-256 of the key in hex") {
  const PublicKey key = transport_key("cec").vkey.key();
  CHECK(fingerprint(key) == to_hex(sha256(key.bytes())));
  CHECK(fingerprint(key).size() == 64);
}

}  // namespace
}  // namespace kuboluk::crypto
