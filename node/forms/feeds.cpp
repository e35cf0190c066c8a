#include "node/forms/feeds.h"

#include <boost/json.hpp>

#include "ledger/domain/ids.h"
#include "node/forms/json_values.h"
#include "node/forms/list_path.h"
#include "node/forms/report_json.h"
#include "node/forms/words.h"

namespace kuboluk::forms {

namespace json = boost::json;

namespace {

std::string item_id(const report::Changes& changes, const report::StatusChange& item) {
  std::string id = "urn:kuboluk:entry:";
  id += changes.ledger;
  id += ':';
  return id + std::to_string(item.index);
}

// The act's type, decree and extent: plain words are the pages' matter.
std::string title_of(const report::Changes& changes, const report::StatusChange& item) {
  std::string title = changes.training ? "TRAINING: " : "";
  title += item.type;
  if (!item.decree.empty()) title += " " + item.decree;
  if (item.whole_election) return title + ": " + changes.election.id;
  if (item.count == 1 && item.numbers.size() == 1) return title + ": " + item.numbers.front();
  return title + ": " + std::to_string(item.count);
}

std::string content_of(const report::Changes& changes, const report::StatusChange& item) {
  std::string text = "paragraph " + item.paragraph;
  text += "; by " + item.by;
  text += "; in effect " + local_words(item.decided, changes.election.offset);
  text += "; recorded " + domain::print_known_time(item.recorded);
  text += "; confirmed at size " + std::to_string(item.confirmed.size);
  for (std::size_t i = 0; i < item.numbers.size(); ++i)
    text += (i == 0 ? "; numbers " : " ") + item.numbers[i];
  if (item.count > item.numbers.size() && !item.numbers.empty()) text += " ...";
  return text;
}

std::string link_of(const report::Changes& changes, const report::StatusChange& item) {
  if (item.numbers.size() == 1) {
    return "/o/" + percent_encoded(item.numbers.front()) +
           "?election=" + percent_encoded(changes.election.id);
  }
  return "/log?from=" + std::to_string(item.index);
}

std::string feed_path(const report::Changes& changes, std::string_view file) {
  std::string path = "/e/" + percent_encoded(changes.election.id);
  path += "/changes.";
  path += file;
  return path;
}

// JSON Feed 1.1: a reader never meets the same next_url twice; RFC 5005 3: the last page has none.
bool has_more(const report::Changes& changes) {
  return changes.next < changes.size;
}

std::string next_path(const report::Changes& changes, std::string_view file) {
  return feed_path(changes, file) + "?from=" + std::to_string(changes.next);
}

void element(std::string& out, std::string_view name, std::string_view text) {
  out += '<';
  out += name;
  out += '>';
  out += xml_escaped(text);
  out += "</";
  out += name;
  out += ">\n";
}

void link(std::string& out, std::string_view relation, std::string_view path) {
  out += "<link rel=\"";
  out += relation;
  out += "\" href=\"";
  out += xml_escaped(path);
  out += "\"/>\n";
}

void atom_entry(std::string& out, const report::Changes& changes,
                const report::StatusChange& item) {
  out += "<entry>\n";
  element(out, "id", item_id(changes, item));
  element(out, "title", title_of(changes, item));
  element(out, "updated", domain::print_known_time(item.recorded));
  link(out, "alternate", link_of(changes, item));
  element(out, "content", content_of(changes, item));
  out += "</entry>\n";
}

json::object feed_item(const report::Changes& changes, const report::StatusChange& item) {
  json::object out;
  out["id"] = item_id(changes, item);
  out["url"] = link_of(changes, item);
  out["title"] = title_of(changes, item);
  out["content_text"] = content_of(changes, item);
  out["date_published"] = domain::print_known_time(item.recorded);
  json::object ours;
  ours["entry"] = item.index;
  ours["type"] = item.type;
  ours["by"] = item.by;
  ours["decree"] = or_null(item.decree);
  ours["paragraph"] = or_null(item.paragraph);
  ours["in_effect"] = valid_time(item.decided, changes.election.offset);
  ours["recorded"] = known_time(item.recorded);
  ours["confirmed_size"] = item.confirmed.size;
  ours["count"] = item.count;
  ours["numbers"] = json::array(item.numbers.begin(), item.numbers.end());
  ours["whole_election"] = item.whole_election;
  out["_kuboluk"] = std::move(ours);
  return out;
}

}  // namespace

std::string xml_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string atom_feed(const report::Changes& changes) {
  std::string out =
      "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
      "<feed xmlns=\"http://www.w3.org/2005/Atom\">\n";
  element(out, "id", "urn:kuboluk:changes:" + changes.ledger + ":" + changes.election.id);
  element(out, "title", (changes.training ? "TRAINING: " : "") + changes.election.id);
  const domain::Instant updated =
      changes.items.empty() ? changes.election.called : changes.items.back().recorded;
  element(out, "updated", domain::print_known_time(updated));
  out += "<author><name>" + xml_escaped(changes.ledger) + "</name></author>\n";
  const std::string from = changes.from == 0 ? "" : "?from=" + std::to_string(changes.from);
  link(out, "self", feed_path(changes, "atom") + from);
  link(out, "alternate", "/e/" + percent_encoded(changes.election.id));
  if (has_more(changes)) link(out, "next", next_path(changes, "atom"));
  for (auto item = changes.items.rbegin(); item != changes.items.rend(); ++item)
    atom_entry(out, changes, *item);
  return out + "</feed>\n";
}

std::string json_feed(const report::Changes& changes) {
  json::object out;
  out["version"] = "https://jsonfeed.org/version/1.1";
  out["title"] = (changes.training ? "TRAINING: " : "") + changes.election.id;
  out["home_page_url"] = "/e/" + percent_encoded(changes.election.id);
  out["feed_url"] = feed_path(changes, "json");
  if (has_more(changes)) out["next_url"] = next_path(changes, "json");
  json::object ours;
  ours["ledger"] = changes.ledger;
  ours["training"] = changes.training;
  ours["election"] = changes.election.id;
  ours["size"] = changes.size;
  ours["next"] = changes.next;
  out["_kuboluk"] = std::move(ours);
  json::array items;
  for (const report::StatusChange& item : changes.items)
    items.push_back(feed_item(changes, item));
  out["items"] = std::move(items);
  return json::serialize(out) + "\n";
}

std::string stream_event(const report::LogRow& row, domain::Offset offset) {
  std::string event = "id: " + std::to_string(row.index);
  event += "\nevent: entry\ndata: ";
  event += json::serialize(log_row_json(row, offset));
  return event + "\n\n";
}

}  // namespace kuboluk::forms
