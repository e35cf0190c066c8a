// The public face: pages for people and their machine forms, each a function from the committed
// state to an answer. They run on a worker, with a snapshot of their own that ends with the call.
#pragma once

#include <memory>
#include <optional>

#include "ledger/domain/ruleset.h"
#include "node/core/node.h"
#include "node/gate.h"
#include "node/http/disk.h"
#include "node/http/kept.h"
#include "node/http/response.h"
#include "node/http/router.h"
#include "node/pages/pages.h"
#include "node/witness/roles.h"

namespace kuboluk::node::http {

// Age from which ACTIVE is no longer said: that of `kuboluk status` without an option, so that page
// and command line agree.
inline constexpr std::uint64_t kFaceAgeLimitSeconds = 24 * 3600;

// What never changes while the node runs: made once, read by every worker.
struct FaceParts {
  domain::Rulesets rulesets;
  pages::Pages pages;
};
// The ledger's own ruleset is among them. The templates parse (checked: they are compiled in).
std::shared_ptr<const FaceParts> load_face(const core::Setup& setup);

// One request. The references must outlive the call.
struct FaceCall {
  const Gate& gate;
  const FaceParts& parts;
  const Route& route;
  KeptPages& kept;
  std::uint64_t now_s;  // this machine's clock: one moment for the whole answer
};

// The answer to a page of `answer_face` (face_frame.h) if it is kept or the client has it already:
// then making it again is not worth a place among the few that read a whole election.
std::optional<Response> kept_face(const FaceCall& call);

// Of committed state: home, elections, lists, feeds, applications, the log; else (kObserver,
// kHistory, kObserverProof) one number.
Response page_face(const FaceCall& call);
Response look_up_face(const FaceCall& call);  // 303
Response status_face(const FaceCall& call, const core::NodeStatus& status,
                     const witness::ExternalCosignatures* external, const DiskGauge& disk);
Response open_api_face(const FaceCall& call);
Response verify_face(const FaceCall& call);
Response tlog_proof_face(const FaceCall& call);

}  // namespace kuboluk::node::http
