// Writes the seeds of the fuzz targets: real objects of a small synthetic ledger, one file each.
//     fuzz_seeds FOLDER
#include <array>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>

#include "crypto/bytes.h"
#include "crypto/check.h"
#include "ledger/exchange/fork_evidence.h"
#include "ledger/log/tiles.h"
#include "node/witness/add_checkpoint.h"
#include "tests/ledger/proof/world.h"
#include "wire/codec.h"

using namespace kuboluk;
using namespace kuboluk::proof::testing;

namespace {

class Seeds {
 public:
  explicit Seeds(std::filesystem::path folder) : folder_(std::move(folder)) {}

  void add(const std::string& target, const std::string& name, std::string_view content) const {
    std::filesystem::create_directories(folder_ / target);
    std::ofstream out(folder_ / target / name, std::ios::binary);
    out.write(content.data(), static_cast<std::streamsize>(content.size()));
    KUBOLUK_CHECK(out.good());
  }

 private:
  std::filesystem::path folder_;
};

void add_log(const Seeds& seeds) {
  for (std::uint64_t index = 0; index < world().size() && index < 12; ++index) {
    const auto bytes = world().ledger().entry(index);
    const auto entry = domain::parse_entry(*bytes);
    const std::string name = std::to_string(index);
    seeds.add("event", "entry-" + name, *bytes);
    if (entry->is_seal()) continue;
    const auto& event = std::get<std::string>(entry->body);
    seeds.add("event", "signed-" + name, event);
    seeds.add("event", "text-" + name, domain::parse_signed_event(event)->note.text);
    seeds.add("statement", "submission-" + name, event);
    if (index < 4) seeds.add("note", "event-" + name, event);
  }
}

void add_checkpoints(const Seeds& seeds) {
  const std::string three = world().note({{"mfa", kNow - 30}, {"osce", kNow - 60}, {"cis", kNow}});
  const std::string usual = usual_note(world());
  seeds.add("checkpoint", "text", log::print_checkpoint(world().checkpoint()));
  seeds.add("checkpoint", "bare", world().note({}));
  seeds.add("checkpoint", "usual", usual);
  seeds.add("checkpoint", "three", three);
  log::Checkpoint other = world().checkpoint();
  other.root[0] ^= 1;
  const exchange::ForkEvidence fork{world().info().id, usual, world().note_over(other, {}), {}, {}};
  seeds.add("checkpoint", "fork", exchange::print_fork(fork));
  seeds.add("note", "checkpoint", usual);
  seeds.add("note", "key", author_vkey("cec"));
  for (const char* quorum : {"institutions", "none"})
    seeds.add("policy", quorum, world().policy_text(quorum));
}

void add_proofs(const Seeds& seeds) {
  seeds.add("status_proof", "accreditation", status_bytes(accreditation("T-0001")));
  seeds.add("status_proof", "absent", status_bytes(accreditation("T-7777")));
  seeds.add("status_proof", "history", status_bytes(history("T-0008")));
  seeds.add("status_proof", "list", proof::print_list_proof(list_proof()));
  seeds.add("status_proof", "other-list", proof::print_list_proof(list_proof(kThere)));
}

void add_frames(const Seeds& seeds) {
  const std::string note = usual_note(world());
  const std::vector<std::string> entries = {*world().ledger().entry(0), *world().ledger().entry(1)};
  const std::array<wire::Frame, 6> frames = {
      wire::Hello{wire::kProtocolVersion, world().info().id, "cec", "mfa"},
      exchange::Message(exchange::Act{entries[0]}),
      exchange::Message(exchange::Draft{7, 0, entries}),
      exchange::Message(exchange::Verdict{7, 2, Hash{}, "", {}}),
      exchange::Message(exchange::State{2, note, note, ""}),
      exchange::Message(exchange::Batches{0, entries, {Hash{}}, note})};
  for (const wire::Frame& frame : frames) {
    const auto bytes = wire::encode(frame);
    KUBOLUK_CHECK(bytes.has_value());
    seeds.add("frame", std::string(wire::kind_of(frame)), text_of(*bytes));
  }
}

void add_requests(const Seeds& seeds) {
  const std::string from_reader = " HTTP/1.1\r\nHost: node.example\r\n\r\n";
  for (const auto& [name, line] :
       {std::pair{"get", "GET /status"},
        {"number", "GET /o/KG25-0128-L.json?at=2025-11-21T15:00:00%2B06:00&lang=ru"},
        {"list", "GET /e/kg-1/accredited.csv?decree=D-1&citizenship=AT&verdict=active"},
        {"feed", "GET /e/kg-1/changes.atom?from=42"},
        {"tile", "HEAD /tile/entries/x001/234.p/7"},
        {"proof", "GET /proof/accreditation/kg-test-1/KG25-0128"},
        {"receipt",
         "GET /receipt/00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff"},
        {"absolute", "GET http://node.example/list/accreditation/kg%2Dtest-1"},
        {"options", "OPTIONS *"}})
    seeds.add("http", name, line + from_reader);
  for (const auto& [name, target] :
       {std::pair{"post", "/submit?wait&at-least=12"}, {"add-checkpoint", "/add-checkpoint"}})
    seeds.add("http", name,
              "POST " + std::string(target) +
                  " HTTP/1.1\r\nHost: node.example\r\nContent-Type: text/plain\r\n"
                  "Content-Length: 12\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n");
}

void add_growth(const Seeds& seeds) {
  const std::string note = world().note({});
  const std::uint64_t size = world().size();
  const log::TileHashReader hashes(world().ledger(), size);
  for (const std::uint64_t old_size : {std::uint64_t{0}, std::uint64_t{2}, size - 1, size}) {
    const auto proof = log::consistency_proof(hashes, old_size, size);
    KUBOLUK_CHECK(proof.has_value());
    seeds.add("add_checkpoint", "old-" + std::to_string(old_size),
              node::witness::print_add_checkpoint(old_size, *proof, note));
  }
}

// Histories for the source of acts (projection_fuzz.cpp): 8 bytes of seed, then a byte a step.
void add_histories(const Seeds& seeds) {
  for (std::uint64_t number = 1; number <= 8; ++number) {
    std::mt19937_64 random(number);
    std::string bytes(8, '\0');
    bytes.back() = static_cast<char>(number);
    for (std::uint64_t steps = 5 * number; steps > 0; --steps)
      bytes += static_cast<char>(random() & 31);
    seeds.add("projection", "history-" + std::to_string(number), bytes);
  }
}

void add_scenarios(const Seeds& seeds) {
  seeds.add("scenario", "line",
            "{\"n\":1,\"op\":\"cmd\",\"cmd\":\"org.register\","
            "\"at\":\"2026-03-01T09:00:00+06:00\",\"by\":\"cec\",\"args\":{\"org\":\"odihr\","
            "\"kind\":\"igo\"},"
            "\"expect\":{\"ok\":true}}");
  seeds.add(
      "scenario", "meta",
      "{\"op\":\"meta\",\"format\":\"observer-ledger-scenario/1\",\"scenario\":\"s\","
      "\"tz\":\"+06:00\",\"ruleset\":\"KR-REG-197+CL-68\",\"actors\":{\"cec\":\"commission\"},"
      "\"interpretations\":{}}\n{\"n\":1,\"op\":\"query\",\"q\":\"status\",\"args\":"
      "{\"election\":\"kg-jk-2025\",\"number\":\"KG25-0001\"},\"expect\":{\"verdict\":"
      "\"ACTIVE\"}}\n");
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) {
    std::cerr << "usage: fuzz_seeds FOLDER\n";
    return 2;
  }
  const Seeds seeds(arguments[1]);
  add_log(seeds);
  add_checkpoints(seeds);
  add_proofs(seeds);
  add_frames(seeds);
  add_requests(seeds);
  add_growth(seeds);
  add_histories(seeds);
  add_scenarios(seeds);
  return 0;
}
