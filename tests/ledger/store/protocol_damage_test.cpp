// Laws 2 and 3 of store.h for what lies beside the log, and folders of another schema.
#include <catch2/catch.hpp>

#include <fstream>
#include <iterator>

#include "crypto/sha256.h"
#include "ledger/store/protocol_state.h"
#include "ledger/store/store.h"
#include "ledger/store/tables.h"
#include "tests/ledger/store/protocol_script.h"

namespace kuboluk::store {
namespace {

using test::act_of;
using test::Clerk;
using test::cosigned_of;
using test::create;
using test::event_id;
using test::identity_of;
using test::proposal_of;
using test::read_file;
using test::Recorded;
using test::state_of;
using test::TempFolder;
using test::test_options;
using test::write;
using test::write_file;

// In every place, of which there must be one.
std::string replaced(std::string text, std::string_view from, std::string_view to) {
  REQUIRE(from.size() == to.size());
  std::size_t found = 0;
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + 1)) {
    text.replace(at, from.size(), to);
    ++found;
  }
  REQUIRE(found > 0);
  return text;
}

// A closed store that has one of everything.
struct Closed {
  Clerk clerk;
  Recorded recorded{clerk, 201, 6};
  exchange::Proposal proposal = proposal_of(clerk, std::span(recorded.changes).subspan(3, 2), true);
  exchange::Cosigned cosigned = cosigned_of(recorded.changes[4].after, 500);
  exchange::PendingAct act = act_of("a submission", 100);
  exchange::RejectedAct rejected{act_of("b", 0).id, {event_id(0)}, "a rejection's note"};
  TempFolder folder;
  std::string bytes;

  Closed() {
    auto store = create(folder.path(), clerk);
    for (std::size_t i = 0; i < 3; ++i)
      write(*store, recorded.changes[i]);
    REQUIRE(store->put_proposal(proposal, cosigned));
    REQUIRE(store->put_act(act));
    REQUIRE(store->drop_acts({}, std::vector{rejected}));
    REQUIRE(store->put_evidence("evidence text"));
    store.reset();
    bytes = read_file(folder.data_file());
  }
  Result<std::unique_ptr<Store>> open() const {
    return Store::open(folder.path(), identity_of(clerk), test_options());
  }
  // What opening and then reading everything says.
  std::string said() const {
    const auto store = open();
    if (!store) return store.error().message();
    const auto snapshot = *(*store)->snapshot();
    std::string all;
    const auto add = [&all](const auto& result) {
      if (!result) all += result.error().message() + "\n";
    };
    add(snapshot->proposal());
    add(snapshot->cosigned());
    add(snapshot->acts());
    add(snapshot->rejection(event_id(0)));
    add(snapshot->evidence());
    return all;
  }
  // Puts other stored bytes in the place of these.
  void change(std::string_view from, std::string_view to) const {
    write_file(folder.data_file(), replaced(bytes, from, to));
  }
  void check_flips(Table table, ByteView key, ByteView payload) const {
    const Bytes sealed = seal_value(table, key, payload);
    const std::string object = object_name(table, key);
    for (const std::size_t byte :
         {std::size_t{0}, payload.size() / 2, payload.size() - 1, payload.size() + 31}) {
      Bytes flipped = sealed;
      flipped[byte] ^= 0x10;
      change(text_of(sealed), text_of(flipped));
      INFO(object << ", byte " << byte << ": " << said());
      CHECK(said().starts_with(object + ": damaged"));
      CHECK(said().find("restore this ledger from its peers") != std::string::npos);
      const auto store = open();
      if (!store) continue;
      const auto report = (*store)->scrub({});
      REQUIRE((report && report->first_damage));
      CHECK(report->first_damage->object == object);
    }
    write_file(folder.data_file(), bytes);
  }
};

