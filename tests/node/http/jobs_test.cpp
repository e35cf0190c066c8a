#include "node/http/jobs.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <catch2/catch.hpp>
#include <thread>

namespace kuboluk::node::http {
namespace {

// Notes the thread on which it ends: a connection that a reply holds has one thread.
class Held {
 public:
  explicit Held(std::thread::id& ended_on) : ended_on_(ended_on) {}
  ~Held() { ended_on_ = std::this_thread::get_id(); }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;

 private:
  std::thread::id& ended_on_;
};

}  // namespace

TEST_CASE("what a job holds ends on the owner's thread, not on the worker that did it") {
  boost::asio::io_context owner;
  boost::asio::thread_pool workers(1);
  const HttpLimits limits;
  Jobs jobs(owner.get_executor(), workers.get_executor(), limits);
  std::thread::id worked_on;
  std::thread::id ended_on;
  bool answered = false;
  auto held = std::make_shared<Held>(ended_on);
  REQUIRE(jobs.run(JobKind::kLight, [held, &worked_on, &answered] {
    worked_on = std::this_thread::get_id();
    return [&answered] { answered = true; };
  }));
  held.reset();
  workers.join();  // the worker has let go of all that it had
  CHECK(worked_on != std::this_thread::get_id());
  CHECK(ended_on == std::thread::id());
  owner.run();
  CHECK(answered);
  CHECK(ended_on == std::this_thread::get_id());
}

TEST_CASE("no more jobs of a kind are under way than may be") {
  boost::asio::io_context owner;
  boost::asio::thread_pool workers(1);
  HttpLimits limits;
  limits.light_jobs = 2;
  Jobs jobs(owner.get_executor(), workers.get_executor(), limits);
  const Jobs::Work nothing = [] { return [] {}; };
  CHECK(jobs.run(JobKind::kLight, nothing));
  CHECK(jobs.run(JobKind::kLight, nothing));
  CHECK_FALSE(jobs.run(JobKind::kLight, nothing));
  CHECK(jobs.run(JobKind::kProof, nothing));
  workers.join();
  CHECK_FALSE(jobs.run(JobKind::kLight, nothing));  // until the owner has taken note
  owner.run();
  CHECK(jobs.run(JobKind::kLight, nothing));
}

}  // namespace kuboluk::node::http
