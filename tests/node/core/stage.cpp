#include "tests/node/core/stage.h"

#include <algorithm>
#include <catch2/catch.hpp>

namespace kuboluk::core::test {
namespace {

constexpr std::int64_t kStartMs = 20'000;

}  // namespace

const Institutions& institutions_of(domain::Clock clock) {
  static const Institutions kReal(domain::Clock::kReal);
  static const Institutions kScenario(domain::Clock::kScenario);
  return clock == domain::Clock::kReal ? kReal : kScenario;
}

Stage::Stage(std::uint64_t seed, domain::Clock clock)
    : institutions(institutions_of(clock)), world(institutions, seed) {}

void Stage::start() {
  world.start_all();
  REQUIRE(world.run_until([this] { return world.quiet(); }, kStartMs));
}

Filed Stage::file(const std::string& at, const std::string& author) {
  return file(at, institutions.note(author, ++notes_, world.now));
}

Filed Stage::file(const std::string& at, const domain::SignedEvent& act) {
  return {act, world.submit(at, institutions.submission({act}, world.now))};
}

bool Stage::is_everywhere(const Hash& event) const {
  const auto ids = world.honest();
  return std::all_of(ids.begin(), ids.end(), [&](const std::string& id) {
    return world.indexes_of(id, event).size() == 1;
  });
}

bool Stage::commits_everywhere(const Filed& filed, std::int64_t ms_max) {
  return world.run_until([&] { return is_everywhere(filed.act.id); }, ms_max);
}

void Stage::goes_on(const std::string& at) {
  const Filed filed = file(at);
  CHECK(commits_everywhere(filed, kMergeDelayMs));
}

std::size_t Stage::cosignatures(const log::Checkpoint& tree) const {
  const std::string text = log::print_checkpoint(tree);
  std::set<std::string> by;
  for (const World::Signature& signature : world.signatures()) {
    const auto* cosigned = std::get_if<SignCosignature>(&signature.request);
    if (cosigned != nullptr && cosigned->checkpoint_text == text) by.insert(signature.by);
  }
  return by.size();
}

std::size_t Stage::log_signatures() const {
  const auto& all = world.signatures();
  return static_cast<std::size_t>(
      std::count_if(all.begin(), all.end(), [](const World::Signature& signature) {
        return std::holds_alternative<SignCheckpoint>(signature.request);
      }));
}

std::vector<exchange::Refusal> Stage::refusals_of(const std::string& id) const {
  std::vector<exchange::Refusal> refusals;
  for (const World::Signature& signature : world.signatures()) {
    if (signature.by != id || !std::holds_alternative<SignRefusal>(signature.request)) continue;
    auto opened = exchange::open_refusal(signature.note, institutions.info().id,
                                         institutions.vkey(id, "node"));
    REQUIRE(opened.has_value());
    REQUIRE(opened->by == id);
    refusals.push_back(std::move(*opened));
  }
  return refusals;
}

std::optional<exchange::Refusal> Stage::refusal(const std::string& id, const std::string& rule,
                                                std::uint64_t index) const {
  for (const exchange::Refusal& refusal : refusals_of(id)) {
    if (refusal.rule == rule && refusal.index == index) return refusal;
  }
  return std::nullopt;
}

std::vector<std::string> Stage::history(const std::string& id) const {
  std::vector<std::string> entries;
  for (std::uint64_t index = 0; index < size(id); ++index)
    entries.push_back(*world.disk(id).ledger.entry(index));
  return entries;
}

void Stage::check_laws(bool promises) {
  for (const std::string& breach : world.breaches())
    FAIL_CHECK(breach);
  if (!promises) return;
  for (const std::string& broken : world.broken_promises())
    FAIL_CHECK(broken);
}

}  // namespace kuboluk::core::test
