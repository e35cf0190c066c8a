#include "tools/commands/submit.h"

#include <boost/json.hpp>
#include <filesystem>
#include <ostream>

#include "crypto/encoding.h"
#include "crypto/key_file.h"
#include "tools/commands/submit_node.h"
#include "tools/embedded/embedded_ledger.h"
#include "tools/files.h"
#include "tools/output/words.h"
#include "tools/scenario/training.h"

namespace kuboluk::tools {

namespace {

Error in_file(const std::string& file, Error error) {
  error.object = file + (error.object.empty() ? "" : ", " + error.object);
  return error;
}

// A file that ends after the text is signed here; one with signature lines is taken as it is.
Result<domain::SignedEvent> read_event(const std::string& file, const SubmitOptions& options,
                                       std::string_view passphrase) {
  const Result<std::string> bytes = read_file(file, domain::kEventBytesMax);
  if (!bytes) return bytes.error();
  const bool has_signatures = bytes->find("\n\n") != std::string::npos;
  if (has_signatures) {
    Result<domain::SignedEvent> event = domain::parse_signed_event(*bytes);
    return event ? event : in_file(file, event.error());
  }
  const Result<domain::Event> event = domain::parse_event(*bytes);
  if (!event) return in_file(file, event.error());
  if (options.key.empty()) {
    return Error{"X.SIGNATURE", file, "the event is not signed; give an author key with --key"};
  }
  const auto key = crypto::read_key_file(options.key, crypto::KeyRole::kAuthor, passphrase);
  if (!key) return key.error();
  return sign_event(*event, *key);
}

Result<std::vector<domain::SignedEvent>> read_events(const SubmitOptions& options,
                                                     std::string_view passphrase) {
  std::vector<domain::SignedEvent> events;
  for (const std::string& file : options.files) {
    Result<domain::SignedEvent> event = read_event(file, options, passphrase);
    if (!event) return event.error();
    events.push_back(std::move(*event));
  }
  return events;
}

Result<std::unique_ptr<EmbeddedLedger>> open_for_writing(const SubmitOptions& options,
                                                         std::string_view passphrase,
                                                         domain::Instant now) {
  const std::filesystem::path folder = options.ledger;
  if (!holds_ledger(folder)) {
    return Error{"STORE", options.ledger, "there is no ledger in this folder"};
  }
  const std::filesystem::path key_file = options.log_key.empty()
                                             ? folder / kKeysFolder / "log"
                                             : std::filesystem::path(options.log_key);
  auto log_key = crypto::read_key_file(key_file, crypto::KeyRole::kLog, passphrase);
  if (!log_key) return log_key.error();
  return EmbeddedLedger::open(folder, std::move(*log_key), domain::built_in_rulesets(), now);
}

}  // namespace

Exit say_refused(const Error& refusal, const std::string& ruleset, const std::string& last,
                 const Session& session) {
  const Error error{printable_argument(refusal.rule), printable_argument(refusal.object),
                    printable_argument(refusal.detail)};
  const domain::Rulesets rulesets = domain::built_in_rulesets();
  const auto text = paragraph_text(rulesets, ruleset, error.rule);
  if (session.json) {
    boost::json::object out;
    out["kind"] = "submit";
    out["accepted"] = false;
    out["exit"] = static_cast<int>(Exit::kOther);
    out["rule"] = error.rule;
    out["paragraph_text"] = text ? boost::json::value(*text) : boost::json::value(nullptr);
    out["ruleset"] = ruleset;
    out["object"] = error.object;
    out["detail"] = error.detail;
    session.out << boost::json::serialize(out) << '\n';
  } else {
    session.out << "REFUSED under " << ruleset << ", " << error.rule << '\n';
    if (text) session.out << "  " << *text << '\n';
    session.out << "  " << (error.object.empty() ? "" : error.object + ": ") << error.detail << '\n'
                << "  " << last << '\n';
  }
  return Exit::kOther;
}

Exit say_accepted(const AcceptedEvents& accepted, const Session& session) {
  if (session.json) {
    boost::json::object out;
    out["kind"] = "submit";
    out["accepted"] = true;
    out["exit"] = 0;
    out["index"] = accepted.index;
    out["size"] = accepted.size;
    out["repeated"] = accepted.repeated;
    boost::json::array ids;
    for (const Hash& id : accepted.events)
      ids.push_back(boost::json::value(crypto::to_hex(id)));
    out["events"] = std::move(ids);
    session.out << boost::json::serialize(out) << '\n';
    return Exit::kHolds;
  }
  session.out << (accepted.repeated ? "was in the ledger before: entry " : "accepted: entry ")
              << accepted.index << ", log size " << accepted.size << '\n';
  for (const Hash& id : accepted.events)
    session.out << "  event " << crypto::to_hex(id) << '\n';
  return Exit::kHolds;
}

Exit run_submit(const SubmitOptions& options, std::string_view passphrase, const Session& session) {
  std::optional<domain::Instant> recorded_at;
  if (!options.recorded_at.empty()) {
    const auto time = parse_typed_time("--recorded-at", options.recorded_at);
    if (!time) return refuse(session, Exit::kUsage, time.error(), "see kuboluk submit --help");
    recorded_at = *time;
  }
  Result<std::vector<domain::SignedEvent>> events = read_events(options, passphrase);
  if (!events) {
    return refuse(session, Exit::kBadFile, events.error(), "nothing was submitted; mend the file");
  }
  if (!options.node.empty()) {
    return submit_to_node(options, passphrase, *events, recorded_at, session);
  }
  const auto ledger = open_for_writing(options, passphrase, session.now);
  if (!ledger) {
    return refuse(session, Exit::kBadFile, ledger.error(),
                  "give a ledger folder with --ledger and its log key with --log-key");
  }
  const auto accepted = (*ledger)->submit(std::move(*events), recorded_at, session.now);
  if (accepted) {
    return say_accepted({accepted->index, accepted->size, accepted->events, accepted->repeated},
                        session);
  }
  if (domain::is_damage(accepted.error())) {
    return refuse(session, Exit::kBadFile, accepted.error(), "the ledger's disk must be looked at");
  }
  return say_refused(accepted.error(), (*ledger)->ruleset().name(), "the ledger is unchanged",
                     session);
}

}  // namespace kuboluk::tools
