// RFC 4180, formula injection, strict text, XML and percent encoding.
#include "node/forms/table.h"

#include <catch2/catch.hpp>

#include "node/forms/feeds.h"
#include "node/forms/list_path.h"

namespace kuboluk::forms {

TEST_CASE("RFC 4180: cells are quoted where they must be, and only there") {
  CHECK(csv_cell("plain") == "plain");
  CHECK(csv_cell("a,b") == "\"a,b\"");
  CHECK(csv_cell("say \"no\"") == "\"say \"\"no\"\"\"");
  CHECK(csv_cell("two\r\nlines") == "\"two\r\nlines\"");
  CHECK(csv_cell("") == "");
}

TEST_CASE("no cell is a formula, and numbers stay numbers") {
  for (const char* formula : {"=1+1", "+cmd", "@SUM(A1)", "-2+3", "-x", "\tx", "-"}) {
    CAPTURE(formula);
    CHECK(csv_cell(formula).find('\'') != std::string::npos);
  }
  CHECK(csv_cell("-19800000") == "-19800000");
  CHECK(csv_cell("-0.5") == "-0.5");
  CHECK(csv_cell("=a,b") == "\"'=a,b\"");
}

TEST_CASE("one table in both plain forms") {
  const Table table{"status",
                    {{"verdict", "active"}, {"known", ""}},
                    {"number", "reason"},
                    {{"KG25-0128", "by its own wish"}, {"KG25-0129", ""}}};
  CHECK(print_csv(table) == "number,reason\r\nKG25-0128,by its own wish\r\nKG25-0129,\r\n");
  CHECK(print_text(table) ==
        "kuboluk/status/v1\nverdict active\nknown -\ncolumns number reason\n"
        "row KG25-0128 by its own wish\nrow KG25-0129 -\n");
}

TEST_CASE("texts of the ledger cannot leave their place in a feed or an address") {
  CHECK(xml_escaped("<a href=\"x\">&'</a>") == "&lt;a href=&quot;x&quot;&gt;&amp;&#39;&lt;/a&gt;");
  CHECK(percent_encoded("a/b?c&d=e f") == "a%2Fb%3Fc%26d%3De%20f");
  CHECK(list_path("kg-1", {"D-1", "", "AT", domain::Verdict::kActive}, {}, ".csv") ==
        "/e/kg-1/accredited.csv?decree=D-1&citizenship=AT&verdict=active");
}

}  // namespace kuboluk::forms
