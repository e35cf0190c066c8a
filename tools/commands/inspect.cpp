#include "tools/commands/inspect.h"

#include <boost/json.hpp>
#include <ostream>
#include <set>

#include "crypto/encoding.h"
#include "crypto/sha256.h"
#include "ledger/domain/entry.h"
#include "ledger/domain/event.h"
#include "ledger/domain/record.h"
#include "ledger/log/merkle.h"
#include "ledger/proof/list_proof.h"
#include "tools/files.h"
#include "tools/open_ledger.h"
#include "tools/output/words.h"

namespace kuboluk::tools {

namespace {

constexpr std::string_view kKeyHeader = "kuboluk/key/v1";
// Longest line shown; longer ones are cut, so that a file cannot flood a terminal.
constexpr std::size_t kLineBytesMax = 4'000;

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return lines;
}

// The secret of a key file is nobody's to see, not even its owner's on a screen.
bool is_secret(std::string_view header, std::string_view line) {
  return header == kKeyHeader && (line.starts_with("seed ") || line.starts_with("sealed "));
}

std::vector<std::pair<std::string, std::string>> names_of(std::string_view bytes) {
  std::vector<std::pair<std::string, std::string>> names;
  const std::string_view header = bytes.substr(0, bytes.find('\n'));
  if (header == "kuboluk/event/v1") {
    const std::size_t end = bytes.find("\n\n");
    const std::string_view text = end == std::string_view::npos ? bytes : bytes.substr(0, end + 1);
    names.emplace_back("event id", crypto::to_hex(domain::event_id(text)));
  }
  if (header.starts_with("kuboluk/entry/v1 ")) {
    names.emplace_back("leaf hash", crypto::to_base64(log::leaf_hash(bytes_of(bytes))));
  }
  if (header == "kuboluk/record/v1") {
    names.emplace_back("map value", crypto::to_base64(crypto::sha256(bytes_of(bytes))));
  }
  return names;
}

Exit show_json(std::string_view what, std::string_view bytes, const Session& session) {
  boost::json::object out;
  out["kind"] = "inspect";
  out["exit"] = 0;
  out["what"] = what;
  out["verified"] = false;
  out["bytes"] = bytes.size();
  for (const auto& [name, value] : names_of(bytes))
    out[name] = value;
  const std::string_view header = bytes.substr(0, bytes.find('\n'));
  boost::json::array lines;
  for (const std::string_view line : lines_of(bytes)) {
    boost::json::object shown;
    shown["line"] = is_secret(header, line) ? "(secret)" : printable(line, kLineBytesMax);
    shown["meaning"] = line_meaning(line);
    lines.push_back(std::move(shown));
  }
  out["lines"] = std::move(lines);
  session.out << boost::json::serialize(out) << '\n';
  return Exit::kHolds;
}

Exit show(std::string_view what, std::string_view bytes, const Session& session) {
  if (session.json) return show_json(what, bytes, session);
  std::ostream& out = session.out;
  out << what << ", " << bytes.size() << " bytes; shown as it is, nothing was verified\n";
  for (const auto& [name, value] : names_of(bytes))
    out << "# " << name << ' ' << value << '\n';
  const std::string_view header = bytes.substr(0, bytes.find('\n'));
  std::set<std::string_view> explained;
  for (const std::string_view line : lines_of(bytes)) {
    const std::string_view meaning = line_meaning(line);
    if (!meaning.empty() && explained.insert(meaning).second) out << "# " << meaning << '\n';
    out << (is_secret(header, line) ? "(secret)" : printable(line, kLineBytesMax)) << '\n';
  }
  return Exit::kHolds;
}

Exit show_entry(const OpenedLedger& ledger, std::uint64_t index, const Session& session) {
  const Result<batch::Position> position = ledger.reader().position();
  if (!position) return refuse(session, Exit::kBadFile, position.error(), "");
  if (index >= position->size) {
    return refuse(session, Exit::kUsage,
                  Error{"X.UNKNOWN", "entry " + std::to_string(index),
                        "the ledger has " + std::to_string(position->size) + " entries"},
                  "entries count from 0");
  }
  const Result<std::string> bytes = ledger.reader().entry(index);
  if (!bytes) return refuse(session, Exit::kInvalidEvidence, bytes.error(), "");
  return show("entry " + std::to_string(index), *bytes, session);
}

Exit show_record(const OpenedLedger& ledger, const std::string& key, const Session& session) {
  const auto text = ledger.reader().record(key);
  if (!text) return refuse(session, Exit::kInvalidEvidence, text.error(), "");
  if (!*text) {
    return refuse(session, Exit::kOther,
                  Error{"X.UNKNOWN", printable(key, domain::kRecordKeyBytesMax),
                        "the ledger has no record under this key"},
                  "keys look like accreditation/kg-jk-2025/KG25-0128 or organisation/odihr");
  }
  return show("record " + printable_argument(key), **text, session);
}

}  // namespace

Exit run_inspect(const InspectOptions& options, const Session& session) {
  if (options.ledger.empty()) {
    const Result<std::string> bytes = read_file(options.file, proof::kListProofBytesMax);
    if (!bytes) return refuse(session, Exit::kBadFile, bytes.error(), "give a file of the ledger");
    return show(printable_argument(options.file), *bytes, session);
  }
  const Result<OpenedLedger> ledger = OpenedLedger::open(options.ledger);
  if (!ledger) return refuse(session, Exit::kBadFile, ledger.error(), "give a ledger folder");
  if (options.entry) return show_entry(*ledger, *options.entry, session);
  if (!options.record.empty()) return show_record(*ledger, options.record, session);
  return show("checkpoint", ledger->checkpoint(), session);
}

}  // namespace kuboluk::tools
