// RELIABILITY 46: a header that two servers could read differently is refused, and the connection
// ends with it.
#include "node/http/head.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

namespace kuboluk::node::http {
namespace {

unsigned status_of_head(const std::string& bytes) {
  const auto head = parse_head(bytes);
  const auto* refused = std::get_if<Response>(&head);
  return refused == nullptr ? 200 : refused->status;
}

std::string get_with(const std::string& lines) {
  return "GET /checkpoint HTTP/1.1\r\nHost: x\r\n" + lines + "\r\n";
}

std::string post_with(const std::string& lines) {
  return "POST /submit HTTP/1.1\r\nHost: x\r\n" + lines + "\r\n";
}

// A second reader, written from RFC 9112 alone: is there exactly one way to read this header?
class PlainReader {
 public:
  static bool accepts(const std::string& bytes) {
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < bytes.size();) {
      const std::size_t end = bytes.find("\r\n", at);
      if (end == std::string::npos) return false;
      lines.push_back(bytes.substr(at, end - at));
      at = end + 2;
    }
    if (lines.size() < 2 || !lines.back().empty()) return false;
    lines.pop_back();
    int hosts = 0;
    int lengths = 0;
    for (std::size_t i = 1; i < lines.size(); ++i) {
      const std::size_t colon = lines[i].find(':');
      if (colon == 0 || colon == std::string::npos) return false;
      std::string name = lines[i].substr(0, colon);
      for (char& c : name) {
        if (!is_token(c)) return false;
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
      }
      for (const char c : lines[i].substr(colon + 1)) {
        if ((c >= 0 && c < ' ' && c != '\t') || c == 127) return false;
      }
      if (name == "transfer-encoding") return false;
      hosts += name == "host" ? 1 : 0;
      lengths += name == "content-length" ? 1 : 0;
    }
    return hosts <= 1 && lengths <= 1;
  }

 private:
  static bool is_token(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  }
};

// Some change of the kind that splits readers.
void damage(std::string& bytes, std::mt19937_64& random) {
  static const std::vector<std::string> kPieces = {"\r\n",
                                                   "\n",
                                                   "\r",
                                                   " ",
                                                   "\t",
                                                   ":",
                                                   "Content-Length: 3\r\n",
                                                   "Host: y\r\n",
                                                   ",",
                                                   "HTTP/",
                                                   std::string(1, '\0'),
                                                   "\x7f",
                                                   "\xff",
                                                   "Transfer-Encoding: chunked\r\n",
                                                   "0",
                                                   "/"};
  const std::size_t at = random() % (bytes.size() + 1);
  switch (random() % 4) {
    case 0:
      bytes.insert(at, kPieces[random() % kPieces.size()]);
      break;
    case 1:
      bytes.erase(at, 1 + random() % 4);
      break;
    case 2:
      if (at < bytes.size()) bytes[at] = static_cast<char>(bytes[at] ^ (1 << (random() % 8)));
      break;
    default:
      bytes.insert(at, bytes.substr(random() % bytes.size(), random() % 30));
  }
}

}  // namespace

