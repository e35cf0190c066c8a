#include "tools/commands/submit_node.h"

#include <ostream>

#include "crypto/key_file.h"
#include "ledger/domain/entry.h"
#include "ledger/exchange/statement.h"
#include "tools/commands/node_proof.h"
#include "tools/files.h"
#include "tools/network/committed_log.h"
#include "tools/output/words.h"
#include "tools/reader_files.h"

namespace kuboluk::tools {

namespace {

// The origin of this ledger's checkpoints, as the reader's policy names it.
Result<std::string> origin_of(const log::Policy& policy, const std::string& ledger) {
  for (const log::PolicyLog& log : policy.logs()) {
    if (log.key.name().starts_with(ledger + "/")) return log.key.name();
  }
  return Error{"X.LEDGER", ledger, "your policy names no log of this ledger"};
}

// The notes one after the other; on a training ledger the operator's statement comes first.
Result<std::string> body_of(const SubmitOptions& options, std::string_view passphrase,
                            const std::vector<domain::SignedEvent>& events,
                            std::optional<domain::Instant> recorded_at) {
  std::string body;
  if (recorded_at) {
    const auto key =
        crypto::read_key_file(options.operator_key, crypto::KeyRole::kAuthor, passphrase);
    if (!key) return key.error();
    exchange::Recorded recorded{events.front().event.ledger, *recorded_at, {}};
    for (const domain::SignedEvent& event : events)
      recorded.events.push_back(event.id);
    body = exchange::sign_statement(exchange::print_text(recorded), key->vkey, key->secret);
  }
  for (const domain::SignedEvent& event : events)
    body += event.bytes;
  return {boost::system::in_place_value, std::move(body)};
}

// The node's promise, before anything else can go wrong. A node that has decided already gives
// none.
Result<void> keep_receipt(const SubmitOptions& options, const NodeClient& node,
                          const std::string& body, const Session& session) {
  const Result<SubmitAnswer> answer = node.submit(body, 0, false);
  if (!answer || !std::holds_alternative<ReceiptedAct>(*answer)) return {};
  const auto kept = write_new_file(options.receipt, std::get<ReceiptedAct>(*answer).receipt);
  if (!kept) return kept.error();
  session.err << "receipt kept in " << printable_argument(options.receipt)
              << "; kuboluk verify --genesis checks it\n";
  return {};
}

// Law: a node's word that an act is in the log is not passed on.
Result<void> confirm(const NodeClient& node, const log::Policy& policy, const std::string& origin,
                     const CommittedAct& act, const std::vector<domain::SignedEvent>& events,
                     const Session& session) {
  const auto clock_s = static_cast<std::uint64_t>(session.current().ms / domain::kSecondMs);
  const auto checkpoint = committed_checkpoint(node, policy, origin, clock_s);
  if (!checkpoint) return checkpoint.error();
  const auto entries = committed_entries(node, *checkpoint, act.index);
  if (!entries) return entries.error();
  for (std::size_t i = 0; i < events.size(); ++i) {
    const Error missing{"X.ABSENT", "entry " + std::to_string(act.index + i),
                        "the node says that the act is there, and it is not"};
    if (i >= entries->size()) return missing;
    const auto entry = domain::parse_entry((*entries)[i]);
    if (!entry) return entry.error();
    if (entry->is_seal() || std::get<std::string>(entry->body) != events[i].bytes) return missing;
  }
  return {};
}

Exit refuse_undecided(const Error& error, const Session& session) {
  if (error.rule == kNotYetRule) {
    return refuse(session, Exit::kCannotTell, error,
                  "NOT YET: the act is not in the log; submit the same file again, here or "
                  "elsewhere: it cannot be recorded twice");
  }
  return refuse(session, Exit::kUnreachable, error,
                "submit the same file again, or at another node: it cannot be recorded twice");
}

Exit say_decided(const Decided& decided, const NodeClient& node,
                 const std::vector<domain::SignedEvent>& events, const Session& session) {
  if (const auto* refused = std::get_if<RefusedAct>(&decided)) {
    return say_refused(refused->error, events.front().event.ruleset,
                       "says " + node.name() + "; whoever holds the log can check it", session);
  }
  const auto& act = std::get<CommittedAct>(decided);
  AcceptedEvents accepted{act.index, act.size, {}, act.repeated};
  for (const domain::SignedEvent& event : events)
    accepted.events.push_back(event.id);
  return say_accepted(accepted, session);
}

}  // namespace

Exit submit_to_node(const SubmitOptions& options, std::string_view passphrase,
                    const std::vector<domain::SignedEvent>& events,
                    std::optional<domain::Instant> recorded_at, const Session& session) {
  const Result<log::Policy> policy = read_policy(options.policy);
  if (!policy) return refuse(session, Exit::kBadFile, policy.error(), kPolicyHint);
  const auto origin = origin_of(*policy, events.front().event.ledger);
  if (!origin) return refuse(session, Exit::kBadFile, origin.error(), kPolicyHint);
  const auto node = node_at(options.node);
  if (!node) return refuse(session, Exit::kUsage, node.error(), kNodeHint);
  const auto body = body_of(options, passphrase, events, recorded_at);
  if (!body) {
    return refuse(session, Exit::kBadFile, body.error(),
                  "give the operator's key of this training ledger with --operator-key");
  }
  if (!options.receipt.empty()) {
    const auto kept = keep_receipt(options, **node, *body, session);
    if (!kept)
      return refuse(session, Exit::kBadFile, kept.error(), "choose another --receipt file");
  }
  Patience patience(std::chrono::seconds(options.patience_s));
  const auto decided = submit_patiently(**node, *body, 0, patience, [&](const std::string& words) {
    session.err << printable_argument(words) << '\n';
  });
  if (!decided) return refuse_undecided(decided.error(), session);
  if (const auto* act = std::get_if<CommittedAct>(&*decided)) {
    const auto confirmed = confirm(**node, *policy, *origin, *act, events, session);
    if (!confirmed && confirmed.error().rule == kUnreachableRule) {
      return refuse_undecided(confirmed.error(), session);
    }
    if (!confirmed) {
      return refuse(session, Exit::kInvalidEvidence, confirmed.error(),
                    "INVALID EVIDENCE: keep the file, and submit it at another node");
    }
  }
  return say_decided(*decided, **node, events, session);
}

}  // namespace kuboluk::tools
