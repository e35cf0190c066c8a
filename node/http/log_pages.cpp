// The log itself, as C2SP tlog-tiles has it.
#include "ledger/log/tiles.h"
#include "node/http/pages.h"
#include "node/http/problem.h"
#include "node/http/served.h"
#include "node/witness/external_cosignatures.h"

namespace kuboluk::node::http {

namespace {

// Long enough for a campaign of reads, short enough that nobody relies on a width that C2SP lets a
// log give up.
constexpr char kKeepPartial[] = "public, max-age=3600";
// A burst of readers costs a cache one request; a reader's age limit is hours.
constexpr char kKeepCheckpoint[] = "public, max-age=2";
constexpr char kKeepForEver[] = "public, max-age=31536000, immutable";

// Hashes (or entries) that a tree of `size` has at that level.
std::uint64_t count_at(const log::TileId& id, std::uint64_t size) {
  constexpr unsigned kBitsPerLevel = 8;
  constexpr unsigned kSizeBits = 64;
  const unsigned shift = id.kind == log::TileKind::kEntries ? 0 : kBitsPerLevel * id.level;
  return shift >= kSizeBits ? 0 : size >> shift;
}

bool in_tree(const log::TileId& id, std::uint64_t size) {
  const std::uint64_t count = count_at(id, size);
  return id.index <= count / log::kTileWidth && id.index * log::kTileWidth + id.width <= count;
}

}  // namespace

Response checkpoint_page(const Gate& gate, const witness::ExternalCosignatures* external) {
  auto served = open_served(gate);
  if (auto* refused = std::get_if<Response>(&served)) return std::move(*refused);
  Response response;
  response.body = std::move(std::get<Served>(served).note);
  // C2SP: whoever does not know their keys ignores the lines. None of them counts for our quorum.
  if (external != nullptr) response.body = external->with_lines(std::move(response.body));
  response.headers.emplace_back("Cache-Control", kKeepCheckpoint);
  return response;
}

Response tile_page(const Gate& gate, const std::vector<std::string>& words) {
  std::string path = "tile";
  for (const std::string& word : words)
    path += "/" + word;
  const auto id = log::parse_tile_path(path);
  if (!id) return problem(404, "this is no path of a tile");
  auto served = open_served(gate);
  if (auto* refused = std::get_if<Response>(&served)) return std::move(*refused);
  const Served& from = std::get<Served>(served);
  if (!in_tree(*id, from.checkpoint.size)) {
    return problem(404, "this tile lies beyond the committed checkpoint");
  }
  const auto tile = id->kind == log::TileKind::kEntries ? batch::entry_bundle(*from.snapshot, *id)
                                                        : from.snapshot->read_tile(*id);
  if (!tile) return refusal(503, tile.error(), gate.setup().ruleset);
  Response response{200, kBinaryType, std::string(text_of(*tile)), {}};
  response.headers.emplace_back("Cache-Control",
                                id->width == log::kTileWidth ? kKeepForEver : kKeepPartial);
  return response;
}

Response genesis_page(const Gate& gate) {
  const auto snapshot = gate.snapshot();
  if (!snapshot) return refusal(503, snapshot.error(), gate.setup().ruleset);
  const auto genesis = (*snapshot)->genesis();
  if (!genesis) return refusal(503, genesis.error(), gate.setup().ruleset);
  Response response;
  response.body = *genesis;
  response.headers.emplace_back("Cache-Control", kKeepForEver);
  return response;
}

}  // namespace kuboluk::node::http
