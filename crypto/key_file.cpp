#include "crypto/key_file.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <utility>

#include "crypto/check.h"
#include "crypto/encoding.h"
#include "crypto/private_file.h"
#include "crypto/secret.h"
#include "crypto/sodium_ready.h"

namespace kuboluk::crypto {
namespace {

constexpr std::string_view kVersionLine = "kuboluk/key/v1\n";
// Longest key file: three lines and a sealed seed need 600 bytes; stops a wrong path from being
// read in.
constexpr std::size_t kKeyFileBytesMax = 2048;
constexpr int kBase64 = sodium_base64_VARIANT_ORIGINAL;

// Argon2id MODERATE: 256 MiB and about a second per guess, once per start. Part of "v1".
constexpr unsigned long long kSealOperations = crypto_pwhash_argon2id_OPSLIMIT_MODERATE;
constexpr std::size_t kSealMemory = crypto_pwhash_argon2id_MEMLIMIT_MODERATE;
constexpr std::size_t kSaltSize = crypto_pwhash_argon2id_SALTBYTES;
constexpr std::size_t kNonceSize = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kBoxSize = SecretKey::kSeedSize + crypto_aead_xchacha20poly1305_ietf_ABYTES;

constexpr std::array<std::pair<KeyRole, std::string_view>, 6> kRoles = {{
    {KeyRole::kAuthor, "author"},
    {KeyRole::kCosigner, "cosigner"},
    {KeyRole::kNode, "node"},
    {KeyRole::kTransport, "transport"},
    {KeyRole::kLog, "log"},
    {KeyRole::kWitness, "witness"},
}};

KeyType type_of(KeyRole role) {
  const bool cosigns = role == KeyRole::kCosigner || role == KeyRole::kWitness;
  return cosigns ? KeyType::kCosignature : KeyType::kEd25519;
}

// The three lines that say whose key it is; also the associated data of a sealed seed.
std::string header_of(KeyRole role, const VerifierKey& vkey) {
  return std::string(kVersionLine) + "role " + std::string(to_text(role)) + "\nvkey " +
         vkey.text() + "\n";
}

// Fails only if the system does not give the memory.
Result<SecretBytes> stretch(std::string_view passphrase, ByteView salt,
                            const std::filesystem::path& path) {
  SecretBytes key(crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
  if (crypto_pwhash(key.bytes().data(), key.bytes().size(), passphrase.data(), passphrase.size(),
                    salt.data(), kSealOperations, kSealMemory, crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return Error{"X.FILE", path.string(), "not enough memory, Argon2id needs 256 MiB"};
  }
  return key;
}

// "sealed <salt> <nonce> <box>\n".
Result<std::string> sealed_line(ByteView seed, std::string_view header, std::string_view passphrase,
                                RandomSource& random, const std::filesystem::path& path) {
  std::array<std::uint8_t, kSaltSize> salt;
  std::array<std::uint8_t, kNonceSize> nonce;
  std::array<std::uint8_t, kBoxSize> box;
  random.fill(salt);
  random.fill(nonce);
  const auto key = stretch(passphrase, salt, path);
  if (!key) return key.error();
  const ByteView context = bytes_of(header);
  KUBOLUK_CHECK(crypto_aead_xchacha20poly1305_ietf_encrypt(
                    box.data(), nullptr, seed.data(), seed.size(), context.data(), context.size(),
                    nullptr, nonce.data(), key->view().data()) == 0);
  return "sealed " + to_base64(salt) + " " + to_base64(nonce) + " " + to_base64(box) + "\n";
}

// The seed in base64, in guarded memory only.
SecretBytes encode_seed(ByteView seed) {
  SecretBytes terminated(sodium_base64_encoded_len(seed.size(), kBase64));
  sodium_bin2base64(chars_of(terminated.bytes()).data(), terminated.view().size(), seed.data(),
                    seed.size(), kBase64);
  SecretBytes text(terminated.view().size() - 1);
  std::copy_n(terminated.view().begin(), text.view().size(), text.bytes().begin());
  return text;
}

// Nothing unless `text` is what encode_seed prints. Decoding alone is not enough: libsodium 1.0.18
// takes some bytes above 0x7f for letters of the alphabet.
std::optional<SecretBytes> decode_seed(std::string_view text) {
  SecretBytes seed(SecretKey::kSeedSize);
  std::size_t size = 0;
  const bool decoded = sodium_base642bin(seed.bytes().data(), seed.bytes().size(), text.data(),
                                         text.size(), nullptr, &size, nullptr, kBase64) == 0;
  if (!decoded || size != SecretKey::kSeedSize) return std::nullopt;
  if (text_of(encode_seed(seed.view()).view()) != text) return std::nullopt;
  return seed;
}

// Cuts the next line, without its LF, off the front; nothing if there is no LF.
std::optional<std::string_view> take_line(std::string_view& text, std::string_view prefix) {
  const std::size_t end = text.find('\n');
  if (end == text.npos || !text.starts_with(prefix)) return std::nullopt;
  const std::string_view line = text.substr(prefix.size(), end - prefix.size());
  text.remove_prefix(end + 1);
  return line;
}

struct Header {
  KeyRole role;
  VerifierKey vkey;
};

// Cuts the three header lines off the front of `text`.
Result<Header> take_header(std::string_view& text, const std::filesystem::path& path) {
  const auto refuse = [&](std::string why) { return Error{"X.FORM", path.string(), why}; };
  if (!text.starts_with(kVersionLine)) return refuse("the first line is not kuboluk/key/v1");
  text.remove_prefix(kVersionLine.size());
  const auto role_text = take_line(text, "role ");
  const auto role = role_text ? key_role_from_text(*role_text) : std::nullopt;
  if (!role) return refuse("the second line is not 'role' and a known role");
  const auto vkey_text = take_line(text, "vkey ");
  if (!vkey_text) return refuse("the third line is not 'vkey' and a verifier key");
  auto vkey = VerifierKey::parse(*vkey_text);
  if (!vkey) return Error{vkey.error().rule, path.string(), vkey.error().detail};
  return Header{*role, *std::move(vkey)};
}

struct Sealed {
  Bytes salt, nonce, box;
};

std::optional<Sealed> parse_sealed(std::string_view text) {
  const std::size_t first = text.find(' ');
  const std::size_t second = first == text.npos ? text.npos : text.find(' ', first + 1);
  if (second == text.npos) return std::nullopt;
  auto salt = from_base64(text.substr(0, first));
  auto nonce = from_base64(text.substr(first + 1, second - first - 1));
  auto box = from_base64(text.substr(second + 1));
  if (!salt || !nonce || !box) return std::nullopt;
  if (salt->size() != kSaltSize || nonce->size() != kNonceSize || box->size() != kBoxSize) {
    return std::nullopt;
  }
  return Sealed{*std::move(salt), *std::move(nonce), *std::move(box)};
}

Result<SecretBytes> open_sealed(const Sealed& sealed, std::string_view header,
                                std::string_view passphrase, const std::filesystem::path& path) {
  if (passphrase.empty()) return Error{"X.KEY", path.string(), "sealed: it needs a passphrase"};
  const auto key = stretch(passphrase, sealed.salt, path);
  if (!key) return key.error();
  SecretBytes seed(SecretKey::kSeedSize);
  const ByteView context = bytes_of(header);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(
          seed.bytes().data(), nullptr, nullptr, sealed.box.data(), sealed.box.size(),
          context.data(), context.size(), sealed.nonce.data(), key->view().data()) != 0) {
    return Error{"X.KEY", path.string(), "wrong passphrase, or the file was changed"};
  }
  return seed;
}

Result<SecretBytes> take_seed(std::string_view text, std::string_view header,
                              std::string_view passphrase, const std::filesystem::path& path) {
  const auto bad_form = [&] {
    return Error{"X.FORM", path.string(), "the fourth and last line is not a whole seed"};
  };
  const bool is_sealed = text.starts_with("sealed ");
  const auto line = take_line(text, is_sealed ? "sealed " : "seed ");
  if (!line || !text.empty()) return bad_form();
  if (!is_sealed) {
    auto seed = decode_seed(*line);
    if (!seed) return bad_form();
    return *std::move(seed);
  }
  const auto sealed = parse_sealed(*line);
  if (!sealed) return bad_form();
  return open_sealed(*sealed, header, passphrase, path);
}

}  // namespace

std::string_view to_text(KeyRole role) {
  const auto* found = std::find_if(kRoles.begin(), kRoles.end(),
                                   [&](const auto& entry) { return entry.first == role; });
  KUBOLUK_CHECK(found != kRoles.end());
  return found->second;
}

std::optional<KeyRole> key_role_from_text(std::string_view text) {
  for (const auto& [role, name] : kRoles) {
    if (name == text) return role;
  }
  return std::nullopt;
}

Result<NamedKey> make_named_key(KeyRole role, std::string_view name, RandomSource& random) {
  SecretKey secret = SecretKey::generate(random);
  auto vkey = VerifierKey::make(name, type_of(role), secret.public_key());
  if (!vkey) return vkey.error();
  return NamedKey{role, *std::move(vkey), std::move(secret)};
}

Result<void> write_key_file(const std::filesystem::path& path, const NamedKey& key,
                            std::string_view passphrase, RandomSource& random) {
  KUBOLUK_CHECK(key.vkey.key() == key.secret.public_key());
  KUBOLUK_CHECK(key.vkey.type() == type_of(key.role));
  sodium_ready();
  const std::string header = header_of(key.role, key.vkey);
  if (passphrase.empty()) {
    const SecretBytes seed = encode_seed(key.secret.seed());
    return create_private_file(path,
                               {bytes_of(header), bytes_of("seed "), seed.view(), bytes_of("\n")});
  }
  const auto sealed = sealed_line(key.secret.seed(), header, passphrase, random, path);
  if (!sealed) return sealed.error();
  return create_private_file(path, {bytes_of(header), bytes_of(*sealed)});
}

Result<NamedKey> read_key_file(const std::filesystem::path& path, KeyRole expected,
                               std::string_view passphrase) {
  sodium_ready();
  auto content = read_private_file(path, kKeyFileBytesMax);
  if (!content) return content.error();
  std::string_view text = text_of(content->view());
  auto header = take_header(text, path);
  if (!header) return header.error();
  const auto refuse = [&](std::string why) { return Error{"X.KEY", path.string(), why}; };
  if (header->role != expected) {
    return refuse("a key of role " + std::string(to_text(header->role)) + ", expected " +
                  std::string(to_text(expected)));
  }
  if (header->vkey.type() != type_of(expected))
    return refuse("the vkey is not of that role's type");
  auto seed = take_seed(text, header_of(header->role, header->vkey), passphrase, path);
  if (!seed) return seed.error();
  SecretKey secret = SecretKey::from_seed(seed->view());
  if (!(secret.public_key() == header->vkey.key()))
    return refuse("the seed is not that of the vkey");
  return NamedKey{header->role, std::move(header->vkey), std::move(secret)};
}

}  // namespace kuboluk::crypto
