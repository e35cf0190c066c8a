#include "tools/network/node_client.h"

#include <boost/json/array.hpp>

#include "ledger/proof/list_proof.h"
#include "ledger/proof/status_proof.h"
#include "tools/output/words.h"
#include "tools/scenario/json_line.h"

namespace kuboluk::tools {
namespace {

namespace json = boost::json;

// Longest word of a node that is shown.
constexpr std::size_t kShownBytesMax = 600;

Error unreachable(const std::string& object, std::string detail) {
  return Error{std::string(kUnreachableRule), object, std::move(detail)};
}

// The text under `key`, printable; empty if it is missing, null or no text.
std::string text_under(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  if (value == nullptr || !value->is_string()) return {};
  return printable(std::string_view(value->get_string()), kShownBytesMax);
}

std::optional<std::uint64_t> number_under(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  boost::system::error_code failed;
  const auto number = value->to_number<std::uint64_t>(failed);
  if (failed) return std::nullopt;
  return number;
}

bool flag_under(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_bool() && value->get_bool();
}

Result<json::object> parse_answer(std::string_view body) {
  while (body.ends_with('\n'))
    body.remove_suffix(1);
  return parse_json_line(body);
}

// What a node says in an answer that is no success: its own words, else the number.
std::string words_of(const HttpAnswer& answer) {
  const Result<json::object> problem = parse_answer(answer.body);
  const std::string detail = problem ? text_under(*problem, "detail") : "";
  return "HTTP status " + std::to_string(answer.status) + (detail.empty() ? "" : ": " + detail);
}

Result<SubmitAnswer> read_committed(const std::string& object, const HttpAnswer& answer) {
  const Result<json::object> body = parse_answer(answer.body);
  if (!body) return unreachable(object, "its answer makes no sense: " + body.error().detail);
  const auto index = number_under(*body, "index");
  const auto size = number_under(*body, "size");
  if (!index || !size || *index >= *size) {
    return unreachable(object, "its answer names no place in the log");
  }
  return SubmitAnswer(CommittedAct{*index, *size, flag_under(*body, "repeated")});
}

// A refusal without a rule is HTTP's own: then nothing was decided about the act.
Result<SubmitAnswer> read_problem(const std::string& object, const HttpAnswer& answer) {
  const Result<json::object> problem = parse_answer(answer.body);
  const std::string rule = problem ? text_under(*problem, "rule") : "";
  if (rule.empty()) return unreachable(object, words_of(answer));
  const Error error{rule, text_under(*problem, "object"), text_under(*problem, "detail")};
  return SubmitAnswer(RefusedAct{error, text_under(*problem, "paragraph")});
}

// {"present":4,"needed":"3 of 4"} as "4, needs 3 of 4".
std::string quorum_under(const json::object& page) {
  const json::value* quorum = page.if_contains("quorum");
  if (quorum == nullptr || !quorum->is_object()) return {};
  const auto present = number_under(quorum->get_object(), "present");
  return (present ? std::to_string(*present) : "?") + ", needs " +
         text_under(quorum->get_object(), "needed");
}

void read_lists(const json::object& page, NodeState& state) {
  const json::value* peers = page.if_contains("peers");
  if (peers != nullptr && peers->is_array()) {
    for (const json::value& each : peers->get_array()) {
      if (!each.is_object()) continue;
      const json::object& peer = each.get_object();
      state.peers.push_back({text_under(peer, "id"), flag_under(peer, "linked")});
    }
  }
  const json::value* refusals = page.if_contains("refusals");
  if (refusals == nullptr || !refusals->is_array()) return;
  for (const json::value& each : refusals->get_array()) {
    if (!each.is_object()) continue;
    const json::object& refusal = each.get_object();
    state.refusals.push_back({text_under(refusal, "by"), number_under(refusal, "size").value_or(0),
                              number_under(refusal, "index").value_or(0),
                              text_under(refusal, "rule"), text_under(refusal, "expected"),
                              text_under(refusal, "got")});
  }
}

// Why a node that can be reached does not commit; nothing if it cannot be reached either.
std::optional<std::string> waiting_words(const NodeClient& node) {
  const Result<NodeState> state = node.state();
  if (!state) return std::nullopt;
  std::string words = node.name() + " has not committed the act yet";
  if (!state->waiting.empty()) words += "; it waits for " + state->waiting;
  if (!state->quorum.empty()) words += "; cosigners that it can reach: " + state->quorum;
  return words;
}

}  // namespace

Result<SubmitAnswer> NodeClient::submit(const std::string& body, std::uint64_t at_least,
                                        bool wait) const {
  const std::string target =
      std::string("submit?") + (wait ? "wait&" : "") + "at-least=" + std::to_string(at_least);
  const int seconds = kSubmitWaitSeconds + static_cast<int>(body.size() / kSubmitBytesPerSecond);
  const Result<HttpAnswer> answer = client_.post(target, body, kNodeAnswerBytesMax, seconds);
  if (!answer) return answer.error();
  const std::string object = name() + "/submit";
  switch (answer->status) {
    case 200:
      return read_committed(object, *answer);
    case 202:
      return SubmitAnswer(ReceiptedAct{answer->body});
    case 503:
      return SubmitAnswer(NotNow{words_of(*answer), answer->retry_after_s});
    case 400:
    case 403:
    case 409:
    case 413:
      return read_problem(object, *answer);
    default:
      return unreachable(object, words_of(*answer));
  }
}

Result<std::string> NodeClient::read(std::string_view path, std::size_t bytes_max) const {
  Result<HttpAnswer> answer = client_.get(path, bytes_max);
  if (!answer) return answer.error();
  if (answer->status == 200) return std::move(answer->body);
  const std::string object = name() + "/" + std::string(path);
  if (answer->status == 404 || answer->status == 410) {
    return Error{std::string(kAbsentRule), object, "the node has nothing there"};
  }
  return unreachable(object, words_of(*answer));
}

Result<std::string> NodeClient::status_proof(const proof::Asked& asked) const {
  return read("proof/" + std::string(proof::to_text(asked.question)) + "/" + asked.election + "/" +
                  asked.id,
              proof::kStatusProofBytesMax);
}

Result<std::string> NodeClient::list_proof(std::string_view election) const {
  return read("list/accreditation/" + std::string(election), proof::kListProofBytesMax);
}

Result<NodeState> NodeClient::state() const {
  const Result<std::string> body = read("status.json", kNodeAnswerBytesMax);
  if (!body) return body.error();
  const Result<json::object> page = parse_answer(*body);
  if (!page) return Error{"JSON", name() + "/status.json", page.error().detail};
  NodeState state;
  state.ledger = text_under(*page, "ledger");
  state.member = text_under(*page, "member");
  state.role = text_under(*page, "role");
  state.phase = text_under(*page, "phase");
  state.waiting = text_under(*page, "waiting");
  state.size = number_under(*page, "size").value_or(0);
  state.log_root = text_under(*page, "log_root");
  state.status_root = text_under(*page, "status_root");
  state.behind = number_under(*page, "behind").value_or(0);
  state.quorum = quorum_under(*page);
  state.pending_acts = number_under(*page, "pending_acts").value_or(0);
  state.forks = number_under(*page, "forks").value_or(0);
  read_lists(*page, state);
  return state;
}

Result<Decided> submit_patiently(const NodeClient& node, const std::string& body,
                                 std::uint64_t at_least, Patience& patience,
                                 const OnWait& on_wait) {
  bool said = false;
  const auto say_once = [&said, &on_wait](const std::string& words) {
    if (!said && on_wait) on_wait(words);
    said = true;
  };
  while (true) {
    const Result<SubmitAnswer> answer = node.submit(body, at_least);
    if (!answer && answer.error().rule != kUnreachableRule) return answer.error();
    if (answer && std::holds_alternative<CommittedAct>(*answer)) {
      return Decided(std::get<CommittedAct>(*answer));
    }
    if (answer && std::holds_alternative<RefusedAct>(*answer)) {
      return Decided(std::get<RefusedAct>(*answer));
    }
    std::optional<int> pause;
    Error last;
    if (answer && std::holds_alternative<NotNow>(*answer)) {
      last = unreachable(node.name(), std::get<NotNow>(*answer).why);
      pause = std::get<NotNow>(*answer).retry_after_s;
      say_once(node.name() + " does not take the act now: " + last.detail);
    } else if (const auto words = waiting_words(node)) {
      last = Error{std::string(kNotYetRule), "", *words};
      say_once(*words);
    } else {
      last = answer ? unreachable(node.name(), "no answer any more") : answer.error();
    }
    if (!patience.wait(pause)) return last;
  }
}

}  // namespace kuboluk::tools
