#include "tools/paper/evidence_facts.h"

#include <fmt/format.h>

#include <algorithm>

#include "crypto/encoding.h"
#include "ledger/speech/catalogue.h"
#include "tools/output/words.h"

namespace kuboluk::tools::paper {

namespace {

std::string time_or_dash(domain::Instant instant, const EvidenceFacts& evidence,
                         Language language) {
  if (instant == domain::kEndOfTime) return "—";
  return time_words(instant, evidence.offset, language);
}

}  // namespace

EvidenceFacts evidence_facts(const proof::Confirmation& confirmation, domain::Offset offset,
                             domain::TwoClocks clocks) {
  EvidenceFacts facts;
  facts.ledger = confirmation.ledger;
  facts.size = confirmation.size;
  facts.root = crypto::to_base64(confirmation.log_root);
  for (const log::CountedCosigner& cosigner : confirmation.cosigners) {
    facts.cosigners.push_back(printable(cosigner.name, 80));
  }
  facts.as_of = confirmation.seal_known;
  // A signed time may be anything; what lies beyond the calendar is shown as the seal's.
  constexpr std::uint64_t kLastSecond = 253'402'300'799;
  if (confirmation.as_of && *confirmation.as_of <= kLastSecond) {
    facts.as_of = {static_cast<std::int64_t>(*confirmation.as_of) * domain::kSecondMs};
  }
  // As known at an earlier time: that is the state which the paper shows.
  facts.as_of = std::min(facts.as_of, clocks.known);
  facts.held_at = clocks.valid;
  facts.offset = offset;
  facts.training = confirmation.training();
  return facts;
}

std::string short_root(const EvidenceFacts& evidence) {
  constexpr std::size_t kShortRootLetters = 12;
  return evidence.root.substr(0, kShortRootLetters) + "…";
}

std::string clock_words(const EvidenceFacts& evidence, Language language) {
  return fmt::format("{} {} · {} {}", speech::say(language, "paper.held-at"),
                     time_or_dash(evidence.held_at, evidence, language),
                     speech::say(language, "paper.state-of"),
                     time_or_dash(evidence.as_of, evidence, language));
}

std::string clock_words(const EvidenceFacts& evidence, std::string_view between) {
  const Language figures = Language::kKyrgyz;
  return fmt::format(
      "{}: {}{}{}: {} ({})", say_all("paper.held-at", " / "),
      time_or_dash(evidence.held_at, evidence, figures), between, say_all("paper.state-of", " / "),
      time_or_dash(evidence.as_of, evidence, figures), domain::print_offset(evidence.offset));
}

std::string cosigner_words(const EvidenceFacts& evidence, Language language) {
  if (evidence.cosigners.empty()) return speech::say(language, "paper.nobody-confirms");
  std::string words = speech::say(language, "paper.confirmed");
  for (std::size_t i = 0; i < evidence.cosigners.size(); ++i) {
    words.append(i == 0 ? " " : ", ").append(evidence.cosigners[i]);
  }
  return words;
}

Texts texts_of(const domain::Record& record, std::string_view fact) {
  constexpr std::size_t kTagLetters = 2;
  Texts texts;
  for (const std::string& value : record.facts_of(fact)) {
    if (value.size() <= kTagLetters + 1 || value[kTagLetters] != ' ') continue;
    texts.emplace(value.substr(0, kTagLetters), value.substr(kTagLetters + 1));
  }
  return texts;
}

std::string text_in(const Texts& texts, Language language, std::string_view otherwise) {
  std::vector<std::string_view> order = {speech::code_of(language)};
  for (const Language next : speech::kLanguages)
    order.push_back(speech::code_of(next));
  for (const std::string_view tag : order) {
    const auto found = texts.find(tag);
    if (found != texts.end()) return found->second;
  }
  return std::string(otherwise);
}

Result<std::string> check_base_url(std::string_view typed) {
  const auto fault = [typed](std::string detail) {
    return Error{"X.FORM", printable(typed, 60), std::move(detail)};
  };
  if (!typed.starts_with("http://") && !typed.starts_with("https://")) {
    return fault("the address of the pages begins with http:// or https://");
  }
  if (typed.size() > kBaseUrlBytesMax) {
    return fault("this address is too long for a code that cheap cameras read");
  }
  const bool plain = std::all_of(typed.begin(), typed.end(), [](char c) {
    return c > 0x20 && c < 0x7F && c != '?' && c != '#' && c != '"' && c != '<' && c != '>';
  });
  if (!plain) return fault("an address has no spaces, no ? and no #, and only ASCII");
  while (typed.ends_with('/'))
    typed.remove_suffix(1);
  const std::size_t host = typed.find("//");
  if (host == std::string_view::npos || host + 2 >= typed.size() || typed[host + 2] == '/' ||
      typed[host + 2] == ':') {
    return fault("an address names a host");
  }
  return std::string(typed);
}

}  // namespace kuboluk::tools::paper
