// `kuboluk silence`: a file that shows that an application was received and that by the end of a
// day no decision on it was recorded. The same words are said by `kuboluk verify` of that file.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/exchange/statement.h"
#include "ledger/proof/silence.h"
#include "tools/command.h"
#include "tools/reader_files.h"

namespace kuboluk::tools {

struct SilenceOptions {
  std::string application;
  std::string election;
  std::string person;  // empty: the application as a whole
  std::string by;      // a day, to its end in the ledger's offset
  std::string ledger;  // a folder, or
  std::string node;    // the address of a node
  std::string policy;
  std::string receipt;  // a node's receipt for the filing; empty: none
  std::string out;
};

// kHolds and a new file if the application is silent; kOther and no file if it was answered,
// withdrawn or not received; kCannotTell if the newest seal is of before the end of the day.
Exit run_silence(const SilenceOptions& options, const Session& session);

// `kuboluk verify` of a certificate.
Exit verify_silence_file(std::string_view bytes, const ReaderFiles& reader, const Session& session);

// The receipt of a verified certificate, if it has one: opened with the node's key that the proven
// genesis lists, and about the event of the proven filing. Errors: "step 8".
Result<std::optional<exchange::Receipt>> open_attached_receipt(const proof::SilenceAnswer& answer);

// What was found, to be said in words or as JSON.
struct SilenceSaid {
  const proof::SilenceAnswer& answer;
  std::optional<exchange::Receipt> receipt;
  // Persons of the application on whom a decision was recorded; empty: not looked for.
  std::vector<std::string> answered;
};
Exit silence_exit(proof::SilenceFinding finding);
void say_silence(const SilenceSaid& said, const Session& session);

}  // namespace kuboluk::tools
