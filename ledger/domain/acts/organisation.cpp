// org.register: a sending organisation, by its names and its author key. fact.note: a statement, no
// effect.
#include "crypto/vkey.h"
#include "ledger/domain/acts/acts.h"
#include "ledger/domain/acts/checks.h"
#include "ledger/domain/ids.h"

namespace kuboluk::domain::acts {
namespace {

// An organisation that is a member too has the member's author key.
Result<void> check_member_key(const ActContext& act, const std::string& org,
                              std::string_view vkey) {
  const auto member = act.workspace.find(plain_key("member", org));
  if (!member) return member.error();
  if (!*member || (*member)->fact("author-key") == vkey) return {};
  return act.refuse("X.KEY", org, "it is a member with another author key");
}

Result<void> add_key(const ActContext& act, const std::string& org, const std::string& vkey_text) {
  const auto vkey = crypto::VerifierKey::parse(vkey_text);
  if (!vkey || vkey->type() != crypto::KeyType::kEd25519) {
    return act.refuse("X.KEY", org, "an author key of signature type Ed25519 must be given");
  }
  const auto known = act.workspace.find(plain_key("key", vkey->name()));
  if (!known) return known.error();
  if (*known) {
    if ((*known)->fact("of") == org && (*known)->fact("vkey") == vkey_text) return {};
    return act.refuse("X.DUP", vkey->name(), "the key name is in use");
  }
  Record record = act.make_record(plain_key("key", vkey->name()));
  record.add_fact("vkey", vkey_text);
  record.add_fact("role", "author");
  record.add_fact("of", org);
  act.touch(std::move(record), {});
  return {};
}

// The ids that the law gives to bodies, and the words of its author lists, name nobody else.
Result<void> check_not_a_body(const ActContext& act, const std::string& org) {
  const auto member = act.exists(plain_key("member", org));
  if (!member) return member.error();
  if (*member) return {};  // its key is compared with the member's
  bool named = org == "operator" || contains(act.ruleset.inviters, org);
  for (const auto& [type, right] : act.ruleset.acts)
    named = named || contains(right.authors, org);
  if (!named) return {};
  return act.refuse("X.FORM", org, "the law uses this id for a body of its own");
}

Result<void> register_organisation(ActContext& act) {
  const std::string org(act.event.value("org"));
  const std::string key = plain_key("organisation", org);
  const auto known = act.exists(key);
  if (!known) return known.error();
  if (*known) return act.refuse("X.DUP", org, "the organisation is registered already");
  if (!is_body_id(org)) {
    return act.refuse("X.FORM", org,
                      "an organisation's id is lower-case letters, digits and hyphens");
  }
  if (const auto free = check_not_a_body(act, org); !free) return free.error();
  const std::string vkey(act.event.value("author-key"));
  if (const auto checked = check_member_key(act, org, vkey); !checked) return checked.error();
  if (const auto added = add_key(act, org, vkey); !added) return added.error();
  Record record = act.make_record(key);
  record.add_fact("kind", act.event.value("kind"));
  record.add_fact("mission", act.event.value("mission"));
  for (const Line* line : act.event.all("name")) {
    record.add_fact("name", line->values[0] + " " + line->values[1]);
  }
  record.add_fact("author-key", vkey);
  act.touch(std::move(record), {});
  return {};
}

// Nobody's answer changes: the log keeps the statement, no record does.
Result<void> note(ActContext&) {
  return {};
}

}  // namespace

const Act kOrgRegister{
    {"org.register",
     {{"org", Times::kOnce, {{"org", ColumnKind::kToken}}},
      {"kind", Times::kOnce, {{"kind", ColumnKind::kToken}}},
      {"mission", Times::kAtMostOnce, {{"mission", ColumnKind::kToken}}},
      {"author-key", Times::kOnce, {{"vkey", ColumnKind::kVkey}}},
      {"name", Times::kAny, {{"language", ColumnKind::kToken}, {"name", ColumnKind::kText}}}}},
    register_organisation};

const Act kFactNote{{"fact.note",
                     {{"election", Times::kAtMostOnce, {{"election", ColumnKind::kToken}}},
                      {"text", Times::kOnce, {{"text", ColumnKind::kText}}}}},
                    note};

}  // namespace kuboluk::domain::acts
