#include "tests/simulation/lies.h"

#include "tests/simulation/liar.h"

namespace kuboluk::simulation {

std::span<const Lie> all_lies() {
  static const std::vector<Lie> kLies = [] {
    std::vector<Lie> lies;
    for (const auto tricks :
         {sequencer_batch_tricks(), sequencer_tree_tricks(), sequencer_checkpoint_tricks(),
          sequencer_history_tricks(), sequencer_talk_tricks(), cosigner_tricks(),
          cosigner_verdict_tricks(), cosigner_talk_tricks()}) {
      for (const Trick& trick : tricks)
        lies.push_back(trick.lie);
    }
    lies.insert(lies.end(), author_lies().begin(), author_lies().end());
    return lies;
  }();
  return kLies;
}

}  // namespace kuboluk::simulation
