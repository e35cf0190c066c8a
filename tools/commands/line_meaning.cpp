#include <array>
#include <utility>

#include "tools/commands/inspect.h"

namespace kuboluk::tools {

namespace {

constexpr auto kMeanings = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"kuboluk/event/v1", "a text signed by its author"},
    {"kuboluk/entry/v1", "a leaf of the log: index, known time; then an event or a seal"},
    {"kuboluk/seal/v1", "closes a batch and carries the root of the status map"},
    {"kuboluk/record/v1", "a status record: what the ledger says about one object"},
    {"kuboluk/status-proof/v1", "one answer with all that is needed to check it offline"},
    {"kuboluk/list-proof/v1", "all accreditations of an election, provably complete"},
    {"kuboluk/receipt/v1", "a node's promise: in the log by then, or refused by a paragraph"},
    {"kuboluk/rejection/v1", "a node's word that an act is not acceptable at that size"},
    {"kuboluk/refusal/v1", "a cosigner's word why it does not cosign a tree"},
    {"kuboluk/recorded/v1", "the operator's word when acts of a TRAINING ledger are recorded"},
    {"kuboluk/fork/v1", "proof that a log key signed two histories"},
    {"kuboluk/key/v1", "a secret key: not shown"},
    {"c2sp.org/tlog-proof@v1", "shows that an entry is in a log (C2SP tlog-proof)"},
    {"ledger", "ledger id: name and hash of the genesis"},
    {"type", "kind of act"},
    {"by", "author whose keys must have signed"},
    {"signed", "when it was signed"},
    {"expires", "it must be recorded by then, or never"},
    {"at", "when the act takes effect"},
    {"ruleset", "the law that it is checked against"},
    {"part", "part of an act that is too large for one event"},
    {"clock", "real, or scenario for training"},
    {"status-root", "root of the status map: object -> hash of its record"},
    {"record", "key in the status map, or number of lines of a record"},
    {"acts", "number of acts so far, and chain hash of those no longer listed"},
    {"act", "index, valid time, known time, type, paragraph, leaf hash, change"},
    {"asked", "what the proof is about"},
    {"elsewhere", "another election that has this number"},
    {"present", "an object with its record and its path in the status map"},
    {"absent", "an object that the status map does not have"},
    {"other", "the leaf at which the search for an absent key ends"},
    {"step", "one step up the status map: bit, hash of the other side"},
    {"list", "number of records"},
    {"election", "election id"},
    {"seal", "number of lines of the last entry"},
    {"index", "place of the entry in the log"},
    {"log", "the log's key: its checkpoints must bear its signature"},
    {"witness", "a cosigner's key"},
    {"group", "a set of cosigners, and how many of them are enough"},
    {"quorum", "who must have cosigned"},
    {"role", "what the key is for"},
    {"vkey", "public half of the key"},
    {"author", "author id and how many of its keys must sign"},
    {"author-key", "a key of an author"},
    {"log-key", "public key that signs checkpoints"},
    {"decree", "the commission's decree"},
    {"grant", "number, certificate, application, person"},
    {"reason", "in words"},
    {"\xE2\x80\x94", "signature: key name, then key id and signature in base64"},
});

}  // namespace

std::string_view line_meaning(std::string_view line) {
  const std::string_view word = line.substr(0, line.find(' '));
  for (const auto& [key, meaning] : kMeanings) {
    if (key == word) return meaning;
  }
  return {};
}

}  // namespace kuboluk::tools
