#include "node/pages/frame.h"

#include <algorithm>

#include "crypto/encoding.h"
#include "ledger/speech/catalogue.h"
#include "ledger/speech/times.h"
#include "ledger/speech/words.h"

namespace kuboluk::pages {

namespace {

// Last second that can be written: a signed timestamp may be anything.
constexpr std::uint64_t kLastSecond = 253'402'300'799;
// Stands before the number of the case in the record of a court's decision.
constexpr std::string_view kCaseBefore = "case ";
// Pages linked before and after the one shown.
constexpr std::size_t kNeighbours = 3;

std::string say(const Context& context, std::string_view key, speech::Arguments arguments = {}) {
  return speech::say(context.language, key, arguments);
}

domain::Instant instant_of(std::uint64_t posix_s) {
  return {static_cast<std::int64_t>(std::min(posix_s, kLastSecond)) * domain::kSecondMs};
}

void put_languages(Block& block, const Context& context) {
  for (const speech::Language language : speech::kLanguages) {
    Block& one = block.add("LANGUAGE");
    const bool here = language == context.language;
    Block& inside = one.add(here ? "LANGUAGE_HERE" : "LANGUAGE_OTHER");
    inside.set("CODE", std::string(speech::code_of(language)))
        .set("LANGUAGE_NAME", std::string(speech::name_of(language)));
    if (!here) {
      inside.set("URL", Link(context.path).with("lang", speech::code_of(language)).text());
    }
  }
}

std::string age_sentence(const Context& context, const proof::Confirmation& from) {
  if (!from.quorum_asked) return say(context, "footer.no-quorum");
  if (!from.as_of) return say(context, "footer.no-age");
  return say(context, "footer.as-of",
             {as_of_words(context, *from.as_of),
              speech::age_words(context.language, from.age_s.value_or(0))}) +
         ".";
}

void put_footer(Block& block, const Context& context) {
  Block& source = block.add("SOURCE");
  if (!context.confirmation) {
    source.show("UNCONFIRMED");
    return;
  }
  const proof::Confirmation& from = *context.confirmation;
  const auto names = cosigner_names(context, from);
  source.add("CONFIRMED")
      .set("AS_OF", age_sentence(context, from))
      .set("CONFIRMED_BY",
           say(context, "footer.confirmed", {speech::name_list(context.language, names)}))
      .set("ENTRIES", speech::say_count(context.language, "footer.entries", from.size));
  Block& fine = block.add("FINE");
  fine.set("LEDGER", from.ledger)
      .set("ROOT", crypto::to_base64(from.log_root))
      .set("MAP_ROOT", crypto::to_base64(from.status_root));
  if (!context.node.empty())
    put_name(fine.add("NODE"), "NODE", short_body_name(context, context.node), context.node);
}

Link page_link(const Link& link, std::size_t page) {
  Link numbered = link;
  return numbered.with("page", page == 1 ? "" : std::to_string(page));
}

}  // namespace

Block frame(const Context& context, const std::string& title, const Forms& forms) {
  Block block;
  std::string whole = context.training ? say(context, "training.word") + ": " : "";
  whole.append(title).append(" · ").append(say(context, "site.name"));
  block.set("TITLE", whole);
  if (context.training) block.show("TRAINING");
  put_languages(block, context);
  put_footer(block, context);
  if (!forms.empty()) {
    Block& machine = block.add("MACHINE");
    for (const auto& [name, url] : forms) {
      machine.add("FORM").set("FORM_NAME", name).set("URL", url);
    }
  }
  return block;
}

void put_lookup(Block& block, const Context& context, const std::vector<ElectionChoice>& elections,
                const std::string& election, const std::string& typed) {
  block.set("TYPED", typed);
  if (elections.empty()) {
    block.show_if("ELECTION_FIXED", election);
    return;
  }
  Block& choices = block.add("ELECTIONS");
  for (const ElectionChoice& choice : elections) {
    std::string text = choice.title.empty() ? choice.id : excerpt(choice.title, kTitleBytesMax);
    if (choice.voting_day) text.append(" · ").append(day_words(context, *choice.voting_day));
    choices.add("OPTION")
        .add(choice.id == election ? "OPTION_CHOSEN" : "OPTION_OTHER")
        .set("OPTION_ID", choice.id)
        .set("OPTION_TEXT", text);
  }
}

void put_asked(Block& block, const Context& context, domain::TwoClocks clocks) {
  if (clocks.valid != domain::kEndOfTime) {
    block.show_if("ASKED_AT", say(context, "clocks.asked-at", {time_words(context, clocks.valid)}));
  }
  if (clocks.known != domain::kEndOfTime) {
    block.show_if("ASKED_KNOWN",
                  say(context, "clocks.asked-known", {time_words(context, clocks.known)}));
  }
}

void put_clocks(Block& block, const Context& context, const std::string& action,
                const std::string& election, domain::TwoClocks clocks) {
  const std::string now = domain::print_local_time(instant_of(context.now_s), context.offset);
  block.set("CLOCKS_ACTION", action)
      .set("CLOCKS_AT", typed_time(clocks.valid, context.offset))
      .set("CLOCKS_KNOWN", typed_time(clocks.known, context.offset))
      .set("CLOCKS_HINT", say(context, "clocks.form", {now}));
  block.show_if("CLOCKS_ELECTION", election);
}

Shown put_pager(Block& block, const Context& context, std::size_t total, std::size_t per_page,
                const Link& link) {
  const std::size_t pages = std::max<std::size_t>(1, (total + per_page - 1) / per_page);
  const std::size_t here = std::clamp<std::size_t>(context.list_page, 1, pages);
  const Shown shown{(here - 1) * per_page, std::min(total, here * per_page)};
  if (pages == 1) return shown;
  Block& pager = block.add("PAGER");
  pager.set("RANGE", say(context, "list.range",
                         {std::to_string(shown.first + 1), std::to_string(shown.last),
                          std::to_string(total)}));
  for (std::size_t page = 1; page <= pages; ++page) {
    const bool near = page + kNeighbours >= here && page <= here + kNeighbours;
    if (!near && page != 1 && page != pages) continue;
    Block& one = pager.add("PAGE").add(page == here ? "PAGE_HERE" : "PAGE_OTHER");
    one.set("PAGE_NUMBER", page);
    if (page != here) one.set("URL", page_link(link, page).in(context));
  }
  return shown;
}

void put_more(Block& block, const Context& context, std::string_view section, std::size_t total,
              std::size_t shown) {
  if (total <= shown) return;
  block.show_if(section, speech::say_count(context.language, "election.more", total - shown));
}

std::string excerpt(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return std::string(text);
  std::size_t end = bytes_max;
  // A continuation byte of UTF-8 belongs to the character before it.
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
    --end;
  const std::size_t space = text.rfind(' ', end);
  if (space != std::string_view::npos && space > end / 2) end = space;
  return std::string(text.substr(0, end)).append("…");
}

std::string reason_words(const Context& context, std::string_view type, std::string_view reason) {
  const bool court =
      type == "court.decision" && reason.substr(0, kCaseBefore.size()) == kCaseBefore;
  if (!court) return std::string(reason);
  return say(context, "history.case", {std::string(reason.substr(kCaseBefore.size()))});
}

std::string name_of(const Context& context, const report::ElectionFacts& election) {
  const auto title = report::text_in(election.titles, speech::code_of(context.language));
  return title.empty() ? election.id : excerpt(title, kTitleBytesMax);
}

std::size_t room_for_names(std::size_t bytes_of_all, std::size_t room) {
  return bytes_of_all <= room ? room : kNameBytesMax;
}

std::size_t name_bytes(const Context& context, const report::OrganisationFacts& organisation) {
  const auto name = report::text_in(organisation.names, speech::code_of(context.language));
  return name.empty() ? organisation.id.size() : name.size();
}

std::string name_of(const Context& context, const report::OrganisationFacts& organisation) {
  const auto name = report::text_in(organisation.names, speech::code_of(context.language));
  return name.empty() ? organisation.id : excerpt(name, context.name_bytes_max);
}

std::string name_of(const Context& context, const Organisations& all, const std::string& id) {
  const auto found = all.find(id);
  return found == all.end() ? id : name_of(context, found->second);
}

std::size_t name_bytes(const Context& context, const Organisations& all, const std::string& id) {
  const auto found = all.find(id);
  return found == all.end() ? id.size() : name_bytes(context, found->second);
}

std::size_t longest_name(const Context& context, const Organisations& all) {
  std::size_t longest = 0;
  for (const auto& [id, one] : all)
    longest = std::max(longest, name_bytes(context, one));
  return longest;
}

std::string body_name(const Context& context, const std::string& id) {
  const auto found = context.bodies.find(id);
  return found == context.bodies.end() ? speech::body_words(context.language, id)
                                       : name_of(context, found->second);
}

std::string short_body_name(const Context& context, const std::string& id) {
  return excerpt(body_name(context, id), kNameBytesMax);
}

void put_name(Block& block, const std::string& value, const std::string& name,
              const std::string& id) {
  block.set(value, name);
  if (name != id) block.show_if(std::string(value).append("_ID"), id);
}

std::string time_words(const Context& context, domain::Instant instant) {
  return speech::time_words(context.language, instant, context.offset);
}

std::string day_words(const Context& context, domain::Day day) {
  return speech::day_words(context.language, day);
}

std::string machine_time(const Context& context, domain::Instant instant) {
  return speech::machine_time(instant, context.offset);
}

std::string entry_words(const Context& context, std::uint64_t index) {
  return say(context, "history.entry", {std::to_string(index)});
}

std::string as_of_words(const Context& context, std::uint64_t posix_s) {
  const domain::Instant at = instant_of(posix_s);
  const bool today = domain::day_of(at, context.offset) ==
                     domain::day_of(instant_of(context.now_s), context.offset);
  return today ? speech::clock_words(at, context.offset) : time_words(context, at);
}

std::vector<std::string> cosigner_names(const Context& context,
                                        const proof::Confirmation& confirmation) {
  std::vector<std::string> names;
  for (const auto& cosigner : confirmation.cosigners) {
    names.push_back(short_body_name(context, cosigner.name));
  }
  return names;
}

std::string_view tone_of(domain::Verdict verdict) {
  switch (verdict) {
    case domain::Verdict::kActive:
      return "go";
    case domain::Verdict::kRevoked:
    case domain::Verdict::kRefused:
      return "stop";
    case domain::Verdict::kCannotTell:
      return "call";
    case domain::Verdict::kNoSuchNumber:
    case domain::Verdict::kExpired:
      return "grey";
    case domain::Verdict::kMistyped:
    case domain::Verdict::kOtherElection:
    case domain::Verdict::kSuperseded:
    case domain::Verdict::kNotYet:
      return "blue";
  }
  return "grey";
}

}  // namespace kuboluk::pages
