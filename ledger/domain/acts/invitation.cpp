// Invitations: sent by a body that the law names, through the ministry; declined by the invited.
#include "ledger/domain/acts/acts.h"
#include "ledger/domain/acts/checks.h"
#include "ledger/domain/acts/lines.h"
#include "ledger/domain/ids.h"

namespace kuboluk::domain::acts {
namespace {

Result<void> check_inviter(const ActContext& act) {
  const std::string inviter(act.event.value("inviter"));
  if (!contains(act.ruleset.inviters, inviter)) {
    return act.refuse(act.ruleset.inviter_rule, inviter,
                      "it may not invite; " + join_list(act.ruleset.inviters) + " may");
  }
  if (act.event.by != inviter) {
    return act.refuse(act.ruleset.inviter_rule, inviter, "the inviter signs its own invitation");
  }
  const auto election = act.workspace.find(election_key(act.election()));
  if (!election) return election.error();
  if (!*election || !is_called(act, **election)) {
    return act.refuse(act.ruleset.inviter_rule, act.election(),
                      "the decision calling the election is not published at that time");
  }
  return {};
}

Result<void> send(ActContext& act) {
  if (const auto inviter = check_inviter(act); !inviter) return inviter.error();
  if (act.event.value("channel") != act.ruleset.ministry) {
    return act.refuse(act.ruleset.channel_rule, std::string(act.event.value("invitation")),
                      "an invitation goes through " + act.ruleset.ministry);
  }
  const std::string org(act.event.value("org"));
  if (const auto known = act.require(plain_key("organisation", org), "the organisation"); !known) {
    return known.error();
  }
  const std::string id(act.event.value("invitation"));
  const std::string key = object_key("invitation", act.election(), id);
  const auto used = act.exists(key);
  if (!used) return used.error();
  if (*used) return act.refuse("X.DUP", id, "the invitation's number is used in this election");
  if (!is_number(id)) {
    return act.refuse("X.FORM", act.election(),
                      "an invitation's number is groups of letters and digits joined by hyphens");
  }
  Record record = act.make_record(key);
  record.add_fact("organisation", org);
  record.add_fact("inviter", act.event.value("inviter"));
  record.add_fact("channel", act.event.value("channel"));
  act.touch(std::move(record), {});
  return {};
}

Result<void> decline(ActContext& act) {
  const std::string id(act.event.value("invitation"));
  auto record = act.require(object_key("invitation", act.election(), id), "the invitation");
  if (!record) return record.error();
  if (record->fact("organisation") != act.event.by) {
    return act.refuse(act.right.author_rule, id, "only the invited organisation declines");
  }
  if (record->first_act("invitation.decline") != nullptr) {
    return act.refuse("X.NOTACTIVE", id, "the invitation is declined already");
  }
  act.touch(std::move(*record), {{}, act.event.given("reason").value_or("")});
  return {};
}

const LineSpec kInvitationLine{"invitation", Times::kOnce, {{"invitation", ColumnKind::kToken}}};

}  // namespace

const Act kInvitationSend{{"invitation.send",
                           {kElectionLine,
                            kInvitationLine,
                            {"org", Times::kOnce, {{"org", ColumnKind::kToken}}},
                            {"inviter", Times::kOnce, {{"inviter", ColumnKind::kToken}}},
                            {"channel", Times::kAtMostOnce, {{"channel", ColumnKind::kToken}}}}},
                          send};

const Act kInvitationDecline{
    {"invitation.decline", {kElectionLine, kInvitationLine, kOptionalReasonLine}}, decline};

}  // namespace kuboluk::domain::acts
