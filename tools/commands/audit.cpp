#include "tools/commands/audit.h"

#include <boost/json.hpp>
#include <filesystem>
#include <optional>
#include <ostream>
#include <vector>

#include "crypto/encoding.h"
#include "ledger/domain/event.h"
#include "tools/audit/audit.h"
#include "tools/audit/ledger_source.h"
#include "tools/audit/mirror.h"
#include "tools/audit/tile_files.h"
#include "tools/fetch/http_source.h"
#include "tools/files.h"
#include "tools/open_ledger.h"
#include "tools/output/answer_json.h"
#include "tools/output/progress.h"
#include "tools/output/words.h"
#include "tools/reader_files.h"

namespace kuboluk::tools {

namespace {

// A source, and what it reads from.
struct OpenedSource {
  std::optional<OpenedLedger> ledger;
  std::unique_ptr<Source> source;
};

Result<std::unique_ptr<OpenedSource>> open_source(const std::string& from) {
  auto opened = std::make_unique<OpenedSource>();
  if (from.find("://") != std::string::npos) {
    Result<HttpAddress> address = parse_http_address(from);
    if (!address) return address.error();
    opened->source = std::make_unique<HttpSource>(std::move(*address));
    return opened;
  }
  if (is_ledger_folder(from)) {
    Result<OpenedLedger> ledger = OpenedLedger::open(from);
    if (!ledger) return ledger.error();
    opened->ledger.emplace(std::move(*ledger));
    opened->source = std::make_unique<LedgerSource>(from, opened->ledger->reader(),
                                                    opened->ledger->checkpoint());
    return opened;
  }
  std::error_code ignored;
  if (!std::filesystem::is_directory(from, ignored)) {
    return Error{"X.FILE", from, "this is neither a folder nor an http:// address"};
  }
  opened->source = std::make_unique<FolderSource>(from);
  return opened;
}

boost::json::object totals_json(const AuditTotals& totals) {
  boost::json::object out;
  out["entries"] = totals.entries;
  out["events"] = totals.events;
  out["batches"] = totals.batches;
  out["signatures_checked"] = totals.signatures;
  boost::json::object types;
  for (const auto& [type, count] : totals.events_by_type)
    types[type] = count;
  out["events_by_type"] = std::move(types);
  out["accreditations"] = totals.accreditations;
  out["revoked"] = totals.revoked;
  out["refused_persons"] = totals.refused_persons;
  out["elections"] = totals.elections;
  out["organisations"] = totals.organisations;
  return out;
}

std::optional<std::uint64_t> age_of(const AuditReport& report, const Session& session) {
  if (!report.checkpoint.as_of()) return std::nullopt;
  const std::uint64_t as_of = *report.checkpoint.as_of();
  return session.clock_s() > as_of ? session.clock_s() - as_of : 0;
}

void say_json(const AuditReport& report, const std::string& from,
              const std::vector<std::string>& mended, const Session& session) {
  boost::json::object out;
  out["kind"] = "audit";
  out["verdict"] = "holds";
  out["exit"] = static_cast<int>(Exit::kHolds);
  out["from"] = printable_argument(from);
  out["ledger"] = report.info.id;
  out["origin"] = report.checkpoint.checkpoint().origin;
  out["training"] = report.info.clock == domain::Clock::kScenario;
  out["ruleset"] = report.info.ruleset;
  out["size"] = report.position.size;
  out["root"] = crypto::to_base64(report.position.log_root);
  out["status_root"] = crypto::to_base64(report.position.map_root);
  out["totals"] = totals_json(report.totals);
  add_cosigners(out, report.checkpoint.cosigners(), report.checkpoint.as_of(),
                age_of(report, session));
  out["mirror_rewritten"] = boost::json::array(mended.begin(), mended.end());
  session.out << boost::json::serialize(out) << '\n';
}

void say_totals(const AuditTotals& totals, std::ostream& out) {
  out << "  checked        " << totals.entries << " entries in " << totals.batches << " batches, "
      << totals.signatures << " author signatures\n";
  out << "  events         " << totals.events << '\n';
  for (const auto& [type, count] : totals.events_by_type) {
    out << "                 " << count << ' ' << type << '\n';
  }
  out << "  accreditations " << totals.accreditations << ", of them revoked " << totals.revoked
      << '\n';
  out << "  refused        " << totals.refused_persons << " persons\n";
  out << "  elections      " << totals.elections << '\n';
  out << "  organisations  " << totals.organisations << '\n';
}

void say_words(const AuditReport& report, const std::vector<std::string>& mended,
               const Session& session) {
  std::ostream& out = session.out;
  const bool training = report.info.clock == domain::Clock::kScenario;
  if (training) out << "TRAINING: this is no real election\n";
  out << "HOLDS: every hash, signature, rule and seal of this log was checked again\n";
  out << "  ledger         " << report.info.id << '\n';
  out << "  ruleset        " << report.info.ruleset << '\n';
  say_totals(report.totals, out);
  out << "  log root       " << crypto::to_base64(report.position.log_root) << '\n';
  out << "  status root    " << crypto::to_base64(report.position.map_root) << '\n';
  std::vector<std::string> names;
  for (const log::CountedCosigner& cosigner : report.checkpoint.cosigners()) {
    names.push_back(cosigner.name);
  }
  out << "  cosigned by    " << name_list(names);
  if (const auto age = age_of(report, session)) {
    out << ", as of " << utc_words(*report.checkpoint.as_of()) << " (" << age_words(*age) << ")";
  }
  out << '\n';
  for (const std::string& path : mended) {
    out << "  mirror         " << path << " was damaged there and was written again\n";
  }
}

Exit fail(const Error& error, const AuditOptions& options, const KeepingSource& source,
          const Session& session) {
  const Exit exit = audit_exit(error);
  std::string next =
      exit == Exit::kCannotTell
          ? "CANNOT TELL: nothing wrong was found, but the audit could not be finished"
          : "DOES NOT HOLD: keep this copy, it is evidence; compare with another node";
  const auto checkpoint = source.kept().find("checkpoint");
  if (error.rule == "X.GROWTH" && checkpoint != source.kept().end()) {
    const auto saved = save_contradiction(options.mirror, checkpoint->second);
    next += saved ? "; its checkpoint was kept in " + saved->string()
                  : "; its checkpoint could not be kept: " + saved.error().message();
  }
  return refuse(session, exit, error, next);
}

}  // namespace

Exit run_audit(const AuditOptions& options, const Session& session) {
  const Result<ReaderFiles> reader = ReaderFiles::load(options.policy);
  if (!reader) return refuse(session, Exit::kBadFile, reader.error(), kPolicyHint);
  AuditQuestion question{reader->policy, reader->rulesets, session.clock_s(), {}, {}, {}};
  const FolderSource mirror(options.mirror);
  if (!options.genesis.empty()) {
    const Result<std::string> genesis = read_file(options.genesis, domain::kEventBytesMax);
    if (!genesis) return refuse(session, Exit::kBadFile, genesis.error(), "give a genesis file");
    question.genesis = *genesis;
  }
  if (!options.mirror.empty()) {
    const auto earlier = mirrored_checkpoint(options.mirror, reader->policy, session.clock_s());
    if (!earlier) {
      return refuse(session, Exit::kBadFile, earlier.error(), "give a folder of an earlier audit");
    }
    question.earlier = *earlier;
    question.mirror = &mirror;
  }
  const auto opened = open_source(options.from);
  if (!opened) {
    return refuse(session, Exit::kBadFile, opened.error(),
                  "give the folder of an export, a ledger folder, or an http:// address");
  }
  const KeepingSource source(*(*opened)->source);
  const Result<AuditReport> report = [&] {
    Progress progress(session, "checking entry");
    question.progress = [&progress](std::uint64_t done, std::uint64_t total) {
      progress.at(done, total);
    };
    return audit(source, question);
  }();
  if (!report) return fail(report.error(), options, source, session);
  std::vector<std::string> mended;
  if (!options.mirror.empty()) {
    auto saved = save_mirror(options.mirror, source.kept());
    if (!saved) return refuse(session, Exit::kBadFile, saved.error(), "choose another --mirror");
    mended = std::move(*saved);
  }
  if (session.json) {
    say_json(*report, options.from, mended, session);
  } else {
    say_words(*report, mended, session);
  }
  return Exit::kHolds;
}

}  // namespace kuboluk::tools
