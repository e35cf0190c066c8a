#include "crypto/key_file.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <charconv>
#include <csignal>
#include <cstring>
#include <fstream>
#include <iterator>

#include "crypto/encoding.h"

namespace {

namespace fs = std::filesystem;
using namespace kuboluk;
using namespace kuboluk::crypto;

constexpr KeyRole kAllRoles[] = {KeyRole::kAuthor,    KeyRole::kCosigner, KeyRole::kNode,
                                 KeyRole::kTransport, KeyRole::kLog,      KeyRole::kWitness};

// A directory of its own for each test, removed at its end.
class Directory {
 public:
  Directory() : path_((fs::temp_directory_path() / "kuboluk-key-XXXXXX").string()) {
    REQUIRE(::mkdtemp(path_.data()) != nullptr);
  }
  ~Directory() { fs::remove_all(path_); }
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;
  fs::path operator/(const char* name) const { return fs::path(path_) / name; }

 private:
  std::string path_;
};

std::string content_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void overwrite(const fs::path& path, std::string_view content) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << content;
  REQUIRE(file.flush());
  fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
}

NamedKey seeded_key(KeyRole role, std::string_view name = "cec.kuboluk.example/key/1") {
  SeededRandom random(name);
  return make_named_key(role, name, random).value();
}

void write(const fs::path& path, const NamedKey& key, std::string_view passphrase = "") {
  SeededRandom random("salts");
  REQUIRE(write_key_file(path, key, passphrase, random).has_value());
}

std::string rule_of_reading(const fs::path& path, KeyRole role, std::string_view passphrase = "") {
  const auto key = read_key_file(path, role, passphrase);
  if (!key) CHECK(key.error().object == path.string());
  return key ? "accepted" : key.error().rule;
}

TEST_CASE("each role has one text") {
  for (const KeyRole role : kAllRoles)
    CHECK(key_role_from_text(to_text(role)) == role);
  CHECK_FALSE(key_role_from_text(""));
  CHECK_FALSE(key_role_from_text("Author"));
}

TEST_CASE("made keys have the signature type of their role") {
  for (const KeyRole role : kAllRoles) {
    const NamedKey key = seeded_key(role);
    CHECK(key.role == role);
    CHECK(key.vkey.key() == key.secret.public_key());
    const bool cosigns = role == KeyRole::kCosigner || role == KeyRole::kWitness;
    CHECK((key.vkey.type() == KeyType::kCosignature) == cosigns);
  }
  SystemRandom random;
  CHECK(make_named_key(KeyRole::kLog, "no name", random).error().rule == "X.FORM");
}

TEST_CASE("a key file has the documented text and mode 0600, and is read back") {
  const Directory directory;
  const fs::path path = directory / "key";
  for (const KeyRole role : kAllRoles) {
    const NamedKey key = seeded_key(role);
    write(path, key);
    CHECK(content_of(path) == "kuboluk/key/v1\nrole " + std::string(to_text(role)) + "\nvkey " +
                                  key.vkey.text() + "\nseed " + to_base64(key.secret.seed()) +
                                  "\n");
    struct stat status;
    REQUIRE(::stat(path.c_str(), &status) == 0);
    CHECK((status.st_mode & 07777) == 0600);
    const auto read = read_key_file(path, role, "");
    REQUIRE(read.has_value());
    CHECK(read->vkey == key.vkey);
    CHECK(read->secret.sign(bytes_of("x")) == key.secret.sign(bytes_of("x")));
    fs::remove(path);
  }
}

TEST_CASE("case 58: a sealed key opens with its passphrase and whole file only") {
  const Directory directory;
  const fs::path path = directory / "key";
  const NamedKey key = seeded_key(KeyRole::kAuthor);
  write(path, key, "correct horse");
  const std::string content = content_of(path);
  CHECK(content.find("\nsealed ") != content.npos);
  CHECK(content.find(to_base64(key.secret.seed())) == content.npos);
  const auto read = read_key_file(path, KeyRole::kAuthor, "correct horse");
  REQUIRE(read.has_value());
  CHECK(read->secret.public_key() == key.secret.public_key());
  CHECK(rule_of_reading(path, KeyRole::kAuthor, "correct horsf") == "X.KEY");
  CHECK(rule_of_reading(path, KeyRole::kAuthor) == "X.KEY");
  CHECK(rule_of_reading(path, KeyRole::kNode, "correct horse") == "X.KEY");
  for (std::size_t size = 0; size < content.size(); ++size) {
    overwrite(path, content.substr(0, size));
    REQUIRE(rule_of_reading(path, KeyRole::kAuthor, "correct horse") == "X.FORM");
  }
}

