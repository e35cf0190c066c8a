#include "ledger/speech/catalogue.h"

#include "crypto/check.h"
#include "ledger/speech/catalogue_files.h"
#include "ledger/speech/plural.h"

namespace kuboluk::speech {

namespace {

Catalogue parse_built_in() {
  const auto files = catalogue_files();
  KUBOLUK_CHECK(files.size() == 1);
  auto parsed = Catalogue::parse(files.front().origin, files.front().text);
  KUBOLUK_CHECK(parsed.has_value());
  return std::move(*parsed);
}

// The parser has checked that every brace belongs to a placeholder.
std::string fill(std::string_view words, const std::vector<std::string_view>& arguments) {
  std::string filled;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] != '{') {
      filled += words[i];
      continue;
    }
    const auto which = static_cast<std::size_t>(words[i + 1] - '0');
    filled += which < arguments.size() ? std::string(arguments[which])
                                       : missing_mark(std::string_view(&words[i + 1], 1));
    i += 2;
  }
  return filled;
}

}  // namespace

std::string missing_mark(std::string_view key) {
  return "(?" + std::string(key) + ")";
}

const Entry* Catalogue::find(std::string_view key) const {
  const auto found = entries_.find(key);
  return found == entries_.end() ? nullptr : &found->second;
}

const Catalogue& built_in_catalogue() {
  static const Catalogue catalogue = parse_built_in();
  return catalogue;
}

std::string say(Language language, std::string_view key, Arguments arguments) {
  const Entry* entry = built_in_catalogue().find(key);
  if (entry == nullptr || entry->counted) return missing_mark(key);
  return fill(entry->words[static_cast<std::size_t>(language)].front(), arguments);
}

std::string say_count(Language language, std::string_view key, std::uint64_t count,
                      Arguments more) {
  const Entry* entry = built_in_catalogue().find(key);
  if (entry == nullptr || !entry->counted) return missing_mark(key);
  const std::string number = std::to_string(count);
  std::vector<std::string_view> arguments{number};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const auto& forms = entry->words[static_cast<std::size_t>(language)];
  return fill(forms[plural_form(language, count)], arguments);
}

std::optional<std::string> say_if_known(Language language, std::string_view key) {
  if (built_in_catalogue().find(key) == nullptr) return std::nullopt;
  return say(language, key);
}

}  // namespace kuboluk::speech
