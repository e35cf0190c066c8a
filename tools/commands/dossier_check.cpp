// The steps of a dossier's check, and what they need to know.
#include <algorithm>
#include <set>

#include "crypto/encoding.h"
#include "crypto/sha256.h"
#include "ledger/domain/entry.h"
#include "ledger/domain/view.h"
#include "ledger/log/tlog_proof.h"
#include "ledger/proof/status_proof.h"
#include "tools/commands/dossier_material.h"

namespace kuboluk::tools {

namespace {

Error at_step(int step, std::string_view object, std::string detail) {
  return Error{"step " + std::to_string(step), std::string(object), std::move(detail)};
}

// The records of a verified proof under that kind of key.
Result<std::vector<domain::Record>> records_of(std::string_view proof_bytes,
                                               std::string_view kind) {
  const auto proof = proof::parse_status_proof(proof_bytes);
  if (!proof) return proof.error();
  std::vector<domain::Record> records;
  for (const proof::Part& part : proof->parts) {
    if (!part.record || !part.key.starts_with(kind)) continue;
    auto record = domain::parse_record(*part.record);
    if (!record) return record.error();
    records.push_back(std::move(*record));
  }
  return records;
}

// Step 5, for people: the law that stands in the page is the law of the ledger.
Result<void> check_ruleset(const Dossier& dossier, const proof::StatusVerdict& verdict) {
  const auto records = records_of(dossier.proof, "ruleset/");
  if (!records) return at_step(1, "proof", records.error().message());
  const std::string hash = crypto::to_base64(crypto::sha256(bytes_of(dossier.ruleset)));
  for (const domain::Record& record : *records) {
    const bool named = record.fact("name") == verdict.answer().law.ruleset;
    if (named && record.fact("table-hash") == hash) return {};
  }
  return at_step(5, "ruleset", "the text is not the table that the ledger names");
}

class Checking {
 public:
  Checking(const Dossier& dossier, const proof::StatusVerdict& now) : dossier_(dossier) {
    root_ = now.answer().confirmation->log_root;
    size_ = now.answer().confirmation->size;
    ledger_ = now.answer().confirmation->ledger;
  }

  // Step 6.
  Result<void> include_all() {
    const auto checkpoint = checkpoint_of(dossier_.proof);
    if (!checkpoint) return checkpoint.error();
    for (const auto& [index, entry] : dossier_.entries) {
      if (auto included = include(index, entry, *checkpoint); !included) return included;
    }
    return {};
  }

  // Step 7.
  Result<void> match(const std::map<std::uint64_t, Hash>& named) {
    std::set<std::uint64_t> needed = {0};
    for (const auto& [index, leaf] : named) {
      const auto event = events_.find(index);
      if (event == events_.end()) return missing(index);
      if (log::leaf_hash(bytes_of(dossier_.entries.at(index).bytes)) != leaf) {
        return at_step(7, entry_id(index), "its hash is not the one that the record names");
      }
      if (auto parts = add_parts(event->second.event, index, needed); !parts) return parts;
    }
    if (!events_.contains(0)) return missing(0);
    add_registrations(needed);
    for (const auto& [index, event] : events_) {
      if (!needed.contains(index)) {
        return at_step(7, entry_id(index), "no proven record needs this entry");
      }
    }
    return {};
  }

  // Step 8.
  Result<void> verify_authors() const {
    const auto& genesis = events_.at(0);
    const auto info = domain::read_genesis(genesis.bytes);
    if (!info) return at_step(8, entry_id(0), info.error().message());
    if (info->id != ledger_) return at_step(8, entry_id(0), "it is the genesis of another ledger");
    for (const auto& [index, event] : events_) {
      if (index == 0) continue;  // read_genesis checked it
      const auto signed_by = domain::verify_signatures(event, keys_of(event.event.by, index));
      if (!signed_by) return at_step(8, entry_id(index), signed_by.error().message());
      if (event.event.ledger != ledger_) return at_step(8, entry_id(index), "of another ledger");
    }
    return {};
  }

  std::map<std::uint64_t, domain::SignedEvent> take_events() { return std::move(events_); }

 private:
  Error missing(std::uint64_t index) const {
    return at_step(7, entry_id(index), "a proven record needs this entry, and it is not here");
  }

  Result<void> include(std::uint64_t index, const DossierEntry& shown,
                       const std::string& checkpoint) {
    const auto proof = log::parse_tlog_proof(shown.inclusion);
    if (!proof) return at_step(6, inclusion_id(index), proof.error().message());
    if (proof->index != index || proof->checkpoint != checkpoint || !proof->extra.empty()) {
      return at_step(6, inclusion_id(index), "it is about another entry or another checkpoint");
    }
    const auto included = log::verify_inclusion(index, size_, log::leaf_hash(bytes_of(shown.bytes)),
                                                proof->hashes, root_);
    if (!included) return at_step(6, entry_id(index), included.error().message());
    const auto entry = domain::parse_entry(shown.bytes);
    if (!entry || entry->is_seal() || entry->index != index) {
      return at_step(6, entry_id(index), "it is no act of that index");
    }
    auto event = domain::parse_signed_event(std::get<std::string>(entry->body));
    if (!event) return at_step(6, entry_id(index), event.error().message());
    events_.emplace(index, std::move(*event));
    return {};
  }

