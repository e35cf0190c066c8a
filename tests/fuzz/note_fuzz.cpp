// Signed notes (C2SP signed-note) and verifier keys. What parses prints to the same bytes.
#include "crypto/note.h"
#include "crypto/vkey.h"
#include "tests/fuzz/target.h"

using namespace kuboluk;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const auto note = crypto::parse_note(text);
  if (!note) fuzz::check_error(note.error());
  if (note) KUBOLUK_CHECK(crypto::print_note(*note) == text);
  const auto key = crypto::VerifierKey::parse(text);
  if (!key) fuzz::check_error(key.error());
  if (key) KUBOLUK_CHECK(key->text() == text);
  return 0;
}
