// Reads catalogue.txt. The file is ours, but it is edited by translators: every fault names its
// line.
#include <algorithm>
#include <bitset>

#include "ledger/domain/charset.h"
#include "ledger/speech/catalogue.h"
#include "ledger/speech/plural.h"

namespace kuboluk::speech {

namespace {

constexpr std::string_view kHeader = "kuboluk/catalogue/v1";
constexpr std::size_t kPlaceholdersMax = 10;  // {0} to {9}
using Placeholders = std::bitset<kPlaceholdersMax>;

// Nothing if a brace is no part of a placeholder.
std::optional<Placeholders> placeholders_of(std::string_view text) {
  Placeholders found;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '}') return std::nullopt;
    if (text[i] != '{') continue;
    const bool whole =
        i + 2 < text.size() && text[i + 1] >= '0' && text[i + 1] <= '9' && text[i + 2] == '}';
    if (!whole) return std::nullopt;
    found.set(static_cast<std::size_t>(text[i + 1] - '0'));
    i += 2;
  }
  return found;
}

class Parser {
 public:
  Parser(std::string_view origin, std::string_view text) : origin_(origin), text_(text) {}

  Result<std::map<std::string, Entry, std::less<>>> run() {
    if (text_.empty() || text_.back() != '\n') return fault("the last line must end with LF");
    if (!take_line() || line_ != kHeader) return fault("the first line must be the version");
    advance();
    while (!at_end_) {
      if (const auto read = read_entry(); !read) return read.error();
    }
    return std::move(entries_);
  }

 private:
  // To the next line that is no comment.
  void advance() {
    do {
      at_end_ = !take_line();
    } while (!at_end_ && line_.substr(0, 2) == "# ");
  }

  bool take_line() {
    if (text_.empty()) return false;
    const std::size_t end = text_.find('\n');
    line_ = text_.substr(0, end);
    text_.remove_prefix(end + 1);
    ++number_;
    return true;
  }

  // The value of the current line, which must begin with "<name> ".
  Result<std::string> take(const std::string& name) {
    if (at_end_ || line_.substr(0, name.size() + 1) != name + " ") {
      return fault("a line \"" + name + "\" must stand here");
    }
    std::string value(line_.substr(name.size() + 1));
    if (const auto wrong = domain::free_text_fault(value)) return fault(*wrong);
    advance();
    return value;
  }

  Result<void> read_entry() {
    const auto key = take("key");
    if (!key) return key.error();
    if (!domain::is_token(*key)) return fault("a key is one word");
    Entry entry;
    entry.counted = is_counted();
    for (const Language language : kLanguages) {
      if (const auto read = read_language(language, entry); !read) return read.error();
    }
    if (!entries_.emplace(*key, std::move(entry)).second) return fault("the key is there twice");
    return {};
  }

  // The line after Kyrgyz says it: Russian has a form or not.
  bool is_counted() const {
    const std::string_view next = text_.substr(0, text_.find('\n'));
    return next.substr(0, 3) == "ru.";
  }

  Result<void> read_language(Language language, Entry& entry) {
    const std::string code(code_of(language));
    auto& words = entry.words[static_cast<std::size_t>(language)];
    std::vector<std::string> names;
    if (entry.counted) {
      for (const std::string_view form : plural_forms(language)) {
        names.push_back(code + "." + std::string(form));
      }
    }
    if (names.empty()) names.push_back(code);
    for (const std::string& name : names) {
      auto value = take(name);
      if (!value) return value.error();
      const auto found = placeholders_of(*value);
      const auto expected = placeholders_of(first_of(entry, *value));
      if (!found || found != expected) return fault("the placeholders differ, or a brace is alone");
      if (entry.counted && !found->test(0)) return fault("a counted entry needs {0}");
      words.push_back(std::move(*value));
    }
    return {};
  }

  static std::string_view first_of(const Entry& entry, std::string_view otherwise) {
    const auto& kyrgyz = entry.words.front();
    return kyrgyz.empty() ? otherwise : std::string_view(kyrgyz.front());
  }

  Error fault(std::string detail) const {
    return {"X.FORM", std::string(origin_) + ":" + std::to_string(number_), std::move(detail)};
  }

  std::string_view origin_;
  std::string_view text_;  // what is not read yet
  std::string_view line_;
  std::size_t number_ = 0;
  bool at_end_ = false;
  std::map<std::string, Entry, std::less<>> entries_;
};

}  // namespace

Result<Catalogue> Catalogue::parse(std::string_view origin, std::string_view text) {
  auto entries = Parser(origin, text).run();
  if (!entries) return entries.error();
  Catalogue catalogue;
  catalogue.entries_ = std::move(*entries);
  return catalogue;
}

}  // namespace kuboluk::speech
