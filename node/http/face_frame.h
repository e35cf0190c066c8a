// What the pages of the public face share: what they are read from, headers, faults. Not for other
// boxes.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "ledger/report/source.h"
#include "node/http/face.h"
#include "node/http/served.h"

namespace kuboluk::node::http {

inline constexpr char kHtmlType[] = "text/html; charset=utf-8";
inline constexpr char kCsvType[] = "text/csv; charset=utf-8; header=present";

// Committed state as a report reads it. Keeps its snapshot; not copyable.
class FaceState {
 public:
  // A fault where nothing is committed, the node catches up, or the store cannot answer.
  static std::variant<std::unique_ptr<FaceState>, Fault> open(const FaceCall& call);

  report::Source source() const;
  // What held at the clocks of the query; `at` is now where it was not given.
  domain::TwoClocks clocks() const;
  // Context of a page; with what stands in the footer.
  pages::Context context() const;
  // Changes whenever an answer may: with the checkpoint and its cosignatures, the minute (ages,
  // ends of authority), the address, the language.
  std::string weak_tag() const;
  // What is kept may be shown as long as this is the same.
  Moment moment() const;
  const Served& served() const { return served_; }
  const FaceCall& call() const { return call_; }

 private:
  FaceState(const FaceCall& call, Served served) : call_(call), served_(std::move(served)) {}
  std::optional<proof::Confirmation> confirmation() const;
  // The names of members that are organisations.
  void put_bodies(pages::Context& context) const;
  const FaceCall& call_;
  Served served_;
};

// The language of the answer: `lang`, else Accept-Language, else Kyrgyz.
speech::Language language_of(const Route& route);

// Opens the state, answers 304 where the client has the answer already or with what is kept, else
// calls `make`, puts the headers of a page on and keeps the answer.
using MakeFace = Response (*)(const FaceState& state);
Response answer_face(const FaceCall& call, MakeFace make);

// Context of a page that needs no committed state.
pages::Context bare_context(const FaceCall& call);
// Vary, and for HTML the language and what it may load.
void put_page_headers(Response& response, speech::Language language);

// Answers of one form, without headers.
Response html(std::string body);
Response json_text(std::string body);
Response plain(std::string type, std::string body);

Response fault_response(const FaceCall& call, const Fault& fault);
// What an error of a report means to the reader. `typed`: put back into the field.
Response report_fault(const FaceState& state, const Error& error, const std::string& typed = {});

// A refusal of the router or of the plane itself, in the reader's language: a page for a browser;
// for others the problem as it is, with title and detail in a language that they asked for.
Response worded(const FaceParts& parts, const core::Setup& setup, const Asker& asker,
                Response refused);

// Strong validator for bodies that depend on nothing but what is in them; 304 if the client has it.
Response with_strong_tag(Response response, const Asker& asker);
bool tag_matches(std::string_view if_none_match, std::string_view tag);

}  // namespace kuboluk::node::http
