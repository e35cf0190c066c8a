// The table of act types: each type's lines and its rule stand together, in the file of its
// subject.
#pragma once

#include <span>

#include "ledger/domain/act_spec.h"
#include "ledger/domain/workspace.h"

namespace kuboluk::domain::acts {

// One type: what it looks like, and what it does. `apply` checks first and changes the workspace
// only after the last check; on an error the workspace is thrown away by the caller all the same.
struct Act {
  ActSpec spec;
  Result<void> (*apply)(ActContext& act);
};

extern const Act kGenesis;
extern const Act kOrgRegister;
extern const Act kElectionCall;
extern const Act kElectionInvalidate;
extern const Act kElectionRepeat;
extern const Act kResultsPublish;
extern const Act kInvitationSend;
extern const Act kInvitationDecline;
extern const Act kApplicationSubmit;
extern const Act kApplicationForward;
extern const Act kApplicationSupplement;
extern const Act kApplicationWithdraw;
extern const Act kIdentityUpdate;
extern const Act kGrant;
extern const Act kRefuse;
extern const Act kRevoke;
extern const Act kListPublish;
extern const Act kReissue;
extern const Act kCorrection;
extern const Act kCourtDecision;
extern const Act kRescind;
extern const Act kFactNote;

std::span<const Act* const> all();
// Nothing if the type is unknown.
const Act* find(std::string_view type);

}  // namespace kuboluk::domain::acts
