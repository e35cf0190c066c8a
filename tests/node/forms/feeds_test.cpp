// RFC 4287, RFC 5005 and JSON Feed 1.1: what a feed reader relies on.
#include "node/forms/feeds.h"

#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <set>

namespace kuboluk::forms {
namespace {

report::Changes changes(std::size_t items, std::uint64_t next) {
  report::Changes made;
  made.election.id = "kg-1";
  made.ledger = "kuboluk.example/kg/5d41402abc4b2a76";
  made.size = 1000;
  made.next = next;
  for (std::size_t i = 0; i < items; ++i) {
    report::StatusChange item;
    item.index = 10 + i;
    item.type = "accreditation.grant";
    item.by = "cec";
    item.confirmed.size = 20 + i;
    item.numbers = {"KG26-0001-X"};
    item.count = 1;
    made.items.push_back(item);
  }
  return made;
}

boost::json::object parsed(const report::Changes& of) {
  return boost::json::parse(json_feed(of)).as_object();
}

std::vector<std::string> elements(const std::string& xml, const std::string& name) {
  std::vector<std::string> found;
  for (std::size_t at = xml.find("<" + name + ">"); at != std::string::npos;
       at = xml.find("<" + name + ">", at + 1)) {
    const std::size_t begin = at + name.size() + 2;
    found.push_back(xml.substr(begin, xml.find("</", begin) - begin));
  }
  return found;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("RFC 4287 4.2.6: ids are absolute, differ, and are the same in both feeds") {
  const report::Changes some = changes(3, 1000);
  const std::string atom = atom_feed(some);
  const auto ids = elements(atom, "id");
  REQUIRE(ids.size() == 4);  // of the feed, of its entries
  CHECK(std::set<std::string>(ids.begin(), ids.end()).size() == ids.size());
  for (const std::string& id : ids)
    CHECK(id.starts_with("urn:kuboluk:"));
  CHECK(ids[3] == "urn:kuboluk:entry:kuboluk.example/kg/5d41402abc4b2a76:10");
  const auto feed = parsed(some);
  std::size_t entry = ids.size();
  for (const auto& item : feed.at("items").as_array()) {
    CHECK(item.at("id").as_string() == ids[--entry]);
    CHECK(item.at("url").as_string() == "/o/KG26-0001-X?election=kg-1");
    CHECK(item.at("content_text").is_string());
  }
  CHECK(elements(atom, "updated").size() == ids.size());
  CHECK(elements(atom, "title").size() == ids.size());
}

TEST_CASE("JSON Feed 1.1: version, title and home page; the address of the feed has no query") {
  report::Changes some = changes(1, 1000);
  some.from = 7;
  const auto feed = parsed(some);
  CHECK(feed.at("version").as_string() == "https://jsonfeed.org/version/1.1");
  CHECK(feed.at("title").as_string() == "kg-1");
  CHECK(feed.at("home_page_url").as_string() == "/e/kg-1");
  CHECK(feed.at("feed_url").as_string() == "/e/kg-1/changes.json");
  // RFC 4287 4.2.7.2: self is this very document.
  CHECK(has(atom_feed(some), "<link rel=\"self\" href=\"/e/kg-1/changes.atom?from=7\"/>"));
}

TEST_CASE("a next page is named only where there is one: readers follow it to the end") {
  const report::Changes full = changes(report::kFeedItems, 110);
  CHECK(parsed(full).at("next_url").as_string() == "/e/kg-1/changes.json?from=110");
  CHECK(has(atom_feed(full), "<link rel=\"next\" href=\"/e/kg-1/changes.atom?from=110\"/>"));
  for (const std::size_t items : {0, 3}) {
    const report::Changes last = changes(items, 1000);
    CHECK_FALSE(parsed(last).contains("next_url"));
    CHECK(parsed(last).at("_kuboluk").at("next").to_number<std::uint64_t>() == 1000);
    CHECK_FALSE(has(atom_feed(last), "rel=\"next\""));
  }
}

}  // namespace kuboluk::forms
