// Is every page of a data file what LMDB would take it for? LMDB trusts its own page heads: a
// flipped bit there can end the process inside it, send it to another page, or give a page in use
// away as free. So the whole structure is walked, with our own reader, before LMDB maps the file.
//
// What a value says is not looked at here: every value has its check sum (tables.h). What rots
// after the opening, in memory or on disk, is not seen either until the next opening.
#pragma once

#include <cstdint>
#include <filesystem>

#include "crypto/result.h"
#include "ledger/store/page_file.h"

namespace kuboluk::store {

// Of a sound file.
struct PageUse {
  std::uint64_t used = 0;  // meta pages included
  std::uint64_t free = 0;
  // Neither used nor free: space that is lost, and no harm.
  std::uint64_t lost = 0;
};

// The meta page that LMDB takes: of the newest transaction. STORE unless both are whole and of two
// transactions in a row: LMDB would silently take the older one, which is whole too, and the ledger
// would have forgotten its last transaction. (A crash leaves both whole: a meta page is written in
// one call, and its part that changes lies in one sector.) And unless the file is as long as they
// say.
Result<Meta> check_metas(const PageFile& file);

// The other meta page must not be the newer one: one flipped bit of its transaction's number can
// make it look two older, and the state before the last transaction would seem the newest. Its free
// list knows better; but LMDB itself leaves such a page when it cannot write one (it takes the
// number back), so it is refused only if LMDB's lock file says that the transaction took place.
// STORE.
Result<void> check_older(const PageFile& file, const Meta& newest,
                         const std::filesystem::path& lock_file);

// Reads every page in use once. Checked: numbers and flags of pages, places and sizes of nodes,
// keys in strict order, depth and all counts of each tree, runs of pages, no page used twice or
// used and free, and that the free list's newest row is of the meta page's transaction. STORE:
// file, page and what is wrong with it.
Result<PageUse> check_pages(const PageFile& file, const Meta& meta);

}  // namespace kuboluk::store
