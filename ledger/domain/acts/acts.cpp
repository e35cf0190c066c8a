#include "ledger/domain/acts/acts.h"

#include <array>

namespace kuboluk::domain::acts {

std::span<const Act* const> all() {
  static const std::array<const Act*, 22> table = {&kGenesis,
                                                   &kOrgRegister,
                                                   &kElectionCall,
                                                   &kElectionInvalidate,
                                                   &kElectionRepeat,
                                                   &kResultsPublish,
                                                   &kInvitationSend,
                                                   &kInvitationDecline,
                                                   &kApplicationSubmit,
                                                   &kApplicationForward,
                                                   &kApplicationSupplement,
                                                   &kApplicationWithdraw,
                                                   &kIdentityUpdate,
                                                   &kGrant,
                                                   &kRefuse,
                                                   &kRevoke,
                                                   &kListPublish,
                                                   &kReissue,
                                                   &kCorrection,
                                                   &kCourtDecision,
                                                   &kRescind,
                                                   &kFactNote};
  return table;
}

const Act* find(std::string_view type) {
  for (const Act* act : all()) {
    if (act->spec.type == type) return act;
  }
  return nullptr;
}

}  // namespace kuboluk::domain::acts
