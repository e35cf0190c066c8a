#include "ledger/speech/words.h"

#include "ledger/speech/catalogue.h"

namespace kuboluk::speech {

namespace {

std::string verdict_key(domain::Verdict verdict, std::string_view what) {
  std::string key = "verdict.";
  key.append(domain::to_key(verdict)).append(".").append(what);
  return key;
}

// The words under family + id, or the id.
std::string words_or_id(Language language, std::string_view family, std::string_view id) {
  std::string key(family);
  key.append(id);
  return say_if_known(language, key).value_or(std::string(id));
}

}  // namespace

std::string verdict_word(Language language, domain::Verdict verdict) {
  return say(language, verdict_key(verdict, "word"));
}

std::string verdict_advice(Language language, domain::Verdict verdict) {
  return say(language, verdict_key(verdict, "do"));
}

std::string_view verdict_symbol(domain::Verdict verdict) {
  switch (verdict) {
    case domain::Verdict::kMistyped:
      return "≈";
    case domain::Verdict::kCannotTell:
      return "?";
    case domain::Verdict::kNoSuchNumber:
      return "○";
    case domain::Verdict::kOtherElection:
      return "≠";
    case domain::Verdict::kRefused:
      return "▬";
    case domain::Verdict::kRevoked:
      return "✕";
    case domain::Verdict::kSuperseded:
      return "→";
    case domain::Verdict::kExpired:
      return "■";
    case domain::Verdict::kNotYet:
      return "…";
    case domain::Verdict::kActive:
      return "✓";
  }
  return "";
}

std::string act_words(Language language, std::string_view type) {
  return words_or_id(language, "act.", type);
}

std::string rule_words(Language language, std::string_view rule) {
  std::string key = "rule.";
  key.append(rule);
  const auto words = say_if_known(language, key);
  std::string text(rule);
  if (words) text.append(": ").append(*words);
  return text;
}

std::string limb_words(Language language, std::string_view limb) {
  return words_or_id(language, "limb.", limb);
}

std::string body_words(Language language, std::string_view id) {
  return words_or_id(language, "body.", id);
}

std::string stage_words(Language language, std::string_view stage) {
  return words_or_id(language, "stage.", stage);
}

std::string name_list(Language language, const std::vector<std::string>& names) {
  if (names.empty()) return say(language, "nobody");
  if (names.size() == 1) return names.front();
  std::string first = names.front();
  for (std::size_t i = 1; i + 1 < names.size(); ++i) {
    first.append(", ").append(names[i]);
  }
  return say(language, "and", {first, names.back()});
}

}  // namespace kuboluk::speech
