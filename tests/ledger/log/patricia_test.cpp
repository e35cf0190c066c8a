#include "ledger/log/patricia.h"

#include <catch2/catch.hpp>
#include <random>

#include "crypto/encoding.h"
#include "crypto/sha256.h"
#include "ledger/log/patricia_node.h"
#include "tests/ledger/log/map_model.h"
#include "tests/ledger/log/print_result.h"

namespace kuboluk::log {
namespace {

using testing::adversarial_key;
using testing::MapModel;
using testing::random_value;

std::string bytes(std::string_view hex) {
  const Bytes raw = crypto::from_hex(hex).value();
  return {raw.begin(), raw.end()};
}

MapPair hex_pair(std::string_view key, std::string_view value) {
  return {bytes(key), crypto::from_hex(value).value()};
}

MapPair text_pair(std::string_view key, std::string_view record) {
  const Hash hash = crypto::sha256(bytes_of(record));
  return {std::string(key), Bytes(hash.begin(), hash.end())};
}

// The root by both ways: one batch from the empty tree, and directly.
std::string root_of(const std::vector<MapPair>& sorted) {
  const MemoryNodes none;
  const MapUpdate change = update(none, empty_map_root(), sorted).value();
  CHECK(map_root(sorted).value() == change.root);
  return crypto::to_hex(change.root);
}

std::set<Hash> hashes_of(const MemoryNodes& nodes) {
  std::set<Hash> hashes;
  for (const auto& [hash, node] : nodes.nodes()) {
    CHECK(crypto::sha256(node) == hash);
    hashes.insert(hash);
  }
  return hashes;
}

}  // namespace

TEST_CASE("DESIGN 4: the vectors of the map format") {
  CHECK(root_of({}) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(root_of({hex_pair("ab", "cd")}) ==
        "e2803f59293564e96b6c5c16157cec731a294631aefb5d08d18630ed6a27184c");
  CHECK(root_of({hex_pair("12", "aa"), hex_pair("1234", "bb")}) ==
        "fdc14c0c7b5792f43d902121bad7c3adac246ce0ae9278745ecb0843e6324b45");
  CHECK(root_of({hex_pair("ab00", "02"), hex_pair("ab00fe", "04"), hex_pair("ab00ff", "03"),
                 hex_pair("ab", "01"), hex_pair("ab01", "05")}) ==
        "d3dc99aeacd7edf707a7b5f12753a5069726c3b6520c71fa44027e4a1ed63290");
  CHECK(root_of({text_pair("accreditation/kg-jk-2025/KG25-0001", "r1"),
                 text_pair("accreditation/kg-jk-2025/KG25-0002", "r2"),
                 text_pair("election/kg-jk-2025", "e")}) ==
        "0ba6f64e03eadfa0feff72daf950ce59c57614436b63edc77dc1b3e935f9c79f");
}

TEST_CASE("keys are ordered and prefixed as if padded with 0x00 and then 0xFF") {
  const std::vector<std::string> order = {bytes("ab0000"), bytes("ab00"),     bytes("ab00fe"),
                                          bytes("ab00ff"), bytes("ab00ffff"), bytes("ab"),
                                          bytes("ab01"),   bytes("ac")};
  for (std::size_t i = 0; i < order.size(); ++i) {
    for (std::size_t j = 0; j < order.size(); ++j) {
      const int sign = i < j ? -1 : i > j ? 1 : 0;
      CHECK(compare_map_keys(order[i], order[j]) == sign);
    }
  }
  CHECK(map_key_has_prefix("election/x", "election/"));
  CHECK(map_key_has_prefix("election/x", ""));
  CHECK_FALSE(map_key_has_prefix("election", "election/"));
  CHECK(map_key_has_prefix(bytes("ab"), bytes("ab00ff")));
  CHECK_FALSE(map_key_has_prefix(bytes("ab"), bytes("ab0000")));
}

TEST_CASE("two keys of 1023 and 1024 bytes differ only beyond both") {
  const std::string shorter(kMapKeyBytesMax - 1, '\xab');
  const std::string longer = shorter + '\0';
  CHECK(first_difference(shorter, longer) == kMapBitsMax - 1);
  MapModel model;
  model.set(shorter, {1});
  model.set(longer, {2});
  CHECK(map_root(model.sorted()).value() == model.root());
  CHECK(root_of(model.sorted()) == crypto::to_hex(model.root()));
}

TEST_CASE("incremental updates give the root and exactly the node set of the definition") {
  std::mt19937_64 random(20251112);
  for (int round = 0; round < 40; ++round) {
    MapModel model;
    MemoryNodes nodes;
    Hash root = empty_map_root();
    for (int batch = 0; batch < 12; ++batch) {
      std::map<std::string, Bytes> changes;
      for (std::uint64_t n = random() % 9; n > 0; --n) {
        changes[adversarial_key(random)] = random_value(random);
      }
      std::vector<MapPair> list;
      for (const auto& [key, value] : changes) {
        list.push_back({key, value});
        model.set(key, value);
      }
      for (std::size_t i = list.size(); i > 1; --i)
        std::swap(list[i - 1], list[random() % i]);
      const std::set<Hash> before = hashes_of(nodes);
      const MapUpdate change = update(nodes, root, list).value();
      nodes.apply(change);  // checks that removed nodes were there and added ones were not
      root = change.root;
      REQUIRE(root == model.root());
      REQUIRE(root == map_root(model.sorted()).value());
      REQUIRE(hashes_of(nodes) == model.nodes());
      for (const Hash& hash : change.removed)
        REQUIRE(before.contains(hash));
    }
    REQUIRE(scan(nodes, root, "").value() == model.sorted());
    for (const auto& [key, value] : model.pairs()) {
      REQUIRE(lookup(nodes, root, key).value() == value);
    }
    REQUIRE_FALSE(lookup(nodes, root, "no such key").value());
  }
}

TEST_CASE("setting what is already there changes nothing") {
  MemoryNodes nodes;
  const std::vector<MapPair> pairs = {text_pair("a", "1"), text_pair("b", "2")};
  const MapUpdate first = update(nodes, empty_map_root(), pairs).value();
  nodes.apply(first);
  const MapUpdate again = update(nodes, first.root, pairs).value();
  CHECK(again.root == first.root);
  CHECK(again.added.empty());
  CHECK(again.removed.empty());
  CHECK(update(nodes, first.root, {}).value().root == first.root);
}

TEST_CASE("a batch shares the work on inner nodes, and reads no more than the paths") {
  class CountingNodes final : public NodeReader {
   public:
    Result<Bytes> read_node(const Hash& hash) const override {
      ++reads;
      return nodes.read_node(hash);
    }
    MemoryNodes nodes;
    mutable std::size_t reads = 0;
  };
  CountingNodes counting;
  std::vector<MapPair> many;
  for (int i = 0; i < 100'000; ++i) {
    const std::string number = std::to_string(1'000'000 + i).substr(1);
    many.push_back(text_pair("accreditation/kg-jk-2025/KG25-" + number, number));
  }
  const MapUpdate built = update(counting, empty_map_root(), many).value();
  counting.nodes.apply(built);
  CHECK(built.root == map_root(many).value());
  CHECK(built.added.size() == 2 * many.size() - 1);
  // DESIGN 4: 100,000 sequential numbers give paths of about 18 steps.
  const MapUpdate one =
      update(counting, built.root, std::vector{text_pair(many[77].key, "x")}).value();
  CHECK(counting.reads <= 25);
  CHECK(one.added.size() == counting.reads);
  CHECK(one.removed.size() == one.added.size());
}

TEST_CASE("a chain of 1,024 nested keys is handled without recursion") {
  std::vector<MapPair> pairs;
  MemoryNodes nodes;
  for (std::size_t n = 0; n <= kMapKeyBytesMax; ++n)
    pairs.push_back({std::string(n, '\xFF'), {1}});
  const MapUpdate change = update(nodes, empty_map_root(), pairs).value();
  nodes.apply(change);
  CHECK(map_root(pairs).value() == change.root);
  CHECK(scan(nodes, change.root, "").value() == pairs);
}

TEST_CASE("wrong input is an error: doubled key, too long, unordered, damaged node") {
  MemoryNodes nodes;
  const MapPair a = text_pair("a", "1");
  const MapPair b = text_pair("b", "2");
  CHECK_FALSE(update(nodes, empty_map_root(), std::vector{a, a}));
  CHECK_FALSE(update(nodes, empty_map_root(), std::vector{MapPair{std::string(1025, 'k'), {}}}));
  CHECK_FALSE(update(nodes, empty_map_root(), std::vector{MapPair{"k", Bytes(1025)}}));
  CHECK_FALSE(map_root(std::vector{b, a}));
  CHECK_FALSE(map_root(std::vector{a, a}));
  nodes.apply(update(nodes, empty_map_root(), std::vector{a, b}).value());
  const Hash root = map_root(std::vector{a, b}).value();
  CHECK_FALSE(update(nodes, root, std::vector{text_pair("a", "3"), text_pair("a", "3")}));

  class DamagedNodes final : public NodeReader {
   public:
    explicit DamagedNodes(const MemoryNodes& nodes) : nodes_(nodes) {}
    Result<Bytes> read_node(const Hash& hash) const override {
      Result<Bytes> bytes = nodes_.read_node(hash);
      if (bytes) bytes->back() ^= 1;
      return bytes;
    }

   private:
    const MemoryNodes& nodes_;
  };
  const DamagedNodes damaged(nodes);
  CHECK_FALSE(lookup(damaged, root, "a"));
  CHECK_FALSE(scan(damaged, root, ""));
  CHECK_FALSE(prove(damaged, root, "a"));
  CHECK_FALSE(prove_prefix(damaged, root, "a"));
  CHECK_FALSE(update(damaged, root, std::vector{text_pair("a", "3")}));
  CHECK_FALSE(lookup(nodes, crypto::sha256(bytes_of("unknown root")), "a"));
}

TEST_CASE("a node is decoded only from the bytes that the encoder prints") {
  const Hash left = crypto::sha256(bytes_of("l"));
  const Hash right = crypto::sha256(bytes_of("r"));
  for (const Bytes& good :
       {encode_map_leaf("key", Bytes{1, 2}), encode_map_leaf("", {}),
        encode_map_leaf(std::string(300, 'k'), Bytes(200)), encode_map_inner(5, left, right),
        encode_map_inner(8192, left, right)}) {
    const DecodedMapNode node = decode_map_node(good).value();
    CHECK(good == (node.leaf ? encode_map_leaf(node.pair.key, node.pair.value)
                             : encode_map_inner(node.bit, node.left, node.right)));
    Bytes longer = good;
    longer.push_back(0);
    CHECK_FALSE(decode_map_node(longer));
    for (std::size_t size = 0; size < good.size(); ++size) {
      CHECK_FALSE(decode_map_node(ByteView(good).first(size)));
    }
  }
  Bytes long_varint = encode_map_inner(5, left, right);
  long_varint[1] = 0x85;
  long_varint.insert(long_varint.begin() + 2, 0x00);
  CHECK_FALSE(decode_map_node(long_varint));
  CHECK_FALSE(decode_map_node(encode_map_inner(8193, left, right)));
  CHECK_FALSE(decode_map_node(Bytes{0x02, 0x00, 0x00}));
}

}  // namespace kuboluk::log
