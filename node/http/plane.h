// What the connections of one server share: limits, budgets, workers, and the way from a route to
// an answer. Everything here is called on the thread that owns the sockets and the node's state.
#pragma once

#include <boost/asio/io_context.hpp>
#include <map>
#include <memory>
#include <string>

#include "node/gate.h"
#include "node/http/budget.h"
#include "node/http/face.h"
#include "node/http/jobs.h"
#include "node/http/limits.h"
#include "node/http/places.h"
#include "node/http/response.h"
#include "node/http/router.h"
#include "node/witness/roles.h"

namespace kuboluk::node::http {

// Something that ends with the server: a connection, or a submission that somebody waits for.
class Stoppable {
 public:
  virtual ~Stoppable() = default;
  virtual void stop() = 0;
};

class Plane : public std::enable_shared_from_this<Plane> {
 public:
  Plane(boost::asio::io_context& owner, boost::asio::any_io_executor workers, Gate& gate_of_node,
        const HttpLimits& limits_of_plane, witness::Roles roles_of_node = {},
        DiskGauge disk_of_node = {});

  // Answers once, now or later. `client`: whom it counts for. `body` is there exactly if the page
  // takes one.
  void answer(const Route& route, const std::string& client, std::shared_ptr<std::string> body,
              Reply reply);

  // Any thread. The route must outlive it, and the plane.
  FaceCall face_call(const Route& route) const;

  // Stopped with the plane as long as it lives; it must call left() before it ends.
  void joined(Stoppable* who, std::weak_ptr<Stoppable> life);
  void left(Stoppable* who);
  // Ends all of them; none may join afterwards.
  void stop();
  bool stopped() const { return stopped_; }

  boost::asio::io_context& io;
  Gate& gate;
  const witness::Roles roles;
  const DiskGauge disk;
  const HttpLimits limits;
  Jobs jobs;
  Places places;
  Budget turned_away;
  Budget bodies;
  Budget answers;
  Budget waits;
  Budget size_waits;
  Budget streams;
  const std::shared_ptr<const FaceParts> face;
  const std::shared_ptr<KeptPages> kept;

 private:
  void add_checkpoint(std::shared_ptr<std::string> body, Reply reply);
  void answer_face(const Route& route, Reply reply);
  void answer_list_face(const Route& route, Reply reply);
  void answer_proof(const Route& route, Reply reply);
  void read_page(JobKind kind, std::function<Response(const Gate&)> page, Reply reply);

  std::map<Stoppable*, std::weak_ptr<Stoppable>> members_;
  bool stopped_ = false;
};

}  // namespace kuboluk::node::http
