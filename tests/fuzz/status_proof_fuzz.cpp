// Status proofs and list proofs (DESIGN.md 4): a file from anybody, verified under a fixed policy.
// A changed file is refused, or it says the same about the same question (RELIABILITY 56).
#include <map>

#include "ledger/proof/list_proof.h"
#include "ledger/proof/status_proof.h"
#include "ledger/proof/verifier.h"
#include "tests/fuzz/target.h"
#include "tests/ledger/proof/world.h"

using namespace kuboluk;
using namespace kuboluk::proof::testing;

namespace {

void check_status(std::string_view text, const proof::ReaderPolicy& reader) {
  const auto proof = proof::parse_status_proof(text);
  if (!proof) return fuzz::check_error(proof.error());
  KUBOLUK_CHECK(proof::print_status_proof(*proof) == text);
  const auto verdict = proof::verify_status(reader, text, std::nullopt, {});
  if (!verdict) return fuzz::check_error(verdict.error());
  // The truth is what this world itself says when it is asked the same.
  const auto true_proof = status_bytes(proof->asked);
  const auto truth = proof::verify_status(reader, true_proof, proof->asked, {});
  KUBOLUK_CHECK(truth.has_value() && truth->verdict() == verdict->verdict());
}

void check_list(std::string_view text, const proof::ReaderPolicy& reader) {
  const auto proof = proof::parse_list_proof(text);
  if (!proof) return fuzz::check_error(proof.error());
  KUBOLUK_CHECK(proof::print_list_proof(*proof) == text);
  const auto list = proof::verify_list(reader, text, std::nullopt, {});
  if (!list) return fuzz::check_error(list.error());
  const auto true_proof = proof::print_list_proof(list_proof(list->election()));
  const auto truth = proof::verify_list(reader, true_proof, list->election(), {});
  KUBOLUK_CHECK(truth.has_value() && truth->rows().size() == list->rows().size());
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Reader reader;
  const std::string_view text = fuzz::text_of(data, size);
  check_status(text, reader.view());
  check_list(text, reader.view());
  return 0;
}
