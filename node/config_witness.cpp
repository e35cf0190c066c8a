#include "node/config_witness.h"

#include <iterator>

#include "crypto/vkey.h"

namespace kuboluk::node {
namespace {

constexpr std::string_view kHttp = "http://";
constexpr std::uint16_t kHttpPort = 80;

bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

// An origin is one line of a note; what could not be printed there is a slip of the pen.
bool is_line(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) >= ' ' && static_cast<unsigned char>(c) != 0x7f;
  });
}

// "http://host[:port][/path]", no query. Nothing else: TLS is the business of a proxy.
std::optional<HttpPlace> parse_place(std::string_view url) {
  if (!url.starts_with(kHttp) || !is_plain(url)) return std::nullopt;
  url.remove_prefix(kHttp.size());
  const std::size_t slash = std::min(url.find('/'), url.size());
  std::string host(url.substr(0, slash));
  std::string path(url.substr(slash));
  if (path.find_first_of("?#") != std::string::npos) return std::nullopt;
  while (path.ends_with('/'))
    path.pop_back();
  auto address = parse_address(host);
  if (!address) address = parse_address(host + ":" + std::to_string(kHttpPort));
  if (!address || address->port == 0) return std::nullopt;
  return HttpPlace{*std::move(address), std::move(path)};
}

std::optional<crypto::VerifierKey> key_of(Reader& reader, const toml::node& where,
                                          std::string_view name, const std::string& text,
                                          crypto::KeyType type) {
  const auto key = crypto::VerifierKey::parse(text);
  if (!key) {
    reader.refuse(where.source(), name, "is no verifier key: " + key.error().detail);
  } else if (key->type() != type) {
    reader.refuse(where.source(), name,
                  type == crypto::KeyType::kCosignature
                      ? "is a key for checkpoints, not for cosignatures (type 0x04)"
                      : "is a key for cosignatures, not for checkpoints (type 0x01)");
  } else {
    return *key;
  }
  return std::nullopt;
}

std::vector<crypto::VerifierKey> log_keys(Reader& reader, const toml::table& table) {
  std::vector<crypto::VerifierKey> keys;
  const toml::node* const found = table.get("keys");
  const toml::array* const list = found == nullptr ? nullptr : found->as_array();
  if (list == nullptr || list->empty() || list->size() > kWitnessLogKeysMax) {
    reader.refuse(
        found == nullptr ? table.source() : found->source(), "keys",
        "must be a list of 1 to " + std::to_string(kWitnessLogKeysMax) + " verifier keys");
    return keys;
  }
  for (const toml::node& element : *list) {
    const auto* const text = element.as_string();
    const auto key = key_of(reader, element, "keys", text == nullptr ? "" : text->get(),
                            crypto::KeyType::kEd25519);
    if (key) keys.push_back(*key);
  }
  return keys;
}

void read_log(Reader& reader, const toml::table& table, WitnessConfig& role) {
  reader.refuse_unknown(table, "witness.log.", {"origin", "keys"});
  const auto origin = reader.text(table, "origin", true);
  if (!origin) return;
  if (!is_line(*origin)) reader.refuse(table.get("origin")->source(), "origin", "is not one line");
  for (const WitnessLogConfig& other : role.logs) {
    if (other.origin == *origin) {
      reader.refuse(table.source(), "origin", "\"" + *origin + "\" is listed twice");
    }
  }
  role.logs.push_back({*origin, log_keys(reader, table)});
}

// The tables of a list; empty, and refused, if it is none.
std::vector<const toml::table*> tables(Reader& reader, const toml::table& parent,
                                       std::string_view key, std::size_t max) {
  std::vector<const toml::table*> all;
  const toml::node* const found = parent.get(key);
  if (found == nullptr) return all;
  const toml::array* const list = found->as_array();
  if (list == nullptr || list->size() > max) {
    reader.refuse(found->source(), key, "must be a list of tables, at most " + std::to_string(max));
    return all;
  }
  for (const toml::node& element : *list) {
    if (element.is_table()) {
      all.push_back(element.as_table());
    } else {
      reader.refuse(element.source(), key, "must be a table");
    }
  }
  return all;
}

}  // namespace

bool lies_in(const std::filesystem::path& path, const std::filesystem::path& folder) {
  std::error_code failed;
  const auto inner = std::filesystem::weakly_canonical(std::filesystem::absolute(path), failed);
  const auto outer = std::filesystem::weakly_canonical(std::filesystem::absolute(folder), failed);
  const auto end = std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first;
  return end == outer.end() || (std::next(end) == outer.end() && end->empty());
}

void read_witness(Reader& reader, const toml::table& root, Config& config) {
  const toml::table* const table = reader.table(root, "witness", false);
  if (table == nullptr) return;
  reader.refuse_unknown(*table, "witness.", {"name", "key", "folder", "log"});
  WitnessConfig role;
  role.name = reader.text(*table, "name", true).value_or("");
  role.key = reader.path(*table, "key", true).value_or("");
  role.folder = reader.path(*table, "folder", true).value_or("");
  for (const toml::table* log : tables(reader, *table, "log", kWitnessLogsMax))
    read_log(reader, *log, role);
  if (!config.listen_http) {
    reader.refuse(table->source(), "witness", "needs listen.http: nobody could ask it");
  }
  if (table->contains("folder") && lies_in(role.folder, config.ledger)) {
    reader.refuse(table->get("folder")->source(), "witness.folder",
                  "lies in the ledger folder: a backup or a repair of that folder would make the "
                  "witness forget what it has cosigned");
  }
  config.witness = std::move(role);
}

void read_external_witnesses(Reader& reader, const toml::table& root, Config& config) {
  for (const toml::table* table : tables(reader, root, "external_witness", kExternalWitnessesMax)) {
    reader.refuse_unknown(*table, "external_witness.", {"url", "key"});
    const auto url = reader.text(*table, "url", true);
    const auto text = reader.text(*table, "key", true);
    if (!url || !text) return;
    auto place = parse_place(*url);
    if (!place) {
      return reader.refuse(table->get("url")->source(), "url",
                           "is no http://host:port/path: \"" + *url + "\"");
    }
    auto key = key_of(reader, *table->get("key"), "key", *text, crypto::KeyType::kCosignature);
    if (!key) return;
    config.external_witnesses.push_back({*std::move(place), *std::move(key)});
  }
}

}  // namespace kuboluk::node
