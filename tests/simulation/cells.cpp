#include "tests/simulation/cells.h"

#include <algorithm>
#include <set>

#include "crypto/check.h"
#include "ledger/batch/overlay.h"
#include "ledger/domain/execute.h"
#include "ledger/log/merkle.h"
#include "tests/simulation/acts.h"

namespace kuboluk::simulation {
namespace {

constexpr std::string_view kAccepted = "accepted";

bool contains(const std::vector<std::string>& list, std::string_view value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

bool is_word(std::string_view author) {
  return author == "any" || author == "organisation" || author == "inviter";
}

// Bodies that some act type names, and no more than that.
std::set<std::string> named_bodies(const domain::Ruleset& ruleset) {
  std::set<std::string> bodies;
  for (const auto& [type, right] : ruleset.acts) {
    for (const std::string& author : right.authors) {
      if (!is_word(author)) bodies.insert(author);
    }
  }
  return bodies;
}

std::string body_role(const domain::Ruleset& ruleset, const std::string& body) {
  if (body == ruleset.commission) return "commission";
  if (body == ruleset.ministry) return "ministry";
  if (contains(ruleset.inviters, body)) return "inviter";
  return named_bodies(ruleset).contains(body) ? body : "";
}

bool is_there(const domain::StateView& state, std::string_view kind, std::string_view id) {
  const auto text = state.record(domain::plain_key(kind, id));
  return text && text->has_value();
}

bool is_an_organisations(const domain::Ruleset& ruleset, std::string_view type) {
  const auto right = ruleset.acts.find(type);
  return right != ruleset.acts.end() && contains(right->second.authors, "organisation");
}

// The organisation that the object of the act belongs to; the author itself if there is none.
std::string owner_of(const domain::StateView& state, const domain::Event& act) {
  const bool filing = act.type == "application.submit";
  if (filing) return std::string(act.value("org"));
  const std::string_view kind = act.type == "invitation.decline" ? "invitation" : "application";
  const auto text = state.record(domain::object_key(kind, act.value("election"), act.value(kind)));
  if (!text || !*text) return act.by;
  const auto record = domain::parse_record(**text);
  return record ? std::string(record->fact("organisation")) : act.by;
}

using Placed = std::pair<std::uint64_t, domain::SignedEvent>;

// A log judged again act by act, each on the state before it.
class Judge {
 public:
  explicit Judge(const core::test::Institutions& institutions) : institutions_(institutions) {}

  Result<void> take(const std::string& bytes) {
    const auto entry = domain::parse_entry(bytes);
    if (!entry) return entry.error();
    leaf_ = log::leaf_hash(bytes_of(bytes));
    if (!entry->is_seal()) {
      auto event = domain::parse_signed_event(std::get<std::string>(entry->body));
      if (!event) return event.error();
      unit_.push_back({entry->index, entry->known, leaf_, nullptr});
      events_.push_back(std::move(*event));
    }
    state_.append_entry(bytes);
    const auto& part = events_.empty() ? std::nullopt : events_.front().event.part;
    if (events_.empty() || (part && events_.size() < part->count)) return {};
    return judge();
  }
  const Cells& cells() const { return cells_; }

 private:
  Result<void> judge() {
    for (std::size_t i = 0; i < events_.size(); ++i)
      unit_[i].event = &events_[i];
    const domain::Event& first = events_.front().event;
    cells_.reached({role_of(institutions_.ruleset(), state_, first), first.type,
                    state_of(institutions_.ruleset(), state_, first), std::string(kAccepted)});
    domain::Executor executor(institutions_.info(), institutions_.ruleset(), state_);
    if (const auto applied = executor.apply(unit_); !applied) return applied.error();
    for (const auto& [key, text] : executor.changed_records())
      state_.put_record(key, text);
    for (const auto& [id, index] : executor.accepted_events())
      state_.put_event(id, index);
    events_.clear();
    unit_.clear();
    return {};
  }

  const core::test::Institutions& institutions_;
  domain::MemoryState state_;
  std::vector<domain::SignedEvent> events_;
  std::vector<domain::PlacedEvent> unit_;
  Hash leaf_{};
  Cells cells_;
};

}  // namespace

const domain::Ruleset& cell_ruleset() {
  static const domain::Ruleset kRuleset = *domain::built_in_rulesets().find("KR-REG-197+CL-68");
  return kRuleset;
}

std::string role_of(const domain::Ruleset& ruleset, const domain::StateView& state,
                    const domain::Event& act) {
  const std::string body = body_role(ruleset, act.by);
  if (!body.empty()) return body;
  if (is_there(state, "organisation", act.by)) {
    const bool others = is_an_organisations(ruleset, act.type) && owner_of(state, act) != act.by;
    return others ? "other organisation" : "organisation";
  }
  return is_there(state, "member", act.by) ? "member" : "nobody";
}

std::vector<std::string> roles_for(const domain::Ruleset& ruleset, std::string_view type) {
  std::set<std::string> roles = {"member", "nobody", "organisation"};
  if (is_an_organisations(ruleset, type)) roles.insert("other organisation");
  for (const std::string& body : named_bodies(ruleset))
    roles.insert(body_role(ruleset, body));
  if (!ruleset.inviters.empty()) roles.insert("inviter");
  return {roles.begin(), roles.end()};
}

bool has_right(const domain::Ruleset& ruleset, std::string_view role, std::string_view type) {
  const auto right = ruleset.acts.find(type);
  if (right == ruleset.acts.end() || role == "nobody") return false;
  for (const std::string& author : right->second.authors) {
    if (author == "any") return role != "other organisation";
    if (author == role && is_word(author)) return true;
    if (author == "inviter" && role == "commission" &&
        contains(ruleset.inviters, ruleset.commission)) {
      return true;
    }
    if (!is_word(author) && body_role(ruleset, author) == role) return true;
  }
  return false;
}

void Cells::reached(const Cell& cell) {
  ++cells_[cell];
}

void Cells::add(const Cells& other) {
  for (const auto& [cell, count] : other.cells_)
    cells_[cell] += count;
}

std::vector<std::string> Cells::never_reached() const {
  std::set<std::string> reached;
  for (const auto& [cell, count] : cells_)
    reached.insert(cell.role + " " + cell.act + " " + cell.state);
  std::vector<std::string> missing;
  for (const auto& [type, right] : cell_ruleset().acts) {
    for (const std::string& role : roles_for(cell_ruleset(), type)) {
      for (const std::string& state : states_for(type)) {
        const std::string name = role + " " + type + " " + state;
        if (!reached.contains(name)) missing.push_back(name);
      }
    }
  }
  return missing;
}

std::vector<std::string> Cells::never_accepted() const {
  std::set<std::string> accepted;
  for (const auto& [cell, count] : cells_) {
    if (cell.verdict == kAccepted) accepted.insert(cell.role + " " + cell.act);
  }
  std::vector<std::string> missing;
  for (const auto& [type, right] : cell_ruleset().acts) {
    for (const std::string& role : roles_for(cell_ruleset(), type)) {
      const bool wanted = has_right(cell_ruleset(), role, type);
      if (wanted && !accepted.contains(role + " " + type)) missing.push_back(role + " " + type);
    }
  }
  return missing;
}

std::string Cells::table() const {
  std::string table;
  for (const auto& [cell, count] : cells_) {
    const std::string number = std::to_string(count);
    table += std::string(number.size() < 9 ? 9 - number.size() : 0, ' ') + number + "  " +
             cell.role + " | " + cell.act + " | " + cell.state + " | " + cell.verdict + "\n";
  }
  return table;
}

Result<Cells> ActSource::cells_of(const core::test::Institutions& institutions,
                                  const std::vector<std::string>& entries) {
  Judge judge(institutions);
  for (const std::string& entry : entries) {
    if (const auto taken = judge.take(entry); !taken) return taken.error();
  }
  return judge.cells();
}

Cell ActSource::cell_of(const core::test::Institutions& institutions,
                        const batch::LedgerReader& ledger, const domain::SignedEvent& act,
                        std::string_view verdict) {
  const domain::Ruleset& ruleset = institutions.ruleset();
  return {role_of(ruleset, ledger, act.event), act.event.type, state_of(ruleset, ledger, act.event),
          std::string(verdict)};
}

}  // namespace kuboluk::simulation
