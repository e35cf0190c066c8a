// Reads TOML tables and says where they are wrong. Only for the files that read the configuration.
#pragma once

#include <toml++/toml.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "crypto/result.h"
#include "ledger/domain/ids.h"
#include "node/config.h"

namespace kuboluk::node {

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

}  // namespace kuboluk::node
