// Whether bytes are an admissible key, asked once for all nodes of a simulation: the same few keys
// come by in every note. libsodium's own answer, remembered.
#include <array>
#include <map>

#include "crypto/bytes.h"

extern "C" int crypto_core_ed25519_is_valid_point(const unsigned char* bytes);
extern "C" int kuboluk_is_valid_point(const unsigned char* bytes);

namespace {

// Lies bring keys that nobody has: a campaign must not grow for ever.
constexpr std::size_t kAnswersMax = 10'000;

}  // namespace

extern "C" int kuboluk_is_valid_point(const unsigned char* bytes) {
  thread_local std::map<kuboluk::Hash, int> answers;
  kuboluk::Hash key{};
  for (std::size_t i = 0; i < key.size(); ++i)
    key[i] = bytes[i];
  const auto found = answers.find(key);
  if (found != answers.end()) return found->second;
  if (answers.size() >= kAnswersMax) answers.clear();
  const int answer = crypto_core_ed25519_is_valid_point(bytes);
  answers.emplace(key, answer);
  return answer;
}
