// Evidence about nodes and about the log's key: statements that a node or the operator signed, and
// proofs of a fork. The keys are those of the genesis.
#include <algorithm>
#include <boost/json.hpp>
#include <ostream>

#include "crypto/encoding.h"
#include "ledger/domain/signed_event.h"
#include "ledger/domain/view.h"
#include "ledger/exchange/fork_evidence.h"
#include "ledger/exchange/statement.h"
#include "ledger/exchange/submission.h"
#include "tools/commands/verify.h"
#include "tools/files.h"
#include "tools/output/words.h"

namespace kuboluk::tools {

namespace {

namespace json = boost::json;

// What was found, as words and as JSON.
struct Finding {
  std::string sentence;                                    // after "HOLDS: "
  std::vector<std::pair<std::string, std::string>> facts;  // in order
  std::vector<Hash> events;
};

using Found = Result<Finding>;

std::string known(domain::Instant instant) {
  return domain::print_known_time(instant);
}

Found find_receipt(std::string_view note, const std::string& ledger,
                   const crypto::VerifierKey& key) {
  const auto receipt = exchange::open_receipt(note, ledger, key);
  if (!receipt) return receipt.error();
  return Finding{receipt->by +
                     " has taken these events, and promises to have them in the log or "
                     "refused by a paragraph in time",
                 {{"by", receipt->by},
                  {"received", known(receipt->received)},
                  {"until", known(receipt->until)}},
                 receipt->events};
}

Found find_rejection(std::string_view note, const std::string& ledger,
                     const crypto::VerifierKey& key) {
  const auto rejection = exchange::open_rejection(note, ledger, key);
  if (!rejection) return rejection.error();
  return Finding{rejection->by +
                     " says that these events are not acceptable at that size; whoever "
                     "holds the log can check it",
                 {{"by", rejection->by},
                  {"time", known(rejection->time)},
                  {"size", std::to_string(rejection->size)},
                  {"rule", rejection->rule},
                  {"object", rejection->object},
                  {"detail", rejection->detail}},
                 rejection->events};
}

Found find_refusal(std::string_view note, const std::string& ledger,
                   const crypto::VerifierKey& key) {
  const auto refusal = exchange::open_refusal(note, ledger, key);
  if (!refusal) return refusal.error();
  return Finding{refusal->by + " does not cosign this tree",
                 {{"by", refusal->by},
                  {"time", known(refusal->time)},
                  {"size", std::to_string(refusal->size)},
                  {"root", refusal->root ? crypto::to_base64(*refusal->root) : "-"},
                  {"index", std::to_string(refusal->index)},
                  {"rule", refusal->rule},
                  {"expected", refusal->expected},
                  {"got", refusal->got}},
                 refusal->events};
}

Found find_recorded(std::string_view note, const std::string& ledger,
                    const crypto::VerifierKey& key) {
  const auto recorded = exchange::open_recorded(note, ledger, key);
  if (!recorded) return recorded.error();
  return Finding{"the operator of this TRAINING ledger says when these events are recorded",
                 {{"recorded", known(recorded->recorded)}},
                 recorded->events};
}

Found find_fork(std::string_view text, const domain::LedgerInfo& info) {
  const auto evidence = exchange::parse_fork(text);
  if (!evidence) return evidence.error();
  const auto fork = exchange::verify_fork(*evidence, info.id, *info.log_key);
  if (!fork) return fork.error();
  Finding finding{"the log key of this ledger has signed two histories",
                  {{"log", fork->larger.origin},
                   {"size", std::to_string(fork->smaller.size)},
                   {"root", crypto::to_base64(fork->smaller.root)},
                   {"other-size", std::to_string(fork->larger.size)},
                   {"other-root", crypto::to_base64(fork->larger.root)}},
                  {}};
  if (evidence->true_root) {
    finding.facts.emplace_back("true-root", crypto::to_base64(*evidence->true_root));
  }
  return finding;
}

Found find_in(EvidenceKind kind, std::string_view bytes, const std::string& genesis) {
  const auto info = domain::read_genesis(genesis);
  if (!info) return info.error();
  if (kind == EvidenceKind::kFork) return find_fork(bytes, *info);
  if (kind == EvidenceKind::kRecorded) {
    const auto key = exchange::operator_key_of(genesis);
    if (!key) return key.error();
    return find_recorded(bytes, info->id, *key);
  }
  const auto event = domain::parse_signed_event(genesis);
  if (!event) return event.error();
  const auto key = node_key_of(event->event, bytes);
  if (!key) return key.error();
  if (kind == EvidenceKind::kReceipt) return find_receipt(bytes, info->id, *key);
  if (kind == EvidenceKind::kRejection) return find_rejection(bytes, info->id, *key);
  return find_refusal(bytes, info->id, *key);
}

std::string_view name_of(EvidenceKind kind) {
  switch (kind) {
    case EvidenceKind::kFork:
      return "fork";
    case EvidenceKind::kReceipt:
      return "receipt";
    case EvidenceKind::kRejection:
      return "rejection";
    case EvidenceKind::kRefusal:
      return "refusal";
    default:
      return "recorded";
  }
}

void say_json(const Finding& finding, EvidenceKind kind, const std::string& ledger,
              const Session& session) {
  json::object out;
  out["kind"] = name_of(kind);
  out["verdict"] = "holds";
  out["exit"] = static_cast<int>(Exit::kHolds);
  out["ledger"] = ledger;
  for (const auto& [name, value] : finding.facts)
    out[name] = printable_argument(value);
  json::array events;
  for (const Hash& event : finding.events)
    events.push_back(json::value(crypto::to_hex(event)));
  out["events"] = std::move(events);
  session.out << json::serialize(out) << '\n';
}

void say_words(const Finding& finding, const std::string& ledger, const Session& session) {
  static constexpr std::size_t kColumn = 13;
  const auto say = [&session](std::string name, const std::string& value) {
    name.resize(std::max(name.size() + 1, kColumn), ' ');
    session.out << "  " << name << printable_argument(value) << '\n';
  };
  session.out << "HOLDS: " << finding.sentence << '\n';
  say("ledger", ledger);
  for (const auto& [name, value] : finding.facts)
    say(name, value);
  for (const Hash& event : finding.events)
    say("event", crypto::to_hex(event));
}

}  // namespace

Result<crypto::VerifierKey> node_key_of(const domain::Event& genesis, std::string_view note) {
  const std::optional<std::string> speaker = exchange::speaker_of(note);
  if (!speaker) return Error{"X.FORM", "statement", "it does not say who speaks"};
  for (const domain::Line* line : genesis.all("member")) {
    if (line->values[0] == *speaker && line->values[1] == "node") {
      return crypto::VerifierKey::parse(line->values[2]);
    }
  }
  return Error{"X.AUTHOR", printable(*speaker, 40), "the genesis lists no node of that name"};
}

Exit verify_statement_file(EvidenceKind kind, std::string_view bytes,
                           const std::string& genesis_file, const Session& session) {
  const Result<std::string> genesis = read_file(genesis_file, domain::kEventBytesMax);
  if (!genesis) return refuse(session, Exit::kBadFile, genesis.error(), "give a genesis file");
  const auto info = domain::read_genesis(*genesis);
  if (!info) {
    return refuse(session, Exit::kBadFile, info.error(), genesis_file + " is no genesis");
  }
  const Found found = find_in(kind, bytes, *genesis);
  if (!found) {
    return refuse(session, Exit::kInvalidEvidence, found.error(),
                  "INVALID EVIDENCE: it proves nothing against the keys of this genesis");
  }
  if (session.json) {
    say_json(*found, kind, info->id, session);
  } else {
    say_words(*found, info->id, session);
  }
  return Exit::kHolds;
}

}  // namespace kuboluk::tools
