#include "ledger/store/opening.h"

#include <charconv>

#include "crypto/note.h"
#include "ledger/domain/entry.h"
#include "ledger/store/tables.h"

namespace kuboluk::store {
namespace {

constexpr std::string_view kIdentityHeader = "kuboluk/store\nschema ";

Error meta_damage(std::string_view key) {
  return damaged(Table::kMeta, bytes_of(key));
}

std::string print_identity(std::uint32_t schema, const Identity& identity) {
  return std::string(kIdentityHeader) + std::to_string(schema) + "\nledger " + identity.ledger +
         "\nnode " + identity.node + "\n";
}

// The text between `key` and the end of its line, taken off the front; nothing if another line
// stands there.
std::optional<std::string> take_line(std::string_view& text, std::string_view key) {
  const std::size_t end = text.find('\n');
  if (!text.starts_with(key) || end == std::string_view::npos) return std::nullopt;
  std::string value(text.substr(key.size(), end - key.size()));
  text.remove_prefix(end + 1);
  return value;
}

Result<void> check_schema(const std::string& folder, std::string_view number) {
  std::uint32_t schema = 0;
  const auto parsed = std::from_chars(number.data(), number.data() + number.size(), schema);
  if (parsed.ec != std::errc() || parsed.ptr != number.data() + number.size()) {
    return meta_damage(kMetaIdentity);
  }
  if (schema == kSchemaVersion) return {};
  const std::string what = "has schema version " + std::to_string(schema) +
                           ", this program knows " + std::to_string(kSchemaVersion) + ": ";
  return Error{
      std::string(domain::kDamageRule), folder,
      what + (schema > kSchemaVersion
                  ? "use the newer program that wrote it"
                  : "export the ledger with the older program and import it with this one")};
}

Result<void> check_log(const Snapshot& snapshot, const batch::Position& position) {
  const auto range = log::CompactRange::restore(position.size, position.edge);
  if (!range || range->root() != position.log_root) return meta_damage(kMetaPosition);
  if (position.size == 0) return {};
  const auto root = log::root_from_tiles(snapshot, position.size);
  if (!root) return root.error();
  if (*root != position.log_root) {
    return inconsistent("tiles at size " + std::to_string(position.size),
                        "damaged: they do not lead to the stored root");
  }
  return {};
}

Result<void> check_last_entry(const Snapshot& snapshot, const batch::Position& position) {
  const std::uint64_t index = position.size - 1;
  const auto bytes = snapshot.entry(index);
  if (!bytes) return bytes.error();
  const auto entry = domain::parse_entry(*bytes);
  const auto* seal = entry ? std::get_if<domain::Seal>(&entry->body) : nullptr;
  if (seal == nullptr || entry->index != index || entry->known != position.known ||
      seal->status_root != position.map_root) {
    return inconsistent("entry " + std::to_string(index),
                        "damaged: it is not the seal that the stored position names");
  }
  return {};
}

Result<void> check_first_entry(const Snapshot& snapshot) {
  const auto genesis = snapshot.genesis();
  if (!genesis) return genesis.error();
  if (snapshot.position()->size == 0) return {};
  const auto bytes = snapshot.entry(0);
  if (!bytes) return bytes.error();
  const auto entry = domain::parse_entry(*bytes);
  const auto* event = entry ? std::get_if<std::string>(&entry->body) : nullptr;
  if (event == nullptr || *event != *genesis) {
    return inconsistent("entry 0", "damaged: it is not the genesis that the store was made with");
  }
  return {};
}

Result<void> check_checkpoint(const Snapshot& snapshot, const batch::Position& position) {
  const auto note = snapshot.checkpoint();
  if (!note) return note.error();
  if (!note->has_value()) return {};
  const auto checkpoint = read_checkpoint(**note);
  if (!checkpoint) return meta_damage(kMetaCheckpoint);
  const bool ahead = checkpoint->size > position.size;
  const bool other = checkpoint->size == position.size && checkpoint->root != position.log_root;
  if (ahead || other) {
    return inconsistent("meta checkpoint", "it is of size " + std::to_string(checkpoint->size) +
                                               " and does not fit the stored log of size " +
                                               std::to_string(position.size));
  }
  return {};
}

}  // namespace

std::string print_identity(const Identity& identity) {
  return print_identity(kSchemaVersion, identity);
}

Result<Identity> parse_identity(const std::string& folder, std::string_view text) {
  std::string_view rest = text;
  if (!rest.starts_with(kIdentityHeader)) return meta_damage(kMetaIdentity);
  rest.remove_prefix(kIdentityHeader.find('\n') + 1);
  const auto schema = take_line(rest, "schema ");
  if (!schema) return meta_damage(kMetaIdentity);
  if (auto checked = check_schema(folder, *schema); !checked) return checked.error();
  const auto ledger = take_line(rest, "ledger ");
  const auto node = take_line(rest, "node ");
  if (!ledger || !node || !rest.empty()) return meta_damage(kMetaIdentity);
  return Identity{*ledger, *node};
}

Result<log::Checkpoint> read_checkpoint(std::string_view note) {
  const auto parsed = crypto::parse_note(note);
  if (!parsed) return parsed.error();
  return log::parse_checkpoint(parsed->text);
}

Result<void> check_state(const Snapshot& snapshot) {
  const batch::Position position = *snapshot.position();
  if (auto checked = check_log(snapshot, position); !checked) return checked.error();
  if (auto checked = check_first_entry(snapshot); !checked) return checked.error();
  if (position.size > 0) {
    if (auto checked = check_last_entry(snapshot, position); !checked) return checked.error();
  }
  if (auto checked = check_checkpoint(snapshot, position); !checked) return checked.error();
  if (const auto proposal = snapshot.proposal(); !proposal) return proposal.error();
  const auto cosigned = snapshot.cosigned();
  return cosigned ? Result<void>() : cosigned.error();
}

}  // namespace kuboluk::store
