#include "node/repair.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <optional>
#include <system_error>
#include <utility>

#include "crypto/open_file.h"
#include "ledger/domain/view.h"
#include "ledger/store/folder.h"
#include "ledger/store/salvage.h"
#include "ledger/store/store.h"
#include "node/replace_file.h"

namespace kuboluk::node {
namespace {

namespace fs = std::filesystem;

// In the new folder, written last: the folder is complete, and this is what it began with.
constexpr std::string_view kReportName = "repair.txt";
constexpr std::size_t kReportBytesMax = 65'536;
// All that a store and this file put into a folder: anything else there is not ours to remove.
constexpr std::array kOwnNames = {"data.mdb", "lock.mdb", "node.lock", "repair.txt",
                                  "repair.txt.new"};

Error store_error(const fs::path& object, std::string detail) {
  return {std::string(domain::kDamageRule), object.string(), std::move(detail)};
}

// A trailing slash would put what stands beside the folder into it.
fs::path beside(const fs::path& ledger, const std::string& ending) {
  fs::path path = ledger.has_filename() ? ledger : ledger.parent_path();
  path += ending;
  return path;
}

bool is_there(const fs::path& path) {
  std::error_code failed;
  return fs::exists(fs::symlink_status(path, failed));
}

class Repairer {
 public:
  Repairer(const Config& config, const core::Setup& setup, const std::string& stamp)
      : ledger_(config.ledger),
        built_(repair_folder(config.ledger)),
        aside_(beside(config.ledger, ".damaged-" + stamp)),
        identity_{setup.info.id, setup.me},
        genesis_(setup.genesis) {
    options_.free_bytes_min = config.free_disk_bytes_min;
    options_.any_file_system = config.any_file_system;
  }
  Result<Repair> run();

 private:
  Result<Repair> replace(const Error& damage);
  Result<Repair> finish_cut_short();
  Result<void> remove_built();
  Result<void> build(const Error& damage);
  Result<void> fill(store::Store& fresh);
  Result<void> check_owner(const store::Salvaged& found) const;
  Result<void> keep(store::Store& fresh, const store::Salvaged& found);
  void tell(const store::Salvaged& found);
  Result<void> move(const fs::path& from, const fs::path& to);
  Repair done();