  Result<void> add_parts(const domain::Event& last, std::uint64_t index,
                         std::set<std::uint64_t>& needed) const {
    const std::uint64_t count = last.part ? last.part->count : 1;
    std::vector<domain::Event> parts;
    for (std::uint64_t i = 0; i < count; ++i) {
      if (index + 1 < count) return missing(0);
      const std::uint64_t at = index + 1 - count + i;
      const auto part = events_.find(at);
      if (part == events_.end()) return missing(at);
      needed.insert(at);
      parts.push_back(part->second.event);
    }
    if (count == 1) return {};
    if (const auto whole = domain::join(parts); !whole) {
      return at_step(7, entry_id(index), whole.error().message());
    }
    return {};
  }

  void add_registrations(std::set<std::uint64_t>& needed) const {
    std::set<std::string> authors;
    for (const std::uint64_t index : needed)
      authors.insert(events_.at(index).event.by);
    for (const auto& [index, event] : events_) {
      if (event.event.type == "org.register" &&
          authors.contains(std::string(event.event.value("org")))) {
        needed.insert(index);
        authors.insert(event.event.by);
      }
    }
  }

  domain::AuthorKeys keys_of(const std::string& author, std::uint64_t before) const {
    domain::AuthorKeys keys = domain::genesis_keys(events_.at(0).event, author);
    for (const domain::Line* line : events_.at(0).event.all("author")) {
      // One digit: the form of the genesis.
      if (line->values[0] == author) {
        keys.threshold = static_cast<std::uint32_t>(line->values[1][0] - '0');
      }
    }
    if (!keys.keys.empty()) return keys;
    for (const auto& [index, event] : events_) {
      if (index >= before || event.event.type != "org.register") continue;
      if (event.event.value("org") != author) continue;
      const auto key = crypto::VerifierKey::parse(event.event.value("author-key"));
      if (key) keys.keys.push_back(*key);
    }
    return keys;
  }

  const Dossier& dossier_;
  Hash root_{};
  std::uint64_t size_ = 0;
  std::string ledger_;
  std::map<std::uint64_t, domain::SignedEvent> events_;
};

std::vector<std::string> cited_rules(const proof::StatusAnswer& answer) {
  std::set<std::string> rules;
  for (const proof::HistoryAct& act : answer.history) {
    rules.insert(act.paragraph);
    for (const auto& [key, value] : act.words) {
      if (key == "ground") rules.insert(value);
    }
  }
  rules.erase("-");
  return {rules.begin(), rules.end()};
}

}  // namespace

Result<std::string> checkpoint_of(std::string_view proof_bytes) {
  auto proof = proof::parse_status_proof(proof_bytes);
  if (!proof) return proof.error();
  return std::move(proof->anchor.inclusion.checkpoint);
}

Result<std::map<std::uint64_t, Hash>> named_entries(const proof::StatusVerdict& verdict,
                                                    std::string_view proof_bytes) {
  std::map<std::uint64_t, Hash> named;
  for (const proof::HistoryAct& act : verdict.answer().history)
    named.emplace(act.index, act.leaf);
  const auto elections = records_of(proof_bytes, "election/");
  if (!elections) return elections.error();
  for (const domain::Record& election : *elections) {
    for (const domain::RecordAct& act : election.acts)
      named.emplace(act.index, act.leaf);
  }
  return named;
}

Result<CheckedDossier> check_dossier(const proof::ReaderPolicy& reader, const Dossier& dossier) {
  const auto now = proof::verify_status(reader, dossier.proof, std::nullopt,
                                        {dossier.made, domain::kEndOfTime});  // steps 1 to 5
  if (!now) return now.error();
  const auto asked = proof::verify_status(reader, dossier.proof, std::nullopt, dossier.clocks);
  if (!asked) return asked.error();
  if (auto law = check_ruleset(dossier, *now); !law) return law.error();
  // Every act that the records name, also one that takes effect later than the clocks asked.
  const auto whole = proof::verify_status(reader, dossier.proof, std::nullopt, {});
  if (!whole) return whole.error();
  const auto named = named_entries(*whole, dossier.proof);
  if (!named) return at_step(1, "proof", named.error().message());
  Checking checking(dossier, *now);
  if (auto included = checking.include_all(); !included) return included.error();  // step 6
  if (auto matched = checking.match(*named); !matched) return matched.error();     // step 7
  if (auto authors = checking.verify_authors(); !authors) return authors.error();  // step 8
  return CheckedDossier{*now, *asked, checking.take_events(), cited_rules(whole->answer())};
}

}  // namespace kuboluk::tools
