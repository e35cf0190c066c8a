// The body of add-checkpoint (C2SP tlog-witness), which anybody may send to a node: what is
// accepted prints as it came, and every check of a witness comes to an end with an answer of the
// table.
#include <algorithm>
#include <array>

#include "node/witness/add_checkpoint.h"
#include "tests/fuzz/target.h"
#include "tests/ledger/proof/world.h"

using namespace kuboluk;
using namespace kuboluk::node::witness;

namespace {

constexpr std::array<unsigned, 3> kRefusals = {400, 409, 422};

void check_growth(const AddCheckpoint& request, const Latest& latest) {
  const auto refused = judge_growth(request, latest);
  if (!refused) {
    KUBOLUK_CHECK(request.old_size == latest.size && request.head.size >= latest.size);
    return;
  }
  KUBOLUK_CHECK(std::count(kRefusals.begin(), kRefusals.end(), refused->status) == 1);
  KUBOLUK_CHECK(refused->cosignature.empty() && !refused->detail.empty());
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body = fuzz::text_of(data, size);
  const auto request = parse_add_checkpoint(body);
  if (!request) {
    fuzz::check_error(request.error());
    return 0;
  }
  KUBOLUK_CHECK(body.size() <= kAddCheckpointBytesMax);
  KUBOLUK_CHECK(request->proof.size() <= kProofLinesMax);
  const std::string note = crypto::print_note(request->note);
  KUBOLUK_CHECK(print_add_checkpoint(request->old_size, request->proof, note) == body);

  static const WatchedLog kLog{proof::testing::world().checkpoint().origin,
                               {proof::testing::world().policy().logs().front().key}};
  const LogLines lines = judge_signatures(*request, kLog);
  KUBOLUK_CHECK(lines.refused ? lines.refused->status == 403 : lines.lines.size() == 1);
  check_growth(*request, Latest{});
  check_growth(*request, Latest{request->old_size, request->head.root});
  return 0;
}
