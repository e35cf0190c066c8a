#include "tests/simulation/sim_store_trace.h"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <fstream>
#include <random>
#include <sstream>

#include "crypto/encoding.h"
#include "crypto/sha256.h"
#include "tests/ledger/store/protocol_script.h"

namespace kuboluk::simulation {
namespace {

using namespace store;
using namespace store::test;

constexpr std::size_t kOperations = 400;

void add(std::string& text, std::uint64_t number) {
  text.append(std::to_string(number)).push_back(' ');
}

void add(std::string& text, const std::string& part) {
  add(text, part.size());
  text += part;
}

std::string everything(const Store& store) {
  const ProtocolState state = state_of(store);
  std::string text = crypto::to_hex(state.position.log_root);
  add(text, state.position.size);
  add(text, state.checkpoint.value_or("none"));
  if (state.proposal) {
    add(text, state.proposal->size);
    add(text, crypto::to_hex(state.proposal->root));
    add(text, state.proposal->checkpoint);
    for (const std::string& entry : state.proposal->entries)
      add(text, entry);
  }
  if (state.cosigned) {
    add(text, state.cosigned->size);
    add(text, static_cast<std::uint64_t>(state.cosigned->time.ms));
  }
  for (const exchange::PendingAct& act : state.acts) {
    add(text, act.bytes);
    add(text, static_cast<std::uint64_t>(act.handed.value_or(domain::Instant{}).ms));
  }
  for (const auto& [number, note] : state.rejections)
    add(text, std::to_string(number) + note);
  for (const std::string& evidence : state.evidence)
    add(text, evidence);
  return crypto::to_hex(crypto::sha256(bytes_of(text))).substr(0, 16);
}

std::string words_of(const Result<void>& result, const std::string& folder) {
  if (result) return "done";
  std::string words = result.error().message();
  for (auto at = words.find(folder); at != std::string::npos; at = words.find(folder)) {
    words.replace(at, folder.size(), "the folder");
  }
  return words;
}

}  // namespace

std::vector<std::string> store_trace(const std::filesystem::path& folder, std::uint64_t seed) {
  const Clerk clerk;
  const std::vector<batch::Change> changes = Recorded(clerk, seed, 60).changes;
  const std::vector<Step> steps = script(clerk, changes);
  auto store = store::test::create(folder, clerk);
  std::mt19937_64 random(seed);
  std::vector<std::string> trace;
  std::size_t next = 0;
  for (std::size_t i = 0; i < kOperations; ++i) {
    const bool goes_on = random() % 3 != 0 && next < steps.size();
    const std::size_t number = goes_on ? next++ : random() % steps.size();
    std::string line = "step " + std::to_string(number) + ": ";
    line += words_of(steps[number](*store), folder.string());
    if (random() % 16 == 0) {
      store.reset();
      store = store::test::reopen(folder, clerk);
      line += ", opened again";
    }
    line += ", " + everything(*store);
    if (random() % 32 == 0) {
      const auto report = store->scrub({});
      line += report ? ", " + std::to_string(report->values) + " values, " +
                           std::to_string(report->damages) + " damages"
                     : ", no scrub";
    }
    trace.push_back(std::move(line));
  }
  return trace;
}

// Hidden: run by the test of the simulated disk, in the program that has LMDB.
TEST_CASE("writes the trace of a store into a file", "[.trace]") {
  const char* order = std::getenv(kTraceVariable);
  REQUIRE(order != nullptr);
  std::istringstream words(order);
  std::uint64_t seed = 0;
  std::string path;
  REQUIRE(words >> seed >> path);
  const TempFolder folder;
  std::ofstream file(path);
  for (const std::string& line : store_trace(folder.path(), seed))
    file << line << "\n";
  CHECK(file.flush().good());
}

}  // namespace kuboluk::simulation
