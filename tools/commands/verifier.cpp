#include "tools/commands/verifier.h"

#include <boost/json.hpp>
#include <ostream>

#include "ledger/proof/status_proof.h"
#include "node/pages/offline_verifier.h"
#include "tools/files.h"
#include "tools/output/words.h"
#include "tools/reader_files.h"

namespace kuboluk::tools {

namespace {

// As read_policy() allows.
constexpr std::size_t kPolicyBytesMax = 1'048'576;

Exit say_made(const VerifierOptions& options, std::size_t bytes, const Session& session) {
  const std::string file = printable_argument(options.out);
  if (session.json) {
    boost::json::object out;
    out["kind"] = "verifier";
    out["exit"] = static_cast<int>(Exit::kHolds);
    out["file"] = file;
    out["bytes"] = bytes;
    session.out << boost::json::serialize(out) << '\n';
  } else {
    session.out << file << ": " << bytes << " bytes; opens in a browser, without a network\n";
  }
  return Exit::kHolds;
}

}  // namespace

Exit run_verifier(const VerifierOptions& options, const Session& session) {
  const Result<log::Policy> checked = read_policy(options.policy);
  if (!checked) return refuse(session, Exit::kBadFile, checked.error(), kPolicyHint);
  const Result<std::string> policy = read_file(options.policy, kPolicyBytesMax);
  if (!policy) return refuse(session, Exit::kBadFile, policy.error(), kPolicyHint);
  std::string proof;
  if (!options.proof.empty()) {
    Result<std::string> bytes = read_file(options.proof, proof::kStatusProofBytesMax);
    if (!bytes) return refuse(session, Exit::kBadFile, bytes.error(), "give a status proof file");
    const auto parsed = proof::parse_status_proof(*bytes);
    if (!parsed) return refuse(session, Exit::kBadFile, parsed.error(), "give a status proof file");
    proof = std::move(*bytes);
  }
  const std::string page = pages::offline_verifier_with(*policy, proof);
  const Result<void> written = write_new_file(options.out, page);
  if (!written) {
    return refuse(session, Exit::kBadFile, written.error(), "choose another --out file");
  }
  return say_made(options, page.size(), session);
}

}  // namespace kuboluk::tools
