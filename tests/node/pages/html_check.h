// A small strict reader of HTML, for the pages' own subset: everything it does not expect is a
// fault. Browsers repair silently; this does not.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kuboluk::pages {

// What is wrong with the page, empty if nothing: tags that do not nest, attributes without quotes
// or there twice, bare '&' or '<', an id twice, a field without a label, headings out of order, a
// table without caption or a th without scope, no lang, anything that runs (script, on...=,
// javascript:), anything that is fetched from elsewhere.
std::vector<std::string> html_faults(std::string_view html);

}  // namespace kuboluk::pages
