// The header of an HTTP request, and the resource that its target asks for (RELIABILITY 46).
// Whatever is accepted has one reading: the strictest parts of RFC 9112 hold for it, and what is
// looked up afterwards are plain names that nobody else's server would divide otherwise.
#include <algorithm>
#include <array>

#include "crypto/encoding.h"
#include "ledger/domain/record.h"
#include "ledger/log/tiles.h"
#include "ledger/proof/asked.h"
#include "node/http/head.h"
#include "node/http/router.h"
#include "tests/fuzz/target.h"

using namespace kuboluk;
using namespace kuboluk::node::http;

namespace {

constexpr std::array<unsigned, 6> kRefusals = {204, 400, 404, 405, 414, 501};

void check_head(std::string_view text, const RequestHead& head) {
  KUBOLUK_CHECK(!head.method.empty() && !head.target.empty());
  KUBOLUK_CHECK(text.starts_with(head.method + " " + head.target + " HTTP/1."));
  KUBOLUK_CHECK(text.ends_with("\r\n\r\n"));
  KUBOLUK_CHECK(head.has_content_length || head.content_length == 0);
  KUBOLUK_CHECK(text.find("\r\n ") == std::string_view::npos);
  KUBOLUK_CHECK(text.find("\r\n\t") == std::string_view::npos);
}

bool is_plain_name(std::string_view word) {
  return word != "." && word != ".." && std::all_of(word.begin(), word.end(), [](char c) {
           return c > ' ' && c <= '~' && c != '/' && c != '\\';
         });
}

// What the pages read out of the words of a path.
void check_words(const Route& route) {
  KUBOLUK_CHECK(route.words.size() < kSegmentsMax);
  for (const std::string& word : route.words)
    KUBOLUK_CHECK(is_plain_name(word));
  if (route.page == Page::kTile) {
    std::string path = "tile";
    for (const std::string& word : route.words)
      path += "/" + word;
    const auto tile = log::parse_tile_path(path);
    KUBOLUK_CHECK(!tile || log::tile_path(*tile) == path);
  } else if (route.page == Page::kProof) {
    const auto question = proof::parse_question(route.words[0]);
    if (!question) return;
    const proof::Asked asked{*question, route.words[1], route.words[2]};
    KUBOLUK_CHECK(to_text(*question) == route.words[0]);
    if (!proof::well_formed(asked)) return;
    const auto key = domain::parse_key(domain::object_key("person", asked.election, asked.id));
    KUBOLUK_CHECK(!key || (key->election == asked.election && key->id == asked.id));
  } else if (route.page == Page::kReceipt) {
    const auto event = crypto::hash_from_hex(route.words[0]);
    KUBOLUK_CHECK(!event || crypto::to_hex(*event) == route.words[0]);
  }
}

void check_route(const RequestHead& head) {
  const auto found = find_route(head.method, head.target);
  if (const auto* refusal = std::get_if<Response>(&found)) {
    KUBOLUK_CHECK(std::count(kRefusals.begin(), kRefusals.end(), refusal->status) == 1);
    KUBOLUK_CHECK(refusal->body.size() <= fuzz::kErrorBytesMax);  // targets are not said again
    return;
  }
  const auto& route = std::get<Route>(found);
  KUBOLUK_CHECK(head.target.size() <= kTargetBytesMax);
  KUBOLUK_CHECK(takes_body(route.page) == (head.method == "POST"));
  KUBOLUK_CHECK(route.page == Page::kSubmit || (!route.wait && !route.at_least));
  // A page links to itself with it: with two slashes it would lead to another host.
  KUBOLUK_CHECK(route.target.empty() ||
                (route.target[0] == '/' && !route.target.starts_with("//")));
  KUBOLUK_CHECK(route.query.page >= 1);
  for (const std::string* value : {&route.query.election, &route.query.number})
    KUBOLUK_CHECK(value->size() <= kQueryValueBytesMax);
  check_words(route);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const auto judged = parse_head(text);
  const auto* head = std::get_if<RequestHead>(&judged);
  if (head == nullptr) return 0;
  check_head(text, *head);
  check_route(*head);
  static_cast<void>(read_asker(*head));
  return 0;
}
