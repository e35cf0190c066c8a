#include "tests/crypto/ed25519_vectors.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "crypto/encoding.h"

namespace kuboluk::testing {
namespace {

Bytes bytes_in(const std::string& word) {
  if (word == "-") return {};
  const auto bytes = crypto::from_hex(word);
  REQUIRE(bytes);
  REQUIRE_FALSE(bytes->empty());
  return *bytes;
}

}  // namespace

bool PublishedVector::has(const std::string& flag) const {
  return ("," + last + ",").find("," + flag + ",") != std::string::npos;
}

std::vector<PublishedVector> published_vectors(const std::string& file) {
  std::ifstream in(std::string(KUBOLUK_SOURCE_DIR) + "/tests/data/ed25519/" + file);
  REQUIRE(in.good());
  std::vector<PublishedVector> vectors;
  for (std::string line; std::getline(in, line);) {
    INFO(file << ": " << line);
    std::istringstream words(line);
    PublishedVector vector;
    std::string key, signature, message;
    words >> vector.number >> key >> signature >> message >> vector.last;
    REQUIRE(words);
    REQUIRE(line == std::to_string(vector.number) + " " + key + " " + signature + " " + message +
                        " " + vector.last);
    vector.key = bytes_in(key);
    vector.signature = bytes_in(signature);
    vector.message = bytes_in(message);
    vectors.push_back(vector);
  }
  return vectors;
}

}  // namespace kuboluk::testing
