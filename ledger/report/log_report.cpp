#include "ledger/report/log_report.h"

#include <algorithm>
#include <array>

#include "crypto/encoding.h"
#include "ledger/domain/view.h"

namespace kuboluk::report {
namespace {

// Which line of an act names what it is about.
struct Subject {
  std::string_view type;
  std::string_view line;
  std::string_view kind;
  std::string_view persons;  // lines that name persons; empty: none
};
constexpr std::array<Subject, 19> kSubjects = {{
    {"accreditation.grant", "decree", "decree", "grant"},
    {"accreditation.refuse", "decree", "decree", "refuse"},
    {"accreditation.revoke", "accreditation", "accreditation", ""},
    {"application.forward", "application", "application", ""},
    {"application.submit", "application", "application", "person"},
    {"application.supplement", "application", "application", ""},
    {"application.withdraw", "application", "application", ""},
    {"certificate.reissue", "accreditation", "accreditation", ""},
    {"correction.clerical", "accreditation", "accreditation", ""},
    {"court.decision", "election", "election", ""},
    {"decision.rescind", "election", "election", ""},
    {"election.call", "election", "election", ""},
    {"election.invalidate", "election", "election", ""},
    {"election.repeat", "new_election", "election", ""},
    {"identity.update", "application", "application", ""},
    {"invitation.decline", "invitation", "invitation", ""},
    {"invitation.send", "invitation", "invitation", ""},
    {"list.publish", "decree", "decree", ""},
    {"results.publish", "election", "election", ""},
}};

std::string paragraph_of(const domain::Event& event, const domain::Ruleset* ruleset) {
  if (const auto ground = event.given("ground")) return *ground;
  if (ruleset == nullptr) return {};
  const auto right = ruleset->acts.find(event.type);
  if (right == ruleset->acts.end() || right->second.paragraph == domain::kNotGiven) return {};
  return right->second.paragraph;
}

void put_subject(const domain::Event& event, LogRow& row) {
  if (event.type == "org.register") {
    row.object_kind = "organisation";
    row.object = event.given("org").value_or("");
  }
  for (const Subject& subject : kSubjects) {
    if (subject.type != event.type) continue;
    row.object_kind = subject.kind;
    row.object = event.given(subject.line).value_or("");
    if (!subject.persons.empty()) row.persons = event.all(subject.persons).size();
  }
  if (row.object.empty()) row.object_kind.clear();
}

Error damage(std::uint64_t index, const Error& cause) {
  return Error{std::string(domain::kDamageRule), "entry " + std::to_string(index), cause.message()};
}

// Parses the entry; the confirmed size is left to the caller.
Result<LogRow> read_row(const batch::LedgerReader& reader, const domain::Ruleset* ruleset,
                        std::uint64_t index) {
  const auto bytes = reader.entry(index);
  if (!bytes) return bytes.error();
  const auto entry = domain::parse_entry(*bytes);
  if (!entry) return damage(index, entry.error());
  LogRow row;
  row.index = index;
  row.known = entry->known;
  row.type = "seal";
  if (entry->is_seal()) return row;
  const auto parsed = domain::parse_signed_event(std::get<std::string>(entry->body));
  if (!parsed) return damage(index, parsed.error());
  const domain::Event& event = parsed->event;
  row.type = event.type;
  row.by = event.by;
  row.election = event.given("election").value_or("");
  row.paragraph = paragraph_of(event, ruleset);
  row.valid = event.at;
  row.event_id = crypto::to_hex(parsed->id);
  if (event.part) {
    row.part = std::to_string(event.part->number) + "/" + std::to_string(event.part->count);
  }
  put_subject(event, row);
  return row;
}

// Rows first .. end - 1, ascending. The size that confirms a row is found once per batch, from the
// end.
Result<std::vector<LogRow>> read_rows(const batch::LedgerReader& reader,
                                      const domain::Ruleset* ruleset, std::uint64_t first,
                                      std::uint64_t end) {
  std::vector<LogRow> rows;
  for (std::uint64_t index = first; index < end; ++index) {
    auto row = read_row(reader, ruleset, index);
    if (!row) return row.error();
    rows.push_back(std::move(*row));
  }
  std::uint64_t size = 0;
  for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
    if (row->type == "seal") size = row->index + 1;
    if (size == 0) {
      const auto seal = confirmed(reader, row->index);
      if (!seal) return seal.error();
      size = seal->size;
    }
    row->confirmed_size = size;
  }
  return rows;
}

// The law and the clock of the ledger, as its genesis states them.
Result<domain::LedgerInfo> info_of(const batch::LedgerReader& reader) {
  const auto genesis = event_at(reader, 0);
  if (!genesis) return genesis.error();
  auto info = domain::read_genesis(genesis->bytes);
  if (!info) return damage(0, info.error());
  return info;
}

// By what names people know those whom the rows name.
Result<void> add_names(const domain::StateView& state, LogReport& report) {
  for (const LogRow& row : report.rows) {
    if (const auto added = add_registered(state, row.by, report.organisations); !added) {
      return added.error();
    }
    if (row.object_kind == "organisation") {
      const auto added = add_registered(state, row.object, report.organisations);
      if (!added) return added.error();
    }
    if (row.object_kind != "election" || report.elections.contains(row.object)) continue;
    auto named = election(state, row.object);
    if (!named) return named.error();
    if (*named) report.elections.emplace(row.object, std::move(**named));
  }
  return {};
}

}  // namespace

Result<LogRow> log_row(const batch::LedgerReader& reader, const domain::Ruleset* ruleset,
                       std::uint64_t index) {
  auto rows = read_rows(reader, ruleset, index, index + 1);
  if (!rows) return rows.error();
  return std::move(rows->front());
}

Result<LogReport> log_report(const Source& source, std::optional<std::uint64_t> from,
                             std::uint64_t count) {
  const auto position = source.reader.position();
  if (!position) return position.error();
  const auto info = info_of(source.reader);
  if (!info) return info.error();
  count = std::min(count, kLogRowsMax);
  LogReport report;
  report.size = position->size;
  report.offset = info->offset;
  report.training = info->clock == domain::Clock::kScenario;
  report.ledger = info->id;
  const std::uint64_t newest = report.size > count ? report.size - count : 0;
  const std::uint64_t first = std::min(from.value_or(newest), report.size);
  const std::uint64_t end = first + std::min(count, report.size - first);
  const domain::Ruleset* ruleset = source.policy.rulesets.find_by_name(info->ruleset);
  auto rows = read_rows(source.reader, ruleset, first, end);
  if (!rows) return rows.error();
  report.rows = std::move(*rows);
  if (!from) std::reverse(report.rows.begin(), report.rows.end());
  if (first > 0) report.older = first > count ? first - count : 0;
  if (end < report.size) report.newer = end;
  if (const auto named = add_names(source.reader, report); !named) return named.error();
  return report;
}

}  // namespace kuboluk::report
