#include "tests/node/station.h"

#include <catch2/catch.hpp>

#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include "crypto/random.h"

namespace kuboluk::node::test {
namespace asio = boost::asio;
namespace {

const std::vector<std::string>& members() {
  static const std::vector<std::string> kMembers = {"a", "b", "c", "d", "e"};
  return kMembers;
}

std::vector<Peer> peers_of(const std::string& me,
                           const std::map<std::string, std::uint16_t>& ports) {
  std::vector<Peer> peers;
  for (const std::string& id : members()) {
    if (id == me) continue;
    // Nobody listens at port 9 of this host.
    const std::uint16_t port = ports.contains(id) ? ports.at(id) : std::uint16_t{9};
    peers.push_back(Peer{id, Address{"127.0.0.1", port}, station_key(id).vkey});
  }
  return peers;
}

}  // namespace

LinkLimits quick_limits() {
  LinkLimits limits;
  limits.opening = std::chrono::milliseconds(1500);
  limits.frame = std::chrono::milliseconds(700);
  limits.silence = std::chrono::milliseconds(60'000);
  limits.redial_min = std::chrono::milliseconds(20);
  limits.redial_max = std::chrono::milliseconds(200);
  limits.accept_pause = std::chrono::milliseconds(20);
  return limits;
}

crypto::NamedKey station_key(const std::string& who) {
  crypto::SeededRandom random("station " + who);
  return *crypto::make_named_key(crypto::KeyRole::kTransport, who + "/transport/1", random);
}

Bytes hello_frame(const std::string& from, const std::string& to, const std::string& ledger) {
  wire::Hello hello;
  hello.ledger = ledger;
  hello.sender = from;
  hello.receiver = to;
  return *wire::encode(hello);
}

Bytes hello_frame_of_version(std::uint8_t version, const std::string& from, const std::string& to) {
  Bytes frame = hello_frame(from, to);
  const Bytes word{1, 0, 0, 0, 0, 0, 0, 0};  // the only data of a Hello beside its texts
  const auto at = std::search(frame.begin() + 24, frame.end(), word.begin(), word.end());
  REQUIRE(at != frame.end());
  *at = version;
  return frame;
}

Bytes act_frame(const std::string& submission) {
  return *wire::encode(exchange::Message(exchange::Act{submission}));
}

Bytes announcing(std::uint32_t payload_bytes) {
  Bytes header{'K', 'B', 'L', '1'};
  for (int shift = 24; shift >= 0; shift -= 8)
    header.push_back(static_cast<std::uint8_t>(payload_bytes >> shift));
  return header;
}

// --- station

Station::Station(std::string me, const LinkLimits& limits)
    : me_(std::move(me)), limits_(limits), work_(asio::make_work_guard(io_)) {
  make_links({});
  thread_ = std::thread([this] { io_.run(); });
}

void Station::make_links(const std::map<std::string, std::uint16_t>& ports) {
  const std::vector<Peer> peers = peers_of(me_, ports);
  links_.reset();
  transport_ = *Transport::make(station_key(me_), peers);
  LinkEvents events;
  const auto set_linked = [this](const std::string& peer, bool linked) {
    const std::lock_guard lock(mutex_);
    linked_[peer] = linked;
    changed_.notify_all();
  };
  events.up = [set_linked](const std::string& peer) { set_linked(peer, true); };
  events.down = [set_linked](const std::string& peer) { set_linked(peer, false); };
  events.arrived = [this](Arrived arrived) {
    const std::lock_guard lock(mutex_);
    const auto* act = std::get_if<exchange::Act>(&arrived.message);
    received_[arrived.peer].push_back(act == nullptr ? "" : act->submission);
    if (hold_) held_.push_back(std::move(arrived.credit));
    changed_.notify_all();
  };
  links_ =
      std::make_unique<Links>(io_, *transport_, random_, LinkSelf{kLedger, me_}, peers, limits_,
                              std::move(events), [this](Severity, const std::string& line) {
                                const std::lock_guard lock(mutex_);
                                lines_.push_back(line);
                                changed_.notify_all();
                              });
  port_ = links_->listen(Address{"127.0.0.1", port_})->port();
}

void Station::on_io(const std::function<void()>& work) {
  std::promise<void> done;
  asio::post(io_, [&] {
    work();
    done.set_value();
  });
  done.get_future().wait();
}

void Station::dial(const std::map<std::string, std::uint16_t>& ports) {
  on_io([&] { links_->stop(); });
  // A turn of the loop, so that what the old links had posted is over.
  on_io([] {});
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  on_io([&] {
    make_links(ports);
    links_->dial();
  });
}

void Station::send(const std::string& to, const std::string& submission) {
  on_io([&] { links_->send({to}, exchange::Act{submission}); });
}

bool Station::wait_until(const std::function<bool()>& holds) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, std::chrono::seconds(10), holds);
}

