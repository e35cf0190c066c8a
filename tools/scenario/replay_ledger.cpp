#include "tools/scenario/replay_ledger.h"

#include <utility>

#include "crypto/random.h"
#include "ledger/batch/builder.h"
#include "tools/files.h"
#include "tools/scenario/acts.h"

namespace kuboluk::tools {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::string_view kStoreLockFile = "node.lock";
constexpr std::string_view kReaderLockFile = "lock.mdb";  // made next, before the data

Error fold_error(std::string detail) {
  return Error{"FOLD", "ledger", std::move(detail)};
}

Error other_ledger(const fs::path& folder, std::string detail) {
  return Error{std::string(kOtherLedgerRule), folder.string(), std::move(detail)};
}

// What a replay leaves that was interrupted at any time: the store's locks come first, then the
// store. Whether it is this file's, its genesis says.
Result<bool> holds_replay(const fs::path& folder) {
  std::error_code failure;
  bool has_lock = false;
  bool has_other = false;
  for (fs::directory_iterator entry(folder, failure), end; !failure && entry != end;
       entry.increment(failure)) {
    const fs::path name = entry->path().filename();
    has_lock = has_lock || name == kStoreLockFile;
    has_other = has_other || (name != kStoreLockFile && name != kReaderLockFile);
  }
  if (failure) return Error{"X.FILE", folder.string(), failure.message()};
  return has_lock && (!has_other || holds_ledger(folder));
}

// A replay writes keys that anyone can make again: never between files that it did not make.
Result<void> check_folder(const ReplayPlace& place) {
  std::error_code failure;
  const fs::file_status status = fs::status(place.folder, failure);
  if (status.type() == fs::file_type::not_found) return {};
  if (failure) return Error{"X.FILE", place.folder.string(), failure.message()};
  if (!fs::is_directory(status)) return other_ledger(place.folder, "is no folder");
  const bool is_empty = fs::is_empty(place.folder, failure);
  if (failure) return Error{"X.FILE", place.folder.string(), failure.message()};
  if (is_empty) return {};
  const auto resumable = holds_replay(place.folder);
  if (!resumable) return resumable.error();
  if (!*resumable) {
    return other_ledger(place.folder, "the folder is not empty, and holds no interrupted replay");
  }
  if (place.resume) return {};
  return other_ledger(place.folder, "holds a ledger already; a replay starts with a fresh one");
}

Result<std::unique_ptr<EmbeddedLedger>> open_ledger(const ReplayPlace& place,
                                                    const std::string& genesis,
                                                    crypto::NamedKey log_key,
                                                    const domain::Rulesets& rulesets,
                                                    domain::Instant now) {
  if (const auto fit = check_folder(place); !fit) return fit.error();
  if (!holds_ledger(place.folder)) {
    store::Options options;
    options.any_file_system = place.temporary;
    return EmbeddedLedger::create(place.folder, genesis, std::move(log_key), rulesets, now,
                                  options);
  }
  {
    const auto store = store::Store::open_any(place.folder);
    if (!store) {
      // Killed while the ledger was being made: then it can be made again. Whatever else is wrong,
      // create() refuses too and changes nothing.
      auto made = EmbeddedLedger::create(place.folder, genesis, std::move(log_key), rulesets, now);
      if (made) return made;
      return store.error();
    }
    const auto snapshot = (*store)->snapshot();
    if (!snapshot) return snapshot.error();
    const auto stored = (*snapshot)->genesis();
    if (!stored) return stored.error();
    if (*stored != genesis) {
      return other_ledger(place.folder, "holds the ledger of another scenario, law or actor list");
    }
  }
  return EmbeddedLedger::open(place.folder, std::move(log_key), rulesets, now);
}

}  // namespace

ReplayLedger::ReplayLedger(std::unique_ptr<EmbeddedLedger> ledger, log::Policy policy,
                           TrainingKeys keys, const domain::Rulesets& rulesets, bool keeps_keys)
    : ledger_(std::move(ledger)),
      policy_(std::move(policy)),
      keys_(std::move(keys)),
      rulesets_(rulesets),
      keeps_keys_(keeps_keys),
      fold_(ledger_->info(), ledger_->ruleset()) {}

