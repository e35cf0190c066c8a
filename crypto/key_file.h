// Secret keys at rest: a small text file, mode 0600, that names its role and key, so that a key
// cannot be used for another role by mistake. With a passphrase the seed is sealed (Argon2id, then
// XChaCha20-Poly1305 with the header lines as associated data).
//
//     kuboluk/key/v1
//     role author
//     vkey cec.kuboluk.example/author/1+1a2b3c4d+AQ...
//     seed <base64 of 32 bytes>            or:   sealed <base64 salt> <base64 nonce> <base64 box>
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/ed25519.h"
#include "crypto/random.h"
#include "crypto/result.h"
#include "crypto/vkey.h"

namespace kuboluk::crypto {

// One role each, never reused (DESIGN.md 3).
enum class KeyRole { kAuthor, kCosigner, kNode, kTransport, kLog, kWitness };

std::string_view to_text(KeyRole role);
std::optional<KeyRole> key_role_from_text(std::string_view text);

struct NamedKey {
  KeyRole role;
  VerifierKey vkey;
  SecretKey secret;
};

// A fresh key of that role and name; cosigner and witness keys get
// KeyType::kCosignature, all others kEd25519.
Result<NamedKey> make_named_key(KeyRole role, std::string_view name, RandomSource& random);

// Seals under `passphrase`, or stores the seed in clear if that is empty; `random` gives salt and
// nonce. Checked: `key` is consistent. Writes with O_EXCL, fsync, rename-free, directory fsync.
// Errors: X.FILE if the file exists or cannot be written (nothing is left behind then).
Result<void> write_key_file(const std::filesystem::path& path, const NamedKey& key,
                            std::string_view passphrase, RandomSource& random);

// `passphrase` is used only if the file is sealed; that takes about a second and 256 MiB.
// Errors name the file and what is wrong: X.FILE (missing, of another user, open to others, no
// memory), X.FORM (syntax, cut), X.KEY (other role than `expected`, weak key, vkey does not match
// the seed or its id, wrong or missing passphrase).
Result<NamedKey> read_key_file(const std::filesystem::path& path, KeyRole expected,
                               std::string_view passphrase);

}  // namespace kuboluk::crypto
