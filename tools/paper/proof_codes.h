// A proof as the texts of several QR codes, so that a scan works with no network (normative text:
// tools/verifier/README.md).
//
//     KBP1:<i>:<n>:<id>:<data>
//
// The bytes are compressed with raw DEFLATE (RFC 1951) and cut into n pieces. <i> counts from 1,
// <id> is the first 8 hex digits, upper case, of the SHA-256 of the compressed bytes, <data> is one
// piece in base32 (RFC 4648 section 6) without padding. All characters are of the alphanumeric mode
// of QR codes, which stores 11 bits in two characters.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/result.h"

namespace kuboluk::tools::paper {

// Most codes of one proof. Stops a reader from collecting without an end; nobody scans more.
inline constexpr std::size_t kProofCodesMax = 64;

// Raw DEFLATE, level 9: the same bytes for the same text and the same zlib.
Bytes deflate_raw(std::string_view text);

// RFC 4648 section 6, upper case, without padding.
std::string to_base32(ByteView bytes);

// The texts of `count` codes (1 to kProofCodesMax, at most one per byte; checked). Every piece but
// the last has a multiple of five bytes, or all have the same length as nearly as can be: no
// character carries padding bits where it need not.
std::vector<std::string> proof_codes(ByteView compressed, std::size_t count);

}  // namespace kuboluk::tools::paper
