#include "node/config.h"

#include <toml++/toml.h>
#include <algorithm>
#include <charconv>
#include <initializer_list>
#include <iterator>
#include <utility>

#include "ledger/domain/ids.h"
#include "node/replace_file.h"

namespace kuboluk::node {
namespace {

constexpr std::uint64_t kMegabyte = std::uint64_t{1} << 20;
constexpr std::int64_t kFreeDiskMbDefault = 128;
constexpr std::int64_t kFreeDiskMbMax = 1'000'000'000;  // more is a slip of the pen

// Reads the keys of one table. The first error is kept, later reads give empty values: the caller
// asks once, at the end.
class Reader {
 public:
  Reader(const std::filesystem::path& file, std::optional<Error>& error)
      : file_(file), error_(error) {}

  void refuse(const toml::source_region& where, std::string_view key, std::string what) {
    if (error_) return;
    std::string place = file_.string();
    if (where.begin.line != 0) place += ":" + std::to_string(where.begin.line);
    error_ = Error{"CONFIG", std::move(place), std::string(key) + " " + std::move(what)};
  }

  void refuse_unknown(const toml::table& table, std::string_view prefix,
                      std::initializer_list<std::string_view> known) {
    for (const auto& [key, value] : table) {
      if (std::find(known.begin(), known.end(), key.str()) == known.end()) {
        refuse(key.source(), std::string(prefix) + std::string(key.str()),
               "is no key of this program; see kubolukd --help-config");
      }
    }
  }

  const toml::table* table(const toml::table& parent, std::string_view key, bool needed) {
    const toml::node* const found = parent.get(key);
    if (found == nullptr) {
      if (needed)
        refuse(parent.source(), key,
               "is missing: the file needs a [" + std::string(key) + "] table");
      return nullptr;
    }
    if (!found->is_table()) refuse(found->source(), key, "must be a table");
    return found->as_table();
  }

  std::optional<std::string> text(const toml::table& parent, std::string_view key, bool needed) {
    const toml::node* const found = parent.get(key);
    if (found == nullptr) {
      if (needed) refuse(parent.source(), key, "is missing");
      return std::nullopt;
    }
    const auto* const value = found->as_string();
    if (value == nullptr || value->get().empty()) {
      refuse(found->source(), key, "must be a text in quotes, not empty");
      return std::nullopt;
    }
    return value->get();
  }

  std::optional<std::filesystem::path> path(const toml::table& parent, std::string_view key,
                                            bool needed) {
    auto value = text(parent, key, needed);
    if (!value) return std::nullopt;
    // An absolute path replaces the folder.
    return (file_.parent_path() / *value).lexically_normal();
  }

  std::string body_id(const toml::table& parent, std::string_view key) {
    auto value = text(parent, key, true);
    if (value && !domain::is_body_id(*value)) {
      refuse(parent.get(key)->source(), key, "is no member id: \"" + *value + "\"");
    }
    return value.value_or("");
  }

  std::optional<Address> address(const toml::table& parent, std::string_view key, bool needed) {
    const auto value = text(parent, key, needed);
    if (!value) return std::nullopt;
    auto parsed = parse_address(*value);
    if (!parsed) {
      refuse(parent.get(key)->source(), key, "is no host:port: \"" + *value + "\"");
    }
    return parsed;
  }

  std::int64_t number(const toml::table& parent, std::string_view key, std::int64_t otherwise,
                      std::int64_t max) {
    const toml::node* const found = parent.get(key);
    if (found == nullptr) return otherwise;
    const auto* const value = found->as_integer();
    if (value == nullptr || value->get() < 0 || value->get() > max) {
      refuse(found->source(), key, "must be a whole number from 0 to " + std::to_string(max));
      return otherwise;
    }
    return value->get();
  }

  bool flag(const toml::table& parent, std::string_view key) {
    const toml::node* const found = parent.get(key);
    if (found == nullptr) return false;
    if (!found->is_boolean()) refuse(found->source(), key, "must be true or false");
    return found->is_boolean() && found->as_boolean()->get();
  }

