#include "tools/commands/genesis_text.h"

#include <map>

#include "crypto/encoding.h"
#include "tools/files.h"
#include "tools/output/words.h"

namespace kuboluk::tools {

namespace {

constexpr std::size_t kVkeyFileBytesMax = 1'000;
// How long a genesis may wait for its first submission; it is submitted at once.
constexpr std::int64_t kGenesisExpiresMs = domain::kDayMs;

Error option_error(std::string_view option, std::string_view value, std::string detail) {
  return Error{"X.FORM", std::string(option) + " " + printable(value, 60), std::move(detail)};
}

domain::Line line(std::string_view key, std::vector<std::string> values) {
  return {std::string(key), std::move(values)};
}

Result<std::pair<std::string, std::string>> split(std::string_view option,
                                                  const std::string& text) {
  const std::size_t at = text.find('=');
  if (at == std::string::npos || at == 0 || at + 1 == text.size()) {
    return option_error(option, text, "write it as NAME=VALUE");
  }
  return std::pair(text.substr(0, at), text.substr(at + 1));
}

// A vkey as such, a file with one, or a key file.
Result<std::string> vkey_of(const std::string& text) {
  if (const auto vkey = crypto::VerifierKey::parse(text)) return vkey->text();
  const Result<std::string> file = read_file(text, kVkeyFileBytesMax);
  if (!file) return file.error();
  std::string_view first(*file);
  first = first.substr(0, first.find('\n'));
  if (const auto vkey = crypto::VerifierKey::parse(first)) return vkey->text();
  const std::size_t at = file->find("\nvkey ");
  if (at != std::string::npos) {
    std::string_view rest = std::string_view(*file).substr(at + 6);
    rest = rest.substr(0, rest.find('\n'));
    if (const auto vkey = crypto::VerifierKey::parse(rest)) return vkey->text();
  }
  return Error{"X.KEY", text, "there is no verifier key in this file"};
}

Result<void> add_authors(const InitOptions& options, const crypto::NamedKey& operator_key,
                         domain::Event& genesis) {
  std::map<std::string, std::vector<std::string>> keys;
  keys[std::string(kOperatorAuthor)] = {operator_key.vkey.text()};
  for (const std::string& text : options.authors) {
    const auto author = split("--author", text);
    if (!author) return author.error();
    if (author->first == kOperatorAuthor) {
      return option_error("--author", text, "the operator's key is given with --operator-key");
    }
    const Result<std::string> vkey = vkey_of(author->second);
    if (!vkey) return vkey.error();
    keys[author->first].push_back(*vkey);
  }
  std::map<std::string, std::string> thresholds;
  for (const std::string& text : options.thresholds) {
    const auto threshold = split("--threshold", text);
    if (!threshold) return threshold.error();
    if (!keys.contains(threshold->first)) {
      return option_error("--threshold", text, "no --author of that name is given");
    }
    thresholds[threshold->first] = threshold->second;
  }
  for (const auto& [author, vkeys] : keys) {
    const auto threshold = thresholds.find(author);
    genesis.lines.push_back(
        line("author", {author, threshold == thresholds.end() ? "1" : threshold->second}));
  }
  for (const auto& [author, vkeys] : keys) {
    for (const std::string& vkey : vkeys)
      genesis.lines.push_back(line("author-key", {author, vkey}));
  }
  return {};
}

Result<void> add_readings(const InitOptions& options, const domain::Ruleset& ruleset,
                          domain::Event& genesis) {
  std::map<std::string, std::string> texts;
  for (const std::string& text : options.readings) {
    const auto reading = split("--reading", text);
    if (!reading) return reading.error();
    const domain::Reading* gap = nullptr;
    for (const domain::Reading& known : ruleset.readings) {
      if (known.gap == reading->first) gap = &known;
    }
    if (gap != nullptr && gap->choice != reading->second) {
      return option_error("--reading", text,
                          ruleset.name() + " reads " + gap->gap + " as " + gap->choice +
                              "; another reading is another ruleset");
    }
    if (gap == nullptr && !ruleset.rules.contains(reading->first)) {
      return option_error("--reading", text, ruleset.name() + " has no such gap and no such rule");
    }
    if (gap == nullptr) texts[reading->first] = reading->second;
  }
  for (const domain::Reading& reading : ruleset.readings) {
    genesis.lines.push_back(line("switch", {reading.gap, reading.choice}));
  }
  for (const auto& [rule, text] : texts)
    genesis.lines.push_back(line("reading", {rule, text}));
  return {};
}

}  // namespace

Result<domain::Event> genesis_event(const InitOptions& options, const domain::Ruleset& ruleset,
                                    const crypto::NamedKey& operator_key,
                                    const crypto::NamedKey& log_key, domain::Instant now) {
  const auto offset = domain::parse_offset(options.offset);
  if (!offset) return option_error("--offset", options.offset, "an offset looks like +06:00");
  if (options.clock != "real" && options.clock != "scenario") {
    return option_error("--clock", options.clock, "the clock is real or scenario");
  }
  const bool scenario = options.clock == "scenario";
  domain::Event genesis;
  genesis.ledger = options.name;
  genesis.type = "ledger.genesis";
  genesis.by = kOperatorAuthor;
  // A training ledger begins in 1970, whenever it is made: its clock is that of its scenario.
  genesis.signed_at =
      scenario ? domain::Instant{} : domain::Instant{now.ms - now.ms % domain::kSecondMs};
  genesis.at = genesis.signed_at;
  genesis.expires = domain::Instant{genesis.signed_at.ms + kGenesisExpiresMs};
  genesis.offset = *offset;
  genesis.ruleset = ruleset.name();
  genesis.lines = {line("clock", {options.clock}), line("offset", {options.offset}),
                   line("ruleset-hash", {crypto::to_base64(ruleset.table_hash)}),
                   line("merge-delay", {std::to_string(options.merge_delay_s)}),
                   line("log-key", {crypto::to_base64(log_key.vkey.key().bytes())})};
  if (const auto added = add_authors(options, operator_key, genesis); !added) return added.error();
  if (const auto added = add_readings(options, ruleset, genesis); !added) return added.error();
  return genesis;
}

}  // namespace kuboluk::tools
