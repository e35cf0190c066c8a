// Refusals have one shape (RFC 9457) and tell nothing that is not the client's business.
#include "node/http/problem.h"

#include <boost/json.hpp>
#include <catch2/catch.hpp>

namespace kuboluk::node::http {
namespace {

domain::Ruleset law() {
  return *domain::built_in_rulesets().find("KR-REG-197+CL-68");
}

boost::json::object parse(const Response& response) {
  return boost::json::parse(response.body).as_object();
}

}  // namespace

TEST_CASE("a problem has exactly eight keys, in a fixed order") {
  const Response response = refusal(Error{"X.DUP", "fact.note by cec", "it is there"}, law());
  std::string keys;
  for (const auto& [key, value] : parse(response))
    keys += std::string(key) + " ";
  CHECK(keys == "type title status detail rule paragraph field object ");
  CHECK(response.type == "application/problem+json");
}

TEST_CASE("a refusal names rule, paragraph and object") {
  const domain::Ruleset ruleset = law();
  const auto& [rule, text] = *ruleset.rules.begin();
  const auto out = parse(refusal(Error{rule, "accreditation.grant by cec", "too late"}, ruleset));
  CHECK(out.at("type").as_string() == "urn:kuboluk:rule:" + rule);
  CHECK(out.at("status").as_int64() == 409);
  CHECK(out.at("rule").as_string() == rule);
  CHECK(out.at("paragraph").as_string() == text.text);
  CHECK(out.at("object").as_string() == "accreditation.grant by cec");
  CHECK(out.at("detail").as_string() == "too late");
  CHECK(out.at("field").is_null());
  CHECK(parse(refusal(Error{"NO.SUCH", "o", "d"}, ruleset)).at("paragraph").is_null());
}

TEST_CASE("the status follows from the rule") {
  const domain::Ruleset ruleset = law();
  CHECK(refusal(Error{"X.FORM", "o", "d"}, ruleset).status == 400);
  CHECK(refusal(Error{"C2SP.note", "o", "d"}, ruleset).status == 400);
  CHECK(refusal(Error{"X.SIZE", "o", "d"}, ruleset).status == 413);
  CHECK(refusal(Error{"X.SIGNATURE", "o", "d"}, ruleset).status == 409);
  CHECK(refusal(Error{"X.TIME", "o", "d"}, ruleset).status == 409);
  CHECK(refusal(Error{"STORE", "o", "d"}, ruleset).status == 503);
}

TEST_CASE("a line that a parser names is the field") {
  const auto field = [](const char* object) {
    const boost::json::object out = parse(refusal(Error{"X.FORM", object, "d"}, law()));
    return out.at("field").is_null() ? std::string("null")
                                     : std::string(out.at("field").as_string());
  };
  CHECK(field("event line 4") == "line 4");
  CHECK(field("note 2, event line 14") == "line 14");
  CHECK(field("event") == "null");
  CHECK(field("deadline 4") == "null");
  CHECK(field("line x") == "null");
}

TEST_CASE("damage is told without what this machine's store looks like") {
  const Response response =
      refusal(Error{"STORE", "/var/lib/kuboluk/data.mdb", "page 7 is damaged"}, law());
  CHECK(response.body.find("data.mdb") == std::string::npos);
  CHECK(response.body.find("page 7") == std::string::npos);
  CHECK(parse(response).at("object").is_null());
  REQUIRE(response.headers.size() == 1);
  CHECK(response.headers[0].first == "Retry-After");
}

TEST_CASE("what is repeated is printable and bounded") {
  const std::string hostile = "a\x1b[2J\xff\xe2\x80\xae" + std::string(10'000, 'b');
  const auto out = parse(refusal(Error{"X.FORM", hostile, hostile}, law()));
  for (const char* key : {"object", "detail"}) {
    const std::string_view text(out.at(key).as_string());
    CHECK(text.size() <= kDetailBytesMax);
    CHECK(text.substr(0, 10) == "a?[2J????b");
  }
}

TEST_CASE("a problem of HTTP itself cites no rule") {
  const auto out = parse(problem(404, "there is no such resource"));
  CHECK(out.at("type").as_string() == "about:blank");
  CHECK(out.at("title").as_string() == "Not Found");
  for (const char* key : {"rule", "paragraph", "field", "object"})
    CHECK(out.at(key).is_null());
}

}  // namespace kuboluk::node::http
