// For tests of checks that stay on: does this code end the process?
#pragma once

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

namespace kuboluk::testing {

// True if `code`, run in a child process, ends it by abort().
template <class Code>
bool ends_process(const Code& code) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::signal(SIGABRT, SIG_DFL);  // without Catch2's report
    ::dup2(::open("/dev/null", O_WRONLY), STDERR_FILENO);
    code();
    ::_exit(0);
  }
  int status = 0;
  return child > 0 && ::waitpid(child, &status, 0) == child && WIFSIGNALED(status) &&
         WTERMSIG(status) == SIGABRT;
}

}  // namespace kuboluk::testing
