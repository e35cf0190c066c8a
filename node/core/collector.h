// Cosignatures as they come in, and when they are a quorum under this node's own policy.
//
// Invariants: at most one line per witness, its newest; every line held has been verified; a line
// for a smaller tree never replaces one for a larger one.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "node/core/setup.h"

namespace kuboluk::core {

class Collector {
 public:
  explicit Collector(const Setup& setup) : setup_(setup) {}

  enum class Taken {
    kNew,          // it is this witness's newest now
    kOld,          // nothing new: known, older, or of a smaller tree
    kContradicts,  // the witness has signed two roots for one size: its key is in bad hands
  };
  // One note of a checkpoint's text and cosignature lines; lines by keys that are no witnesses are
  // not looked at. Gives the strongest outcome of its lines. Errors, and then nothing is taken:
  // C2SP.note, C2SP.checkpoint, X.LEDGER (another origin), C2SP.cosignature (a witness's line that
  // does not verify).
  Result<Taken> take(std::string_view note);

  // The log-signed note with all lines held for its text, if they satisfy the policy.
  std::optional<std::string> quorum(const std::string& log_note) const;
  // Ids of the members whose newest cosignature is for that checkpoint's text.
  std::size_t count(const std::string& checkpoint_text) const;
  // That member's newest cosignature, as a note; empty if there is none.
  std::string newest_of(const Member& member) const;
  std::optional<domain::Instant> time_of(const Member& member) const;

 private:
  struct Line {
    std::string text;  // the checkpoint's
    std::uint64_t size = 0;
    std::uint64_t timestamp = 0;
    crypto::NoteSignature signature;
  };
  Taken keep(const std::string& witness, Line line);
  const Line* line_of(const Member& member) const;

  const Setup& setup_;
  std::map<std::string, Line> lines_;  // by the policy's name
};

}  // namespace kuboluk::core
