// RELIABILITY 1 and 2, as a campaign: a data file that holds one of everything is damaged in ten
// thousand ways; each time a process of its own opens the store and reads all of it. What it says
// must be refused, found or harmless: never another answer, never the end of the process.
#include <catch2/catch.hpp>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <set>
#include <sstream>

#include "crypto/encoding.h"
#include "crypto/sha256.h"
#include "ledger/store/page_check.h"
#include "ledger/store/store.h"
#include "tests/ledger/store/protocol_script.h"

namespace kuboluk::store {
namespace {

using test::act_of;
using test::checkpoint_note;
using test::Clerk;
using test::cosigned_of;
using test::event_id;
using test::identity_of;
using test::proposal_of;
using test::read_file;
using test::Recorded;
using test::test_options;
using test::write;
using test::write_file;

constexpr std::size_t kPage = 4096;
constexpr std::size_t kMetaBytes = 152;
constexpr std::size_t kRounds = 20;
constexpr std::size_t kFlips = 10'000;  // KUBOLUK_FLIPS asks for more
constexpr std::size_t kFlipsPerOther = 20;
constexpr std::size_t kLanes = 2;
constexpr unsigned kSecondsMax = 30;  // for one answer; it takes milliseconds
constexpr int kRejected = 6;

// In memory if there is such a folder: ten thousand files are opened.
class FastFolder {
 public:
  FastFolder() {
    const bool memory = ::access("/dev/shm", W_OK | X_OK) == 0;
    std::string name = (memory ? "/dev/shm" : std::filesystem::temp_directory_path().string()) +
                       std::string("/kuboluk-flips-XXXXXX");
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~FastFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  FastFolder(const FastFolder&) = delete;
  FastFolder& operator=(const FastFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path data_file() const { return path_ / "data.mdb"; }

 private:
  std::filesystem::path path_;
};

// --- what a process says about a folder

enum class Verdict : std::uint8_t {
  kNone,
  kRefused,
  kFound,
  kHarmless,
  kEarlier,
  kWrong,
  kCrash,
  kHang
};
constexpr std::array kVerdictNames = {"not asked",
                                      "refused at opening",
                                      "found by reading",
                                      "harmless",
                                      "an earlier state, whole",
                                      "WRONG",
                                      "CRASH",
                                      "HANG"};

void append(Bytes& all, std::string_view part) {
  const std::string length = std::to_string(part.size()) + ":";
  all.insert(all.end(), length.begin(), length.end());
  all.insert(all.end(), part.begin(), part.end());
}

// Everything that can be read, as one text; nothing at the first error.
std::optional<Bytes> all_of(const Snapshot& snapshot) {
  Bytes all;
  const auto position = *snapshot.position();
  append(all, std::to_string(position.size));
  append(all, text_of(position.log_root));
  append(all, text_of(position.map_root));
  for (std::uint64_t index = 0; index < position.size; ++index) {
    const auto entry = snapshot.entry(index);
    if (!entry) return std::nullopt;
    append(all, *entry);
  }
  const auto records = snapshot.records_under("");
  const auto genesis = snapshot.genesis();
  const auto checkpoint = snapshot.checkpoint();
  const auto proposal = snapshot.proposal();
  const auto cosigned = snapshot.cosigned();
  const auto acts = snapshot.acts();
  const auto evidence = snapshot.evidence();
  if (!records || !genesis || !checkpoint || !proposal || !cosigned || !acts || !evidence) {
    return std::nullopt;
  }
  for (const auto& [key, text] : *records) {
    append(all, key);
    append(all, text);
  }
  append(all, *genesis);
  append(all, checkpoint->value_or("none"));
  append(all, *proposal ? text_of((*proposal)->root) : "none");
  append(all, *cosigned ? std::to_string((*cosigned)->size) : "none");
  append(all, *cosigned ? std::to_string((*cosigned)->time.ms) : "none");
  for (const auto& act : *acts) {
    append(all, act.bytes);
    append(all, act.promised ? "promised" : "not promised");
  }
  for (const std::string& text : *evidence)
    append(all, text);
  for (int number = 0; number < kRejected; ++number) {
    const auto note = snapshot.rejection(event_id(number));
    if (!note) return std::nullopt;
    append(all, note->value_or("none"));
  }
  return all;
}

struct Said {
  Verdict verdict = Verdict::kNone;
  Hash content{};
};

Said ask(const std::filesystem::path& folder, const Identity& identity) {
  const auto store = Store::open(folder, identity, test_options());
  if (!store) return {Verdict::kRefused, {}};
  const auto report = (*store)->scrub({});
  if (!report || report->damages != 0) return {Verdict::kFound, {}};
  const auto snapshot = (*store)->snapshot();
  const auto all = snapshot ? all_of(**snapshot) : std::nullopt;
  if (!all) return {Verdict::kFound, {}};
  return {Verdict::kHarmless, crypto::sha256(*all)};
}

// --- the file, and what is done to it

struct Damage {
  std::string kind;
  std::string file = "data.mdb";
  std::size_t at = 0;
  std::string bytes;                  // to stand there
  std::optional<std::size_t> length;  // to be cut to
};

// A store with one of everything, and copies of its file as it was earlier.
struct Original {
  Clerk clerk;
  Recorded recorded{clerk, 301, kRounds + 3};
  FastFolder folder;
  std::string bytes;
  std::string lock;  // LMDB's lock file
  std::vector<std::string> earlier;
  std::size_t used = 0;  // bytes of pages that are counted as used
  Said said;
  std::set<Hash> states;  // all earlier ones

  Original() {
    auto store = test::create(folder.path(), clerk);
    for (std::size_t i = 0; i < kRounds; ++i) {
      write(*store, recorded.changes[i]);
      fill(*store, static_cast<int>(i));
      remember(*store);
      if (i % 2 == 0) earlier.push_back(read_file(folder.data_file()));
    }
    REQUIRE(store->put_checkpoint(checkpoint_note(clerk, recorded.changes[kRounds - 1].after)));
    remember(*store);
    REQUIRE(store->put_proposal(
        proposal_of(clerk, std::span(recorded.changes).subspan(kRounds, 2), true),
        cosigned_of(recorded.changes[kRounds + 1].after, 5'000)));
    store.reset();
    bytes = read_file(folder.data_file());
    lock = read_file(folder.path() / "lock.mdb");
    const auto file = *PageFile::open(folder.data_file());
    used = (check_metas(*file)->last_page + 1) * kPage;
    said = ask(folder.path(), identity_of(clerk));
    REQUIRE(said.verdict == Verdict::kHarmless);
  }

 private:
  void remember(const Store& store) { states.insert(crypto::sha256(*all_of(**store.snapshot()))); }

  // Small and large values, some of them removed again, so that there are free pages too.
  void fill(Store& store, int round) {
    remember(store);
    const auto kept = act_of("kept " + std::to_string(round) + std::string(3'000, 'k'), round);
    const auto bad = act_of("bad " + std::to_string(round) + std::string(20'000, 'b'), round);
    REQUIRE(store.put_act(kept));
    remember(store);
    REQUIRE(store.put_act(bad));
    remember(store);
    std::vector<exchange::RejectedAct> rejected;
    if (round < kRejected) rejected = {{bad.id, {event_id(round)}, "a rejection's note"}};
    REQUIRE(store.drop_acts(std::vector{bad.id}, rejected));
    remember(store);
    if (round % 3 == 0) REQUIRE(store.put_evidence("evidence " + std::string(9'000 + round, 'e')));
  }
};

Damage flip_at(const Original& original, std::string kind, std::size_t byte, std::size_t bit) {
  const char changed = static_cast<char>(original.bytes[byte] ^ (1 << bit));
  return {std::move(kind), "data.mdb", byte, std::string(1, changed), std::nullopt};
}

// A byte that LMDB reads as its own: of the head of a page, of the list of its nodes, of a node's
// head, of a meta page.
std::size_t byte_of_structure(const Original& original, std::mt19937_64& random) {
  const std::size_t pages = original.used / kPage;
  if (random() % 8 == 0) return random() % 2 * kPage + random() % kMetaBytes;
  const std::size_t page = 2 + random() % (pages - 2);
  const Page view(bytes_of(std::string_view(original.bytes).substr(page * kPage, kPage)));
  const auto count = view.count();
  if (random() % 2 == 0 || !count || *count == 0) return page * kPage + random() % 64;
  const auto node = view.leaf_node(random() % *count);
  return page * kPage + (node ? node->offset + random() % kNodeHeadBytes : random() % 16);
}

std::vector<Damage> damages_of(const Original& original, std::size_t flips) {
  std::mt19937_64 random(302);
  std::vector<Damage> all;
  for (std::size_t i = 0; i < flips; ++i) {
    const bool structure = i % 3 == 0;
    const std::size_t byte =
        structure ? byte_of_structure(original, random) : random() % original.used;
    all.push_back(
        flip_at(original, structure ? "bit of a head" : "bit anywhere", byte, random() % 8));
  }
  const std::string_view now = original.bytes;
  for (std::size_t i = 0; i < flips / kFlipsPerOther; ++i) {
    const std::size_t size = i % 2 == 0 ? kPage : 16 * kPage;
    const std::size_t chunks = original.used / size;
    const std::size_t to = random() % chunks * size;
    all.push_back({"chunk over another", "data.mdb", to,
                   std::string(now.substr(random() % chunks * size, size)), std::nullopt});
    const std::string& old = original.earlier[random() % original.earlier.size()];
    if (old.size() >= to + size)
      all.push_back({"old chunk", "data.mdb", to, old.substr(to, size), std::nullopt});
  }
  for (std::size_t page = 0; page * kPage <= now.size(); ++page)
    all.push_back({"cut at a page", "data.mdb", 0, "", page * kPage});
  for (int i = 0; i < 200; ++i)
    all.push_back({"cut anywhere", "data.mdb", 0, "", random() % now.size()});
  for (std::size_t bit = 0; bit < 2 * kMetaBytes * 8; ++bit) {
    const std::size_t page = bit / 8 / kMetaBytes;
    all.push_back(flip_at(original, "every bit of the meta pages",
                          page * kPage + bit / 8 % kMetaBytes, bit % 8));
  }
  for (std::size_t i = 0; i < 200; ++i) {
    const std::size_t at = random() % (i % 2 == 0 ? 128 : original.lock.size());
    all.push_back({"byte of lock.mdb", "lock.mdb", at, std::string(1, static_cast<char>(random())),
                   std::nullopt});
    all.push_back({"cut of lock.mdb", "lock.mdb", 0, "", random() % original.lock.size()});
  }
  return all;
}

// --- the processes that look

// An old copy of a meta page makes the file what it was earlier, to the last byte that counts, if
// no page of that time was written anew: nothing in it can tell (README.md, "Known limits").
Verdict judged(const Original& original, const Damage& damage, const Said& said) {
  if (said.verdict != Verdict::kHarmless || said.content == original.said.content) {
    return said.verdict;
  }
  const bool is_earlier =
      damage.kind == "old chunk" && damage.at < 2 * kPage && original.states.contains(said.content);
  return is_earlier ? Verdict::kEarlier : Verdict::kWrong;
}

// Damages one file after the other, in a folder of its own, from `first` on every kLanes-th; puts
// each right again. Ends by _exit().
[[noreturn]] void look(const Original& original, const std::filesystem::path& folder,
                       const std::vector<Damage>& damages, std::size_t first,
                       std::atomic<Verdict>* verdicts) {
  for (const int number : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL})
    ::signal(number, SIG_DFL);
  for (std::size_t i = first; i < damages.size(); i += kLanes) {
    const Damage& damage = damages[i];
    const auto path = folder / damage.file;
    verdicts[i] = Verdict::kCrash;                   // stays if it is one
    write_file(folder / "lock.mdb", original.lock);  // LMDB writes it anew at each opening
    ::alarm(kSecondsMax);
    if (damage.length) {
      if (::truncate(path.c_str(), static_cast<off_t>(*damage.length)) != 0) ::_exit(1);
    } else {
      std::fstream(path, std::ios::in | std::ios::out | std::ios::binary)
          .seekp(static_cast<std::streamoff>(damage.at))
          .write(damage.bytes.data(), static_cast<std::streamsize>(damage.bytes.size()));
    }
    const Said said = ask(folder, identity_of(original.clerk));
    verdicts[i] = judged(original, damage, said);
    if (damage.file != "data.mdb") continue;
    if (damage.length) {
      write_file(path, original.bytes);
    } else {
      std::fstream(path, std::ios::in | std::ios::out | std::ios::binary)
          .seekp(static_cast<std::streamoff>(damage.at))
          .write(original.bytes.data() + damage.at,
                 static_cast<std::streamsize>(damage.bytes.size()));
    }
  }
  ::_exit(0);
}

// Where the verdicts stand, for the test and its children.
class Board {
 public:
  explicit Board(std::size_t count)
      : count_(count),
        verdicts_(static_cast<std::atomic<Verdict>*>(
            ::mmap(nullptr, count, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0))) {
    REQUIRE(verdicts_ != MAP_FAILED);
  }
  ~Board() { ::munmap(verdicts_, count_); }
  Board(const Board&) = delete;
  Board& operator=(const Board&) = delete;
  std::atomic<Verdict>* begin() const { return verdicts_; }
  Verdict operator[](std::size_t i) const { return verdicts_[i]; }

 private:
  std::size_t count_;
  std::atomic<Verdict>* verdicts_;
};

struct Lane {
  FastFolder folder;
  std::size_t next = 0;
  pid_t child = -1;
};

void start(Lane& lane, const Original& original, const std::vector<Damage>& damages,
           const Board& board) {
  write_file(lane.folder.data_file(), original.bytes);
  lane.child = ::fork();
  REQUIRE(lane.child >= 0);
  if (lane.child == 0) look(original, lane.folder.path(), damages, lane.next, board.begin());
}

// A child that was ended by one of the files is followed by another, which begins behind it.
void look_at_all(const Original& original, const std::vector<Damage>& damages, const Board& board) {
  std::array<Lane, kLanes> lanes;
  for (std::size_t i = 0; i < kLanes; ++i) {
    lanes[i].next = i;
    start(lanes[i], original, damages, board);
  }
  for (std::size_t running = kLanes; running > 0;) {
    int status = 0;
    const pid_t ended = ::wait(&status);
    REQUIRE(ended > 0);
    const auto lane = std::ranges::find(lanes, ended, &Lane::child);
    REQUIRE(lane != lanes.end());
    while (lane->next < damages.size() && board[lane->next] != Verdict::kNone)
      lane->next += kLanes;
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM) {
      board.begin()[lane->next - kLanes] = Verdict::kHang;
    }
    REQUIRE((WIFSIGNALED(status) || WEXITSTATUS(status) == 0));
    --running;
    if (lane->next >= damages.size()) continue;
    start(*lane, original, damages, board);
    ++running;
  }
}

std::string printed(const std::map<std::string, std::map<Verdict, int>>& table) {
  std::ostringstream out;
  for (const auto& [kind, row] : table) {
    out << kind << ":";
    for (const auto& [verdict, count] : row)
      out << "  " << count << " " << kVerdictNames[static_cast<std::size_t>(verdict)];
    out << "\n";
  }
  return out.str();
}

std::size_t flips_asked() {
  const char* const variable = std::getenv("KUBOLUK_FLIPS");
  if (variable == nullptr) return kFlips;
  const std::string_view text(variable);
  std::size_t flips = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), flips);
  REQUIRE((parsed.ec == std::errc() && parsed.ptr == text.data() + text.size()));
  return flips;
}

TEST_CASE(
    "RELIABILITY 1, 2: 10,000 flipped bits, chunks over others, old chunks, all truncations: "
    "detected or harmless, never a crash") {
  const Original original;
  const std::size_t flips = flips_asked();
  const auto damages = damages_of(original, flips);
  const Board board(damages.size());
  look_at_all(original, damages, board);
  std::map<std::string, std::map<Verdict, int>> table;
  for (std::size_t i = 0; i < damages.size(); ++i) {
    ++table[damages[i].kind][board[i]];
    const bool good = board[i] == Verdict::kRefused || board[i] == Verdict::kFound ||
                      board[i] == Verdict::kHarmless || board[i] == Verdict::kEarlier;
    INFO(damages[i].kind << " " << i << " at " << damages[i].at << ", "
                         << kVerdictNames[static_cast<std::size_t>(board[i])]);
    CHECK(good);
  }
  WARN("a file of " << original.used / kPage << " pages; " << damages.size() << " ways\n"
                    << printed(table));
  // The generator itself: it must reach all of what can be said.
  for (const char* kind : {"bit of a head", "bit anywhere", "old chunk"}) {
    CHECK(table[kind][Verdict::kRefused] > 0);
    CHECK(table[kind][Verdict::kHarmless] > 0);
  }
  CHECK(table["bit anywhere"][Verdict::kFound] > 0);
}

}  // namespace
}  // namespace kuboluk::store
