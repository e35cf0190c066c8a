#include "tools/commands/export.h"

#include <unistd.h>

#include <boost/json.hpp>
#include <filesystem>
#include <ostream>
#include <vector>

#include "crypto/encoding.h"
#include "ledger/log/checkpoint.h"
#include "ledger/log/tiles.h"
#include "tools/audit/ledger_source.h"
#include "tools/files.h"
#include "tools/open_ledger.h"
#include "tools/output/progress.h"
#include "tools/output/words.h"

namespace kuboluk::tools {

namespace fs = std::filesystem;

namespace {

Error file_error(const fs::path& path, std::string detail) {
  return Error{"X.FILE", path.string(), std::move(detail)};
}

// Written completely beside the target, then moved file by file: whoever reads the target while
// this runs, or after a crash, sees a whole log, old or new.
class Staging {
 public:
  static Result<Staging> make(const fs::path& target) {
    std::string name = target.string();
    while (name.ends_with('/'))
      name.pop_back();
    name += ".partial-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) {
      return file_error(name, "no folder can be made beside the target");
    }
    return Staging(name);
  }
  ~Staging() {
    std::error_code ignored;
    if (!folder_.empty()) fs::remove_all(folder_, ignored);
  }
  Staging(Staging&& other) noexcept : folder_(std::move(other.folder_)) { other.folder_.clear(); }
  Staging& operator=(Staging&&) = delete;

  Result<void> put(const std::string& path, std::string_view bytes) {
    std::error_code error;
    fs::create_directories((folder_ / path).parent_path(), error);
    if (error) return file_error(folder_ / path, "its folder cannot be made: " + error.message());
    paths_.push_back(path);
    return write_new_file(folder_ / path, bytes);
  }

  // In the order in which they were put.
  Result<void> move_to(const fs::path& target) const {
    for (const std::string& path : paths_) {
      std::error_code error;
      fs::create_directories((target / path).parent_path(), error);
      if (!error) fs::rename(folder_ / path, target / path, error);
      if (error) return file_error(target / path, "it cannot be put in place: " + error.message());
    }
    return {};
  }

