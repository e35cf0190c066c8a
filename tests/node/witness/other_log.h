// A log of somebody else, as a witness meets it: grows, signs, proves. Keys are seeded.
#pragma once

#include <catch2/catch.hpp>
#include <string>

#include "crypto/encoding.h"
#include "crypto/key_file.h"
#include "crypto/random.h"
#include "ledger/log/merkle.h"
#include "node/witness/witness.h"
#include "tests/ledger/log/print_result.h"

namespace kuboluk::node::witness::test {

inline crypto::NamedKey key_named(crypto::KeyRole role, const std::string& name) {
  crypto::SeededRandom random(name);
  return *crypto::make_named_key(role, name, random);
}

class OtherLog {
 public:
  explicit OtherLog(const std::string& origin, char first_leaf = 'a')
      : origin_(origin), key_(key_named(crypto::KeyRole::kLog, origin)), leaf_(first_leaf) {}

  void grow_to(std::uint64_t size) {
    while (tree_.size() < size) {
      const std::string entry = std::string(1, leaf_) + std::to_string(tree_.size());
      tree_.append(log::leaf_hash(bytes_of(entry)));
    }
  }
  const crypto::NamedKey& key() const { return key_; }
  WatchedLog watched() const { return {origin_, {key_.vkey}}; }
  Hash root(std::uint64_t size) const {
    return size == 0 ? log::empty_tree_root() : tree_.root(size);
  }
  std::string text(std::uint64_t size, const std::string& extension = "") const {
    return origin_ + "\n" + std::to_string(size) + "\n" + crypto::to_base64(root(size)) + "\n" +
           extension;
  }
  // Signed by its own key.
  std::string note(std::uint64_t size, const std::string& extension = "") const {
    return signed_note(text(size, extension));
  }
  std::string signed_note(const std::string& text) const {
    return crypto::print_note({text, {crypto::sign_note(text, key_.vkey, key_.secret)}});
  }
  log::Proof proof(std::uint64_t old_size, std::uint64_t size) const {
    const auto proof = log::consistency_proof(tree_, old_size, size);
    REQUIRE(proof);
    return *proof;
  }
  // A request that is right in every way.
  std::string request(std::uint64_t old_size, std::uint64_t size) const {
    return print_add_checkpoint(old_size, proof(old_size, size), note(size));
  }

 private:
  std::string origin_;
  crypto::NamedKey key_;
  char leaf_;
  log::MemoryTree tree_;
};

}  // namespace kuboluk::node::witness::test
