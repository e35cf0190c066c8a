#include "crypto/transport_certificate.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <array>
#include <memory>
#include <optional>

#include "crypto/check.h"
#include "crypto/encoding.h"
#include "crypto/sha256.h"

namespace kuboluk::crypto {
namespace {

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const { X509_free(certificate); }
};
using Key = std::unique_ptr<EVP_PKEY, Free>;
using Certificate = std::unique_ptr<X509, Free>;

Error openssl_error(std::string_view what) {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  return {"X.KEY", "transport key",
          std::string(what) + ": " + (reason == nullptr ? "no reason given" : reason)};
}

// The key of a certificate, if it is one that this ledger admits.
std::optional<PublicKey> key_of(X509* certificate) {
  EVP_PKEY* const key = X509_get0_pubkey(certificate);  // the certificate's own
  if (key == nullptr || EVP_PKEY_get_base_id(key) != EVP_PKEY_ED25519) return std::nullopt;
  std::array<std::uint8_t, PublicKey::kSize> bytes{};
  std::size_t size = bytes.size();
  if (EVP_PKEY_get_raw_public_key(key, bytes.data(), &size) != 1 || size != bytes.size()) {
    return std::nullopt;
  }
  return PublicKey::admit(bytes);
}

// Takes the place of OpenSSL's own chain check, which would ask for names, dates and issuers. That
// the peer holds the key is shown by its signature of the handshake (RFC 8446 4.4.3).
int check_certificate(X509_STORE_CTX* chain, void*) {
  X509* const certificate = X509_STORE_CTX_get0_cert(chain);
  if (certificate != nullptr && key_of(certificate)) return 1;
  X509_STORE_CTX_set_error(chain, X509_V_ERR_APPLICATION_VERIFICATION);
  return 0;
}

// RFC 5280 4.1.2.5: "no well-defined expiration date".
bool set_dates(X509* certificate) {
  return ASN1_TIME_set_string_X509(X509_getm_notBefore(certificate), "19700101000000Z") == 1 &&
         ASN1_TIME_set_string_X509(X509_getm_notAfter(certificate), "99991231235959Z") == 1;
}

bool set_names(X509* certificate) {
  X509_NAME* const name = X509_get_subject_name(certificate);  // the certificate's own
  const std::string text = "kuboluk transport";
  const ByteView bytes = bytes_of(text);
  return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, bytes.data(),
                                    static_cast<int>(bytes.size()), -1, 0) == 1 &&
         X509_set_issuer_name(certificate, name) == 1;
}

Certificate make_certificate(EVP_PKEY* key) {
  Certificate certificate(X509_new());
  const bool made = certificate != nullptr && X509_set_version(certificate.get(), 2) == 1 &&
                    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1) == 1 &&
                    set_dates(certificate.get()) && set_names(certificate.get()) &&
                    X509_set_pubkey(certificate.get(), key) == 1 &&
                    X509_sign(certificate.get(), key, nullptr) > 0;
  return made ? std::move(certificate) : nullptr;
}

bool restrict_protocol(SSL_CTX* context) {
  SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_max_cert_list(context, kPeerCertificateBytesMax);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  SSL_CTX_set_cert_verify_callback(context, check_certificate, nullptr);
  return SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) == 1 &&
         SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION) == 1 &&
         SSL_CTX_set1_sigalgs_list(context, "ed25519") == 1 &&
         SSL_CTX_set1_client_sigalgs_list(context, "ed25519") == 1 &&
         SSL_CTX_set1_groups_list(context, "X25519") == 1 &&
         SSL_CTX_set_num_tickets(context, 0) == 1 && SSL_CTX_set_max_early_data(context, 0) == 1;
}

}  // namespace

Result<void> prepare_transport(ssl_ctx_st* context, const NamedKey& key) {
  KUBOLUK_CHECK(context != nullptr && key.role == KeyRole::kTransport);
  ERR_clear_error();
  const ByteView seed = key.secret.seed();
  const Key native(
      EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()));
  if (native == nullptr) return openssl_error("OpenSSL does not take the key");
  const Certificate certificate = make_certificate(native.get());
  if (certificate == nullptr) return openssl_error("no certificate can be made");
  if (SSL_CTX_use_certificate(context, certificate.get()) != 1 ||
      SSL_CTX_use_PrivateKey(context, native.get()) != 1 ||
      SSL_CTX_check_private_key(context) != 1) {
    return openssl_error("OpenSSL does not take the certificate");
  }
  if (!restrict_protocol(context)) return openssl_error("OpenSSL lacks what TLS 1.3 needs here");
  return {};
}

Result<PublicKey> peer_transport_key(const ssl_st* connection) {
  KUBOLUK_CHECK(connection != nullptr);
  X509* const certificate = SSL_get0_peer_certificate(connection);  // the connection's own
  if (certificate == nullptr) return Error{"X.KEY", "peer", "showed no certificate"};
  const auto key = key_of(certificate);
  if (!key) return Error{"X.KEY", "peer", "showed a certificate without an admitted Ed25519 key"};
  return *key;
}

std::string fingerprint(const PublicKey& key) {
  return to_hex(sha256(key.bytes()));
}

}  // namespace kuboluk::crypto
