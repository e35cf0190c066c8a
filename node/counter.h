// The largest size that this node has signed, in a file of its own outside the ledger folder: what
// tells a ledger that came back from a backup from the newest one (DESIGN.md 5, "Start"; T16).
//
//     kuboluk/counter/v1
//     ledger kuboluk.example/kg/5d41402abc4b2a76
//     key <verifier key of the cosigner, or of the log>
//     size 1043
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "crypto/result.h"
#include "crypto/vkey.h"

namespace kuboluk::node {

// Value of what the file says, and the way to raise it. One thread at a time.
class Counter {
 public:
  // `ledger`: ledger id. A file that is not there gives a counter without a size. Errors: X.FILE,
  // X.FORM (not exactly the text above), X.KEY and X.LEDGER (of another key or ledger).
  static Result<Counter> read(const std::filesystem::path& path, const std::string& ledger,
                              const crypto::VerifierKey& key);

  // Nothing: there was no file.
  std::optional<std::uint64_t> size() const { return size_; }
  // Durable on return: written beside, synced, renamed over. A size that is not larger changes
  // nothing. After an error the file holds the old size or the new one. Error: X.FILE.
  Result<void> raise(std::uint64_t size);

 private:
  Counter(std::filesystem::path path, std::string head, std::optional<std::uint64_t> size);
  std::filesystem::path path_;
  std::string head_;  // all lines but the last
  std::optional<std::uint64_t> size_;
};

}  // namespace kuboluk::node
