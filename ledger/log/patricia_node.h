// Keys as bit strings and nodes as bytes: what the other patricia files share. Not for other boxes.
#pragma once

#include <cstdint>
#include <string_view>

#include "crypto/bytes.h"
#include "crypto/result.h"
#include "ledger/log/patricia.h"

namespace kuboluk::log {

// The padded key's bit; any position.
bool map_key_bit(std::string_view key, std::uint32_t bit);
// The first bit at which two different keys (checked) differ, padded.
std::uint32_t first_difference(std::string_view a, std::string_view b);

Bytes encode_map_leaf(std::string_view key, ByteView value);
Bytes encode_map_inner(std::uint32_t bit, const Hash& left, const Hash& right);
Hash map_leaf_hash(std::string_view key, ByteView value);
Hash map_inner_hash(std::uint32_t bit, const Hash& left, const Hash& right);

struct DecodedMapNode {
  bool leaf = false;
  MapPair pair;           // of a leaf
  std::uint32_t bit = 0;  // of an inner node, as the next two
  Hash left{};
  Hash right{};
};

// Accepts exactly what the encoders print, within the limits of patricia.h. Error: map.
Result<DecodedMapNode> decode_map_node(ByteView bytes);

// The node with that hash: read, compared with the hash, decoded. Errors: map, the reader's.
Result<DecodedMapNode> load_map_node(const NodeReader& nodes, const Hash& hash);

Error map_error(std::string object, std::string detail);
// A key and value within their limits.
Result<void> check_map_pair(std::string_view key, ByteView value);

}  // namespace kuboluk::log
