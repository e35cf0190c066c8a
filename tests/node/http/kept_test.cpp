// What is kept of the pages is never told to anybody for whom it does not hold.
#include "node/http/kept.h"

#include <catch2/catch.hpp>
#include <optional>
#include <random>
#include <set>

#include "node/http/face_frame.h"
#include "node/http/pages.h"
#include "tests/node/http/rig.h"

namespace kuboluk::node::http::test {
namespace {

constexpr std::uint64_t kNowS = 1'775'900'000;  // April 2026, after the acts of the rig

std::shared_ptr<const std::string> text_of_bytes(std::size_t bytes) {
  return std::make_shared<const std::string>(bytes, 'x');
}

// A node's committed state, and its pages asked directly, without a server.
class Desk {
 public:
  Response ask(const std::string& target, std::uint64_t now_s, KeptPages& kept,
               const char* accept_language = "") {
    auto found = find_route("GET", target);
    REQUIRE(std::holds_alternative<Route>(found));
    Route route = std::get<Route>(found);
    RequestHead head;
    head.accept_language = accept_language;
    route.asker = read_asker(head);
    const FaceCall call{node, *parts_, route, kept, now_s};
    switch (route.page) {
      case Page::kProof:
        return proof_page({node, route.words, kept.answers, now_s});
      case Page::kList:
        return list_page({node, route.words, kept.answers, now_s});
      default:
        return page_face(call);
    }
  }

  Clerk clerk{domain::Clock::kReal};
  NodeDouble node{clerk};

