#include "tests/node/http/rig.h"

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <charconv>
#include <chrono>

namespace kuboluk::node::http::test {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

constexpr int kPatienceSeconds = 10;
constexpr const char* kActTime = "2026-04-10T16:00:00+06:00";

core::Setup setup_of(const Clerk& clerk) {
  const auto log_key = *crypto::VerifierKey::make(clerk.info().origin(), crypto::KeyType::kEd25519,
                                                  batch::test::key_of("log").public_key());
  const auto node_key = *crypto::VerifierKey::make("cec.example/node", crypto::KeyType::kEd25519,
                                                   batch::test::key_of("node").public_key());
  auto policy = log::Policy::parse("log " + log_key.text() + "\nquorum none\n");
  REQUIRE(policy);
  const core::Member member{"cec", node_key, std::nullopt};
  return core::Setup{.genesis = clerk.genesis().bytes,
                     .me = "cec",
                     .sequencer = "cec",
                     .info = clerk.info(),
                     .ruleset = clerk.ruleset(),
                     .policy = std::move(*policy),
                     .members = {member},
                     .operator_key = std::nullopt};
}

}  // namespace

NodeDouble::NodeDouble(const Clerk& clerk)
    : clerk_(clerk),
      store_(store::test::create(folder_.path(), clerk, store::test::test_options())),
      setup_(setup_of(clerk)) {
  shown.me = "cec";
  shown.phase = "sequencing";
  commit({clerk.genesis()});
  commit(clerk.application());
  commit({clerk.grant(1), clerk.grant(2)});
}

void NodeDouble::commit(const std::vector<domain::SignedEvent>& events, bool with_checkpoint) {
  const auto position = *ledger_.position();
  const auto known = position.size == 0 ? clerk_.genesis_time() : batch::test::at(kActTime);
  std::vector<std::vector<domain::SignedEvent>> submissions;
  for (const domain::SignedEvent& event : events)
    submissions.push_back({event});
  const auto change = batch::test::build(clerk_, ledger_, position, submissions, known);
  store::test::write(*store_, change);
  ledger_.apply(change);
  shown.position = *ledger_.position();
  if (!with_checkpoint) return;
  REQUIRE(store_->put_checkpoint(store::test::checkpoint_note(clerk_, *ledger_.position())));
}

std::uint64_t NodeDouble::submit(exchange::Submission submission, OnAnswer on_answer) {
  submitted.push_back(std::move(submission));
  const std::uint64_t ticket = submitted.size();
  if (script) {
    script(ticket, on_answer);
  } else {
    waiting.emplace(ticket, std::move(on_answer));
  }
  return ticket;
}

core::NodeStatus NodeDouble::status() const {
  return shown;
}

Result<std::unique_ptr<store::Snapshot>> NodeDouble::snapshot() const {
  if (snapshots_delay_ms > 0) {
    std::this_thread::sleep_for(std::chrono::milliseconds(snapshots_delay_ms));
  }
  if (store_is_down) {
    return Error{"STORE", "/var/lib/secret-path", "the disk of this machine is on fire"};
  }
  return store_->snapshot();
}

