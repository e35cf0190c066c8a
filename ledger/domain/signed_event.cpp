#include "ledger/domain/signed_event.h"

#include <algorithm>

namespace kuboluk::domain {

Result<SignedEvent> parse_signed_event(std::string_view bytes) {
  if (bytes.size() > kEventBytesMax) {
    return Error{"X.SIZE", "event",
                 "it has " + std::to_string(bytes.size()) + " bytes with its signatures; at most " +
                     std::to_string(kEventBytesMax) + " are allowed"};
  }
  auto note = crypto::parse_note(bytes);
  if (!note) return Error{"X.FORM", "event", note.error().detail};
  auto event = parse_event(note->text);
  if (!event) return event.error();
  const Hash id = event_id(note->text);
  return SignedEvent{std::move(*event), std::move(*note), id, std::string(bytes)};
}

namespace {

Error refuse(const SignedEvent& event, std::string detail) {
  return {"X.SIGNATURE", event.event.type + " by " + event.event.by, std::move(detail)};
}

}  // namespace

Result<void> verify_signatures(const SignedEvent& event, const AuthorKeys& keys) {
  const auto& lines = event.note.signatures;
  if (keys.keys.empty()) return refuse(event, "the ledger knows no key of this author");
  if (lines.size() != keys.threshold) {
    return refuse(event, "expected exactly " + std::to_string(keys.threshold) +
                             " signatures, found " + std::to_string(lines.size()));
  }
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i > 0 && std::tie(lines[i - 1].name, lines[i - 1].key_id) >=
                     std::tie(lines[i].name, lines[i].key_id)) {
      return refuse(event, "signatures must be sorted by key name and id, none twice");
    }
    const auto key = std::find_if(keys.keys.begin(), keys.keys.end(), [&](const auto& candidate) {
      return candidate.name() == lines[i].name && candidate.id() == lines[i].key_id;
    });
    if (key == keys.keys.end()) {
      return refuse(event,
                    "signature " + std::to_string(i + 1) + " is by a key that the author has not");
    }
    if (!crypto::verify_note_signature(event.note.text, lines[i], *key)) {
      return refuse(event, "signature " + std::to_string(i + 1) + " does not verify");
    }
  }
  return {};
}

}  // namespace kuboluk::domain
