#include "node/http/connection.h"

#include <algorithm>
#include <array>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/write.hpp>
#include <ctime>

#include "node/http/event_stream.h"
#include "node/http/face_frame.h"
#include "node/http/problem.h"
#include "node/witness/add_checkpoint.h"

namespace kuboluk::node::http {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;

constexpr std::string_view kEndOfHead = "\r\n\r\n";
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
constexpr unsigned kHttp11 = 11;
constexpr std::string_view kFull =
    "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 2\r\nContent-Length: 0\r\n"
    "Connection: close\r\n\r\n";
// Of what a refused client still sends, at one read.
constexpr std::size_t kDiscardBytes = 16'384;

// RFC 9110 5.6.7, without the locale that strftime would ask.
std::string http_date() {
  constexpr std::array<const char*, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  const auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return std::string(kDays[static_cast<std::size_t>(utc.tm_wday)]) + ", " + two(utc.tm_mday) + " " +
         kMonths[static_cast<std::size_t>(utc.tm_mon)] + " " + std::to_string(utc.tm_year + 1900) +
         " " + two(utc.tm_hour) + ":" + two(utc.tm_min) + ":" + two(utc.tm_sec) + " GMT";
}

}  // namespace

void Connection::start(std::shared_ptr<Plane> plane, asio::ip::tcp::socket socket,
                       std::string client, Hold place) {
  const auto connection =
      std::make_shared<Connection>(plane, std::move(socket), client, std::move(place));
  plane->joined(connection.get(), connection);
  plane->places.joined(connection.get(), client);
  connection->read_head();
}

void Connection::turn_away(std::shared_ptr<Plane> plane, asio::ip::tcp::socket socket,
                           std::string client, Hold hold) {
  const auto connection =
      std::make_shared<Connection>(plane, std::move(socket), std::move(client), std::move(hold));
  plane->joined(connection.get(), connection);
  connection->refuse(try_again("busy: too many connections"));
}

// What has come is read first: closed with unread bytes, a socket takes its answer back.
void Connection::turn_away_at_once(asio::ip::tcp::socket& socket) {
  std::array<char, kDiscardBytes> discarded;  // NOLINT(*-member-init): only written to
  error_code error;
  socket.non_blocking(true, error);
  if (!error) socket.read_some(asio::buffer(discarded), error);
  error = {};
  socket.write_some(asio::buffer(kFull), error);
  socket.shutdown(asio::ip::tcp::socket::shutdown_both, error);
  socket.close(error);
}

Connection::Connection(std::shared_ptr<Plane> plane, asio::ip::tcp::socket socket,
                       std::string client, Hold place)
    : plane_(std::move(plane)),
      stream_(std::move(socket)),
      client_(std::move(client)),
      place_(std::move(place)) {}

Connection::~Connection() {
  plane_->places.left(this, client_);
  plane_->left(this);
}

void Connection::stop() {
  stream_.close();
}

std::optional<std::chrono::steady_clock::time_point> Connection::waited_for_since() const {
  return waited_for_since_;
}

// What is under way ends with an error, and the connection with it. In the middle of an answer
// there is nothing to say.
void Connection::make_room() {
  if (!serializer_) turn_away_at_once(stream_.socket());
  stream_.close();
  plane_->places.left(this, client_);
  place_.reset();
}

void Connection::wait_for_client(std::chrono::milliseconds at_most) {
  waited_for_since_ = std::chrono::steady_clock::now();
  stream_.expires_after(at_most);
}

std::chrono::milliseconds Connection::deadline(std::chrono::milliseconds base,
                                               std::uint64_t bytes) const {
  constexpr std::uint64_t kMsPerSecond = 1000;
  return base + std::chrono::milliseconds(kMsPerSecond * bytes / plane_->limits.bytes_per_second);
}

void Connection::read_head() {
  // Set once: a timer that is renewed at every read would be what slowloris lives on.
  wait_for_client(plane_->limits.header_deadline);
  asio::async_read_until(stream_, asio::dynamic_buffer(input_, plane_->limits.header_bytes),
                         kEndOfHead,
                         [self = shared_from_this()](error_code error, std::size_t bytes) {
                           self->on_head(error, bytes);
                         });
}

void Connection::on_head(error_code error, std::size_t bytes) {
  head_only_ = false;
  if (error == asio::error::not_found) return refuse(problem(431, "the header is too long"));
  if (error) return stream_.close();
  const auto head = parse_head(std::string_view(input_).substr(0, bytes));
  input_.erase(0, bytes);
  if (const auto* refused = std::get_if<Response>(&head)) return refuse(*refused);
  take(std::get<RequestHead>(head));
}

void Connection::take(const RequestHead& head) {
  head_only_ = head.method == "HEAD";
  // HTTP/1.0 has its own words for staying, which nobody needs any more.
  close_after_ =
      !head.keep_alive || head.http_1_0 || ++requests_ >= plane_->limits.requests_per_connection;
  auto route = find_route(head.method, head.target);
  route_ = Route();
  if (auto* refused = std::get_if<Response>(&route)) {
    if (head.method != "POST") {
      *refused = worded(*plane_->face, plane_->gate.setup(), read_asker(head), std::move(*refused));
    }
    return head.content_length > 0 ? refuse(std::move(*refused)) : write(std::move(*refused));
  }
  route_ = std::move(std::get<Route>(route));
  route_.asker = read_asker(head);
  if (takes_body(route_.page)) return take_with_body(head);
  if (head.content_length > 0) return refuse(problem(400, "this resource takes no body"));
  dispatch();
}

