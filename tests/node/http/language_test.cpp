// Whatever goes wrong is told in the language that the address asks for (issue 5: `?lang=` on every
// page), else in that of Accept-Language.
#include <catch2/catch.hpp>

#include "tests/node/http/rig.h"

namespace kuboluk::node::http::test {
namespace {

Answer look(Rig& rig, const std::string& target, const std::string& accept,
            const std::string& preferred) {
  Client client = rig.connect();
  client.send("GET " + target + " HTTP/1.1\r\nHost: x\r\nAccept: " + accept +
              "\r\nAccept-Language: " + preferred + "\r\n\r\n");
  return client.read();
}

struct Wrong {
  const char* path;  // with a query that only wants its language
  int status;
};
constexpr Wrong kWrong[] = {
    {"/nothing?lang=", 404},          {"/o/?x=1&lang=", 404},
    {"/a/b/c/d/e?lang=", 404},        {"/o/../genesis?lang=", 400},
    {"/genesis?lang=", 400},          {"/receipt/%00?x=%zz&lang=", 400},
    {"/o/KG26-0001?x=1&lang=", 400},  {"/o/!!?lang=", 400},
    {"/o?number=!!&lang=", 400},      {"/e/kg-9?lang=", 404},
    {"/a/APP-9?lang=", 404},          {"/verify?x=1&lang=", 400},
    {"/tlog-proof/none?lang=", 400},  {"/openapi.json/x?lang=", 404},
    {"/log.json?from=-1&lang=", 400},
};

}  // namespace

TEST_CASE("every error answer is in the language of `lang`, whatever the browser prefers") {
  Rig rig;
  for (const Wrong& wrong : kWrong) {
    for (const std::string language : {"ky", "ru", "en"}) {
      const std::string other = language == "en" ? "ru" : "en";
      const std::string target = wrong.path + language;
      INFO(target);
      const Answer page = look(rig, target, "text/html", other);
      CHECK(page.status == wrong.status);
      REQUIRE(page.headers.contains("content-language"));
      CHECK(page.headers.at("content-language") == language);
      CHECK(page.body.find("<html lang=\"" + language + "\">") != std::string::npos);
      const Answer problem = look(rig, target, "*/*", other);
      REQUIRE(problem.headers.contains("content-language"));
      CHECK(problem.headers.at("content-language") == language);
    }
  }
}

TEST_CASE("an error answer to an address without a language is in that of Accept-Language") {
  Rig rig;
  for (const char* target : {"/nothing", "/nothing?lang=", "/nothing?lang=de",
                             "/nothing?language=ru", "/tlog-proof/none", "/o/KG26-0001?lang=de"}) {
    INFO(target);
    CHECK(look(rig, target, "text/html", "en").headers.at("content-language") == "en");
  }
  CHECK(rig.get("/nothing").headers.count("content-language") == 0);  // a program: as it is
}

TEST_CASE("a busy node says so in the language of `lang`") {
  HttpLimits limits;
  limits.face_list_jobs = 0;
  Rig rig(limits);
  const Answer busy = look(rig, "/e/kg-1/accredited?lang=ru", "text/html", "en");
  CHECK(busy.status == 503);
  CHECK(busy.headers.at("content-language") == "ru");
}

TEST_CASE("an empty query is no query (RFC 3986 3.4): a lone '?' changes no answer") {
  Rig rig;
  for (const std::string path : {"/", "/o/KG26-0001", "/o/KG26-0001.json", "/e/kg-1.json", "/log",
                                 "/checkpoint", "/verify", "/genesis"}) {
    INFO(path);
    const Answer with = rig.get(path + "?");
    CHECK(with.status == 200);
    CHECK(with.body == rig.get(path).body);
  }
  CHECK(rig.get("/nothing?").status == 404);
  CHECK(rig.get("/checkpoint?x").status == 400);
}

}  // namespace kuboluk::node::http::test
