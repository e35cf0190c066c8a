// `kuboluk verify --genesis` on what nodes and operators sign, and on forks: with public keys
// alone.
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "ledger/exchange/fork_evidence.h"
#include "ledger/exchange/statement.h"
#include "ledger/log/checkpoint.h"
#include "tests/tools/scenario/scenario_files.h"
#include "tools/commands/verify.h"
#include "tools/scenario/training.h"

namespace kuboluk::tools {
namespace {

class World {
 public:
  World() : folder_(scenario_files::scratch()), keys_(training_ledger_name("kg-edge-cases")) {
    const Scenario scenario = scenario_files::load("kg-edge-cases");
    const auto rulesets = scenario_files::rulesets();
    const auto genesis = training_genesis(scenario.meta, *rulesets.find(scenario.meta.ruleset));
    info_ = domain::read_genesis(genesis.value()).value();
    write("genesis", *genesis);
  }

  std::string write(const char* name, std::string_view bytes) const {
    const std::string path = (folder_.path() / name).string();
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }

  template <class Statement>
  std::string signed_by(const Statement& statement, const char* member) const {
    const auto key = keys_.member(member, crypto::KeyRole::kNode).value();
    return exchange::sign_statement(exchange::print_text(statement), key.vkey, key.secret);
  }

  std::string checkpoint(std::uint64_t size, std::uint8_t root) const {
    const auto key = keys_.log(info_.id).value();
    Hash hash{};
    hash.fill(root);
    return crypto::print_note(
        log::sign_checkpoint({info_.origin(), size, hash}, key.vkey, key.secret));
  }

  // Exit code and everything that was printed.
  std::pair<Exit, std::string> verify(std::string_view bytes, bool as_json = false) const {
    std::ostringstream out;
    VerifyOptions options;
    options.file = write("evidence", bytes);
    options.genesis = (folder_.path() / "genesis").string();
    const Session session{out, out, false, as_json, scenario_files::kNow, {}};
    const Exit exit = run_verify(options, session);
    return {exit, out.str()};
  }

  const domain::LedgerInfo& info() const { return info_; }
  const TrainingKeys& keys() const { return keys_; }

 private:
  TemporaryFolder folder_;
  TrainingKeys keys_;
  domain::LedgerInfo info_;
};

constexpr domain::Instant kTime{1'793'491'200'000};

}  // namespace

TEST_CASE("receipt, rejection, refusal and recorded statement hold against the genesis") {
  const World world;
  const std::string& ledger = world.info().id;
  const std::vector<Hash> events{Hash{1, 2, 3}};
  const auto chief = world.keys().author(kOperator).value();
  const std::pair<std::string, const char*> notes[] = {
      {world.signed_by(exchange::Receipt{ledger, "odihr", kTime, kTime, events}, "odihr"),
       "odihr has taken these events"},
      {world.signed_by(exchange::Rejection{ledger, "mfa", kTime, 9, "KR.R3.7", "-", "late", events},
                       "mfa"),
       "KR.R3.7"},
      {world.signed_by(
           exchange::Refusal{
               ledger, "ots", kTime, 12, {}, 11, "X.TIME", "at most noon", "midnight", {}},
           "ots"),
       "ots does not cosign this tree"},
      {exchange::sign_statement(exchange::print_text(exchange::Recorded{ledger, kTime, events}),
                                chief.vkey, chief.secret),
       "TRAINING"},
  };
  for (const auto& [note, words] : notes) {
    INFO(note);
    const auto [exit, said] = world.verify(note);
    INFO(said);
    CHECK(exit == Exit::kHolds);
    CHECK(said.find(words) != std::string::npos);
    CHECK(world.verify(note, true).second.find("\"verdict\":\"holds\"") != std::string::npos);
    for (std::size_t at = note.find('\n') + 1; at < note.size(); at += 5) {
      std::string flipped = note;
      flipped[at] = static_cast<char>(flipped[at] ^ 1);
      CHECK(world.verify(flipped).first == Exit::kInvalidEvidence);
    }
  }
}

TEST_CASE("a statement by another member's key, or of another ledger, is no evidence") {
  const World world;
  const std::vector<Hash> events{Hash{1}};
  const exchange::Receipt receipt{world.info().id, "odihr", kTime, kTime, events};
  CHECK(world.verify(world.signed_by(receipt, "mfa")).first == Exit::kInvalidEvidence);
  exchange::Receipt elsewhere = receipt;
  elsewhere.ledger = "kuboluk.example/training/x/0123456789abcdef";
  CHECK(world.verify(world.signed_by(elsewhere, "odihr")).first == Exit::kInvalidEvidence);
  exchange::Receipt stranger = receipt;
  stranger.by = "nobody";
  CHECK(world.verify(world.signed_by(stranger, "odihr")).first == Exit::kInvalidEvidence);
}

TEST_CASE("two roots for one size are proven with the genesis alone; one tree twice is not") {
  const World world;
  const exchange::ForkEvidence fork{
      world.info().id, world.checkpoint(8, 1), world.checkpoint(8, 2), {}, {}};
  const auto [exit, said] = world.verify(exchange::print_fork(fork));
  INFO(said);
  CHECK(exit == Exit::kHolds);
  CHECK(said.find("has signed two histories") != std::string::npos);
  exchange::ForkEvidence same = fork;
  same.larger = same.smaller;
  CHECK(world.verify(exchange::print_fork(same)).first == Exit::kInvalidEvidence);
}

TEST_CASE("without a genesis the command asks for one") {
  const World world;
  std::ostringstream out;
  VerifyOptions options;
  options.file = world.write(
      "evidence",
      world.signed_by(exchange::Receipt{world.info().id, "ots", kTime, kTime, {Hash{1}}}, "ots"));
  const Session session{out, out, false, false, scenario_files::kNow, {}};
  CHECK(run_verify(options, session) == Exit::kUsage);
  CHECK(out.str().find("--genesis") != std::string::npos);
}

}  // namespace kuboluk::tools
