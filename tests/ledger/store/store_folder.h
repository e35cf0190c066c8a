// A folder of its own for a store under test, and comparisons of what is stored with a ledger in
// memory.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/batch/change.h"
#include "ledger/store/store.h"
#include "tests/ledger/batch/clerk.h"

namespace kuboluk::store::test {

using batch::test::Clerk;
using batch::test::History;

// Removed with everything in it when the test ends.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path data_file() const { return path_ / "data.mdb"; }

 private:
  std::filesystem::path path_;
};

// A whole file, as it is and as it is to be. For files that no store has open.
std::string read_file(const std::filesystem::path& path);
void write_file(const std::filesystem::path& path, std::string_view bytes);

// Tests run on any file system, also on a nearly full one.
Options test_options();
Identity identity_of(const Clerk& clerk);

std::unique_ptr<Store> create(const std::filesystem::path& folder, const Clerk& clerk,
                              const Options& options = test_options());
std::unique_ptr<Store> reopen(const std::filesystem::path& folder, const Clerk& clerk,
                              const Options& options = test_options());
void write(Store& store, const batch::Change& change);

// A signed checkpoint of that position.
std::string checkpoint_note(const Clerk& clerk, const batch::Position& position);

// Changes and the state after each, all in memory.
struct Recorded {
  Recorded(const Clerk& clerk, std::uint64_t seed, std::size_t count);
  std::vector<batch::Change> changes;
  // The number of changes after which a ledger stands there; fails the test if there is none.
  std::size_t steps_to(const batch::Position& position) const;
  // The ledger after so many changes.
  std::unique_ptr<batch::MemoryLedger> after(std::size_t steps) const;
};

// How what is stored differs from what must be there: "" if not at all, "error: ..." if reading
// stops with an error, else "differs: ...". Reads everything, with no help of the test library (it
// runs in child processes too).
std::string difference(const Store& store, const Recorded& recorded, std::size_t steps);

// Runs `code` in a child process. Its exit status (0-127), or minus the signal that ended it.
template <class Code>
int in_child(const Code& code);

}  // namespace kuboluk::store::test

#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

template <class Code>
int kuboluk::store::test::in_child(const Code& code) {
  const pid_t child = ::fork();
  if (child == 0) {
    for (const int signal : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL})
      ::signal(signal, SIG_DFL);
    ::_exit(code());
  }
  int status = 0;
  if (child < 0 || ::waitpid(child, &status, 0) != child) return -1000;
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}
