#include "tools/embedded/embedded_ledger.h"

#include <utility>

#include "crypto/sha256.h"
#include "tools/files.h"

namespace kuboluk::tools {
namespace {

namespace fs = std::filesystem;

// The law of the ledger, if this program runs exactly that table.
Result<domain::Ruleset> find_ruleset(const domain::LedgerInfo& info,
                                     const domain::Rulesets& rulesets) {
  const domain::Ruleset* ruleset = rulesets.find_by_name(info.ruleset);
  if (ruleset == nullptr) {
    return Error{"X.LEDGER", info.ruleset, "this program does not run that ruleset"};
  }
  if (ruleset->table_hash != info.ruleset_hash) {
    return Error{"X.LEDGER", info.ruleset, "the ledger was made under another table of that name"};
  }
  return *ruleset;
}

Result<void> check_log_key(const domain::LedgerInfo& info, const crypto::NamedKey& key) {
  const bool fits = key.role == crypto::KeyRole::kLog && key.vkey.name() == info.origin() &&
                    info.log_key && key.vkey.key() == *info.log_key;
  if (fits) return {};
  return Error{"X.KEY", key.vkey.name(),
               "is not the log key that the genesis of " + info.id + " names"};
}

// DESIGN.md 6: on a training ledger the time beside the notes is accepted from the operator only.
// Whoever drives an embedded ledger is its operator, and needs no signature to believe himself.
Result<exchange::Submission> hand_in(const domain::LedgerInfo& info,
                                     std::vector<domain::SignedEvent> events,
                                     std::optional<domain::Instant> recorded_at) {
  if (events.empty()) return Error{"X.FORM", "submission", "has no event"};
  if (events.size() > exchange::kSubmissionEventsMax) {
    return Error{"X.SIZE", "submission",
                 "has more events than one batch can hold (" +
                     std::to_string(exchange::kSubmissionEventsMax) + ")"};
  }
  const bool scenario = info.clock == domain::Clock::kScenario;
  if (scenario && !recorded_at) {
    return Error{"X.TIME", "submission", "a training ledger needs recorded_at beside the events"};
  }
  if (!scenario && recorded_at) {
    return Error{"X.TIME", "submission", "recorded_at is for training ledgers only"};
  }
  exchange::Submission submission;
  for (const domain::SignedEvent& event : events)
    submission.bytes += event.bytes;
  submission.id = crypto::sha256(bytes_of(submission.bytes));
  submission.events = std::move(events);
  submission.recorded_at = recorded_at;
  return submission;
}

}  // namespace

std::string uncosigned_policy(const crypto::VerifierKey& log_key) {
  return "log " + log_key.text() + "\nquorum none\n";
}

bool holds_ledger(const fs::path& folder) {
  std::error_code ignored;  // what cannot be seen is reported by whoever opens it
  return fs::exists(folder / "data.mdb", ignored);
}

EmbeddedLedger::EmbeddedLedger(fs::path folder, std::unique_ptr<store::Store> store,
                               domain::LedgerInfo info, domain::Ruleset ruleset,
                               std::optional<crypto::NamedKey> log_key)
    : folder_(std::move(folder)),
      store_(std::move(store)),
      info_(std::move(info)),
      ruleset_(std::move(ruleset)),
      log_key_(std::move(log_key)) {}

Result<std::unique_ptr<EmbeddedLedger>> EmbeddedLedger::create(
    const fs::path& folder, std::string_view genesis, crypto::NamedKey log_key,
    const domain::Rulesets& rulesets, domain::Instant now, const store::Options& options) {
  const auto info = domain::read_genesis(genesis);
  if (!info) return info.error();
  if (const auto key = check_log_key(*info, log_key); !key) return key.error();
  if (const auto ruleset = find_ruleset(*info, rulesets); !ruleset) return ruleset.error();
  auto store =
      store::Store::create(folder, {info->id, std::string(kEmbeddedNode)}, genesis, options);
  if (!store) return store.error();
  return assemble(folder, *std::move(store), std::move(log_key), rulesets, now);
}

Result<std::unique_ptr<EmbeddedLedger>> EmbeddedLedger::open(
    const fs::path& folder, std::optional<crypto::NamedKey> log_key,
    const domain::Rulesets& rulesets, domain::Instant now) {
  auto store = store::Store::open_any(folder);
  if (!store) return store.error();
  return assemble(folder, *std::move(store), std::move(log_key), rulesets, now);
}

Result<std::unique_ptr<EmbeddedLedger>> EmbeddedLedger::assemble(
    const fs::path& folder, std::unique_ptr<store::Store> store,
    std::optional<crypto::NamedKey> log_key, const domain::Rulesets& rulesets,
    domain::Instant now) {
  std::string genesis;
  {
    const auto snapshot = store->snapshot();
    if (!snapshot) return snapshot.error();
    const auto bytes = (*snapshot)->genesis();
    if (!bytes) return bytes.error();
    genesis = *bytes;
  }
  const auto info = domain::read_genesis(genesis);
  if (!info) return info.error();
  const auto ruleset = find_ruleset(*info, rulesets);
  if (!ruleset) return ruleset.error();
  const bool writes = log_key.has_value();
  if (writes) {
    if (const auto key = check_log_key(*info, *log_key); !key) return key.error();
  }
  std::unique_ptr<EmbeddedLedger> ledger(
      new EmbeddedLedger(folder, std::move(store), *info, *ruleset, std::move(log_key)));
  if (writes) {
    if (const auto done = ledger->complete(genesis, now); !done) return done.error();
  }
  return ledger;
}

// Everything that a crash may have left undone since Store::create.
Result<void> EmbeddedLedger::complete(std::string_view genesis, domain::Instant now) {
  const std::pair<std::string_view, std::string> files[] = {
      {kGenesisFile, std::string(genesis)}, {kPolicyFile, uncosigned_policy(log_key_->vkey)}};
  for (const auto& [name, text] : files) {
    const fs::path path = folder_ / name;
    std::error_code ignored;
    if (fs::exists(path, ignored)) continue;
    if (const auto written = replace_file(path, text); !written) return written.error();
  }
  if (const auto started = start_node(genesis, now); !started) return started.error();
  // The genesis hands itself in; a batch that was begun is finished.
  if (const auto driven = drive(core::Tick{}, 0, now); !driven) return driven.error();
  return {};
}

Result<void> EmbeddedLedger::start_node(std::string_view genesis, domain::Instant now) {
  const auto snapshot = store_->snapshot();
  if (!snapshot) return snapshot.error();
  const auto checkpoint = (*snapshot)->checkpoint();
  if (!checkpoint) return checkpoint.error();
  auto proposal = (*snapshot)->proposal();
  if (!proposal) return proposal.error();
  auto policy = log::Policy::parse(uncosigned_policy(log_key_->vkey));
  if (!policy) return policy.error();
  core::Setup setup{std::string(genesis),
                    std::string(kEmbeddedNode),
                    std::string(kEmbeddedNode),
                    info_,
                    ruleset_,
                    *std::move(policy),
                    {},
                    std::nullopt};
  core::Restored restored;
  restored.checkpoint = checkpoint->value_or("");
  restored.proposal = *std::move(proposal);
  auto node = core::Node::start(std::move(setup), std::move(restored), **snapshot, now);
  if (!node) return node.error();
  node_ = *std::move(node);
  return {};
}

Result<core::Accepted> EmbeddedLedger::submit(std::vector<domain::SignedEvent> events,
                                              std::optional<domain::Instant> recorded_at,
                                              domain::Instant now) {
  if (!node_) return Error{"X.KEY", folder_.string(), "the ledger is opened for reading only"};
  const std::uint64_t ticket = next_ticket_++;
  const auto submission = hand_in(info_, std::move(events), recorded_at);
  if (!submission) return submission.error();
  auto answer = drive(core::Submit{ticket, *submission}, ticket, now);
  if (!answer) return answer.error();
  if (!answer->has_value()) {
    return Error{std::string(domain::kDamageRule), folder_.string(), "the act was not decided"};
  }
  auto& outcome = (*answer)->outcome;
  if (const auto* refused = std::get_if<Error>(&outcome)) return *refused;
  if (auto* accepted = std::get_if<core::Accepted>(&outcome)) return std::move(*accepted);
  return Error{"X.SIZE", "submission", "is larger than the queue; divide it"};
}

Result<std::string> EmbeddedLedger::checkpoint() const {
  const auto snapshot = store_->snapshot();
  if (!snapshot) return snapshot.error();
  const auto note = (*snapshot)->checkpoint();
  if (!note) return note.error();
  if (note->has_value()) return **note;
  return Error{std::string(domain::kDamageRule), folder_.string(), "has no signed checkpoint yet"};
}

}  // namespace kuboluk::tools
