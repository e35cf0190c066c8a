// One visit for the two variants that a frame is. No overload takes exchange::Message itself, so a
// kind that somebody forgets does not compile.
#pragma once

#include <utility>
#include <variant>

#include "wire/codec.h"

namespace kuboluk::wire {

template <class Visitor>
decltype(auto) visit_frame(Visitor&& visitor, const Frame& frame) {
  if (const auto* hello = std::get_if<Hello>(&frame)) return visitor(*hello);
  return std::visit(std::forward<Visitor>(visitor), std::get<exchange::Message>(frame));
}

}  // namespace kuboluk::wire
