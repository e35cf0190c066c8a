// The proof in the codes: RFC 4648 section 10, and a naive decoder that takes any order.
#include "tools/paper/proof_codes.h"

#include <zlib.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <charconv>
#include <fstream>
#include <random>
#include <set>
#include <sstream>

#include "crypto/bytes.h"
#include "tools/paper/code_plan.h"

namespace kuboluk::tools::paper {
namespace {

// Bit by bit, as the RFC draws it.
Bytes naive_base32(const std::string& text) {
  const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::vector<bool> bits;
  for (const char letter : text) {
    const std::size_t value = alphabet.find(letter);
    REQUIRE(value != std::string::npos);
    for (int bit = 4; bit >= 0; --bit)
      bits.push_back((value >> bit & 1U) != 0);
  }
  Bytes bytes;
  for (std::size_t at = 0; at + 8 <= bits.size(); at += 8) {
    unsigned byte = 0;
    for (std::size_t i = 0; i < 8; ++i)
      byte = byte << 1U | (bits[at + i] ? 1U : 0U);
    bytes.push_back(static_cast<std::uint8_t>(byte));
  }
  for (std::size_t at = bits.size() / 8 * 8; at < bits.size(); ++at)
    REQUIRE(!bits[at]);
  return bytes;
}

std::string naive_inflate(Bytes compressed) {
  z_stream stream{};
  REQUIRE(inflateInit2(&stream, -15) == Z_OK);
  Bytes out(1'000'000);
  stream.next_in = compressed.data();
  stream.avail_in = static_cast<uInt>(compressed.size());
  stream.next_out = out.data();
  stream.avail_out = static_cast<uInt>(out.size());
  REQUIRE(inflate(&stream, Z_FINISH) == Z_STREAM_END);
  REQUIRE(stream.avail_in == 0);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return std::string(text_of(out));
}

std::vector<std::string> fields(const std::string& code) {
  std::vector<std::string> parts(1);
  for (const char letter : code) {
    if (letter == ':') {
      parts.emplace_back();
    } else {
      parts.back() += letter;
    }
  }
  return parts;
}

std::size_t number(const std::string& digits) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  REQUIRE((error == std::errc{} && end == digits.data() + digits.size()));
  return value;
}

// The compressed bytes, from codes in any order.
Bytes collect(const std::vector<std::string>& codes) {
  std::vector<Bytes> pieces(codes.size());
  std::set<std::string> ids;
  for (const std::string& code : codes) {
    const auto parts = fields(code);
    REQUIRE(parts.size() == 5);
    REQUIRE(parts[0] == "KBP1");
    REQUIRE(number(parts[2]) == codes.size());
    ids.insert(parts[3]);
    Bytes& piece = pieces.at(number(parts[1]) - 1);
    REQUIRE(piece.empty());
    piece = naive_base32(parts[4]);
    REQUIRE(!piece.empty());
  }
  REQUIRE(ids.size() == 1);
  Bytes all;
  for (const Bytes& piece : pieces)
    all.insert(all.end(), piece.begin(), piece.end());
  return all;
}

std::string random_text(std::mt19937_64& random, std::size_t length) {
  std::string text;
  while (text.size() < length)
    text += static_cast<char>('a' + random() % 26);
  return text;
}

TEST_CASE("base32 prints the vectors of RFC 4648 section 10, without padding") {
  const std::vector<std::pair<std::string, std::string>> vectors = {{"", ""},
                                                                    {"f", "MY"},
                                                                    {"fo", "MZXQ"},
                                                                    {"foo", "MZXW6"},
                                                                    {"foob", "MZXW6YQ"},
                                                                    {"fooba", "MZXW6YTB"},
                                                                    {"foobar", "MZXW6YTBOI"}};
  for (const auto& [plain, printed] : vectors)
    CHECK(to_base32(bytes_of(plain)) == printed);
}

TEST_CASE("codes of every count come back byte for byte through a naive decoder, in any order") {
  std::mt19937_64 random(5);
  for (const std::size_t length : {1U, 40U, 300U, 5'000U, 20'000U}) {
    const std::string text = random_text(random, length);
    const Bytes compressed = deflate_raw(text);
    CHECK(naive_inflate(compressed) == text);
    const std::size_t most = std::min(kProofCodesMax, compressed.size());
    for (std::size_t count = 1; count <= most; ++count) {
      std::vector<std::string> codes = proof_codes(compressed, count);
      REQUIRE(codes.size() == count);
      for (std::size_t i = codes.size(); i > 1; --i)
        std::swap(codes[i - 1], codes[random() % i]);
      REQUIRE(collect(codes) == compressed);
    }
  }
}

std::string read(const std::string& name) {
  std::ifstream file(std::string(KUBOLUK_SOURCE_DIR) + "/tests/data/qr/" + name, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  REQUIRE(file.good());
  return text.str();
}

TEST_CASE("the vector of the transport is read to the proof, and our codes of it have its id") {
  std::vector<std::string> codes;
  std::istringstream lines(read("parts.txt"));
  for (std::string line; std::getline(lines, line);)
    codes.push_back(line);
  const Bytes compressed = collect(codes);
  const std::string proof = read("proof.txt");
  CHECK(naive_inflate(compressed) == proof);
  for (const std::string& code : proof_codes(compressed, codes.size()))
    CHECK(fields(code)[3] == fields(codes[0])[3]);
  CHECK(naive_inflate(deflate_raw(proof)) == proof);
}

TEST_CASE("a code has only characters of the alphanumeric mode, and the first hash digits as id") {
  // SHA-256("abc") begins with ba7816bf (FIPS 180-4, example 1).
  const std::vector<std::string> codes = proof_codes(bytes_of("abc"), 2);
  CHECK(codes == std::vector<std::string>{"KBP1:1:2:BA7816BF:MFRA", "KBP1:2:2:BA7816BF:MM"});
  for (const std::string& code : codes) {
    CHECK(code.find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:") ==
          std::string::npos);
  }
}

TEST_CASE("a usual proof fits the back of a card, a large one slips, too large a one is refused") {
  std::mt19937_64 random(6);
  const Result<CodePlan> usual = plan_codes(random_text(random, 4'000));
  REQUIRE(usual.has_value());
  CHECK(usual->on_card);
  CHECK(usual->codes.size() <= kCardColumns * kCardRows);
  const Result<CodePlan> large = plan_codes(random_text(random, 12'000));
  REQUIRE(large.has_value());
  CHECK_FALSE(large->on_card);
  for (const CodePlan& plan : {*usual, *large}) {
    CHECK(plan.module_mm() >= kModuleMinMm);
    for (const QrCode& code : plan.codes)
      CHECK(code.side == plan.codes.front().side);
  }
  const Result<CodePlan> too_large = plan_codes(random_text(random, 90'000));
  REQUIRE(too_large.has_error());
  CHECK(too_large.error().rule == "X.SIZE");
}

}  // namespace
}  // namespace kuboluk::tools::paper
