// DESIGN.md 10 on ctemplate: it escapes only under AUTOESCAPE, and prints nothing for a variable
// that nobody set. Both would be silent.
#include <catch2/catch.hpp>

#include "ledger/speech/catalogue.h"
#include "node/pages/template_files.h"
#include "node/pages/template_text.h"
#include "node/pages/templates.h"

namespace kuboluk::pages {
namespace {

TEST_CASE("every template asks for auto-escaping in its first line") {
  for (const TemplateFile& file : template_files()) {
    INFO(file.name);
    const bool style = file.name.ends_with(".css");
    CHECK((style || file.text.substr(0, kAutoEscape.size()) == kAutoEscape));
    CHECK((style || file.text.find(":none") == std::string_view::npos));
  }
}

TEST_CASE("a variable that is not set, and a name that no template has, are seen on the page") {
  const auto templates = Templates::load();
  REQUIRE(templates.has_value());
  Block block;
  block.set("HEADING", "h").set("NO_SUCH", "x");
  const std::string html = (*templates)->render("problem", speech::Language::kEnglish, block);
  CHECK(html.find("(?TEXT)") != std::string::npos);
  CHECK(html.find("(?NO_SUCH)") != std::string::npos);
  CHECK(html.find("(?HEADING)") == std::string::npos);
  CHECK((*templates)->render("nowhere", speech::Language::kEnglish, block) == "(?nowhere)");
}

TEST_CASE("words, parts and names of a template") {
  CHECK_FALSE(template_text("layout.html", "nowhere.html", speech::Language::kEnglish).has_value());
  const Names names = names_in("{{%X}}{{A}}{{#B}}{{C:html}}{{/B}}{{! D }}");
  CHECK(names.variables == std::set<std::string, std::less<>>{"A", "C"});
  CHECK(names.sections == std::set<std::string, std::less<>>{"B"});
  CHECK(escape_html("<a href=\"b\">'&") == "&lt;a href=&quot;b&quot;&gt;&#39;&amp;");
  CHECK(is_page("home.html"));
  CHECK_FALSE(is_page("layout.html"));
  CHECK_FALSE(is_page("_act.html"));
  CHECK_FALSE(is_page("style.css"));
}

}  // namespace
}  // namespace kuboluk::pages
