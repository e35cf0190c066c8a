// "/": one field, and the elections.
#include "ledger/speech/catalogue.h"
#include "node/pages/frame.h"
#include "node/pages/templates.h"

namespace kuboluk::pages {

std::string Pages::home_page(const Context& context, const Home& home) const {
  Block block = frame(context, speech::say(context.language, "lookup.title"), {});
  put_lookup(block, context, home.elections, home.election, home.typed);
  if (home.elections.empty()) block.show("NO_ELECTIONS");
  for (const ElectionChoice& choice : home.elections) {
    Block& one = block.add("ELECTION");
    one.set("URL", election_link(choice.id).in(context))
        .set("ELECTION_NAME",
             choice.title.empty() ? choice.id : excerpt(choice.title, kTitleBytesMax));
    if (choice.voting_day) {
      one.show_if("VOTING", speech::say(context.language, "home.voting-day",
                                        {day_words(context, *choice.voting_day)}));
    }
  }
  return templates_->render("home", context.language, block);
}

}  // namespace kuboluk::pages