TEST_CASE("RELIABILITY 1: one flipped bit in what lies beside the log is named") {
  const Closed closed;
  REQUIRE(closed.said() == "");
  const auto& proposal = closed.proposal;
  closed.check_flips(Table::kMeta, bytes_of(kMetaProposal), print_proposal(proposal));
  closed.check_flips(Table::kMeta, bytes_of(kMetaCosigned), print_cosigned(closed.cosigned));
  for (std::uint64_t index = proposal.from; index < proposal.size; ++index) {
    closed.check_flips(Table::kPending, number_key(index),
                       bytes_of(proposal.entries[index - proposal.from]));
  }
  closed.check_flips(Table::kActs, closed.act.id, print_act(closed.act));
  closed.check_flips(Table::kRejected, closed.rejected.submission,
                     print_rejection(closed.rejected.note));
  closed.check_flips(Table::kRejected, event_id(0), print_rejection_of(closed.rejected.submission));
  const Hash key = crypto::sha256(bytes_of("evidence text"));
  closed.check_flips(Table::kEvidence, key, bytes_of("evidence text"));
}

TEST_CASE("RELIABILITY 1: values with valid check sums that do not fit each other are seen") {
  const Closed closed;
  const auto change = [&](Table table, ByteView key, ByteView from, ByteView to) {
    closed.change(text_of(seal_value(table, key, from)), text_of(seal_value(table, key, to)));
    return closed.said();
  };
  const ByteView key = bytes_of(kMetaProposal);
  // The proposal as an old page may hold it: unsigned, and begun elsewhere.
  exchange::Proposal other = closed.proposal;
  other.from -= 1;
  CHECK(change(Table::kMeta, key, print_proposal(closed.proposal), print_proposal(other))
            .starts_with("meta proposal: damaged: it begins at size"));
  const std::uint64_t index = closed.proposal.from;
  std::string entry = closed.proposal.entries[0];
  entry.back() = ' ';
  CHECK(change(Table::kPending, number_key(index), bytes_of(closed.proposal.entries[0]),
               bytes_of(entry))
            .starts_with("meta proposal: damaged: its pending entries do not lead to its root"));
  exchange::PendingAct act = closed.act;
  act.bytes.back() = 'x';
  CHECK(change(Table::kActs, act.id, print_act(closed.act), print_act(act))
            .starts_with(object_name(Table::kActs, act.id) + ": damaged"));
  CHECK(change(Table::kRejected, event_id(0), print_rejection_of(closed.rejected.submission),
               print_rejection_of(event_id(5)))
            .starts_with(object_name(Table::kRejected, event_id(5)) + ": damaged"));
  const Hash evidence = crypto::sha256(bytes_of("evidence text"));
  CHECK(change(Table::kEvidence, evidence, bytes_of("evidence text"), bytes_of("evidence tixt"))
            .starts_with(object_name(Table::kEvidence, evidence) + ": damaged"));
}

TEST_CASE("RELIABILITY 12: a folder of schema 1 is refused with what to do, and left untouched") {
  const Closed closed;
  const auto identity = [&](const std::string& schema) {
    const std::string text =
        "kuboluk/store\nschema " + schema + "\nledger " + closed.clerk.info().id + "\nnode cec\n";
    return seal_value(Table::kMeta, bytes_of(kMetaIdentity), bytes_of(text));
  };
  // As that program left it: its number, and none of the tables that it did not know.
  std::string old = replaced(closed.bytes, text_of(identity("2")), text_of(identity("1")));
  old = replaced(old, "pending", "pendinh");
  write_file(closed.folder.data_file(), old);
  const auto opened = closed.open();
  REQUIRE(!opened);
  CHECK(opened.error().object == closed.folder.path().string());
  CHECK(opened.error().detail ==
        "has schema version 1, this program knows 2: export the ledger with the older program and "
        "import it with this one");
  const auto created = Store::create(closed.folder.path(), identity_of(closed.clerk),
                                     closed.clerk.genesis().bytes, test_options());
  REQUIRE(!created);
  CHECK(created.error().detail.find("holds a ledger already") != std::string::npos);
  CHECK((read_file(closed.folder.data_file()) == old));

  // Our own number without our tables is damage.
  write_file(closed.folder.data_file(), replaced(closed.bytes, "pending", "pendinh"));
  CHECK(closed.said().find("table pending is not there") != std::string::npos);
}

}  // namespace
}  // namespace kuboluk::store
