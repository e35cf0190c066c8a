// Takes the evidence of a dossier out of a ledger folder or a node.
#include <set>

#include "crypto/sha256.h"
#include "ledger/domain/ruleset_files.h"
#include "ledger/log/tlog_proof.h"
#include "tools/commands/dossier_material.h"
#include "tools/commands/proven_log.h"

namespace kuboluk::tools {

namespace {

class Gathering {
 public:
  Gathering(const ProvenLog& log, std::string checkpoint, Dossier& dossier)
      : log_(log), checkpoint_(std::move(checkpoint)), dossier_(dossier) {}

  Result<void> run(const std::map<std::uint64_t, Hash>& named) {
    if (auto added = add(0); !added) return added;
    for (const auto& [index, leaf] : named) {
      if (auto added = add_act(index); !added) return added;
    }
    return add_registrations();
  }

 private:
  Result<void> add(std::uint64_t index) {
    if (dossier_.entries.contains(index)) return {};
    if (dossier_.entries.size() == kDossierEntriesMax) {
      return Error{"X.SIZE", "dossier", "more entries than a dossier may have"};
    }
    auto bytes = log_.entry(index);
    if (!bytes) return bytes.error();
    auto hashes = log_.inclusion(index);
    if (!hashes) return hashes.error();
    const log::TlogProof proof{{}, index, std::move(*hashes), checkpoint_};
    dossier_.entries.emplace(index, DossierEntry{std::move(*bytes), log::print_tlog_proof(proof)});
    return {};
  }

  Result<domain::SignedEvent> event_at(std::uint64_t index) const {
    const auto entry = log_.parsed(index);
    if (!entry) return entry.error();
    if (entry->is_seal()) return Error{"X.PROOF", entry_id(index), "a seal; an act was expected"};
    return domain::parse_signed_event(std::get<std::string>(entry->body));
  }

  // With the other parts, if the act was divided.
  Result<void> add_act(std::uint64_t index) {
    if (index >= log_.size()) return Error{"X.PROOF", entry_id(index), "beyond the log"};
    const auto last = event_at(index);
    if (!last) return last.error();
    const std::uint64_t count = last->event.part ? last->event.part->count : 1;
    for (std::uint64_t i = 0; i < count && i <= index; ++i) {
      if (auto added = add(index - i); !added) return added;
    }
    return {};
  }

  // Organisations' keys stand in the entries that registered them; nobody says where those are, so
  // the log is read.
  Result<void> add_registrations() {
    std::set<std::string> authors;
    for (const auto& [index, entry] : dossier_.entries) {
      const auto event = event_at(index);
      if (!event) return event.error();
      authors.insert(event->event.by);
    }
    const auto genesis = event_at(0);
    if (!genesis) return genesis.error();
    for (const domain::Line* line : genesis->event.all("author"))
      authors.erase(line->values[0]);
    for (std::uint64_t i = 1; i < log_.size() && !authors.empty(); ++i) {
      const auto entry = log_.parsed(i);
      if (!entry) return entry.error();
      if (entry->is_seal()) continue;
      const auto event = domain::parse_signed_event(std::get<std::string>(entry->body));
      if (!event) return event.error();
      if (event->event.type != "org.register") continue;
      if (authors.erase(std::string(event->event.value("org"))) == 0) continue;
      if (auto added = add(i); !added) return added;
    }
    return {};
  }

  const ProvenLog& log_;
  std::string checkpoint_;
  Dossier& dossier_;
};

Result<std::string> law_text(const proof::StatusVerdict& verdict, const ReaderFiles& reader) {
  const domain::Ruleset* law = reader.rulesets.find_by_name(verdict.answer().law.ruleset);
  for (const domain::RulesetFile& file : domain::ruleset_files()) {
    if (law != nullptr && crypto::sha256(bytes_of(file.text)) == law->table_hash) {
      return std::string(file.text);
    }
  }
  return Error{"quorum", "ruleset", "this program does not have the law of the ledger"};
}

}  // namespace

Result<Dossier> gather_dossier(const EvidencePlace& place, const ReaderFiles& reader,
                               const std::string& policy_text, const proof::Asked& asked,
                               domain::TwoClocks clocks, const Session& session) {
  Dossier dossier;
  dossier.program = kDossierProgram;
  dossier.made = session.now;
  dossier.clocks = clocks;
  dossier.policy = policy_text;
  auto proof = place.status_proof(asked, reader, session);
  if (!proof) return proof.error();
  dossier.proof = std::move(*proof);
  const auto whole =
      proof::verify_status(reader.view(session, kAgeLimitHours), dossier.proof, asked, {});
  if (!whole) return whole.error();
  auto law = law_text(*whole, reader);
  if (!law) return law.error();
  dossier.ruleset = std::move(*law);
  const auto named = named_entries(*whole, dossier.proof);
  if (!named) return named.error();
  auto checkpoint = checkpoint_of(dossier.proof);
  if (!checkpoint) return checkpoint.error();
  const auto& confirmation = *whole->answer().confirmation;
  const auto log = ProvenLog::open(place.source(), confirmation.size, confirmation.log_root);
  if (!log) return log.error();
  Gathering gathering(*log, std::move(*checkpoint), dossier);
  if (const auto done = gathering.run(*named); !done) return done.error();
  return dossier;
}

}  // namespace kuboluk::tools
