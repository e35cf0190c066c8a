// A C2SP tlog-witness of other logs: cosigns a checkpoint once it is shown to continue the one that
// it cosigned last. Its key and name are its own and never count in a Kuboluk quorum (DESIGN.md 4).
//
// Laws:
//   (1) of one log it never cosigns two checkpoints of which neither continues the other, across
//       restarts, crashes and requests at the same time;
//   (2) what it has cosigned is durable before the cosignature exists;
//   (3) the timestamps of one log never go back;
//   (4) a log whose record is lost or damaged is not cosigned any more.
//
// Folder: `logs` (log_state.h), `<SHA-256 of the origin, hex>.checkpoint` for each log, `lock`.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/key_file.h"
#include "crypto/open_file.h"
#include "node/journal.h"
#include "node/witness/add_checkpoint.h"
#include "node/witness/log_state.h"

namespace kuboluk::node::witness {

// Resource type: holds the lock of its folder. May be used by several threads; one checkpoint is
// recorded at a time, so a caller waits for the disk.
struct WitnessFiles {
  // The operator has made it; empty, it becomes that of a new witness.
  std::filesystem::path folder;
  // A file elsewhere that says that this key has begun. Without it a folder that was emptied, or
  // whose disk is not mounted, would look new.
  std::filesystem::path mark;
};

class Witness {
 public:
  // `journal` gets one alarm for each log that is not cosigned any more, with what to do, later
  // what the disk refuses and which log contradicts itself; from any thread. Errors, naming the
  // file and what to do: X.FILE, X.FORM, X.KEY.
  static Result<std::shared_ptr<Witness>> open(WitnessFiles files, crypto::NamedKey key,
                                               std::vector<WatchedLog> logs, Journal journal);

  // `clock`: POSIX seconds. Statuses of tlog-witness, and 503: the record of this log is damaged,
  // or the disk or the clock does not do its work.
  Answer add_checkpoint(std::string_view body, std::uint64_t clock);
  // The newest checkpoint of the log whose origin has this SHA-256, with the log's signatures and
  // this witness's cosignature. Nothing if it has cosigned none (or cannot tell).
  std::optional<std::string> checkpoint(const Hash& origin_hash) const;
  const crypto::VerifierKey& key() const { return key_.vkey; }

 private:
  struct Log {
    WatchedLog watched;
    std::filesystem::path file;
    std::optional<LogState> state;
    bool damaged = false;  // law (4)
  };

  Witness(WitnessFiles files, crypto::NamedKey key, std::vector<WatchedLog> logs, Journal journal);
  Result<void> lock_folder();
  Result<void> read_list();
  Result<void> begin();
  bool has_mark() const;
  void read_log(Log& log);
  // Law (2). Error: X.FILE.
  Result<void> record(Log& log, LogState state);
  Answer cosign(Log& log, const AddCheckpoint& request, std::vector<crypto::NoteSignature> lines,
                std::uint64_t clock);
  // At most a few lines a minute about one log: what is refused can be sent again at once.
  void say(Severity severity, const Log& log, const std::string& what);
  crypto::NoteSignature cosignature(const LogState& state) const;

  WitnessFiles files_;
  Journal journal_;
  crypto::NamedKey key_;
  std::unique_ptr<crypto::OpenFile> lock_;
  mutable std::mutex mutex_;  // of all below, once open() is done
  LineLimit said_;
  std::set<std::string> known_;  // origins that were ever cosigned
  std::map<Hash, Log> logs_;     // by SHA-256 of the origin; the map itself never changes
};

}  // namespace kuboluk::node::witness
