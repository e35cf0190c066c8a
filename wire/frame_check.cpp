#include "wire/frame_check.h"

#include <cstdint>
#include <utility>
#include <vector>

#include "crypto/vkey.h"
#include "ledger/domain/ids.h"
#include "ledger/exchange/submission.h"
#include "ledger/log/merkle.h"
#include "ledger/log/tiles.h"
#include "wire/frame.h"
#include "wire/readable.h"
#include "wire/visit_frame.h"

namespace kuboluk::wire {
namespace {

static_assert(kActBytesMax >= exchange::kSubmissionBytesMax);
static_assert(kActBytesMax <= exchange::kMessageEntryBytesMax, "an act fits into a refusal");
static_assert(kEntryBytesMax == log::kEntryBytesMax);

enum class Presence { kNeeded, kMayBeEmpty };

struct TextRule {
  std::size_t bytes_max;
  Presence presence;
};

constexpr TextRule kAct{kActBytesMax, Presence::kNeeded};
constexpr TextRule kEntry{kEntryBytesMax, Presence::kNeeded};
constexpr TextRule kNote{exchange::kMessageNoteBytesMax, Presence::kNeeded};
constexpr TextRule kNoteIfAny{exchange::kMessageNoteBytesMax, Presence::kMayBeEmpty};

// Keeps the first fault of one frame.
class Checker {
 public:
  explicit Checker(std::string_view kind) : kind_(kind) {}

  void text(std::string_view field, const std::string& text, const TextRule& rule) {
    if (fault_) return;
    if (text.empty() && rule.presence == Presence::kNeeded) return fail(field, "empty");
    if (text.size() > rule.bytes_max) return too_large(field, text.size(), rule.bytes_max);
    if (const auto reason = unreadable(text)) fail(field, *reason);
  }

  void texts(std::string_view field, const std::vector<std::string>& texts, std::size_t count_max,
             const TextRule& rule) {
    if (fault_) return;
    if (texts.size() > count_max) {
      fault_ = too_many(object(field), texts.size(), count_max);
      return;
    }
    std::size_t bytes = 0;
    for (const std::string& text : texts)
      bytes += text.size();
    if (bytes > exchange::kMessageEntryBytesMax)
      return too_large(field, bytes, exchange::kMessageEntryBytesMax);
    for (std::size_t i = 0; i < texts.size() && !fault_; ++i)
      text(std::string(field) + "[" + std::to_string(i) + "]", texts[i], rule);
  }

  // A size or index, and as many entries after it.
  void position(std::string_view field, std::uint64_t first, std::size_t entries = 0) {
    if (fault_) return;
    if (first > log::kTreeSizeMax || entries > log::kTreeSizeMax - first)
      fail(field, "no log is larger than 2^63 - 1");
  }

  void hold(bool holds, std::string_view field, std::string expected) {
    if (!fault_ && !holds) fail(field, std::move(expected));
  }

  void count(std::string_view field, std::size_t count, std::size_t count_max) {
    if (!fault_ && count > count_max) fault_ = too_many(object(field), count, count_max);
  }

  const std::optional<Error>& fault() const { return fault_; }

 private:
  std::string object(std::string_view field) const { return kind_ + "." + std::string(field); }
  void fail(std::string_view field, std::string detail) {
    fault_ = Error{"WIRE", object(field), std::move(detail)};
  }
  void too_large(std::string_view field, std::size_t bytes, std::size_t bytes_max) {
    fault_ = Error{
        "X.SIZE", object(field),
        std::to_string(bytes) + " bytes, at most " + std::to_string(bytes_max) + " may travel"};
  }