 private:
  std::shared_ptr<const FaceParts> parts_ = load_face(node.setup());
};

bool same(const Response& a, const Response& b) {
  return a.status == b.status && a.type == b.type && a.body == b.body && a.headers == b.headers;
}

}  // namespace

TEST_CASE("what is kept is found by exactly its moment and question, within its bytes") {
  constexpr std::size_t kBytes = 40'000;
  Kept<std::string> kept(kBytes);
  std::map<std::string, std::shared_ptr<const std::string>> naive;  // of one moment
  Moment moment{"note 0", 0};
  std::mt19937_64 random(7);
  std::uint64_t found = 0;
  for (int step = 0; step < 100'000; ++step) {
    if (random() % 500 == 0) {
      const Moment before = moment;
      const std::uint64_t which = random() % 3;
      if (which != 0) moment.note = "note " + std::to_string(random() % 4);
      if (which != 1) moment.minute = random() % 4;
      if (moment != before) naive.clear();
    }
    const std::string question = "q" + std::to_string(random() % 100);
    const auto answer = kept.find(moment, question);
    if (answer) {
      ++found;
      REQUIRE(naive.contains(question));
      REQUIRE(naive[question] == answer);
    } else {
      const auto made = text_of_bytes(random() % 12'000);
      kept.keep(moment, question, made, made->size());
      naive[question] = made;
    }
    REQUIRE(kept.bytes() <= kBytes);
  }
  CHECK(found > 1'000);
}

TEST_CASE("who comes with a state that has passed meanwhile leaves nothing behind") {
  Kept<std::string> kept(40'000);
  const Moment old{"note 1", 1};
  const Moment now{"note 2", 1};
  CHECK_FALSE(kept.find(old, "q"));
  CHECK_FALSE(kept.find(now, "q"));
  kept.keep(old, "q", text_of_bytes(1), 1);  // it took long to make
  CHECK_FALSE(kept.find(now, "q"));
  CHECK(kept.made() == 0);
}

TEST_CASE("addresses without end push out what is asked least, never what is asked all the time") {
  Kept<std::string> kept(40'000);
  const Moment now{"note", 1};
  CHECK_FALSE(kept.find(now, "the number on the poster"));
  kept.keep(now, "the number on the poster", text_of_bytes(2'000), 2'000);
  for (int i = 0; i < 10'000; ++i) {
    const std::string stranger = "?at=" + std::to_string(i);
    REQUIRE_FALSE(kept.find(now, stranger));
    kept.keep(now, stranger, text_of_bytes(2'000), 2'000);
    REQUIRE(kept.find(now, "the number on the poster"));
  }
  kept.keep(now, "one for all", text_of_bytes(30'000), 30'000);
  CHECK_FALSE(kept.find(now, "one for all"));  // it alone would push out most others
}

TEST_CASE("kept pages say what pages made anew say: random questions, checkpoints and minutes") {
  Desk desk;
  KeptPages kept{HttpLimits()};
  std::mt19937_64 random(11);
  const std::vector<std::string> targets = {
      "/o/KG26-0001",
      "/o/KG26-0001?lang=ru",
      "/o/KG26-0001.json",
      "/o/KG26-0001.txt?known=2026-04-10T10:00:00Z",
      "/o/KG26-0002/history",
      "/o/KG26-9999.json",
      "/o/KG26-0003.json",  // granted on the way
      "/e/kg-1",
      "/e/kg-1.json",
      "/e/kg-1/accredited",
      "/e/kg-1/accredited?organisation=t-1",
      "/e/kg-1/accredited.json?verdict=active",
      "/e/kg-1/accredited.csv?at=2026-04-10T16:00:00Z",
      "/e/kg-1/revocations",
      "/log.json",
      "/proof/accreditation/kg-1/KG26-0001",
      "/list/accreditation/kg-1",
  };
  std::uint64_t minute = kNowS / 60;
  std::set<std::uint64_t> seconds;  // in which anything was asked since the moment began
  int granted = 2;
  for (int step = 0; step < 400; ++step) {
    const std::uint64_t what = random() % 160;
    if (what == 0) desk.node.commit({desk.clerk.note(100 + step)});
    if (what == 1 && granted < 12) desk.node.commit({desk.clerk.grant(++granted)});
    if (what == 2) ++minute;
    if (what <= 2) seconds.clear();
    const std::string& target = targets[random() % targets.size()];
    const char* language = random() % 2 == 0 ? "ky" : "en";
    const std::uint64_t now_s = minute * 60 + random() % 2 * 59;
    seconds.insert(now_s);
    const Response said = desk.ask(target, now_s, kept, language);
    INFO(step << " " << target << " " << said.body.substr(0, 500));
    REQUIRE(said.status == 200);
    bool is_right = false;
    for (const std::uint64_t second : seconds) {
      KeptPages nothing{HttpLimits()};
      is_right = is_right || same(said, desk.ask(target, second, nothing, language));
    }
    REQUIRE(is_right);
  }
  CHECK(kept.answers.made() < 300);  // of 400: the others were kept
}

TEST_CASE("a list is verified once for all its pages, filters, forms and languages") {
  Desk desk;
  KeptPages kept{HttpLimits()};
  const std::string list = "/e/kg-1/accredited";
  std::set<std::string> bodies;
  for (const char* more : {"", "?lang=ru", "?lang=en", "?page=2", ".json", ".csv", ".txt",
                           "?organisation=t-1", "?organisation=none", "?decree=D-1"}) {
    const Response answer = desk.ask(list + more, kNowS, kept);
    REQUIRE(answer.status == 200);
    bodies.insert(answer.body);
  }
  CHECK(bodies.size() >= 7);
  CHECK(kept.accredited.made() == 1);
  for (const char* more : {"", "?lang=ru", ".csv"}) {
    REQUIRE(desk.ask("/e/kg-1/revocations" + std::string(more), kNowS, kept).status == 200);
    REQUIRE(desk.ask("/e/kg-1?lang=en" + std::string(*more == '?' ? "" : "&known="), kNowS, kept)
                .status == 200);
  }
  CHECK(kept.revocations.made() == 1);
  CHECK(kept.elections.made() == 1);
  CHECK(kept.confirmations.made() == 1);
  desk.node.commit({desk.clerk.grant(3)});
  const Response after = desk.ask(list + ".csv", kNowS, kept);
  CHECK(after.body.find("KG26-0003") != std::string::npos);
  CHECK(kept.accredited.made() == 2);
  desk.ask(list + ".csv", kNowS + 60, kept);
  CHECK(kept.accredited.made() == 3);
}

TEST_CASE("a filter chooses among the kept rows what a list made for it alone has") {
  Desk desk;
  KeptPages kept{HttpLimits()};
  desk.node.commit({desk.clerk.grant(3), desk.clerk.grant(4)});
  for (const char* filter :
       {"", "?decree=D-1", "?decree=none", "?organisation=t-1", "?citizenship=XX",
        "?verdict=active", "?verdict=not_found", "?verdict=active&organisation=none"}) {
    const std::string target = "/e/kg-1/accredited.json" + std::string(filter);
    KeptPages nothing{HttpLimits()};
    INFO(target);
    CHECK(same(desk.ask(target, kNowS, kept), desk.ask(target, kNowS, nothing)));
  }
}

TEST_CASE("a list of another instant, or as known at another, is never the one that is kept") {
  Desk desk;
  KeptPages kept{HttpLimits()};
  for (const char* list : {"/e/kg-1.json", "/e/kg-1/accredited.json", "/e/kg-1/accredited.csv",
                           "/e/kg-1/revocations.json"}) {
    std::set<std::string> bodies;
    for (const char* clocks :
         {"", "?at=2026-04-10T10:00:00Z", "?known=2026-04-10T10:00:00Z", "?at=2025-01-01T00:00:00Z",
          "?known=2025-01-01T00:00:00Z", "?at=2025-01-01T00:00:00Z&known=2026-04-10T10:00:00Z"}) {
      const std::string target = list + std::string(clocks);
      KeptPages nothing{HttpLimits()};
      INFO(target);
      const Response said = desk.ask(target, kNowS, kept);
      REQUIRE(said.status == 200);
      CHECK(same(said, desk.ask(target, kNowS, nothing)));
      bodies.insert(said.body);
    }
    CHECK(bodies.size() > 1);  // there is a difference to be seen
  }
}

TEST_CASE("a node that catches up shows nothing that it has kept") {
  Desk desk;
  KeptPages kept{HttpLimits()};
  for (const char* target :
       {"/o/KG26-0001", "/e/kg-1/accredited", "/proof/accreditation/kg-1/KG26-0001"}) {
    REQUIRE(desk.ask(target, kNowS, kept).status == 200);
  }
  desk.node.commit({desk.clerk.note(1)}, false);
  for (const char* target :
       {"/o/KG26-0001", "/e/kg-1/accredited", "/proof/accreditation/kg-1/KG26-0001"}) {
    CHECK(desk.ask(target, kNowS, kept).status == 503);
  }
}

TEST_CASE("what is kept of a list needs no place among the few that read a whole election") {
  HttpLimits limits;
  limits.face_list_jobs = 0;
  Rig none(limits);
  CHECK(none.get("/e/kg-1/accredited").status == 503);
  limits.face_list_jobs = 1;
  Rig rig(limits);
  REQUIRE(rig.get("/e/kg-1/accredited.json").status == 200);
  // One place, eight readers at once: a minute that turns in between is asked again.
  for (int round = 0; round < 3; ++round) {
    const auto release = rig.block_workers();
    std::vector<std::unique_ptr<Client>> readers;
    for (int i = 0; i < 8; ++i) {
      readers.push_back(std::make_unique<Client>(rig.port()));
      readers.back()->send("GET /e/kg-1/accredited.json HTTP/1.1\r\nHost: x\r\n\r\n");
    }
    release->set_value();
    int served = 0;
    for (const auto& reader : readers)
      served += reader->read().status == 200 ? 1 : 0;
    if (served == 8) return;
  }
  FAIL("kept lists were refused");
}

}  // namespace kuboluk::node::http::test