TEST_CASE("case 58: a sealed key cannot be given another role, nor its box be changed") {
  const Directory directory;
  const fs::path path = directory / "key";
  write(path, seeded_key(KeyRole::kAuthor), "p");
  const std::string content = content_of(path);
  std::string other_role = content;
  other_role.replace(other_role.find("role author"), 11, "role node");
  overwrite(path, other_role);
  CHECK(rule_of_reading(path, KeyRole::kNode, "p") == "X.KEY");
  std::string other_box = content;
  char& inside_box = other_box[other_box.rfind(' ') + 5];
  inside_box = inside_box == 'A' ? 'B' : 'A';
  overwrite(path, other_box);
  CHECK(rule_of_reading(path, KeyRole::kAuthor, "p") == "X.KEY");
  overwrite(path, content);
  CHECK(rule_of_reading(path, KeyRole::kAuthor, "p") == "accepted");
}

TEST_CASE("case 58: a key file of another role is refused") {
  const Directory directory;
  const fs::path path = directory / "key";
  for (const KeyRole written : kAllRoles) {
    write(path, seeded_key(written));
    for (const KeyRole expected : kAllRoles) {
      CHECK(rule_of_reading(path, expected) == (written == expected ? "accepted" : "X.KEY"));
    }
    fs::remove(path);
  }
}

TEST_CASE("case 58: a cosigner's vkey in a file of another role, or the reverse, is refused") {
  const Directory directory;
  const fs::path path = directory / "key";
  const auto swap_role = [&](KeyRole from, KeyRole to) {
    write(path, seeded_key(from));
    std::string content = content_of(path);
    const std::string old = "role " + std::string(to_text(from));
    content.replace(content.find(old), old.size(), "role " + std::string(to_text(to)));
    overwrite(path, content);
    const std::string rule = rule_of_reading(path, to);
    fs::remove(path);
    return rule;
  };
  CHECK(swap_role(KeyRole::kCosigner, KeyRole::kLog) == "X.KEY");
  CHECK(swap_role(KeyRole::kLog, KeyRole::kCosigner) == "X.KEY");
}

TEST_CASE("case 58: a cut key file is refused, as is one with anything after it") {
  const Directory directory;
  const fs::path path = directory / "key";
  write(path, seeded_key(KeyRole::kLog));
  const std::string content = content_of(path);
  for (std::size_t size = 0; size < content.size(); ++size) {
    overwrite(path, content.substr(0, size));
    CHECK(rule_of_reading(path, KeyRole::kLog) == "X.FORM");
  }
  for (const std::string& more : {std::string("\n"), std::string(" "), std::string(3000, 'a')}) {
    overwrite(path, content + more);
    CHECK(rule_of_reading(path, KeyRole::kLog) == "X.FORM");
  }
}

TEST_CASE("every single flipped bit of a key file is refused") {
  const Directory directory;
  const fs::path path = directory / "key";
  write(path, seeded_key(KeyRole::kLog));
  const std::string content = content_of(path);
  for (std::size_t bit = 0; bit < content.size() * 8; ++bit) {
    std::string other = content;
    other[bit / 8] = static_cast<char>(other[bit / 8] ^ (1 << bit % 8));
    overwrite(path, other);
    const std::string rule = rule_of_reading(path, KeyRole::kLog);
    CAPTURE(bit, rule);
    REQUIRE((rule == "X.FORM" || rule == "X.KEY"));
  }
}

TEST_CASE("case 11: a key file open to others is refused") {
  const Directory directory;
  const fs::path path = directory / "key";
  write(path, seeded_key(KeyRole::kNode));
  for (const mode_t mode : {0640, 0604, 0610, 0620, 0644, 0602, 0601}) {
    REQUIRE(::chmod(path.c_str(), mode) == 0);
    CHECK(rule_of_reading(path, KeyRole::kNode) == "X.FILE");
  }
  for (const mode_t mode : {0600, 0400}) {
    REQUIRE(::chmod(path.c_str(), mode) == 0);
    CHECK(rule_of_reading(path, KeyRole::kNode) == "accepted");
  }
}

TEST_CASE("case 11: a key file of another user is refused") {
  if (::geteuid() != 0) return;  // only root can give a file away
  const Directory directory;
  const fs::path path = directory / "key";
  write(path, seeded_key(KeyRole::kNode));
  REQUIRE(::chown(path.c_str(), 65534, 65534) == 0);
  CHECK(rule_of_reading(path, KeyRole::kNode) == "X.FILE");
}

TEST_CASE("what is missing or not a regular file is refused without waiting") {
  const Directory directory;
  CHECK(rule_of_reading(directory / "none", KeyRole::kNode) == "X.FILE");
  CHECK(rule_of_reading(directory / ".", KeyRole::kNode) == "X.FILE");
  const fs::path fifo = directory / "fifo";
  REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
  CHECK(rule_of_reading(fifo, KeyRole::kNode) == "X.FILE");
}

