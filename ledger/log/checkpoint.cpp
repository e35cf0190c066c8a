#include "ledger/log/checkpoint.h"

#include <array>
#include <optional>
#include <utility>

#include "crypto/check.h"
#include "crypto/encoding.h"
#include "ledger/log/decimal.h"
#include "ledger/log/merkle.h"

namespace kuboluk::log {
namespace {

Error checkpoint_error(std::string detail) {
  return {"C2SP.checkpoint", "checkpoint", std::move(detail)};
}

}  // namespace

std::string print_checkpoint(const Checkpoint& checkpoint) {
  return checkpoint.origin + "\n" + std::to_string(checkpoint.size) + "\n" +
         crypto::to_base64(checkpoint.root) + "\n";
}

Result<Checkpoint> parse_checkpoint(std::string_view text) {
  std::array<std::string_view, 3> lines;
  for (std::string_view& line : lines) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return checkpoint_error("expected three lines");
    line = text.substr(0, end);
    text.remove_prefix(end + 1);
  }
  if (!text.empty()) return checkpoint_error("extension lines are not allowed");
  if (!crypto::is_key_name(lines[0])) {
    return checkpoint_error("line 1: the origin is not a key name");
  }
  const std::optional<std::uint64_t> size = parse_decimal(lines[1]);
  if (!size || *size > kTreeSizeMax) {
    return checkpoint_error("line 2: not a tree size of at most 2^63 - 1");
  }
  const std::optional<Hash> root = crypto::hash_from_base64(lines[2]);
  if (!root) return checkpoint_error("line 3: not a hash in base64");
  if (*size == 0 && *root != empty_tree_root()) {
    return checkpoint_error("line 3: not the root of the empty tree");
  }
  return Checkpoint{std::string(lines[0]), *size, *root};
}

crypto::Note sign_checkpoint(const Checkpoint& checkpoint, const crypto::VerifierKey& key,
                             const crypto::SecretKey& secret) {
  KUBOLUK_CHECK(key.name() == checkpoint.origin);
  KUBOLUK_CHECK(key.type() == crypto::KeyType::kEd25519);
  crypto::Note note;
  note.text = print_checkpoint(checkpoint);
  KUBOLUK_CHECK(parse_checkpoint(note.text).has_value());
  note.signatures.push_back(crypto::sign_note(note.text, key, secret));
  return note;
}

}  // namespace kuboluk::log