 private:
  explicit Staging(fs::path folder) : folder_(std::move(folder)) {}
  fs::path folder_;
  std::vector<std::string> paths_;
};

// Size of the export that is there already; 0 if there is none. X.GROWTH if this log does not begin
// with it.
Result<std::uint64_t> exported_size(const fs::path& target, const OpenedLedger& ledger,
                                    const log::Checkpoint& now) {
  std::error_code ignored;
  if (!fs::exists(target / "checkpoint", ignored)) {
    if (fs::exists(target, ignored) && !fs::is_empty(target, ignored)) {
      return file_error(target, "the folder is not empty and holds no export");
    }
    return 0;
  }
  const Result<std::string> bytes = read_file(target / "checkpoint", log::kCheckpointBytesMax);
  if (!bytes) return bytes.error();
  const Result<crypto::Note> note = crypto::parse_note(*bytes);
  if (!note) return note.error();
  const Result<log::Checkpoint> old = log::parse_checkpoint(note->text);
  if (!old) return old.error();
  const Error other{"X.GROWTH", (target / "checkpoint").string(),
                    "the ledger does not continue the log that was exported there (" +
                        std::to_string(old->size) + " entries of " + old->origin + ")"};
  if (old->origin != now.origin || old->size > now.size) return other;
  const log::TileHashReader hashes(ledger.reader(), now.size);
  const Result<Hash> root = log::tree_root(hashes, old->size);
  if (!root) return root.error();
  if (*root != old->root) return other;
  return old->size;
}

std::vector<log::TileId> missing_tiles(const fs::path& target, std::uint64_t old_size,
                                       std::uint64_t size) {
  std::vector<log::TileId> tiles = log::new_hash_tiles(old_size, size);
  const std::vector<log::TileId> bundles = log::new_entry_tiles(old_size, size);
  tiles.insert(tiles.end(), bundles.begin(), bundles.end());
  // Files that somebody removed from the older export come back.
  std::vector<log::TileId> older = log::new_hash_tiles(0, old_size);
  const std::vector<log::TileId> older_bundles = log::new_entry_tiles(0, old_size);
  older.insert(older.end(), older_bundles.begin(), older_bundles.end());
  for (const log::TileId& id : older) {
    std::error_code ignored;
    if (id.width == log::kTileWidth && !fs::exists(target / log::tile_path(id), ignored)) {
      tiles.push_back(id);
    }
  }
  return tiles;
}

struct Exported {
  log::Checkpoint checkpoint;
  std::uint64_t old_size = 0;
  std::uint64_t files = 0;
};

Result<void> put_tiles(Staging& staging, const Source& source,
                       const std::vector<log::TileId>& tiles, const Session& session) {
  Progress progress(session, "exporting file");
  for (std::size_t i = 0; i < tiles.size(); ++i) {
    const std::string path = log::tile_path(tiles[i]);
    const Result<std::string> bytes = source.read(path, kSourceFileBytesMax);
    if (!bytes) return bytes.error();
    if (const Result<void> put = staging.put(path, *bytes); !put) return put.error();
    progress.at(i + 1, tiles.size());
  }
  return {};
}

Result<void> put_policy(Staging& staging, const ExportOptions& options, std::string_view checkpoint,
                        const Session& session) {
  std::error_code ignored;
  fs::path file = options.policy;
  if (options.policy.empty()) {
    file = fs::path(options.ledger) / "policy";
    if (!fs::exists(file, ignored)) return {};
  }
  const Result<std::string> text = read_file(file, log::kPolicyBytesMax);
  if (!text) return text.error();
  // Whoever reads it should have his own: but one that does not fit this log must not be spread.
  const Result<log::Policy> policy = log::Policy::parse(*text);
  if (!policy) {
    return Error{policy.error().rule, file.string() + ", " + policy.error().object,
                 policy.error().detail};
  }
  const auto accepted = log::verify_checkpoint(*policy, checkpoint, session.clock_s(),
                                               kClockSkewSeconds, log::CheckpointMode::kBare);
  if (accepted) return staging.put("policy", *text);
  return Error{
      "C2SP.policy", file.string(),
      "this policy does not accept the ledger's checkpoint: " + accepted.error().message()};
}

Result<Exported> export_log(const ExportOptions& options, const OpenedLedger& ledger,
                            const Session& session) {
  const fs::path target = options.folder;
  const Result<crypto::Note> note = crypto::parse_note(ledger.checkpoint());
  if (!note) return note.error();
  const Result<log::Checkpoint> now = log::parse_checkpoint(note->text);
  if (!now) return now.error();
  const Result<std::uint64_t> old_size = exported_size(target, ledger, *now);
  if (!old_size) return old_size.error();
  Result<Staging> staging = Staging::make(target);
  if (!staging) return staging.error();
  const LedgerSource source(options.ledger, ledger.reader(), ledger.checkpoint());
  const std::vector<log::TileId> tiles = missing_tiles(target, *old_size, now->size);
  if (const auto put = put_tiles(*staging, source, tiles, session); !put) return put.error();
  // Out of the log itself: the file in the ledger folder is only a copy.
  const Result<std::string> genesis = genesis_bytes(ledger.reader());
  if (!genesis) return genesis.error();
  if (const auto put = staging->put("genesis", *genesis); !put) return put.error();
  if (const auto put = put_policy(*staging, options, ledger.checkpoint(), session); !put) {
    return put.error();
  }
  // Last: from here on readers ask for what is there already.
  if (const auto put = staging->put("checkpoint", ledger.checkpoint()); !put) return put.error();
  if (const auto moved = staging->move_to(target); !moved) return moved.error();
  return Exported{*now, *old_size, tiles.size()};
}

}  // namespace

Exit run_export(const ExportOptions& options, const Session& session) {
  const Result<OpenedLedger> ledger = OpenedLedger::open(options.ledger);
  if (!ledger) {
    return refuse(session, Exit::kBadFile, ledger.error(), "give a ledger folder with --ledger");
  }
  const Result<Exported> done = export_log(options, *ledger, session);
  if (!done) {
    return refuse(session, Exit::kBadFile, done.error(),
                  "nothing was changed there; choose an empty folder or an export of this ledger");
  }
  if (session.json) {
    boost::json::object out;
    out["kind"] = "export";
    out["exit"] = 0;
    out["folder"] = printable_argument(options.folder);
    out["origin"] = done->checkpoint.origin;
    out["size"] = done->checkpoint.size;
    out["root"] = crypto::to_base64(done->checkpoint.root);
    out["size_before"] = done->old_size;
    out["tiles_written"] = done->files;
    session.out << boost::json::serialize(out) << '\n';
  } else {
    session.out << "exported " << done->checkpoint.size << " entries of " << done->checkpoint.origin
                << " to " << printable_argument(options.folder) << " (" << done->files
                << " new tiles, " << done->old_size << " entries were there)\n";
  }
  return Exit::kHolds;
}

}  // namespace kuboluk::tools
