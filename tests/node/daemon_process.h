// One real kubolukd process over the files of a member, and a small HTTP client.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>

namespace kuboluk::node::test {

struct HttpAnswer {
  int status = 0;  // 0: no answer
  std::string body;
};

class DaemonProcess {
 public:
  // Killed, if it still runs, when the test ends. Standard error goes to <folder>/stderr.
  explicit DaemonProcess(std::filesystem::path folder);
  ~DaemonProcess();
  DaemonProcess(const DaemonProcess&) = delete;
  DaemonProcess& operator=(const DaemonProcess&) = delete;

  // Arguments beside --config; waits until it listens unless it ends before.
  void start(const std::string& argument = "");
  bool is_running();
  void signal(int number);
  // Exit code, or minus the signal, after at most 20 seconds; nothing: it still runs.
  std::optional<int> wait_for_end();
  // kill -9, and wait.
  void kill();

  HttpAnswer get(const std::string& path) const;
  HttpAnswer post(const std::string& path, const std::string& body) const;
  std::string errors() const;  // what it has written to standard error

 private:
  HttpAnswer request(const std::string& text) const;
  std::filesystem::path folder_;
  pid_t process_ = -1;
  std::optional<int> ended_;
};

// A TCP port of 127.0.0.1 that is free now.
std::uint16_t free_port();

}  // namespace kuboluk::node::test