  std::string kind_;
  std::optional<Error> fault_;
};

void check(Checker& checker, const Hello& hello) {
  checker.hold(hello.version == kProtocolVersion, "version",
               "the peer speaks protocol version " + std::to_string(hello.version) +
                   ", this node speaks " + std::to_string(kProtocolVersion));
  checker.hold(crypto::is_key_name(hello.ledger), "ledger", "no ledger id");
  checker.hold(domain::is_body_id(hello.sender), "sender", "no member id");
  checker.hold(domain::is_body_id(hello.receiver), "receiver", "no member id");
}

void check(Checker& checker, const exchange::Act& act) {
  checker.text("submission", act.submission, kAct);
}

void check(Checker& checker, const exchange::Draft& draft) {
  checker.position("from", draft.from, draft.entries.size());
  checker.hold(!draft.entries.empty(), "entries", "a draft has at least a seal");
  checker.texts("entries", draft.entries, kEntriesMax, kEntry);
}

void check(Checker& checker, const exchange::Verdict& verdict) {
  checker.position("size", verdict.size);
  checker.text("refusal", verdict.refusal, kNoteIfAny);
  checker.texts("acts", verdict.acts, kActsMax, kAct);
}

void check(Checker& checker, const exchange::Proposed& proposed) {
  checker.position("from", proposed.from, proposed.entries.size());
  checker.texts("entries", proposed.entries, kEntriesMax, kEntry);
  checker.text("checkpoint", proposed.checkpoint, kNote);
}

void check(Checker& checker, const exchange::Cosignature& cosignature) {
  checker.text("note", cosignature.note, kNote);
}

void check(Checker& checker, const exchange::Refused& refused) {
  checker.text("refusal", refused.refusal, kNote);
  checker.texts("acts", refused.acts, kActsMax, kAct);
}

void check(Checker&, const exchange::AskState&) {}

void check(Checker& checker, const exchange::State& state) {
  checker.position("committed", state.committed);
  checker.text("checkpoint", state.checkpoint, kNoteIfAny);
  checker.text("proposed", state.proposed, kNoteIfAny);
  checker.text("yours", state.yours, kNoteIfAny);
}

void check(Checker&, const exchange::AskProposed&) {}

void check(Checker& checker, const exchange::AskBatches& ask) {
  checker.position("from", ask.from);
}

void check(Checker& checker, const exchange::Batches& batches) {
  checker.position("from", batches.from, batches.entries.size());
  checker.texts("entries", batches.entries, kEntriesMax, kEntry);
  checker.count("consistency", batches.consistency.size(), kConsistencyHashesMax);
  checker.text("checkpoint", batches.checkpoint, kNote);
}

struct KindName {
  std::string_view operator()(const Hello&) const { return "hello"; }
  std::string_view operator()(const exchange::Act&) const { return "act"; }
  std::string_view operator()(const exchange::Draft&) const { return "draft"; }
  std::string_view operator()(const exchange::Verdict&) const { return "verdict"; }
  std::string_view operator()(const exchange::Proposed&) const { return "proposed"; }
  std::string_view operator()(const exchange::Cosignature&) const { return "cosignature"; }
  std::string_view operator()(const exchange::Refused&) const { return "refused"; }
  std::string_view operator()(const exchange::AskState&) const { return "ask-state"; }
  std::string_view operator()(const exchange::State&) const { return "state"; }
  std::string_view operator()(const exchange::AskProposed&) const { return "ask-proposed"; }
  std::string_view operator()(const exchange::AskBatches&) const { return "ask-batches"; }
  std::string_view operator()(const exchange::Batches&) const { return "batches"; }
};

}  // namespace

std::string_view kind_of(const Frame& frame) {
  return visit_frame(KindName{}, frame);
}

std::optional<Error> frame_fault(const Frame& frame) {
  Checker checker(kind_of(frame));
  visit_frame([&checker](const auto& value) { check(checker, value); }, frame);
  return checker.fault();
}

Error too_many(std::string object, std::size_t count, std::size_t count_max) {
  return {
      "X.SIZE", std::move(object),
      std::to_string(count) + " elements, at most " + std::to_string(count_max) + " may travel"};
}

}  // namespace kuboluk::wire
