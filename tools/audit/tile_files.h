// A log's files as tiles, for the verifying readers of ledger/log. Nothing here is trusted or
// checked but lengths.
#pragma once

#include <map>
#include <string>

#include "ledger/log/tiles.h"
#include "tools/fetch/source.h"

namespace kuboluk::tools {

// Keeps every file it has read: audits read hash tiles more than once, and a mirror is made of what
// was read.
class KeepingSource final : public Source {
 public:
  // The source must outlive it.
  explicit KeepingSource(const Source& source) : source_(source) {}
  Result<std::string> read(std::string_view path, std::size_t bytes_max) const override;
  std::string name() const override { return source_.name(); }
  const std::map<std::string, std::string, std::less<>>& kept() const { return kept_; }

 private:
  const Source& source_;
  mutable std::map<std::string, std::string, std::less<>> kept_;
};

class TileFiles final : public log::TileReader {
 public:
  // The source must outlive it.
  explicit TileFiles(const Source& source) : source_(source) {}
  // A partial tile that is gone is cut out of the full one: C2SP lets a log delete it then.
  Result<Bytes> read_tile(const log::TileId& id) const override;

 private:
  const Source& source_;
};

}  // namespace kuboluk::tools
