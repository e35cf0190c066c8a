// What is saved out of a damaged folder is what was written, or is named as lost.
#include "ledger/store/salvage.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <random>

#include "tests/ledger/store/protocol_script.h"

namespace kuboluk::store {
namespace {

using test::act_of;
using test::Clerk;
using test::cosigned_of;
using test::event_id;
using test::identity_of;
using test::proposal_of;
using test::read_file;
using test::Recorded;
using test::TempFolder;
using test::write;
using test::write_file;

constexpr std::size_t kPage = 4096;

struct Found {
  Salvaged rest;
  std::map<Hash, exchange::PendingAct> acts;
};

struct Closed {
  Clerk clerk;
  Recorded recorded{clerk, 501, 8};
  std::vector<exchange::PendingAct> acts;
  exchange::Cosigned cosigned = cosigned_of(recorded.changes[6].after, 900);
  std::vector<exchange::RejectedAct> rejected;
  TempFolder folder;
  std::string bytes;

  Closed() {
    auto store = test::create(folder.path(), clerk);
    for (std::size_t i = 0; i < 5; ++i)
      write(*store, recorded.changes[i]);
    for (int i = 0; i < 40; ++i) {
      acts.push_back(act_of("act " + std::to_string(i) + std::string(i % 4 * 2'000u, 'a'), i));
      REQUIRE(store->put_act(acts.back()));
    }
    for (int i = 0; i < 5; ++i) {
      rejected.push_back({act_of("bad " + std::to_string(i), 0).id,
                          {event_id(2 * i), event_id(2 * i + 1)},
                          "note " + std::to_string(i)});
      REQUIRE(store->drop_acts({}, std::vector{rejected.back()}));
    }
    REQUIRE(store->put_evidence("evidence" + std::string(5'000, 'e')));
    REQUIRE(store->put_proposal(proposal_of(clerk, std::span(recorded.changes).subspan(5, 2), true),
                                cosigned));
    store.reset();
    bytes = read_file(folder.data_file());
  }
  Found salvaged() const {
    Found found;
    auto rest = salvage(folder.path(), [&](const exchange::PendingAct& act) -> Result<void> {
      found.acts[act.id] = act;
      return {};
    });
    if (!rest) FAIL(rest.error().message());
    found.rest = std::move(*rest);
    return found;
  }
  // Never anything that was not written.
  void check_true(const Found& found) const {
    for (const auto& [id, act] : found.acts)
      CHECK(std::ranges::find(acts, act) != acts.end());
    CHECK((!found.rest.identity || *found.rest.identity == identity_of(clerk)));
    if (found.rest.cosigned) CHECK(*found.rest.cosigned == cosigned);
    for (const auto& text : found.rest.evidence)
      CHECK(text.starts_with("evidence"));
    for (const auto& found_one : found.rest.rejections) {
      const auto of =
          std::ranges::find(rejected, found_one.submission, &exchange::RejectedAct::submission);
      REQUIRE(of != rejected.end());
      CHECK(found_one.note == of->note);
    }
  }
};

TEST_CASE("out of a sound folder everything is saved") {
  const Closed closed;
  const Found found = closed.salvaged();
  closed.check_true(found);
  CHECK(found.rest.whole);
  CHECK(found.rest.lost.empty());
  CHECK(found.acts.size() == closed.acts.size());
  CHECK(found.rest.acts == closed.acts.size());
  CHECK(found.rest.cosigned == closed.cosigned);
  CHECK(found.rest.proposed == closed.cosigned.size);
  CHECK(found.rest.evidence.size() == 1);
  REQUIRE(found.rest.rejections.size() == closed.rejected.size());
  for (const auto& rejection : found.rest.rejections)
    CHECK(rejection.events.size() == 2);
}

TEST_CASE("RELIABILITY 1: whichever page is lost, what stands in the others is saved") {
  const Closed closed;
  const std::size_t pages = closed.bytes.find_last_not_of('\0') / kPage + 1;
  std::size_t all = 0;
  std::size_t cosigned = 0;
  for (std::size_t page = 0; page < pages; ++page) {
    std::string changed = closed.bytes;
    changed.replace(page * kPage, kPage, std::string(kPage, '\0'));
    write_file(closed.folder.data_file(), changed);
    const Found found = closed.salvaged();
    INFO("page " << page);
    closed.check_true(found);
    all += found.acts.size() == closed.acts.size();
    cosigned += found.rest.cosigned.has_value();
  }
  WARN("of " << pages << " pages lost one at a time, all submissions were there after " << all
             << ", what was cosigned after " << cosigned);
  CHECK(all > pages / 3);
  CHECK(cosigned >= pages - 1);
}

TEST_CASE("RELIABILITY 1, 2: nothing in a damaged file ends the search, or passes for a value") {
  const Closed closed;
  std::mt19937_64 random(502);
  for (int i = 0; i < 600; ++i) {
    std::string changed = closed.bytes;
    for (std::size_t bit = 0; bit < (i % 3 == 0 ? 1U : 200U); ++bit) {
      char& byte = changed[random() % changed.size()];
      byte = static_cast<char>(byte ^ (1 << (random() % 8)));
    }
    if (i % 5 == 0) changed.resize(1 + random() % changed.size());
    write_file(closed.folder.data_file(), changed);
    closed.check_true(closed.salvaged());
  }
}

TEST_CASE("a folder without a ledger gives nothing to save, and says so") {
  const TempFolder folder;
  const auto found =
      salvage(folder.path(), [](const exchange::PendingAct&) -> Result<void> { return {}; });
  REQUIRE(!found);
  CHECK(found.error().detail == "holds no ledger");
}

}  // namespace
}  // namespace kuboluk::store
