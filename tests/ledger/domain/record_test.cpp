#include "ledger/domain/record.h"

#include <catch2/catch.hpp>

#include "crypto/encoding.h"
#include "crypto/sha256.h"
#include "tests/ledger/domain/small_ledger.h"

namespace kuboluk::domain {
namespace {

using test::at;

RecordAct line(std::uint64_t index, std::string type, Change change) {
  return {index,
          at("2026-04-10T16:00:00+06:00"),
          at("2026-04-10T16:00:00+06:00"),
          std::move(type),
          "KR.R3.4",
          crypto::sha256(bytes_of("leaf")),
          std::move(change)};
}

Record sample() {
  Record record;
  record.ledger = "kuboluk.example/test/0123456789abcdef";
  record.key = "accreditation/kg-1/T-0001";
  record.offset = Offset{360};
  record.add_fact("person", "p-1");
  record.add_fact("name", "en A name with spaces");
  record.add_act(line(7, "accreditation.grant", {{{"decree", "D1"}}, ""}));
  record.add_act(line(9, "accreditation.revoke", {{{"decree", "V1"}}, "campaigning, twice"}));
  return record;
}

TEST_CASE("a record parses to what was printed, and only from those bytes") {
  const std::string text = print_record(sample());
  REQUIRE(parse_record(text).has_value());
  CHECK(*parse_record(text) == sample());
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string flipped = text;
    flipped[i] = static_cast<char>(flipped[i] ^ 1);
    const auto parsed = parse_record(flipped);
    if (parsed) CHECK(print_record(*parsed) == flipped);
  }
  for (std::size_t cut = 0; cut < text.size(); ++cut) {
    CHECK(parse_record(text.substr(0, cut)).has_error());
  }
}

TEST_CASE("over 64 acts the oldest that decide no verdict fold into a chain hash") {
  Record record = sample();
  Hash chain{};
  for (std::uint64_t i = 0; i < 100; ++i) {
    record.add_act(line(10 + i, "correction.clerical", {{{"field", "name_lat"}}, ""}));
  }
  CHECK(record.acts_total == 102);
  CHECK(record.acts.size() == kRecordActsMax);
  CHECK(record.acts[0].type == "accreditation.grant");
  CHECK(record.acts[1].type == "accreditation.revoke");
  CHECK(record.acts[2].index == 10 + 38);
  for (std::uint64_t i = 0; i < 38; ++i) {
    const std::string folded =
        "act " + std::to_string(10 + i) +
        " 2026-04-10T16:00:00+06:00 2026-04-10T10:00:00.000Z correction.clerical KR.R3.4 " +
        crypto::to_base64(crypto::sha256(bytes_of("leaf"))) + " field=name_lat\n";
    chain = crypto::sha256({ByteView(chain), bytes_of(folded)});
  }
  REQUIRE(record.earlier.has_value());
  CHECK(*record.earlier == chain);
  CHECK(*parse_record(print_record(record)) == record);
}

TEST_CASE("keys of the status map") {
  CHECK(parse_key("accreditation/kg-1/T-0001")->id == "T-0001");
  CHECK(parse_key("key/cec.kuboluk.example/author/1")->id == "cec.kuboluk.example/author/1");
  CHECK(!parse_key("accreditation/kg-1"));
  CHECK(!parse_key("accreditation/kg-1/a b"));
  CHECK(!parse_key("badge/kg-1/T-0001"));
  CHECK(!parse_key("election/" + std::string(300, 'x')));
}

}  // namespace
}  // namespace kuboluk::domain
