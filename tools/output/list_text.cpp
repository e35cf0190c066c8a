#include <ostream>

#include "crypto/encoding.h"
#include "ledger/domain/ids.h"
#include "tools/output/answer_text.h"
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

void print_sum(std::ostream& out, const forms::ListTotals& totals) {
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

void print_list(std::ostream& out, const proof::VerifiedList& list, const ListFilter& filter) {
  const domain::Offset offset = list.law().offset;
  if (list.confirmation().training()) out << "TRAINING: this is no real election\n";
  out << "Accreditations of " << list.election() << ' ' << asked_words(list.clocks(), offset)
      << '\n';
  for (const proof::ListRow& row : list.rows()) {
    if (filter.shows(row)) print_row(out, row, offset);
  }
  const forms::ListTotals totals = forms::total_list(list, filter);
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
