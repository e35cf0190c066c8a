// `kuboluk submit`: events into a ledger folder or to a node, all of them or none.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/bytes.h"
#include "tools/command.h"

namespace kuboluk::tools {

struct SubmitOptions {
  std::vector<std::string> files;  // signed events, or texts that are signed with `key`
  std::string ledger;              // a folder, or
  std::string node;                // the address of a node
  std::string key;                 // author key file; needed for unsigned texts only
  std::string log_key;             // empty: keys/log in the ledger folder
  std::string recorded_at;         // clock scenario only
  // For nodes only:
  std::string policy;             // whom the reader trusts
  std::string operator_key;       // author key file, with recorded_at
  std::string receipt;            // new file for the node's receipt; empty: not kept
  std::uint64_t patience_s = 60;  // how long to wait for the act to be decided
};

Exit run_submit(const SubmitOptions& options, std::string_view passphrase, const Session& session);

// Events that are in the log.
struct AcceptedEvents {
  std::uint64_t index = 0;   // of the first one
  std::uint64_t size = 0;    // a committed size that holds all of them
  std::vector<Hash> events;  // their ids
  bool repeated = false;     // they were in the log before
};
// kHolds.
Exit say_accepted(const AcceptedEvents& accepted, const Session& session);
// kOther. `ruleset`: its name; `last`: the last line, after the paragraph's text and the reason.
Exit say_refused(const Error& refusal, const std::string& ruleset, const std::string& last,
                 const Session& session);

}  // namespace kuboluk::tools
