// What the public may cost a node. Every limit has the attack that it stops (RELIABILITY 46-51).
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace kuboluk::node {

// Longest wait of a client for the final outcome of its submission.
inline constexpr std::chrono::seconds kWaitSeconds{60};

struct HttpLimits {
  // Longest header, request line included: a client that sends header lines for ever.
  std::size_t header_bytes = 8192;
  // From the first wait for a request to its empty line, idle time of a kept connection included,
  // in all and not per read: slowloris.
  std::chrono::milliseconds header_deadline{10'000};
  // Whole body / whole answer: this, and the time that its bytes take at `bytes_per_second`. Slow
  // senders and slow readers, who would keep a slot and its memory.
  std::chrono::milliseconds body_deadline{10'000};
  std::chrono::milliseconds write_deadline{15'000};
  std::uint64_t bytes_per_second = 262'144;
  // How long what a refused client still sends is thrown away, so that it can read the answer.
  std::chrono::milliseconds linger{2'000};

  // Open connections in all, and of one client (an IPv4 address, an IPv6 /64): connection floods.
  // Behind a proxy every client has the proxy's address: raise the second.
  // When all are taken, a connection that its client keeps waiting makes room for a newcomer
  // (places.h): idle sockets from many addresses.
  std::size_t sockets = 512;
  std::size_t sockets_per_client = 64;
  // How long a client may keep the server waiting before its connection makes room for one of a
  // client that holds as many. A request follows the handshake at once, so this is long; and a
  // flood from very many addresses has to open all places anew in it.
  std::chrono::milliseconds patience{100};
  // Clients that get no place and are told so, at a time; more than these are told in a hurry. A
  // flood of connections that do not read the answer.
  std::size_t turned_away = 64;
  std::size_t turned_away_per_client = 8;
  // Requests on one connection: a client that stays for ever keeps its slot for ever.
  std::size_t requests_per_connection = 1000;
  // Pause of accepting when the process is out of file descriptors: a busy loop.
  std::chrono::milliseconds accept_pause{100};

  // Bytes of large bodies that are being received or judged, in all and of one client. A body up to
  // `small_body_bytes` (one event) is not counted: the sockets bound those, and large bodies cannot
  // keep them out.
  std::uint64_t body_bytes = 96'000'000;
  std::uint64_t body_bytes_per_client = 40'000'000;
  std::uint64_t small_body_bytes = 70'000;
  // Bytes of large answers that wait for slow readers. One answer alone always passes.
  std::uint64_t answer_bytes = 256'000'000;
  std::uint64_t answer_bytes_per_client = 96'000'000;
  std::uint64_t small_answer_bytes = 70'000;

  // Jobs that wait for a worker or run, by kind: a storm of one kind cannot keep the others out,
  // and none can block the node's own thread.
  std::size_t light_jobs = 64;  // checkpoint, tiles, genesis, status, health
  std::size_t proof_jobs = 32;
  std::size_t list_jobs = 2;     // hundreds of megabytes each in the worst case
  std::size_t receipt_jobs = 4;  // read every pending act
  std::size_t submission_jobs = 16;
  // Checkpoints of other logs that wait for this node's witness: each may wait for the disk.
  std::size_t witness_jobs = 8;
  // Pages of one number, application or stretch of the log: each builds and verifies a proof. The
  // burst when polling stations open.
  std::size_t face_jobs = 32;
  // Pages of a whole election: each builds and verifies its list proof. Crawlers.
  std::size_t face_list_jobs = 4;
  // Answers of the public face and proofs that are kept until the next checkpoint or minute
  // (kept.h): with them a burst of questions about one number costs one proof. Bounded, because
  // strangers choose the questions: addresses without end (`?at=`, unknown numbers) would fill the
  // memory. The least lately asked goes first.
  std::size_t kept_answer_bytes = 16'000'000;
  // Verified lists, from which pages, filters and forms are made; of each of three kinds.
  std::size_t kept_list_bytes = 16'000'000;
  // Looks of event streams for new entries.
  std::size_t stream_jobs = 8;
  // Streams of the log's events, in all and of one client: readers that stay for hours.
  std::size_t streams = 64;
  std::size_t streams_per_client = 8;
  // How often a stream looks for new entries, how often it says that it is still there, how many
  // entries it sends in one piece, and when it ends (the client resumes where it was): clients that
  // have gone without a word.
  std::chrono::milliseconds stream_look{1'000};
  std::chrono::milliseconds stream_heartbeat{15'000};
  std::size_t stream_entries = 100;
  std::chrono::milliseconds stream_life{3'600'000};
  // Submissions that a client waits for, and those among them that wait for a size (at-least), in
  // all and of one client. The latter wait before anything in them is checked: junk that waits must
  // leave room for acts.
  std::size_t waits = 256;
  std::size_t size_waits = 128;
  std::size_t size_waits_per_client = 16;

  std::chrono::milliseconds final_wait = kWaitSeconds;
  // How long a submission with at-least waits for its size, and how often it looks.
  std::chrono::milliseconds at_least_wait{10'000};
  std::chrono::milliseconds at_least_poll{10};
};

}  // namespace kuboluk::node
