#include "tests/node/core/liar.h"

#include <utility>

#include "crypto/check.h"
#include "ledger/batch/builder.h"
#include "ledger/batch/overlay.h"
#include "ledger/exchange/statement.h"
#include "ledger/log/cosignature.h"

namespace kuboluk::core::test {
namespace {

constexpr std::int64_t kSlowMs = 60'000;

Hash root_of(const std::vector<std::string>& entries) {
  log::CompactRange range;
  for (const std::string& entry : entries)
    range.append(log::leaf_hash(bytes_of(entry)));
  return range.root();
}

domain::Entry parsed(const std::string& entry) {
  auto result = domain::parse_entry(entry);
  KUBOLUK_CHECK(result.has_value());
  return std::move(*result);
}

Hash other_than(Hash hash) {
  hash[0] ^= 1;
  return hash;
}

}  // namespace

// --- the workshop

Workshop::Workshop(const Institutions& institutions, const std::vector<std::string>& entries)
    : institutions_(institutions) {
  const auto batches = batch::split_batches(0, entries);
  KUBOLUK_CHECK(batches.has_value());
  for (const auto& one : *batches)
    go_on({one.begin(), one.end()});
}

std::vector<std::string> Workshop::batch(const std::vector<domain::SignedEvent>& acts,
                                         domain::Instant known) const {
  batch::BatchBuilder builder(institutions_.info(), institutions_.ruleset(), ledger_,
                              *ledger_.position());
  for (const domain::SignedEvent& act : acts)
    KUBOLUK_CHECK(builder.add({&act, 1}, known).has_value());
  const auto change = builder.seal(known);
  KUBOLUK_CHECK(change.has_value());
  return change->entries;
}

void Workshop::go_on(const std::vector<std::string>& entries) {
  const auto change = batch::replay(institutions_.info(), institutions_.ruleset(), ledger_,
                                    *ledger_.position(), entries, nullptr);
  KUBOLUK_CHECK(change.has_value());
  ledger_.apply(*change);
}

std::uint64_t Workshop::size() const {
  return ledger_.position()->size;
}

Hash Workshop::root() const {
  return ledger_.position()->log_root;
}

log::Checkpoint Workshop::tree(const std::vector<std::string>& entries) const {
  const batch::Position position = *ledger_.position();
  auto range = log::CompactRange::restore(position.size, position.edge);
  KUBOLUK_CHECK(range.has_value());
  for (const std::string& entry : entries)
    range->append(log::leaf_hash(bytes_of(entry)));
  return {institutions_.info().origin(), position.size + entries.size(), range->root()};
}

std::string Workshop::sign(const log::Checkpoint& tree) const {
  return institutions_.sign("cec", SignCheckpoint{tree});
}

exchange::Draft Workshop::draft(const std::vector<std::string>& entries) const {
  return {1, size(), entries};
}

exchange::Proposed Workshop::proposed(const std::vector<std::string>& entries) const {
  return {size(), entries, sign(tree(entries))};
}

// --- lies about a batch

std::vector<std::string> with_act(std::vector<std::string> entries,
                                  const domain::SignedEvent& act) {
  domain::Entry seal = parsed(entries.back());
  entries.back() = domain::print_entry({seal.index, seal.known, act.bytes});
  ++seal.index;
  entries.push_back(domain::print_entry(seal));
  return entries;
}

std::vector<std::string> with_status_root(std::vector<std::string> entries) {
  domain::Entry seal = parsed(entries.back());
  auto& body = std::get<domain::Seal>(seal.body);
  body.status_root = other_than(body.status_root);
  entries.back() = domain::print_entry(seal);
  return entries;
}

std::vector<std::string> with_index(std::vector<std::string> entries, std::size_t place) {
  domain::Entry entry = parsed(entries[place]);
  ++entry.index;
  entries[place] = domain::print_entry(entry);
  return entries;
}

std::vector<Send> Listener::receive(const std::string& from, const exchange::Message& message,
                                    domain::Instant /*now*/) {
  if (heard_ != nullptr) heard_->emplace_back(from, message);
  return {};
}

// --- the useless cosigner

UselessCosigner::UselessCosigner(const Institutions& institutions, std::string me, Vice vice)
    : institutions_(institutions), me_(std::move(me)), vice_(vice) {
  for (const std::string& id : Institutions::ids()) {
    if (id != me_) others_.push_back(id);
  }
}

void UselessCosigner::learn(std::uint64_t from, const std::vector<std::string>& entries) {
  if (from > entries_.size()) return;
  entries_.resize(from);
  entries_.insert(entries_.end(), entries.begin(), entries.end());
}

Hash UselessCosigner::root() const {
  return root_of(entries_);
}

std::string UselessCosigner::cosign(const log::Checkpoint& tree, domain::Instant now) const {
  return institutions_.sign(
      me_, SignCosignature{log::print_checkpoint(tree), static_cast<std::uint64_t>(now.ms / 1000)});
}

std::string UselessCosigner::refuse(std::uint64_t size, std::uint64_t index,
                                    domain::Instant now) const {
  exchange::Refusal refusal;
  refusal.ledger = institutions_.info().id;
  refusal.by = me_;
  refusal.time = now;
  refusal.size = size;
  refusal.index = index;
  refusal.rule = "X.FORM";
  refusal.expected = "something else";
  refusal.got = "this";
  return institutions_.sign(me_, SignRefusal{exchange::print_text(refusal), 0, {}});
}

std::vector<Send> UselessCosigner::answer(const exchange::Draft& draft, domain::Instant now) const {
  exchange::Verdict verdict{draft.round, entries_.size(), root(), {}, {}};
  if (vice_ == Vice::kRefusesAll) verdict.refusal = refuse(entries_.size(), draft.from, now);
  if (vice_ == Vice::kGarbageActs) {
    verdict.refusal = refuse(entries_.size(), entries_.size(), now);
    auto forged = institutions_.note("odihr", static_cast<int>(now.ms % 1'000'000), now);
    forged.bytes[forged.bytes.size() - 10] ^= 1;
    for (int i = 0; i < 64; ++i)
      verdict.acts.push_back(i % 2 == 0 ? "garbage " + std::to_string(i) : forged.bytes);
  }
  return {{{"cec"}, verdict}};
}

std::vector<Send> UselessCosigner::answer(const exchange::Proposed& proposed,
                                          domain::Instant now) const {
  const auto parsed_note = crypto::parse_note(proposed.checkpoint);
  auto tree = *log::parse_checkpoint(parsed_note->text);
  std::vector<Send> said;
  const auto say = [&](const std::string& note) {
    said.push_back({others_, exchange::Cosignature{note}});
  };
  if (vice_ == Vice::kSlow) say(cosign(tree, now));
  if (vice_ == Vice::kOldTimestamp) say(cosign(tree, {1'000'000'000}));
  if (vice_ == Vice::kGarbage) {
    auto note = crypto::parse_note(cosign(tree, now));
    for (std::uint8_t& byte : note->signatures[0].signature)
      byte = static_cast<std::uint8_t>(byte * 7 + 1);
    say(crypto::print_note(*note));
    say("no note at all");
  }
  if (vice_ == Vice::kTwoRoots) {
    log::Checkpoint other = tree;
    other.root = other_than(other.root);
    say(cosign(now.ms % 2 == 0 ? tree : other, now));
    say(cosign(now.ms % 2 == 0 ? other : tree, now));
  }
  if (vice_ == Vice::kWrongSize) {
    ++tree.size;
    say(cosign(tree, now));
  }
  if (vice_ == Vice::kOtherLedger) {
    tree.origin = "kuboluk.example/another/log";
    say(cosign(tree, now));
  }
  if (vice_ == Vice::kRefusesAll || vice_ == Vice::kRefusesTrees) {
    said.push_back({others_, exchange::Refused{refuse(tree.size, proposed.from, now), {}}});
  }
  return said;
}

std::vector<Send> UselessCosigner::receive(const std::string& /*from*/,
                                           const exchange::Message& message, domain::Instant now) {
  if (vice_ == Vice::kSilent) return {};
  std::vector<Send> said;
  if (const auto* draft = std::get_if<exchange::Draft>(&message)) {
    learn(draft->from, draft->entries);
    said = answer(*draft, now);
  } else if (const auto* proposed = std::get_if<exchange::Proposed>(&message)) {
    learn(proposed->from, proposed->entries);
    said = answer(*proposed, now);
  }
  if (vice_ != Vice::kSlow || said.empty()) return said;
  later_.emplace_back(domain::Instant{now.ms + kSlowMs}, std::move(said));
  return {};
}

std::vector<Send> UselessCosigner::tick(domain::Instant now) {
  std::vector<Send> due;
  while (!later_.empty() && later_.front().first <= now) {
    due.insert(due.end(), later_.front().second.begin(), later_.front().second.end());
    later_.erase(later_.begin());
  }
  return due;
}

}  // namespace kuboluk::core::test
