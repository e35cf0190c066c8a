// ledger.genesis: names the ledger, its clock, its law, and the keys of all who may sign from the
// start.
#include <algorithm>
#include <set>

#include "crypto/encoding.h"
#include "crypto/vkey.h"
#include "ledger/domain/acts/acts.h"
#include "ledger/domain/ids.h"

namespace kuboluk::domain::acts {
namespace {

// Most keys of one author: thresholds are one digit.
constexpr std::size_t kAuthorKeysMax = 9;

Result<void> add_ruleset_record(const ActContext& act) {
  Record record = act.make_record(plain_key("ruleset", act.ruleset.id));
  record.add_fact("name", act.info.ruleset);
  record.add_fact("table-hash", act.event.value("ruleset-hash"));
  record.add_fact("clock", to_text(act.info.clock));
  record.add_fact("offset", print_offset(act.info.offset));
  record.add_fact("merge-delay", act.event.value("merge-delay"));
  record.add_fact("log-key", act.event.value("log-key"));
  for (const Line* line : act.event.all("switch")) {
    record.add_fact("switch", line->values[0] + " " + line->values[1]);
  }
  for (const Line* line : act.event.all("reading")) {
    record.add_fact("reading", line->values[0] + " " + line->values[1]);
  }
  act.touch(std::move(record), {});
  return {};
}

// One role each, never reused: neither under another name nor as the log's key.
Result<void> check_fresh_keys(const ActContext& act) {
  std::set<std::string> seen{std::string(act.event.value("log-key"))};
  const auto check = [&](const std::string& owner, const std::string& text) -> Result<void> {
    const auto vkey = crypto::VerifierKey::parse(text);
    if (!vkey) return act.refuse("X.KEY", owner, vkey.error().detail);
    if (seen.insert(crypto::to_base64(vkey->key().bytes())).second) return {};
    return act.refuse("X.DUP", owner,
                      "the same key is given twice; a key has one role and one owner");
  };
  for (const Line* line : act.event.all("author-key")) {
    if (const auto fresh = check(line->values[0], line->values[1]); !fresh) return fresh.error();
  }
  for (const Line* line : act.event.all("member")) {
    if (const auto fresh = check(line->values[0], line->values[2]); !fresh) return fresh.error();
  }
  return {};
}

Result<void> add_key_record(const ActContext& act, const std::string& owner, std::string_view role,
                            const std::string& vkey_text) {
  const auto vkey = crypto::VerifierKey::parse(vkey_text);
  if (!vkey) return act.refuse("X.KEY", owner, vkey.error().detail);
  const bool cosigns = vkey->type() == crypto::KeyType::kCosignature;
  if (cosigns != (role == "cosigner")) {
    return act.refuse("X.KEY", owner,
                      "a key of that signature type cannot have the role " + std::string(role));
  }
  const std::string key = plain_key("key", vkey->name());
  const auto known = act.exists(key);
  if (!known) return known.error();
  if (*known) return act.refuse("X.DUP", key, "the key name is given twice; a key has one role");
  Record record = act.make_record(key);
  record.add_fact("vkey", vkey_text);
  record.add_fact("role", role);
  record.add_fact("of", owner);
  act.touch(std::move(record), {});
  return {};
}

Result<void> add_author(const ActContext& act, const Line& author) {
  const std::string& id = author.values[0];
  Record record = act.make_record(plain_key("member", id));
  std::size_t keys = 0;
  record.add_fact("threshold", author.values[1]);
  for (const Line* line : act.event.all("author-key")) {
    if (line->values[0] != id) continue;
    ++keys;
    record.add_fact("author-key", line->values[1]);
    if (const auto added = add_key_record(act, id, "author", line->values[1]); !added)
      return added.error();
  }
  for (const Line* line : act.event.all("member")) {
    if (line->values[0] != id) continue;
    record.add_fact(line->values[1] + "-key", line->values[2]);
    if (const auto added = add_key_record(act, id, line->values[1], line->values[2]); !added) {
      return added.error();
    }
  }
  const std::string& threshold = author.values[1];
  const bool fits = threshold.size() == 1 && threshold[0] >= '1' &&
                    static_cast<std::size_t>(threshold[0] - '0') <= keys;
  if (!is_body_id(id) || keys > kAuthorKeysMax || !fits) {
    return act.refuse(
        "X.FORM", "author " + id,
        "an author has an id in lower case, 1 to 9 keys and a threshold of at most their number");
  }
  const auto known = act.exists(record.key);
  if (!known) return known.error();
  if (*known) return act.refuse("X.DUP", record.key, "the author is given twice");
  act.touch(std::move(record), {});
  return {};
}

// No key line may belong to nobody: it would be in the log and in no record.
Result<void> check_owners(const ActContext& act) {
  std::set<std::string> authors;
  for (const Line* line : act.event.all("author"))
    authors.insert(line->values[0]);
  for (const std::string_view key : {"author-key", "member"}) {
    for (const Line* line : act.event.all(key)) {
      if (!authors.contains(line->values[0])) {
        return act.refuse("X.FORM", line->values[0],
                          "a key is given for an author that is not listed");
      }
    }
  }
  for (const Line* line : act.event.all("member")) {
    if (line->values[1] != "cosigner" && line->values[1] != "node") {
      return act.refuse("X.FORM", line->values[0], "the role of a member key is cosigner or node");
    }
  }
  return {};
}

// A switch that the ruleset does not carry out must not stand in the genesis as if it did.
Result<void> check_switches(const ActContext& act) {
  for (const Line* line : act.event.all("switch")) {
    const bool carried = std::any_of(
        act.ruleset.readings.begin(), act.ruleset.readings.end(), [&](const Reading& reading) {
          return reading.gap == line->values[0] && reading.choice == line->values[1];
        });
    if (!carried) {
      return act.refuse("X.FORM", "switch " + line->values[0],
                        "the ruleset does not carry out that reading");
    }
  }
  return {};
}

Result<void> apply(ActContext& act) {
  if (act.first_index != 0)
    return act.refuse("X.DUP", act.info.id, "a ledger has one genesis, entry 0");
  if (act.event.value("ruleset-hash") == kNotGiven ||
      act.info.ruleset_hash != act.ruleset.table_hash) {
    return act.refuse(
        "X.LEDGER", act.info.ruleset,
        "the ruleset that this program runs has another table than the genesis names");
  }
  if (const auto owners = check_owners(act); !owners) return owners.error();
  if (const auto fresh = check_fresh_keys(act); !fresh) return fresh.error();
  if (const auto switches = check_switches(act); !switches) return switches.error();
  for (const Line* line : act.event.all("author")) {
    if (const auto added = add_author(act, *line); !added) return added.error();
  }
  return add_ruleset_record(act);
}

}  // namespace

const Act kGenesis{
    {"ledger.genesis",
     {{"clock", Times::kOnce, {{"clock", ColumnKind::kToken}}},
      {"offset", Times::kOnce, {{"offset", ColumnKind::kText}}},
      {"ruleset-hash", Times::kOnce, {{"ruleset-hash", ColumnKind::kHash}}},
      {"merge-delay", Times::kOnce, {{"seconds", ColumnKind::kNumber}}},
      {"log-key", Times::kOnce, {{"key", ColumnKind::kHash}}},
      {"author",
       Times::kSome,
       {{"author", ColumnKind::kToken}, {"threshold", ColumnKind::kNumber}}},
      {"author-key", Times::kSome, {{"author", ColumnKind::kToken}, {"vkey", ColumnKind::kVkey}}},
      {"member",
       Times::kAny,
       {{"author", ColumnKind::kToken}, {"role", ColumnKind::kToken}, {"vkey", ColumnKind::kVkey}}},
      {"switch", Times::kAny, {{"gap", ColumnKind::kToken}, {"choice", ColumnKind::kToken}}},
      {"reading", Times::kAny, {{"rule", ColumnKind::kToken}, {"text", ColumnKind::kText}}}}},
    apply};

}  // namespace kuboluk::domain::acts
