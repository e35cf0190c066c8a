#include <algorithm>
#include <array>

#include "ledger/domain/event.h"
#include "ledger/proof/answer_fold.h"

namespace kuboluk::proof {

namespace {

using domain::Record;
using domain::RecordAct;
using domain::TwoClocks;

// Acts on a whole application that are part of each listed person's story.
constexpr std::array<std::string_view, 4> kFilingTypes = {
    "application.submit", "application.forward", "application.supplement", "application.withdraw"};

bool is_filing(std::string_view type) {
  return std::find(kFilingTypes.begin(), kFilingTypes.end(), type) != kFilingTypes.end();
}

// An application's act concerns a person if it names him, or names nobody and is about the whole
// list.
bool concerns(const RecordAct& act, std::string_view person) {
  const auto named = act.change.word("person");
  if (named != domain::kNotGiven)
    return named == person && (is_filing(act.type) || act.type == "identity.update");
  return is_filing(act.type);
}

class Merge {
 public:
  explicit Merge(TwoClocks clocks) : clocks_(clocks) {}

  // Adds the acts that `wanted` picks and that are known by then. An act that stands in several
  // records is taken from the first one added; several lines of one act in one record (refusals of
  // several persons) all stay.
  template <class Wanted>
  void add(const Record* record, Wanted wanted) {
    if (record == nullptr) return;
    for (const auto& act : record->acts) {
      if (act.known > clocks_.known || !wanted(act)) continue;
      const bool there = std::any_of(acts_.begin(), acts_.end(), [&](const HistoryAct& other) {
        return other.index == act.index && other.record != record->key;
      });
      if (!there) acts_.push_back(describe(*record, act));
    }
  }

  void add_all(const Record* record) {
    add(record, [](const RecordAct&) { return true; });
  }

  std::vector<HistoryAct> take() {
    std::stable_sort(acts_.begin(), acts_.end(),
                     [](const HistoryAct& a, const HistoryAct& b) { return a.index < b.index; });
    return std::move(acts_);
  }

 private:
  HistoryAct describe(const Record& record, const RecordAct& act) const {
    const bool in_effect = act.valid <= clocks_.valid;
    return {act.index,        act.valid,
            act.known,        act.type,
            act.paragraph,    act.leaf,
            record.key,       act.change.reason,
            act.change.words, in_effect && !domain::holds(record, act, clocks_)};
  }

  TwoClocks clocks_;
  std::vector<HistoryAct> acts_;
};

const Record* named(const Closure& closure, const Record& record, std::string_view kind,
                    const std::string& election) {
  const auto key = named_key(record, kind, kind, election);
  return key ? closure.find(*key) : nullptr;
}

bool undoes_one_of(const RecordAct& act, const std::vector<std::uint64_t>& indexes) {
  return std::any_of(indexes.begin(), indexes.end(),
                     [&](std::uint64_t index) { return domain::undoes(act, index); });
}

// Refusals of the person on the application that was granted later, and what took them away.
void add_refusals(Merge& merge, const Record* person, std::string_view application) {
  if (person == nullptr) return;
  std::vector<std::uint64_t> refusals;
  for (const auto& act : person->acts) {
    const bool refused = act.type == "accreditation.refuse";
    if (refused && act.change.word("application") == application) refusals.push_back(act.index);
  }
  merge.add(person, [&](const RecordAct& act) {
    return std::find(refusals.begin(), refusals.end(), act.index) != refusals.end() ||
           undoes_one_of(act, refusals);
  });
}

}  // namespace

std::vector<HistoryAct> fold_history(const Closure& closure, const Asked& asked, TwoClocks clocks) {
  Merge merge(clocks);
  const auto* main = closure.find(main_key(asked));
  if (main == nullptr) return {};
  merge.add_all(main);
  if (asked.question == Question::kCertificate) {
    merge.add_all(named(closure, *main, "accreditation", asked.election));
  }
  if (asked.question == Question::kPerson) {
    for (const auto& id : accreditations_of(*main)) {
      merge.add_all(closure.find(domain::object_key("accreditation", asked.election, id)));
    }
    for (const auto& id : applications_of(*main)) {
      merge.add(closure.find(domain::object_key("application", asked.election, id)),
                [&](const RecordAct& act) { return concerns(act, asked.id); });
    }
  }
  if (asked.question == Question::kHistory) {
    merge.add(named(closure, *main, "application", asked.election),
              [&](const RecordAct& act) { return concerns(act, main->fact("person")); });
    merge.add(named(closure, *main, "decree", asked.election),
              [](const RecordAct& act) { return act.type == "list.publish"; });
    add_refusals(merge, named(closure, *main, "person", asked.election), main->fact("application"));
  }
  return merge.take();
}

}  // namespace kuboluk::proof
