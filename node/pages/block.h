// What a template is filled with, as plain data: named texts and repeated sections. Keeps ctemplate
// out of the code that says what stands on a page.
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace kuboluk::pages {

// Value type. Texts are plain, never HTML: the template escapes them.
class Block {
 public:
  using Values = std::map<std::string, std::string, std::less<>>;
  using Sections = std::map<std::string, std::list<Block>, std::less<>>;

  Block& set(std::string_view name, std::string value) {
    values_.insert_or_assign(std::string(name), std::move(value));
    return *this;
  }
  Block& set(std::string_view name, std::uint64_t value) {
    return set(name, std::to_string(value));
  }
  // One more of that section. The reference stays valid.
  Block& add(std::string_view section) { return sections_[std::string(section)].emplace_back(); }
  // The section once, with nothing of its own.
  void show(std::string_view section) { add(section); }
  // A section with one text named like the section: the common case of "if there is one, show it".
  void show_if(std::string_view section, const std::string& value) {
    if (!value.empty()) add(section).set(section, value);
  }

  // Takes the section out again.
  void hide(std::string_view section) {
    const auto found = sections_.find(section);
    if (found != sections_.end()) sections_.erase(found);
  }

  const Values& values() const { return values_; }
  const Sections& sections() const { return sections_; }

 private:
  Values values_;
  Sections sections_;
};

}  // namespace kuboluk::pages
