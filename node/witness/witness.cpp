#include "node/witness/witness.h"

#include <sys/file.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <utility>

#include "crypto/check.h"
#include "crypto/encoding.h"
#include "crypto/sha256.h"
#include "ledger/log/cosignature.h"
#include "node/replace_file.h"

namespace kuboluk::node::witness {
namespace {

constexpr std::string_view kListFile = "logs";
constexpr std::string_view kLockFile = "lock";
constexpr std::string_view kStateSuffix = ".checkpoint";
// The list of origins of many logs, over the years.
constexpr std::size_t kListBytesMax = 1'048'576;
constexpr std::size_t kMarkBytesMax = 4096;
constexpr std::string_view kNewWitness =
    "; if no newer copy is at hand, make a new key with a new name and an empty folder: this key "
    "could cosign a tree that contradicts what it has cosigned before";

Hash hash_of(std::string_view origin) {
  return crypto::sha256(bytes_of(origin));
}

bool is_there(const std::filesystem::path& path) {
  std::error_code failed;
  return std::filesystem::symlink_status(path, failed).type() !=
         std::filesystem::file_type::not_found;
}

std::string mark_of(const crypto::VerifierKey& key) {
  return key.text() + "\n";
}

// Whether any log was recorded here.
bool holds_states(const std::filesystem::path& folder) {
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(folder, failed)) {
    if (entry.path().extension() == kStateSuffix) return true;
  }
  return static_cast<bool>(failed);  // unreadable: not known to be empty
}

Answer not_now(std::string detail) {
  return {503, std::move(detail), std::nullopt, ""};
}

}  // namespace

Result<std::shared_ptr<Witness>> Witness::open(WitnessFiles files, crypto::NamedKey key,
                                               std::vector<WatchedLog> logs, Journal journal) {
  KUBOLUK_CHECK(key.vkey.type() == crypto::KeyType::kCosignature);
  std::shared_ptr<Witness> witness(
      new Witness(std::move(files), std::move(key), std::move(logs), std::move(journal)));
  if (auto locked = witness->lock_folder(); !locked) return locked.error();
  if (auto read = witness->read_list(); !read) return read.error();
  for (auto& [hash, log] : witness->logs_)
    witness->read_log(log);
  return witness;
}

Witness::Witness(WitnessFiles files, crypto::NamedKey key, std::vector<WatchedLog> logs,
                 Journal journal)
    : files_(std::move(files)), journal_(std::move(journal)), key_(std::move(key)) {
  for (WatchedLog& log : logs) {
    const Hash hash = hash_of(log.origin);
    std::string file = crypto::to_hex(hash);
    file.append(kStateSuffix);
    logs_.emplace(hash, Log{std::move(log), files_.folder / file, std::nullopt, false});
  }
}

// Two processes with one folder would each think that they know the newest size.
Result<void> Witness::lock_folder() {
  std::error_code failed;
  if (!std::filesystem::is_directory(files_.folder, failed)) {
    return Error{"X.FILE", files_.folder.string(),
                 "is no folder: make it, empty, when the witness's key is new; if this key has "
                 "cosigned before, bring its folder back" +
                     std::string(kNewWitness)};
  }
  const auto path = files_.folder / kLockFile;
  lock_ = std::make_unique<crypto::OpenFile>(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0600);
  if (!lock_->is_open()) return crypto::file_error(path, "cannot be opened", errno);
  if (::flock(lock_->descriptor(), LOCK_EX | LOCK_NB) == 0) return {};
  return crypto::file_error(path, "another process uses this witness's folder", errno);
}

bool Witness::has_mark() const {
  if (!is_there(files_.mark)) return false;
  const auto text = read_file(files_.mark, kMarkBytesMax);
  return !text || *text == mark_of(key_.vkey);  // unreadable: not known to be new
}

Result<void> Witness::begin() {
  const auto path = files_.folder / kListFile;
  if (holds_states(files_.folder) || has_mark()) {
    return Error{"X.FILE", path.string(),
                 "is missing, and this witness is not new: bring its folder back as it was last" +
                     std::string(kNewWitness)};
  }
  return replace_file(path, print_log_list(key_.vkey, known_));
}

Result<void> Witness::read_list() {
  const auto path = files_.folder / kListFile;
  if (!is_there(path)) {
    if (auto begun = begin(); !begun) return begun;
  }
  const auto text = read_file(path, kListBytesMax);
  if (!text) return text.error();
  auto known = parse_log_list(*text, key_.vkey);
  if (!known) {
    return Error{known.error().rule, path.string(),
                 known.error().detail + std::string(kNewWitness)};
  }
  known_ = *std::move(known);
  return has_mark() ? Result<void>() : replace_file(files_.mark, mark_of(key_.vkey));
}

