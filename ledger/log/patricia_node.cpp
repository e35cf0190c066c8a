#include "ledger/log/patricia_node.h"

#include <algorithm>
#include <bit>
#include <optional>
#include <utility>

#include "crypto/check.h"
#include "crypto/encoding.h"
#include "crypto/sha256.h"

namespace kuboluk::log {
namespace {

constexpr std::uint8_t kLeaf = 0x00;
constexpr std::uint8_t kInner = 0x01;

// Byte of a key followed by 0x00, 0xFF, 0xFF, ... for ever.
std::uint8_t padded_byte(std::string_view key, std::size_t index) {
  if (index < key.size()) return static_cast<std::uint8_t>(key[index]);
  return index == key.size() ? 0x00 : 0xFF;
}

void put_varint(Bytes& out, std::uint64_t value) {
  while (value >= 0x80) {
    out.push_back(static_cast<std::uint8_t>(value | 0x80));
    value >>= 7;
  }
  out.push_back(static_cast<std::uint8_t>(value));
}

void put(Bytes& out, ByteView bytes) {
  out.insert(out.end(), bytes.begin(), bytes.end());
}

// Takes a varint of at most two bytes off the front: no length or bit position of ours needs more.
std::optional<std::uint32_t> take_varint(ByteView& in) {
  if (in.empty()) return std::nullopt;
  const std::uint32_t low = in[0];
  if (low < 0x80) {
    in = in.subspan(1);
    return low;
  }
  if (in.size() < 2 || in[1] == 0 || in[1] >= 0x80) return std::nullopt;  // second 0: not shortest
  const std::uint32_t value = (low & 0x7F) | (std::uint32_t{in[1]} << 7);
  in = in.subspan(2);
  return value;
}

std::optional<ByteView> take_string(ByteView& in, std::size_t limit) {
  const std::optional<std::uint32_t> size = take_varint(in);
  if (!size || *size > limit || *size > in.size()) return std::nullopt;
  const ByteView taken = in.first(*size);
  in = in.subspan(*size);
  return taken;
}

std::optional<DecodedMapNode> decode_leaf(ByteView in) {
  const std::optional<ByteView> key = take_string(in, kMapKeyBytesMax);
  if (!key) return std::nullopt;
  const std::optional<ByteView> value = take_string(in, kMapValueBytesMax);
  if (!value || !in.empty()) return std::nullopt;
  DecodedMapNode node;
  node.leaf = true;
  node.pair.key = text_of(*key);
  node.pair.value.assign(value->begin(), value->end());
  return node;
}

std::optional<DecodedMapNode> decode_inner(ByteView in) {
  DecodedMapNode node;
  const std::optional<std::uint32_t> bit = take_varint(in);
  if (!bit || *bit >= kMapBitsMax || in.size() != 2 * node.left.size()) return std::nullopt;
  node.bit = *bit;
  std::copy_n(in.begin(), node.left.size(), node.left.begin());
  std::copy_n(in.begin() + node.left.size(), node.right.size(), node.right.begin());
  return node;
}

}  // namespace

bool map_key_bit(std::string_view key, std::uint32_t bit) {
  return ((padded_byte(key, bit / 8) >> (7 - bit % 8)) & 1) == 1;
}

std::uint32_t first_difference(std::string_view a, std::string_view b) {
  const std::size_t common = std::min(a.size(), b.size());
  std::size_t at = static_cast<std::size_t>(
      std::mismatch(a.begin(), a.begin() + common, b.begin()).first - a.begin());
  const std::size_t last = std::max(a.size(), b.size());
  while (at <= last && padded_byte(a, at) == padded_byte(b, at))
    ++at;
  KUBOLUK_CHECK(at <= last);
  const std::uint8_t difference =
      static_cast<std::uint8_t>(padded_byte(a, at) ^ padded_byte(b, at));
  return static_cast<std::uint32_t>(8 * at) +
         static_cast<std::uint32_t>(std::countl_zero(difference));
}

int compare_map_keys(std::string_view a, std::string_view b) {
  if (a == b) return 0;
  return map_key_bit(a, first_difference(a, b)) ? 1 : -1;
}

bool map_key_has_prefix(std::string_view key, std::string_view prefix) {
  for (std::size_t i = 0; i < prefix.size(); ++i) {
    if (padded_byte(key, i) != static_cast<std::uint8_t>(prefix[i])) return false;
  }
  return true;
}

Hash empty_map_root() {
  return crypto::sha256(ByteView{});
}

Bytes encode_map_leaf(std::string_view key, ByteView value) {
  Bytes out{kLeaf};
  out.reserve(key.size() + value.size() + 8);
  put_varint(out, key.size());
  put(out, bytes_of(key));
  put_varint(out, value.size());
  put(out, value);
  return out;
}

Bytes encode_map_inner(std::uint32_t bit, const Hash& left, const Hash& right) {
  Bytes out{kInner};
  out.reserve(left.size() + right.size() + 8);
  put_varint(out, bit);
  put(out, left);
  put(out, right);
  return out;
}

Hash map_leaf_hash(std::string_view key, ByteView value) {
  return crypto::sha256(encode_map_leaf(key, value));
}

Hash map_inner_hash(std::uint32_t bit, const Hash& left, const Hash& right) {
  return crypto::sha256(encode_map_inner(bit, left, right));
}

Result<DecodedMapNode> decode_map_node(ByteView bytes) {
  std::optional<DecodedMapNode> node;
  if (!bytes.empty() && bytes[0] == kLeaf) node = decode_leaf(bytes.subspan(1));
  if (!bytes.empty() && bytes[0] == kInner) node = decode_inner(bytes.subspan(1));
  if (!node) return map_error("node", "these bytes are not a map node");
  return *std::move(node);
}

Result<DecodedMapNode> load_map_node(const NodeReader& nodes, const Hash& hash) {
  const Result<Bytes> bytes = nodes.read_node(hash);
  if (!bytes) return bytes.error();
  if (crypto::sha256(*bytes) != hash) {
    return map_error("node " + crypto::to_hex(hash), "its bytes have another hash");
  }
  return decode_map_node(*bytes);
}

Error map_error(std::string object, std::string detail) {
  return {"map", std::move(object), std::move(detail)};
}

Result<void> check_map_pair(std::string_view key, ByteView value) {
  if (key.size() > kMapKeyBytesMax) {
    return map_error("key", "longer than " + std::to_string(kMapKeyBytesMax) + " bytes");
  }
  if (value.size() > kMapValueBytesMax) {
    return map_error("value", "longer than " + std::to_string(kMapValueBytesMax) + " bytes");
  }
  return {};
}

}  // namespace kuboluk::log
