// Law 8: what was acknowledged ends in the log, once, or in a stored rejection that anyone can
// recompute.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ledger/domain/signed_event.h"
#include "tests/simulation/laws.h"

namespace kuboluk::simulation {

struct Promise {
  std::size_t place = 0;
  bool parked = false;  // waits for an act that may never come
  std::vector<domain::SignedEvent> events;
  Hash submission{};
  std::string words;
};

class Promises {
 public:
  explicit Promises(const core::test::Institutions& institutions) : institutions_(institutions) {}

  void add(Promise promise) {
    open_.push_back(std::move(promise));
    ++given_;
  }
  // Nobody can ask a node that has lost its disk, or lies.
  void forget(std::size_t place);
  // A write that says of acts that they need not be kept any more: done, or rejected.
  void dropped(Laws& laws, const Seat& seat, const core::Effect& effect);
  // Closes those that are kept by now. A rejection that does not hold is a breach.
  void look(Laws& laws, Seat& seat);
  const std::vector<Promise>& open() const { return open_; }
  std::uint64_t given() const { return given_; }
  std::uint64_t rejected() const { return rejected_; }

 private:
  static bool in_log(const Laws& laws, const Seat& seat, const Promise& promise);
  bool is_kept(Laws& laws, Seat& seat, const Promise& promise);
  bool holds(Laws& laws, const Seat& seat, const Promise& promise, const std::string& note);

  const core::test::Institutions& institutions_;
  std::vector<Promise> open_;
  std::uint64_t given_ = 0;
  std::uint64_t rejected_ = 0;
};

}  // namespace kuboluk::simulation