// A record without a place in the list is what a crash between the two leaves (record()); a place
// without a record is a loss.
void Witness::read_log(Log& log) {
  const bool known = known_.contains(log.watched.origin);
  if (!is_there(log.file) && !known) return;
  std::string fault = "is missing";
  if (is_there(log.file)) {
    const auto text = read_file(log.file, kStateBytesMax);
    auto state = text ? parse_log_state(*text) : Result<LogState>(text.error());
    if (state && state->head.origin == log.watched.origin) {
      log.state = *std::move(state);
      return;
    }
    fault = state ? "is the record of another log" : "is damaged: " + state.error().detail;
  }
  log.damaged = true;
  std::string line = "witness: " + log.file.string() + " " + fault;
  line.append("; nothing of ").append(log.watched.origin).append(" is cosigned any more: bring ");
  line.append("back the file as it was last").append(kNewWitness);
  journal_(Severity::kAlarm, line);
}

void Witness::say(Severity severity, const Log& log, const std::string& what) {
  if (!said_.take(log.watched.origin, std::chrono::steady_clock::now())) return;
  journal_(severity, "witness: " + log.watched.origin + ": " + what);
}

Answer Witness::add_checkpoint(std::string_view body, std::uint64_t clock) {
  const auto request = parse_add_checkpoint(body);
  if (!request) return {400, request.error().detail, std::nullopt, ""};
  const auto found = logs_.find(hash_of(request->head.origin));
  if (found == logs_.end()) return {404, "this witness does not know that log", std::nullopt, ""};
  LogLines judged = judge_signatures(*request, found->second.watched);
  if (judged.refused) return *std::move(judged.refused);
  const std::lock_guard guard(mutex_);
  return cosign(found->second, *request, std::move(judged.lines), clock);
}

Answer Witness::cosign(Log& log, const AddCheckpoint& request,
                       std::vector<crypto::NoteSignature> lines, std::uint64_t clock) {
  if (log.damaged) return not_now("the record of this log is damaged here: it is not cosigned");
  const Latest latest = log.state ? Latest{log.state->head.size, log.state->head.root} : Latest();
  if (auto refused = judge_growth(request, latest)) {
    if (refused->status == 409 && !refused->newest_size) {
      say(Severity::kAlarm, log,
          "it has signed two trees of size " + std::to_string(latest.size) +
              "; the other one is in " + log.file.string());
    }
    return *std::move(refused);
  }
  LogState next{std::max(clock, log.state ? log.state->time : 0),
                crypto::Note{request.note.text, std::move(lines)}, request.head};
  if (next.time == 0 || next.time > log::kTimestampMax) return not_now("the clock is not set");
  // The same again in the same second would only cost the disk a write: anybody can ask for it.
  const bool same = log.state && log.state->time == next.time && log.state->note == next.note;
  if (!same) {
    if (auto recorded = record(log, std::move(next)); !recorded) {
      say(Severity::kError, log, recorded.error().message());
      return not_now("what is cosigned cannot be recorded now; ask again");
    }
  }
  Answer answer;
  const std::string note = crypto::print_note({log.state->note.text, {cosignature(*log.state)}});
  answer.cosignature = note.substr(log.state->note.text.size() + 1);
  return answer;
}

// After an error the file may hold the new state: nobody has a cosignature of it, so both the old
// one and the new one are true.
Result<void> Witness::record(Log& log, LogState state) {
  if (auto put = replace_file(log.file, print_log_state(state.time, state.note)); !put) return put;
  if (!known_.contains(log.watched.origin)) {
    std::set<std::string> known = known_;
    known.insert(log.watched.origin);
    auto put = replace_file(files_.folder / kListFile, print_log_list(key_.vkey, known));
    if (!put) return put;
    known_ = std::move(known);
  }
  log.state = std::move(state);
  return {};
}

// Ed25519 gives the same bytes for the same second: nothing but the time has to be kept.
crypto::NoteSignature Witness::cosignature(const LogState& state) const {
  return log::cosign_any_log(state.note.text, state.time, key_.vkey, key_.secret);
}

std::optional<std::string> Witness::checkpoint(const Hash& origin_hash) const {
  const std::lock_guard guard(mutex_);
  const auto found = logs_.find(origin_hash);
  if (found == logs_.end() || !found->second.state) return std::nullopt;
  const LogState& state = *found->second.state;
  crypto::Note note = state.note;
  note.signatures.push_back(cosignature(state));
  return crypto::print_note(note);
}

}  // namespace kuboluk::node::witness