std::optional<Response> Connection::too_large(std::uint64_t bytes) const {
  if (route_.page == Page::kAddCheckpoint) {
    if (bytes <= witness::kAddCheckpointBytesMax) return std::nullopt;
    return problem(413, "a request to a witness has at most " +
                            std::to_string(witness::kAddCheckpointBytesMax) + " bytes");
  }
  if (bytes <= exchange::kSubmissionBytesMax) return std::nullopt;
  const Error error{"X.SIZE", "submission",
                    "it has " + std::to_string(bytes) + " bytes; at most " +
                        std::to_string(exchange::kSubmissionBytesMax) + " are allowed"};
  return refusal(413, error, plane_->gate.setup().ruleset);
}

void Connection::take_with_body(const RequestHead& head) {
  if (!head.has_content_length) {
    return refuse(problem(411, "give the length of the body with Content-Length"));
  }
  if (auto refused = too_large(head.content_length)) return refuse(std::move(*refused));
  body_length_ = head.content_length;
  if (body_length_ > plane_->limits.small_body_bytes) {
    body_hold_ = plane_->bodies.take(client_, body_length_);
    if (!body_hold_) return refuse(try_again("busy: too many large submissions are under way"));
  }
  const auto received = std::min<std::uint64_t>(input_.size(), body_length_);
  body_ = std::make_shared<std::string>(input_.substr(0, received));
  input_.erase(0, received);
  wait_for_client(deadline(plane_->limits.body_deadline, body_length_));
  if (head.expects_continue && body_->size() < body_length_) return say_continue();
  read_body();
}

void Connection::say_continue() {
  asio::async_write(stream_, asio::buffer(kContinue),
                    [self = shared_from_this()](error_code error, std::size_t) {
                      if (!error) self->read_body();
                    });
}

void Connection::read_body() {
  // Grows with what arrives: a declared length alone costs nothing.
  asio::async_read(stream_, asio::dynamic_buffer(*body_, body_length_),
                   asio::transfer_exactly(body_length_ - body_->size()),
                   [self = shared_from_this()](error_code error, std::size_t) {
                     if (error) return self->stream_.close();
                     self->dispatch();
                   });
}

void Connection::dispatch() {
  stream_.expires_never();  // nothing is read or written until the answer is there
  waited_for_since_.reset();
  if (route_.page == Page::kLogEvents && !head_only_) return begin_stream();
  plane_->answer(route_, client_, std::move(body_), [self = shared_from_this()](Response response) {
    self->write(std::move(response));
  });
}

void Connection::begin_stream() {
  if (route_.fault) {
    return write(fault_response(plane_->face_call(route_), *route_.fault));
  }
  Hold hold = plane_->streams.take(client_, 1);
  if (!hold) {
    return write(worded(*plane_->face, plane_->gate.setup(), route_.asker,
                        try_again("busy: too many streams are open")));
  }
  EventStream::start(plane_, std::move(stream_), std::move(hold), first_event(route_));
}

void Connection::refuse(Response response) {
  close_after_ = true;
  write(std::move(response));
}

void Connection::write(Response response) {
  body_hold_.reset();
  if (response.body.size() > plane_->limits.small_answer_bytes) {
    answer_hold_ = plane_->answers.take(client_, response.body.size());
    if (!answer_hold_) response = try_again("busy: too many large answers are under way");
  }
  const std::size_t bytes = response.body.size();
  message_ = Message(beast::http::int_to_status(response.status), kHttp11);
  message_.reason(std::string(status_title(response.status)));
  message_.set(beast::http::field::date, http_date());
  put_common(response);
  if (!response.type.empty()) message_.set(beast::http::field::content_type, response.type);
  for (const auto& [name, value] : response.headers)
    message_.set(name, value);
  message_.body() = std::move(response.body);
  message_.prepare_payload();
  if (close_after_) message_.set(beast::http::field::connection, "close");
  serializer_.emplace(message_);
  wait_for_client(deadline(plane_->limits.write_deadline, bytes));
  const auto written = [self = shared_from_this()](error_code error, std::size_t) {
    self->on_written(error);
  };
  if (head_only_) {
    beast::http::async_write_header(stream_, *serializer_, written);
  } else {
    beast::http::async_write(stream_, *serializer_, written);
  }
}

void Connection::put_common(const Response& response) {
  message_.set("X-Content-Type-Options", "nosniff");
  message_.set(beast::http::field::cache_control, "no-store");
  // What is read is public, so scripts of any site may read it. Submissions are no reads.
  if (!takes_body(route_.page)) message_.set("Access-Control-Allow-Origin", "*");
  if (response.status == 204) {
    message_.set("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS");
    message_.set("Access-Control-Allow-Headers", "If-None-Match, Last-Event-ID, Accept-Language");
    message_.set("Access-Control-Max-Age", "86400");
  }
}

void Connection::on_written(error_code error) {
  serializer_.reset();
  message_ = Message();
  answer_hold_.reset();
  if (error) return stream_.close();
  if (close_after_) return linger();
  read_head();
}

// Closed at once, a socket with unread bytes resets the connection, and the client may never see
// the answer (RFC 9112 9.6).
void Connection::linger() {
  error_code ignored;
  stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  wait_for_client(plane_->limits.linger);
  discard();
}

void Connection::discard() {
  input_.resize(kDiscardBytes);
  stream_.async_read_some(asio::buffer(input_),
                          [self = shared_from_this()](error_code error, std::size_t) {
                            if (error) return self->stream_.close();
                            self->discard();
                          });
}

}  // namespace kuboluk::node::http