 private:
  const std::filesystem::path& file_;
  std::optional<Error>& error_;
};

Severity read_log_level(Reader& reader, const toml::table& root) {
  const std::string text = reader.text(root, "log_level", false).value_or("info");
  if (text == "debug") return Severity::kDebug;
  if (text == "warning") return Severity::kWarning;
  if (text == "error") return Severity::kError;
  if (text != "info") {
    reader.refuse(root.get("log_level")->source(), "log_level",
                  "must be debug, info, warning or error, not \"" + text + "\"");
  }
  return Severity::kInfo;
}

void read_keys(Reader& reader, const toml::table& root, Config& config) {
  const toml::table* const keys = reader.table(root, "keys", true);
  if (keys == nullptr) return;
  reader.refuse_unknown(*keys, "keys.", {"node", "transport", "cosigner", "log"});
  config.keys.node = reader.path(*keys, "node", true).value_or("");
  config.keys.transport = reader.path(*keys, "transport", true).value_or("");
  config.keys.cosigner = reader.path(*keys, "cosigner", false);
  config.keys.log = reader.path(*keys, "log", false);
}

void read_listen(Reader& reader, const toml::table& root, Config& config) {
  const toml::table* const listen = reader.table(root, "listen", true);
  if (listen == nullptr) return;
  reader.refuse_unknown(*listen, "listen.", {"peers", "http"});
  config.listen_peers = reader.address(*listen, "peers", true).value_or(Address());
  config.listen_http = reader.address(*listen, "http", false);
}

void read_limits(Reader& reader, const toml::table& root, Config& config) {
  static const toml::table kNone;
  const toml::table* const found = reader.table(root, "limits", false);
  const toml::table& limits = found == nullptr ? kNone : *found;
  reader.refuse_unknown(limits, "limits.", {"free_disk_mb", "any_file_system"});
  const auto megabytes = reader.number(limits, "free_disk_mb", kFreeDiskMbDefault, kFreeDiskMbMax);
  config.free_disk_bytes_min = static_cast<std::uint64_t>(megabytes) * kMegabyte;
  config.any_file_system = reader.flag(limits, "any_file_system");
}

void read_peer(Reader& reader, const toml::table& table, Config& config) {
  reader.refuse_unknown(table, "peer.", {"id", "address", "transport"});
  std::string id = reader.body_id(table, "id");
  const auto key_text = reader.text(table, "transport", true);
  if (!key_text) return;
  const auto key = crypto::VerifierKey::parse(*key_text);
  if (!key || key->type() != crypto::KeyType::kEd25519) {
    return reader.refuse(
        table.get("transport")->source(), "transport",
        "is no public transport key: " + (key ? "it is a cosigner's" : key.error().detail));
  }
  const bool we_dial = config.member < id;
  auto address = reader.address(table, "address", we_dial);
  if (we_dial && address && address->port == 0) {
    reader.refuse(table.get("address")->source(), "address", "needs a port to dial");
  }
  for (const Peer& other : config.peers) {
    if (other.id == id) reader.refuse(table.source(), "id", "\"" + id + "\" is listed twice");
    if (other.transport.key() == key->key()) {
      reader.refuse(table.source(), "transport", "is also the key of \"" + other.id + "\"");
    }
  }
  if (id == config.member) reader.refuse(table.source(), "id", "is this node itself");
  config.peers.push_back(Peer{std::move(id), std::move(address), *key});
}

void read_peers(Reader& reader, const toml::table& root, Config& config) {
  const toml::node* const found = root.get("peer");
  if (found == nullptr) return;
  const toml::array* const list = found->as_array();
  if (list == nullptr || list->size() > kPeersMax) {
    return reader.refuse(found->source(), "peer",
                         "must be a list of [[peer]] tables, at most " + std::to_string(kPeersMax));
  }
  for (const toml::node& element : *list) {
    if (!element.is_table()) return reader.refuse(element.source(), "peer", "must be a table");
    read_peer(reader, *element.as_table(), config);
  }
  std::sort(config.peers.begin(), config.peers.end(),
            [](const Peer& a, const Peer& b) { return a.id < b.id; });
}

// True if `path` is `folder` or lies in it, links followed as far as they exist.
bool lies_in(const std::filesystem::path& path, const std::filesystem::path& folder) {
  std::error_code failed;
  const auto inner = std::filesystem::weakly_canonical(std::filesystem::absolute(path), failed);
  const auto outer = std::filesystem::weakly_canonical(std::filesystem::absolute(folder), failed);
  const auto end = std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first;
  return end == outer.end() || (std::next(end) == outer.end() && end->empty());
}

void check_together(Reader& reader, const toml::table& root, const Config& config) {
  const bool signs = config.keys.cosigner || config.keys.log;
  if (signs && !config.counter) {
    reader.refuse(root.source(), "counter", "is missing: a node that signs trees needs it");
  }
  if (config.counter && lies_in(*config.counter, config.ledger)) {
    reader.refuse(root.get("counter")->source(), "counter",
                  "lies in the ledger folder: a backup of that folder would bring it back, and it "
                  "could not tell an old ledger from the newest");
  }
  const bool sequences = config.member == config.sequencer;
  if (sequences != config.keys.log.has_value()) {
    reader.refuse(root.source(), "keys.log",
                  sequences
                      ? "is missing: this node is the sequencer"
                      : "is for the sequencer only, and that is \"" + config.sequencer + "\"");
  }
  const bool known =
      sequences || std::any_of(config.peers.begin(), config.peers.end(),
                               [&](const Peer& p) { return p.id == config.sequencer; });
  if (!known) {
    reader.refuse(root.get("sequencer")->source(), "sequencer",
                  "\"" + config.sequencer + "\" is neither this node nor a [[peer]]");
  }
}

Config read_root(Reader& reader, const toml::table& root) {
  Config config;
  reader.refuse_unknown(root, "",
                        {"member", "sequencer", "ledger", "genesis", "policy", "counter",
                         "passphrase_file", "log_level", "keys", "listen", "peer", "limits"});
  config.member = reader.body_id(root, "member");
  config.sequencer = reader.body_id(root, "sequencer");
  config.ledger = reader.path(root, "ledger", true).value_or("");
  config.genesis = reader.path(root, "genesis", true).value_or("");
  config.policy = reader.path(root, "policy", true).value_or("");
  config.counter = reader.path(root, "counter", false);
  config.passphrase_file = reader.path(root, "passphrase_file", false);
  config.log_level = read_log_level(reader, root);
  read_keys(reader, root, config);
  read_listen(reader, root, config);
  read_limits(reader, root, config);
  read_peers(reader, root, config);
  return config;
}

}  // namespace

std::string Address::text() const {
  const bool brackets = host.find(':') != std::string::npos;
  return (brackets ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

std::optional<Address> parse_address(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  const std::string_view digits = text.substr(colon + 1);
  std::string_view host = text.substr(0, colon);
  Address address;
  const auto [end, code] =
      std::from_chars(digits.data(), digits.data() + digits.size(), address.port);
  if (code != std::errc() || std::to_string(address.port) != digits) return std::nullopt;
  const bool brackets = host.front() == '[' && host.back() == ']';
  if (brackets) host = host.substr(1, host.size() - 2);
  const auto allowed = [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
           (brackets ? c == ':' || c == '%' : c == '-');
  };
  if (host.empty() || !std::all_of(host.begin(), host.end(), allowed)) return std::nullopt;
  address.host = std::string(host);
  return address;
}

Result<Config> parse_config(const std::filesystem::path& path, std::string_view text) {
  std::optional<Error> error;
  Reader reader(path, error);
  try {
    const toml::table root = toml::parse(text);
    Config config = read_root(reader, root);
    if (!error) check_together(reader, root, config);
    if (error) return *error;
    return config;
  } catch (const toml::parse_error& failure) {
    reader.refuse(failure.source(), "syntax:", std::string(failure.description()));
    return *error;
  }
}

Result<Config> read_config(const std::filesystem::path& path) {
  const auto text = read_file(path, kConfigBytesMax);
  if (!text) return text.error();
  return parse_config(path, *text);
}

}  // namespace kuboluk::node
