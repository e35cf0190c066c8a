// The links of a node to all other members: at most one to each, made again when lost.
//
// Laws:
//   (1) of two members, the one whose id sorts first dials, the other accepts;
//   (2) a link is up only after the peer's key, ledger, version and ids were right;
//   (3) what one peer or stranger does costs no other link: bounded places, bounded memory, and one
//       line in the journal (RELIABILITY 24-27, T10, T18);
//   (4) a newer link of a peer takes the place of the older: after a crash of the peer the old one
//       may look alive for a long time.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/random.h"
#include "node/acceptor.h"
#include "node/config.h"
#include "node/dialer.h"
#include "node/journal.h"
#include "node/link_limits.h"
#include "node/peer_session.h"
#include "node/transport.h"

namespace kuboluk::node {

// Called on the io thread; not after stop().
struct LinkEvents {
  std::function<void(const std::string& peer)> up;
  std::function<void(const std::string& peer)> down;
  std::function<void(Arrived)> arrived;
};

// Resource type, io thread only. `transport` and `random` outlive it. After stop() the io_context
// must run out of work (or be stopped for good) before it is destroyed.
class Links {
 public:
  Links(boost::asio::io_context& io, Transport& transport, crypto::RandomSource& random,
        LinkSelf self, const std::vector<Peer>& peers, const LinkLimits& limits, LinkEvents events,
        Journal journal);
  ~Links() { stop(); }
  Links(const Links&) = delete;
  Links& operator=(const Links&) = delete;

  // Error: X.ADDRESS.
  Result<boost::asio::ip::tcp::endpoint> listen(const Address& address);
  // Calls those whom it is ours to call.
  void dial();
  // To each of these whose link is up; for the others the message is dropped.
  void send(const std::vector<std::string>& to, const exchange::Message& message);
  std::vector<std::string> up() const;
  // Closes everything, without events.
  void stop();

 private:
  using Tcp = boost::asio::ip::tcp;
  using Session = std::shared_ptr<PeerSession>;
  struct Place {                     // of one peer
    std::unique_ptr<Dialer> dialer;  // if it is ours to call
    std::shared_ptr<Inbox> inbox;
    Session link;  // while up
  };

  std::unique_ptr<Dialer> make_dialer(const Peer& peer);
  void accepted(Tcp::socket socket, const Tcp::endpoint& from);
  bool has_room_for(const std::string& address);
  void open(Tcp::socket socket, std::optional<std::string> dialed, const std::string& address);
  void link_up(const Session& session);
  void closed(const Session& session, const std::string& reason);
  void say_closed(const PeerSession& session, const std::string& reason);
  void say_limited(Severity severity, const std::string& key, const std::string& line);

  boost::asio::io_context& io_;
  Transport& transport_;
  crypto::RandomSource& random_;
  LinkSelf self_;
  LinkLimits limits_;
  LinkEvents events_;
  Journal journal_;
  LineLimit line_limit_;
  Acceptor acceptor_;
  std::map<std::string, Place, std::less<>> places_;
  // Those that came in and have not said who they are, oldest first.
  std::deque<Session> openings_;
  std::map<const PeerSession*, std::weak_ptr<PeerSession>> sessions_;  // all that are open
  bool stopped_ = false;
};

}  // namespace kuboluk::node
