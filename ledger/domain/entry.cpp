#include "ledger/domain/entry.h"

#include "crypto/encoding.h"
#include "crypto/vkey.h"
#include "ledger/domain/line_reader.h"

namespace kuboluk::domain {
namespace {

constexpr std::string_view kEntryHeader = "kuboluk/entry/v1";
constexpr std::string_view kSealHeader = "kuboluk/seal/v1";
constexpr std::uint64_t kIndexMax = (std::uint64_t{1} << 63) - 1;

std::string print_seal(const Seal& seal) {
  std::string out(kSealHeader);
  out += "\nledger " + seal.ledger + "\nclock " + std::string(to_text(seal.clock));
  out += "\nafter " + std::to_string(seal.after);
  return out + "\nstatus-root " + crypto::to_base64(seal.status_root) + "\n";
}

Result<Seal> parse_seal(std::string_view text, const std::string& object) {
  auto reader = LineReader::open(object, text);
  if (!reader) return reader.error();
  if (const auto header = reader->take_exactly(kSealHeader); !header) return header.error();
  const auto ledger = reader->take("ledger");
  if (!ledger) return ledger.error();
  const auto clock = reader->take("clock");
  if (!clock) return clock.error();
  if (*clock != "real" && *clock != "scenario") return reader->fault("clock is real or scenario");
  const auto after = reader->take("after");
  if (!after) return after.error();
  const auto size = parse_decimal(*after, kIndexMax);
  if (!size) return reader->fault("after is a size");
  const auto root = reader->take("status-root");
  if (!root) return root.error();
  const auto hash = crypto::hash_from_base64(*root);
  if (!hash) return reader->fault("status-root is 32 bytes in base64");
  if (!reader->at_end()) return Error{"X.FORM", object, "text after the end of the seal"};
  if (!crypto::is_key_name(*ledger)) return Error{"X.FORM", object, "ledger is a ledger id"};
  return Seal{std::string(*ledger), *clock == "real" ? Clock::kReal : Clock::kScenario, *size,
              *hash};
}

}  // namespace

std::string_view to_text(Clock clock) {
  return clock == Clock::kReal ? "real" : "scenario";
}

std::string print_entry(const Entry& entry) {
  std::string out(kEntryHeader);
  out += " " + std::to_string(entry.index) + " " + print_known_time(entry.known) + "\n";
  if (const Seal* seal = std::get_if<Seal>(&entry.body)) return out + print_seal(*seal);
  return out + std::get<std::string>(entry.body);
}

Result<Entry> parse_entry(std::string_view bytes) {
  const auto fault = [](std::string detail) { return Error{"X.FORM", "entry", std::move(detail)}; };
  if (bytes.size() > kEntryBytesMax)
    return Error{"X.SIZE", "entry", "it is larger than 65,535 bytes"};
  const std::size_t end = bytes.find('\n');
  if (end == std::string_view::npos) return fault("the header line is missing");
  const auto words = split_words(bytes.substr(0, end));
  if (!words || words->size() != 3 || (*words)[0] != kEntryHeader) {
    return fault("expected \"kuboluk/entry/v1 <index> <known time>\"");
  }
  const auto index = parse_decimal((*words)[1], kIndexMax);
  const auto known = parse_known_time((*words)[2]);
  if (!index || !known) return fault("expected \"kuboluk/entry/v1 <index> <known time>\"");
  Entry entry{*index, *known, {}};
  const std::string_view body = bytes.substr(end + 1);
  if (body.starts_with(kSealHeader)) {
    auto seal = parse_seal(body, "entry " + std::to_string(*index));
    if (!seal) return seal.error();
    entry.body = std::move(*seal);
  } else if (body.starts_with("kuboluk/event/")) {
    entry.body = std::string(body);
  } else {
    return Error{"X.FORM", "entry " + std::to_string(*index), "it is neither an event nor a seal"};
  }
  if (print_entry(entry) != bytes) {
    return Error{"X.FORM", "entry " + std::to_string(*index),
                 "the text is not in the form in which entries are printed"};
  }
  return entry;
}

}  // namespace kuboluk::domain
