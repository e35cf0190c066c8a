#include "ledger/domain/record.h"

#include <algorithm>
#include <array>

#include "crypto/check.h"
#include "crypto/encoding.h"
#include "crypto/sha256.h"
#include "crypto/vkey.h"
#include "ledger/domain/charset.h"
#include "ledger/domain/event.h"
#include "ledger/domain/line_reader.h"

namespace kuboluk::domain {
namespace {

constexpr std::string_view kHeader = "kuboluk/record/v1";
constexpr std::string_view kReason = "reason=";
constexpr std::uint64_t kCountMax = 1'000'000'000;
constexpr std::uint64_t kIndexMax = (std::uint64_t{1} << 63) - 1;
constexpr std::size_t kFactBytesMax = 4000;

std::string print_change(const Change& change) {
  std::string out;
  for (const auto& [key, value] : change.words)
    out += " " + key + "=" + value;
  if (!change.reason.empty()) out += " " + std::string(kReason) + change.reason;
  return out;
}

std::string print_act(const RecordAct& act, Offset offset) {
  return "act " + std::to_string(act.index) + " " + print_local_time(act.valid, offset) + " " +
         print_known_time(act.known) + " " + act.type + " " + act.paragraph + " " +
         crypto::to_base64(act.leaf) + print_change(act.change) + "\n";
}

// The words after the fixed ones; false if they are not "key=value" or the reason is not free text.
bool parse_change(std::string_view rest, Change& change) {
  while (!rest.empty()) {
    if (rest.starts_with(kReason)) {
      change.reason = rest.substr(kReason.size());
      return !free_text_fault(change.reason);
    }
    const std::size_t end = std::min(rest.find(' '), rest.size());
    const std::string_view word = rest.substr(0, end);
    const std::size_t equals = word.find('=');
    if (equals == std::string_view::npos || equals == 0 || equals + 1 == word.size()) return false;
    change.words.emplace_back(word.substr(0, equals), word.substr(equals + 1));
    rest.remove_prefix(end == rest.size() ? end : end + 1);
  }
  return true;
}

std::string_view take_word(std::string_view& rest) {
  const std::size_t end = std::min(rest.find(' '), rest.size());
  const std::string_view word = rest.substr(0, end);
  rest.remove_prefix(end == rest.size() ? end : end + 1);
  return word;
}

Result<RecordAct> take_act(LineReader& reader, Offset& offset, bool first) {
  const auto line = reader.take("act");
  if (!line) return line.error();
  std::string_view rest = *line;
  const auto index = parse_decimal(take_word(rest), kIndexMax);
  const auto valid = parse_local_time(take_word(rest));
  const auto known = parse_known_time(take_word(rest));
  RecordAct act;
  act.type = take_word(rest);
  act.paragraph = take_word(rest);
  const auto leaf = crypto::hash_from_base64(take_word(rest));
  if (!index || !valid || !known || !leaf || !is_token(act.type)) {
    return reader.fault("expected \"act <index> <valid> <known> <type> <paragraph> <leaf> ...\"");
  }
  if (first) offset = valid->offset;
  if (valid->offset != offset || !parse_change(rest, act.change)) {
    return reader.fault("what the act changed is not in the form key=value");
  }
  act.index = *index;
  act.valid = valid->instant;
  act.known = *known;
  act.leaf = *leaf;
  return act;
}

Result<void> take_facts(LineReader& reader, Record& record) {
  while (!reader.at_end() && reader.peek_key() != "acts") {
    const std::string key(reader.peek_key());
    const auto value = reader.take(key);
    if (!value) return value.error();
    if (!is_token(key) || value->size() > kFactBytesMax) return reader.fault("not a fact line");
    record.facts.push_back({key, std::string(*value)});
  }
  return {};
}

Result<void> take_acts(LineReader& reader, Record& record) {
  const auto line = reader.take("acts");
  if (!line) return line.error();
  std::string_view rest = *line;
  const auto total = parse_decimal(take_word(rest), kCountMax);
  if (!total) return reader.fault("expected \"acts <count> <chain hash or ->\"");
  record.acts_total = *total;
  if (rest != kNotGiven) {
    record.earlier = crypto::hash_from_base64(rest);
    if (!record.earlier) return reader.fault("the chain hash is 32 bytes in base64, or -");
  }
  while (!reader.at_end()) {
    auto act = take_act(reader, record.offset, record.acts.empty());
    if (!act) return act.error();
    record.acts.push_back(std::move(*act));
  }
  const bool all_listed = record.acts.size() == record.acts_total;
  if (record.acts.empty() || record.acts.size() > record.acts_total ||
      all_listed == record.earlier.has_value()) {
    return reader.fault("the count of acts does not fit the lines");
  }
  return {};
}

}  // namespace

std::string_view Change::word(std::string_view key) const {
  for (const auto& [name, value] : words) {
    if (name == key) return value;
  }
  return kNotGiven;
}

std::string_view Record::fact(std::string_view fact_key) const {
  for (const Fact& fact : facts) {
    if (fact.key == fact_key) return fact.value;
  }
  return kNotGiven;
}

std::vector<std::string> Record::facts_of(std::string_view fact_key) const {
  std::vector<std::string> values;
  for (const Fact& fact : facts) {
    if (fact.key == fact_key) values.push_back(fact.value);
  }
  return values;
}

void Record::set_fact(std::string_view fact_key, std::string_view value) {
  for (Fact& fact : facts) {
    if (fact.key == fact_key) {
      KUBOLUK_CHECK(!value.empty() && value.size() <= kFactBytesMax);
      fact.value = value;
      return;
    }
  }
  add_fact(fact_key, value);
}

void Record::add_fact(std::string_view fact_key, std::string_view value) {
  KUBOLUK_CHECK(is_token(fact_key) && fact_key != "acts" && !value.empty());
  KUBOLUK_CHECK(value.size() <= kFactBytesMax);
  facts.push_back({std::string(fact_key), std::string(value)});
}

void Record::add_act(RecordAct act) {
  acts.push_back(std::move(act));
  ++acts_total;
  if (acts.size() <= kRecordActsMax) return;
  const auto folded = std::find_if(acts.begin(), acts.end(), [](const RecordAct& candidate) {
    return !decides_verdict(candidate.type);
  });
  if (folded == acts.end()) return;  // every line decides: the rules bound how many there can be
  const std::string line = print_act(*folded, offset);
  earlier = crypto::sha256({ByteView(earlier.value_or(Hash{})), bytes_of(line)});
  acts.erase(folded);
}

const RecordAct* Record::first_act(std::string_view type) const {
  for (const RecordAct& act : acts) {
    if (act.type == type) return &act;
  }
  return nullptr;
}

bool decides_verdict(std::string_view act_type) {
  static constexpr std::array<std::string_view, 14> kDeciding = {
      "accreditation.grant", "accreditation.refuse", "accreditation.revoke", "application.forward",
      "application.submit",  "application.withdraw", "certificate.reissue",  "court.decision",
      "decision.rescind",    "election.call",        "election.invalidate",  "election.repeat",
      "ledger.genesis",      "results.publish"};
  return std::find(kDeciding.begin(), kDeciding.end(), act_type) != kDeciding.end();
}

std::string print_record(const Record& record) {
  std::string out(kHeader);
  out += "\nledger " + record.ledger + "\nrecord " + record.key + "\n";
  for (const Fact& fact : record.facts)
    out += fact.key + " " + fact.value + "\n";
  out += "acts " + std::to_string(record.acts_total) + " ";
  out += (record.earlier ? crypto::to_base64(*record.earlier) : std::string(kNotGiven)) + "\n";
  for (const RecordAct& act : record.acts)
    out += print_act(act, record.offset);
  return out;
}

Result<Record> parse_record(std::string_view text) {
  auto reader = LineReader::open("record", text);
  if (!reader) return reader.error();
  if (const auto header = reader->take_exactly(kHeader); !header) return header.error();
  const auto ledger = reader->take("ledger");
  if (!ledger) return ledger.error();
  const auto key = reader->take("record");
  if (!key) return key.error();
  if (!crypto::is_key_name(*ledger) || !parse_key(*key)) {
    return reader->fault("not a ledger id and a key of the status map");
  }
  Record record;
  record.ledger = *ledger;
  record.key = *key;
  if (const auto facts = take_facts(*reader, record); !facts) return facts.error();
  if (const auto acts = take_acts(*reader, record); !acts) return acts.error();
  if (print_record(record) != text) {
    return Error{"X.FORM", "record", "the text is not in the form in which records are printed"};
  }
  return record;
}

std::string election_key(std::string_view election) {
  return plain_key("election", election);
}

std::string plain_key(std::string_view kind, std::string_view id) {
  return std::string(kind) + "/" + std::string(id);
}

std::string object_key(std::string_view kind, std::string_view election, std::string_view id) {
  return plain_key(kind, election) + "/" + std::string(id);
}

std::optional<KeyParts> parse_key(std::string_view key) {
  static constexpr std::array<std::string_view, 6> kInElection = {
      "accreditation", "application", "certificate", "decree", "invitation", "person"};
  static constexpr std::array<std::string_view, 5> kPlain = {"election", "key", "member",
                                                             "organisation", "ruleset"};
  const std::size_t first = key.find('/');
  if (first == std::string_view::npos || key.size() > kRecordKeyBytesMax) return std::nullopt;
  const std::string_view kind = key.substr(0, first);
  const std::string_view rest = key.substr(first + 1);
  if (std::find(kPlain.begin(), kPlain.end(), kind) != kPlain.end()) {
    if (!crypto::is_key_name(rest) && !is_token(rest)) return std::nullopt;
    return KeyParts{std::string(kind), "", std::string(rest)};
  }
  if (std::find(kInElection.begin(), kInElection.end(), kind) == kInElection.end())
    return std::nullopt;
  const std::size_t second = rest.find('/');
  if (second == std::string_view::npos) return std::nullopt;
  const std::string_view election = rest.substr(0, second);
  const std::string_view id = rest.substr(second + 1);
  if (!is_token(election) || !is_token(id)) return std::nullopt;
  return KeyParts{std::string(kind), std::string(election), std::string(id)};
}

}  // namespace kuboluk::domain
