// The templates of the pages, in every language, parsed once.
//
// Before ctemplate sees a template, its words are put in from the catalogue: "[[key]]" becomes the
// (escaped) words, "[[>file]]" the file, "[[=lang]]" the language's code; layout.html holds the
// page at "[[>page]]". So a page is one text to ctemplate's auto-escaper, in one context, and no
// template is included at run time.
//
// Thread rule of ctemplate: its default cache is one for the process, and loading into it while
// others expand has crashed under load (ctemplate issue 115). Here every Templates has a cache of
// its own, filled and frozen by load(); a frozen cache is only read (ExpandNoLoad), and a
// dictionary is used by one thread. Ids of names go to a table of the process under ctemplate's own
// lock; names are those of our templates, so it does not grow.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "crypto/result.h"
#include "ledger/speech/language.h"
#include "node/pages/block.h"

namespace kuboluk::pages {

class Templates {
 public:
  // Errors: "pages" naming a template with unknown words or files, or one that does not parse.
  static Result<std::unique_ptr<const Templates>> load();
  ~Templates();

  // The page as HTML. `page`: a file of node/pages/templates without ".html". A variable that
  // `block` does not set, and a name in `block` that the template does not have, is shown as
  // speech::missing_mark(name): ctemplate would print nothing.
  std::string render(std::string_view page, speech::Language language, const Block& block) const;

 private:
  struct State;
  explicit Templates(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace kuboluk::pages
