#include "tests/node/member_files.h"

#include <stdlib.h>
#include <catch2/catch.hpp>

#include <fstream>
#include <iterator>

#include "crypto/random.h"

namespace kuboluk::node::test {

Folder::Folder() {
  std::string name = (std::filesystem::temp_directory_path() / "kuboluk-node-XXXXXX").string();
  REQUIRE(::mkdtemp(name.data()) != nullptr);
  path_ = name;
}

Folder::~Folder() {
  std::error_code ignored;  // what is left is in the temporary directory
  std::filesystem::remove_all(path_, ignored);
}

void write_text(const std::filesystem::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  REQUIRE(file.good());
}

std::string read_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE(file.good());
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

crypto::NamedKey transport_key(const std::string& who, int number) {
  crypto::SeededRandom random("transport " + who + " " + std::to_string(number));
  return *crypto::make_named_key(crypto::KeyRole::kTransport,
                                 who + ".example/transport/" + std::to_string(number), random);
}

MemberFiles::MemberFiles(const Institutions& institutions, std::string member,
                         std::map<std::string, std::uint16_t> ports)
    : institutions_(institutions), member_(std::move(member)) {
  std::filesystem::create_directory(path() / "keys");
  std::filesystem::create_directory(path() / "counter");
  write_keys();
  write_text(path() / "genesis.event", institutions.genesis());
  write_text(path() / "policy", institutions.policy_text());
  write_text(config_file(), make_config(ports));
}

void MemberFiles::write_key(const std::string& role, const crypto::NamedKey& key) const {
  const auto file = path() / "keys" / (role + ".key");
  std::filesystem::remove(file);
  crypto::SystemRandom random;
  const auto written = crypto::write_key_file(file, key, "", random);
  REQUIRE(written);
}

void MemberFiles::write_keys() const {
  const auto named = [&](crypto::KeyRole role, const std::string& name) {
    return crypto::NamedKey{role, institutions_.vkey(member_, name),
                            institutions_.secret(member_, name)};
  };
  write_key("node", named(crypto::KeyRole::kNode, "node"));
  write_key("transport", transport_key(member_));
  if (member_ == "cec") write_key("log", named(crypto::KeyRole::kLog, "log"));
  if (member_ != "cec") write_key("cosigner", named(crypto::KeyRole::kCosigner, "cosigner"));
}

std::string MemberFiles::make_config(const std::map<std::string, std::uint16_t>& ports) const {
  const std::string signing = member_ == "cec" ? "log" : "cosigner";
  const auto port_of = [&](const std::string& id) {
    return ports.contains(id) ? ports.at(id) : std::uint16_t{0};
  };
  std::string text = "member = \"" + member_ +
                     "\"\n"
                     "sequencer = \"cec\"\n"
                     "ledger = \"ledger\"\n"
                     "genesis = \"genesis.event\"\n"
                     "policy = \"policy\"\n"
                     "counter = \"counter/size\"\n"
                     "[keys]\n"
                     "node = \"keys/node.key\"\n"
                     "transport = \"keys/transport.key\"\n" +
                     signing + " = \"keys/" + signing +
                     ".key\"\n"
                     "[listen]\n"
                     "peers = \"127.0.0.1:" +
                     std::to_string(port_of(member_)) +
                     "\"\n"
                     "http = \"127.0.0.1:0\"\n"
                     "[limits]\n"
                     "free_disk_mb = 1\n"
                     "any_file_system = true\n";
  for (const std::string& id : Institutions::ids()) {
    if (id == member_) continue;
    const std::uint16_t port = port_of(id) == 0 ? std::uint16_t{1} : port_of(id);
    text += "[[peer]]\nid = \"" + id + "\"\naddress = \"127.0.0.1:" + std::to_string(port) +
            "\"\ntransport = \"" + transport_key(id).vkey.text() + "\"\n";
  }
  return text;
}

void MemberFiles::edit_config(const std::string& what, const std::string& by) {
  std::string text = config_text();
  const std::size_t at = text.find(what);
  INFO(what);
  REQUIRE(at != std::string::npos);
  REQUIRE(text.find(what, at + 1) == std::string::npos);
  text.replace(at, what.size(), by);
  write_text(config_file(), text);
}

}  // namespace kuboluk::node::test
