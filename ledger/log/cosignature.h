// C2SP tlog-cosignature, Ed25519 (type 0x04): "as of this time, the largest consistent tree that I
// have seen of this origin has this root". The signed message is
//
//     cosignature/v1
//     time <POSIX seconds>
//     <checkpoint text>
//
// and the signature bytes of the note line are timestamp (8 bytes, big endian) || Ed25519 (64
// bytes).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "crypto/ed25519.h"
#include "crypto/note.h"
#include "crypto/result.h"
#include "crypto/vkey.h"

namespace kuboluk::log {

inline constexpr std::size_t kCosignatureBytes = 72;  // without the key id
// C2SP tlog-cosignature: a timestamp must not exceed 2^63 - 1.
inline constexpr std::uint64_t kTimestampMax = (std::uint64_t{1} << 63) - 1;

std::string cosignature_message(std::string_view checkpoint_text, std::uint64_t timestamp);

// The signature line over a checkpoint text (it must parse, checked). `timestamp`: the signer's
// clock in POSIX seconds, at most kTimestampMax. The key has type kCosignature (checked). A Kuboluk
// cosigner calls this only after re-execution and after its cosigned size is durable (DESIGN.md 5).
crypto::NoteSignature sign_cosignature(std::string_view checkpoint_text, std::uint64_t timestamp,
                                       const crypto::VerifierKey& key,
                                       const crypto::SecretKey& secret);

// The same for a checkpoint of any log, whatever its origin and extension lines (the caller has
// checked its form): what a tlog-witness of other logs signs, with a key that counts nowhere else.
crypto::NoteSignature cosign_any_log(std::string_view checkpoint_text, std::uint64_t timestamp,
                                     const crypto::VerifierKey& key,
                                     const crypto::SecretKey& secret);

// The timestamp, if the line names `key` (name and id) and verifies over exactly this text. Errors:
// C2SP.cosignature.
Result<std::uint64_t> verify_cosignature(std::string_view checkpoint_text,
                                         const crypto::NoteSignature& line,
                                         const crypto::VerifierKey& key);

}  // namespace kuboluk::log
