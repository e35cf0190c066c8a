// The records of one election as a reader walks them: what aggregates are counted from.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/result.h"
#include "ledger/domain/record.h"
#include "ledger/domain/verdict.h"
#include "ledger/domain/view.h"

namespace kuboluk::report {

using Ids = std::set<std::string>;
// One filter of a count: absent lets everything through.
using Filter = std::optional<Ids>;

struct Filters {
  Filter decrees;
  Filter organisations;
  Filter kinds;  // of organisations
};

bool passes(const Filter& filter, std::string_view value);

// The first act of that type that holds at the two clocks; nothing if none does.
const domain::RecordAct* holding(const domain::Record& record, std::string_view type,
                                 domain::TwoClocks clocks);

// Value type; the state must outlive it. Errors of all members: damage.
class ElectionRecords {
 public:
  using Visit = std::function<Result<void>(const std::string& id, const domain::Record& record)>;

  ElectionRecords(const domain::StateView& state, std::string id)
      : state_(state), id_(std::move(id)) {}

  // Calls `visit` for every object of that kind, in key order; its error ends the walk.
  Result<void> each(std::string_view kind, const Visit& visit) const;
  // The record under the key; an empty one if there is none.
  Result<domain::Record> find(const std::string& key) const;
  Result<bool> organisation_passes(const Filters& filters, std::string_view organisation) const;

  // One accreditation whose grant holds.
  struct Granted {
    std::string number;
    std::string person;
    std::string organisation;
    std::string application;
    bool active = false;
  };
  Result<std::vector<Granted>> granted(const Filters& filters, domain::TwoClocks clocks) const;

  const std::string& id() const { return id_; }

 private:
  const domain::StateView& state_;
  std::string id_;
};

}  // namespace kuboluk::report
