// What the public may read: committed data only, with proofs that verify.
#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include "crypto/encoding.h"
#include "crypto/sha256.h"
#include "ledger/exchange/submission.h"
#include "ledger/proof/list_proof.h"
#include "ledger/proof/status_proof.h"
#include "ledger/proof/verifier.h"
#include "node/http/pages.h"
#include "tests/node/http/rig.h"

namespace kuboluk::node::http::test {
namespace {

boost::json::object json_of(const Answer& answer) {
  REQUIRE(answer.status == 200);
  CHECK(answer.headers.at("content-type") == "application/json");
  return boost::json::parse(answer.body).as_object();
}

exchange::PendingAct act_of(const domain::SignedEvent& event) {
  exchange::PendingAct act;
  act.bytes = event.bytes;
  act.id = crypto::sha256(bytes_of(act.bytes));
  act.received = batch::test::at("2026-04-10T16:00:00+06:00");
  act.promised = true;
  return act;
}

std::string state_of(Rig& rig, const Hash& event) {
  const auto out = json_of(rig.get("/receipt/" + crypto::to_hex(event)));
  CHECK(out.size() == 5);
  CHECK((out.at("rejection").is_null() == (out.at("state") != "rejected")));
  CHECK((out.at("index").is_null() == (out.at("state") != "committed")));
  return std::string(out.at("state").as_string());
}

}  // namespace

TEST_CASE("the log is served as C2SP tlog-tiles") {
  Rig rig;
  const std::uint64_t size = rig.node.ledger().position()->size;
  const Answer checkpoint = rig.get("/checkpoint");
  REQUIRE(checkpoint.status == 200);
  CHECK(checkpoint.body == store::test::checkpoint_note(rig.clerk, *rig.node.ledger().position()));
  CHECK(checkpoint.headers.at("cache-control") == "public, max-age=2");
  CHECK(checkpoint.headers.at("x-content-type-options") == "nosniff");
  const auto id = log::tile_at(log::TileKind::kHashes, 0, 0, size);
  const Answer tile = rig.get("/" + log::tile_path(id));
  REQUIRE(tile.status == 200);
  CHECK(tile.headers.at("content-type") == "application/octet-stream");
  CHECK(tile.body == text_of(*rig.node.ledger().read_tile(id)));
  const auto bundle = log::tile_at(log::TileKind::kEntries, 0, 0, size);
  const Answer entries = rig.get("/" + log::tile_path(bundle));
  REQUIRE(entries.status == 200);
  CHECK(entries.body == text_of(*batch::entry_bundle(rig.node.ledger(), bundle)));
  CHECK(rig.get("/genesis").body == rig.clerk.genesis().bytes);
}

TEST_CASE("a tile beyond the committed checkpoint is not there") {
  Rig rig;
  const std::uint64_t size = rig.node.ledger().position()->size;
  const auto partial = [](std::uint64_t width) { return "/tile/0/000.p/" + std::to_string(width); };
  CHECK(rig.get(partial(size)).status == 200);
  CHECK(rig.get(partial(size - 1)).status == 200);
  CHECK(rig.get(partial(size + 1)).status == 404);
  for (const char* path :
       {"/tile/0/000", "/tile/entries/000", "/tile/1/000.p/1", "/tile/8/000", "/tile/63/000.p/1",
        "/tile/0/001.p/1", "/tile/0/0", "/tile/0/x000/000", "/tile/00/000.p/1", "/tile/64/000.p/1",
        "/tile/0/000.p/0", "/tile/0/x999/x999/x999/x999/x999/999"}) {
    INFO(path);
    CHECK(rig.get(path).status == 404);
  }
  // Stored but without a quorum: not for the public, whose caches keep a tile for ever.
  rig.on_state([&] { rig.node.commit({rig.clerk.note(1)}, false); });
  CHECK(rig.get(partial(size)).status == 200);
  CHECK(rig.get(partial(size + 1)).status == 404);
  CHECK(rig.get("/tile/entries/000.p/" + std::to_string(size + 1)).status == 404);
}

TEST_CASE("a full tile may be kept for ever, a partial one for a while") {
  Rig rig;
  rig.on_state([&] {
    std::vector<domain::SignedEvent> notes;
    for (int i = 0; i < 260; ++i)
      notes.push_back(rig.clerk.note(i));
    rig.node.commit(notes);
  });
  const Answer full = rig.get("/tile/0/000");
  REQUIRE(full.status == 200);
  CHECK(full.body.size() == 256 * 32);
  CHECK(full.headers.at("cache-control").find("immutable") != std::string::npos);
  CHECK(rig.get("/tile/0/001.p/1").headers.at("cache-control").find("immutable") ==
        std::string::npos);
  CHECK(rig.get("/tile/1/000.p/1").status == 200);
  CHECK(rig.get("/tile/1/000.p/2").status == 404);
}

TEST_CASE("case 48: an unknown id comes with a proof that it is unknown") {
  Rig rig;
  const domain::Rulesets rulesets = domain::built_in_rulesets();
  const proof::ReaderPolicy reader{rig.node.setup().policy, rulesets, 1'800'000'000, 120, 3600};
  const domain::TwoClocks now{domain::kEndOfTime, domain::kEndOfTime};
  const auto verdict = [&](const std::string& number) {
    const Answer answer = rig.get("/proof/accreditation/kg-1/" + number);
    REQUIRE(answer.status == 200);
    const auto checked = proof::verify_typed(reader, answer.body, proof::Question::kAccreditation,
                                             "kg-1", number, now);
    REQUIRE(checked);
    return checked->answer().verdict_by_record.value_or(checked->verdict());
  };
  CHECK(verdict("KG26-0001") != domain::Verdict::kNoSuchNumber);
  CHECK(verdict("KG26-9999") == domain::Verdict::kNoSuchNumber);
  for (const char* path :
       {"/proof/certificate/kg-1/UD-0001", "/proof/person/kg-1/p-1", "/proof/application/kg-1/A-10",
        "/proof/history/kg-1/KG26-0001", "/proof/person/kg-none/p-404"}) {
    INFO(path);
    const Answer answer = rig.get(path);
    CHECK(answer.status == 200);
    CHECK(proof::parse_status_proof(answer.body));
    CHECK(answer.headers.at("cache-control") == "no-cache");
  }
}

TEST_CASE("ids of no possible shape are a malformed request") {
  Rig rig;
  CHECK(problem_of(rig.get("/proof/accreditation/kg-1/KG%2026"))["rule"] == "null");
  CHECK(problem_of(rig.get("/proof/person/kg-1/NotAPerson"))["rule"] == "X.FORM");
  CHECK(rig.get("/proof/person/kg-1/" + std::string(500, 'a')).status == 400);
  CHECK(rig.get("/proof/accreditation/KG_1/KG26-0001").status == 400);
  CHECK(rig.get("/proof/accreditation/kg-1/KG26-0001-0").status == 400);  // check character
  CHECK(rig.get("/proof/nonsense/kg-1/p-1").status == 404);
  CHECK(rig.get("/list/certificate/kg-1").status == 404);
  CHECK(rig.get("/list/accreditation/KG_1").status == 400);
}

TEST_CASE("the accredited list comes whole") {
  Rig rig;
  const Answer answer = rig.get("/list/accreditation/kg-1");
  REQUIRE(answer.status == 200);
  const auto list = proof::parse_list_proof(answer.body);
  REQUIRE(list);
  CHECK(list->records.size() == 2);
}

TEST_CASE("while the node catches up there are no proofs, and it says so") {
  Rig rig;
  CHECK(rig.get("/healthz").body == "ok\n");
  rig.on_state([&] { rig.node.commit({rig.clerk.note(1)}, false); });
  for (const char* path : {"/proof/person/kg-1/p-1", "/list/accreditation/kg-1"}) {
    const Answer answer = rig.get(path);
    CHECK(answer.status == 503);
    CHECK(answer.headers.contains("retry-after"));
    CHECK(problem_of(answer)["detail"].starts_with("catching-up"));
  }
  CHECK(rig.get("/checkpoint").status == 200);
  const Answer health = rig.get("/healthz");
  CHECK(health.status == 503);
  CHECK(health.body == "catching-up\n");
  rig.on_state([&] { rig.node.commit({rig.clerk.note(2)}); });
  CHECK(rig.get("/healthz").status == 200);
  rig.on_state([&] { rig.node.shown.phase = "catching up"; });
  CHECK(rig.get("/healthz").status == 503);
}

TEST_CASE("a store that cannot answer is a 503 that names no file") {
  Rig rig;
  rig.node.store_is_down = true;
  for (const char* path : {"/checkpoint", "/tile/0/000.p/1", "/genesis", "/proof/person/kg-1/p-1",
                           "/list/accreditation/kg-1", "/evidence"}) {
    INFO(path);
    const Answer answer = rig.get(path);
    CHECK(answer.status == 503);
    CHECK(answer.headers.contains("retry-after"));
    CHECK(problem_of(answer)["rule"] == "STORE");
    CHECK(answer.body.find("secret-path") == std::string::npos);
    CHECK(answer.body.find("on fire") == std::string::npos);
  }
  CHECK(rig.get("/healthz").body == "storage\n");
  CHECK(rig.get("/status.json").status == 200);
}

TEST_CASE("what became of an act: committed, pending, rejected, unknown") {
  Rig rig;
  const auto granted = rig.clerk.grant(1);
  const auto committed = json_of(rig.get("/receipt/" + crypto::to_hex(granted.id)));
  CHECK(committed.at("state").as_string() == "committed");
  CHECK(committed.at("index").as_int64() > 0);
  CHECK(committed.at("size").as_int64() ==
        static_cast<std::int64_t>(rig.node.ledger().position()->size));
  CHECK(committed.at("complaints").as_array().empty());
  const auto waiting = rig.clerk.note(7);
  const auto other = rig.clerk.note(8);
  CHECK(state_of(rig, waiting.id) == "unknown");
  rig.on_state([&] {
    REQUIRE(rig.node.store().put_act(act_of(other)));
    REQUIRE(rig.node.store().put_act(act_of(waiting)));
  });
  CHECK(state_of(rig, waiting.id) == "pending");
  rig.on_state([&] {
    const exchange::PendingAct act = act_of(waiting);
    const std::vector<exchange::RejectedAct> rejected = {{act.id, {waiting.id}, "the note\n"}};
    REQUIRE(rig.node.store().drop_acts(std::vector<Hash>{act.id}, rejected));
  });
  const auto out = json_of(rig.get("/receipt/" + crypto::to_hex(waiting.id)));
  CHECK(out.at("state").as_string() == "rejected");
  CHECK(out.at("rejection").as_string() == "the note\n");
  // Stored without a quorum is not committed.
  rig.on_state([&] { rig.node.commit({waiting}, false); });
  CHECK(state_of(rig, waiting.id) == "pending");
  for (const std::string& id :
       {std::string("aa"), std::string(64, 'A'), std::string(65, 'a'), std::string(64, 'g')}) {
    CHECK(rig.get("/receipt/" + id).status == 400);
  }
}

TEST_CASE("complaints about an act that is left out are shown with it") {
  Rig rig;
  const std::string id = crypto::to_hex(rig.clerk.note(7).id);
  core::LastRefusal about;
  about.by = "odihr";
  about.note = "kuboluk/refusal/v1\nrule X.OWED\nevent " + id + "\n\n\xe2\x80\x94 key sig\n";
  core::LastRefusal other = about;
  other.note = "kuboluk/refusal/v1\nevent " + std::string(64, '0') + "\n\nsig\n";
  rig.on_state([&] { rig.node.shown.refusals = {other, about}; });
  const auto out = json_of(rig.get("/receipt/" + id));
  REQUIRE(out.at("complaints").as_array().size() == 1);
  CHECK(out.at("complaints").as_array()[0].as_string() == about.note);
}

TEST_CASE("fork evidence is shown to everybody") {
  Rig rig;
  CHECK(rig.get("/evidence").body == "[]\n");
  rig.on_state([&] { REQUIRE(rig.node.store().put_evidence("kuboluk/fork/v1\nproof\n")); });
  const Answer answer = rig.get("/evidence");
  CHECK(answer.headers.at("content-type") == "application/json");
  CHECK(boost::json::parse(answer.body).as_array()[0].as_string() == "kuboluk/fork/v1\nproof\n");
}

TEST_CASE("the status page has its keys") {
  Rig rig;
  rig.on_state([&] {
    core::NodeStatus& shown = rig.node.shown;
    shown.waiting = "a cosigner";
    shown.proposed = 99;
    shown.behind = 3;
    shown.pending_acts = 2;
    shown.may_sign = true;
    shown.quorum_present = 1;
    shown.peers = {{"odihr", true, 12, batch::test::at("2026-04-10T16:00:00+06:00")}};
    shown.refusals = {{"odihr", 13, 12, "X.TIME", "a", "b", {}, "note"}};
    shown.signatures_checked = 5;
  });
  const auto out = json_of(rig.get("/status.json"));
  std::string keys;
  for (const auto& [key, value] : out)
    keys += std::string(key) + " ";
  CHECK(
      keys ==
      "ledger member role phase waiting size log_root status_root checkpoint_time as_of stored "
      "proposed behind peers quorum may_sign pending_acts refusals forks signatures_checked clock "
      "ruleset external_witnesses disk ");
  CHECK(out.at("ledger").as_string() == rig.clerk.info().id);
  CHECK(out.at("role").as_string() == "sequencer");
  CHECK(out.at("log_root").as_string() ==
        crypto::to_base64(rig.node.ledger().position()->log_root));
  CHECK(out.at("checkpoint_time").as_string() == "2026-04-10T10:00:00.000Z");
  CHECK(boost::json::serialize(out.at("peers")) ==
        R"([{"id":"odihr","linked":true,"committed":12,"cosigned":"2026-04-10T10:00:00.000Z"}])");
  CHECK(boost::json::serialize(out.at("quorum")) ==
        R"({"present":1,"needed":"none","reachable":true})");
  CHECK(boost::json::serialize(out.at("refusals")) ==
        R"([{"by":"odihr","size":13,"index":12,"rule":"X.TIME","expected":"a","got":"b",)"
        R"("time":"1970-01-01T00:00:00.000Z"}])");
  CHECK(out.at("clock").as_string() == "real");
  CHECK(out.at("disk").is_null());  // this server was given no gauge
}

TEST_CASE("the quorum in words") {
  std::string text = "log " +
                     crypto::VerifierKey::make("l/1", crypto::KeyType::kEd25519,
                                               batch::test::key_of("l").public_key())
                         ->text() +
                     "\n";
  for (const char* name : {"a", "b", "c", "d"}) {
    const auto key =
        crypto::VerifierKey::make(std::string(name) + "/w", crypto::KeyType::kCosignature,
                                  batch::test::key_of(name).public_key());
    text += "witness " + std::string(name) + " " + key->text() + "\n";
  }
  const auto words = [&](const std::string& rest) {
    const auto policy = log::Policy::parse(text + rest);
    REQUIRE(policy);
    return quorum_words(*policy);
  };
  CHECK(words("group all 3 a b c d\nquorum all\n") == "3 of 4");
  CHECK(words("quorum none\n") == "none");
  CHECK(words("quorum a\n") == "at least 1 of 4, as the policy's groups say");
}

TEST_CASE("case 49: HEAD, OPTIONS, Range and other methods change nothing and answer rightly") {
  Rig rig;
  const Answer whole = rig.get("/genesis");
  const Answer head = rig.ask("HEAD", "/genesis");
  CHECK(head.status == 200);
  CHECK(head.headers.at("content-length") == std::to_string(whole.body.size()));
  CHECK(rig.ask("HEAD", "/none").status == 404);
  const Answer options = rig.ask("OPTIONS", "/status");
  CHECK(options.status == 204);
  CHECK(options.headers.at("allow") == "GET, HEAD, OPTIONS");
  const Answer put = rig.ask("PUT", "/genesis");
  CHECK(put.headers.at("allow") == "GET, HEAD, OPTIONS");
  CHECK(problem_of(put)["title"] == "Method Not Allowed");
  Client client = rig.connect();
  client.send("GET /genesis HTTP/1.1\r\nHost: x\r\nRange: bytes=0-3\r\n\r\n");
  CHECK(client.read().body == whole.body);
  rig.on_state([&] { CHECK(rig.node.submitted.empty()); });
}

TEST_CASE("a HEAD leaves the connection in step") {
  Rig rig;
  Client client = rig.connect();
  client.send("HEAD /genesis HTTP/1.1\r\nHost: x\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(client.read(true).status == 200);
  CHECK(client.read().body == "ok\n");
}

}  // namespace kuboluk::node::http::test
