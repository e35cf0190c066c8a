// One signed event, and one entry of the log: strict texts (DESIGN.md 3). What parses prints to the
// same bytes.
#include "ledger/domain/entry.h"
#include "ledger/domain/event.h"
#include "ledger/domain/signed_event.h"
#include "tests/fuzz/target.h"

using namespace kuboluk;

namespace {

void check_event(std::string_view text) {
  const auto event = domain::parse_event(text);
  if (!event) return fuzz::check_error(event.error());
  const auto printed = domain::print_event(*event);
  KUBOLUK_CHECK(printed.has_value() && *printed == text);
}

void check_signed(std::string_view text) {
  const auto event = domain::parse_signed_event(text);
  if (!event) return fuzz::check_error(event.error());
  KUBOLUK_CHECK(event->bytes == text);
  KUBOLUK_CHECK(event->id == domain::event_id(event->note.text));
  // Whoever signed it, it is none of these keys' (there are none).
  KUBOLUK_CHECK(!domain::verify_signatures(*event, {}).has_value());
}

void check_entry(std::string_view text) {
  const auto entry = domain::parse_entry(text);
  if (!entry) return fuzz::check_error(entry.error());
  KUBOLUK_CHECK(domain::print_entry(*entry) == text);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  check_event(text);
  check_signed(text);
  check_entry(text);
  return 0;
}
