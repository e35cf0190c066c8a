#include "node/pages/templates.h"

#include <ctemplate/template_cache.h>
#include <ctemplate/template_dictionary.h>

#include <map>
#include <set>

#include "ledger/speech/catalogue.h"
#include "node/pages/template_files.h"
#include "node/pages/template_text.h"

namespace kuboluk::pages {

namespace {

// Not STRIP_WHITESPACE: it joins lines without a space, inside tags too.
constexpr ctemplate::Strip kStrip = ctemplate::STRIP_BLANK_LINES;
constexpr std::string_view kLayout = "layout.html";

// TemplateString takes a pointer and a length and copies what is not static.
ctemplate::TemplateString as_template_string(std::string_view text) {
  return {text.data(), text.size()};
}

std::string cache_key(std::string_view page, speech::Language language) {
  std::string key(page);
  return key.append(".").append(speech::code_of(language));
}

void fill(ctemplate::TemplateDictionary& dictionary, const Block& block, const Names& known,
          std::set<std::string>& unknown) {
  for (const auto& [name, value] : block.values()) {
    if (!known.variables.contains(name)) unknown.insert(name);
    dictionary.SetValue(as_template_string(name), as_template_string(value));
  }
  for (const auto& [name, parts] : block.sections()) {
    if (!known.sections.contains(name)) unknown.insert(name);
    for (const Block& part : parts) {
      fill(*dictionary.AddSectionDictionary(as_template_string(name)), part, known, unknown);
    }
  }
}

}  // namespace

struct Templates::State {
  ctemplate::TemplateCache cache;
  std::map<std::string, Names, std::less<>> names;  // by page
};

Templates::Templates(std::unique_ptr<State> state) : state_(std::move(state)) {}
Templates::~Templates() = default;

Result<std::unique_ptr<const Templates>> Templates::load() {
  auto state = std::make_unique<State>();
  for (const TemplateFile& file : template_files()) {
    if (!is_page(file.name)) continue;
    const std::string page(file.name.substr(0, file.name.rfind('.')));
    for (const speech::Language language : speech::kLanguages) {
      auto text = template_text(kLayout, file.name, language);
      if (!text) return text.error();
      state->names[page] = names_in(*text);
      const std::string key = cache_key(page, language);
      if (!state->cache.StringToTemplateCache(as_template_string(key), text->data(), text->size(),
                                              kStrip)) {
        return Error{"pages", key, "the template does not parse"};
      }
    }
  }
  state->cache.Freeze();
  return std::unique_ptr<const Templates>(new Templates(std::move(state)));
}

std::string Templates::render(std::string_view page, speech::Language language,
                              const Block& block) const {
  const auto known = state_->names.find(page);
  if (known == state_->names.end()) return speech::missing_mark(page);
  ctemplate::TemplateDictionary dictionary("page");
  // What a section does not set is looked up in the sections around it, and ends here.
  for (const std::string& name : known->second.variables) {
    dictionary.SetValue(as_template_string(name), as_template_string(speech::missing_mark(name)));
  }
  std::set<std::string> unknown;
  fill(dictionary, block, known->second, unknown);
  std::string html;
  const std::string key = cache_key(page, language);
  if (!state_->cache.ExpandNoLoad(as_template_string(key), kStrip, &dictionary, nullptr, &html)) {
    return speech::missing_mark(key);
  }
  for (const std::string& name : unknown)
    html += speech::missing_mark(name);
  return html;
}

}  // namespace kuboluk::pages
