#include "tools/paper/evidence_facts.h"

#include <catch2/catch.hpp>

namespace kuboluk::tools::paper {
namespace {

TEST_CASE("a base address is http or https, plain, and loses its slash") {
  CHECK(check_base_url("https://ledger.example/").value() == "https://ledger.example");
  CHECK(check_base_url("http://127.0.0.1:7201").value() == "http://127.0.0.1:7201");
  CHECK(check_base_url("https://cec.example/ledger//").value() == "https://cec.example/ledger");
  for (const std::string wrong :
       {"", "ledger.example", "ftp://ledger.example", "https://", "https:///", "http:///x",
        "https://a b", "https://a?x=1", "https://a#x", "https://a\n", "https://\xD0\xB0",
        "javascript:alert(1)", "https://a\"b", "https://<b>"}) {
    INFO(wrong);
    CHECK(!check_base_url(wrong));
  }
  CHECK(!check_base_url("https://" + std::string(kBaseUrlBytesMax, 'a')));
}

TEST_CASE("a title in another language is better than an id, an id is better than nothing") {
  domain::Record record;
  record.facts = {{"title", "ru Выборы"}, {"title", "en Election"}, {"title", "x"}, {"kind", "k"}};
  const Texts texts = texts_of(record, "title");
  CHECK(texts.size() == 2);
  CHECK(text_in(texts, Language::kEnglish, "id") == "Election");
  CHECK(text_in(texts, Language::kKyrgyz, "id") == "Выборы");
  CHECK(text_in({}, Language::kKyrgyz, "id") == "id");
}

TEST_CASE("paper says by whom it was confirmed, or that nobody did") {
  proof::Confirmation confirmation;
  confirmation.size = 318;
  confirmation.seal_known = domain::parse_known_time("2026-02-13T04:00:00.000Z").value();
  confirmation.clock = domain::Clock::kScenario;
  EvidenceFacts facts = evidence_facts(confirmation, domain::Offset{360}, {});
  CHECK(facts.training);
  CHECK(facts.as_of == confirmation.seal_known);
  CHECK(cosigner_words(facts, Language::kEnglish) == "confirmed by no other institution");
  confirmation.cosigners = {{"cec", 1, false}, {"mfa", 2, false}};
  confirmation.as_of = 1'771'000'000;
  facts = evidence_facts(confirmation, domain::Offset{360}, {});
  CHECK(facts.as_of.ms == 1'771'000'000'000);
  CHECK(cosigner_words(facts, Language::kEnglish) == "confirmed by cec, mfa");
  CHECK(short_root(facts) == "AAAAAAAAAAAA…");
}

}  // namespace
}  // namespace kuboluk::tools::paper
