// A ledger on disk: LMDB 0.9.24 in one folder, one process, one writer (DESIGN.md 8, RELIABILITY
// 5.1).
//
// Laws, each with a test:
//   (1) a batch is in the store wholly or not at all: entries, index, records, map nodes, tiles and
//       position change in ONE durable transaction, compare-and-swap on the old position;
//   (2) what is read is what was written: every value is checked at every read (tables.h), records
//       against the status map;
//   (3) nothing is answered from damage: the error names the object and says what to do;
//   (4) after a failed commit nothing more is written until reopen() has found out which of the two
//       positions holds;
//   (5) the stored checkpoint is never ahead of the position and never goes back;
//   (6) what is proposed lies beside the committed state and begins where that ends; a stored
//       proposal is only ever extended, committed, or given up on purpose, and never once it is
//       cosigned, unless the log itself went another way;
//   (7) what is cosigned never goes back in size or time, has one root for one size, and where the
//       tree is stored it is that tree's root; it is durable together with its proposal, before
//       anything is signed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "crypto/result.h"
#include "ledger/batch/change.h"
#include "ledger/exchange/durable.h"
#include "ledger/store/snapshot.h"

namespace kuboluk::store {

// Address space, not disk: the file grows as it is used. A ledger beyond it is refused, not
// damaged.
inline constexpr std::uint64_t kMapBytes = std::uint64_t{64} << 30;
// Free disk space below which nothing is written any more: a full disk ended a transparency log
// (Mammoth 2024h1), and the operator needs room to work.
inline constexpr std::uint64_t kFreeBytesMin = std::uint64_t{128} << 20;
// Of the stored form of a ledger. Another number is another program's.
// 1: a committed log alone. 2: and what a member of a network keeps beside it.
inline constexpr std::uint32_t kSchemaVersion = 2;
// Submissions that wait, as rows and as bytes on disk: a flood of them must not take the space that
// the log needs. The protocol's own quotas are far below; these hold whatever it does.
inline constexpr std::uint64_t kActsMax = 20'000;
inline constexpr std::uint64_t kActsBytesMax = std::uint64_t{2} << 30;
// One proposal: a sequencer that never commits must not fill the disks of the others.
inline constexpr std::uint64_t kProposalEntriesMax = 65'536;
inline constexpr std::uint64_t kProposalBytesMax = std::uint64_t{512} << 20;
// Of one rejection's note.
inline constexpr std::size_t kRejectionBytesMax = 256 * 1024;
// Of one piece of evidence, and pieces: a sequencer that lies endlessly is proven by the first
// ones.
inline constexpr std::size_t kEvidenceBytesMax = 1024 * 1024;
inline constexpr std::uint64_t kEvidenceMax = 256;

// Whose store this is. A folder copied to another node, or another ledger's, is refused.
struct Identity {
  std::string ledger;  // ledger id
  std::string node;    // node id: a body id
  bool operator==(const Identity&) const = default;
};

struct Options {
  std::uint64_t map_bytes = kMapBytes;
  std::uint64_t free_bytes_min = kFreeBytesMin;
  bool any_file_system = false;  // the operator knows better than the list of refused file systems
  std::uint64_t acts_max = kActsMax;
  std::uint64_t acts_bytes_max = kActsBytesMax;
};

// What holds after a transaction whose outcome was in doubt: that before or that after it. It is
// LMDB's own count of transactions that tells, so this holds for every method that writes, also for
// those that do not move the position.
enum class Outcome { kNotInDoubt, kBefore, kAfter };

struct ScrubReport {
  std::uint64_t values = 0;   // read
  std::uint64_t damages = 0;  // found
  std::optional<Error> first_damage;
};

// Resource type, used by one thread (snapshots may be used by others). Never fork() with one open.
class Store {
 public:
  // A new ledger of size 0, in a folder that is new or holds none. Durable on return; after a crash
  // in between the same call succeeds. The genesis batch comes by write() like every other.
  // `genesis`: the signed event's bytes, kept verbatim.
  static Result<std::unique_ptr<Store>> create(const std::filesystem::path& folder,
                                               const Identity& identity, std::string_view genesis,
                                               const Options& options = {});
  // Checks what can be checked at once: identity, schema, length and pages of the file (reads it
  // once: data_file.h), position against log edge, last seal and checkpoint, the proposal.
  // Everything else is checked when it is read. All errors: STORE; the folder is left untouched.
  static Result<std::unique_ptr<Store>> open(const std::filesystem::path& folder,
                                             const Identity& identity, const Options& options = {});
  // As open(), whoever the store belongs to: see identity().
  static Result<std::unique_ptr<Store>> open_any(const std::filesystem::path& folder,
                                                 const Options& options = {});
  // Opens, scrubs and closes: nothing if all is sound, else the first damage. Error, and nothing is
  // known: the folder cannot be used (folder.h), somebody else has it, there is no ledger in it.
  struct Examined {
    std::uint64_t values = 0;  // read
    std::optional<Error> damage;
  };
  static Result<Examined> examine(const std::filesystem::path& folder, const Options& options = {});
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  const Identity& identity() const;
  // The newest state. Errors: damage; more than kReadersMax snapshots.
  Result<std::unique_ptr<Snapshot>> snapshot() const;

