#include "tests/simulation/liar_inside.h"

#include <algorithm>
#include <utility>

#include "crypto/check.h"
#include "ledger/batch/builder.h"
#include "ledger/batch/overlay.h"

namespace kuboluk::simulation {
namespace {

using core::test::Disk;
using core::test::Institutions;

// True if the disk would take it: what others make of a lie can lead the node inside where no
// honest node comes, and the disk's checks would stop the whole test.
bool fits(const Disk& disk, const core::PersistProposal& effect) {
  const exchange::Proposal& next = effect.proposal;
  if (next.from != disk.position().size) return false;
  if (effect.cosigned && disk.cosigned && effect.cosigned->size < disk.cosigned->size) return false;
  if (!disk.proposal) return true;
  const exchange::Proposal& held = *disk.proposal;
  if (next.size < held.size) return false;
  if (!std::equal(held.entries.begin(), held.entries.end(), next.entries.begin())) return false;
  return next.size > held.size || held.checkpoint.empty() || next.checkpoint == held.checkpoint;
}

}  // namespace

Inside::Inside(const Institutions& institutions, std::string me,
               std::span<const std::string> entries, domain::Instant now)
    : institutions_(institutions), setup_(institutions.setup(me)), now_(now) {
  for (const std::string& id : setup_.others())
    links_.insert(id);
  replay(entries);
  rebuild(queued_);
}

void Inside::set_link(const std::string& peer, bool up) {
  if (up) {
    links_.insert(peer);
  } else {
    links_.erase(peer);
  }
}

void Inside::replay(std::span<const std::string> entries) {
  if (entries.empty()) return;
  const auto batches = batch::split_batches(0, entries);
  KUBOLUK_CHECK(batches);
  for (const auto& one : *batches) {
    const auto change = batch::replay(institutions_.info(), institutions_.ruleset(), disk_.ledger,
                                      disk_.position(), one, nullptr);
    KUBOLUK_CHECK(change);
    disk_.ledger.apply(*change);
  }
}

// Nothing that it has signed beyond its log is remembered: a liar may contradict itself.
void Inside::rebuild(Sends& sends) {
  disk_.proposal.reset();
  disk_.cosigned.reset();
  if (disk_.position().size > 0 && !setup_.is_sequencer()) {
    disk_.cosigned = {disk_.position().size, disk_.position().log_root, now_};
  }
  auto node = core::Node::start(setup_, disk_.restored(0), disk_.ledger, now_);
  KUBOLUK_CHECK(node);
  node_ = std::move(*node);
  for (const std::string& peer : links_)
    KUBOLUK_CHECK(run(core::LinkUp{peer}, sends));
}

void Inside::feed(core::Input input, domain::Instant now, Sends& sends) {
  now_ = now;
  sends.insert(sends.end(), queued_.begin(), queued_.end());
  queued_.clear();
  if (!run(std::move(input), sends)) rebuild(sends);
}

// False: the node has to be made anew.
bool Inside::run(core::Input input, Sends& sends) {
  std::deque<core::Input> next;
  next.push_back(std::move(input));
  while (!next.empty()) {
    core::Input one = std::move(next.front());
    next.pop_front();
    const auto effects = node_->step(std::move(one), now_, disk_.ledger);
    if (!effects || !carry_out(*effects, sends, next)) return false;
  }
  return true;
}

bool Inside::carry_out(const core::Effects& effects, Sends& sends, std::deque<core::Input>& next) {
  std::deque<core::Input> follows;
  bool again = false;
  for (const core::Effect& effect : effects) {
    if (const auto* send = std::get_if<core::Send>(&effect)) {
      sends.push_back(*send);
    } else if (const auto* asked = std::get_if<core::Sign>(&effect)) {
      follows.push_back(core::Signed{*asked, institutions_.sign(setup_.me, *asked)});
    } else if (std::holds_alternative<core::Again>(effect)) {
      again = true;
    } else if (!store(effect)) {
      return false;
    }
  }
  if (again) follows.push_back(core::Tick{});
  next.insert(next.begin(), follows.begin(), follows.end());
  return true;
}

bool Inside::store(const core::Effect& effect) {
  return std::visit(
      [this](const auto& one) {
        using T = std::decay_t<decltype(one)>;
        if constexpr (requires { disk_.carry_out(one); }) {
          if constexpr (std::is_same_v<T, core::PersistProposal>) {
            if (!fits(disk_, one)) return false;
          }
          disk_.carry_out(one);
        }
        return true;
      },
      effect);
}

void Inside::adopt_checkpoint(const exchange::Message& message, domain::Instant now, Sends& sends) {
  const auto* state = std::get_if<exchange::State>(&message);
  const batch::Position position = disk_.position();
  if (state == nullptr || !disk_.checkpoint.empty() || position.size == 0) return;
  const std::string text =
      log::print_checkpoint({setup_.info.origin(), position.size, position.log_root});
  if (!state->checkpoint.starts_with(text + "\n")) return;
  const auto shown = log::verify_checkpoint(
      setup_.policy, state->checkpoint, static_cast<std::uint64_t>(now.ms / domain::kSecondMs),
      static_cast<std::uint64_t>(core::kSkewMs / domain::kSecondMs), log::CheckpointMode::kBare);
  if (!shown) return;
  now_ = now;
  disk_.checkpoint = state->checkpoint;
  rebuild(sends);
}

}  // namespace kuboluk::simulation
