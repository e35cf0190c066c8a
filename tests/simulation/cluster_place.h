// A member's place in the cluster: an honest seat, or a liar on it. For cluster*.cpp only.
#pragma once

#include "tests/simulation/cluster.h"

namespace kuboluk::simulation {

struct Cluster::Place {
  struct Aim {
    std::string kind;  // any, persist, sign, send
    std::int64_t left = 0;
    std::int64_t down_ms = 0;
    bool power = false;
  };
  struct Copy {
    std::shared_ptr<const SimDisk::Image> image;
    std::optional<std::string> counter;
    std::uint64_t cosigned = 0;
  };
  struct Window {  // a disk is bad until then
    std::int64_t until_ms = 0;
    unsigned DiskFaults::*chance = nullptr;  // nullptr: it is full
  };

  std::unique_ptr<Seat> seat;
  std::unique_ptr<Liar> liar;
  std::vector<bool> linked;
  std::uint64_t births = 0;  // of the machine that knows of its links
  std::int64_t next_tick = 0;
  std::vector<Aim> aims;
  std::optional<Copy> copy;
  std::vector<Window> windows;

  bool is_running() const { return liar != nullptr || seat->is_running(); }
};

struct Cluster::Ticket {
  std::size_t place = 0;
  std::vector<domain::SignedEvent> events;
  Hash submission{};
  std::string words;
};

}  // namespace kuboluk::simulation
