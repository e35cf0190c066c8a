// What stands at the foot of every paper: the state of the ledger that it was printed from, and who
// confirmed it. Plain data out of a verified proof.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/result.h"
#include "ledger/domain/record.h"
#include "ledger/domain/time.h"
#include "ledger/domain/verdict.h"
#include "ledger/proof/anchor.h"
#include "tools/paper/paper_words.h"

namespace kuboluk::tools::paper {

struct EvidenceFacts {
  std::string ledger;
  std::uint64_t size = 0;
  std::string root;                    // base64
  std::vector<std::string> cosigners;  // names; empty: none counted
  domain::Instant as_of;               // attested; without cosigners: when the seal was recorded
  domain::Instant held_at;             // the time that was asked about
  domain::Offset offset;
  bool training = false;
};

EvidenceFacts evidence_facts(const proof::Confirmation& confirmation, domain::Offset offset,
                             domain::TwoClocks clocks);

// The first letters of the root: enough to compare two papers by eye.
std::string short_root(const EvidenceFacts& evidence);
// When it held and of which state of the ledger that is said, in one language or in all.
std::string clock_words(const EvidenceFacts& evidence, Language language);
std::string clock_words(const EvidenceFacts& evidence, std::string_view between);
// "cec, mfa, odihr", or that nobody confirmed.
std::string cosigner_words(const EvidenceFacts& evidence, Language language);

// Texts of a record by language tag; a record may have any, all or none ("title en ...").
using Texts = std::map<std::string, std::string, std::less<>>;
Texts texts_of(const domain::Record& record, std::string_view fact);
// In that language, else in one that readers here are likely to read (ky, ru, en order), else
// `otherwise`.
std::string text_in(const Texts& texts, Language language, std::string_view otherwise);

// The address that a page is under, without a trailing slash. X.FORM unless it is http:// or
// https:// with printable ASCII and no "?" or "#".
Result<std::string> check_base_url(std::string_view typed);
// Longest base address: stops a code from becoming too dense for a cheap camera.
inline constexpr std::size_t kBaseUrlBytesMax = 160;

}  // namespace kuboluk::tools::paper
