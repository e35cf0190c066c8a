#include "node/pages/template_text.h"

#include "ledger/speech/catalogue.h"
#include "node/pages/template_files.h"

namespace kuboluk::pages {

namespace {

// Deepest nesting of parts: a part that holds itself must not fill the memory.
constexpr int kDepthMax = 4;
constexpr std::string_view kPagePart = ">page";

const TemplateFile* find_file(std::string_view name) {
  for (const TemplateFile& file : template_files()) {
    if (file.name == name) return &file;
  }
  return nullptr;
}

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

// The file without its first line, where that is kAutoEscape; style sheets have none.
Result<std::string_view> body_of(std::string_view name) {
  const TemplateFile* file = find_file(name);
  if (file == nullptr) return Error{"pages", std::string(name), "there is no such template"};
  std::string_view text = file->text;
  if (ends_with(name, ".css")) return text;
  if (text.substr(0, kAutoEscape.size()) != kAutoEscape) {
    return Error{"pages", std::string(name), "the first line must ask for auto-escaping"};
  }
  text.remove_prefix(kAutoEscape.size());
  return text;
}

class Filler {
 public:
  Filler(std::string_view page, speech::Language language) : page_(page), language_(language) {}

  Result<std::string> file(std::string_view name, int depth) const {
    if (depth > kDepthMax) return Error{"pages", std::string(name), "parts are nested too deep"};
    const auto body = body_of(name);
    if (!body) return body.error();
    std::string filled;
    std::string_view rest = *body;
    while (true) {
      const std::size_t from = rest.find("[[");
      filled.append(rest.substr(0, from));
      if (from == std::string_view::npos) return filled;
      const std::size_t to = rest.find("]]", from);
      if (to == std::string_view::npos) {
        return Error{"pages", std::string(name), "a \"[[\" is not closed"};
      }
      const auto part = replace(name, rest.substr(from + 2, to - from - 2), depth);
      if (!part) return part.error();
      filled.append(*part);
      rest.remove_prefix(to + 2);
    }
  }

 private:
  Result<std::string> replace(std::string_view name, std::string_view what, int depth) const {
    if (what == "=lang") return std::string(speech::code_of(language_));
    if (what == kPagePart) return file(page_, depth + 1);
    if (what.substr(0, 1) == ">") return file(what.substr(1), depth + 1);
    // "ru:key": words of one language on every page, as a quotation.
    std::string_view key = what;
    speech::Language language = language_;
    if (const auto named = speech::parse_language(what.substr(0, 2));
        named && what.substr(2, 1) == ":") {
      language = *named;
      key = what.substr(3);
    }
    const auto words = speech::say_if_known(language, key);
    if (!words) return Error{"pages", std::string(name), "no words \"" + std::string(key) + "\""};
    return escape_html(*words);
  }

  std::string_view page_;
  speech::Language language_;
};

}  // namespace

bool is_page(std::string_view file) {
  return ends_with(file, ".html") && file != "layout.html" && file.substr(0, 1) != "_";
}

Result<std::string> template_text(std::string_view layout, std::string_view page,
                                  speech::Language language) {
  auto text = Filler(page, language).file(layout, 0);
  if (!text) return text.error();
  return std::string(kAutoEscape) + *text;
}

Names names_in(std::string_view text) {
  Names names;
  while (true) {
    const std::size_t from = text.find("{{");
    if (from == std::string_view::npos) return names;
    const std::size_t to = text.find("}}", from);
    if (to == std::string_view::npos) return names;
    std::string_view name = text.substr(from + 2, to - from - 2);
    text.remove_prefix(to + 2);
    name = name.substr(0, name.find(':'));  // modifiers
    if (name.substr(0, 1) == "#") {
      names.sections.emplace(name.substr(1));
    } else if (!name.empty() && name[0] >= 'A' && name[0] <= 'Z') {
      names.variables.emplace(name);
    }
  }
}

std::string escape_html(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

}  // namespace kuboluk::pages
