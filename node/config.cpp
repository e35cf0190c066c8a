#include "node/config.h"

#include <toml++/toml.h>
#include <algorithm>
#include <charconv>
#include <iterator>
#include <utility>

#include "node/config_reader.h"
#include "node/config_witness.h"
#include "node/replace_file.h"

namespace kuboluk::node {
namespace {

constexpr std::uint64_t kMegabyte = std::uint64_t{1} << 20;
constexpr std::int64_t kFreeDiskMbDefault = 128;
constexpr std::int64_t kFreeDiskMbMax = 1'000'000'000;  // more is a slip of the pen

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
  reader.refuse_unknown(
      root, "",
      {"member", "sequencer", "ledger", "genesis", "policy", "counter", "passphrase_file",
       "log_level", "keys", "listen", "peer", "limits", "witness", "external_witness"});
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
  read_witness(reader, root, config);
  read_external_witnesses(reader, root, config);
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
