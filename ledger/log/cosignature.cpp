#include "ledger/log/cosignature.h"

#include <utility>

#include "crypto/check.h"
#include "ledger/log/checkpoint.h"

namespace kuboluk::log {
namespace {

constexpr std::size_t kTimestampBytes = 8;

Error cosignature_error(const crypto::VerifierKey& key, std::string detail) {
  return {"C2SP.cosignature", key.name(), std::move(detail)};
}

}  // namespace

std::string cosignature_message(std::string_view checkpoint_text, std::uint64_t timestamp) {
  std::string message = "cosignature/v1\ntime " + std::to_string(timestamp) + "\n";
  message += checkpoint_text;
  return message;
}

crypto::NoteSignature sign_cosignature(std::string_view checkpoint_text, std::uint64_t timestamp,
                                       const crypto::VerifierKey& key,
                                       const crypto::SecretKey& secret) {
  KUBOLUK_CHECK(parse_checkpoint(checkpoint_text).has_value());
  return cosign_any_log(checkpoint_text, timestamp, key, secret);
}

crypto::NoteSignature cosign_any_log(std::string_view checkpoint_text, std::uint64_t timestamp,
                                     const crypto::VerifierKey& key,
                                     const crypto::SecretKey& secret) {
  KUBOLUK_CHECK(key.type() == crypto::KeyType::kCosignature);
  KUBOLUK_CHECK(key.key() == secret.public_key());
  KUBOLUK_CHECK(timestamp <= kTimestampMax);
  const std::string message = cosignature_message(checkpoint_text, timestamp);
  const crypto::Signature signature = secret.sign(bytes_of(message));
  crypto::NoteSignature line{key.name(), key.id(), {}};
  for (std::size_t i = kTimestampBytes; i-- > 0;) {
    line.signature.push_back(static_cast<std::uint8_t>(timestamp >> (8 * i)));
  }
  line.signature.insert(line.signature.end(), signature.begin(), signature.end());
  return line;
}

Result<std::uint64_t> verify_cosignature(std::string_view checkpoint_text,
                                         const crypto::NoteSignature& line,
                                         const crypto::VerifierKey& key) {
  if (key.type() != crypto::KeyType::kCosignature) {
    return cosignature_error(key, "the key is not for cosignatures");
  }
  if (line.name != key.name() || line.key_id != key.id()) {
    return cosignature_error(key, "the line names another key");
  }
  if (line.signature.size() != kCosignatureBytes) {
    return cosignature_error(key, "the cosignature does not have 72 bytes");
  }
  std::uint64_t timestamp = 0;
  for (std::size_t i = 0; i < kTimestampBytes; ++i) {
    timestamp = timestamp << 8 | line.signature[i];
  }
  if (timestamp > kTimestampMax) return cosignature_error(key, "timestamp above 2^63 - 1");
  const std::string message = cosignature_message(checkpoint_text, timestamp);
  const ByteView signature = ByteView(line.signature).subspan(kTimestampBytes);
  if (!crypto::verify(key.key(), bytes_of(message), signature)) {
    return cosignature_error(key, "the cosignature does not verify");
  }
  return timestamp;
}

}  // namespace kuboluk::log
