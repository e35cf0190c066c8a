// The files of one member's node in a folder of their own, as its operator would have them: keys,
// genesis, policy, configuration. For tests of the shell.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include "crypto/key_file.h"
#include "node/config.h"
#include "tests/node/core/institutions.h"

namespace kuboluk::node::test {

using core::test::Institutions;

// Removed with everything in it when the test ends.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

void write_text(const std::filesystem::path& path, const std::string& text);
std::string read_text(const std::filesystem::path& path);

// Seeded; `number` for one that replaces it.
crypto::NamedKey transport_key(const std::string& who, int number = 1);

class MemberFiles {
 public:
  // Peers' addresses: 127.0.0.1 with their port in `ports` (0 where it is not known). All members
  // of the institutions are peers.
  MemberFiles(const Institutions& institutions, std::string member,
              std::map<std::string, std::uint16_t> ports = {});

  const std::filesystem::path& path() const { return folder_.path(); }
  std::filesystem::path config_file() const { return path() / "kubolukd.toml"; }
  std::string config_text() const { return read_text(config_file()); }
  // Replaces `what`, which must occur exactly once.
  void edit_config(const std::string& what, const std::string& by);
  void write_key(const std::string& role, const crypto::NamedKey& key) const;

 private:
  void write_keys() const;
  std::string make_config(const std::map<std::string, std::uint16_t>& ports) const;

  Folder folder_;
  const Institutions& institutions_;
  std::string member_;
};

}  // namespace kuboluk::node::test
