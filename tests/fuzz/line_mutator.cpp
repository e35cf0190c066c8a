#include "tests/fuzz/line_mutator.h"

#include <algorithm>
#include <cstring>
#include <random>
#include <string_view>
#include <vector>

#include "crypto/bytes.h"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t size_max);

namespace kuboluk::fuzz {
namespace {

using Random = std::mt19937_64;
using Lines = std::vector<std::string>;

std::size_t pick(Random& random, std::size_t count) {
  return static_cast<std::size_t>(random()) % count;
}

Lines split(std::string_view text) {
  Lines lines(1);
  for (const char byte : text) {
    lines.back().push_back(byte);
    if (byte == '\n') lines.emplace_back();
  }
  if (lines.back().empty() && lines.size() > 1) lines.pop_back();
  return lines;
}

std::string join(const Lines& lines) {
  std::string text;
  for (const std::string& line : lines)
    text += line;
  return text;
}

// Words of strict texts that a parser branches on.
constexpr std::string_view kWords[] = {"0",
                                       "00",
                                       "1",
                                       "-1",
                                       "+1",
                                       "18446744073709551615",
                                       "9223372036854775808",
                                       "-",
                                       "--",
                                       "none",
                                       "all",
                                       "any",
                                       "\t",
                                       " ",
                                       "\r",
                                       "\xE2\x80\xAE",
                                       "\xC3\x28",
                                       "=",
                                       "/",
                                       "..",
                                       "%2f",
                                       "\u2014"};

void replace_word(std::string& line, Random& random) {
  const std::size_t begin = pick(random, line.size() + 1);
  const std::size_t end = std::min(line.find(' ', begin), line.size());
  line.replace(begin, end - begin, kWords[pick(random, std::size(kWords))]);
}

void count_up(std::string& line, Random& random) {
  const std::size_t digit = line.find_first_of("0123456789", pick(random, line.size() + 1));
  if (digit == std::string::npos) return;
  line[digit] = line[digit] == '9' ? '0' : static_cast<char>(line[digit] + 1);
}

void mutate_one(std::string& line, Random& random) {
  const bool ends = line.ends_with('\n');
  if (ends) line.pop_back();
  Bytes bytes(line.begin(), line.end());
  bytes.resize(2 * line.size() + 16);
  bytes.resize(LLVMFuzzerMutate(bytes.data(), line.size(), bytes.size()));
  line = text_of(bytes);
  if (ends) line.push_back('\n');
  if (random() % 8 == 0) line.push_back('\n');
}

void change(Lines& lines, Random& random) {
  const std::size_t at = pick(random, lines.size());
  const std::size_t other = pick(random, lines.size());
  switch (pick(random, 7)) {
    case 0:
      if (lines.size() > 1) lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(at));
      break;
    case 1:
      lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(other), std::string(lines[at]));
      break;
    case 2:
      std::swap(lines[at], lines[other]);
      break;
    case 3:
      lines[at] = lines[other];
      break;
    case 4:
      replace_word(lines[at], random);
      break;
    case 5:
      count_up(lines[at], random);
      break;
    default:
      mutate_one(lines[at], random);
  }
}

}  // namespace

std::size_t mutate_lines(std::uint8_t* data, std::size_t size, std::size_t size_max,
                         unsigned int seed) {
  Random random(seed);
  if (random() % 2 == 0) return LLVMFuzzerMutate(data, size, size_max);
  Lines lines = split(text_of(ByteView(data, size)));
  for (std::size_t changes = 1 + pick(random, 3); changes > 0; --changes)
    change(lines, random);
  const std::string text = join(lines);
  const std::size_t kept = std::min(text.size(), size_max);
  std::memcpy(data, text.data(), kept);
  return kept;
}

}  // namespace kuboluk::fuzz

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t size_max, unsigned int seed) {
  return kuboluk::fuzz::mutate_lines(data, size, size_max, seed);
}
