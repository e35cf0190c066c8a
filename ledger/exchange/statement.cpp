#include "ledger/exchange/statement.h"

#include <algorithm>
#include <span>
#include <utility>

#include "crypto/check.h"
#include "crypto/encoding.h"
#include "crypto/note.h"
#include "ledger/domain/charset.h"
#include "ledger/domain/ids.h"
#include "ledger/exchange/printable.h"
#include "ledger/exchange/statement_reader.h"

namespace kuboluk::exchange {
namespace {

constexpr std::string_view kReceipt = "receipt";
constexpr std::string_view kRejection = "rejection";
constexpr std::string_view kRefusal = "refusal";
constexpr std::string_view kRecorded = "recorded";

// Collects the lines of a statement. What the parser would refuse is a bug of ours here, and must
// not be signed.
class Printer {
 public:
  Printer(std::string_view kind, const std::string& ledger) {
    KUBOLUK_CHECK(crypto::is_key_name(ledger));
    text_ = "kuboluk/" + std::string(kind) + "/v1\n";
    line("ledger", ledger);
  }
  void by(const std::string& member) {
    KUBOLUK_CHECK(domain::is_body_id(member));
    line("by", member);
  }
  void instant(std::string_view key, domain::Instant at) {
    const std::string text = domain::print_known_time(at);
    KUBOLUK_CHECK(domain::parse_known_time(text) == at);
    line(key, text);
  }
  void number(std::string_view key, std::uint64_t value) { line(key, std::to_string(value)); }
  void rule(const std::string& rule) {
    KUBOLUK_CHECK(domain::is_token(rule));
    line("rule", rule);
  }
  void line(std::string_view key, std::string_view value) {
    text_.append(key).append(" ").append(value).append("\n");
  }
  void events(std::span<const Hash> ids) {
    KUBOLUK_CHECK(ids.size() <= kStatementEventsMax);
    for (const Hash& id : ids)
      line("event", crypto::to_hex(id));
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

// The one signature of the statement.
Result<void> check_signature(std::string_view kind, const crypto::Note& note,
                             const crypto::VerifierKey& key) {
  const auto refuse = [&](std::string detail) {
    return Error{"X.SIGNATURE", std::string(kind), std::move(detail)};
  };
  if (note.signatures.size() != 1) {
    return refuse("expected exactly one signature, found " +
                  std::to_string(note.signatures.size()));
  }
  const crypto::NoteSignature& line = note.signatures[0];
  if (line.name != key.name() || line.key_id != key.id()) {
    return refuse("the signature is not by the key " + key.name());
  }
  if (!crypto::verify_note_signature(note.text, line, key)) {
    return refuse("the signature by " + key.name() + " does not verify");
  }
  return {};
}

// Opens a statement whose fields `read` lists.
template <class Statement>
Result<Statement> open(std::string_view kind, std::string_view bytes, std::string_view ledger,
                       const crypto::VerifierKey& key, Statement (*read)(StatementReader&)) {
  if (bytes.size() > kStatementBytesMax) {
    return Error{"X.SIZE", std::string(kind),
                 "longer than " + std::to_string(kStatementBytesMax) + " bytes"};
  }
  const Result<crypto::Note> note = crypto::parse_note(bytes);
  if (!note) {
    return Error{"X.FORM", std::string(kind), note.error().object + ": " + note.error().detail};
  }
  StatementReader reader(kind, note->text, ledger);
  Statement statement = read(reader);
  if (reader.fault()) return *reader.fault();
  statement.ledger = ledger;
  if (kind != kRefusal && statement.events.empty()) {
    return Error{"X.FORM", std::string(kind), "the line \"event\" is missing at the end"};
  }
  if (print_text(statement) != note->text) {
    return Error{"X.FORM", std::string(kind), "not in the one printed form"};
  }
  if (Result<void> ok = check_signature(kind, *note, key); !ok) return ok.error();
  return statement;
}

// Braces evaluate in order: the fields are read as they stand.
Receipt read_receipt(StatementReader& from) {
  return {{}, from.body_id("by"), from.instant("received"), from.instant("until"), from.events()};
}

Rejection read_rejection(StatementReader& from) {
  return {{},
          from.body_id("by"),
          from.instant("time"),
          from.number("size"),
          from.token("rule"),
          from.free_text("object"),
          from.free_text("detail"),
          from.events()};
}

Refusal read_refusal(StatementReader& from) {
  return {{},
          from.body_id("by"),
          from.instant("time"),
          from.number("size"),
          from.hash_or_dash("root"),
          from.number("index"),
          from.token("rule"),
          from.free_text("expected"),
          from.free_text("got"),
          from.events()};
}

Recorded read_recorded(StatementReader& from) {
  return {{}, from.instant("recorded"), from.events()};
}

// The next line without its end, taken off the front; empty if there is none.
std::string_view take_line(std::string_view& text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(line.size() + 1, text.size()));
  return line;
}

std::string first_line(std::string_view kind) {
  return "kuboluk/" + std::string(kind) + "/v1";
}

}  // namespace

std::string print_text(const Receipt& receipt) {
  KUBOLUK_CHECK(!receipt.events.empty());
  Printer out(kReceipt, receipt.ledger);
  out.by(receipt.by);
  out.instant("received", receipt.received);
  out.instant("until", receipt.until);
  out.events(receipt.events);
  return out.take();
}

std::string print_text(const Rejection& rejection) {
  KUBOLUK_CHECK(!rejection.events.empty());
  Printer out(kRejection, rejection.ledger);
  out.by(rejection.by);
  out.instant("time", rejection.time);
  out.number("size", rejection.size);
  out.rule(rejection.rule);
  out.line("object", printable(rejection.object));
  out.line("detail", printable(rejection.detail));
  out.events(rejection.events);
  return out.take();
}

std::string print_text(const Refusal& refusal) {
  Printer out(kRefusal, refusal.ledger);
  out.by(refusal.by);
  out.instant("time", refusal.time);
  out.number("size", refusal.size);
  out.line("root", refusal.root ? crypto::to_base64(*refusal.root) : "-");
  out.number("index", refusal.index);
  out.rule(refusal.rule);
  out.line("expected", printable(refusal.expected));
  out.line("got", printable(refusal.got));
  // However many acts a sequencer leaves out, they must not end the process that complains.
  const std::span<const Hash> events(refusal.events);
  out.events(events.first(std::min(events.size(), kStatementEventsMax)));
  return out.take();
}

std::string print_text(const Recorded& recorded) {
  KUBOLUK_CHECK(!recorded.events.empty());
  Printer out(kRecorded, recorded.ledger);
  out.instant("recorded", recorded.recorded);
  out.events(recorded.events);
  return out.take();
}

std::string sign_statement(const std::string& text, const crypto::VerifierKey& key,
                           const crypto::SecretKey& secret) {
  // A key that signs statements signs nothing else through here (RELIABILITY 55).
  std::string_view rest = text;
  const std::string_view heading = take_line(rest);
  bool statement = false;
  for (const std::string_view kind : {kReceipt, kRejection, kRefusal, kRecorded}) {
    statement = statement || heading == first_line(kind);
  }
  KUBOLUK_CHECK(statement);
  return crypto::print_note({text, {crypto::sign_note(text, key, secret)}});
}

Result<Receipt> open_receipt(std::string_view note, std::string_view ledger,
                             const crypto::VerifierKey& key) {
  return open(kReceipt, note, ledger, key, &read_receipt);
}

Result<Rejection> open_rejection(std::string_view note, std::string_view ledger,
                                 const crypto::VerifierKey& key) {
  return open(kRejection, note, ledger, key, &read_rejection);
}

Result<Refusal> open_refusal(std::string_view note, std::string_view ledger,
                             const crypto::VerifierKey& key) {
  return open(kRefusal, note, ledger, key, &read_refusal);
}

Result<Recorded> open_recorded(std::string_view note, std::string_view ledger,
                               const crypto::VerifierKey& key) {
  return open(kRecorded, note, ledger, key, &read_recorded);
}

std::optional<std::string> speaker_of(std::string_view note) {
  const std::string_view heading = take_line(note);
  bool speaks = false;
  for (const std::string_view kind : {kReceipt, kRejection, kRefusal}) {
    speaks = speaks || heading == first_line(kind);
  }
  if (!speaks || !take_line(note).starts_with("ledger ")) return std::nullopt;
  std::string_view by = take_line(note);
  if (!by.starts_with("by ")) return std::nullopt;
  by.remove_prefix(3);
  if (!domain::is_body_id(by)) return std::nullopt;
  return std::string(by);
}

}  // namespace kuboluk::exchange
