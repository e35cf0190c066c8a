// What nodes and operators sign beside the log (receipts, rejections, refusals, recorded times),
// and submissions as clients post them.
#include "crypto/ed25519.h"
#include "ledger/exchange/statement.h"
#include "ledger/exchange/submission.h"
#include "tests/fuzz/target.h"
#include "tests/ledger/proof/world.h"

using namespace kuboluk;

namespace {

template <class Opened>
void check_refused(const Opened& opened) {
  // Nobody has this key, so nothing opens.
  KUBOLUK_CHECK(!opened.has_value());
  fuzz::check_error(opened.error());
}

void check_statements(std::string_view text) {
  static const auto key = crypto::VerifierKey::parse(proof::testing::author_vkey("cec")).value();
  const std::string_view ledger = "kuboluk.example/kg/0000000000000000";
  check_refused(exchange::open_receipt(text, ledger, key));
  check_refused(exchange::open_rejection(text, ledger, key));
  check_refused(exchange::open_refusal(text, ledger, key));
  check_refused(exchange::open_recorded(text, ledger, key));
  static_cast<void>(exchange::speaker_of(text));
}

void check_submission(std::string_view text) {
  static const domain::LedgerInfo info = proof::testing::world().info();
  const auto submission = exchange::parse_submission(text, info, std::nullopt);
  if (!submission) return fuzz::check_error(submission.error());
  KUBOLUK_CHECK(submission->bytes == text && !submission->events.empty());
  std::string joined;
  for (const domain::SignedEvent& event : submission->events)
    joined += event.bytes;
  KUBOLUK_CHECK(joined == text);  // no byte of it belongs to nothing
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  check_statements(text);
  check_submission(text);
  return 0;
}
