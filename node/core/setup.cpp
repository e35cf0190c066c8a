#include "node/core/setup.h"

#include <algorithm>
#include <map>

#include "crypto/check.h"
#include "ledger/domain/signed_event.h"

namespace kuboluk::core {
namespace {

struct Keys {
  std::optional<crypto::VerifierKey> node;
  std::optional<crypto::VerifierKey> cosigner;
};

Error fault(const std::string& member, std::string detail) {
  return {"X.FORM", "genesis member " + member, std::move(detail)};
}

Result<std::map<std::string, Keys>> keys_by_member(const domain::Event& genesis) {
  std::map<std::string, Keys> members;
  for (const domain::Line* line : genesis.all("member")) {
    const std::string& id = line->values[0];
    auto key = crypto::VerifierKey::parse(line->values[2]);
    if (!key) return key.error();
    const bool cosigns = line->values[1] == "cosigner";
    auto& place = cosigns ? members[id].cosigner : members[id].node;
    if (place) return fault(id, "has two " + line->values[1] + " keys");
    place = *key;
  }
  return members;
}

}  // namespace

const Member* Setup::find(std::string_view id) const {
  const auto found =
      std::find_if(members.begin(), members.end(), [id](const Member& m) { return m.id == id; });
  return found == members.end() ? nullptr : &*found;
}

const Member& Setup::self() const {
  const Member* member = find(me);
  KUBOLUK_CHECK(member != nullptr);
  return *member;
}

std::optional<std::string> Setup::witness_of(const Member& member) const {
  if (!member.cosigner_key) return std::nullopt;
  for (const log::PolicyWitness& witness : policy.witnesses()) {
    if (witness.key == *member.cosigner_key) return witness.name;
  }
  return std::nullopt;
}

std::vector<std::string> Setup::others() const {
  std::vector<std::string> ids;
  for (const Member& member : members) {
    if (member.id != me) ids.push_back(member.id);
  }
  return ids;
}

Result<std::vector<Member>> members_of(std::string_view genesis) {
  const auto event = domain::parse_signed_event(genesis);
  if (!event) return event.error();
  const auto keys = keys_by_member(event->event);
  if (!keys) return keys.error();
  std::vector<Member> members;
  for (const auto& [id, pair] : *keys) {
    if (!pair.node) return fault(id, "has no node key: it could not sign a receipt or a refusal");
    members.push_back({id, *pair.node, pair.cosigner});
  }
  return members;
}

}  // namespace kuboluk::core
