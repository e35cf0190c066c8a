// The changes of an election as feeds (RFC 4287, JSON Feed 1.1), and the log as server-sent events.
// All ids are absolute IRIs (RFC 4287 4.2.6), unique for ever and the same from every node: of
// ledger and log index. Addresses are paths, relative to where the feed was fetched (RFC 3986
// 5.1.3): a node knows no name of its own.
#pragma once

#include <string>

#include "ledger/report/changes.h"
#include "ledger/report/log_report.h"

namespace kuboluk::forms {

inline constexpr char kAtomType[] = "application/atom+xml; charset=utf-8";
inline constexpr char kJsonFeedType[] = "application/feed+json";
inline constexpr char kEventStreamType[] = "text/event-stream";

// Newest item first, as feed readers expect.
std::string atom_feed(const report::Changes& changes);
// Items in log order; `next_url` continues where this page ends, if there is more now; who comes
// back later asks from `_kuboluk.next`.
std::string json_feed(const report::Changes& changes);

// One event: id = log index, data = the row as JSON.
std::string stream_event(const report::LogRow& row, domain::Offset offset);
// A comment that keeps proxies from closing a quiet stream.
inline constexpr char kHeartbeat[] = ": still here\n\n";

// &, <, > and quotes escaped; nothing else can stand in a text of the ledger that XML refuses.
std::string xml_escaped(std::string_view text);

}  // namespace kuboluk::forms
