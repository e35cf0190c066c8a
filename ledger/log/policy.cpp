#include "ledger/log/policy.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "ledger/log/decimal.h"

namespace kuboluk::log {

// Reads one policy file, line by line. A name can be used only after its line, so groups cannot
// form a circle and evaluation in file order is complete.
class PolicyParser {
 public:
  Result<Policy> run(std::string_view text);

 private:
  using Words = std::vector<std::string_view>;
  using Step = std::optional<Error>;  // nothing: fine

  Step line(const Words& words);
  Step log(const Words& words);
  Step witness(const Words& words);
  Step group(const Words& words);
  Step quorum(const Words& words);
  Step define(std::string_view name, Policy::Member member);
  Step admit_key(const crypto::VerifierKey& key);
  Step members(const Words& words, Policy::Group& group);
  Error error(std::string detail) const {
    return {"C2SP.policy", "line " + std::to_string(line_number_), std::move(detail)};
  }

  Policy policy_;
  std::size_t line_number_ = 0;
  bool has_quorum_line_ = false;
  std::map<std::string, Policy::Member, std::less<>> names_;
  std::set<std::string, std::less<>> used_;              // as group members
  std::set<std::array<std::uint8_t, 32>> keys_;          // public keys of logs and witnesses
  std::set<std::pair<std::string, std::uint32_t>> ids_;  // what a signature line names
};

namespace {

// The characters that C2SP allows: tab, printable ASCII, and opaque bytes above.
bool is_policy_byte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte == '\t' || (byte >= 0x20 && byte != 0x7F);
}

std::vector<std::string_view> split_words(std::string_view line) {
  std::vector<std::string_view> words;
  while (true) {
    const std::size_t begin = line.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return words;
    line.remove_prefix(begin);
    const std::size_t end = std::min(line.find_first_of(" \t"), line.size());
    words.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
}

// A name from the file, cut so that an error stays readable.
std::string quoted(std::string_view name) {
  constexpr std::size_t kShown = 64;
  std::string text = "'";
  for (char c : name.substr(0, kShown))
    text += c >= 0x20 && c < 0x7F ? c : '?';
  return text + (name.size() > kShown ? "...'" : "'");
}

}  // namespace

Result<Policy> PolicyParser::run(std::string_view text) {
  if (text.size() > kPolicyBytesMax) {
    return Error{"C2SP.policy", "policy",
                 "longer than " + std::to_string(kPolicyBytesMax) + " bytes"};
  }
  while (!text.empty()) {
    ++line_number_;
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return error("the line does not end with a newline");
    const std::string_view content = text.substr(0, end);
    text.remove_prefix(end + 1);
    if (!std::all_of(content.begin(), content.end(), is_policy_byte)) {
      return error("contains a control character");
    }
    const Words words = split_words(content);
    if (words.empty() || words[0].starts_with('#')) continue;
    if (Step failed = line(words)) return *std::move(failed);
  }
  if (!has_quorum_line_) return Error{"C2SP.policy", "policy", "has no quorum line"};
  return std::move(policy_);
}

PolicyParser::Step PolicyParser::line(const Words& words) {
  if (words[0] == "log") return log(words);
  if (words[0] == "witness") return witness(words);
  if (words[0] == "group") return group(words);
  if (words[0] == "quorum") return quorum(words);
  return error("unknown keyword " + quoted(words[0]));
}

PolicyParser::Step PolicyParser::log(const Words& words) {
  if (words.size() < 2 || words.size() > 3) return error("expected: log <vkey> [<url>]");
  if (policy_.logs_.size() == kPolicyLogsMax) return error("too many logs");
  Result<crypto::VerifierKey> key = crypto::VerifierKey::parse(words[1]);
  if (!key) return error("log key: " + key.error().detail);
  if (key->type() != crypto::KeyType::kEd25519) {
    return error("a log's key has signature type 0x01");
  }
  if (Step failed = admit_key(*key)) return failed;
  policy_.logs_.push_back({*key, words.size() > 2 ? std::string(words[2]) : ""});
  return std::nullopt;
}

PolicyParser::Step PolicyParser::witness(const Words& words) {
  if (words.size() < 3 || words.size() > 4) return error("expected: witness <name> <vkey> [<url>]");
  if (policy_.witnesses_.size() == kPolicyWitnessesMax) return error("too many witnesses");
  Result<crypto::VerifierKey> key = crypto::VerifierKey::parse(words[2]);
  if (!key) return error("key of witness " + quoted(words[1]) + ": " + key.error().detail);
  if (key->type() != crypto::KeyType::kCosignature) {
    return error("the key of witness " + quoted(words[1]) + " must have signature type 0x04");
  }
  if (Step failed = define(words[1], {false, policy_.witnesses_.size()})) return failed;
  if (Step failed = admit_key(*key)) return failed;
  policy_.witnesses_.push_back(
      {std::string(words[1]), *key, words.size() > 3 ? std::string(words[3]) : ""});
  return std::nullopt;
}

PolicyParser::Step PolicyParser::group(const Words& words) {
  if (words.size() < 4) return error("expected: group <name> all|any|<k> <name>...");
  if (policy_.groups_.size() == kPolicyGroupsMax) return error("too many groups");
  Policy::Group group;
  const std::size_t count = words.size() - 3;
  if (words[2] == "all") {
    group.threshold = count;
  } else if (words[2] == "any") {
    group.threshold = 1;
  } else {
    const std::optional<std::uint64_t> k = parse_decimal(words[2]);
    if (!k) return error("the threshold " + quoted(words[2]) + " is not all, any or a number");
    if (*k < 1 || *k > count) {
      return error("the threshold " + std::to_string(*k) + " is not between 1 and the " +
                   std::to_string(count) + " members");
    }
    group.threshold = *k;
  }
  // Members first: a group cannot contain itself.
  if (Step failed = members(words, group)) return failed;
  if (Step failed = define(words[1], {true, policy_.groups_.size()})) return failed;
  policy_.groups_.push_back(std::move(group));
  return std::nullopt;
}

PolicyParser::Step PolicyParser::members(const Words& words, Policy::Group& group) {
  for (std::size_t i = 3; i < words.size(); ++i) {
    const auto found = names_.find(words[i]);
    if (found == names_.end()) return error("member " + quoted(words[i]) + " is not defined above");
    if (!used_.emplace(words[i]).second) {
      return error(quoted(words[i]) + " is already a member of a group");
    }
    group.members.push_back(found->second);
  }
  return std::nullopt;
}

PolicyParser::Step PolicyParser::quorum(const Words& words) {
  if (words.size() != 2) return error("expected: quorum <name>");
  if (has_quorum_line_) return error("a second quorum line");
  has_quorum_line_ = true;
  if (words[1] == "none") return std::nullopt;
  const auto found = names_.find(words[1]);
  if (found == names_.end()) return error("quorum " + quoted(words[1]) + " is not defined above");
  policy_.quorum_ = found->second;
  return std::nullopt;
}

PolicyParser::Step PolicyParser::define(std::string_view name, Policy::Member member) {
  if (name == "none") return error("the name 'none' is predefined");
  if (names_.emplace(name, member).second) return std::nullopt;
  return error("the name " + quoted(name) + " is defined twice");
}

// One key under two names would count twice (RELIABILITY 34); a log key among the witnesses would
// let the sequencer vouch for itself; two keys with one name and id could not be told apart in a
// note.
PolicyParser::Step PolicyParser::admit_key(const crypto::VerifierKey& key) {
  if (!keys_.insert(key.key().bytes()).second) {
    return error("the key of " + quoted(key.name()) + " already stands in another line");
  }
  if (!ids_.emplace(key.name(), key.id()).second) {
    return error("another key has the same name and id as " + quoted(key.name()));
  }
  return std::nullopt;
}

Result<Policy> Policy::parse(std::string_view text) {
  return PolicyParser{}.run(text);
}

bool Policy::satisfied(const WitnessSet& witnesses) const {
  if (!quorum_) return true;
  std::vector<bool> groups;
  const auto witnessed = [&](const Member& member) {
    return member.is_group ? static_cast<bool>(groups[member.index]) : witnesses[member.index];
  };
  for (const Group& group : groups_) {
    const auto count = std::count_if(group.members.begin(), group.members.end(), witnessed);
    groups.push_back(static_cast<std::size_t>(count) >= group.threshold);
  }
  return witnessed(*quorum_);
}

bool Policy::satisfied(const std::set<std::string>& names) const {
  WitnessSet set;
  for (std::size_t i = 0; i < witnesses_.size(); ++i) {
    set[i] = names.contains(witnesses_[i].name);
  }
  return satisfied(set);
}

}  // namespace kuboluk::log
