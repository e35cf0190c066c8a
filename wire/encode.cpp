#include <capnp/message.h>

#include <algorithm>

#include "crypto/check.h"
#include "wire/codec.h"
#include "wire/frame.h"
#include "wire/frame_check.h"
#include "wire/peer.capnp.h"
#include "wire/visit_frame.h"

namespace kuboluk::wire {
namespace {

constexpr std::size_t kWordBytes = sizeof(capnp::word);
constexpr std::size_t kTableBytes = 8;  // of one segment

// A frame holds a whole batch, so it is built in the buffer that goes to the socket, and its exact
// number of words is known first. The functions `words` and `fill` below belong together, one pair
// for each kind; FlatMessageBuilder fails if they disagree.

std::size_t words_of_bytes(std::size_t bytes) {
  return (bytes + kWordBytes - 1) / kWordBytes;
}

std::size_t words(const std::string& text) {
  return words_of_bytes(text.size());
}

std::size_t words(const std::vector<std::string>& texts) {
  std::size_t sum = texts.size();  // one pointer each
  for (const std::string& text : texts)
    sum += words(text);
  return sum;
}

capnp::Data::Reader as_data(ByteView bytes) {
  return {bytes.data(), bytes.size()};
}

capnp::Data::Reader as_data(const std::string& text) {
  return as_data(bytes_of(text));
}

template <class Element>
void fill(capnp::List<capnp::Data>::Builder list, const std::vector<Element>& elements) {
  unsigned int index = 0;
  for (const Element& element : elements)
    list.set(index++, as_data(element));
}

unsigned int count(std::size_t elements) {
  return static_cast<unsigned int>(elements);  // frame_fault has bounded it
}

std::size_t words(const Hello& hello) {
  return capnp::sizeInWords<schema::Hello>() + words(hello.ledger) + words(hello.sender) +
         words(hello.receiver);
}
void fill(schema::Frame::Builder frame, const Hello& hello) {
  auto to = frame.initHello();
  to.setVersion(hello.version);
  to.setLedger(as_data(hello.ledger));
  to.setSender(as_data(hello.sender));
  to.setReceiver(as_data(hello.receiver));
}

std::size_t words(const exchange::Act& act) {
  return capnp::sizeInWords<schema::Act>() + words(act.submission);
}
void fill(schema::Frame::Builder frame, const exchange::Act& act) {
  frame.initAct().setSubmission(as_data(act.submission));
}

std::size_t words(const exchange::Draft& draft) {
  return capnp::sizeInWords<schema::Draft>() + words(draft.entries);
}
void fill(schema::Frame::Builder frame, const exchange::Draft& draft) {
  auto to = frame.initDraft();
  to.setRound(draft.round);
  to.setFrom(draft.from);
  fill(to.initEntries(count(draft.entries.size())), draft.entries);
}

std::size_t words(const exchange::Verdict& verdict) {
  return capnp::sizeInWords<schema::Verdict>() + words_of_bytes(verdict.root.size()) +
         words(verdict.refusal) + words(verdict.acts);
}
void fill(schema::Frame::Builder frame, const exchange::Verdict& verdict) {
  auto to = frame.initVerdict();
  to.setRound(verdict.round);
  to.setSize(verdict.size);
  to.setRoot(as_data(verdict.root));
  to.setRefusal(as_data(verdict.refusal));
  fill(to.initActs(count(verdict.acts.size())), verdict.acts);
}

std::size_t words(const exchange::Proposed& proposed) {
  return capnp::sizeInWords<schema::Proposed>() + words(proposed.entries) +
         words(proposed.checkpoint);
}
void fill(schema::Frame::Builder frame, const exchange::Proposed& proposed) {
  auto to = frame.initProposed();
  to.setFrom(proposed.from);
  fill(to.initEntries(count(proposed.entries.size())), proposed.entries);
  to.setCheckpoint(as_data(proposed.checkpoint));
}

std::size_t words(const exchange::Cosignature& cosignature) {
  return capnp::sizeInWords<schema::Cosignature>() + words(cosignature.note);
}
void fill(schema::Frame::Builder frame, const exchange::Cosignature& cosignature) {
  frame.initCosignature().setNote(as_data(cosignature.note));
}

std::size_t words(const exchange::Refused& refused) {
  return capnp::sizeInWords<schema::Refused>() + words(refused.refusal) + words(refused.acts);
}
void fill(schema::Frame::Builder frame, const exchange::Refused& refused) {
  auto to = frame.initRefused();
  to.setRefusal(as_data(refused.refusal));
  fill(to.initActs(count(refused.acts.size())), refused.acts);
}

std::size_t words(const exchange::AskState&) {
  return 0;
}
void fill(schema::Frame::Builder frame, const exchange::AskState&) {
  frame.setAskState();
}

std::size_t words(const exchange::State& state) {
  return capnp::sizeInWords<schema::State>() + words(state.checkpoint) + words(state.proposed) +
         words(state.yours);
}
void fill(schema::Frame::Builder frame, const exchange::State& state) {
  auto to = frame.initState();
  to.setCommitted(state.committed);
  to.setCheckpoint(as_data(state.checkpoint));
  to.setProposed(as_data(state.proposed));
  to.setYours(as_data(state.yours));
}

std::size_t words(const exchange::AskProposed&) {
  return 0;
}
void fill(schema::Frame::Builder frame, const exchange::AskProposed&) {
  frame.setAskProposed();
}

std::size_t words(const exchange::AskBatches&) {
  return capnp::sizeInWords<schema::AskBatches>();
}
void fill(schema::Frame::Builder frame, const exchange::AskBatches& ask) {
  frame.initAskBatches().setFrom(ask.from);
}

std::size_t words(const exchange::Batches& batches) {
  const std::size_t words_per_hash = 1 + words_of_bytes(sizeof(Hash));
  return capnp::sizeInWords<schema::Batches>() + words(batches.entries) +
         batches.consistency.size() * words_per_hash + words(batches.checkpoint);
}
void fill(schema::Frame::Builder frame, const exchange::Batches& batches) {
  auto to = frame.initBatches();
  to.setFrom(batches.from);
  fill(to.initEntries(count(batches.entries.size())), batches.entries);
  fill(to.initConsistency(count(batches.consistency.size())), batches.consistency);
  to.setCheckpoint(as_data(batches.checkpoint));
}

// Fills `segment`, which is zero and has exactly the words that the frame needs. noexcept: an
// exception of Cap'n Proto here is a miscount of ours, and nothing of it may be sent.
void build(const Frame& frame, kj::ArrayPtr<capnp::word> segment) noexcept {
  capnp::FlatMessageBuilder builder(segment);
  const auto root = builder.initRoot<schema::Frame>();
  visit_frame([root](const auto& value) { fill(root, value); }, frame);
  builder.requireFilled();
}

// The table of one segment: number of segments minus one, its words; both little endian.
void write_table(std::size_t segment_words, std::uint8_t* table) {
  for (std::size_t i = 0; i < 4; ++i)
    table[4 + i] = static_cast<std::uint8_t>(segment_words >> (8 * i));
}

}  // namespace

Result<Bytes> encode(const Frame& frame) {
  if (auto fault = frame_fault(frame)) return std::move(*fault);
  const std::size_t segment_words =
      1 + capnp::sizeInWords<schema::Frame>() +
      visit_frame([](const auto& value) { return words(value); }, frame);
  const std::size_t payload_bytes = kTableBytes + kWordBytes * segment_words;
  const auto header = frame_header(payload_bytes);  // no frame within its limits is too long for it
  Bytes bytes(kFrameHeaderBytes + payload_bytes);
  std::copy(header.begin(), header.end(), bytes.begin());
  write_table(segment_words, bytes.data() + kFrameHeaderBytes);
  // Header and table are one word each, so the segment is aligned as operator new aligned the
  // whole.
  static_assert((kFrameHeaderBytes + kTableBytes) % kWordBytes == 0);
  auto* segment = reinterpret_cast<capnp::word*>(bytes.data() + kFrameHeaderBytes + kTableBytes);
  KUBOLUK_CHECK(reinterpret_cast<std::uintptr_t>(segment) % kWordBytes == 0);
  build(frame, {segment, segment_words});
  return bytes;
}

}  // namespace kuboluk::wire
