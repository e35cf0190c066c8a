// What a member must not forget, read out of a damaged folder: submissions that it has promised,
// what it has cosigned, rejections, evidence. The committed log is not: the peers have it, with
// proof.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "crypto/result.h"
#include "ledger/exchange/durable.h"
#include "ledger/store/store.h"

namespace kuboluk::store {

struct Salvaged {
  // Nothing: it cannot be read any more.
  std::optional<Identity> identity;
  // The largest that was found. An older one than the newest is possible only if not `whole`.
  std::optional<exchange::Cosigned> cosigned;
  // Size of the largest proposal that was found: it is not taken over (its entries are submissions,
  // or the log's), but its reader should know.
  std::uint64_t proposed = 0;
  std::vector<exchange::RejectedAct> rejections;
  std::vector<std::string> evidence;
  std::uint64_t acts = 0;  // handed to `on_act`, some of them perhaps more than once
  // All of these were reached by way of sound pages. If not, every page of the file was searched:
  // then old ones may be among them too, that were done with.
  bool whole = true;
  // Values that are there and cannot be read, by name; at most kLostNamesMax.
  std::vector<std::string> lost;
};
inline constexpr std::size_t kLostNamesMax = 100;

// Reads data.mdb with pread alone, so nothing in it can end the process; each value counts only
// with its check sum. The caller holds the folder's lock, and the process has no Store open on it.
// `on_act` may get one submission in several versions; its error ends the search and is returned.
// Errors: STORE: there is no data file, it cannot be opened, it is of another schema.
Result<Salvaged> salvage(
    const std::filesystem::path& folder,
    const std::function<Result<void>(const exchange::PendingAct& act)>& on_act);

}  // namespace kuboluk::store
