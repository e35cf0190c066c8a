// The two resources of C2SP tlog-witness.
#include "crypto/encoding.h"
#include "node/http/pages.h"
#include "node/http/problem.h"
#include "node/http/served.h"
#include "node/witness/witness.h"

namespace kuboluk::node::http {

namespace {

constexpr char kSizeType[] = "text/x.tlog.size";  // tlog-witness, add-checkpoint

Response no_witness() {
  return problem(404, "this node is no witness of other logs");
}

}  // namespace

Response add_checkpoint_page(witness::Witness* witness, std::string_view body) {
  if (witness == nullptr) return no_witness();
  const witness::Answer answer = witness->add_checkpoint(body, clock_s());
  if (answer.newest_size) return {409, kSizeType, std::to_string(*answer.newest_size) + "\n", {}};
  if (answer.status == 200) return {200, kTextType, answer.cosignature, {}};
  return answer.status == 503 ? try_again(answer.detail) : problem(answer.status, answer.detail);
}

Response witnessed_page(const witness::Witness* witness, const std::vector<std::string>& words) {
  if (witness == nullptr) return no_witness();
  const auto origin = crypto::hash_from_hex(words[0]);
  if (!origin || words[1] != "checkpoint") {
    return problem(404, "ask for /witness/<SHA-256 of the origin, hex>/checkpoint");
  }
  const auto note = witness->checkpoint(*origin);
  if (!note) return problem(404, "this witness has cosigned no checkpoint of that origin");
  Response response{200, kTextType, *note, {}};
  response.headers.emplace_back("Cache-Control", "no-cache");
  return response;
}

}  // namespace kuboluk::node::http