TEST_CASE("case 46: what is accepted has one reading (200,000 damaged headers)") {
  std::mt19937_64 random(46);
  int accepted = 0;
  for (int i = 0; i < 200'000; ++i) {
    std::string bytes = post_with("Content-Length: 12\r\nUser-Agent: test/1\r\n");
    for (std::uint64_t changes = 1 + random() % 3; changes > 0; --changes)
      damage(bytes, random);
    const auto head = parse_head(bytes);
    const auto* read = std::get_if<RequestHead>(&head);
    if (read == nullptr) {
      const unsigned status = std::get<Response>(head).status;
      if (status < 400 || (status > 499 && status != 505)) FAIL(status);
      continue;
    }
    ++accepted;
    if (!PlainReader::accepts(bytes)) FAIL(bytes);
    if (read->target.find_first_of(" \r\n") != std::string::npos) FAIL(bytes);
  }
  CHECK(accepted > 10'000);
}

TEST_CASE("an ordinary header is understood") {
  const auto head = parse_head(post_with("Content-Length: 12\r\nExpect: 100-Continue\r\n"));
  const auto& read = std::get<RequestHead>(head);
  CHECK(read.method == "POST");
  CHECK(read.target == "/submit");
  CHECK(read.keep_alive);
  CHECK(read.has_content_length);
  CHECK(read.content_length == 12);
  CHECK(read.expects_continue);
  CHECK(status_of_head("GET / HTTP/1.0\r\n\r\n") == 200);
  CHECK_FALSE(std::get<RequestHead>(parse_head(get_with("Connection: close\r\n"))).keep_alive);
}

TEST_CASE("case 46: the length of a body has one reading") {
  CHECK(status_of_head(post_with("Content-Length: 5\r\nContent-Length: 5\r\n")) == 400);
  CHECK(status_of_head(post_with("Content-Length: 5\r\nContent-Length: 6\r\n")) == 400);
  CHECK(status_of_head(post_with("Content-Length: 5, 5\r\n")) == 400);
  CHECK(status_of_head(post_with("Content-Length: +5\r\n")) == 400);
  CHECK(status_of_head(post_with("Content-Length: 05\r\n")) == 400);
  CHECK(status_of_head(post_with("Content-Length: 0x5\r\n")) == 400);
  CHECK(status_of_head(post_with("Content-Length: 18446744073709551616\r\n")) == 400);
  CHECK(status_of_head(post_with("Content-Length:\r\n")) == 400);
  CHECK(status_of_head(post_with("Transfer-Encoding: chunked\r\n")) == 411);
  CHECK(status_of_head(post_with("Transfer-Encoding: gzip\r\n")) == 411);
  const unsigned both =
      status_of_head(post_with("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"));
  CHECK((both == 400 || both == 411));
  const unsigned other_order =
      status_of_head(post_with("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"));
  CHECK((other_order == 400 || other_order == 411));
}

TEST_CASE("case 46: folded lines, bare line ends, NUL, space before the colon") {
  CHECK(status_of_head(get_with("A: b\r\n c\r\n")) == 400);
  CHECK(status_of_head(get_with("A: b\r\n\tc\r\n")) == 400);
  CHECK(status_of_head("GET / HTTP/1.1\r\n Host: x\r\n\r\n") == 400);
  CHECK(status_of_head(get_with("A: b\nC: d\r\n")) == 400);
  CHECK(status_of_head(get_with("A: b\rC: d\r\n")) == 400);
  CHECK(status_of_head(get_with(std::string("A: b\0c\r\n", 8))) == 400);
  CHECK(status_of_head(get_with("A : b\r\n")) == 400);
  CHECK(status_of_head(get_with(": b\r\n")) == 400);
  CHECK(status_of_head(get_with("no colon\r\n")) == 400);
}

TEST_CASE("case 46: many lines, wrong versions, no host or two") {
  std::string lines;
  for (std::size_t i = 0; i < kHeaderLinesMax - 1; ++i)
    lines += "A: b\r\n";
  CHECK(status_of_head(get_with(lines)) == 200);
  CHECK(status_of_head(get_with(lines + "A: b\r\n")) == 431);
  CHECK(status_of_head("GET / HTTP/1.1\r\n\r\n") == 400);
  CHECK(status_of_head(get_with("Host: y\r\n")) == 400);
  CHECK(status_of_head("GET / HTTP/2.0\r\nHost: x\r\n\r\n") == 505);
  CHECK(status_of_head("GET / HTTP/0.9\r\nHost: x\r\n\r\n") == 505);
  CHECK(status_of_head("GET /\r\nHost: x\r\n\r\n") != 200);
  CHECK(status_of_head("\r\n\r\n") != 200);
  CHECK(status_of_head("GET  / HTTP/1.1\r\nHost: x\r\n\r\n") != 200);
  CHECK(status_of_head(get_with("Expect: magic\r\n")) == 417);
}

}  // namespace kuboluk::node::http
