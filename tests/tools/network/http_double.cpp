#include "tests/tools/network/http_double.h"

#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include "crypto/encoding.h"
#include "ledger/exchange/submission.h"
#include "ledger/log/cosignature.h"
#include "ledger/proof/list_proof.h"
#include "ledger/proof/status_proof.h"
#include "tests/tools/scenario/scenario_files.h"
#include "tools/audit/ledger_source.h"
#include "tools/command.h"

namespace node_double {

namespace asio = boost::asio;
namespace http = boost::beast::http;
namespace json = boost::json;
using asio::ip::tcp;
using namespace kuboluk;
using namespace kuboluk::tools;

namespace {

constexpr auto kNow = scenario_files::kNow;
constexpr std::uint64_t kNowSeconds = static_cast<std::uint64_t>(kNow.ms / domain::kSecondMs);
constexpr std::uint64_t kBodyBytesMax = 40'000'000;

Reply problem(unsigned status, const Error& error) {
  const json::object body{{"type", "urn:kuboluk:rule:" + error.rule},
                          {"title", "refused"},
                          {"status", status},
                          {"detail", error.detail},
                          {"rule", error.rule},
                          {"paragraph", nullptr},
                          {"field", nullptr},
                          {"object", error.object}};
  return {status, json::serialize(body) + "\n", {}};
}

template <class T>
T must(Result<T> result) {
  if (!result) FAIL(result.error().message());
  return *std::move(result);
}

}  // namespace

HttpDouble::HttpDouble(Responder responder)
    : responder_(std::move(responder)),
      acceptor_(io_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
      port_(acceptor_.local_endpoint().port()),
      thread_([this] { serve(); }) {}

HttpDouble::~HttpDouble() {
  stopping_ = true;
  {
    const std::lock_guard lock(mutex_);
    boost::system::error_code ignored;
    for (tcp::socket* client : open_)
      client->shutdown(tcp::socket::shutdown_both, ignored);
  }
  tcp::socket last(io_);  // wakes accept()
  boost::system::error_code ignored;
  last.connect(tcp::endpoint(asio::ip::address_v4::loopback(), port_), ignored);
  thread_.join();
}

HttpAddress HttpDouble::address() const {
  return {"127.0.0.1", std::to_string(port_), ""};
}

void HttpDouble::serve() {
  while (!stopping_) {
    boost::system::error_code failed;
    tcp::socket client(io_);
    acceptor_.accept(client, failed);
    if (failed || stopping_) continue;
    clients_.emplace_back(
        [this, socket = std::move(client)]() mutable { serve_one(std::move(socket)); });
  }
  for (std::thread& client : clients_)
    client.join();
}

void HttpDouble::serve_one(tcp::socket client) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    open_.insert(&client);
  }
  boost::beast::flat_buffer buffer;
  boost::system::error_code failed;
  while (!failed && !stopping_) {
    http::request_parser<http::string_body> parser;
    parser.body_limit(kBodyBytesMax);
    http::read(client, buffer, parser, failed);
    if (failed) break;
    const auto& request = parser.get();
    Reply reply;
    {
      const std::lock_guard lock(answering_);
      reply = responder_(
          {std::string(request.method_string()), std::string(request.target()), request.body()});
    }
    http::response<http::string_body> response(static_cast<http::status>(reply.status), 11);
    if (!reply.retry_after.empty()) response.set(http::field::retry_after, reply.retry_after);
    response.body() = reply.body;
    response.prepare_payload();
    http::write(client, response, failed);
  }
  const std::lock_guard lock(mutex_);
  open_.erase(&client);
}

SharedLedger::SharedLedger(const Scenario& scenario)
    : folder_(scenario_files::scratch()), keys_(training_ledger_name(scenario.meta.scenario)) {
  const auto rulesets = scenario_files::rulesets();
  genesis_ = must(training_genesis(scenario.meta, *rulesets.find(scenario.meta.ruleset)));
  const auto ledger_info = must(domain::read_genesis(genesis_));
  store::Options options;
  options.any_file_system = true;
  ledger_ = must(EmbeddedLedger::create(folder_.path() / "ledger", genesis_,
                                        must(keys_.log(ledger_info.id)), rulesets, kNow, options));
}

