// Contrast of the chosen colours: WCAG 2.1, 1.4.3, at least 4.5:1 for every text.
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <string>

#include "node/pages/template_files.h"

namespace kuboluk::pages {
namespace {

constexpr double kContrastMin = 4.5;

std::string style_sheet() {
  for (const TemplateFile& file : template_files()) {
    if (file.name == "style.css") return std::string(file.text);
  }
  return {};
}

// WCAG 2.1 "relative luminance" of "#rrggbb".
double luminance(const std::string& colour) {
  std::array<double, 3> parts{};
  for (std::size_t i = 0; i < 3; ++i) {
    const auto digit = [&colour](std::size_t at) {
      const char c = colour.at(at);
      return c <= '9' ? c - '0' : c - 'a' + 10;
    };
    const double value = (digit(1 + 2 * i) * 16 + digit(2 + 2 * i)) / 255.0;
    parts[i] = value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
  }
  return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
}

double contrast(const std::string& one, const std::string& other) {
  const double a = luminance(one) + 0.05;
  const double b = luminance(other) + 0.05;
  return std::max(a, b) / std::min(a, b);
}

// The value of a property of a rule; "" if the rule does not set it.
std::string property(const std::string& rule, const std::string& name) {
  for (std::size_t at = rule.find(name + ":"); at != std::string::npos;
       at = rule.find(name + ":", at + 1)) {
    if (at != 0 && rule[at - 1] != ';' && rule[at - 1] != '\n' && rule[at - 1] != '{') continue;
    const std::size_t from = at + name.size() + 1;
    return rule.substr(from, rule.find_first_of(";}\n", from) - from);
  }
  return {};
}

TEST_CASE("relative luminance gives the known contrasts") {
  CHECK(contrast("#ffffff", "#000000") == Approx(21.0));
  CHECK(contrast("#777777", "#ffffff") == Approx(4.48).margin(0.01));
}

TEST_CASE("WCAG 1.4.3: every rule that sets a text colour sets its ground, at 4.5:1 or more") {
  const std::string css = style_sheet();
  REQUIRE_FALSE(css.empty());
  std::size_t rules = 0;
  for (std::size_t at = css.find('{'); at != std::string::npos; at = css.find('{', at + 1)) {
    const std::size_t end = css.find('}', at);
    const std::string rule = css.substr(at, end - at + 1);
    const std::size_t inner = rule.rfind('{');
    const std::string body = rule.substr(inner);
    const std::string colour = property(body, "color");
    std::string ground = property(body, "background");
    if (colour.empty() && ground.empty()) continue;
    INFO(body);
    REQUIRE_FALSE(colour.empty());
    REQUIRE_FALSE(ground.empty());
    if (ground == "transparent") ground = "#ffffff";  // stands on the body only
    CHECK(contrast(colour, ground) >= kContrastMin);
    ++rules;
  }
  CHECK(rules > 12);
}

TEST_CASE("the focus ring is seen on white and on every band: WCAG 1.4.11, 3:1 on white") {
  CHECK(contrast("#b35900", "#ffffff") >= 3.0);
}

}  // namespace
}  // namespace kuboluk::pages
