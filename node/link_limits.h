// Deadlines and limits of the links between nodes, each with what it stops. Values: tests bring
// shorter ones.
#pragma once

#include <chrono>
#include <cstddef>

#include "wire/frame.h"

namespace kuboluk::node {

struct LinkLimits {
  // From the first packet to the peer's accepted Hello, and for connecting: a socket that says
  // nothing holds a place no longer than this.
  std::chrono::milliseconds opening{10'000};
  // From the first to the last byte of a frame, in either direction, for frames of ordinary size.
  // One deadline for the whole frame: a timer renewed by every byte is what a slow sender lives on
  // (RELIABILITY 24).
  std::chrono::milliseconds frame{30'000};
  // Larger frames get more time, at this rate; a line that is slower cannot follow the ledger.
  std::size_t bytes_per_second_min = 256 * 1024;
  // Without the first byte of a frame: the core says where it stands every 5 s (core::kGossipMs),
  // so this is a peer that is gone or a half-open connection.
  std::chrono::milliseconds silence{30'000};
  // Between two attempts to dial: doubled each time, less a random part, so that nodes that lost
  // one another together do not come back in step.
  std::chrono::milliseconds redial_min{200};
  std::chrono::milliseconds redial_max{2'000};
  // After a failed accept(), mostly for want of descriptors: the loop must neither end nor spin.
  std::chrono::milliseconds accept_pause{200};

  // Frames waiting for a peer that does not read: when they have more bytes, the link is dropped.
  // All that matters is said again. The largest frame passes behind a few others; a peer that asks
  // for ever and never reads costs less than 64 MiB (RELIABILITY T10).
  std::size_t send_queue_bytes_max = wire::kFrameBytesMax + (std::size_t{8} << 20);
  // Connections that have not said who they are. Over it the oldest is dropped, so a flood must be
  // faster than an honest handshake to keep members out.
  std::size_t openings_max = 128;
  // The same from one address: one host cannot take all the places.
  std::size_t openings_per_address_max = 16;
  // Messages of one peer that wait for the node: beyond them its link is not read any more. A peer
  // that sends faster than we work slows down itself, nobody else.
  std::size_t inputs_per_peer_max = 64;
  std::size_t input_bytes_per_peer_max = std::size_t{8} << 20;
};

}  // namespace kuboluk::node