Client::Client(std::uint16_t port, const char* from) : socket_(io_) {
  socket_.open(asio::ip::tcp::v4());
  socket_.bind({asio::ip::make_address(from), 0});
  socket_.connect({asio::ip::address_v4::loopback(), port});
  const timeval patience{kPatienceSeconds, 0};
  ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

void Client::send(std::string_view bytes) {
  REQUIRE(try_send(bytes));
}

bool Client::try_send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_.native_handle(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool Client::fill() {
  std::string chunk(65'536, '\0');
  const ssize_t got = ::recv(socket_.native_handle(), chunk.data(), chunk.size(), 0);
  if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) FAIL("the server keeps silent");
  if (got <= 0) return false;
  input_.append(chunk, 0, static_cast<std::size_t>(got));
  return true;
}

Answer Client::read(bool head_only) {
  std::size_t end = std::string::npos;
  while ((end = input_.find("\r\n\r\n")) == std::string::npos) {
    if (!fill()) return {};
  }
  Answer answer;
  const std::string head = input_.substr(0, end + 2);
  input_.erase(0, end + 4);
  std::from_chars(head.data() + 9, head.data() + 12, answer.status);
  for (std::size_t at = head.find("\r\n") + 2; at < head.size();) {
    const std::size_t line_end = head.find("\r\n", at);
    const std::size_t colon = head.find(": ", at);
    std::string name = head.substr(at, colon - at);
    for (char& c : name)
      c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    answer.headers[name] = head.substr(colon + 2, line_end - colon - 2);
    at = line_end + 2;
  }
  const auto length = answer.headers.find("content-length");
  if (head_only || length == answer.headers.end()) return answer;
  const std::string& digits = length->second;
  std::size_t wanted = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), wanted);
  while (input_.size() < wanted) {
    if (!fill()) return {};
  }
  answer.body = input_.substr(0, wanted);
  input_.erase(0, wanted);
  return answer;
}

std::string Client::read_to_end() {
  while (fill()) {
  }
  return std::exchange(input_, "");
}

bool Client::read_until(std::string_view bytes) {
  while (input_.find(bytes) == std::string::npos) {
    if (!fill()) return false;
  }
  return true;
}

void Client::receive_little() {
  const int bytes = 4096;
  ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
}

Rig::Rig(const HttpLimits& limits) : guard_(io_.get_executor()), workers_(2) {
  server_ = std::make_unique<HttpServer>(io_, workers_.get_executor(), node, limits);
  const auto bound = server_->listen("127.0.0.1:0");
  REQUIRE(bound);
  port_ = bound->port();
  thread_ = std::thread([this] { io_.run(); });
}

Rig::~Rig() {
  stop_server();
  workers_.join();
  guard_.reset();
  thread_.join();
  node.waiting.clear();
}

void Rig::stop_server() {
  on_state([this] { server_.reset(); });
}

void Rig::on_state(const std::function<void()>& what) {
  std::promise<void> done;
  asio::post(io_, [&] {
    what();
    done.set_value();
  });
  done.get_future().wait();
}

bool Rig::soon(const std::function<bool()>& holds) {
  for (int i = 0; i < 100 * kPatienceSeconds; ++i) {
    bool held = false;
    on_state([&] { held = holds(); });
    if (held) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

std::shared_ptr<std::promise<void>> Rig::block_workers() {
  auto release = std::make_shared<std::promise<void>>();
  const auto released = release->get_future().share();
  for (int i = 0; i < 2; ++i)
    asio::post(workers_, [released] { released.wait(); });
  return release;
}

Answer Rig::ask(std::string_view method, std::string_view target, std::string_view body) {
  Client client = connect();
  std::string request =
      std::string(method) + " " + std::string(target) + " HTTP/1.1\r\nHost: x\r\n";
  if (method == "POST") request += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  client.send(request + "\r\n" + std::string(body));
  return client.read(method == "HEAD");
}

std::map<std::string, std::string> problem_of(const Answer& answer) {
  CHECK(answer.headers.at("content-type") == "application/problem+json");
  const boost::json::value parsed = boost::json::parse(answer.body);
  std::map<std::string, std::string> values;
  for (const auto& [key, value] : parsed.as_object()) {
    const bool text = value.is_string();
    values[std::string(key)] =
        text ? std::string(value.as_string()) : boost::json::serialize(value);
  }
  CHECK(values.size() == 8);
  for (const char* key :
       {"type", "title", "status", "detail", "rule", "paragraph", "field", "object"}) {
    CHECK(values.contains(key));
  }
  CHECK(values["status"] == std::to_string(answer.status));
  return values;
}

}  // namespace kuboluk::node::http::test
