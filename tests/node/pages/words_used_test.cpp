// Issue 5: "translations in one catalogue, checked for completeness by a test". Every key used in
// code or templates exists (templates: they would not load), and every key that exists is used.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "ledger/domain/act_spec.h"
#include "ledger/domain/ruleset.h"
#include "ledger/speech/catalogue.h"
#include "ledger/speech/language.h"
#include "ledger/speech/words.h"
#include "node/pages/template_files.h"

namespace kuboluk::pages {
namespace {

// Folders whose C++ takes words from the catalogue.
const std::vector<std::string> kSpeakers = {"ledger/speech", "node", "tools"};
// Families whose last part comes out of the ledger or an enum; their members are looked at below.
const std::vector<std::string> kFamilies = {
    "verdict.",      "act.",         "limb.",     "effect.",          "body.",
    "stage.",        "rule.",        "gap.",      "reading.",         "month.",
    "clock.window.", "clock.other.", "problem.",  "clock.authority.", "clock.deadline.",
    "node.role.",    "node.phase.",  "node.good", "node.behind",      "node.fork",
    "node.waiting"};

std::string text_of(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

// Every string literal of one line, and every [[key]] of the templates.
std::set<std::string> words_in_sources() {
  std::set<std::string> words;
  for (const std::string& folder : kSpeakers) {
    const std::filesystem::path root = std::filesystem::path(KUBOLUK_SOURCE_DIR) / folder;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
      const auto end = entry.path().extension();
      if (end != ".cpp" && end != ".h") continue;
      const std::string text = text_of(entry.path());
      for (std::size_t at = text.find('"'); at != std::string::npos; at = text.find('"', at + 1)) {
        const std::size_t close = text.find_first_of("\"\n", at + 1);
        if (close == std::string::npos) break;
        words.insert(text.substr(at + 1, close - at - 1));
      }
    }
  }
  for (const TemplateFile& file : template_files()) {
    const std::string text(file.text);
    for (std::size_t at = text.find("[["); at != std::string::npos; at = text.find("[[", at + 1)) {
      const std::string word = text.substr(at + 2, text.find("]]", at) - at - 2);
      words.insert(word);
      if (word.find(':') == 2) words.insert(word.substr(3));
    }
  }
  return words;
}

bool in_family(const std::string& key) {
  for (const std::string& family : kFamilies) {
    if (key.rfind(family, 0) == 0) return true;
  }
  return false;
}

bool known(const std::string& key) {
  return speech::built_in_catalogue().find(key) != nullptr;
}

TEST_CASE("every key of the catalogue is used somewhere") {
  const auto used = words_in_sources();
  for (const auto& [key, entry] : speech::built_in_catalogue().entries()) {
    INFO(key);
    CHECK((in_family(key) || used.contains(key)));
  }
}

// "answer." of "answer.number": what keys begin with. Families of the ledger's words are looked at
// below; their prefixes are also those of acts, rules and settings.
std::set<std::string> prefixes() {
  std::set<std::string> found;
  for (const auto& [key, entry] : speech::built_in_catalogue().entries()) {
    const std::string prefix = key.substr(0, key.find('.') + 1);
    if (!prefix.empty() && !in_family(key)) found.insert(prefix);
  }
  return found;
}

// What looks like a key and is none: a name of a file, an act, the beginning of a key.
bool no_key(const std::string& word) {
  const bool file = word.ends_with(".json") || word.ends_with(".csv") || word.ends_with(".txt") ||
                    word.ends_with(".lock");
  return file || word.back() == '.' || word.find_first_of(" /{}[]%:\\<>") != std::string::npos ||
         domain::find_act_spec(word) != nullptr;
}

TEST_CASE("issue 5: every key that pages, speech, paper and evidence name in their code exists") {
  const std::set<std::string> ours = prefixes();
  CHECK(ours.contains("answer."));
  CHECK(ours.contains("paper."));
  CHECK(ours.contains("dossier."));
  for (const std::string& word : words_in_sources()) {
    const std::size_t dot = word.find('.');
    if (dot == std::string::npos || !ours.contains(word.substr(0, dot + 1)) || no_key(word)) {
      continue;
    }
    INFO(word);
    CHECK(known(word));
  }
}

TEST_CASE("verdicts, acts, rules, readings and grounds of the ledger have words") {
  for (std::size_t i = 0; i < domain::kVerdictCount; ++i) {
    const std::string key(domain::to_key(static_cast<domain::Verdict>(i)));
    CHECK(known("verdict." + key + ".word"));
    CHECK(known("verdict." + key + ".do"));
  }
  for (const auto* spec : domain::act_specs())
    CHECK(known("act." + std::string(spec->type)));
  CHECK(known("act.seal"));
  const auto rulesets = domain::built_in_rulesets();
  std::set<std::string> rules;
  for (const auto& [id, text] : domain::integrity_rules())
    rules.insert(id);
  for (const std::string& id : rulesets.ids()) {
    const domain::Ruleset& ruleset = *rulesets.find(id);
    for (const auto& [rule, text] : ruleset.rules)
      rules.insert(rule);
    for (const std::string& limb : ruleset.revocation_limbs)
      CHECK(known("limb." + limb));
    for (const domain::Reading& reading : ruleset.readings) {
      CHECK(known("gap." + reading.gap));
      INFO(reading.choice);
      CHECK(known("reading." + reading.choice));
    }
  }
  for (const std::string& rule : rules) {
    INFO(rule);
    CHECK(known("rule." + rule));
  }
  for (const auto& [key, entry] : speech::built_in_catalogue().entries()) {
    if (key.rfind("rule.", 0) == 0) CHECK(rules.contains(key.substr(5)));
    if (key.rfind("act.", 0) == 0 && key != "act.seal") {
      CHECK(domain::find_act_spec(key.substr(4)) != nullptr);
    }
  }
}

}  // namespace
}  // namespace kuboluk::pages
