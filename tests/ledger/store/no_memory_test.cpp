// RELIABILITY 19: memory runs out at the n-th allocation of a write or of a start, in our code and
// in LMDB's. What was acknowledged is there, a batch is there wholly or not at all, and once there
// is memory again the store goes on. (This binary has its own malloc, so it stands alone.)
#include <catch2/catch.hpp>

#include <cerrno>
#include <new>

#include "ledger/store/store.h"
#include "tests/ledger/store/store_folder.h"

extern "C" void* __libc_malloc(std::size_t size);
extern "C" void* __libc_calloc(std::size_t count, std::size_t size);
extern "C" void* __libc_realloc(void* old, std::size_t size);

namespace {

constexpr int kNever = -1;
int allocations_left = kNever;  // until one fails, and all after it

bool is_refused() {
  if (allocations_left == kNever) return false;
  if (allocations_left > 0) {
    --allocations_left;
    return false;
  }
  errno = ENOMEM;
  return true;
}

}  // namespace

extern "C" void* malloc(std::size_t size) {
  return is_refused() ? nullptr : __libc_malloc(size);
}
extern "C" void* calloc(std::size_t count, std::size_t size) {
  return is_refused() ? nullptr : __libc_calloc(count, size);
}
extern "C" void* realloc(void* old, std::size_t size) {
  return is_refused() ? nullptr : __libc_realloc(old, size);
}

namespace kuboluk::store {
namespace {

using test::Clerk;
using test::create;
using test::difference;
using test::Recorded;
using test::reopen;
using test::TempFolder;
using test::write;

constexpr int kAllocationsMax = 2'000;

enum class Ended { kDone, kRefused, kNoMemory };
template <class Code>
Ended with_memory(int allocations, const Code& code) {
  Ended ended = Ended::kNoMemory;
  allocations_left = allocations;
  try {
    ended = code() ? Ended::kDone : Ended::kRefused;
  } catch (const std::bad_alloc&) {
    ended = Ended::kNoMemory;
  }
  allocations_left = kNever;
  return ended;
}

}  // namespace

TEST_CASE("RELIABILITY 19: without memory in a commit nothing is half done") {
  const Clerk clerk;
  const Recorded recorded(clerk, 19, 3);
  int failures = 0;
  int allocations = 0;
  for (; allocations < kAllocationsMax; ++allocations) {
    const TempFolder folder;
    auto store = create(folder.path(), clerk);
    write(*store, recorded.changes[0]);
    const Ended ended =
        with_memory(allocations, [&] { return store->write(recorded.changes[1]).has_value(); });
    if (store->failed()) REQUIRE(store->reopen().has_value());
    const bool is_old = difference(*store, recorded, 1).empty();
    const bool is_new = difference(*store, recorded, 2).empty();
    INFO("allocation " << allocations);
    REQUIRE(is_old != is_new);
    if (ended == Ended::kDone) REQUIRE(is_new);
    failures += ended == Ended::kDone ? 0 : 1;
    if (is_old) write(*store, recorded.changes[1]);
    write(*store, recorded.changes[2]);
    store.reset();
    REQUIRE(difference(*reopen(folder.path(), clerk), recorded, 3).empty());
    if (ended == Ended::kDone) break;
  }
  WARN(failures << " of the first " << allocations + 1 << " allocations failed a commit");
  CHECK(failures > 50);
  CHECK(allocations < kAllocationsMax);  // one commit came through
}

TEST_CASE("RELIABILITY 19: without memory in a start the folder stays as it was") {
  const Clerk clerk;
  const Recorded recorded(clerk, 19, 2);
  const TempFolder folder;
  {
    auto store = create(folder.path(), clerk);
    for (const auto& change : recorded.changes)
      write(*store, change);
  }
  int allocations = 0;
  for (; allocations < kAllocationsMax; ++allocations) {
    const Identity identity = test::identity_of(clerk);
    const Ended ended = with_memory(allocations, [&] {
      return Store::open(folder.path(), identity, test::test_options()).has_value();
    });
    if (ended == Ended::kDone) break;
  }
  CHECK(allocations > 20);
  CHECK(allocations < kAllocationsMax);
  CHECK(difference(*reopen(folder.path(), clerk), recorded, 2).empty());
}

}  // namespace kuboluk::store
