#include "tools/audit/mirror.h"

#include "crypto/encoding.h"
#include "crypto/sha256.h"
#include "tools/command.h"
#include "tools/files.h"

namespace kuboluk::tools {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kCheckpointFile = "checkpoint";

Result<void> put(const fs::path& file, std::string_view bytes) {
  std::error_code error;
  fs::create_directories(file.parent_path(), error);
  if (error) return Error{"X.FILE", file.string(), "its folder cannot be made: " + error.message()};
  return replace_file(file, bytes);
}

}  // namespace

Result<std::optional<log::Checkpoint>> mirrored_checkpoint(const fs::path& mirror,
                                                           const log::Policy& policy,
                                                           std::uint64_t clock_s) {
  const fs::path file = mirror / kCheckpointFile;
  std::error_code ignored;
  if (!fs::exists(file, ignored)) {
    if (fs::exists(mirror, ignored) && !fs::is_empty(mirror, ignored)) {
      return Error{"X.FILE", mirror.string(), "the folder is not empty and holds no mirror"};
    }
    return std::optional<log::Checkpoint>();
  }
  const Result<std::string> note = read_file(file, log::kCheckpointBytesMax);
  if (!note) return note.error();
  const Result<log::CosignedCheckpoint> checked =
      log::verify_checkpoint(policy, *note, clock_s, kClockSkewSeconds, log::CheckpointMode::kBare);
  if (!checked) {
    Error error = checked.error();
    error.object = file.string();
    return error;
  }
  return std::optional<log::Checkpoint>(checked->checkpoint());
}

Result<std::vector<std::string>> save_mirror(
    const fs::path& mirror, const std::map<std::string, std::string, std::less<>>& files) {
  std::vector<std::string> mended;
  for (const auto& [path, bytes] : files) {
    if (path == kCheckpointFile) continue;
    std::error_code ignored;
    // Tiles never change: one that differs from what was just accepted has rotted on this disk.
    if (path.starts_with("tile/") && fs::exists(mirror / path, ignored)) {
      const Result<std::string> there = read_file(mirror / path, kSourceFileBytesMax);
      if (there && *there == bytes) continue;
      mended.push_back(path);
    }
    if (const Result<void> saved = put(mirror / path, bytes); !saved) return saved.error();
  }
  if (const auto checkpoint = files.find(kCheckpointFile); checkpoint != files.end()) {
    const Result<void> saved = put(mirror / kCheckpointFile, checkpoint->second);
    if (!saved) return saved.error();
  }
  return mended;
}

Result<fs::path> save_contradiction(const fs::path& mirror, std::string_view checkpoint) {
  const Hash hash = crypto::sha256(bytes_of(checkpoint));
  const fs::path file = mirror / ("contradiction-" + crypto::to_hex(hash).substr(0, 16));
  if (const Result<void> saved = put(file, checkpoint); !saved) return saved.error();
  return file;
}

}  // namespace kuboluk::tools