std::string SharedLedger::policy() const {
  return must(training_policy(keys_, ledger_->info().id));
}

Responder SharedLedger::honest(std::string member) {
  return [this, member = std::move(member)](const Asked& asked) {
    const std::lock_guard lock(mutex_);
    return answer(member, asked);
  };
}

std::string SharedLedger::checkpoint() const {
  auto note = must(crypto::parse_note(must(ledger_->checkpoint())));
  std::size_t missing = cosigners_;
  for (const TrainingMember& member : kTrainingMembers) {
    if (!member.cosigns || missing == 0) continue;
    --missing;
    const auto key = must(keys_.member(member.id, crypto::KeyRole::kCosigner));
    note.signatures.push_back(log::sign_cosignature(note.text, kNowSeconds, key.vkey, key.secret));
  }
  return crypto::print_note(note);
}

Reply SharedLedger::answer(const std::string& member, const Asked& asked) {
  const std::string path = asked.target.substr(1);
  if (asked.method == "POST") return submit(asked.body);
  if (path == "checkpoint") return {200, checkpoint(), {}};
  if (path == "genesis") return {200, genesis_, {}};
  if (path == "status.json") return state(member);
  if (path.starts_with("proof/") || path.starts_with("list/")) return proof(path);
  const auto snapshot = must(ledger_->snapshot());
  const auto file = LedgerSource("ledger", *snapshot, "").read(path, kSourceFileBytesMax);
  if (!file) return problem(404, file.error());
  return {200, *file, {}};
}

Reply SharedLedger::submit(const std::string& body) {
  const auto key = must(exchange::operator_key_of(genesis_));
  auto submission = exchange::parse_submission(body, ledger_->info(), key);
  if (!submission) return problem(400, submission.error());
  const auto accepted =
      ledger_->submit(std::move(submission->events), submission->recorded_at, kNow);
  if (!accepted) return problem(409, accepted.error());
  json::array events;
  for (const Hash& event : accepted->events)
    events.push_back(json::value(crypto::to_hex(event)));
  const json::object done{{"index", accepted->index},
                          {"size", accepted->size},
                          {"event", events.front()},
                          {"events", events},
                          {"repeated", accepted->repeated}};
  return {200, json::serialize(done) + "\n", {}};
}

Reply SharedLedger::proof(const std::string& path) {
  const auto policy_of_readers = must(log::Policy::parse(policy()));
  const auto snapshot = must(ledger_->snapshot());
  const std::size_t first = path.find('/');
  const std::size_t second = path.find('/', first + 1);
  const std::string kind = path.substr(first + 1, second - first - 1);
  if (path.starts_with("list/")) {
    const auto built =
        proof::build_list_proof(*snapshot, policy_of_readers, checkpoint(), path.substr(second + 1),
                                kNowSeconds, kClockSkewSeconds);
    if (!built) return problem(503, built.error());
    return {200, proof::print_list_proof(*built), {}};
  }
  const std::size_t third = path.find('/', second + 1);
  const proof::Asked asked{*proof::parse_question(kind),
                           path.substr(second + 1, third - second - 1), path.substr(third + 1)};
  const auto built = proof::build_status_proof(*snapshot, policy_of_readers, checkpoint(), asked,
                                               kNowSeconds, kClockSkewSeconds);
  if (!built) return problem(503, built.error());
  return {200, proof::print_status_proof(*built), {}};
}

Reply SharedLedger::state(const std::string& member) {
  const auto position = must(must(ledger_->snapshot())->position());
  const json::object page{{"ledger", ledger_->info().id},
                          {"member", member},
                          {"role", "cosigner"},
                          {"phase", "following"},
                          {"waiting", ""},
                          {"size", position.size},
                          {"log_root", crypto::to_base64(position.log_root)},
                          {"status_root", crypto::to_base64(position.map_root)},
                          {"behind", 0},
                          {"peers", json::array{json::object{{"id", "cec"}, {"linked", true}}}},
                          {"quorum", {{"present", 4}, {"needed", "3 of 4"}}},
                          {"may_sign", true},
                          {"pending_acts", 0},
                          {"refusals", json::array()},
                          {"forks", 0}};
  return {200, json::serialize(page) + "\n", {}};
}

}  // namespace node_double
