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

std::string object_name(const LogRow& row) {
  const bool numbered = row.object_kind == "accreditation" || row.object_kind == "certificate";
  return numbered ? domain::with_check_character(row.object) : row.object;
}

void put_row(Block& block, const Context& context, const LogRow& row) {
  block.set("INDEX", row.index)
      .set("ACT", speech::act_words(context.language, row.type))
      .set("KNOWN", time_words(context, row.known))
      .set("KNOWN_TIME", machine_time(context, row.known));
  if (!row.by.empty()) block.show_if("BY", speech::body_words(context.language, row.by));
  if (row.persons > 0) {
    block.show_if("PERSONS", speech::say_count(context.language, "log.persons", row.persons));
  }
  if (!row.part.empty()) {
    block.show_if("PART", speech::say(context.language, "log.part", {row.part}));
  }
  if (row.object.empty()) return;
  Block& object = block.add("OBJECT");
  const std::string url = object_url(context, row);
  Block& inside = object.add(url.empty() ? "OBJECT_PLAIN" : "OBJECT_LINK");
  inside.set("OBJECT_NAME", object_name(row));
  if (!url.empty()) inside.set("URL", url);
}

}  // namespace

std::string Pages::log_page(const Context& context, const LogReport& report) const {
  Block block =
      frame(context, speech::say(context.language, "log.title"),
            usual_forms([](std::string_view end) { return Link("/log" + std::string(end)); }));
  block.set("ENTRIES_WORDS", speech::say_count(context.language, "footer.entries", report.size));
  const std::size_t shown = std::min(report.rows.size(), kRowsPerPage);
  if (shown == 0) block.show("EMPTY");
  if (shown > 0) {
    Block& rows = block.add("ROWS");
    for (std::size_t i = 0; i < shown; ++i)
      put_row(rows.add("ROW"), context, report.rows[i]);
  }
  if (report.older) block.show_if("OLDER", from_link(context, *report.older));
  if (report.newer) block.show_if("NEWER", from_link(context, *report.newer));
  return templates_->render("log", context.language, block);
}

}  // namespace kuboluk::pages
