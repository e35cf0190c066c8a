#include "node/links.h"

#include <algorithm>
#include <utility>

#include "crypto/check.h"

namespace kuboluk::node {
namespace asio = boost::asio;
namespace {

// "10.0.0.1:4711 " and so on: without the port all connections of one host look alike.
std::string host_of(const std::string& address) {
  return address.substr(0, address.rfind(':'));
}

std::string text_of_endpoint(const asio::ip::tcp::endpoint& endpoint) {
  return Address{endpoint.address().to_string(), endpoint.port()}.text();
}

}  // namespace

Links::Links(asio::io_context& io, Transport& transport, crypto::RandomSource& random,
             LinkSelf self, const std::vector<Peer>& peers, const LinkLimits& limits,
             LinkEvents events, Journal journal)
    : io_(io),
      transport_(transport),
      random_(random),
      self_(std::move(self)),
      limits_(limits),
      events_(std::move(events)),
      journal_(std::move(journal)),
      acceptor_(io, limits.accept_pause,
                Acceptor::Events{[this](Tcp::socket socket, const Tcp::endpoint& from) {
                                   accepted(std::move(socket), from);
                                 },
                                 [this](const std::string& reason) {
                                   say_limited(Severity::kError, "accept",
                                               "cannot take a connection: " + reason);
                                 }}) {
  for (const Peer& peer : peers) {
    Place& place = places_[peer.id];
    place.inbox = std::make_shared<Inbox>();
    place.inbox->given_back = [&place] {
      if (place.link) place.link->read_on();
    };
    if (self_.me < peer.id) place.dialer = make_dialer(peer);
  }
}

std::unique_ptr<Dialer> Links::make_dialer(const Peer& peer) {
  KUBOLUK_CHECK(peer.address.has_value());
  const std::string id = peer.id;
  const std::string address = peer.address->text();
  Dialer::Events events{
      [this, id, address](Tcp::socket socket) { open(std::move(socket), id, address); },
      [this, id, address](const std::string& reason) {
        say_limited(Severity::kWarning, id, id + " at " + address + ": " + reason);
        places_.at(id).dialer->again();
      }};
  return std::make_unique<Dialer>(io_, *peer.address, limits_, random_, std::move(events));
}

Result<asio::ip::tcp::endpoint> Links::listen(const Address& address) {
  return acceptor_.listen(address);
}

void Links::dial() {
  for (auto& [id, place] : places_) {
    if (place.dialer) place.dialer->dial();
  }
}

void Links::accepted(Tcp::socket socket, const Tcp::endpoint& from) {
  const std::string address = text_of_endpoint(from);
  if (!has_room_for(address)) {
    return say_limited(Severity::kWarning, host_of(address),
                       address + ": refused, " + std::to_string(limits_.openings_per_address_max) +
                           " connections from there have not said who they are");
  }
  open(std::move(socket), std::nullopt, address);
}

bool Links::has_room_for(const std::string& address) {
  const auto same_host = [&](const Session& session) {
    return host_of(session->address()) == host_of(address);
  };
  const auto count = std::count_if(openings_.begin(), openings_.end(), same_host);
  if (static_cast<std::size_t>(count) >= limits_.openings_per_address_max) return false;
  if (openings_.size() >= limits_.openings_max) {
    const Session oldest = openings_.front();
    oldest->close("made room for newer connections");
  }
  return true;
}

void Links::open(Tcp::socket socket, std::optional<std::string> dialed,
                 const std::string& address) {
  if (stopped_) return;
  const bool came_in = !dialed;
  const auto session = std::make_shared<PeerSession>(std::move(socket), transport_, limits_, self_,
                                                     std::move(dialed), address);
  sessions_.emplace(session.get(), session);
  if (came_in) openings_.push_back(session);
  PeerSession::Events events;
  events.up = [this](const Session& up) { link_up(up); };
  events.inbox = [this](const std::string& peer) { return places_.at(peer).inbox; };
  events.arrived = [this](Arrived arrived) { events_.arrived(std::move(arrived)); };
  events.closed = [this](const Session& gone, const std::string& reason) { closed(gone, reason); };
  session->start(std::move(events));
}

void Links::link_up(const Session& session) {
  std::erase(openings_, session);
  Place& place = places_.at(session->peer());
  if (place.link) {
    const Session old = place.link;
    old->close("a newer link took its place");
  }
  place.link = session;
  if (place.dialer) place.dialer->succeeded();
  journal_(Severity::kInfo, "linked with " + session->peer() + " (" + session->address() + ")");
  events_.up(session->peer());
}

void Links::closed(const Session& session, const std::string& reason) {
  sessions_.erase(session.get());
  std::erase(openings_, session);
  if (stopped_) return;
  say_closed(*session, reason);
  const auto place = places_.find(session->peer());
  if (place != places_.end() && place->second.link == session) {
    place->second.link.reset();
    events_.down(session->peer());
  }
  if (session->dialed()) places_.at(*session->dialed()).dialer->again();
}

void Links::say_closed(const PeerSession& session, const std::string& reason) {
  const std::string& peer = session.dialed() ? *session.dialed() : session.peer();
  if (session.is_up()) {
    return say_limited(Severity::kWarning, peer,
                       "link with " + peer + " (" + session.address() + ") lost: " + reason);
  }
  const std::string who = peer.empty() ? session.address() : peer + " (" + session.address() + ")";
  say_limited(Severity::kWarning, peer.empty() ? host_of(session.address()) : peer,
              who + " refused: " + reason);
}

void Links::say_limited(Severity severity, const std::string& key, const std::string& line) {
  const auto kept_back = line_limit_.take(key, std::chrono::steady_clock::now());
  if (!kept_back) return;
  const std::string more =
      *kept_back == 0 ? "" : " (" + std::to_string(*kept_back) + " lines like this kept back)";
  journal_(severity, line + more);
}

void Links::send(const std::vector<std::string>& to, const exchange::Message& message) {
  std::shared_ptr<const Bytes> bytes;
  for (const std::string& id : to) {
    const auto place = places_.find(id);
    if (place == places_.end() || !place->second.link) continue;
    if (!bytes) {
      auto encoded = wire::encode(message);
      if (!encoded) {
        return say_limited(Severity::kError, "encode",
                           "a message was not sent: " + encoded.error().message());
      }
      bytes = std::make_shared<const Bytes>(std::move(*encoded));
    }
    const Session link = place->second.link;  // send may close it
    link->send(bytes);
  }
}

std::vector<std::string> Links::up() const {
  std::vector<std::string> ids;
  for (const auto& [id, place] : places_) {
    if (place.link) ids.push_back(id);
  }
  return ids;
}

void Links::stop() {
  stopped_ = true;
  acceptor_.stop();
  for (auto& [id, place] : places_) {
    if (place.dialer) place.dialer->stop();
    place.inbox->given_back = nullptr;
    place.link.reset();
  }
  const auto open_now = sessions_;
  for (const auto& [key, session] : open_now) {
    if (const auto alive = session.lock()) alive->close("this node stops");
  }
}

}  // namespace kuboluk::node
