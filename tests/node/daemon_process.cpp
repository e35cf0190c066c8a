#include "tests/node/daemon_process.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <catch2/catch.hpp>
#include <charconv>
#include <chrono>
#include <csignal>
#include <fstream>
#include <iterator>
#include <thread>

namespace kuboluk::node::test {
namespace {

using Tcp = boost::asio::ip::tcp;

constexpr std::chrono::milliseconds kPoll{20};

std::string whole_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::optional<std::uint16_t> http_port(const std::string& listening) {
  const std::string start = "http 127.0.0.1:";
  const std::size_t at = listening.find(start);
  if (at == std::string::npos) return std::nullopt;
  std::uint16_t port = 0;
  const char* const digits = listening.data() + at + start.size();
  std::from_chars(digits, listening.data() + listening.size(), port);
  return port;
}

[[noreturn]] void become_daemon(const std::filesystem::path& folder, const std::string& argument) {
  const int file = ::open((folder / "stderr").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  ::dup2(file, STDERR_FILENO);
  ::dup2(file, STDOUT_FILENO);
  const std::string program = KUBOLUK_BIN_DIR "/kubolukd";
  const std::string config = (folder / "kubolukd.toml").string();
  ::execl(program.c_str(), program.c_str(), "--config", config.c_str(),
          argument.empty() ? nullptr : argument.c_str(), nullptr);
  ::_exit(127);
}

}  // namespace

DaemonProcess::DaemonProcess(std::filesystem::path folder) : folder_(std::move(folder)) {}

DaemonProcess::~DaemonProcess() {
  kill();
}

void DaemonProcess::start(const std::string& argument) {
  std::filesystem::remove(folder_ / "ledger/listening");
  ended_.reset();
  process_ = ::fork();
  REQUIRE(process_ >= 0);
  if (process_ == 0) become_daemon(folder_, argument);
  while (is_running() && !http_port(whole_file(folder_ / "ledger/listening")))
    std::this_thread::sleep_for(kPoll);
}

bool DaemonProcess::is_running() {
  if (process_ < 0) return false;
  int status = 0;
  if (::waitpid(process_, &status, WNOHANG) == 0) return true;
  ended_ = WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
  process_ = -1;
  return false;
}

void DaemonProcess::signal(int number) {
  REQUIRE(process_ > 0);
  ::kill(process_, number);
}

std::optional<int> DaemonProcess::wait_for_end() {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (is_running() && std::chrono::steady_clock::now() < end)
    std::this_thread::sleep_for(kPoll);
  return ended_;
}

void DaemonProcess::kill() {
  if (process_ <= 0) return;
  ::kill(process_, SIGKILL);
  wait_for_end();
}

HttpAnswer DaemonProcess::request(const std::string& text) const {
  const auto port = http_port(whole_file(folder_ / "ledger/listening"));
  HttpAnswer answer;
  if (!port) return answer;
  boost::asio::io_context io;
  Tcp::socket socket(io);
  boost::system::error_code code;
  socket.connect(Tcp::endpoint(boost::asio::ip::make_address("127.0.0.1"), *port), code);
  if (!code) boost::asio::write(socket, boost::asio::buffer(text), code);
  std::string all;
  if (!code) boost::asio::read(socket, boost::asio::dynamic_buffer(all), code);
  const std::size_t body = all.find("\r\n\r\n");
  if (body == std::string::npos || all.size() < 12) return answer;
  std::from_chars(all.data() + 9, all.data() + 12, answer.status);
  answer.body = all.substr(body + 4);
  return answer;
}

HttpAnswer DaemonProcess::get(const std::string& path) const {
  return request("GET " + path + " HTTP/1.1\r\nHost: node\r\nConnection: close\r\n\r\n");
}

HttpAnswer DaemonProcess::post(const std::string& path, const std::string& body) const {
  return request("POST " + path +
                 " HTTP/1.1\r\nHost: node\r\nConnection: close\r\nContent-Length: " +
                 std::to_string(body.size()) + "\r\n\r\n" + body);
}

std::string DaemonProcess::errors() const {
  return whole_file(folder_ / "stderr");
}

std::uint16_t free_port() {
  boost::asio::io_context io;
  Tcp::acceptor acceptor(io, Tcp::endpoint(boost::asio::ip::make_address("127.0.0.1"), 0));
  return acceptor.local_endpoint().port();
}

}  // namespace kuboluk::node::test
