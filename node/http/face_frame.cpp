#include "node/http/face_frame.h"

#include <boost/json.hpp>

#include "crypto/check.h"
#include "crypto/encoding.h"
#include "crypto/sha256.h"
#include "ledger/proof/anchor.h"
#include "ledger/speech/catalogue.h"
#include "node/http/problem.h"

namespace kuboluk::node::http {

namespace {

// Bytes of a hash that a validator shows.
constexpr std::size_t kTagHexDigits = 32;
// Seconds for which a shared cache may answer: a burst at the opening of the polls reaches the node
// once per cache; nobody sees data that are older by more than that.
constexpr char kKeepSeconds[] = "public, max-age=5";
constexpr char kPagePolicy[] =
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'";

pages::Context plain_context(const core::Setup& setup, speech::Language language) {
  pages::Context context;
  context.language = language;
  context.training = setup.info.clock == domain::Clock::kScenario;
  context.node = setup.me;
  context.offset = setup.info.offset;
  context.now_s = clock_s();
  return context;
}

// Path and query without `lang`.
std::string without_language(std::string_view target) {
  const std::size_t mark = target.find('?');
  std::string kept(target.substr(0, mark));
  if (mark == std::string_view::npos) return kept;
  std::string_view query = target.substr(mark + 1);
  char before = '?';
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    if (!query.starts_with("lang=")) {
      kept += before;
      kept += query.substr(0, end);
      before = '&';
    }
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  return kept;
}

// All that an answer depends on beside the moment. The form stands in the address.
std::string question_of(const FaceCall& call) {
  std::string question("page ");
  question += speech::code_of(language_of(call.route));
  question += ' ';
  question += call.route.target;
  return question;
}

Response word_fault(const FaceParts& parts, const core::Setup& setup, const Asker& asker,
                    speech::Language language, const Fault& fault) {
  Response response;
  if (asker.wants_html) {
    response = html(parts.pages.problem_page(plain_context(setup, language), fault.status,
                                             fault.what, fault.typed));
    response.status = fault.status;
  } else {
    const std::string key(pages::key_of(fault.what));
    response = problem(fault.status, speech::say(language, key + ".title"),
                       speech::say(language, key + ".text"));
    response.headers.emplace_back("Content-Language", std::string(speech::code_of(language)));
  }
  put_page_headers(response, language);
  if (fault.status == 503) {
    response.headers.emplace_back("Retry-After", std::to_string(kRetryAfterSeconds));
  }
  return response;
}

pages::Problem problem_of(unsigned status) {
  switch (status) {
    case 404:
      return pages::Problem::kNoPage;
    case 405:
    case 501:
      return pages::Problem::kMethod;
    case 413:
    case 414:
    case 431:
      return pages::Problem::kTooLong;
    case 503:
      return pages::Problem::kBusy;
    default:
      return pages::Problem::kBadPath;
  }
}

}  // namespace

void put_page_headers(Response& response, speech::Language language) {
  response.headers.emplace_back("Vary", "Accept, Accept-Language");
  if (response.type != kHtmlType) return;
  response.headers.emplace_back("Content-Language", std::string(speech::code_of(language)));
  response.headers.emplace_back("Content-Security-Policy", kPagePolicy);
  response.headers.emplace_back("Referrer-Policy", "no-referrer");
}

pages::Context bare_context(const FaceCall& call) {
  pages::Context context = plain_context(call.gate.setup(), language_of(call.route));
  context.path = without_language(call.route.target);
  return context;
}

std::shared_ptr<const FaceParts> load_face(const core::Setup& setup) {
  auto pages = pages::Pages::load();
  KUBOLUK_CHECK(pages.has_value());
  domain::Rulesets rulesets = domain::built_in_rulesets();
  if (rulesets.find(setup.ruleset.id) == nullptr) {
    KUBOLUK_CHECK(rulesets.add(setup.ruleset).has_value());
  }
  return std::make_shared<const FaceParts>(FaceParts{std::move(rulesets), std::move(*pages)});
}

speech::Language language_of(const Route& route) {
  return route.query.language.value_or(route.asker.language);
}

std::variant<std::unique_ptr<FaceState>, Fault> FaceState::open(const FaceCall& call) {
  auto served = open_served(call.gate);
  if (std::holds_alternative<Response>(served)) {
    const auto snapshot = call.gate.snapshot();
    const auto note = snapshot ? (*snapshot)->checkpoint() : snapshot.error();
    const bool starting = note && !note->has_value();
    return Fault{503, starting ? pages::Problem::kStarting : pages::Problem::kStorage, ""};
  }
  Served& from = std::get<Served>(served);
  if (!from.current()) return Fault{503, pages::Problem::kCatchingUp, ""};
  return std::unique_ptr<FaceState>(new FaceState(call, std::move(from)));
}

report::Source FaceState::source() const {
  return {*served_.snapshot, served_.note,
          proof::ReaderPolicy{call_.gate.setup().policy, call_.parts.rulesets, call_.now_s,
                              core::kSkewSeconds, kFaceAgeLimitSeconds}};
}

domain::TwoClocks FaceState::clocks() const {
  const FaceQuery& query = call_.route.query;
  const domain::Instant now{static_cast<std::int64_t>(call_.now_s) * domain::kSecondMs};
  return {query.at.value_or(now), query.known.value_or(domain::kEndOfTime)};
}

pages::Context FaceState::context() const {
  pages::Context context = bare_context(call_);
  context.now_s = call_.now_s;
  context.list_page = call_.route.query.page;
  context.confirmation = confirmation();
  put_bodies(context);
  return context;
}

// A name that cannot be read leaves its id on the page: what the page is about does not hang on it,
// and what does is refused where it is read.
void FaceState::put_bodies(pages::Context& context) const {
  for (const core::Member& member : call_.gate.setup().members) {
    (void)report::add_registered(*served_.snapshot, member.id, context.bodies);
  }
}

std::optional<proof::Confirmation> FaceState::confirmation() const {
  Kept<proof::Confirmation>& kept = call_.kept.confirmations;
  if (const auto found = kept.find(moment(), "")) return *found;
  const core::Setup& setup = call_.gate.setup();
  const auto anchor = proof::build_anchor(*served_.snapshot, setup.policy, served_.note,
                                          call_.now_s, core::kSkewSeconds);
  if (!anchor) return std::nullopt;
  auto made =
      proof::verify_anchor(setup.policy, *anchor, setup.info.id, call_.now_s, core::kSkewSeconds);
  if (!made) return std::nullopt;
  kept.keep(moment(), "", std::make_shared<const proof::Confirmation>(*made), served_.note.size());
  return std::move(*made);
}

Moment FaceState::moment() const {
  return moment_of(served_, call_.now_s);
}

std::string FaceState::weak_tag() const {
  const Moment now = moment();
  std::string all = now.note;
  all += '\n';
  all += question_of(call_);
  all += '\n';
  all += std::to_string(now.minute);
  const std::string hex = crypto::to_hex(crypto::sha256(bytes_of(all)));
  return "W/\"" + hex.substr(0, kTagHexDigits) + "\"";
}

namespace {

void put_validators(Response& response, const std::string& tag) {
  response.headers.emplace_back("ETag", tag);
  response.headers.emplace_back("Cache-Control", kKeepSeconds);
}

std::optional<Response> kept_answer(const FaceState& state) {
  const FaceCall& call = state.call();
  const std::string tag = state.weak_tag();
  if (tag_matches(call.route.asker.if_none_match, tag)) {
    Response response{304, "", "", {}};
    response.headers.emplace_back("Vary", "Accept, Accept-Language");
    put_validators(response, tag);
    return response;
  }
  const auto kept = call.kept.answers.find(state.moment(), question_of(call));
  return kept ? std::optional<Response>(*kept) : std::nullopt;
}

}  // namespace

std::optional<Response> kept_face(const FaceCall& call) {
  if (call.route.fault) return std::nullopt;
  const auto opened = FaceState::open(call);
  const auto* state = std::get_if<std::unique_ptr<FaceState>>(&opened);
  return state == nullptr ? std::nullopt : kept_answer(**state);
}

Response answer_face(const FaceCall& call, MakeFace make) {
  if (call.route.fault) return fault_response(call, *call.route.fault);
  auto opened = FaceState::open(call);
  if (const Fault* fault = std::get_if<Fault>(&opened)) return fault_response(call, *fault);
  const FaceState& state = *std::get<std::unique_ptr<FaceState>>(opened);
  if (auto kept = kept_answer(state)) return std::move(*kept);
  Response response = make(state);
  if (response.status != 200) return response;
  put_page_headers(response, language_of(call.route));
  put_validators(response, state.weak_tag());
  call.kept.answers.keep(state.moment(), question_of(call),
                         std::make_shared<const Response>(response), bytes_kept(response));
  return response;
}

Response html(std::string body) {
  return {200, kHtmlType, std::move(body), {}};
}

Response json_text(std::string body) {
  return {200, kJsonType, std::move(body), {}};
}

Response plain(std::string type, std::string body) {
  return {200, std::move(type), std::move(body), {}};
}

Response fault_response(const FaceCall& call, const Fault& fault) {
  return word_fault(call.parts, call.gate.setup(), call.route.asker, language_of(call.route),
                    fault);
}

Response report_fault(const FaceState& state, const Error& error, const std::string& typed) {
  Fault fault{503, pages::Problem::kStorage, typed};
  if (error.rule == "X.FORM") {
    fault.status = 400;
    fault.what =
        error.object == "election" ? pages::Problem::kBadElection : pages::Problem::kBadNumber;
  } else if (error.rule == report::kUnknownRule) {
    fault.status = 404;
    fault.what = error.object == "application" ? pages::Problem::kUnknownApplication
                                               : pages::Problem::kUnknownElection;
  }
  return fault_response(state.call(), fault);
}

Response worded(const FaceParts& parts, const core::Setup& setup, const Asker& asker,
                Response refused) {
  if (refused.status < 400 || (!asker.wants_html && !asker.has_preference)) return refused;
  Response told = word_fault(parts, setup, asker, asker.language,
                             Fault{refused.status, problem_of(refused.status), ""});
  for (auto& header : refused.headers) {
    if (header.first == "Allow") told.headers.push_back(std::move(header));
  }
  return told;
}

bool tag_matches(std::string_view if_none_match, std::string_view tag) {
  if (if_none_match == "*") return true;
  // RFC 9110 13.1.2: compared weakly.
  const std::string_view opaque = tag.starts_with("W/") ? tag.substr(2) : tag;
  return if_none_match.find(opaque) != std::string_view::npos;
}

Response with_strong_tag(Response response, const Asker& asker) {
  if (response.status != 200) return response;
  const std::string hex = crypto::to_hex(crypto::sha256(bytes_of(response.body)));
  const std::string tag = "\"" + hex.substr(0, kTagHexDigits) + "\"";
  response.headers.emplace_back("ETag", tag);
  if (!tag_matches(asker.if_none_match, tag)) return response;
  response.status = 304;
  response.type.clear();
  response.body.clear();
  return response;
}

}  // namespace kuboluk::node::http
