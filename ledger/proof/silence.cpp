#include "ledger/proof/silence.h"

#include "crypto/vkey.h"
#include "ledger/domain/entry.h"
#include "ledger/domain/ids.h"
#include "ledger/proof/proof_text.h"

namespace kuboluk::proof {

namespace {

Result<std::string> take_attached(LineCursor& cursor, std::string_view key, std::size_t bytes_max) {
  const auto count = cursor.take(key);
  if (!count) return count.error();
  auto text = take_block(cursor, *count);
  if (text && text->size() > bytes_max) {
    return Error{"X.SIZE", std::string(key), "longer than it may be"};
  }
  return text;
}

Result<std::optional<AttachedReceipt>> take_receipt(LineCursor& cursor) {
  if (!cursor.next_is("receipt")) return std::optional<AttachedReceipt>();
  auto note = take_attached(cursor, "receipt", kSilenceReceiptBytesMax);
  if (!note) return note.error();
  auto genesis = take_attached(cursor, "genesis", domain::kEntryBytesMax);
  if (!genesis) return genesis.error();
  auto filing = take_attached(cursor, "filing", domain::kEntryBytesMax);
  if (!filing) return filing.error();
  return std::optional(AttachedReceipt{std::move(*note), std::move(*genesis), std::move(*filing)});
}

Result<void> take_names(LineCursor& cursor, Silence& silence) {
  const auto ledger = cursor.take("ledger");
  if (!ledger) return ledger.error();
  if (!crypto::is_key_name(*ledger)) return cursor.fault("expected a ledger id");
  silence.ledger = *ledger;
  const auto application = cursor.take("application");
  if (!application) return application.error();
  if (!domain::is_number(*application)) return cursor.fault("expected an application's id");
  silence.application = *application;
  const auto election = cursor.take("election");
  if (!election) return election.error();
  if (!domain::is_body_id(*election)) return cursor.fault("expected an election id");
  silence.election = *election;
  if (!cursor.next_is("person")) return {};
  const auto person = cursor.take("person");
  if (!person) return person.error();
  if (!domain::is_person_id(*person)) return cursor.fault("expected a person's id");
  silence.person = *person;
  return {};
}

Result<Silence> take_silence(LineCursor& cursor) {
  Silence silence;
  if (auto header = cursor.take_line(kSilenceHeader); !header) return header.error();
  if (auto names = take_names(cursor, silence); !names) return names.error();
  const auto by = cursor.take("by");
  if (!by) return by.error();
  const auto day = domain::parse_day(*by);
  if (!day) return cursor.fault("expected a day, as in 2025-11-30");
  silence.by = *day;
  auto receipt = take_receipt(cursor);
  if (!receipt) return receipt.error();
  silence.receipt = std::move(*receipt);
  silence.status_proof = cursor.rest();
  return silence;
}

}  // namespace

Asked silence_asked(std::string_view application, std::string_view election,
                    std::string_view person) {
  if (person.empty()) {
    return {Question::kApplication, std::string(election), std::string(application)};
  }
  return {Question::kPerson, std::string(election), std::string(person)};
}

std::string print_silence(const Silence& silence) {
  std::string out;
  out.append(kSilenceHeader).append("\nledger ").append(silence.ledger);
  out.append("\napplication ").append(silence.application);
  out.append("\nelection ").append(silence.election);
  if (!silence.person.empty()) out.append("\nperson ").append(silence.person);
  out.append("\nby ").append(domain::print_day(silence.by)).append("\n");
  if (silence.receipt) {
    print_block(out, "receipt", silence.receipt->note);
    print_block(out, "genesis", silence.receipt->genesis);
    print_block(out, "filing", silence.receipt->filing);
  }
  return out.append(silence.status_proof);
}

Result<Silence> parse_silence(std::string_view bytes) {
  if (bytes.size() > kSilenceBytesMax) {
    return Error{"X.SIZE", "silence", "longer than a certificate of silence may be"};
  }
  LineCursor cursor(bytes);
  auto silence = take_silence(cursor);
  if (!silence) return silence;
  // The one rule that makes the format canonical, whatever the lines above overlook.
  if (print_silence(*silence) != bytes) {
    return Error{"X.FORM", "silence", "not the bytes that a printer of this format emits"};
  }
  return silence;
}

}  // namespace kuboluk::proof
