#include "tests/node/pages/html_check.h"

#include <algorithm>
#include <map>
#include <set>

namespace kuboluk::pages {

namespace {

const std::set<std::string, std::less<>> kVoid = {"meta", "input", "br"};
const std::set<std::string, std::less<>> kEntities = {"amp", "lt", "gt", "quot", "#39"};

using Attributes = std::map<std::string, std::string>;

class Reader {
 public:
  explicit Reader(std::string_view html) : rest_(html) {}

  std::vector<std::string> run() {
    constexpr std::string_view kDoctype = "<!DOCTYPE html>";
    if (rest_.substr(0, kDoctype.size()) != kDoctype) fault("no doctype");
    rest_.remove_prefix(std::min(rest_.size(), kDoctype.size()));
    while (!rest_.empty() && faults_.size() < 20) {
      if (rest_.front() == '<') {
        tag();
      } else {
        text();
      }
    }
    if (!open_.empty()) fault("not closed: " + open_.back());
    if (headings_ == 0 || h1_ != 1) fault("there must be one h1");
    for (const auto& id : needed_labels_) {
      if (!labels_.contains(id)) fault("no label for field " + id);
    }
    for (const auto& id : described_) {
      if (!ids_.contains(id)) fault("aria attribute names no id: " + id);
    }
    return std::move(faults_);
  }

 private:
  void fault(const std::string& what) { faults_.push_back(what); }

  void text() {
    const std::size_t end = std::min(rest_.find('<'), rest_.size());
    check_entities(rest_.substr(0, end));
    rest_.remove_prefix(end);
  }

  void check_entities(std::string_view text) {
    for (std::size_t at = text.find('&'); at != std::string_view::npos;
         at = text.find('&', at + 1)) {
      const std::size_t end = text.find(';', at);
      if (end == std::string_view::npos || !kEntities.contains(text.substr(at + 1, end - at - 1))) {
        fault("a bare & in: " + std::string(text.substr(0, 80)));
      }
    }
  }

  void tag() {
    rest_.remove_prefix(1);
    const bool closing = take('/');
    const std::string name = word();
    if (name.empty()) return fault("a bare <");
    const Attributes attributes = read_attributes(name);
    if (!take('>')) fault("tag not ended: " + name);
    if (closing) return close(name);
    look_at(name, attributes);
    if (kVoid.contains(name)) return;
    open_.push_back(name);
    if (name == "style") {
      const std::size_t end = rest_.find("</style>");
      rest_.remove_prefix(std::min(end, rest_.size()));
    }
  }

  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::string word() {
    std::string name;
    while (!rest_.empty() &&
           (std::isalnum(static_cast<unsigned char>(rest_.front())) != 0 || rest_.front() == '-')) {
      name += rest_.front();
      rest_.remove_prefix(1);
    }
    return name;
  }

  Attributes read_attributes(const std::string& tag_name) {
    Attributes attributes;
    while (true) {
      bool space = false;
      while (take(' ') || take('\n'))
        space = true;
      const std::string name = word();
      if (name.empty()) return attributes;
      if (!space) fault("no space before attribute " + name);
      std::string value;
      if (take('=')) {
        if (!take('"')) fault("attribute without quotes in " + tag_name);
        const std::size_t end = std::min(rest_.find('"'), rest_.size());
        value = rest_.substr(0, end);
        if (value.find('<') != std::string::npos) fault("< in an attribute of " + tag_name);
        check_entities(value);
        rest_.remove_prefix(std::min(end + 1, rest_.size()));
      }
      if (!attributes.emplace(name, value).second) fault("attribute twice: " + name);
    }
  }

  void close(const std::string& name) {
    if (open_.empty() || open_.back() != name) {
      return fault("</" + name + "> closes " + (open_.empty() ? "nothing" : open_.back()));
    }
    open_.pop_back();
  }

  void look_at(const std::string& name, const Attributes& attributes) {
    const auto value = [&attributes](const char* key) {
      const auto found = attributes.find(key);
      return found == attributes.end() ? std::string() : found->second;
    };
    if (name == "script" || name == "img" || name == "link" || name == "iframe") {
      fault("a page has no <" + name + ">");
    }
    for (const auto& [key, text] : attributes) {
      if (key.substr(0, 2) == "on") fault("a page runs nothing: " + key);
      if (text.find("javascript:") != std::string::npos || text.find("//") != std::string::npos) {
        fault("a page leads to itself only: " + text);
      }
    }
    if (attributes.contains("id") && !ids_.insert(value("id")).second) {
      fault("id twice: " + value("id"));
    }
    for (const char* key : {"aria-describedby", "aria-labelledby"}) {
      if (attributes.contains(key)) described_.insert(value(key));
    }
    if (name == "html" && value("lang").size() != 2) fault("html has no lang");
    if (name == "label") labels_.insert(value("for"));
    const bool field = (name == "input" && value("type") != "hidden") || name == "select";
    if (field) needed_labels_.insert(value("id"));
    if (name == "th" && value("scope").empty()) fault("th without scope");
    if (name == "a" && value("href").empty()) fault("a link that leads nowhere");
    check_order(name);
  }

  void check_order(const std::string& name) {
    if (table_begins_ && name != "caption") fault("table without caption");
    table_begins_ = name == "table";
    if (name.size() != 2 || name[0] != 'h' || name[1] < '1' || name[1] > '6') return;
    const int level = name[1] - '0';
    if (level > heading_ + 1) fault("heading jumps to " + name);
    heading_ = level;
    ++headings_;
    if (level == 1) ++h1_;
  }

  std::string_view rest_;
  std::vector<std::string> faults_;
  std::vector<std::string> open_;
  std::set<std::string> ids_;
  std::set<std::string> labels_;
  std::set<std::string> needed_labels_;
  std::set<std::string> described_;
  bool table_begins_ = false;
  int heading_ = 0;
  int headings_ = 0;
  int h1_ = 0;
};

}  // namespace

std::vector<std::string> html_faults(std::string_view html) {
  return Reader(html).run();
}

}  // namespace kuboluk::pages
