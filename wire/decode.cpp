#include <capnp/serialize.h>
#include <kj/exception.h>

#include <algorithm>
#include <cstring>
#include <optional>

#include "wire/codec.h"
#include "wire/frame.h"
#include "wire/frame_check.h"
#include "wire/peer.capnp.h"

namespace kuboluk::wire {
namespace {

constexpr std::size_t kWordBytes = sizeof(capnp::word);
constexpr std::size_t kTableBytes = 8;
// An honest frame is walked twice, once to count its words and once to copy them. Pointers that
// share their targets make a small message large when it is walked; this ends the walk.
constexpr std::uint64_t kTraversalPerWord = 8;
// Honest frames have depth 4. Pointers in a circle have no end.
constexpr int kNestingMax = 16;
// A description by Cap'n Proto goes into the journal; it has no business being longer.
constexpr std::size_t kReasonBytesMax = 300;

// Copies fields out of one message and keeps the first fault. Each getter of the message is called
// once: a second call would read again what a check has seen.
class FieldReader {
 public:
  explicit FieldReader(std::string_view kind) : kind_(kind) {}

  std::string text(capnp::Data::Reader data) const {
    return std::string(text_of({data.begin(), data.size()}));
  }

  Hash hash(const std::string& field, capnp::Data::Reader data) {
    Hash hash{};
    if (data.size() == hash.size()) {
      std::copy(data.begin(), data.end(), hash.begin());
    } else if (!fault_) {
      fault_ = Error{"WIRE", kind_ + "." + field,
                     "a hash has 32 bytes, this has " + std::to_string(data.size())};
    }
    return hash;
  }

  std::vector<std::string> texts(const std::string& field, capnp::List<capnp::Data>::Reader list,
                                 std::size_t count_max) {
    std::vector<std::string> texts;
    if (!may_copy(field, list.size(), count_max)) return texts;
    texts.reserve(list.size());
    for (const capnp::Data::Reader data : list)
      texts.push_back(text(data));
    return texts;
  }

  std::vector<Hash> hashes(const std::string& field, capnp::List<capnp::Data>::Reader list) {
    std::vector<Hash> hashes;
    if (!may_copy(field, list.size(), kConsistencyHashesMax)) return hashes;
    for (const capnp::Data::Reader data : list)
      hashes.push_back(hash(field + "[" + std::to_string(hashes.size()) + "]", data));
    return hashes;
  }

  std::optional<Error>& fault() { return fault_; }

 private:
  bool may_copy(const std::string& field, std::size_t count, std::size_t count_max) {
    if (!fault_ && count > count_max) fault_ = too_many(kind_ + "." + field, count, count_max);
    return !fault_;
  }

