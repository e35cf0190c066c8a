#include "node/counter.h"

#include <charconv>
#include <utility>

#include "node/replace_file.h"

namespace kuboluk::node {
namespace {

constexpr std::string_view kFirstLine = "kuboluk/counter/v1";
constexpr std::size_t kCounterBytesMax = 4096;

std::string head_of(const std::string& ledger, const crypto::VerifierKey& key) {
  std::string head(kFirstLine);
  head.append("\nledger ").append(ledger);
  head.append("\nkey ").append(key.text()).append("\n");
  return head;
}

// The size in the last line, if head and that line are the whole text.
std::optional<std::uint64_t> size_in(std::string_view text, const std::string& head) {
  constexpr std::string_view kSize = "size ";
  if (!text.starts_with(head)) return std::nullopt;
  text.remove_prefix(head.size());
  if (!text.starts_with(kSize) || !text.ends_with('\n')) return std::nullopt;
  text.remove_prefix(kSize.size());
  text.remove_suffix(1);
  std::uint64_t size = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), size);
  if (code != std::errc() || std::to_string(size) != text) return std::nullopt;
  return size;
}

// Why a text is not this node's counter.
Error refusal(const std::filesystem::path& path, std::string_view text, const std::string& ledger,
              const crypto::VerifierKey& key) {
  const std::string start(kFirstLine);
  if (!text.starts_with(start + '\n')) {
    return {"X.FORM", path.string(), "is no counter: its first line must be " + start};
  }
  if (!text.starts_with(start + "\nledger " + ledger + "\n")) {
    return {"X.LEDGER", path.string(), "is the counter of another ledger than " + ledger};
  }
  if (!text.starts_with(head_of(ledger, key))) {
    return {"X.KEY", path.string(), "is the counter of another key than " + key.name()};
  }
  return {"X.FORM", path.string(), "must end with a line \"size <number>\""};
}

}  // namespace

Counter::Counter(std::filesystem::path path, std::string head, std::optional<std::uint64_t> size)
    : path_(std::move(path)), head_(std::move(head)), size_(size) {}

Result<Counter> Counter::read(const std::filesystem::path& path, const std::string& ledger,
                              const crypto::VerifierKey& key) {
  std::string head = head_of(ledger, key);
  std::error_code code;
  const auto status = std::filesystem::symlink_status(path, code);
  if (status.type() == std::filesystem::file_type::not_found) {
    return Counter(path, std::move(head), std::nullopt);
  }
  const auto text = read_file(path, kCounterBytesMax);
  if (!text) return text.error();
  const auto size = size_in(*text, head);
  if (!size) return refusal(path, *text, ledger, key);
  return Counter(path, std::move(head), size);
}

Result<void> Counter::raise(std::uint64_t size) {
  if (size_ && size <= *size_) return {};
  std::string text = head_;
  text.append("size ").append(std::to_string(size)).push_back('\n');
  auto replaced = replace_file(path_, text);
  if (!replaced) return replaced;
  size_ = size;
  return {};
}

}  // namespace kuboluk::node
