// The status map against its definition (tests/ledger/log/map_model.h): batches of changes as the
// input says, then roots, look-ups, presence, absence and prefix proofs.
#include <fuzzer/FuzzedDataProvider.h>

#include <map>

#include "tests/fuzz/target.h"
#include "tests/ledger/log/map_model.h"

using namespace kuboluk;

namespace {

constexpr int kBatchesMax = 6;
constexpr int kChangesMax = 8;

std::string key_of(FuzzedDataProvider& data) {
  if (data.ConsumeBool()) return data.ConsumeRandomLengthString(12);
  std::mt19937_64 random(data.ConsumeIntegral<std::uint8_t>());
  return log::testing::adversarial_key(random);
}

struct Trial {
  log::MemoryNodes nodes;
  log::testing::MapModel model;
  Hash root = log::empty_map_root();

  void change(FuzzedDataProvider& data) {
    std::map<std::string, Bytes> changes;
    for (int n = data.ConsumeIntegralInRange(1, kChangesMax); n > 0; --n)
      changes[key_of(data)] = data.ConsumeBytes<std::uint8_t>(data.ConsumeBool() ? 1 : 32);
    std::vector<log::MapPair> pairs;
    for (const auto& [key, value] : changes) {
      pairs.push_back({key, value});
      model.set(key, value);
    }
    const auto update = log::update(nodes, root, pairs);
    KUBOLUK_CHECK(update.has_value());
    nodes.apply(*update);
    root = update->root;
    KUBOLUK_CHECK(root == model.root());
    KUBOLUK_CHECK(nodes.size() == model.nodes().size());
  }

  void ask(const std::string& key) const {
    const auto found = log::lookup(nodes, root, key);
    const auto proof = log::prove(nodes, root, key);
    KUBOLUK_CHECK(found.has_value() && proof.has_value());
    const auto expected = model.pairs().find(key);
    KUBOLUK_CHECK(found->has_value() == (expected != model.pairs().end()));
    const bool absent = log::verify_absence(root, key, *proof).has_value();
    KUBOLUK_CHECK(absent == !found->has_value());
    if (absent) {
      KUBOLUK_CHECK(!log::verify_presence(root, key, Bytes{1}, *proof).has_value());
      return;
    }
    KUBOLUK_CHECK(**found == expected->second);
    KUBOLUK_CHECK(log::verify_presence(root, key, **found, *proof).has_value());
  }

  void list(const std::string& prefix) const {
    const auto pairs = log::scan(nodes, root, prefix);
    const auto proof = log::prove_prefix(nodes, root, prefix);
    KUBOLUK_CHECK(pairs.has_value() && proof.has_value());
    KUBOLUK_CHECK(*pairs == model.sorted(prefix));
    KUBOLUK_CHECK(log::verify_prefix(root, prefix, *pairs, *proof).has_value());
    if (pairs->empty()) return;
    const std::span<const log::MapPair> fewer = std::span(*pairs).first(pairs->size() - 1);
    KUBOLUK_CHECK(!log::verify_prefix(root, prefix, fewer, *proof).has_value());
  }
};

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  FuzzedDataProvider data(bytes, size);
  Trial trial;
  for (int n = data.ConsumeIntegralInRange(1, kBatchesMax); n > 0; --n)
    trial.change(data);
  const std::string asked = key_of(data);
  trial.ask(asked);
  trial.ask(trial.model.pairs().begin()->first);
  trial.list(asked.substr(0, data.ConsumeIntegralInRange<std::size_t>(0, asked.size())));
  return 0;
}