TEST_CASE("writing never replaces a file and leaves nothing behind when it fails") {
  const Directory directory;
  SystemRandom random;
  const NamedKey key = seeded_key(KeyRole::kNode);
  const fs::path path = directory / "key";
  overwrite(path, "precious");
  const auto existing = write_key_file(path, key, "", random);
  REQUIRE_FALSE(existing.has_value());
  CHECK(existing.error().rule == "X.FILE");
  CHECK(content_of(path) == "precious");
  CHECK_FALSE(write_key_file(directory / "none/key", key, "", random).has_value());
  CHECK_FALSE(write_key_file(directory / "", key, "", random).has_value());
}

TEST_CASE("a key file that the disk has no room for is removed") {
  const Directory directory;
  SystemRandom random;
  const fs::path path = directory / "key";
  struct rlimit old;
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &old) == 0);
  const auto old_handler = ::signal(SIGXFSZ, SIG_IGN);
  const struct rlimit small = {20, old.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
  const auto written = write_key_file(path, seeded_key(KeyRole::kNode), "", random);
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &old) == 0);
  ::signal(SIGXFSZ, old_handler);
  REQUIRE_FALSE(written.has_value());
  CHECK(written.error().rule == "X.FILE");
  CHECK_FALSE(fs::exists(path));
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

constexpr std::uint8_t kMask = 0x5a;  // keeps the test itself from holding what it looks for

Bytes masked(std::string_view bytes) {
  Bytes result(bytes.begin(), bytes.end());
  for (auto& byte : result)
    byte ^= kMask;
  return result;
}

bool matches_at(const Bytes& memory, std::size_t at, const Bytes& pattern) {
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if ((memory[at + i] ^ kMask) != pattern[i]) return false;
  }
  return true;
}

// A sanitizer maps terabytes of shadow for itself, with none of our bytes in it.
constexpr std::uint64_t kRegionBytesMax = std::uint64_t{1} << 30;

// How often the pattern, given masked, stands in this process's writable memory.
int count_in_memory(const Bytes& pattern) {
  std::ifstream maps("/proc/self/maps");
  std::ifstream memory("/proc/self/mem", std::ios::binary);
  int count = 0;
  for (std::string line; std::getline(maps, line);) {
    // "<begin>-<end> rw-p ...", in hex.
    std::uint64_t begin = 0, end = 0;
    const char* const line_end = line.data() + line.size();
    const auto dash = std::from_chars(line.data(), line_end, begin, 16);
    REQUIRE((dash.ec == std::errc() && dash.ptr != line_end));
    const auto space = std::from_chars(dash.ptr + 1, line_end, end, 16);
    REQUIRE(space.ec == std::errc());
    if (!std::string_view(space.ptr, line_end).starts_with(" rw")) continue;
    if (end - begin > kRegionBytesMax) continue;
    Bytes region(end - begin);
    memory.clear();
    memory.seekg(static_cast<std::streamoff>(begin));
    memory.read(chars_of(region).data(), static_cast<std::streamsize>(region.size()));
    const std::size_t places = region.size() - std::min(region.size(), pattern.size() - 1);
    for (std::size_t at = 0; at < places; ++at) {
      // To the next first byte at once: under a sanitizer there is much to look through.
      const void* next = std::memchr(&region[at], pattern[0] ^ kMask, places - at);
      if (next == nullptr) break;
      at = static_cast<std::size_t>(static_cast<const std::uint8_t*>(next) - region.data());
      count += matches_at(region, at, pattern);
    }
    wipe(region);  // else the next region's buffer is found with a copy in it
  }
  return count;
}

TEST_CASE("no copy of a seed stays in memory after a key file was written and read") {
  if (!std::ifstream("/proc/self/maps")) {
    WARN("not checked: a process cannot look at its own memory without /proc");
    return;
  }
  const Directory directory;
  Bytes raw, encoded;
  {
    const NamedKey key = seeded_key(KeyRole::kLog, "a.name/that/no-other-test-uses");
    raw = masked(text_of(key.secret.seed()));
    std::string base64 = to_base64(key.secret.seed());
    for (char& c : base64)
      c = static_cast<char>(c ^ kMask);
    encoded.assign(base64.begin(), base64.end());
    CHECK(count_in_memory(raw) > 0);
    write(directory / "plain", key);
    write(directory / "sealed", key, "p");
  }
  CHECK(read_key_file(directory / "plain", KeyRole::kLog, "").has_value());
  CHECK(read_key_file(directory / "sealed", KeyRole::kLog, "p").has_value());
  CHECK(count_in_memory(raw) == 0);
  CHECK(count_in_memory(encoded) == 0);
}

#endif

}  // namespace
