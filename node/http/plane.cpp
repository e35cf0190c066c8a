#include "node/http/plane.h"

#include "node/forms/feeds.h"
#include "node/http/face_frame.h"
#include "node/http/pages.h"
#include "node/http/problem.h"
#include "node/http/submit_call.h"

namespace kuboluk::node::http {

namespace {

// Nobody owns a share of the sum of waits: the sockets are shared out already.
constexpr std::uint64_t kNoShare = UINT64_MAX;

}  // namespace

Plane::Plane(boost::asio::io_context& owner, boost::asio::any_io_executor workers,
             Gate& gate_of_node, const HttpLimits& limits_of_plane, witness::Roles roles_of_node,
             DiskGauge disk_of_node)
    : io(owner),
      gate(gate_of_node),
      roles(std::move(roles_of_node)),
      disk(std::move(disk_of_node)),
      limits(limits_of_plane),
      jobs(owner.get_executor(), std::move(workers), limits),
      places(limits.sockets, limits.sockets_per_client, limits.patience),
      turned_away(limits.turned_away, limits.turned_away_per_client),
      bodies(limits.body_bytes, limits.body_bytes_per_client),
      answers(limits.answer_bytes, limits.answer_bytes_per_client),
      waits(limits.waits, kNoShare),
      size_waits(limits.size_waits, limits.size_waits_per_client),
      streams(limits.streams, limits.streams_per_client),
      face(load_face(gate_of_node.setup())),
      kept(std::make_shared<KeptPages>(limits_of_plane)) {}

FaceCall Plane::face_call(const Route& route) const {
  return {gate, *face, route, *kept, clock_s()};
}

void Plane::read_page(JobKind kind, std::function<Response(const Gate&)> page, Reply reply) {
  const bool taken = jobs.run(kind, [&from = gate, page = std::move(page), reply] {
    // Shared, because a job's continuation must be copyable and a list may have 100 MB.
    auto response = std::make_shared<Response>(page(from));
    return [response, reply] { reply(std::move(*response)); };
  });
  if (!taken) reply(try_again("busy: too many such requests are under way"));
}

void Plane::add_checkpoint(std::shared_ptr<std::string> body, Reply reply) {
  return read_page(
      JobKind::kWitness,
      [witness = roles.witness, body = std::move(body)](const Gate&) {
        return add_checkpoint_page(witness.get(), *body);
      },
      std::move(reply));
}

namespace {

bool reads_election(Page page) {
  switch (page) {
    case Page::kElection:
    case Page::kAccredited:
    case Page::kRevocations:
    case Page::kListProof:
    case Page::kChangesAtom:
    case Page::kChangesJson:
      return true;
    default:
      return false;
  }
}

Response face_page(const FaceCall& call) {
  switch (call.route.page) {
    case Page::kLookUp:
      return look_up_face(call);
    case Page::kOpenApi:
      return open_api_face(call);
    case Page::kVerify:
      return verify_face(call);
    case Page::kTlogProof:
      return worded(call.parts, call.gate.setup(), call.route.asker, tlog_proof_face(call));
    default:
      return page_face(call);
  }
}

}  // namespace

// The list itself is made under a bound of its own; what is kept of it needs no place there.
void Plane::answer_list_face(const Route& route, Reply reply) {
  const auto begin = [self = shared_from_this(), route, reply] {
    self->read_page(
        JobKind::kFaceList,
        [self, route](const Gate&) { return face_page(self->face_call(route)); }, reply);
  };
  const bool taken = jobs.run(JobKind::kFace, [self = shared_from_this(), route, reply, begin] {
    auto found = std::make_shared<std::optional<Response>>(kept_face(self->face_call(route)));
    return [found, reply, begin] { *found ? reply(std::move(**found)) : begin(); };
  });
  if (!taken) reply(try_again("busy: too many such requests are under way"));
}

void Plane::answer_face(const Route& route, Reply reply) {
  if (route.page == Page::kLogEvents) {  // HEAD: the connection begins streams itself
    return reply(Response{200, forms::kEventStreamType, "", {}});
  }
  const auto self = shared_from_this();
  if (route.page == Page::kStatus) {
    return read_page(
        JobKind::kFace,
        [self, route, status = gate.status()](const Gate&) {
          return status_face(self->face_call(route), status, self->roles.external.get(),
                             self->disk);
        },
        std::move(reply));
  }
  // A plane that is busy says so in the reader's language.
  Reply told = [self, route, reply = std::move(reply)](Response response) {
    const bool busy = response.status == 503 && response.type == kProblemType;
    reply(busy ? worded(*self->face, self->gate.setup(), route.asker, std::move(response))
               : std::move(response));
  };
  if (reads_election(route.page)) return answer_list_face(route, std::move(told));
  read_page(
      JobKind::kFace, [self, route](const Gate&) { return face_page(self->face_call(route)); },
      std::move(told));
}

void Plane::answer_proof(const Route& route, Reply reply) {
  const bool is_list = route.page == Page::kList;
  read_page(
      is_list ? JobKind::kList : JobKind::kProof,
      [is_list, words = route.words, all = kept](const Gate& from) {
        const ProofCall call{from, words, all->answers, clock_s()};
        return is_list ? list_page(call) : proof_page(call);
      },
      std::move(reply));
}

void Plane::answer(const Route& route, const std::string& client, std::shared_ptr<std::string> body,
                   Reply reply) {
  const std::vector<std::string>& words = route.words;
  switch (route.page) {
    case Page::kSubmit:
      return SubmitCall::start(shared_from_this(), route, client, std::move(body),
                               std::move(reply));
    case Page::kCheckpoint:
      return read_page(
          JobKind::kLight,
          [external = roles.external, asker = route.asker](const Gate& from) {
            return with_strong_tag(checkpoint_page(from, external.get()), asker);
          },
          std::move(reply));
    case Page::kTile:
      return read_page(
          JobKind::kLight,
          [words, asker = route.asker](const Gate& from) {
            return with_strong_tag(tile_page(from, words), asker);
          },
          std::move(reply));
    case Page::kGenesis:
      return read_page(JobKind::kLight, genesis_page, std::move(reply));
    case Page::kProof:
    case Page::kList:
      return answer_proof(route, std::move(reply));
    case Page::kReceipt:
      return read_page(
          JobKind::kReceipt,
          [event = words[0], refusals = gate.status().refusals](const Gate& from) {
            return receipt_page(from, event, refusals);
          },
          std::move(reply));
    case Page::kEvidence:
      return read_page(JobKind::kReceipt, evidence_page, std::move(reply));
    case Page::kHealth:
      return read_page(
          JobKind::kLight,
          [phase = gate.status().phase](const Gate& from) { return health_page(from, phase); },
          std::move(reply));
    case Page::kStatusJson:
      return read_page(
          JobKind::kLight,
          [status = gate.status(), external = roles.external, gauge = disk](const Gate& from) {
            return status_page(from, status, external.get(), gauge);
          },
          std::move(reply));
    case Page::kAddCheckpoint:
      return add_checkpoint(std::move(body), std::move(reply));
    case Page::kWitnessed:
      return read_page(
          JobKind::kLight,
          [witness = roles.witness, words](const Gate&) {
            return witnessed_page(witness.get(), words);
          },
          std::move(reply));
    default:
      return answer_face(route, std::move(reply));
  }
}

void Plane::joined(Stoppable* who, std::weak_ptr<Stoppable> life) {
  members_.emplace(who, std::move(life));
}

void Plane::left(Stoppable* who) {
  members_.erase(who);
}

void Plane::stop() {
  stopped_ = true;
  const auto members = members_;  // they leave while they stop
  for (const auto& [who, life] : members) {
    if (const auto alive = life.lock()) alive->stop();
  }
}

}  // namespace kuboluk::node::http
