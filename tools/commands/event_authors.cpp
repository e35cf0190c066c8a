#include "tools/commands/event_authors.h"

#include <charconv>

#include "ledger/domain/record.h"
#include "tools/output/words.h"

namespace kuboluk::tools {

namespace {

Error unknown_author(std::string_view author) {
  return Error{"X.AUTHOR", printable(author, 40), "no author of that name has a key here"};
}

Result<domain::AuthorKeys> make_keys(std::string_view author, std::string_view threshold,
                                     const std::vector<std::string>& vkeys) {
  domain::AuthorKeys keys;
  const auto [end, error] =
      std::from_chars(threshold.data(), threshold.data() + threshold.size(), keys.threshold);
  if (error != std::errc() || end != threshold.data() + threshold.size()) {
    return Error{"X.FORM", printable(author, 40), "the threshold of its keys is no number"};
  }
  for (const std::string& text : vkeys) {
    const Result<crypto::VerifierKey> key = crypto::VerifierKey::parse(text);
    if (!key) return key.error();
    keys.keys.push_back(*key);
  }
  if (keys.keys.empty()) return unknown_author(author);
  return keys;
}

class GenesisAuthors final : public EventAuthors {
 public:
  GenesisAuthors(std::string ledger_id, domain::Event genesis) : genesis_(std::move(genesis)) {
    ledger = std::move(ledger_id);
  }
  Result<domain::AuthorKeys> keys_of(std::string_view author) const override {
    std::vector<std::string> vkeys;
    for (const domain::Line* line : genesis_.all("author-key")) {
      if (line->values[0] == author) vkeys.push_back(line->values[1]);
    }
    for (const domain::Line* line : genesis_.all("author")) {
      if (line->values[0] == author) return make_keys(author, line->values[1], vkeys);
    }
    return unknown_author(author);
  }

 private:
  domain::Event genesis_;
};

}  // namespace

Result<std::unique_ptr<EventAuthors>> authors_of_genesis(const std::string& genesis_bytes) {
  const Result<domain::LedgerInfo> info = domain::read_genesis(genesis_bytes);
  if (!info) return info.error();
  Result<domain::SignedEvent> genesis = domain::parse_signed_event(genesis_bytes);
  if (!genesis) return genesis.error();
  return std::unique_ptr<EventAuthors>(
      std::make_unique<GenesisAuthors>(info->id, std::move(genesis->event)));
}

Result<domain::AuthorKeys> LedgerAuthors::keys_of(std::string_view author) const {
  for (const std::string_view kind : {"member", "organisation"}) {
    const auto text = opened_.reader().record(domain::plain_key(kind, author));
    if (!text) return text.error();
    if (!*text) continue;
    const Result<domain::Record> record = domain::parse_record(**text);
    if (!record) return record.error();
    const std::vector<std::string> vkeys = record->facts_of("author-key");
    if (vkeys.empty()) continue;
    const std::string_view threshold = record->fact("threshold");
    return make_keys(author, threshold == domain::kNotGiven ? "1" : threshold, vkeys);
  }
  return unknown_author(author);
}

}  // namespace kuboluk::tools
