// The pages of the public face as HTML text: server-rendered, no JavaScript, no file or socket,
// nothing but inline CSS. One function a page; each takes what ledger/report found and says it in
// the reader's language.
//
// Thread rule: a Pages is loaded once at start and never changes; its const functions may be called
// by any number of threads at once (templates.h says why that holds for ctemplate).
// Size: every page is under kPageBytesMax; lists are divided into pages of kRowsPerPage rows.
// Escaping: every value, whoever wrote it, is escaped by ctemplate for the place where it stands.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "crypto/result.h"
#include "ledger/domain/time.h"
#include "ledger/proof/anchor.h"
#include "ledger/report/elections.h"
#include "ledger/speech/language.h"
#include "node/core/node.h"

namespace kuboluk::report {
struct AccreditedReport;
struct ApplicationReport;
struct ElectionReport;
struct LogReport;
struct ObserverReport;
struct RevocationsReport;
}  // namespace kuboluk::report

namespace kuboluk::pages {

// Promise to a phone on a bad network (DOMAIN.md 6.1); the tests hold every page to it.
inline constexpr std::size_t kPageBytesMax = 50'000;
// Rows of a list on one page: 100 rows of the longest words stay under kPageBytesMax.
inline constexpr std::size_t kRowsPerPage = 100;

// An organisation's name on a page with so many that they would break the promise.
inline constexpr std::size_t kNameBytesMax = 130;

// An election that a reader may choose.
struct ElectionChoice {
  std::string id;
  std::string title;  // in the reader's language; empty: show the id
  std::optional<domain::Day> voting_day;
};

// What every page shows beside its own matter.
struct Context {
  speech::Language language = speech::Language::kKyrgyz;
  // As requested, with its query but without `lang`, not decoded: "/o/KG25-0128-L?at=...". The
  // links to the other languages are made of it.
  std::string path = "/";
  bool training = false;  // `clock scenario`: every page says TRAINING
  std::string node;       // member id of this node: "cec"; empty where no node serves
  // Members, authors and objects that the ledger knows by a name of their own, by id.
  report::Organisations bodies;
  // Of one organisation's name on this page: see room_for_names (frame.h).
  std::size_t name_bytes_max = kNameBytesMax;
  domain::Offset offset;    // of the ledger: local times
  std::uint64_t now_s = 0;  // this node's clock, POSIX seconds
  // What stands in the footer: size, root, age, who confirmed. Nothing: nothing is committed yet.
  std::optional<proof::Confirmation> confirmation;
  // 1-based page of a divided list (`?page=`); a number beyond the last one shows the last one.
  std::size_t list_page = 1;
};

// The home page: one field. Its form asks `GET /o?number=<typed>&election=<id or
// empty>&lang=<code>`; the answer to that is a redirect (303) to `/o/<number>`. The forms of the
// other pages ask their own path with `at` and `known`, which may be empty: then there is no limit.
struct Home {
  std::vector<ElectionChoice> elections;  // newest first
  std::string election;                   // chosen beforehand; empty: none
  std::string typed;                      // put back into the field
};

// A witness that cosigns our checkpoints from outside: shown, never counted.
struct ExternalWitness {
  std::string name;
  std::optional<std::uint64_t> size;
  std::optional<domain::Instant> time;
};

// The node's own page (/status), for people who run it.
struct NodeView {
  core::NodeStatus status;
  std::string role;           // "sequencer", "cosigner", "replica"
  std::string ledger;         // ledger id
  std::string ruleset;        // full name
  std::string quorum_needed;  // as in /status.json: "3 of 4", "none"
  // The cosigners that are linked now satisfy the policy (or it asks for none).
  bool quorum_reachable = true;
  bool current = true;  // false: it stores more than a quorum has confirmed to it
  std::optional<std::uint64_t> disk_used_bytes;  // of the data folder
  std::optional<std::uint64_t> disk_free_bytes;
  std::vector<ExternalWitness> external;
};

// What went wrong, as the reader of a page is told. The words come from the catalogue; nothing of
// the request is repeated but `typed`, escaped and cut.
enum class Problem {
  kBadNumber,           // 400: no possible number
  kBadElection,         // 400
  kBadTime,             // 400: ?at or ?known
  kBadPath,             // 400: "..", NUL, bad escapes
  kTooLong,             // 414, 413
  kUnknownElection,     // 404
  kUnknownApplication,  // 404
  kNoPage,              // 404
  kMethod,              // 405
  kBusy,                // 503, 429: too many requests
  kCatchingUp,          // 503
  kStarting,            // 503: nothing is committed yet
  kStorage,             // 503, 500
};

// The catalogue's key of it, without ".title" and ".text".
std::string_view key_of(Problem what);

class Templates;

class Pages {
 public:
  // Parses the templates that are compiled in, in every language. Once, at start.
  // Errors: "pages" naming a template that does not parse: a fault of the build.
  static Result<Pages> load();
  Pages(Pages&&) noexcept;
  Pages& operator=(Pages&&) noexcept;
  ~Pages();

  std::string home_page(const Context& context, const Home& home) const;  // /
  std::string observer_page(const Context& context, const report::ObserverReport& report) const;
  std::string history_page(const Context& context, const report::ObserverReport& report) const;
  std::string election_page(const Context& context, const report::ElectionReport& report) const;
  std::string accredited_page(const Context& context, const report::AccreditedReport& report) const;
  std::string revocations_page(const Context& context,
                               const report::RevocationsReport& report) const;
  std::string application_page(const Context& context,
                               const report::ApplicationReport& report) const;
  std::string log_page(const Context& context, const report::LogReport& report) const;
  std::string node_page(const Context& context, const NodeView& view) const;  // /status
  // `status`: of HTTP, shown small. `typed`: what the reader typed, put back into the field; empty:
  // none.
  std::string problem_page(const Context& context, unsigned status, Problem what,
                           const std::string& typed = {}) const;

 private:
  explicit Pages(std::unique_ptr<const Templates> templates);
  std::unique_ptr<const Templates> templates_;
};

}  // namespace kuboluk::pages
