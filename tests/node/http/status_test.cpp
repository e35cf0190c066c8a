// What the node says about its disk and its quorum.
#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <fstream>

#include "node/http/face_frame.h"
#include "node/http/pages.h"
#include "tests/node/http/rig.h"

namespace kuboluk::node::http::test {
namespace {

crypto::VerifierKey cosigner_key(const std::string& id) {
  return *crypto::VerifierKey::make(id + ".example/witness", crypto::KeyType::kCosignature,
                                    batch::test::key_of(id).public_key());
}

// Five members of whom a, b, c and d cosign; any three of them are a quorum.
core::Setup three_of_four(const core::Setup& alone) {
  const auto log_key = *crypto::VerifierKey::make(alone.info.origin(), crypto::KeyType::kEd25519,
                                                  batch::test::key_of("log").public_key());
  std::string text = "log " + log_key.text() + "\n";
  core::Setup setup = alone;
  for (const std::string id : {"a", "b", "c", "d"}) {
    text += "witness " + id + "-of-policy " + cosigner_key(id).text() + "\n";
    setup.members.push_back({id, alone.members.front().node_key, cosigner_key(id)});
  }
  text += "group all 3 a-of-policy b-of-policy c-of-policy d-of-policy\nquorum all\n";
  auto policy = log::Policy::parse(text);
  REQUIRE(policy);
  setup.policy = std::move(*policy);
  return setup;
}

core::NodeStatus linked_to(const std::vector<std::pair<std::string, bool>>& peers) {
  core::NodeStatus status;
  for (const auto& [id, linked] : peers)
    status.peers.push_back({id, linked, 0, std::nullopt});
  return status;
}

}  // namespace

TEST_CASE("the quorum can be reached if the linked cosigners satisfy the policy") {
  const Clerk clerk{domain::Clock::kReal};
  const NodeDouble node(clerk);
  CHECK(quorum_reachable(node.setup(), linked_to({})));  // "quorum none"
  core::Setup setup = three_of_four(node.setup());
  CHECK_FALSE(quorum_reachable(setup, linked_to({})));
  CHECK_FALSE(
      quorum_reachable(setup, linked_to({{"a", true}, {"b", true}, {"c", false}, {"d", false}})));
  CHECK(quorum_reachable(setup, linked_to({{"a", true}, {"b", true}, {"c", false}, {"d", true}})));
  CHECK_FALSE(quorum_reachable(setup, linked_to({{"a", true}, {"b", true}, {"stranger", true}})));
  // A sequencer that is no cosigner counts for nothing; a cosigner counts itself.
  setup.me = "d";
  CHECK(quorum_reachable(setup, linked_to({{"a", true}, {"b", true}, {"c", false}})));
  CHECK_FALSE(quorum_reachable(setup, linked_to({{"a", true}, {"b", false}, {"c", false}})));
}

TEST_CASE("the gauge tells what the folder takes and what is free") {
  const store::test::TempFolder folder;
  const DiskGauge gauge = disk_gauge(folder.path());
  const auto before = gauge();
  REQUIRE(before);
  CHECK(before->free_bytes > 0);
  std::filesystem::create_directory(folder.path() / "within");
  std::ofstream(folder.path() / "within" / "file") << std::string(1'000'000, 'x');
  std::ofstream(folder.path() / "hole") << "x";
  std::filesystem::resize_file(folder.path() / "hole", 1'000'000'000);  // as a data file may have
  const auto after = gauge();
  REQUIRE(after);
  CHECK(after->used_bytes >= before->used_bytes + 1'000'000);
  CHECK(after->used_bytes < before->used_bytes + 2'000'000);
  CHECK_FALSE(disk_gauge(folder.path() / "none")());
}

TEST_CASE("status pages show the disk, and say so where it cannot be told") {
  const Clerk clerk{domain::Clock::kReal};
  const NodeDouble node(clerk);
  const DiskGauge gauge = [] { return DiskUse{48'000'000, 12'000'000'000}; };
  const auto disk = [&](const DiskGauge& from) {
    const Response response = status_page(node, node.status(), nullptr, from);
    return boost::json::serialize(boost::json::parse(response.body).as_object().at("disk"));
  };
  CHECK(disk(gauge) == R"({"used":48000000,"free":12000000000})");
  CHECK(disk({}) == "null");
  CHECK(disk([] { return std::optional<DiskUse>(); }) == "null");
  const auto parts = load_face(node.setup());
  const Route route = std::get<Route>(find_route("GET", "/status?lang=en"));
  KeptPages kept{HttpLimits()};
  const FaceCall call{node, *parts, route, kept, clock_s()};
  const std::string with = status_face(call, node.status(), nullptr, gauge).body;
  const std::string without = status_face(call, node.status(), nullptr, {}).body;
  CHECK(with.find("12000") != std::string::npos);
  CHECK(without.find("12000") == std::string::npos);
}

}  // namespace kuboluk::node::http::test
