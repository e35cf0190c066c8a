#include <fmt/format.h>

#include <algorithm>

#include "ledger/domain/event.h"
#include "ledger/domain/ids.h"
#include "ledger/domain/record.h"
#include "tools/paper/proven_texts.h"
#include "tools/paper/sheet.h"

namespace kuboluk::tools::paper {

namespace {

std::string name_of(const OrganisationNames& names, const std::string& organisation) {
  const auto found = names.find(organisation);
  if (found == names.end()) return organisation;
  return text_in(found->second, Language::kKyrgyz, organisation);
}

std::string ground_words(const proof::DecisiveAct& act) {
  std::string words = act.ground.empty() ? act.paragraph : act.ground;
  if (!act.limb.empty() && act.limb != domain::kNotGiven) words.append(" ").append(act.limb);
  return words;
}

void add_row(SheetFacts& facts, const proof::ListRow& row, const OrganisationNames& names) {
  // A number whose grant did not stand at these clocks was never accredited.
  if (row.verdict == domain::Verdict::kNoSuchNumber) return;
  const proof::AccreditationFacts& accreditation = row.accreditation;
  ListedNumber listed;
  listed.printed = domain::with_check_character(accreditation.number);
  listed.organisation = name_of(names, accreditation.organisation);
  listed.decree = accreditation.decree;
  listed.verdict = row.verdict;
  listed.until = accreditation.until;
  if (listed.decree.empty()) {
    ++facts.without_decree;
  } else {
    ++facts.by_decree[listed.decree];
  }
  if (row.verdict == domain::Verdict::kRevoked && row.decisive) {
    facts.gone.push_back({listed.printed, row.verdict, listed.organisation, row.decisive->valid,
                          row.decisive->known, ground_words(*row.decisive)});
  }
  facts.listed.push_back(std::move(listed));
}

// Cards of this accreditation that another card has replaced.
void add_superseded(SheetFacts& facts, const domain::Record& record, domain::TwoClocks clocks,
                    const OrganisationNames& names) {
  const auto key = domain::parse_key(record.key);
  for (const domain::RecordAct& act : record.acts) {
    if (act.type != "certificate.reissue" || !domain::holds(record, act, clocks)) continue;
    GoneNumber gone;
    gone.printed = domain::with_check_character(act.change.word("replaces"));
    gone.verdict = domain::Verdict::kSuperseded;
    gone.organisation = name_of(names, std::string(record.fact("organisation")));
    gone.since = act.valid;
    gone.recorded = act.known;
    gone.ground = fmt::format("{} → {}", key ? domain::with_check_character(key->id) : "",
                              domain::with_check_character(act.change.word("certificate")));
    facts.gone.push_back(std::move(gone));
  }
}

std::string clock_query(domain::TwoClocks clocks, const proof::Confirmation& confirmation) {
  const domain::Instant known = std::min(clocks.known, confirmation.seal_known);
  std::string query = "?known=" + domain::print_known_time(known);
  if (clocks.valid != domain::kEndOfTime) {
    query.append("&at=").append(domain::print_known_time(clocks.valid));
  }
  return query;
}

}  // namespace

SheetFacts sheet_facts(const proof::VerifiedList& list, const proof::ListProof& proof,
                       const OrganisationNames& names, const std::string& base_url) {
  SheetFacts facts;
  facts.election_id = list.election();
  facts.election = election_titles(proof.parts, list.election());
  facts.evidence = evidence_facts(list.confirmation(), list.law().offset, list.clocks());
  for (const proof::ListRow& row : list.rows())
    add_row(facts, row, names);
  for (const std::string& text : proof.records) {
    // The verifier has parsed these very bytes.
    const Result<domain::Record> record = domain::parse_record(text);
    if (record) add_superseded(facts, *record, list.clocks(), names);
  }
  const std::string query = clock_query(list.clocks(), list.confirmation());
  facts.list_url = fmt::format("{}/e/{}/accredited{}", base_url, list.election(), query);
  facts.gone_url = fmt::format("{}/e/{}/revocations{}", base_url, list.election(), query);
  return facts;
}

}  // namespace kuboluk::tools::paper
