// RELIABILITY 48, 49: which targets and methods mean something.
#include "node/http/router.h"

#include <catch2/catch.hpp>

namespace kuboluk::node::http {
namespace {

unsigned status_for(std::string_view method, std::string_view target) {
  const auto route = find_route(method, target);
  const auto* refused = std::get_if<Response>(&route);
  return refused == nullptr ? 200 : refused->status;
}

Route route_for(std::string_view method, std::string_view target) {
  return std::get<Route>(find_route(method, target));
}

std::string allow_of(std::string_view method, std::string_view target) {
  const auto answer = find_route(method, target);
  for (const auto& [name, value] : std::get<Response>(answer).headers) {
    if (name == "Allow") return value;
  }
  return "";
}

}  // namespace

TEST_CASE("every resource is found by its path") {
  CHECK(route_for("GET", "/checkpoint").page == Page::kCheckpoint);
  CHECK(route_for("GET", "/tile/0/x001/067.p/3").words ==
        std::vector<std::string>{"0", "x001", "067.p", "3"});
  CHECK(route_for("GET", "/genesis").page == Page::kGenesis);
  CHECK(route_for("GET", "/proof/person/kg-1/p-1").words ==
        std::vector<std::string>{"person", "kg-1", "p-1"});
  CHECK(route_for("GET", "/list/accreditation/kg-1").page == Page::kList);
  CHECK(route_for("GET", "/receipt/aa").page == Page::kReceipt);
  CHECK(route_for("GET", "/evidence").page == Page::kEvidence);
  CHECK(route_for("HEAD", "/healthz").page == Page::kHealth);
  CHECK(route_for("GET", "/status").page == Page::kStatus);
  CHECK(route_for("GET", "/status.json").page == Page::kStatusJson);
  CHECK(route_for("GET", "http://node.example:8080/status").page == Page::kStatus);
  CHECK(route_for("GET", "/%73tatus").page == Page::kStatus);
}

TEST_CASE("the query of a submission is exact") {
  CHECK_FALSE(route_for("POST", "/submit").wait);
  CHECK(route_for("POST", "/submit?wait").wait);
  CHECK(route_for("POST", "/submit?wait=1").wait);
  CHECK(route_for("POST", "/submit?at-least=42&wait").at_least == 42);
  CHECK(status_for("POST", "/submit?wait=0") == 400);
  CHECK(status_for("POST", "/submit?wait&wait") == 400);
  CHECK(status_for("POST", "/submit?at-least=") == 400);
  CHECK(status_for("POST", "/submit?at-least=042") == 400);
  CHECK(status_for("POST", "/submit?at-least=-1") == 400);
  CHECK(status_for("POST", "/submit?at-least=18446744073709551616") == 400);
  CHECK(status_for("POST", "/submit?at-least=1&at-least=2") == 400);
  CHECK(status_for("POST", "/submit?other=1") == 400);
  CHECK_FALSE(route_for("POST", "/submit?").wait);
  CHECK(status_for("POST", "/submit?&wait") == 400);
  CHECK(status_for("GET", "/status.json?fresh=1") == 400);
}

TEST_CASE("case 48: hostile paths are 400 or 404") {
  CHECK(status_for("GET", "/observer/..%2f..") == 400);
  CHECK(status_for("GET", "/proof/../genesis") == 400);
  CHECK(status_for("GET", "/proof/%2e%2e/genesis") == 400);
  CHECK(status_for("GET", "/./status") == 400);
  CHECK(status_for("GET", "/receipt/%00") == 400);
  CHECK(status_for("GET", "/receipt/a%0d%0ab") == 400);
  CHECK(status_for("GET", "/receipt/%4") == 400);
  CHECK(status_for("GET", "/receipt/%zz") == 400);
  CHECK(status_for("GET", "/receipt/%") == 400);
  CHECK(status_for("GET", "/receipt/%5cetc") == 400);
  CHECK(status_for("GET", "/receipt/\xd0\xb0") == 400);
  CHECK(status_for("GET", "/receipt/%d0%b0") == 400);
  CHECK(status_for("GET", "receipt/aa") == 400);
  CHECK(status_for("GET", "*") == 400);
  CHECK(route_for("GET", "http://").page == Page::kHome);
  CHECK(status_for("GET", "") == 400);
  CHECK(route_for("GET", "/").page == Page::kHome);
  CHECK(status_for("GET", "//status") == 404);
  CHECK(status_for("GET", "/status/") == 404);
  CHECK(status_for("GET", "/Status") == 404);
  CHECK(status_for("GET", "/proof/person/kg-1") == 404);
  CHECK(status_for("GET", "/" + std::string(kTargetBytesMax, 'a')) == 414);
  CHECK(status_for("GET", std::string(1000, '/')) == 400);
}

TEST_CASE("paths of the public face and their forms") {
  const auto face = [](std::string_view target) { return route_for("GET", target); };
  CHECK(face("/?lang=ru").query.language == speech::Language::kRussian);
  CHECK(face("/o/KG25-0128-L").page == Page::kObserver);
  CHECK(face("/o/KG25-0128-L").form == Form::kPage);
  CHECK(face("/o/KG25-0128-L.json").form == Form::kJson);
  CHECK(face("/o/KG25-0128-L.json").words == std::vector<std::string>{"KG25-0128-L"});
  CHECK(face("/o/KG25.0128.csv").words == std::vector<std::string>{"KG25.0128"});
  CHECK(face("/o/KG25-0128/history.txt").form == Form::kText);
  CHECK(face("/o/KG25-0128/proof").page == Page::kObserverProof);
  CHECK(face("/o?number=+kg25-0128+").query.number == "kg25-0128");
  CHECK(face("/e/kg-1.json").page == Page::kElection);
  CHECK(face("/e/kg-1/accredited.csv?decree=D-1").query.filter.decree == "D-1");
  CHECK(face("/e/kg-1/accredited/proof").page == Page::kListProof);
  CHECK(face("/e/kg-1/revocations/proof").page == Page::kListProof);
  CHECK(face("/e/kg-1/changes.atom?from=7").query.from == 7);
  CHECK(face("/a/APP-odihr-3.json").page == Page::kApplication);
  CHECK(face("/log.json").form == Form::kJson);
  CHECK(face("/log/events").page == Page::kLogEvents);
  CHECK(face("/tlog-proof/12").words == std::vector<std::string>{"12"});
  CHECK(status_for("GET", "/o/.json") == 404);
  CHECK(status_for("GET", "/o/") == 404);
  CHECK(status_for("GET", "/e/kg-1.csv/accredited.xml") == 404);
  CHECK(status_for("GET", "/e/kg-1/accredited/proof/x") == 404);
  CHECK(status_for("POST", "/o/KG25-0128") == 405);
}

TEST_CASE("the query of a page: each key once, times with any plus, unknown keys refused") {
  const auto fault = [](std::string_view target) { return route_for("GET", target).fault; };
  const auto at = [](std::string_view target) { return route_for("GET", target).query.at->ms; };
  constexpr std::int64_t kTime = 1'763'715'600'000;
  CHECK(at("/o/N-01?at=2025-11-21T15:00:00%2B06:00") == kTime);
  CHECK(at("/o/N-01?at=2025-11-21T15:00:00+06:00") == kTime);
  CHECK(at("/o/N-01?at=2025-11-21T15:00:00%2006:00") == kTime);
  CHECK(at("/o/N-01?at=2025-11-21T09:00:00Z") == kTime);
  CHECK_FALSE(fault("/o/N-01?at=&known="));
  CHECK(fault("/o/N-01?at=yesterday")->what == pages::Problem::kBadTime);
  CHECK(fault("/o/N-01?at=2025-11-21&at=2025-11-21")->status == 400);
  CHECK(fault("/o/N-01?lang=ru&lang=ru"));
  CHECK(fault("/o/N-01?lang=de"));
  CHECK(fault("/o/N-01?fresh=1"));
  CHECK(fault("/o/N-01?decree=D-1"));
  CHECK(fault("/o/N-01?election=A/../B")->what == pages::Problem::kBadElection);
  CHECK(fault("/o?number=%D0%9A%D0%9325")->what == pages::Problem::kBadNumber);
  CHECK(fault("/e/kg-1/accredited?verdict=good"));
  CHECK(fault("/e/kg-1/accredited?page=0"));
  CHECK(fault("/log?from=-1"));
  CHECK(fault("/e/kg-1/accredited?decree=" + std::string(100, 'D'))->what ==
        pages::Problem::kTooLong);
  CHECK(status_for("GET", "/o/N-01?at=%00") == 400);
}

TEST_CASE("case 49: methods") {
  CHECK(status_for("PUT", "/checkpoint") == 405);
  CHECK(status_for("POST", "/checkpoint") == 405);
  CHECK(status_for("DELETE", "/status") == 405);
  CHECK(status_for("GET", "/submit") == 405);
  CHECK(status_for("HEAD", "/submit") == 405);
  CHECK(status_for("PUT", "/none") == 404);
  CHECK(status_for("BREW", "/status") == 501);
  CHECK(status_for("CONNECT", "/status") == 501);
  CHECK(status_for("OPTIONS", "/status") == 204);
  CHECK(status_for("OPTIONS", "*") == 204);
  CHECK(allow_of("PUT", "/status") == "GET, HEAD, OPTIONS");
  CHECK(allow_of("GET", "/submit") == "POST, OPTIONS");
  CHECK(allow_of("OPTIONS", "/submit") == "POST, OPTIONS");
}

}  // namespace kuboluk::node::http
