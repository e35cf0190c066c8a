// Paths of the public face, percent-encoded: the same in JSON, feeds and pages.
#pragma once

#include <string>
#include <string_view>

#include "ledger/domain/verdict.h"
#include "ledger/report/accredited.h"

namespace kuboluk::forms {

// RFC 3986: everything but letters, digits and -._~ as %XX.
std::string percent_encoded(std::string_view text);

// "/e/<election>/accredited<suffix>?decree=...&at=...": the list of exactly those rows at those two
// clocks. `suffix`: "", ".json", ".csv", ".txt".
std::string list_path(std::string_view election, const report::RowFilter& filter,
                      domain::TwoClocks clocks, std::string_view suffix);

}  // namespace kuboluk::forms
