#include <algorithm>
#include <ostream>

#include "crypto/encoding.h"
#include "ledger/domain/ids.h"
#include "tools/output/answer_text.h"
#include "tools/output/list_totals.h"
#include "tools/output/words.h"

namespace kuboluk::tools {

namespace {

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

std::string or_dash(const std::string& text) {
  return text.empty() ? "-" : text;
}

void print_row(std::ostream& out, const proof::ListRow& row, domain::Offset offset) {
  const proof::AccreditationFacts& facts = row.accreditation;
  out << "  " << padded(domain::with_check_character(facts.number), 16) << ' '
      << padded(std::string(domain::to_text(row.verdict)), 14) << ' '
      << padded(or_dash(facts.person), 24) << ' ' << padded(or_dash(facts.organisation), 20) << ' '
      << or_dash(facts.decree);
  if (row.decisive && row.verdict != domain::Verdict::kActive) {
    out << "  " << row.decisive->paragraph << " since " << local_words(row.decisive->valid, offset);
  }
  out << '\n';
}

void print_sum(std::ostream& out, const ListTotals& totals) {
  if (totals.by_decree.empty()) return;
  std::uint64_t sum = 0;
  std::string parts;
  for (const auto& [decree, count] : totals.by_decree) {
    sum += count;
    parts += (parts.empty() ? "" : " + ") + std::to_string(count) + " (" + decree + ")";
  }
  out << "  " << sum << " = " << parts << '\n';
}

}  // namespace

bool ListFilter::shows(const proof::ListRow& row) const {
  if (!organisation.empty() && row.accreditation.organisation != organisation) return false;
  return decrees.empty() ||
         std::find(decrees.begin(), decrees.end(), row.accreditation.decree) != decrees.end();
}

ListTotals total_list(const proof::VerifiedList& list, const ListFilter& filter) {
  ListTotals totals;
  totals.in_election = list.rows().size();
  for (const proof::ListRow& row : list.rows()) {
    if (!filter.shows(row)) continue;
    ++totals.shown;
    ++totals.by_verdict[row.verdict];
    if (!row.accreditation.decree.empty()) ++totals.by_decree[row.accreditation.decree];
    if (!row.accreditation.organisation.empty()) {
      totals.organisations.insert(row.accreditation.organisation);
    }
  }
  return totals;
}

void print_list(std::ostream& out, const proof::VerifiedList& list, const ListFilter& filter) {
  const domain::Offset offset = list.law().offset;
  if (list.confirmation().training()) out << "TRAINING: this is no real election\n";
  out << "Accreditations of " << list.election() << ' ' << asked_words(list.clocks(), offset)
      << '\n';
  for (const proof::ListRow& row : list.rows()) {
    if (filter.shows(row)) print_row(out, row, offset);
  }
  const ListTotals totals = total_list(list, filter);
  out << totals.shown << (totals.shown == 1 ? " accreditation of " : " accreditations of ")
      << totals.organisations.size()
      << (totals.organisations.size() == 1 ? " organisation" : " organisations");
  if (totals.shown != totals.in_election) out << " (shown out of " << totals.in_election << ")";
  out << '\n';
  print_sum(out, totals);
  for (const auto& [verdict, count] : totals.by_verdict) {
    out << "  " << count << ' ' << domain::to_text(verdict) << '\n';
  }
  if (!list.cannot_tell().empty()) out << "cannot tell: " << list.cannot_tell() << '\n';
  for (const std::string& note : list.notes())
    out << "note: " << note << '\n';
  out << "complete: every accreditation number of this election that the ledger holds was in the "
         "proof\n";
  print_confirmation(out, list.confirmation(), offset);
}

}  // namespace kuboluk::tools
