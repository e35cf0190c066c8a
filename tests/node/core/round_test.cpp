// A check round: when it is agreed, when it has failed, and who is to blame.
#include <catch2/catch.hpp>

#include "node/core/round.h"
#include "tests/node/core/institutions.h"

namespace kuboluk::core::test {
namespace {

// A batch of entries 10 and 11 and the seal 12.
Round round_of(const Setup& setup) {
  batch::Change change;
  change.before.size = 10;
  change.after.size = 13;
  return Round(setup, 1, 10, {change}, Institutions::start());
}

}  // namespace

TEST_CASE("three cosigners agree: agreed; two refuse: failed; in between: open") {
  const Institutions institutions;
  const Setup setup = institutions.setup("cec");
  Round round = round_of(setup);
  round.agree("mfa");
  round.refuse("cis", 11);
  round.agree("ots");
  CHECK(round.outcome() == Round::Outcome::kOpen);
  CHECK(round.silent() == std::vector<std::string>{"odihr"});
  Round agreed = round_of(setup);
  for (const char* id : {"mfa", "ots", "odihr"})
    agreed.agree(id);
  CHECK(agreed.outcome() == Round::Outcome::kAgreed);
  round.refuse("odihr", 11);
  CHECK(round.outcome() == Round::Outcome::kFailed);
}

TEST_CASE("a member that is no cosigner has no voice") {
  const Institutions institutions;
  const Setup setup = institutions.setup("cec");
  Round round = round_of(setup);
  for (const char* id : {"mfa", "ots", "cec"})
    round.agree(id);
  CHECK(round.outcome() == Round::Outcome::kOpen);
}

TEST_CASE("the offender is the event that most refusals name; a tree as a whole has none") {
  const Institutions institutions;
  const Setup setup = institutions.setup("cec");
  Round round = round_of(setup);
  round.refuse("mfa", 11);
  round.refuse("ots", 11);
  round.refuse("cis", 10);
  CHECK(round.offender() == std::optional<std::uint64_t>(11));
  Round whole = round_of(setup);
  whole.refuse("mfa", 13);  // the size: an act is owed
  whole.refuse("ots", 12);  // the seal
  whole.refuse("cis", 3);   // long committed
  CHECK_FALSE(whole.offender());
}

TEST_CASE("one liar blames an act, another refuses for another reason: the act is not set aside") {
  const Institutions institutions;
  const Setup setup = institutions.setup("cec");
  Round round = round_of(setup);
  round.refuse("mfa", 11);
  round.refuse("ots", 13);
  CHECK(round.outcome() == Round::Outcome::kFailed);
  CHECK_FALSE(round.offender());
  round.refuse("cis", 11);
  CHECK(round.offender() == std::optional<std::uint64_t>(11));
}

TEST_CASE("a draft is repeated to the silent, and made anew when it is old or the clock jumps") {
  const Institutions institutions;
  const Setup setup = institutions.setup("cec");
  Round round = round_of(setup);
  const domain::Instant start = Institutions::start();
  CHECK_FALSE(round.repeat_due({start.ms + kRepeatMs - 1}));
  CHECK(round.repeat_due({start.ms + kRepeatMs}));
  CHECK_FALSE(round.repeat_due({start.ms + kRepeatMs + 1}));
  CHECK_FALSE(round.is_old({start.ms + kRedraftMs - 1}));
  CHECK(round.is_old({start.ms + kRedraftMs}));
  CHECK(round.is_old({start.ms - 1}));
}

}  // namespace kuboluk::core::test
