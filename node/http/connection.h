// One client's connection: requests one after the other, each under a deadline for the whole of it.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/string_body.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "node/http/head.h"
#include "node/http/plane.h"

namespace kuboluk::node::http {

// Kept alive by the operation or the answer that it waits for. The next request is read only after
// the last one is answered, so a client that sends many costs one at a time and others get turns.
class Connection final : public Stoppable,
                         public Seated,
                         public std::enable_shared_from_this<Connection> {
 public:
  // `place`, given by Plane::places, is free again when the connection ends or makes room.
  static void start(std::shared_ptr<Plane> plane, boost::asio::ip::tcp::socket socket,
                    std::string client, Hold place);
  // For a client that gets no place: tells it so and ends. `hold` lasts as long as that takes.
  static void turn_away(std::shared_ptr<Plane> plane, boost::asio::ip::tcp::socket socket,
                        std::string client, Hold hold);
  // The same in a hurry: written in one piece, not waited for, and the socket closed.
  static void turn_away_at_once(boost::asio::ip::tcp::socket& socket);
  Connection(std::shared_ptr<Plane> plane, boost::asio::ip::tcp::socket socket, std::string client,
             Hold place);
  ~Connection() override;
  void stop() override;
  std::optional<std::chrono::steady_clock::time_point> waited_for_since() const override;
  void make_room() override;

 private:
  using Message = boost::beast::http::response<boost::beast::http::string_body>;
  using Serializer = boost::beast::http::response_serializer<boost::beast::http::string_body>;

  void read_head();
  void on_head(boost::system::error_code error, std::size_t bytes);
  void take(const RequestHead& head);
  void take_with_body(const RequestHead& head);
  // What to answer to a body of that length, if it is too long for this resource.
  std::optional<Response> too_large(std::uint64_t bytes) const;
  void say_continue();
  void read_body();
  void dispatch();
  // Hands the socket over; this connection ends.
  void begin_stream();
  void refuse(Response response);
  // Headers that every answer of this resource gets.
  void put_common(const Response& response);
  void write(Response response);
  void on_written(boost::system::error_code error);
  void linger();
  void discard();
  void wait_for_client(std::chrono::milliseconds at_most);
  std::chrono::milliseconds deadline(std::chrono::milliseconds base, std::uint64_t bytes) const;

  std::shared_ptr<Plane> plane_;
  boost::beast::tcp_stream stream_;
  std::string client_;
  Hold place_;
  std::optional<std::chrono::steady_clock::time_point> waited_for_since_;
  std::string input_;  // received, not used yet
  std::size_t requests_ = 0;

  // Of the request at hand.
  Route route_;
  std::shared_ptr<std::string> body_;
  std::uint64_t body_length_ = 0;
  Hold body_hold_;
  bool head_only_ = false;
  bool close_after_ = false;
  Message message_;
  std::optional<Serializer> serializer_;
  Hold answer_hold_;
};

}  // namespace kuboluk::node::http
