// Entries of a log out of an untrusted source, each proven to be in the tree that a verified
// checkpoint names.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "crypto/result.h"
#include "ledger/domain/entry.h"
#include "ledger/log/tiles.h"
#include "tools/audit/tile_files.h"
#include "tools/fetch/source.h"

namespace kuboluk::tools {

class ProvenLog {
 public:
  // The source must outlive it. Errors: the source's; C2SP.tiles if its tiles are not of that tree.
  static Result<ProvenLog> open(const Source& source, std::uint64_t size, const Hash& root);

  std::uint64_t size() const { return size_; }
  // `index` must be below the size (checked). Errors: as open(); X.FORM.
  Result<std::string> entry(std::uint64_t index) const;
  Result<domain::Entry> parsed(std::uint64_t index) const;
  Result<log::Proof> inclusion(std::uint64_t index) const;
  // The first index whose known time is later; the size if there is none. Known times never
  // decrease.
  Result<std::uint64_t> first_after(domain::Instant known) const;

 private:
  ProvenLog(std::unique_ptr<TileFiles> files, log::VerifiedTiles tiles, std::uint64_t size)
      : files_(std::move(files)), tiles_(std::move(tiles)), size_(size) {}

  std::unique_ptr<TileFiles> files_;  // `tiles_` points at it
  log::VerifiedTiles tiles_;
  std::uint64_t size_;
};

}  // namespace kuboluk::tools
