// Rows of the tables of lies: a trick with one hook, by the name of that hook. The role is the
// table's, and a lie does no harm to the quorum unless its row says so.
#pragma once

#include <string_view>

#include "tests/simulation/liar.h"

namespace kuboluk::simulation {

template <LiarRole role>
struct Tricks {
  static Trick made(std::string_view name, std::string_view words, unsigned percent,
                    Harm harm = Harm::kNone) {
    Trick trick;
    trick.lie = {name, words, role, harm};
    trick.percent = percent;
    return trick;
  }
  static Trick altering(std::string_view name, std::string_view words, unsigned percent, Harm harm,
                        decltype(Trick::alter) alter) {
    Trick trick = made(name, words, percent, harm);
    trick.alter = alter;
    return trick;
  }
  static Trick altering(std::string_view name, std::string_view words, unsigned percent,
                        decltype(Trick::alter) alter) {
    return altering(name, words, percent, Harm::kNone, alter);
  }
  static Trick ticking(std::string_view name, std::string_view words, unsigned percent, Harm harm,
                       decltype(Trick::tick) tick) {
    Trick trick = made(name, words, percent, harm);
    trick.tick = tick;
    return trick;
  }
  static Trick ticking(std::string_view name, std::string_view words, unsigned percent,
                       decltype(Trick::tick) tick) {
    return ticking(name, words, percent, Harm::kNone, tick);
  }
  static Trick hearing(std::string_view name, std::string_view words, unsigned percent,
                       decltype(Trick::hear) hear) {
    Trick trick = made(name, words, percent);
    trick.hear = hear;
    return trick;
  }
  static Trick deaf(std::string_view name, std::string_view words, decltype(Trick::deafen) deafen) {
    Trick trick = made(name, words, 100);
    trick.deafen = deafen;
    return trick;
  }
};

}  // namespace kuboluk::simulation
