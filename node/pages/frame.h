// What every page has: title, languages, TRAINING, footer; and what several share: the two clocks,
// the pages of a divided list, names.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ledger/domain/verdict.h"
#include "ledger/report/elections.h"
#include "node/pages/block.h"
#include "node/pages/links.h"
#include "node/pages/pages.h"

namespace kuboluk::pages {

// Machine forms of the same page, for the footer: (name, address).
using Forms = std::vector<std::pair<std::string, std::string>>;

// A root block with all that layout.html asks for.
Block frame(const Context& context, const std::string& title, const Forms& forms);
// ".json", ".csv", ".txt" of a path that has no such end yet; `link(end)` gives each.
template <class MakeLink>
Forms usual_forms(const MakeLink& link) {
  return {
      {"JSON", link(".json").text()}, {"CSV", link(".csv").text()}, {"TXT", link(".txt").text()}};
}

// The number field (_lookup.html). `election`: chosen beforehand; with no choices it is kept
// hidden.
void put_lookup(Block& block, const Context& context, const std::vector<ElectionChoice>& elections,
                const std::string& election, const std::string& typed);
// What was asked, beside the answer (_asked.html): nothing where there was no limit.
void put_asked(Block& block, const Context& context, domain::TwoClocks clocks);
// The form that asks at other clocks (_clocks.html). `action`: the page's own path.
void put_clocks(Block& block, const Context& context, const std::string& action,
                const std::string& election, domain::TwoClocks clocks);

// Which rows of `total` the page shows, half-open; and the links to the others (_pager.html).
struct Shown {
  std::size_t first = 0;
  std::size_t last = 0;
};
Shown put_pager(Block& block, const Context& context, std::size_t total, std::size_t per_page,
                const Link& link);

// At most `shown` of a table stand on a page; the section says how many more there are.
void put_more(Block& block, const Context& context, std::string_view section, std::size_t total,
              std::size_t shown);

// --- words

// Texts of authors in tables and lists are cut: one author's 2,000 bytes
// (domain::kFreeTextBytesMax) times a hundred rows would break the promise of kPageBytesMax. The
// page of the object itself shows them whole.
inline constexpr std::size_t kTitleBytesMax = 300;
// Names of organisations on one page together. They stand whole as long as there is room: what a
// station reads on the certificate must be what it reads here.
inline constexpr std::size_t kNamesBytesMax = 13'000;
// The same beside reasons, which take most of the page.
inline constexpr std::size_t kNamesBesideReasonsBytesMax = 6'500;
inline constexpr std::size_t kReasonBytesMax = 240;
// At most that many bytes, whole characters and, unless they are very long, whole words; ending in
// "…" where something was cut.
std::string excerpt(std::string_view text, std::size_t bytes_max);

// Why, as the author of that type of act has written it; of a court, which case it was.
std::string reason_words(const Context& context, std::string_view type, std::string_view reason);

// What Context::name_bytes_max is for a page whose names have so many bytes together.
std::size_t room_for_names(std::size_t bytes_of_all, std::size_t room = kNamesBytesMax);
// Of the name in the reader's language, not cut; of the id where there is none.
std::size_t name_bytes(const Context& context, const report::OrganisationFacts& organisation);

// The title in the reader's language, else the id; cut to kTitleBytesMax and
// context.name_bytes_max.
std::string name_of(const Context& context, const report::ElectionFacts& election);
std::string name_of(const Context& context, const report::OrganisationFacts& organisation);
// Every organisation of the page by id; the id where it is not there.
using report::Organisations;
std::string name_of(const Context& context, const Organisations& all, const std::string& id);
std::size_t name_bytes(const Context& context, const Organisations& all, const std::string& id);
// Of the longest of them.
std::size_t longest_name(const Context& context, const Organisations& all);
// A member or author: its own name if the ledger has one, else the catalogue's words for the bodies
// of the law, else the id.
std::string body_name(const Context& context, const std::string& id);
// The same where names stand in one sentence on a phone: cut to kNameBytesMax.
std::string short_body_name(const Context& context, const std::string& id);
// `name` as the value of that name; where it is not the id itself, the section "<name>_ID" as well,
// for who compares with the machine forms.
void put_name(Block& block, const std::string& value, const std::string& name,
              const std::string& id);
std::string time_words(const Context& context, domain::Instant instant);
std::string day_words(const Context& context, domain::Day day);
std::string machine_time(const Context& context, domain::Instant instant);
std::string entry_words(const Context& context, std::uint64_t index);
// "07:42" of today, else day and time; for POSIX seconds.
std::string as_of_words(const Context& context, std::uint64_t posix_s);
std::vector<std::string> cosigner_names(const Context& context,
                                        const proof::Confirmation& confirmation);
// Class of the band: a colour for each kind of answer (style.css).
std::string_view tone_of(domain::Verdict verdict);

}  // namespace kuboluk::pages