  // Every method below is one transaction, durable on return. Errors leave the stored state as it
  // was: what each one names, disk or map full, damage in what is read or changed. After a failed
  // commit of the transaction the store is failed(): in doubt.

  // Applies all changes, of which each begins where the one before ends (checked); they may be
  // none. The newest checkpoint becomes that note, by the rules of put_checkpoint() at the new
  // position, unless it is empty (catching up). What is committed is no longer pending: the
  // proposal goes on behind the new size, or is gone, wholly if the log went another way. The
  // submissions that are done are removed; they need not be there. Error: the position is not the
  // first `before`.
  Result<void> commit(std::span<const batch::Change> changes, std::string_view checkpoint_note,
                      std::span<const Hash> done_acts);
  // One change, no checkpoint.
  Result<void> write(const batch::Change& change);
  // Replaces the newest checkpoint note. It must be of a size and root that the
  // store holds, not smaller than the stored one's. Signatures are the caller's business.
  Result<void> put_checkpoint(std::string_view note);

  // Compare-and-swap (laws 6, 7). The proposal begins at the stored size, has
  // entries (checked), and its root is the one to which they lead; a checkpoint, if there
  // is one, is of that tree. A stored proposal is replaced only by itself, with a checkpoint where
  // there was none, or by one that has all its entries and more. `cosigned`: as put_cosigned(), and
  // not beyond the proposal unless it is stored already. X.SIZE: kProposalEntriesMax,
  // kProposalBytesMax.
  Result<void> put_proposal(const exchange::Proposal& proposal,
                            const std::optional<exchange::Cosigned>& cosigned);
  // Law 7 alone. A size beyond everything stored is taken as it is: a node that was restored learns
  // from its peers what it had signed.
  Result<void> put_cosigned(const exchange::Cosigned& cosigned);
  // Gives the proposal up, if there is one. Refused once this node has cosigned beyond the
  // position.
  Result<void> drop_proposal();

  // `act.id` must be the hash of its bytes (checked). One that is stored already keeps its first
  // times, and its promise. X.SIZE: Options::acts_max, acts_bytes_max.
  Result<void> put_act(const exchange::PendingAct& act);
  // Those that are not stored, or have been handed over before, stay as they are.
  Result<void> put_handed(std::span<const Hash> acts, domain::Instant time);
  // Removes submissions (they need not be there) and keeps rejections. The first rejection of a
  // submission and of an event stays. X.SIZE: kRejectionBytesMax.
  Result<void> drop_acts(std::span<const Hash> acts,
                         std::span<const exchange::RejectedAct> rejected);
  // Kept for ever, once. Nothing happens if kEvidenceMax pieces are there: the first ones prove it.
  // X.SIZE: kEvidenceBytesMax.
  Result<void> put_evidence(std::string_view text);

  // A commit failed: nothing is read or written until reopen().
  bool failed() const;
  // Closes and opens again, and says which state holds. Error, and still failed, if snapshots are
  // open, if it cannot be opened, or if neither of the two states holds.
  Result<Outcome> reopen();

  // Reads every stored value and compares tables, log and map with each other. `progress` gets the
  // number of values read so far, now and then; it may be empty. Error only if the store cannot be
  // read at all.
  Result<ScrubReport> scrub(const std::function<void(std::uint64_t values)>& progress) const;

 private:
  struct State;
  explicit Store(std::unique_ptr<State> state);
  static Result<std::unique_ptr<Store>> open_folder(const std::filesystem::path& folder,
                                                    const Options& options);

  std::unique_ptr<State> state_;
};

}  // namespace kuboluk::store