Result<std::unique_ptr<ReplayLedger>> ReplayLedger::open(const Meta& meta, const ReplayPlace& place,
                                                         const domain::Rulesets& rulesets,
                                                         domain::Instant now) {
  const domain::Ruleset* ruleset = rulesets.find(meta.ruleset);
  if (ruleset == nullptr) {
    return Error{"FILE", "line 1", "no ruleset \"" + meta.ruleset + "\" is known here"};
  }
  const auto genesis = training_genesis(meta, *ruleset);
  if (!genesis) return genesis.error();
  const auto info = domain::read_genesis(*genesis);
  if (!info) return info.error();
  const TrainingKeys keys(training_ledger_name(meta.scenario));
  auto log_key = keys.log(info->id);
  if (!log_key) return log_key.error();
  auto ledger = open_ledger(place, *genesis, *std::move(log_key), rulesets, now);
  if (!ledger) return ledger.error();
  auto policy = read_policy(place.folder / kPolicyFile);
  if (!policy) return policy.error();
  std::unique_ptr<ReplayLedger> replay(
      new ReplayLedger(*std::move(ledger), *std::move(policy), keys, rulesets, !place.temporary));
  if (const auto started = replay->start(meta); !started) return started.error();
  return replay;
}

Result<void> ReplayLedger::start(const Meta& meta) {
  for (const std::string& author : training_authors(meta)) {
    if (const auto kept = keep_author_key(author); !kept) return kept.error();
  }
  const auto kept = keep_key("log", keys_.log(ledger_->info().id));
  if (!kept) return kept.error();
  const auto snapshot = ledger_->snapshot();
  if (!snapshot) return snapshot.error();
  return fold_.fold_next(**snapshot);  // the genesis batch
}

Result<bool> ReplayLedger::ahead() const {
  const auto snapshot = ledger_->snapshot();
  if (!snapshot) return snapshot.error();
  const auto position = (*snapshot)->position();
  if (!position) return position.error();
  return position->size > fold_.position().size;
}

Result<Outcome> ReplayLedger::run(const Command& command, domain::Instant now) {
  const auto act = draft_act(command, {ledger_->info(), keys_, fold_.ledger(), persons_});
  if (!act) return refused(command, act.error());
  auto events = sign_act(act->event, keys_);
  if (!events) return refused(command, events.error());
  const auto is_ahead = ahead();
  if (!is_ahead) return is_ahead.error();
  auto outcome = *is_ahead ? look_up(command, *events) : submit(command, *std::move(events), now);
  if (!outcome) return outcome.error();
  outcome->unknown_args = act->unknown_args;
  if (!outcome->accepted) return outcome;
  if (const auto learnt = learn(command, act->election); !learnt) return learnt.error();
  return outcome;
}

Result<Outcome> ReplayLedger::submit(const Command& command,
                                     std::vector<domain::SignedEvent> events, domain::Instant now) {
  const auto accepted = ledger_->submit(std::move(events), command.recorded_at, now);
  if (!accepted) return refused(command, accepted.error());
  if (!accepted->repeated) {
    const auto snapshot = ledger_->snapshot();
    if (!snapshot) return snapshot.error();
    if (const auto folded = fold_.fold_next(**snapshot); !folded) return folded.error();
  }
  if (const auto agreed = check_agreement("an accepted command"); !agreed) return agreed.error();
  return Outcome{true, accepted->repeated, {}, {}};
}

Result<Outcome> ReplayLedger::look_up(const Command& command,
                                      const std::vector<domain::SignedEvent>& events) {
  const auto snapshot = ledger_->snapshot();
  if (!snapshot) return snapshot.error();
  const std::uint64_t next = fold_.position().size;
  const auto index = (*snapshot)->event_index(events.front().id);
  if (!index) return index.error();
  if (index->has_value() && **index <= next) {
    if (**index == next) {
      if (const auto folded = fold_.fold_next(**snapshot); !folded) return folded.error();
    }
    return Outcome{true, true, {}, {}};
  }
  batch::BatchBuilder check(ledger_->info(), ledger_->ruleset(), fold_.ledger(), fold_.position());
  const auto allowed = check.add(events, command.recorded_at);
  if (!index->has_value() && !allowed) return refused(command, allowed.error());
  return other_ledger(ledger_->folder(), "entry " + std::to_string(next) +
                                             " is not the command of line " +
                                             std::to_string(command.line));
}

