#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "crypto/sha256.h"
#include "ledger/domain/charset.h"
#include "ledger/domain/ids.h"
#include "ledger/domain/ruleset.h"

namespace kuboluk::domain {
namespace {

// Largest ruleset file in bytes, ten times the Kyrgyz one: a hostile file must not fill the memory.
constexpr std::size_t kRulesetBytesMax = 256 * 1024;
// Largest ruleset version: it stays short wherever "<id>@<version>" is written.
constexpr std::int32_t kVersionMax = 999999;
// Largest number of days in any rule (100 years): sums of days and times cannot overflow.
constexpr std::int32_t kDaysMax = 36600;
// The gaps G1 to G14 of the domain notes; a ruleset takes a position on each.
constexpr int kGaps = 14;

// Every act type that the code can execute, sorted. A ruleset may leave types out (then they are
// X.NOLAW), but a type that no code knows would be law that nobody applies.
constexpr std::array<std::string_view, 22> kActTypes{
    "accreditation.grant",  "accreditation.refuse", "accreditation.revoke",
    "application.forward",  "application.submit",   "application.supplement",
    "application.withdraw", "certificate.reissue",  "correction.clerical",
    "court.decision",       "decision.rescind",     "election.call",
    "election.invalidate",  "election.repeat",      "fact.note",
    "identity.update",      "invitation.decline",   "invitation.send",
    "ledger.genesis",       "list.publish",         "org.register",
    "results.publish",
};
static_assert(std::is_sorted(kActTypes.begin(), kActTypes.end()));

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> items;
  while (true) {
    const std::size_t comma = text.find(',');
    items.emplace_back(text.substr(0, comma));
    if (comma == std::string_view::npos) return items;
    text.remove_prefix(comma + 1);
  }
}

// Country codes as in machine-readable travel documents, two or three letters (ISO 3166-1).
bool is_country_code(std::string_view text) {
  return (text.size() == 2 || text.size() == 3) &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool is_integrity_id(std::string_view id) {
  return id.substr(0, 2) == "X.";
}

// Reads the lines from top to bottom. The first fault is kept and everything after it does nothing,
// so the functions below read like the file. Every string handed out lives as long as the text.
class Parser {
 public:
  Parser(std::string_view origin, std::string_view text) : origin_(origin), rest_(text) {}

  Result<Ruleset> run() {
    const Hash table_hash = crypto::sha256(bytes_of(rest_));
    check_size();
    header();
    bodies();
    papers();
    window();
    grounds();
    while (at_key("rule"))
      rule();
    while (at_key("act"))
      act();
    readings();
    if (!rest_.empty()) fail_next("nothing may follow the readings");
    check_citations();
    if (fault_) return *fault_;
    ruleset_.table_hash = table_hash;
    return std::move(ruleset_);
  }

 private:
  struct Citation {
    std::string id;
    std::size_t line;
  };

  // Sections, in the order of the file.

  void check_size() {
    if (rest_.size() > kRulesetBytesMax) fail_next("the text is too long");
    if (rest_.empty() || rest_.back() != '\n') fail_next("the last line does not end");
  }

  void header() {
    if (next_line() != "kuboluk/ruleset/v1") fail("expected 'kuboluk/ruleset/v1'");
    ruleset_.id = token("id");
    // '@' separates id and version; a path must be able to carry the id.
    if (ruleset_.id.find_first_of("@/:") != std::string::npos) fail("an id holds no '@', '/', ':'");
    ruleset_.version = static_cast<std::uint32_t>(number(value("version"), 1, kVersionMax));
    ruleset_.title = free_text("title");
  }

  void bodies() {
    ruleset_.commission = body("commission");
    ruleset_.ministry = body("ministry");
    ruleset_.inviters = body_list("inviters");
    ruleset_.inviter_rule = cited("inviter-rule");
    ruleset_.channel_rule = cited("channel-rule");
    ruleset_.invitation_rule = cited("invitation-rule");
    ruleset_.list_rule = cited("list-rule");
    const std::string_view word = value("forwarding");
    if (word != "always" && word != "received-by-ministry") {
      fail("expected 'always' or 'received-by-ministry'");
    }
    ruleset_.forwarding =
        word == "always" ? Forwarding::kAlways : Forwarding::kWhenReceivedByMinistry;
    ruleset_.forwarding_rule = cited("forwarding-rule");
  }

  void papers() {
    ruleset_.documents = token_list("documents");
    ruleset_.papers_rule = cited("papers-rule");
    ruleset_.document_validity_rule = cited("document-validity-rule");
    const std::string_view barred = value("barred-citizenships");
    if (barred == "-") {
      ruleset_.citizenship_rule = value("citizenship-rule");
      if (ruleset_.citizenship_rule != "-") fail("expected '-', since no citizenship is barred");
      return;
    }
    ruleset_.barred_citizenships = checked_list(barred);
    for (const std::string& code : ruleset_.barred_citizenships) {
      if (!is_country_code(code)) fail("expected country codes, as 'KG'");
    }
    ruleset_.citizenship_rule = cited("citizenship-rule");
  }

  void window() {
    constexpr std::string_view kBefore = "days-before-voting ";
    const std::string_view text = value("window");
    if (text == "explicit-closing") {
      ruleset_.window = WindowKind::kExplicitClosing;
    } else if (text.substr(0, kBefore.size()) == kBefore) {
      ruleset_.window = WindowKind::kDaysBeforeVoting;
      ruleset_.window_days = number(text.substr(kBefore.size()), 0, kDaysMax);
    } else {
      fail("expected 'explicit-closing' or 'days-before-voting <days>'");
    }
    ruleset_.window_rule = cited("window-rule");
  }

  void grounds() {
    ruleset_.refusal_grounds = cited_list("refusal-grounds");
    ruleset_.refusal_rule = cited("refusal-rule");
    ruleset_.revocation_grounds = cited_list("revocation-grounds");
    ruleset_.revocation_limbs = token_list("revocation-limbs");
    ruleset_.revocation_rule = cited("revocation-rule");
  }

  void rule() {
    const std::string id = token("rule");
    if (is_integrity_id(id)) fail("X. rules are the same everywhere and not part of a ruleset");
    check_ascending(ruleset_.rules, id);
    const std::string text = free_text("text");
    const std::string source = free_text("source");
    ruleset_.rules[id] = RuleText{text, source};
  }

  // "organisation" and "inviter" are judged by the rule of the type: elsewhere they would let
  // anybody sign.
  void check_wide_words(std::string_view type, const std::vector<std::string>& authors) {
    static constexpr std::array<std::string_view, 5> kOfOrganisation = {
        "application.submit", "application.supplement", "application.withdraw", "identity.update",
        "invitation.decline"};
    const auto names = [&](std::string_view word) {
      return std::find(authors.begin(), authors.end(), word) != authors.end();
    };
    const bool judged =
        std::find(kOfOrganisation.begin(), kOfOrganisation.end(), type) != kOfOrganisation.end();
    if (names("organisation") != judged)
      fail("'organisation' signs the acts of its application only");
    if (names("inviter") != (type == "invitation.send"))
      fail("'inviter' signs invitation.send only");
    if (names("any") && type != "fact.note") fail("'any' signs fact.note only");
  }

  void act() {
    const std::string type = token("act");
    if (!std::binary_search(kActTypes.begin(), kActTypes.end(), type)) fail("unknown act type");
    check_ascending(ruleset_.acts, type);
    ActRight right{};
    right.authors = body_list("authors");
    if (right.authors.size() > 1 && std::count(right.authors.begin(), right.authors.end(), "any")) {
      fail("'any' stands alone");
    }
    check_wide_words(type, right.authors);
    right.author_rule = cited("author-rule");
    // The genesis makes the law apply; there is no paragraph before it.
    const bool no_paragraph = type == "ledger.genesis" && at_line("paragraph -");
    right.paragraph = no_paragraph ? value("paragraph") : cited("paragraph");
    right.record_within_days = number(value("record-within-days"), 1, kDaysMax);
    ruleset_.acts[type] = right;
  }

  void readings() {
    for (int gap = 1; gap <= kGaps; ++gap) {
      const std::string name = "G" + std::to_string(gap);
      const std::string_view line = value("reading");
      const std::string_view named = line.substr(0, line.find(' '));
      if (named != name) fail("expected the reading of " + name);
      const std::string_view rest = line.substr(std::min(line.size(), named.size() + 1));
      const std::string choice(rest.substr(0, rest.find(' ')));
      if (!is_token(choice)) fail("expected a choice in one word");
      const std::string text(rest.substr(std::min(rest.size(), choice.size() + 1)));
      check_free_text(text);
      ruleset_.readings.push_back(Reading{name, choice, text});
    }
  }

  void check_citations() {
    for (const Citation& citation : citations_) {
      if (ruleset_.rules.contains(citation.id) || integrity_rules().contains(citation.id)) continue;
      line_ = citation.line;
      fail("rule '" + citation.id + "' is cited and has no 'rule' line");
    }
  }

  // Values, each of one line. An empty string after a fault.

  std::string token(std::string_view key) {
    const std::string text(value(key));
    if (!is_token(text)) fail("expected one word of letters, digits and ._:+()@/-");
    return text;
  }

  std::string body(std::string_view key) {
    const std::string text(value(key));
    if (!is_body_id(text)) fail("expected a body id");
    return text;
  }

  std::string free_text(std::string_view key) {
    const std::string text(value(key));
    check_free_text(text);
    return text;
  }

  std::string cited(std::string_view key) {
    const std::string id = token(key);
    if (!fault_) citations_.push_back({id, line_});
    return id;
  }

  std::vector<std::string> checked_list(std::string_view text) {
    if (!is_token_list(text)) fail("expected words joined by commas, sorted, none twice");
    return split_list(text);
  }

  std::vector<std::string> token_list(std::string_view key) { return checked_list(value(key)); }

  std::vector<std::string> body_list(std::string_view key) {
    std::vector<std::string> list = token_list(key);
    if (!std::all_of(list.begin(), list.end(), is_body_id)) fail("expected body ids");
    return list;
  }

  std::vector<std::string> cited_list(std::string_view key) {
    std::vector<std::string> list = token_list(key);
    for (const std::string& id : list) {
      if (!fault_) citations_.push_back({id, line_});
    }
    return list;
  }

  // Decimal, no sign, no leading zero.
  std::int32_t number(std::string_view text, std::int32_t smallest, std::int32_t largest) {
    std::int32_t parsed = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, parsed);
    const bool read = error == std::errc() && stop == end && std::to_string(parsed) == text;
    if (!read || parsed < smallest || parsed > largest) {
      fail("expected a number from " + std::to_string(smallest) + " to " + std::to_string(largest));
      return smallest;
    }
    return parsed;
  }

  void check_free_text(std::string_view text) {
    if (text.size() > kFreeTextBytesMax) fail("the text is too long");
    if (const auto wrong = free_text_fault(text)) fail(*wrong + " of the value");
  }

  template <class Value>
  void check_ascending(const std::map<std::string, Value, std::less<>>& map, std::string_view id) {
    if (!map.empty() && map.rbegin()->first == id) fail("it is here twice");
    if (!map.empty() && map.rbegin()->first > id) fail("it is not in sorted order");
  }

  // Lines.

  bool at_line(std::string_view line) const {
    return !fault_ && rest_.substr(0, rest_.find('\n')) == line;
  }

  bool at_key(std::string_view key) const {
    return !fault_ && rest_.substr(0, key.size()) == key && rest_.substr(key.size(), 1) == " ";
  }

  std::string_view next_line() {
    ++line_;
    if (fault_) return {};
    const std::string_view line = rest_.substr(0, rest_.find('\n'));
    rest_.remove_prefix(std::min(rest_.size(), line.size() + 1));
    return line;
  }

  // The value of the next line, which must have this key: unknown keys, wrong order and repeated
  // lines all end here.
  std::string_view value(std::string_view key) {
    const bool expected = at_key(key);
    const std::string_view line = next_line();
    if (!expected) {
      fail("expected '" + std::string(key) + " <value>'");
      return {};
    }
    return line.substr(key.size() + 1);
  }

  void fail(const std::string& detail) {
    if (fault_) return;
    fault_ = Error{"X.FORM", std::string(origin_) + ":" + std::to_string(line_), detail};
  }

  void fail_next(const std::string& detail) {
    if (!fault_) ++line_;
    fail(detail);
  }

  std::string_view origin_;
  std::string_view rest_;
  std::size_t line_ = 0;  // of the line read last, from 1
  Ruleset ruleset_;
  std::vector<Citation> citations_;
  std::optional<Error> fault_;
};

}  // namespace

Result<Ruleset> parse_ruleset(std::string_view origin, std::string_view text) {
  return Parser(origin, text).run();
}

}  // namespace kuboluk::domain
