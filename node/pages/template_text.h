// Puts words and parts into the text of a template, before ctemplate parses it (templates.h).
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "crypto/result.h"
#include "ledger/speech/language.h"

namespace kuboluk::pages {

// First line of every template file; scripts/tidy asks for it. Without it ctemplate escapes
// nothing.
inline constexpr std::string_view kAutoEscape = "{{%AUTOESCAPE context=\"HTML\"}}\n";

// True for a file that is a page of its own: an .html file that is neither the layout nor a part
// (parts begin with "_").
bool is_page(std::string_view file);

// The whole text of a page: the layout with the page in it, every part and every word put in.
// Errors: "pages" naming the file: no such part, no such words, no kAutoEscape line.
Result<std::string> template_text(std::string_view layout, std::string_view page,
                                  speech::Language language);

// Names that ctemplate will look for.
struct Names {
  std::set<std::string, std::less<>> variables;
  std::set<std::string, std::less<>> sections;
};
Names names_in(std::string_view text);

// For text and double-quoted attributes.
std::string escape_html(std::string_view text);

}  // namespace kuboluk::pages