  std::string kind_;
  std::optional<Error> fault_;
};

Hello read(FieldReader& fields, schema::Hello::Reader from) {
  return {from.getVersion(), fields.text(from.getLedger()), fields.text(from.getSender()),
          fields.text(from.getReceiver())};
}

exchange::Act read(FieldReader& fields, schema::Act::Reader from) {
  return {fields.text(from.getSubmission())};
}

exchange::Draft read(FieldReader& fields, schema::Draft::Reader from) {
  return {from.getRound(), from.getFrom(), fields.texts("entries", from.getEntries(), kEntriesMax)};
}

exchange::Verdict read(FieldReader& fields, schema::Verdict::Reader from) {
  return {from.getRound(), from.getSize(), fields.hash("root", from.getRoot()),
          fields.text(from.getRefusal()), fields.texts("acts", from.getActs(), kActsMax)};
}

exchange::Proposed read(FieldReader& fields, schema::Proposed::Reader from) {
  return {from.getFrom(), fields.texts("entries", from.getEntries(), kEntriesMax),
          fields.text(from.getCheckpoint())};
}

exchange::Cosignature read(FieldReader& fields, schema::Cosignature::Reader from) {
  return {fields.text(from.getNote())};
}

exchange::Refused read(FieldReader& fields, schema::Refused::Reader from) {
  return {fields.text(from.getRefusal()), fields.texts("acts", from.getActs(), kActsMax)};
}

exchange::State read(FieldReader& fields, schema::State::Reader from) {
  return {from.getCommitted(), fields.text(from.getCheckpoint()), fields.text(from.getProposed()),
          fields.text(from.getYours())};
}

exchange::AskBatches read(FieldReader&, schema::AskBatches::Reader from) {
  return {from.getFrom()};
}

exchange::Batches read(FieldReader& fields, schema::Batches::Reader from) {
  return {from.getFrom(), fields.texts("entries", from.getEntries(), kEntriesMax),
          fields.hashes("consistency", from.getConsistency()), fields.text(from.getCheckpoint())};
}

// One arm of the union. `given`: its pointer is not null; a null one would read as all defaults.
template <class Reader>
Result<Frame> read_arm(std::string_view kind, bool given, Reader from) {
  if (!given) return Error{"WIRE", std::string(kind), "the frame names this kind and has none"};
  FieldReader fields(kind);
  Frame frame{read(fields, from)};
  if (fields.fault()) return std::move(*fields.fault());
  return frame;
}

Result<Frame> read_frame(schema::Frame::Reader from) {
  using Kind = schema::Frame::Which;
  const Kind kind = from.which();
  switch (kind) {
    case Kind::HELLO:
      return read_arm("hello", from.hasHello(), from.getHello());
    case Kind::ACT:
      return read_arm("act", from.hasAct(), from.getAct());
    case Kind::DRAFT:
      return read_arm("draft", from.hasDraft(), from.getDraft());
    case Kind::VERDICT:
      return read_arm("verdict", from.hasVerdict(), from.getVerdict());
    case Kind::PROPOSED:
      return read_arm("proposed", from.hasProposed(), from.getProposed());
    case Kind::COSIGNATURE:
      return read_arm("cosignature", from.hasCosignature(), from.getCosignature());
    case Kind::REFUSED:
      return read_arm("refused", from.hasRefused(), from.getRefused());
    case Kind::ASK_STATE:
      return Frame{exchange::AskState{}};
    case Kind::STATE:
      return read_arm("state", from.hasState(), from.getState());
    case Kind::ASK_PROPOSED:
      return Frame{exchange::AskProposed{}};
    case Kind::ASK_BATCHES:
      return read_arm("ask-batches", from.hasAskBatches(), from.getAskBatches());
    case Kind::BATCHES:
      return read_arm("batches", from.hasBatches(), from.getBatches());
  }
  // Numbers that this version has no name for arrive here.
  return Error{"WIRE", "frame",
               "message kind " + std::to_string(static_cast<unsigned>(kind)) +
                   " is unknown to protocol version " + std::to_string(kProtocolVersion)};
}

// The words of all objects add up to those of the message, an object counted as often as a pointer
// leads to it: nothing hides between the objects, no two pointers share a target (RELIABILITY 40),
// and what is copied is never more than what came. (Junk that exactly makes up for shared words
// passes; it is not read.)
std::optional<Error> layout_fault(schema::Frame::Reader frame, std::size_t segment_words) {
  const capnp::MessageSize size = frame.totalSize();
  if (size.capCount != 0) return Error{"WIRE", "frame", "it has capabilities"};
  if (size.wordCount + 1 == segment_words) return std::nullopt;  // + 1: the root pointer
  return Error{"WIRE", "frame",
               "its objects have " + std::to_string(size.wordCount + 1) + " words, it has " +
                   std::to_string(segment_words) + ": words are unused or used twice"};
}

// `bytes` begin at a multiple of 8 and are whole words.
Result<Frame> read_message(ByteView bytes) {
  const kj::ArrayPtr<const capnp::word> words(reinterpret_cast<const capnp::word*>(bytes.data()),
                                              bytes.size() / kWordBytes);
  capnp::ReaderOptions options;
  options.traversalLimitInWords = kTraversalPerWord * words.size();
  options.nestingLimit = kNestingMax;
  try {
    capnp::FlatArrayMessageReader reader(words, options);
    const auto frame = reader.getRoot<schema::Frame>();
    const std::size_t table_words = kTableBytes / kWordBytes;
    if (auto fault = layout_fault(frame, words.size() - table_words)) return std::move(*fault);
    return read_frame(frame);
  } catch (const kj::Exception& exception) {
    const std::string reason = exception.getDescription().cStr();
    return Error{"WIRE", "frame", "malformed: " + reason.substr(0, kReasonBytesMax)};
  }
}

std::uint64_t little_endian_32(ByteView bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 4; i-- > 0;)
    value = value << 8 | bytes[i];
  return value;
}

// Exactly one segment, and it is the rest of the payload. Cap'n Proto's own reading of this table
// is never reached with anything else (RELIABILITY 37, 38).
std::optional<Error> table_fault(ByteView payload) {
  if (payload.size() < kFrameBytesMin || payload.size() % kWordBytes != 0) {
    return Error{"WIRE", "frame", "no payload has " + std::to_string(payload.size()) + " bytes"};
  }
  if (payload.size() > kFrameBytesMax) {
    return Error{"X.SIZE", "frame",
                 std::to_string(payload.size()) + " bytes, at most " +
                     std::to_string(kFrameBytesMax) + " may travel"};
  }
  const std::uint64_t segments_after_first = little_endian_32(payload.first(4));
  if (segments_after_first != 0) {
    return Error{
        "WIRE", "frame",
        "one segment is allowed, the table announces 1 + " + std::to_string(segments_after_first)};
  }
  const std::uint64_t segment_words = little_endian_32(payload.subspan(4, 4));
  if (kTableBytes + kWordBytes * segment_words == payload.size()) return std::nullopt;
  return Error{"WIRE", "frame",
               "the table announces " + std::to_string(segment_words) + " words, " +
                   std::to_string(payload.size() - kTableBytes) + " bytes follow"};
}

// The reader needs whole words at their places in memory. What came off a link lies so already: a
// copy of the largest frame would be 42 MiB that a peer can make a node take (RELIABILITY T10).
Result<Frame> read_aligned(ByteView payload) {
  if (reinterpret_cast<std::uintptr_t>(payload.data()) % alignof(std::uint64_t) == 0) {
    return read_message(payload);
  }
  std::vector<std::uint64_t> words(payload.size() / kWordBytes);
  std::memcpy(words.data(), payload.data(), payload.size());
  return read_message({reinterpret_cast<const std::uint8_t*>(words.data()), payload.size()});
}

}  // namespace

Result<Frame> decode(ByteView payload) {
  if (auto fault = table_fault(payload)) return std::move(*fault);
  Result<Frame> frame = read_aligned(payload);
  if (!frame) return frame;
  if (auto fault = frame_fault(*frame)) return std::move(*fault);
  return frame;
}

}  // namespace kuboluk::wire
