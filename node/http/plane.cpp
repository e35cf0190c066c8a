#include "node/http/plane.h"

#include "node/http/pages.h"
#include "node/http/problem.h"
#include "node/http/submit_call.h"

namespace kuboluk::node::http {

namespace {

// Nobody owns a share of the sum of waits: the sockets are shared out already.
constexpr std::uint64_t kNoShare = UINT64_MAX;

}  // namespace

Plane::Plane(boost::asio::io_context& owner, boost::asio::any_io_executor workers,
             Gate& gate_of_node, const HttpLimits& limits_of_plane)
    : io(owner),
      gate(gate_of_node),
      limits(limits_of_plane),
      jobs(owner.get_executor(), std::move(workers), limits),
      places(limits.sockets, limits.sockets_per_client, limits.patience),
      turned_away(limits.turned_away, limits.turned_away_per_client),
      bodies(limits.body_bytes, limits.body_bytes_per_client),
      answers(limits.answer_bytes, limits.answer_bytes_per_client),
      waits(limits.waits, kNoShare),
      size_waits(limits.size_waits, limits.size_waits_per_client) {}

void Plane::read_page(JobKind kind, std::function<Response(const Gate&)> page, Reply reply) {
  const bool taken = jobs.run(kind, [&from = gate, page = std::move(page), reply] {
    // Shared, because a job's continuation must be copyable and a list may have 100 MB.
    auto response = std::make_shared<Response>(page(from));
    return [response, reply] { reply(std::move(*response)); };
  });
  if (!taken) reply(try_again("busy: too many such requests are under way"));
}

void Plane::answer(const Route& route, const std::string& client, std::shared_ptr<std::string> body,
                   Reply reply) {
  const std::vector<std::string>& words = route.words;
  switch (route.page) {
    case Page::kSubmit:
      return SubmitCall::start(shared_from_this(), route, client, std::move(body),
                               std::move(reply));
    case Page::kCheckpoint:
      return read_page(JobKind::kLight, checkpoint_page, std::move(reply));
    case Page::kTile:
      return read_page(
          JobKind::kLight, [words](const Gate& from) { return tile_page(from, words); },
          std::move(reply));
    case Page::kGenesis:
      return read_page(JobKind::kLight, genesis_page, std::move(reply));
    case Page::kProof:
      return read_page(
          JobKind::kProof, [words](const Gate& from) { return proof_page(from, words); },
          std::move(reply));
    case Page::kList:
      return read_page(
          JobKind::kList, [words](const Gate& from) { return list_page(from, words); },
          std::move(reply));
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
    case Page::kStatus:
      return read_page(
          JobKind::kLight,
          [status = gate.status()](const Gate& from) { return status_page(from, status); },
          std::move(reply));
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
