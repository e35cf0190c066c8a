// What decode takes of memory. (This binary has its own operator new, which counts.)
#include <malloc.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <new>

#include "tests/wire/random_frames.h"
#include "wire/frame.h"

namespace {

std::atomic<std::size_t> held_bytes{0};
std::atomic<std::size_t> most_bytes{0};

void let_go(void* memory) {
  if (memory != nullptr) held_bytes -= malloc_usable_size(memory);
  std::free(memory);
}

}  // namespace

// Whichever form takes, the same gives back: all of them are replaced.
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  void* const memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) return nullptr;
  const std::size_t held = held_bytes += malloc_usable_size(memory);
  most_bytes = std::max(most_bytes.load(), held);
  return memory;
}
void* operator new(std::size_t size) {
  void* const memory = operator new(size, std::nothrow);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
void operator delete(void* memory) noexcept {
  let_go(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  let_go(memory);
}

namespace kuboluk::wire {
namespace {

using namespace testing;

constexpr std::size_t kEntries = 64;
constexpr std::size_t kEntryBytes = 16'000;
constexpr std::size_t kValueBytes = kEntries * kEntryBytes;
// For the list itself and what malloc adds to each text.
constexpr std::size_t kMoreBytes = kValueBytes / 10;

// The most that is held at once while these bytes are decoded, beyond what was before.
std::size_t most_in_decoding(ByteView payload) {
  const std::size_t before = held_bytes;
  most_bytes = before;
  const auto frame = decode(payload);
  const std::size_t most = most_bytes - before;
  REQUIRE(frame.has_value());
  return most;
}

Bytes large_frame() {
  return encoded(
      exchange::Draft{1, 2, std::vector<std::string>(kEntries, std::string(kEntryBytes, 'x'))});
}

}  // namespace

TEST_CASE("RELIABILITY T10: a frame as links hand it over is decoded where it lies") {
  const Bytes bytes = large_frame();
  const std::size_t most = most_in_decoding(ByteView(bytes).subspan(kFrameHeaderBytes));
  CHECK(most >= kValueBytes);  // else nothing was counted
  CHECK(most <= kValueBytes + kMoreBytes);
}

TEST_CASE("RELIABILITY T10: a frame at an odd place costs one copy more") {
  Bytes bytes = large_frame();
  bytes.insert(bytes.begin(), 0);
  const std::size_t most = most_in_decoding(ByteView(bytes).subspan(kFrameHeaderBytes + 1));
  CHECK(most >= 2 * kValueBytes);
  CHECK(most <= 2 * kValueBytes + kMoreBytes);
}

}  // namespace kuboluk::wire
