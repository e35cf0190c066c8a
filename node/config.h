// What an operator tells a node, in one TOML file. Every key is described in example_config(), and
// there only; a key that is not known is refused by name and line, so a slip of the pen never turns
// into a default.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/result.h"
#include "crypto/vkey.h"
#include "node/journal.h"

namespace kuboluk::node {

// A file larger than this is no configuration.
inline constexpr std::size_t kConfigBytesMax = 262'144;
// Members of one ledger that a node talks to; the policy cannot count more.
inline constexpr std::size_t kPeersMax = 64;

// "127.0.0.1:7101", "[::1]:7101", "node.example:7101". Syntax only: nothing was resolved.
struct Address {
  std::string host;
  std::uint16_t port = 0;  // 0 where we listen: the system chooses
  std::string text() const;
  bool operator==(const Address&) const = default;
};
// Nothing unless it is host, colon, decimal port; an IPv6 host stands in brackets.
std::optional<Address> parse_address(std::string_view text);

struct KeyFiles {
  std::filesystem::path node;
  std::filesystem::path transport;
  std::optional<std::filesystem::path> cosigner;
  std::optional<std::filesystem::path> log;
};

struct Peer {
  std::string id;                  // member id
  std::optional<Address> address;  // where to dial it; nothing: it dials us
  crypto::VerifierKey transport;   // the only key that is taken for it
};

// A log whose checkpoints this node's witness cosigns.
struct WitnessLogConfig {
  std::string origin;  // first line of its checkpoints
  std::vector<crypto::VerifierKey> keys;
};
// Logs of one witness, and keys of one log: each log is a file, each key a signature to verify.
inline constexpr std::size_t kWitnessLogsMax = 64;
inline constexpr std::size_t kWitnessLogKeysMax = 8;

// The C2SP tlog-witness role for other logs (node/witness/).
struct WitnessConfig {
  std::string name;              // of its key
  std::filesystem::path key;     // file of role witness
  std::filesystem::path folder;  // what it has cosigned; outside the ledger
  std::vector<WitnessLogConfig> logs;
};

// Where an HTTP service is asked: "http://<address><path>/...".
struct HttpPlace {
  Address address;
  std::string path;  // empty, or "/..." without a slash at the end
};

// Somebody else's witness that is asked to cosign this ledger's checkpoints.
struct ExternalWitness {
  HttpPlace place;          // submission prefix
  crypto::VerifierKey key;  // kCosignature
};
// Each costs a request for each checkpoint, and a line in it.
inline constexpr std::size_t kExternalWitnessesMax = 8;

// Value type. All paths are absolute or relative to the working directory, never to the file.
struct Config {
  std::string member;
  std::string sequencer;
  std::filesystem::path ledger;
  std::filesystem::path genesis;
  std::filesystem::path policy;
  std::optional<std::filesystem::path> counter;  // there if the node has a log or cosigner key
  std::optional<std::filesystem::path> passphrase_file;
  KeyFiles keys;
  Address listen_peers;
  std::optional<Address> listen_http;
  std::vector<Peer> peers;  // in order of id
  std::optional<WitnessConfig> witness;
  std::vector<ExternalWitness> external_witnesses;
  std::uint64_t free_disk_bytes_min = 0;
  bool any_file_system = false;
  Severity log_level = Severity::kInfo;
};

// What the text says; `path` is the file that it was read from, which relative paths start at.
// Errors: CONFIG, naming file, line and key.
Result<Config> parse_config(const std::filesystem::path& path, std::string_view text);
// As parse_config, from the file. Errors: also X.FILE, X.SIZE.
Result<Config> read_config(const std::filesystem::path& path);

// A commented example with every key; it parses.
std::string_view example_config();

}  // namespace kuboluk::node
