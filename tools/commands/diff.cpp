#include "tools/commands/diff.h"

#include <algorithm>
#include <limits>

#include "ledger/domain/ids.h"
#include "ledger/log/decimal.h"
#include "ledger/proof/list_proof.h"
#include "tools/commands/diff_state.h"
#include "tools/commands/evidence.h"
#include "tools/commands/evidence_place.h"
#include "tools/commands/proven_log.h"
#include "tools/output/words.h"

namespace kuboluk::tools {

namespace {

using report::DifferenceKind;

constexpr std::string_view kInvalid =
    "INVALID EVIDENCE: nothing was compared; ask another node for a list proof";
constexpr std::string_view kPointHint =
    "write a log size as on the printed list, a time as 2025-11-21T15:00:00+06:00, or now";

Error wrong_point(std::string_view option, const std::string& text) {
  return Error{"X.FORM", std::string(option), "\"" + printable(text, 40) + "\" is no size or time"};
}

Result<DiffPoint> point_of_size(std::string_view option, std::uint64_t size, const ProvenLog& log) {
  if (size == 0 || size > log.size()) {
    return Error{
        "X.FORM", std::string(option),
        "the log has " + std::to_string(log.size()) + " entries, not " + std::to_string(size)};
  }
  const auto last = log.parsed(size - 1);
  if (!last) return last.error();
  DiffPoint point{{last->known, last->known}, size, false};
  if (size == log.size()) return point;
  const auto next = log.parsed(size);
  if (!next) return next.error();
  point.shared = next->known == last->known;
  return point;
}

// "now" is all that is recorded, at the reader's clock.
Result<DiffPoint> read_point(std::string_view option, const std::string& text, const ProvenLog& log,
                             const Session& session) {
  if (text == "now") return DiffPoint{{session.now, domain::kEndOfTime}, {}, false};
  if (const auto size = log::parse_decimal(text)) return point_of_size(option, *size, log);
  const auto time = parse_typed_time(option, text);
  if (!time) return wrong_point(option, text);
  return DiffPoint{{*time, *time}, {}, false};
}

bool in_effect(const domain::RecordAct& act, domain::TwoClocks clocks) {
  return act.known <= clocks.known && act.valid <= clocks.valid;
}

// Which acts can have made a change of that kind. Those on the whole election are looked for in its
// own record.
bool may_cause(DifferenceKind kind, std::string_view type) {
  const bool undoing = type == "court.decision" || type == "decision.rescind";
  switch (kind) {
    case DifferenceKind::kNew:
      return type == "accreditation.grant";
    case DifferenceKind::kRevoked:
      return type == "accreditation.revoke";
    case DifferenceKind::kRestored:
    case DifferenceKind::kAnnulled:
      return undoing;
    case DifferenceKind::kCardReplaced:
      return type == "certificate.reissue";
    case DifferenceKind::kAuthority:
    case DifferenceKind::kVerdict:
      return undoing || type == "results.publish";
    case DifferenceKind::kMoved:
      return true;
  }
  return false;
}

class Comparing {
 public:
  Comparing(const DiffOptions& options, const ReaderFiles& reader, const EvidencePlace& place,
            const Session& session)
      : options_(options), reader_(reader), place_(place), session_(session) {}

  Exit run() {
    Result<std::string> bytes = place_.list_proof(options_.election, reader_, session_);
    if (!bytes) return refuse_evidence(session_, bytes.error(), kInvalid);
    const auto whole = proof::verify_list(policy(), *bytes, options_.election, {});
    if (!whole) return refuse_evidence(session_, whole.error(), kInvalid);
    if (!knows_election(whole->law())) return unknown_election();
    const auto log = ProvenLog::open(place_.source(), whole->confirmation().size,
                                     whole->confirmation().log_root);
    if (!log) return refuse_evidence(session_, log.error(), kInvalid);
    if (const auto read = read_points(*log); !read) {
      if (read.error().rule != "X.FORM") return refuse_evidence(session_, read.error(), kInvalid);
      return refuse(session_, Exit::kUsage, read.error(), kPointHint);
    }
    if (const auto compared = compare(*bytes, *log); !compared) {
      return refuse_evidence(session_, compared.error(), kInvalid);
    }
    const Exit exit = found_.after.cannot_tell.empty() ? Exit::kHolds : Exit::kCannotTell;
    say_diff(found_, exit, session_);
    return exit;
  }

 private:
  // Age is no matter here: what was known at a past time stays known.
  proof::ReaderPolicy policy() const {
    const auto view = reader_.view(session_, kAgeLimitHours);
    return {view.policy, view.rulesets, view.clock_s, view.skew_s,
            std::numeric_limits<std::uint64_t>::max()};
  }

