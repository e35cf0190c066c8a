// RELIABILITY 56 and its kin: no changed file is ever an answer, and none ends the process.
#include <catch2/catch.hpp>

#include <algorithm>
#include <atomic>
#include <functional>
#include <random>
#include <thread>

#include "tests/ledger/proof/world.h"

namespace kuboluk::proof {
namespace {

using namespace kuboluk::proof::testing;

using Verify = std::function<bool(const ReaderPolicy&, std::string_view)>;  // true: accepted

bool accepts_status(const ReaderPolicy& reader, std::string_view bytes) {
  const auto result = verify_status(reader, bytes, std::nullopt, {});
  if (result) return true;
  return !result.error().rule.starts_with("step ") || result.error().detail.empty();
}

bool accepts_list(const ReaderPolicy& reader, std::string_view bytes) {
  const auto result = verify_list(reader, bytes, std::nullopt, {});
  if (result) return true;
  return !result.error().rule.starts_with("step ") || result.error().detail.empty();
}

// Positions of bits whose flip is accepted.
std::vector<std::size_t> accepted_flips(const std::string& bytes, const Verify& verify) {
  const std::size_t workers = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 8);
  std::vector<std::vector<std::size_t>> found(workers);
  std::vector<std::thread> threads;
  for (std::size_t worker = 0; worker < workers; ++worker) {
    threads.emplace_back([&, worker] {
      const Reader reader;
      std::string copy = bytes;
      for (std::size_t bit = worker; bit < bytes.size() * 8; bit += workers) {
        const auto mask = static_cast<char>(1U << (bit % 8));
        copy[bit / 8] = static_cast<char>(copy[bit / 8] ^ mask);
        if (verify(reader.view(), copy)) found[worker].push_back(bit);
        copy[bit / 8] = static_cast<char>(copy[bit / 8] ^ mask);
      }
    });
  }
  for (auto& thread : threads)
    thread.join();
  std::vector<std::size_t> all;
  for (const auto& list : found)
    all.insert(all.end(), list.begin(), list.end());
  return all;
}

// Cuts, doubles and splices pieces of two files.
std::string mutate(const std::string& a, const std::string& b, std::mt19937_64& random) {
  const auto piece = [&](const std::string& text) {
    const auto from = random() % text.size();
    return text.substr(from, random() % std::min<std::size_t>(text.size() - from, 400));
  };
  std::string out = a;
  const auto place = random() % out.size();
  switch (random() % 5) {
    case 0:
      return out.substr(0, place);
    case 1:
      return out.erase(place, 1 + random() % 200);
    case 2:
      return out.insert(place, piece(a));
    case 3:
      return out.insert(place, piece(b));
    default:
      return out.substr(0, place) + b.substr(random() % b.size());
  }
}

// Cuts, doubles, swaps and splices whole lines: gets past the parser far more often.
std::string mutate_lines(const std::string& a, const std::string& b, std::mt19937_64& random) {
  const auto split = [](const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size();) {
      const auto end = text.find('\n', at);
      lines.push_back(text.substr(at, end - at + 1));
      at = end == std::string::npos ? text.size() : end + 1;
    }
    return lines;
  };
  auto lines = split(a);
  const auto others = split(b);
  const auto i = random() % lines.size();
  switch (random() % 4) {
    case 0:
      lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(i));
      break;
    case 1:
      std::swap(lines[i], lines[random() % lines.size()]);
      break;
    case 2:
      lines[i] = others[random() % others.size()];
      break;
    default:
      lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(i),
                   others[random() % others.size()]);
  }
  std::string out;
  for (const auto& line : lines)
    out += line;
  return out;
}

void mutations_are_refused(const std::string& a, const std::string& b, const Verify& verify,
                           int rounds) {
  std::mt19937_64 random(20251130);
  const Reader reader;
  int accepted = 0;
  for (int round = 0; round < rounds; ++round) {
    const auto mutated = round % 2 == 0 ? mutate(a, b, random) : mutate_lines(a, b, random);
    if (mutated != a && mutated != b && verify(reader.view(), mutated)) ++accepted;
  }
  CHECK(accepted == 0);
}

}  // namespace

TEST_CASE(
    "RELIABILITY 56: every single bit of a status proof flipped is refused, with presence and "
    "absence") {
  // OTHER ELECTION for a card: absence, presence in another election, elsewhere, all in one file.
  CHECK(accepted_flips(status_bytes(certificate("U-0101")), accepts_status).empty());
}

TEST_CASE("RELIABILITY 56: every single bit of a list proof flipped is refused") {
  CHECK(accepted_flips(print_list_proof(list_proof(kThere)), accepts_list).empty());
}

TEST_CASE(
    "RELIABILITY 56: every single bit of the list of an election that does not exist flipped is "
    "refused") {
  CHECK(accepted_flips(print_list_proof(list_proof("kg-none-1")), accepts_list).empty());
}

TEST_CASE("random cuts and splices of proofs are refused and never end the process") {
  mutations_are_refused(status_bytes(certificate("U-0003")), status_bytes(person("osce-013")),
                        accepts_status, 6000);
  mutations_are_refused(status_bytes(accreditation("T-0101")),
                        status_bytes(accreditation("T-9999")), accepts_status, 6000);
  mutations_are_refused(print_list_proof(list_proof()), print_list_proof(list_proof(kThere)),
                        accepts_list, 3000);
}

}  // namespace kuboluk::proof
