#include <algorithm>

#include "crypto/sha256.h"
#include "ledger/store/opening.h"
#include "ledger/store/protocol_state.h"
#include "ledger/store/tables.h"

namespace kuboluk::store {
namespace {

constexpr std::uint8_t kNoteTag = 'n';
constexpr std::uint8_t kSubmissionTag = 's';

void append(Bytes& out, ByteView bytes) {
  out.insert(out.end(), bytes.begin(), bytes.end());
}

void append_instant(Bytes& out, domain::Instant instant) {
  append(out, number_key(static_cast<std::uint64_t>(instant.ms)));
}

// Takes fields off the front of a payload. Once it ran short it stays failed and gives zeros.
class Fields {
 public:
  explicit Fields(ByteView rest) : rest_(rest) {}

  std::uint64_t number() {
    std::uint64_t number = 0;
    for (const std::uint8_t byte : take(8))
      number = (number << 8) | byte;
    return number;
  }
  domain::Instant instant() { return {static_cast<std::int64_t>(number())}; }
  Hash hash() {
    Hash hash{};
    std::ranges::copy(take(hash.size()), hash.begin());
    return hash;
  }
  std::uint8_t byte() {
    const ByteView byte = take(1);
    return byte.empty() ? std::uint8_t{0} : byte[0];
  }
  bool flag() {
    const std::uint8_t value = byte();
    if (value > 1) whole_ = false;
    return value == 1;
  }
  std::string text() {
    const std::string text(text_of(rest_));
    rest_ = {};
    return text;
  }
  // Nothing was missing, nothing is left, every flag was one.
  bool whole() const { return whole_ && rest_.empty(); }

 private:
  ByteView take(std::size_t size) {
    if (rest_.size() < size) {
      whole_ = false;
      rest_ = {};
      return {};
    }
    const ByteView taken = rest_.first(size);
    rest_ = rest_.subspan(size);
    return taken;
  }

  ByteView rest_;
  bool whole_ = true;
};

Error meta_damage(std::string_view key) {
  return damaged(Table::kMeta, bytes_of(key));
}

}  // namespace

Bytes print_proposal(const exchange::Proposal& proposal) {
  Bytes out;
  append(out, number_key(proposal.from));
  append(out, number_key(proposal.size));
  append(out, proposal.root);
  append(out, bytes_of(proposal.checkpoint));
  return out;
}

Result<exchange::Proposal> parse_proposal(ByteView payload) {
  Fields fields(payload);
  exchange::Proposal proposal;
  proposal.from = fields.number();
  proposal.size = fields.number();
  proposal.root = fields.hash();
  proposal.checkpoint = fields.text();
  if (!fields.whole() || proposal.size <= proposal.from) return meta_damage(kMetaProposal);
  if (proposal.checkpoint.empty()) return proposal;
  const auto checkpoint = read_checkpoint(proposal.checkpoint);
  if (!checkpoint || checkpoint->size != proposal.size || checkpoint->root != proposal.root) {
    return meta_damage(kMetaProposal);
  }
  return proposal;
}

Bytes print_cosigned(const exchange::Cosigned& cosigned) {
  Bytes out;
  append(out, number_key(cosigned.size));
  append(out, cosigned.root);
  append_instant(out, cosigned.time);
  return out;
}

Result<exchange::Cosigned> parse_cosigned(ByteView payload) {
  Fields fields(payload);
  exchange::Cosigned cosigned;
  cosigned.size = fields.number();
  cosigned.root = fields.hash();
  cosigned.time = fields.instant();
  if (!fields.whole()) return meta_damage(kMetaCosigned);
  return cosigned;
}

Bytes print_act(const exchange::PendingAct& act) {
  Bytes out;
  append_instant(out, act.received);
  out.push_back(act.handed ? 1 : 0);
  if (act.handed) append_instant(out, *act.handed);
  out.push_back(act.promised ? 1 : 0);
  append(out, bytes_of(act.bytes));
  return out;
}

Result<exchange::PendingAct> parse_act(const Hash& id, ByteView payload) {
  Fields fields(payload);
  exchange::PendingAct act;
  act.id = id;
  act.received = fields.instant();
  if (fields.flag()) act.handed = fields.instant();
  act.promised = fields.flag();
  act.bytes = fields.text();
  if (!fields.whole() || crypto::sha256(bytes_of(act.bytes)) != id) {
    return damaged(Table::kActs, id);
  }
  return act;
}

Bytes print_rejection(std::string_view note) {
  Bytes out = {kNoteTag};
  append(out, bytes_of(note));
  return out;
}

Bytes print_rejection_of(const Hash& submission) {
  Bytes out = {kSubmissionTag};
  append(out, submission);
  return out;
}

Result<Rejection> parse_rejection(const Hash& key, ByteView payload) {
  Fields fields(payload);
  const std::uint8_t tag = fields.byte();
  Rejection rejection;
  if (tag == kSubmissionTag) {
    rejection.submission = fields.hash();
  } else {
    rejection.note = fields.text();
  }
  if (!fields.whole() || (tag != kSubmissionTag && tag != kNoteTag)) {
    return damaged(Table::kRejected, key);
  }
  return rejection;
}

}  // namespace kuboluk::store
