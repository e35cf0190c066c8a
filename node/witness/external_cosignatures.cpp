#include "node/witness/external_cosignatures.h"

#include <algorithm>
#include <array>
#include <utility>

#include "crypto/check.h"
#include "crypto/encoding.h"
#include "ledger/log/checkpoint.h"
#include "ledger/log/cosignature.h"
#include "node/replace_file.h"

namespace kuboluk::node::witness {
namespace {

constexpr std::size_t kFileBytesMax = 65'536;

Error no_cosignature(const crypto::VerifierKey& key, std::string detail) {
  return {"C2SP.cosignature", key.name(), std::move(detail)};
}

// As print_note prints it.
std::string line_text(const crypto::NoteSignature& line) {
  return crypto::print_note({"\n", {line}}).substr(2);
}

std::string hex_id(const crypto::VerifierKey& key) {
  const std::uint32_t id = key.id();
  constexpr unsigned kByte = 8;
  return crypto::to_hex(std::array<std::uint8_t, 4>{
      static_cast<std::uint8_t>(id >> 3 * kByte), static_cast<std::uint8_t>(id >> 2 * kByte),
      static_cast<std::uint8_t>(id >> kByte), static_cast<std::uint8_t>(id)});
}

Result<ExternalCosignature> read_stored(std::string_view text, const crypto::VerifierKey& key,
                                        const std::string& origin) {
  const std::size_t end = text.rfind("\n\n");
  if (end == std::string_view::npos) return no_cosignature(key, "it is no note");
  auto stored =
      read_cosignature(text.substr(0, end + 1), text.substr(end + 2), key, log::kTimestampMax);
  if (!stored) return stored;
  const auto checkpoint = log::parse_checkpoint(stored->checkpoint);
  KUBOLUK_CHECK(checkpoint.has_value());  // read_cosignature has parsed it
  if (checkpoint->origin != origin) return no_cosignature(key, "it is of another log");
  return stored;
}

}  // namespace

Result<ExternalCosignature> read_cosignature(std::string_view checkpoint_text,
                                             std::string_view answer,
                                             const crypto::VerifierKey& key, std::uint64_t latest) {
  auto checkpoint = log::parse_checkpoint(checkpoint_text);
  if (!checkpoint) return checkpoint.error();
  std::string whole(checkpoint_text);
  const auto note = crypto::parse_note(whole.append("\n").append(answer));
  if (!note) return note.error();
  if (note->text != checkpoint_text) return no_cosignature(key, "there is more than lines");
  for (const crypto::NoteSignature& line : note->signatures) {
    if (line.name != key.name() || line.key_id != key.id()) continue;
    const auto time = log::verify_cosignature(checkpoint_text, line, key);
    if (!time) return time.error();
    if (*time == 0) return no_cosignature(key, "its time is 0");
    if (*time > latest) return no_cosignature(key, "its time is in the future");
    return ExternalCosignature{std::string(checkpoint_text), checkpoint->size, *time, line};
  }
  return no_cosignature(key, "no line is by its key");
}

ExternalCosignatures::ExternalCosignatures(std::vector<crypto::VerifierKey> keys,
                                           std::filesystem::path folder, const std::string& origin,
                                           const Journal& journal)
    : keys_(std::move(keys)), folder_(std::move(folder)) {
  for (const crypto::VerifierKey& key : keys_) {
    std::error_code absent;
    const auto path = file_of(key);
    if (!std::filesystem::exists(path, absent)) continue;
    const auto text = read_file(path, kFileBytesMax);
    auto stored =
        text ? read_stored(*text, key, origin) : Result<ExternalCosignature>(text.error());
    if (stored) {
      newest_.emplace(key.text(), *std::move(stored));
    } else {
      journal(Severity::kWarning,
              "external witness: " + path.string() + " is left out: " + stored.error().detail);
    }
  }
}

std::filesystem::path ExternalCosignatures::file_of(const crypto::VerifierKey& key) const {
  return folder_ / ("external-" + hex_id(key));
}

Result<void> ExternalCosignatures::put(const crypto::VerifierKey& key,
                                       ExternalCosignature cosignature) {
  KUBOLUK_CHECK(std::find(keys_.begin(), keys_.end(), key) != keys_.end());
  if (const auto held = newest(key);
      held && std::pair(held->size, held->time) >= std::pair(cosignature.size, cosignature.time)) {
    return {};
  }
  auto put =
      replace_file(file_of(key), crypto::print_note({cosignature.checkpoint, {cosignature.line}}));
  if (!put) return put;
  const std::lock_guard guard(mutex_);
  newest_.insert_or_assign(key.text(), std::move(cosignature));
  return {};
}

std::optional<ExternalCosignature> ExternalCosignatures::newest(
    const crypto::VerifierKey& key) const {
  const std::lock_guard guard(mutex_);
  const auto found = newest_.find(key.text());
  return found == newest_.end() ? std::nullopt : std::optional(found->second);
}

std::string ExternalCosignatures::with_lines(std::string note) const {
  const std::size_t text_end = note.rfind("\n\n");
  if (text_end == std::string::npos) return note;
  const std::string_view text = std::string_view(note).substr(0, text_end + 1);
  auto lines = static_cast<std::size_t>(
      std::count(note.begin() + static_cast<std::ptrdiff_t>(text_end) + 2, note.end(), '\n'));
  std::string more;
  for (const ExternalStatus& one : list()) {
    if (!one.newest || one.newest->checkpoint != text) continue;
    if (lines == crypto::kNoteSignaturesMax) break;  // readers take no more
    ++lines;
    more += line_text(one.newest->line);
  }
  return note.append(more);
}

std::vector<ExternalStatus> ExternalCosignatures::list() const {
  std::vector<ExternalStatus> statuses;
  for (const crypto::VerifierKey& key : keys_)
    statuses.push_back({key.name(), newest(key)});
  return statuses;
}

}  // namespace kuboluk::node::witness
