// Messages between nodes, built from values instead of bytes: every kind, with lists and texts as
// the input says. encode() refuses exactly what decode() would (wire/codec.h, law 3).
#include <fuzzer/FuzzedDataProvider.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/fuzz/target.h"
#include "wire/codec.h"
#include "wire/frame.h"

using namespace kuboluk;

namespace {

constexpr std::size_t kListMax = 12;
constexpr std::size_t kTextMax = 200;

class Maker {
 public:
  explicit Maker(FuzzedDataProvider& data) : data_(data) {}
  std::string text() { return data_.ConsumeRandomLengthString(kTextMax); }
  std::uint64_t number() { return data_.ConsumeIntegral<std::uint64_t>(); }
  bool coin() { return data_.ConsumeBool(); }
  Hash hash() {
    Hash hash{};
    const auto bytes = data_.ConsumeBytes<std::uint8_t>(hash.size());
    std::copy(bytes.begin(), bytes.end(), hash.begin());
    return hash;
  }
  template <class Make>
  auto list(Make make) {
    std::vector<decltype(make())> list;
    for (std::size_t n = data_.ConsumeIntegralInRange<std::size_t>(0, kListMax); n > 0; --n)
      list.push_back(make());
    return list;
  }
  std::vector<std::string> texts() {
    return list([this] { return text(); });
  }
  std::vector<Hash> hashes() {
    return list([this] { return hash(); });
  }

 private:
  FuzzedDataProvider& data_;
};

// In the order of the fields: braces evaluate from left to right.
wire::Frame frame_of(Maker& make, FuzzedDataProvider& data) {
  using namespace kuboluk::exchange;
  switch (data.ConsumeIntegralInRange<unsigned>(0, std::variant_size_v<Message>)) {
    case 0:
      return Message(Act{make.text()});
    case 1:
      return Message(Draft{make.number(), make.number(), make.texts()});
    case 2:
      return Message(Verdict{make.number(), make.number(), make.hash(), make.text(), make.texts()});
    case 3:
      return Message(Proposed{make.number(), make.texts(), make.text()});
    case 4:
      return Message(Cosignature{make.text()});
    case 5:
      return Message(Refused{make.text(), make.texts()});
    case 6:
      return Message(AskState{});
    case 7:
      return Message(State{make.number(), make.text(), make.text(), make.text()});
    case 8:
      return Message(AskProposed{});
    case 9:
      return Message(AskBatches{make.number()});
    case 10:
      return Message(Batches{make.number(), make.texts(), make.hashes(), make.text()});
    default: {
      const std::uint32_t version = make.coin() ? wire::kProtocolVersion : 2;
      return wire::Hello{version, make.text(), make.text(), make.text()};
    }
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  FuzzedDataProvider data(bytes, size);
  Maker make(data);
  const wire::Frame frame = frame_of(make, data);
  const auto encoded = wire::encode(frame);
  if (!encoded) {
    fuzz::check_error(encoded.error());
    return 0;
  }
  const auto decoded = wire::decode(ByteView(*encoded).subspan(wire::kFrameHeaderBytes));
  KUBOLUK_CHECK(decoded.has_value() && *decoded == frame);
  return 0;
}
