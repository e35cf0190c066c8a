// The status map straight from its definition (DESIGN.md 4), slow and without sharing anything with
// the implementation but SHA-256: the whole set of pairs is split at the first bit that differs.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <algorithm>

#include "crypto/sha256.h"
#include "ledger/log/patricia.h"

namespace kuboluk::log::testing {

// A key as the bits '0' and '1', padded to `bytes` bytes with 0x00, 0xFF, 0xFF, ...
inline std::string bits_of(std::string key, std::size_t bytes) {
  key.push_back('\0');
  key.resize(bytes, '\xFF');
  std::string bits;
  for (char c : key) {
    for (int i = 7; i >= 0; --i)
      bits += ((static_cast<unsigned char>(c) >> i) & 1) != 0 ? '1' : '0';
  }
  return bits;
}

class MapModel {
 public:
  void set(const std::string& key, Bytes value) { pairs_[key] = std::move(value); }
  const std::map<std::string, Bytes>& pairs() const { return pairs_; }

  // In tree order.
  std::vector<MapPair> sorted(std::string_view prefix = {}) const {
    const std::string wanted = bits_of(std::string(prefix), width()).substr(0, 8 * prefix.size());
    std::map<std::string, MapPair> ordered;
    for (const auto& [key, value] : pairs_) {
      const std::string bits = bits_of(key, width());
      if (bits.starts_with(wanted)) ordered[bits] = {key, value};
    }
    std::vector<MapPair> result;
    for (const auto& [bits, pair] : ordered)
      result.push_back(pair);
    return result;
  }

  Hash root() {
    nodes_.clear();
    const std::vector<MapPair> all = sorted();
    return all.empty() ? crypto::sha256(ByteView{}) : hash_of(all);
  }
  // The nodes of the tree of the last root().
  const std::set<Hash>& nodes() const { return nodes_; }

 private:
  std::size_t width() const {
    std::size_t longest = 0;
    for (const auto& [key, value] : pairs_)
      longest = std::max(longest, key.size());
    return std::max<std::size_t>(longest, kLongestPrefix) + 2;
  }

  Hash hash_of(const std::vector<MapPair>& pairs) {
    Bytes bytes;
    if (pairs.size() == 1) {
      bytes.push_back(0);
      put_string(bytes, bytes_of(pairs[0].key));
      put_string(bytes, pairs[0].value);
    } else {
      const std::string first = bits_of(pairs.front().key, width());
      const std::string last = bits_of(pairs.back().key, width());
      std::size_t bit = 0;
      while (first[bit] == last[bit])
        ++bit;
      std::vector<MapPair> left;
      std::vector<MapPair> right;
      for (const MapPair& pair : pairs) {
        (bits_of(pair.key, width())[bit] == '0' ? left : right).push_back(pair);
      }
      bytes.push_back(1);
      put_number(bytes, bit);
      const Hash left_hash = hash_of(left);
      const Hash right_hash = hash_of(right);
      bytes.insert(bytes.end(), left_hash.begin(), left_hash.end());
      bytes.insert(bytes.end(), right_hash.begin(), right_hash.end());
    }
    const Hash hash = crypto::sha256(bytes);
    nodes_.insert(hash);
    return hash;
  }

  static void put_number(Bytes& out, std::size_t n) {
    for (; n >= 128; n /= 128)
      out.push_back(static_cast<std::uint8_t>(128 + n % 128));
    out.push_back(static_cast<std::uint8_t>(n));
  }
  static void put_string(Bytes& out, ByteView text) {
    put_number(out, text.size());
    out.insert(out.end(), text.begin(), text.end());
  }

  static constexpr std::size_t kLongestPrefix = 40;
  std::map<std::string, Bytes> pairs_;
  std::set<Hash> nodes_;
};

// Families of keys that have broken other tries: prefixes of each other, long shared beginnings,
// trailing 0x00 and 0xFF, one bit apart, and the ledger's own.
inline std::string adversarial_key(std::mt19937_64& random) {
  const auto pick = [&](std::uint64_t n) { return static_cast<std::size_t>(random() % n); };
  const auto byte = [&] { return static_cast<char>(random() % 256); };
  switch (pick(6)) {
    case 0:
      return std::string(pick(12), 'a');
    case 1:
      return std::string("k") + std::string(pick(4), '\0') + std::string(pick(3), '\xFF');
    case 2:
      return std::string(24, 'z') + std::to_string(pick(40));
    case 3: {
      std::string key(8, '\x55');
      key[pick(8)] = static_cast<char>(key[0] ^ (1 << pick(8)));
      return key;
    }
    case 4: {
      std::string key;
      for (std::size_t n = pick(3); n > 0; --n)
        key += byte();
      return key;
    }
    default:
      return "accreditation/kg-jk-202" + std::to_string(pick(3)) + "/KG25-" +
             std::to_string(1000 + pick(60));
  }
}

inline Bytes random_value(std::mt19937_64& random) {
  Bytes value(random() % 3 == 0 ? 1 : 32);
  for (std::uint8_t& b : value)
    b = static_cast<std::uint8_t>(random());
  return value;
}

}  // namespace kuboluk::log::testing
