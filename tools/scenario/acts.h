// From a command of a scenario to the act that its author signs, worked out from the act types' own
// table (domain::ActSpec): a line takes the argument of its column's name. What is not one to one
// stands in one table in acts.cpp.
#pragma once

#include <string>
#include <vector>

#include "ledger/domain/event.h"
#include "ledger/domain/signed_event.h"
#include "ledger/domain/view.h"
#include "tools/scenario/person_table.h"
#include "tools/scenario/scenario.h"
#include "tools/scenario/training.h"

namespace kuboluk::tools {

// Everything that an act may depend on besides the command. The references must outlive the call.
struct ActSources {
  const domain::LedgerInfo& info;
  const TrainingKeys& keys;
  const domain::StateView& state;  // the ledger before the command
  const PersonTable& persons;      // what earlier commands said
};

struct DraftedAct {
  domain::Event event;                    // whole, not divided
  std::string election;                   // the one the act concerns; "-" if none
  std::vector<std::string> unknown_args;  // arguments that no line of the act takes: not recorded
};

// Errors: X.FORM, X.SIZE (an argument that cannot be written: the command's outcome); damage of
// `state`.
Result<DraftedAct> draft_act(const Command& command, const ActSources& sources);

// The act as its author signs it: one event, or the parts of a divided one. Errors: X.FORM, X.SIZE.
Result<std::vector<domain::SignedEvent>> sign_act(const domain::Event& act,
                                                  const TrainingKeys& keys);

}  // namespace kuboluk::tools
