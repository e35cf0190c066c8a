// The training ledger of one scenario: made fresh, or found again; commands go in one by one, each
// as one batch, and each batch is read back and re-executed (VerifiedFold).
//
// When a replay is resumed, the ledger is ahead of the commands for a while. Then a command is not
// submitted but looked up: it stands where the fold expects it, or it must be one that is refused
// at that place. So answers and refusals are those of an uninterrupted replay, whatever the ledger
// holds by now.
#pragma once

#include <boost/json/object.hpp>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "crypto/result.h"
#include "ledger/log/policy.h"
#include "tools/embedded/embedded_ledger.h"
#include "tools/scenario/answers.h"
#include "tools/scenario/person_table.h"
#include "tools/scenario/replay_target.h"
#include "tools/scenario/scenario.h"
#include "tools/scenario/training.h"
#include "tools/scenario/verified_fold.h"

namespace kuboluk::tools {

// Where the ledger lies.
struct ReplayPlace {
  std::filesystem::path folder;
  bool resume = false;
  bool temporary = false;  // removed afterwards: no key files, any file system
};

class ReplayLedger final : public ReplayTarget {
 public:
  // Errors, before anything is written: FILE (the meta line names an unknown ruleset),
  // kOtherLedgerRule (no folder, not empty, another genesis), those of training_genesis and
  // EmbeddedLedger.
  static Result<std::unique_ptr<ReplayLedger>> open(const Meta& meta, const ReplayPlace& place,
                                                    const domain::Rulesets& rulesets,
                                                    domain::Instant now);

  // Errors are faults, never refusals: damage; FOLD if a refusal changed the ledger or the
  // re-execution came to another state; kOtherLedgerRule if a resumed ledger holds other acts than
  // the file.
  Result<Outcome> run(const Command& command, domain::Instant now) override;
  Result<boost::json::object> answer(const Query& query, domain::Instant now) override;
  // kOtherLedgerRule if the ledger holds more than was replayed.
  Result<void> finish() override;

  const batch::Position& position() const override { return fold_.position(); }
  const domain::Ruleset& ruleset() const { return ledger_->ruleset(); }

 private:
  ReplayLedger(std::unique_ptr<EmbeddedLedger> ledger, log::Policy policy, TrainingKeys keys,
               const domain::Rulesets& rulesets, bool keeps_keys);

  Result<void> start(const Meta& meta);
  // The ledger holds more than was folded so far.
  Result<bool> ahead() const;
  Result<Outcome> submit(const Command& command, std::vector<domain::SignedEvent> events,
                         domain::Instant now);
  Result<Outcome> look_up(const Command& command, const std::vector<domain::SignedEvent>& events);
  Result<Outcome> refused(const Command& command, const Error& refusal) const;
  Result<void> check_agreement(std::string_view after) const;
  Result<void> learn(const Command& command, std::string_view election);
  Result<void> keep_key(const std::string& file, const Result<crypto::NamedKey>& key) const;
  Result<void> keep_author_key(const std::string& author) const;
  Result<std::string> note_of_fold() const;

  std::unique_ptr<EmbeddedLedger> ledger_;
  log::Policy policy_;
  TrainingKeys keys_;
  const domain::Rulesets& rulesets_;
  bool keeps_keys_;
  VerifiedFold fold_;
  PersonTable persons_;
};

}  // namespace kuboluk::tools