  fs::path ledger_;
  fs::path built_;
  fs::path aside_;
  store::Identity identity_;
  std::string genesis_;
  store::Options options_;
  std::vector<std::string> lines_;
};

Result<Repair> Repairer::run() {
  if (!is_there(ledger_)) {
    if (is_there(built_)) return finish_cut_short();
    return store_error(ledger_,
                       "there is no such folder, so nothing to repair: start the node as usual, it "
                       "makes a new one and takes the log from its peers");
  }
  const auto examined = store::Store::examine(ledger_, options_);
  if (!examined) return examined.error();
  if (examined->damage) return replace(*examined->damage);
  // A rest of a repair that was cut short before it put anything aside.
  if (is_there(built_)) {
    if (auto removed = remove_built(); !removed) return removed.error();
  }
  Repair sound;
  sound.lines.push_back(ledger_.string() + ": all " + std::to_string(examined->values) +
                        " values are sound; nothing was changed");
  return sound;
}

Result<Repair> Repairer::replace(const Error& damage) {
  // Held over the move: it stays with the open file.
  const auto lock = store::FolderLock::take(ledger_);
  if (!lock) return lock.error();
  if (auto removed = remove_built(); !removed) return removed.error();
  if (auto built = build(damage); !built) {
    const auto removed = remove_built();  // or starts stay refused for a repair that cannot be
    return removed ? built.error() : removed.error();
  }
  if (is_there(aside_)) return store_error(aside_, "is there already: nothing was put aside");
  if (auto moved = move(ledger_, aside_); !moved) return moved.error();
  lines_.push_back("the damaged folder is kept as " + aside_.string());
  if (auto moved = move(built_, ledger_); !moved) return moved.error();
  return done();
}

// The damaged folder was put aside, the new one not yet in its place. Only a complete one ever
// comes so far.
Result<Repair> Repairer::finish_cut_short() {
  const auto report = read_file(built_ / kReportName, kReportBytesMax);
  if (!report) {
    return store_error(built_, "is not complete, and " + ledger_.string() +
                                   " is not there: put the folder back that was moved away");
  }
  const auto examined = store::Store::examine(built_, options_);
  if (!examined) return examined.error();
  if (examined->damage) return *examined->damage;
  lines_.push_back("a repair that was cut short is finished; it had said:");
  lines_.push_back(*report);
  if (auto moved = move(built_, ledger_); !moved) return moved.error();
  aside_ = beside(ledger_, ".damaged-*");
  return done();
}

Result<void> Repairer::remove_built() {
  std::error_code failed;
  if (!is_there(built_)) return {};
  for (const auto& entry : fs::directory_iterator(built_, failed)) {
    const std::string name = entry.path().filename().string();
    if (std::ranges::find(kOwnNames, name) == kOwnNames.end()) {
      return store_error(entry.path(), "is not of a repair: move it away first");
    }
  }
  if (!failed) fs::remove_all(built_, failed);
  if (failed) return crypto::file_error(built_, "cannot be removed", failed.value());
  return {};
}

Result<void> Repairer::build(const Error& damage) {
  lines_.push_back("damage: " + damage.message());
  auto fresh = store::Store::create(built_, identity_, genesis_, options_);
  if (!fresh) return fresh.error();
  if (auto filled = fill(**fresh); !filled) return filled;
  fresh->reset();
  std::string report;
  for (const std::string& line : lines_)
    report += line + "\n";
  report.resize(std::min(report.size(), kReportBytesMax));
  return replace_file(built_ / kReportName, report);
}

Result<void> Repairer::fill(store::Store& fresh) {
  const auto found =
      store::salvage(ledger_, [&](const exchange::PendingAct& act) { return fresh.put_act(act); });
  if (!found) return found.error();
  if (auto own = check_owner(*found); !own) return own;
  if (auto kept = keep(fresh, *found); !kept) return kept;
  tell(*found);
  return {};
}

Result<void> Repairer::check_owner(const store::Salvaged& found) const {
  if (!found.identity || *found.identity == identity_) return {};
  return store_error(ledger_, "belongs to node " + found.identity->node + " of ledger " +
                                  found.identity->ledger + ", not to node " + identity_.node +
                                  " of ledger " + identity_.ledger + ": nothing was changed");
}

Result<void> Repairer::keep(store::Store& fresh, const store::Salvaged& found) {
  if (auto kept = fresh.drop_acts({}, found.rejections); !kept) return kept;
  for (const std::string& text : found.evidence) {
    if (auto kept = fresh.put_evidence(text); !kept) return kept;
  }
  return found.cosigned ? fresh.put_cosigned(*found.cosigned) : Result<void>();
}

void Repairer::tell(const store::Salvaged& found) {
  if (!found.identity) lines_.emplace_back("whose folder it was cannot be read any more");
  lines_.push_back("taken over: " + std::to_string(found.acts) + " waiting submissions, " +
                   std::to_string(found.rejections.size()) + " rejections, " +
                   std::to_string(found.evidence.size()) + " pieces of evidence, " +
                   (found.cosigned ? "cosigned size " + std::to_string(found.cosigned->size)
                                   : std::string("no record of what was cosigned")));
  if (found.proposed != 0) {
    lines_.push_back("not taken over: a proposal of size " + std::to_string(found.proposed) +
                     "; its acts were, and the members send it again if it was signed");
  }
  if (!found.whole) {
    lines_.emplace_back(
        "some pages were unreadable, so all others were searched: older values may be among these, "
        "and submissions that only stood in the damaged pages are lost here");
  }
  for (const std::string& name : found.lost)
    lines_.push_back("lost: " + name);
}

Result<void> Repairer::move(const fs::path& from, const fs::path& to) {
  // `to` is never there: rename() would take the place of an empty folder.
  if (is_there(to)) return store_error(to, "is in the way");
  if (::rename(from.c_str(), to.c_str()) != 0) {
    return crypto::file_error(from, "cannot be moved to " + to.string(), errno);
  }
  return store::sync_folder(built_.has_parent_path() ? built_.parent_path() : fs::path("."));
}

Repair Repairer::done() {
  lines_.push_back(ledger_.string() +
                   " is new: start the node as usual, it takes the log from its peers");
  return {aside_, std::move(lines_)};
}

}  // namespace

fs::path repair_folder(const fs::path& ledger) {
  return beside(ledger, ".repairing");
}

Result<Repair> repair_ledger(const Config& config, const core::Setup& setup,
                             const std::string& stamp) {
  return Repairer(config, setup, stamp).run();
}

}  // namespace kuboluk::node