// Damage is a fault of the ledger, everything else is the law speaking; and a refusal leaves no
// trace.
Result<Outcome> ReplayLedger::refused(const Command& command, const Error& refusal) const {
  if (domain::is_damage(refusal)) return refusal;
  const auto is_ahead = ahead();
  if (!is_ahead) return is_ahead.error();
  if (!*is_ahead) {
    const auto agreed = check_agreement("the refusal on line " + std::to_string(command.line));
    if (!agreed) return agreed.error();
  }
  return Outcome{false, false, refusal, {}};
}

Result<void> ReplayLedger::check_agreement(std::string_view after) const {
  const auto snapshot = ledger_->snapshot();
  if (!snapshot) return snapshot.error();
  const auto same = fold_.matches(**snapshot);
  if (!same) return same.error();
  if (*same) return {};
  return fold_error("after " + std::string(after) +
                    " the stored ledger differs from its re-execution in size or root");
}

Result<void> ReplayLedger::learn(const Command& command, std::string_view election) {
  const auto learnt = persons_.learn(command, election, fold_.ledger());
  if (!learnt) return learnt.error();
  if (command.cmd != "org.register") return {};
  return keep_author_key(text_of(command.args, "org"));
}

// Anyone can make a training ledger's keys again; the files are there so that acts can be submitted
// by hand.
Result<void> ReplayLedger::keep_key(const std::string& file,
                                    const Result<crypto::NamedKey>& key) const {
  if (!keeps_keys_) return {};
  if (!key) return key.error();
  const fs::path folder = ledger_->folder() / kKeysFolder;
  std::error_code failure;
  fs::create_directories(folder, failure);
  if (failure) return Error{"X.FILE", folder.string(), failure.message()};
  if (fs::exists(folder / file, failure)) return {};
  crypto::SystemRandom random;
  return crypto::write_key_file(folder / file, *key, "", random);
}

Result<void> ReplayLedger::keep_author_key(const std::string& author) const {
  return keep_key(author + ".key", keys_.author(author));
}

// The checkpoint of an earlier size is not kept; signing the same text again gives the same note.
Result<std::string> ReplayLedger::note_of_fold() const {
  const auto key = keys_.log(ledger_->info().id);
  if (!key) return key.error();
  const log::Checkpoint checkpoint{ledger_->info().origin(), fold_.position().size,
                                   fold_.position().log_root};
  return crypto::print_note(log::sign_checkpoint(checkpoint, key->vkey, key->secret));
}

Result<json::object> ReplayLedger::answer(const Query& query, domain::Instant now) {
  const auto snapshot = ledger_->snapshot();
  if (!snapshot) return snapshot.error();
  const auto is_ahead = ahead();
  if (!is_ahead) return is_ahead.error();
  const auto note = *is_ahead ? note_of_fold() : ledger_->checkpoint();
  if (!note) return note.error();
  const batch::LedgerReader& stored = **snapshot;
  const batch::LedgerReader& reader = *is_ahead ? fold_.ledger() : stored;
  const auto clock_s = static_cast<std::uint64_t>(now.ms / domain::kSecondMs);
  const BuiltProofs proofs(reader, *note, policy_, clock_s);
  return answer_query(query,
                      {proofs, policy_, rulesets_, fold_.ledger(), persons_.names(), clock_s});
}

Result<void> ReplayLedger::finish() {
  const auto is_ahead = ahead();
  if (!is_ahead) return is_ahead.error();
  if (!*is_ahead) return {};
  return other_ledger(ledger_->folder(), "holds more acts than the file; it goes on at entry " +
                                             std::to_string(fold_.position().size));
}

}  // namespace kuboluk::tools
