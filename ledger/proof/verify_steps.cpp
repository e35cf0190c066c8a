#include "ledger/proof/verify_steps.h"

#include "crypto/encoding.h"
#include "ledger/domain/charset.h"
#include "ledger/domain/event.h"
#include "ledger/log/decimal.h"

namespace kuboluk::proof {

Error at_step(int step, std::string_view object, std::string detail) {
  return Error{"step " + std::to_string(step), std::string(object), std::move(detail)};
}

Error at_step(int step, std::string_view object, const Error& cause) {
  return at_step(step, object, cause.message());
}

VerifiedList VerdictMaker::make(std::string election, domain::TwoClocks clocks,
                                std::vector<ListRow> rows, Confirmation confirmation, LawFacts law,
                                std::string cannot_tell, std::vector<std::string> notes) {
  VerifiedList list;
  list.election_ = std::move(election);
  list.clocks_ = clocks;
  list.rows_ = std::move(rows);
  list.confirmation_ = std::move(confirmation);
  list.law_ = std::move(law);
  list.cannot_tell_ = std::move(cannot_tell);
  list.notes_ = std::move(notes);
  return list;
}

Result<domain::Record> parse_proof_record(std::string_view text, std::string_view ledger,
                                          std::string_view object) {
  auto record = domain::parse_record(text);
  if (!record) return at_step(1, object, record.error());
  if (record->ledger != ledger) {
    return at_step(1, object, "the record is of another ledger than the file says");
  }
  return record;
}

Result<std::vector<std::optional<domain::Record>>> parse_part_records(std::span<const Part> parts,
                                                                      std::string_view ledger) {
  std::vector<std::optional<domain::Record>> records;
  for (const auto& part : parts) {
    records.emplace_back();
    if (!part.record) continue;
    auto record = parse_proof_record(*part.record, ledger, part.key);
    if (!record) return record.error();
    records.back() = std::move(*record);
  }
  return records;
}

Result<std::optional<domain::Record>> ProvenParts::object(const std::string& key) {
  const Error missing{"X.PROOF", key,
                      "the answer needs this object, and it is not the next one in the file"};
  if (next_ == parts_.size() || parts_[next_].key != key) return missing;
  const auto& part = parts_[next_];
  if (auto proven = check_part(part, map_root_); !proven) {
    return Error{"X.PROOF", key, proven.error().detail};
  }
  auto record = std::move(records_[next_]);
  ++next_;
  if (record && record->key != key) return Error{"X.PROOF", key, "the record is of another object"};
  return record;
}

Result<std::vector<std::string>> ProvenParts::elsewhere(std::string_view, const Asked&) {
  elsewhere_asked_ = true;
  return std::vector<std::string>(elsewhere_.begin(), elsewhere_.end());
}

Result<void> ProvenParts::finish() const {
  if (next_ != parts_.size()) {
    return Error{"X.PROOF", parts_[next_].key,
                 "the file has an object that the answer does not need"};
  }
  if (!elsewhere_.empty() && !elsewhere_asked_) {
    return Error{"X.PROOF", "elsewhere", "other elections are named, but the number exists here"};
  }
  return {};
}

LawFacts read_law(const domain::Rulesets& rulesets, const Closure& closure,
                  std::string_view election, std::string& why) {
  LawFacts law;
  const auto* record = closure.find(domain::election_key(election));
  if (record == nullptr) return law;
  law.ruleset = record->fact("ruleset");
  law.offset = record->offset;
  const auto key = ruleset_key(*record);
  const auto* stated = key ? closure.find(*key) : nullptr;
  if (stated == nullptr || stated->fact("name") != law.ruleset) {
    why = "the ledger does not show the ruleset " + law.ruleset;
    return law;
  }
  law.merge_delay_s = log::parse_decimal(stated->fact("merge-delay"));
  if (const auto offset = domain::parse_offset(stated->fact("offset"))) law.offset = *offset;
  const auto hash = crypto::hash_from_base64(stated->fact("table-hash"));
  const auto* ours = rulesets.find_by_name(law.ruleset);
  law.runnable = ours != nullptr && hash && *hash == ours->table_hash;
  if (!law.runnable) {
    why = "this program does not run the ruleset " + law.ruleset + " with the table of the ledger";
  }
  return law;
}

Doubts find_doubts(const ReaderPolicy& reader, const Confirmation& confirmation,
                   domain::TwoClocks clocks, std::string law_doubt) {
  Doubts doubts;
  doubts.any = std::move(law_doubt);
  if (confirmation.quorum_asked && !confirmation.as_of && doubts.any.empty()) {
    doubts.any = "the reader's clock is before the times of the institutions that confirm this";
  }
  // What was known before the seal was made, no later act can change: an old answer about the past
  // is as good as a new one.
  doubts.open = clocks.known >= confirmation.seal_known;
  if (doubts.open && confirmation.age_s && *confirmation.age_s > reader.age_limit_s) {
    doubts.active = "the data is " + std::to_string(*confirmation.age_s) +
                    " seconds old; the reader's limit is " + std::to_string(reader.age_limit_s);
  }
  return doubts;
}

Judgement judge(domain::Findings findings, const Doubts& doubts) {
  const auto by_record = findings.decide();
  if (!doubts.any.empty()) findings.add(domain::Verdict::kCannotTell);
  Judgement result{findings.decide(), std::nullopt, doubts.any};
  if (result.verdict == domain::Verdict::kActive && !doubts.active.empty()) {
    result = {domain::Verdict::kCannotTell, std::nullopt, doubts.active};
  }
  if (result.verdict != domain::Verdict::kCannotTell) result.why.clear();
  if (result.verdict != by_record) result.by_record = by_record;
  return result;
}

std::vector<std::string> common_notes(const Confirmation& confirmation, const LawFacts& law,
                                      const Doubts& doubts) {
  std::vector<std::string> notes;
  if (confirmation.training()) notes.push_back("TRAINING: this ledger is not a real one.");
  if (!confirmation.quorum_asked) {
    notes.push_back(
        "No institution confirms how old this answer is: the reader's own policy asks for none.");
  }
  if (doubts.open && confirmation.as_of && law.merge_delay_s) {
    notes.push_back("Acts filed less than " + std::to_string(*law.merge_delay_s) +
                    " seconds before this answer was confirmed may be missing.");
  }
  if (!doubts.active.empty()) notes.push_back("Newer acts may be missing: " + doubts.active + ".");
  return notes;
}

}  // namespace kuboluk::proof
