// The page as a container: blocks in, blocks out.
#include "ledger/log/decimal.h"
#include "tools/commands/dossier_material.h"

namespace kuboluk::tools {

namespace {

struct Escape {
  char plain;
  std::string_view escaped;
};
constexpr Escape kEscapes[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}};

Error fault(std::string_view object, std::string detail) {
  return Error{"step 1", std::string(object), std::move(detail)};
}

std::string open_tag(std::string_view id) {
  std::string tag = "<pre id=\"";
  return tag.append(id).append("\">\n");
}

// Exactly what escape_html can have made.
Result<std::string> unescape(std::string_view id, std::string_view text) {
  std::string plain;
  while (!text.empty()) {
    std::size_t taken = 0;
    for (const Escape& escape : kEscapes) {
      if (text.front() == escape.plain && escape.plain != '&') {
        return fault(id, "a character that must be escaped");
      }
      if (!text.starts_with(escape.escaped)) continue;
      plain += escape.plain;
      taken = escape.escaped.size();
    }
    if (taken == 0 && text.front() == '&') return fault(id, "an escape that is not known");
    if (taken == 0) plain += text.front();
    text.remove_prefix(taken == 0 ? 1 : taken);
  }
  return plain;
}

Result<std::string> take_block(std::string_view page, std::string_view id) {
  const std::string open = open_tag(id);
  const auto start = page.find(open);
  if (start == std::string_view::npos) return fault(id, "the page has no such block");
  const auto text = start + open.size();
  const auto end = page.find("</pre>", text);
  if (end == std::string_view::npos) return fault(id, "the block does not end");
  return unescape(id, page.substr(text, end - text));
}

// "key value" lines of the head, in their order.
class HeadReader {
 public:
  explicit HeadReader(std::string_view text) : rest_(text) {}
  std::optional<std::string_view> take(std::string_view key) {
    const auto end = rest_.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    if (key.empty()) return line;
    if (!line.starts_with(key) || line.size() <= key.size() || line[key.size()] != ' ') {
      return std::nullopt;
    }
    return line.substr(key.size() + 1);
  }

 private:
  std::string_view rest_;
};

std::optional<domain::Instant> parse_clock(std::optional<std::string_view> text) {
  if (!text) return std::nullopt;
  if (*text == "-") return domain::kEndOfTime;
  return domain::parse_known_time(*text);
}

std::string print_clock(domain::Instant instant) {
  return instant == domain::kEndOfTime ? "-" : domain::print_known_time(instant);
}

Result<Dossier> read_head(const std::string& head, std::vector<std::uint64_t>& indexes) {
  Dossier dossier;
  HeadReader lines(head);
  const auto header = lines.take("");
  const auto program = lines.take("program");
  const auto made = parse_clock(lines.take("made"));
  const auto valid = parse_clock(lines.take("at"));
  const auto known = parse_clock(lines.take("known"));
  if (!header || *header != kDossierHeader || !program || !made || !valid || !known) {
    return fault("dossier", "the head is not of the form " + std::string(kDossierHeader));
  }
  dossier.program = *program;
  dossier.made = *made;
  dossier.clocks = {*valid, *known};
  while (const auto line = lines.take("entry")) {
    const auto index = log::parse_decimal(*line);
    if (!index || indexes.size() == kDossierEntriesMax) {
      return fault("dossier", "its list of entries makes no sense");
    }
    indexes.push_back(*index);
    dossier.entries.emplace(*index, DossierEntry{});
  }
  if (print_head(dossier) != head) return fault("dossier", "the head has another form");
  return dossier;
}

}  // namespace

std::string escape_html(std::string_view text) {
  std::string out;
  for (const char c : text) {
    std::string_view escaped;
    for (const Escape& escape : kEscapes) {
      if (escape.plain == c) escaped = escape.escaped;
    }
    if (escaped.empty()) {
      out += c;
    } else {
      out.append(escaped);
    }
  }
  return out;
}

std::string entry_id(std::uint64_t index) {
  return "entry-" + std::to_string(index);
}

std::string inclusion_id(std::uint64_t index) {
  return "inclusion-" + std::to_string(index);
}

std::string print_head(const Dossier& dossier) {
  std::string out(kDossierHeader);
  out.append("\nprogram ").append(dossier.program);
  out.append("\nmade ").append(print_clock(dossier.made));
  out.append("\nat ").append(print_clock(dossier.clocks.valid));
  out.append("\nknown ").append(print_clock(dossier.clocks.known)).append("\n");
  for (const auto& [index, entry] : dossier.entries)
    out.append("entry ").append(std::to_string(index)).append("\n");
  return out;
}

void print_block(std::string& out, std::string_view id, std::string_view text) {
  out.append(open_tag(id)).append(escape_html(text)).append("</pre>\n");
}

Result<Dossier> read_dossier(std::string_view page) {
  if (page.size() > kDossierBytesMax) return fault("dossier", "longer than a dossier may be");
  const auto head = take_block(page, "dossier");
  if (!head) return head.error();
  std::vector<std::uint64_t> indexes;
  auto dossier = read_head(*head, indexes);
  if (!dossier) return dossier;
  const auto fill = [&page](const std::string& id, std::string& into) -> Result<void> {
    auto text = take_block(page, id);
    if (!text) return text.error();
    into = std::move(*text);
    return {};
  };
  if (const auto done = fill("policy", dossier->policy); !done) return done.error();
  if (const auto done = fill("ruleset", dossier->ruleset); !done) return done.error();
  if (const auto done = fill("proof", dossier->proof); !done) return done.error();
  for (auto& [index, entry] : dossier->entries) {
    if (const auto done = fill(entry_id(index), entry.bytes); !done) return done.error();
    if (const auto done = fill(inclusion_id(index), entry.inclusion); !done) return done.error();
  }
  return dossier;
}

}  // namespace kuboluk::tools
