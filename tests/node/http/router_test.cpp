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
  CHECK(status_for("POST", "/submit?") == 400);
  CHECK(status_for("POST", "/submit?&wait") == 400);
  CHECK(status_for("GET", "/status?fresh=1") == 400);
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
  CHECK(status_for("GET", "http://") == 404);
  CHECK(status_for("GET", "") == 400);
  CHECK(status_for("GET", "/") == 404);
  CHECK(status_for("GET", "//status") == 404);
  CHECK(status_for("GET", "/status/") == 404);
  CHECK(status_for("GET", "/Status") == 404);
  CHECK(status_for("GET", "/proof/person/kg-1") == 404);
  CHECK(status_for("GET", "/" + std::string(kTargetBytesMax, 'a')) == 414);
  CHECK(status_for("GET", std::string(1000, '/')) == 400);
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
