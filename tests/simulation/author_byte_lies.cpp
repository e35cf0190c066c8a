// Bytes that are no act, or nearly one (RELIABILITY 42, 44).
#include "tests/simulation/author_lies.h"

namespace kuboluk::simulation {
namespace {

template <class Change>
Handeds text_with(Hand& hand, Change change) {
  std::string text = hand.honest.note.text;
  change(text);
  return hand.hand_in(hand.signed_text(text));
}

Handeds carriage_returns(Hand& hand) {
  return text_with(hand, [](std::string& text) {
    for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2)
      text.insert(at, "\r");
  });
}

Handeds trailing_space(Hand& hand) {
  return text_with(hand, [](std::string& text) { text.insert(text.size() - 1, " "); });
}

Handeds doubled_line(Hand& hand) {
  return text_with(hand, [](std::string& text) {
    const std::size_t last = text.rfind('\n', text.size() - 2);
    text += text.substr(last + 1);
  });
}

Handeds turned_text(Hand& hand) {
  return text_with(hand, [](std::string& text) {
    text.insert(text.size() - 1,
                "\xE2\x80\xAE"
                "gnp.exe");  // U+202E
  });
}

Handeds control_characters(Hand& hand) {
  const char control = static_cast<char>(hand.below(9));  // NUL among them
  return text_with(hand,
                   [control](std::string& text) { text.insert(text.size() - 1, 1, control); });
}

Handeds broken_utf8(Hand& hand) {
  return text_with(hand,
                   [](std::string& text) { text.insert(text.size() - 1, "\xC0\xAF\xED\xA0"); });
}

Handeds personal_data(Hand& hand) {
  return text_with(hand, [](std::string& text) {
    text.insert(text.size() - 1, " write to somebody@observers.example");
  });
}

Handeds oversize(Hand& hand) {
  return text_with(
      hand, [](std::string& text) { text.insert(text.size() - 1, domain::kEventBytesMax, 'x'); });
}

Handeds nothing(Hand& hand) {
  return {{hand.somewhere(), ""}};
}

Handeds only_empty_lines(Hand& hand) {
  return {{hand.somewhere(), std::string(1 + hand.below(100'000), '\n')}};
}

Handeds cut_short(Hand& hand) {
  return {{hand.somewhere(), hand.honest.bytes.substr(0, hand.below(hand.honest.bytes.size()))}};
}

Handeds flipped_bit(Hand& hand) {
  std::string bytes = hand.honest.bytes;
  const std::size_t at = hand.below(bytes.size());
  bytes[at] = static_cast<char>(bytes[at] ^ (1 << hand.below(8)));
  return hand.hand_in(bytes);
}

constexpr AuthorTrick kTricks[] = {
    trick("carriage returns", "CRLF for LF", carriage_returns),
    trick("trailing space", "a space before the last line's end", trailing_space),
    trick("doubled line", "the last line twice", doubled_line),
    trick("turned text", "a right-to-left override", turned_text),
    trick("control characters", "NUL to BS in a text", control_characters),
    trick("broken UTF-8", "overlong and surrogate bytes", broken_utf8),
    trick("personal data", "an e-mail address in a text", personal_data),
    trick("oversize", "an event of more than 65,000 bytes", oversize),
    trick("empty submission", "no bytes at all", nothing),
    trick("only empty lines", "many of them", only_empty_lines),
    trick("cut short", "a beginning of an act", cut_short),
    trick("flipped bit in an act", "one bit of an act is another", flipped_bit),
};

}  // namespace

std::span<const AuthorTrick> author_byte_tricks() {
  return kTricks;
}

}  // namespace kuboluk::simulation
