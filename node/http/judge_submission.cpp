#include "node/http/judge_submission.h"

#include <algorithm>
#include <map>

#include "ledger/domain/author_keys.h"
#include "ledger/domain/view.h"
#include "node/http/problem.h"

namespace kuboluk::node::http {

namespace {

using KeysByAuthor = std::map<std::string, domain::AuthorKeys>;

Result<KeysByAuthor> keys_of_authors(const domain::StateView& state,
                                     const exchange::Submission& submission) {
  KeysByAuthor found;
  for (const domain::SignedEvent& event : submission.events) {
    const std::string& author = event.event.by;
    if (found.contains(author)) continue;
    auto keys = recorded_keys(state, author);
    if (!keys) return keys.error();
    found.emplace(author, std::move(*keys));
  }
  return found;
}

bool signed_by_known(const domain::SignedEvent& event, const domain::AuthorKeys& keys) {
  const auto& lines = event.note.signatures;
  return std::all_of(lines.begin(), lines.end(), [&](const crypto::NoteSignature& line) {
    return std::any_of(keys.keys.begin(), keys.keys.end(), [&](const crypto::VerifierKey& key) {
      return key.name() == line.name && key.id() == line.key_id;
    });
  });
}

}  // namespace

Result<domain::AuthorKeys> recorded_keys(const domain::StateView& state,
                                         const std::string& author) {
  for (const std::string_view kind : {"member", "organisation"}) {
    const std::string key = domain::plain_key(kind, author);
    const auto text = state.record(key);
    if (!text) return text.error();
    if (!*text) continue;
    const auto record = domain::parse_record(**text);
    if (!record) {
      return Error{std::string(domain::kDamageRule), "record " + key, "it does not parse"};
    }
    return domain::author_keys_in(*record);
  }
  return domain::AuthorKeys{};
}

std::variant<exchange::Submission, Response> judge_submission(const Gate& gate,
                                                              std::string_view body) {
  const core::Setup& setup = gate.setup();
  auto submission = exchange::parse_submission(body, setup.info, setup.operator_key);
  if (!submission) return refusal(submission.error(), setup.ruleset);
  const auto snapshot = gate.snapshot();
  if (!snapshot) return refusal(503, snapshot.error(), setup.ruleset);
  const auto position = (*snapshot)->position();
  if (!position) return refusal(503, position.error(), setup.ruleset);
  // Keys are known from the genesis on: before it nobody's signature can be judged.
  if (position->size == 0) return try_again("starting: the ledger has not begun yet");
  const auto keys = keys_of_authors(**snapshot, *submission);
  if (!keys) return refusal(503, keys.error(), setup.ruleset);
  for (const domain::SignedEvent& event : submission->events) {
    if (signed_by_known(event, keys->at(event.event.by))) continue;
    return refusal(403,
                   Error{"X.SIGNATURE", event.event.type + " by " + event.event.by,
                         "it is not signed by a key that the ledger knows of this author"},
                   setup.ruleset);
  }
  for (const domain::SignedEvent& event : submission->events) {
    const auto verified = domain::verify_signatures(event, keys->at(event.event.by));
    if (!verified) return refusal(verified.error(), setup.ruleset);
  }
  return std::move(*submission);
}

}  // namespace kuboluk::node::http