bool Station::wait_linked(const std::string& peer) {
  return wait_until([&] { return linked_[peer]; });
}

bool Station::wait_unlinked(const std::string& peer) {
  return wait_until([&] { return !linked_[peer]; });
}

bool Station::wait_received(const std::string& peer, const std::string& submission) {
  return wait_until([&] {
    const auto& all = received_[peer];
    return std::find(all.begin(), all.end(), submission) != all.end();
  });
}

bool Station::wait_count(const std::string& part, std::size_t lines) {
  return wait_until([&] { return count(part) >= lines; });
}

std::size_t Station::count(const std::string& part) const {
  return static_cast<std::size_t>(
      std::count_if(lines_.begin(), lines_.end(),
                    [&](const std::string& line) { return line.find(part) != std::string::npos; }));
}

bool Station::linked(const std::string& peer) {
  const std::lock_guard lock(mutex_);
  return linked_[peer];
}

std::size_t Station::received_count(const std::string& peer) {
  const std::lock_guard lock(mutex_);
  return received_[peer].size();
}

std::size_t Station::said(const std::string& part) {
  const std::lock_guard lock(mutex_);
  return count(part);
}

std::string Station::journal() {
  const std::lock_guard lock(mutex_);
  std::string all;
  for (const std::string& line : lines_)
    all += line + "\n";
  return all;
}

void Station::hold(bool hold) {
  on_io([&] {
    std::vector<std::shared_ptr<void>> released;
    const std::lock_guard lock(mutex_);
    hold_ = hold;
    if (!hold) released.swap(held_);
    // Released without the lock: what is read on may arrive at once.
    asio::post(io_, [released = std::move(released)]() mutable { released.clear(); });
  });
}

void Station::end() {
  if (!thread_.joinable()) return;
  on_io([&] { links_->stop(); });
  work_.reset();
  thread_.join();
  held_.clear();
  links_.reset();
}

Station::~Station() {
  end();
}

// --- raw client

RawClient::RawClient(const std::string& who, std::uint16_t port, const char* from) {
  transport_ = *Transport::make(station_key(who), {});
  stream_ = std::make_unique<asio::ssl::stream<Tcp::socket>>(io_, transport_->context());
  Tcp::socket& tcp = stream_->next_layer();
  tcp.open(Tcp::v4());
  tcp.bind(Tcp::endpoint(asio::ip::make_address(from), 0));
  tcp.connect(Tcp::endpoint(asio::ip::make_address("127.0.0.1"), port), code_);
  if (!code_) stream_->handshake(asio::ssl::stream_base::client, code_);
}

void RawClient::write(ByteView bytes) {
  if (!code_) asio::write(*stream_, asio::buffer(bytes.data(), bytes.size()), code_);
}

void RawClient::hello(const std::string& me, const std::string& to) {
  write(hello_frame(me, to));
}

std::size_t RawClient::read_some(std::size_t enough) {
  // Ends a read that would wait for ever.
  std::promise<void> done;
  std::thread watch([this, over = done.get_future()] {
    if (over.wait_for(std::chrono::seconds(10)) == std::future_status::ready) return;
    late_ = true;
    ::shutdown(socket().native_handle(), SHUT_RDWR);
  });
  std::size_t total = 0;
  Bytes buffer(65'536);
  while (!code_ && total < enough)
    total += stream_->read_some(asio::buffer(buffer), code_);
  done.set_value();
  watch.join();
  return total;
}

bool RawClient::is_closed_by_peer() {
  read_some(SIZE_MAX);
  return !late_;
}

}  // namespace kuboluk::node::test
