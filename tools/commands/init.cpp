#include "tools/commands/init.h"

#include <boost/json.hpp>
#include <filesystem>
#include <ostream>
#include <span>

#include "crypto/key_file.h"
#include "ledger/batch/builder.h"
#include "ledger/domain/view.h"
#include "tools/commands/genesis_text.h"
#include "tools/embedded/embedded_ledger.h"
#include "tools/output/words.h"
#include "tools/scenario/training.h"

namespace kuboluk::tools {

namespace {

namespace fs = std::filesystem;

Result<domain::Ruleset> find_ruleset(const std::string& name, const domain::Rulesets& rulesets) {
  const domain::Ruleset* found = rulesets.find(name);
  if (found == nullptr) found = rulesets.find_by_name(name);
  if (found != nullptr) return *found;
  return Error{"X.FORM", "--ruleset " + printable(name, 60),
               "this program has the rulesets " + name_list(rulesets.ids())};
}

// The log's key bears the origin as its name, and the origin contains the hash of the genesis: so
// the key gets its name here.
Result<crypto::NamedKey> named_for(const domain::LedgerInfo& info, const crypto::NamedKey& key) {
  const auto vkey =
      crypto::VerifierKey::make(info.origin(), crypto::KeyType::kEd25519, key.secret.public_key());
  if (!vkey) return vkey.error();
  return crypto::NamedKey{crypto::KeyRole::kLog, *vkey,
                          crypto::SecretKey::from_seed(key.secret.seed())};
}

// A folder that is missing or empty: what else is in it is not ours, and a file in the way of the
// ledger's own would be taken for its genesis or policy.
Result<void> check_folder(const std::string& folder) {
  if (holds_ledger(folder)) {
    return Error{"STORE", folder, "there is a ledger in this folder already"};
  }
  std::error_code error;
  if (fs::symlink_status(folder, error).type() == fs::file_type::not_found) return {};
  if (!fs::is_directory(folder, error)) return Error{"X.FILE", folder, "this is no folder"};
  const bool empty = fs::is_empty(folder, error);
  if (error) return Error{"X.FILE", folder, "it cannot be read: " + error.message()};
  return empty ? Result<void>() : Error{"X.FILE", folder, "the folder is not empty"};
}

// The first batch in memory: what the ledger's rules refuse is refused before a folder is made.
Result<void> try_genesis(const domain::SignedEvent& genesis, const domain::LedgerInfo& info,
                         const domain::Ruleset& ruleset, domain::Instant now) {
  const domain::Instant known = info.clock == domain::Clock::kScenario ? domain::Instant{0} : now;
  const batch::MemoryLedger empty;
  const batch::Position start;
  batch::BatchBuilder builder(info, ruleset, empty, start);
  if (const Result<void> added = builder.add(std::span(&genesis, 1), known); !added) {
    return added.error();
  }
  const Result<batch::Change> sealed = builder.seal(known);
  if (!sealed) return sealed.error();
  return {};
}

struct Prepared {
  std::string genesis;
  domain::LedgerInfo info;
  crypto::NamedKey log_key;
};

Result<Prepared> prepare(const InitOptions& options, std::string_view passphrase,
                         const domain::Rulesets& rulesets, domain::Instant now) {
  const Result<domain::Ruleset> ruleset = find_ruleset(options.ruleset, rulesets);
  if (!ruleset) return ruleset.error();
  const auto operator_key =
      crypto::read_key_file(options.operator_key, crypto::KeyRole::kAuthor, passphrase);
  if (!operator_key) return operator_key.error();
  const auto log_key = crypto::read_key_file(options.log_key, crypto::KeyRole::kLog, passphrase);
  if (!log_key) return log_key.error();
  const auto event = genesis_event(options, *ruleset, *operator_key, *log_key, now);
  if (!event) return event.error();
  const auto signed_event = sign_event(*event, *operator_key);
  if (!signed_event) return signed_event.error();
  const auto info = domain::read_genesis(signed_event->bytes);
  if (!info) return info.error();
  if (const Result<void> tried = try_genesis(*signed_event, *info, *ruleset, now); !tried) {
    return tried.error();
  }
  Result<crypto::NamedKey> named = named_for(*info, *log_key);
  if (!named) return named.error();
  return Prepared{signed_event->bytes, *info, std::move(*named)};
}

Result<void> keep_log_key(const InitOptions& options, const crypto::NamedKey& key,
                          std::string_view passphrase) {
  const fs::path keys = fs::path(options.folder) / kKeysFolder;
  std::error_code error;
  fs::create_directories(keys, error);
  if (error) return Error{"X.FILE", keys.string(), "the folder cannot be made: " + error.message()};
  fs::permissions(keys, fs::perms::owner_all, error);
  if (error)
    return Error{"X.FILE", keys.string(), "it cannot be closed to others: " + error.message()};
  crypto::SystemRandom random;
  return crypto::write_key_file(keys / "log", key, passphrase, random);
}

void say(const InitOptions& options, const Prepared& made, const Session& session) {
  const std::string policy = printable_argument((fs::path(options.folder) / kPolicyFile).string());
  if (session.json) {
    boost::json::object out;
    out["kind"] = "init";
    out["exit"] = 0;
    out["folder"] = printable_argument(options.folder);
    out["ledger"] = made.info.id;
    out["origin"] = made.info.origin();
    out["log_vkey"] = made.log_key.vkey.text();
    out["policy"] = policy;
    out["training"] = made.info.clock == domain::Clock::kScenario;
    session.out << boost::json::serialize(out) << '\n';
    return;
  }
  if (made.info.clock == domain::Clock::kScenario) session.out << "TRAINING ledger\n";
  session.out << "made ledger " << made.info.id << " in " << printable_argument(options.folder)
              << '\n'
              << "  log key " << made.log_key.vkey.text() << '\n'
              << "  policy  " << policy << " (quorum none: nobody cosigns yet)\n";
}

}  // namespace

Exit run_init(const InitOptions& options, std::string_view passphrase, const Session& session) {
  if (const Result<void> folder = check_folder(options.folder); !folder) {
    return refuse(session, Exit::kBadFile, folder.error(),
                  "nothing was made; choose a folder that does not exist yet");
  }
  const domain::Rulesets rulesets = domain::built_in_rulesets();
  Result<Prepared> made = prepare(options, passphrase, rulesets, session.now);
  if (!made) {
    const bool file = made.error().rule == "X.FILE" || made.error().rule == "X.KEY";
    return refuse(session, file ? Exit::kBadFile : Exit::kUsage, made.error(),
                  "nothing was made; see kuboluk init --help");
  }
  Result<crypto::NamedKey> again = named_for(made->info, made->log_key);
  if (!again) return refuse(session, Exit::kBadFile, again.error(), "nothing was made");
  const auto ledger = EmbeddedLedger::create(options.folder, made->genesis, std::move(*again),
                                             rulesets, session.now);
  if (!ledger) return refuse(session, Exit::kBadFile, ledger.error(), "see kuboluk init --help");
  const Result<void> kept = keep_log_key(options, made->log_key, passphrase);
  if (!kept) {
    return refuse(session, Exit::kBadFile, kept.error(),
                  "give the log key to submit with --log-key");
  }
  say(options, *made, session);
  return Exit::kHolds;
}

}  // namespace kuboluk::tools