  Exit unknown_election() const {
    return refuse(session_, Exit::kOther,
                  Error{"X.UNKNOWN", options_.election, std::string(kUnknownElection)},
                  "an election id looks like kg-jk-2025");
  }

  Result<void> read_points(const ProvenLog& log) {
    const auto from = read_point("--from", options_.from, log, session_);
    if (!from) return from.error();
    const auto to = read_point("--to", options_.to, log, session_);
    if (!to) return to.error();
    found_.from = *from;
    found_.to = *to;
    if (to->clocks.known < from->clocks.known) {
      return Error{"X.FORM", "--to", "it is earlier than --from"};
    }
    if (options_.at.empty()) return {};
    const auto at = parse_typed_time("--at", options_.at);
    if (!at) return at.error();
    found_.from.clocks.valid = found_.to.clocks.valid = *at;
    return {};
  }

  Result<void> compare(const std::string& bytes, const ProvenLog& log) {
    for (const auto& [report, point] :
         {std::pair(&found_.before, &found_.from), std::pair(&found_.after, &found_.to)}) {
      auto made =
          report::accredited_in_proof(policy(), bytes, options_.election, point->clocks, {});
      if (!made) return made.error();
      *report = std::move(*made);
    }
    if (const auto read = read_records(bytes); !read) return read.error();
    for (auto& change : report::difference(found_.before.rows, found_.after.rows)) {
      auto acts = acts_of(change);
      found_.numbers.push_back({std::move(change), std::move(acts)});
    }
    return add_refused(log);
  }

  // The records of the proof, which was verified as a whole.
  Result<void> read_records(const std::string& bytes) {
    const auto proof = proof::parse_list_proof(bytes);
    if (!proof) return proof.error();
    std::vector<std::string> texts = proof->records;
    for (const proof::Part& part : proof->parts) {
      if (part.record) texts.push_back(*part.record);
    }
    for (const std::string& text : texts) {
      auto record = domain::parse_record(text);
      if (!record) return record.error();
      records_.emplace(record->key, std::move(*record));
    }
    return {};
  }

  std::vector<domain::RecordAct> acts_of(const report::Difference& change) const {
    std::vector<domain::RecordAct> acts;
    for (const std::string& key :
         {domain::object_key("accreditation", options_.election, change.number),
          domain::election_key(options_.election)}) {
      const auto record = records_.find(key);
      if (record == records_.end()) continue;
      const bool own = key.starts_with("accreditation/");
      for (const domain::RecordAct& act : record->second.acts) {
        if (in_effect(act, found_.from.clocks) || !in_effect(act, found_.to.clocks)) continue;
        const bool causes =
            std::any_of(change.kinds.begin(), change.kinds.end(), [&](DifferenceKind kind) {
              const bool of_election =
                  kind == DifferenceKind::kAuthority || kind == DifferenceKind::kVerdict;
              return (own || of_election) && may_cause(kind, act.type);
            });
        if (causes) acts.push_back(act);
      }
    }
    return acts;
  }

  Result<void> add_refused(const ProvenLog& log) {
    const auto first = log.first_after(found_.from.clocks.known);
    if (!first) return first.error();
    const auto end = log.first_after(found_.to.clocks.known);
    if (!end) return end.error();
    for (std::uint64_t index = *first; index < *end; ++index) {
      const auto entry = log.parsed(index);
      if (!entry) return entry.error();
      if (entry->is_seal()) continue;
      const auto event = domain::parse_signed_event(std::get<std::string>(entry->body));
      if (!event) return event.error();
      add_refusals(event->event, *entry);
    }
    return {};
  }

  void add_refusals(const domain::Event& event, const domain::Entry& entry) {
    if (event.type != "accreditation.refuse" || event.value("election") != options_.election) {
      return;
    }
    for (const domain::Line* line : event.all("refuse")) {
      found_.refused.push_back({line->values[0], line->values[1],
                                std::string(event.value("decree")), line->values[2],
                                line->values[3], entry.index, event.at, entry.known});
    }
  }

  const DiffOptions& options_;
  const ReaderFiles& reader_;
  const EvidencePlace& place_;
  const Session& session_;
  DiffFound found_;
  std::map<std::string, domain::Record> records_;
};

}  // namespace

Exit run_diff(const DiffOptions& options, const Session& session) {
  if (!domain::is_body_id(options.election)) {
    return refuse(session, Exit::kUsage,
                  Error{"X.FORM", printable(options.election, 40), "this is no election id"},
                  "an election id looks like kg-jk-2025");
  }
  const Result<ReaderFiles> reader = ReaderFiles::load(options.policy);
  if (!reader) return refuse(session, Exit::kBadFile, reader.error(), kPolicyHint);
  const auto place = EvidencePlace::open(options.ledger, options.node, session);
  if (!place) return place.error();
  return Comparing(options, *reader, *place, session).run();
}

}  // namespace kuboluk::tools
