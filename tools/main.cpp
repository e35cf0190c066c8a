// The program `kuboluk`: takes the outside world (arguments, clock, terminal, environment) and
// hands it to one command.
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <iostream>

#include "crypto/self_test.h"
#include "tools/command_line.h"

namespace {

kuboluk::domain::Instant now() {
  using std::chrono::duration_cast;
  using std::chrono::milliseconds;
  const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
  return kuboluk::domain::Instant{duration_cast<milliseconds>(since_1970).count()};
}

}  // namespace

int main(int argc, char** argv) {
  using kuboluk::tools::Session;
  const char* passphrase = std::getenv("KUBOLUK_PASSPHRASE");
  const auto line = kuboluk::tools::parse_command_line(
      argc, argv, passphrase == nullptr ? "" : passphrase, std::cout, std::cerr);
  if (!line.run) return static_cast<int>(line.exit);
  const Session session{std::cout, std::cerr, ::isatty(STDERR_FILENO) == 1, line.json, now(), now};
  if (const auto sound = kuboluk::crypto::self_test(); !sound) {
    return static_cast<int>(refuse(session, kuboluk::tools::Exit::kUnsound, sound.error(),
                                   "reinstall kuboluk and libsodium on a sound machine"));
  }
  const kuboluk::tools::Exit exit = line.run(session);
  std::cout.flush();
  // An answer that could not be written was not given.
  return std::cout.good() ? static_cast<int>(exit)
                          : static_cast<int>(kuboluk::tools::Exit::kBadFile);
}
