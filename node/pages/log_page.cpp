// "/log": the latest entries in plain words.
#include "ledger/report/log_report.h"

#include <algorithm>

#include "ledger/domain/ids.h"
#include "ledger/speech/catalogue.h"
#include "ledger/speech/words.h"
#include "node/pages/frame.h"
#include "node/pages/templates.h"

namespace kuboluk::pages {

namespace {

using report::LogReport;
using report::LogRow;

std::string from_link(const Context& context, std::uint64_t index) {
  return Link("/log").with("from", std::to_string(index)).in(context);
}

// Where the object has a page, its address; else empty.
std::string object_url(const Context& context, const LogRow& row) {
  if (row.object_kind == "accreditation" || row.object_kind == "certificate") {
    return observer_link(domain::with_check_character(row.object), row.election).in(context);
  }
  if (row.object_kind == "application") {
    return Link("/a/" + encode_component(row.object)).with("election", row.election).in(context);
  }
  if (row.object_kind == "decree" && row.type == "accreditation.grant") {
    return election_link(row.election, "/accredited").with("decree", row.object).in(context);
  }
  if (row.object_kind == "election") return election_link(row.object).in(context);
  return {};
}

void put_object(Block& block, const Context& context, const LogReport& report, const LogRow& row) {
  Block& object = block.add("OBJECT");
  const std::string url = object_url(context, row);
  Block& inside = object.add(url.empty() ? "OBJECT_PLAIN" : "OBJECT_LINK");
  if (!url.empty()) inside.set("URL", url);
  const bool numbered = row.object_kind == "accreditation" || row.object_kind == "certificate";
  std::string name = numbered ? domain::with_check_character(row.object) : row.object;
  if (row.object_kind == "organisation") name = body_name(context, row.object);
  if (const auto election = report.elections.find(row.object);
      row.object_kind == "election" && election != report.elections.end()) {
    name = name_of(context, election->second);
  }
  inside.set("OBJECT_NAME", name);
  if (!numbered && name != row.object) object.show_if("OBJECT_NAME_ID", row.object);
}

void put_row(Block& block, const Context& context, const LogReport& report, const LogRow& row) {
  block.set("INDEX", row.index)
      .set("ACT", speech::act_words(context.language, row.type))
      .set("KNOWN", time_words(context, row.known))
      .set("KNOWN_TIME", machine_time(context, row.known));
  if (!row.by.empty()) block.show_if("BY", body_name(context, row.by));
  if (row.persons > 0) {
    block.show_if("PERSONS", speech::say_count(context.language, "log.persons", row.persons));
  }
  if (!row.part.empty()) {
    block.show_if("PART", speech::say(context.language, "log.part", {row.part}));
  }
  if (!row.object.empty()) put_object(block, context, report, row);
}

// Of all names on the page.
std::size_t name_bytes_of(const Context& context, const LogReport& report) {
  std::size_t bytes = 0;
  for (const LogRow& row : report.rows) {
    bytes += name_bytes(context, report.organisations, row.by);
    if (row.object_kind == "organisation") {
      bytes += name_bytes(context, report.organisations, row.object);
    }
  }
  return bytes;
}

}  // namespace

std::string Pages::log_page(const Context& context, const LogReport& report) const {
  Context own = context;
  own.name_bytes_max = room_for_names(name_bytes_of(own, report));
  own.bodies.insert(report.organisations.begin(), report.organisations.end());
  Block block =
      frame(own, speech::say(own.language, "log.title"),
            usual_forms([](std::string_view end) { return Link("/log" + std::string(end)); }));
  block.set("ENTRIES_WORDS", speech::say_count(context.language, "footer.entries", report.size));
  const std::size_t shown = std::min(report.rows.size(), kRowsPerPage);
  if (shown == 0) block.show("EMPTY");
  if (shown > 0) {
    Block& rows = block.add("ROWS");
    for (std::size_t i = 0; i < shown; ++i)
      put_row(rows.add("ROW"), own, report, report.rows[i]);
  }
  if (report.older) block.show_if("OLDER", from_link(context, *report.older));
  if (report.newer) block.show_if("NEWER", from_link(context, *report.newer));
  return templates_->render("log", context.language, block);
}

}  // namespace kuboluk::pages
