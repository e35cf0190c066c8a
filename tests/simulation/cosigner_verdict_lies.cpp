// Lies of a cosigner in its verdicts and refusals.
#include "tests/simulation/tricks.h"

namespace kuboluk::simulation {
namespace {

using Tell = Tricks<LiarRole::kCosigner>;

template <class Change>
bool judged_as(Sends& sends, Change change) {
  bool told = false;
  for (core::Send& send : sends) {
    auto* verdict = as<exchange::Verdict>(send);
    if (verdict == nullptr) continue;
    change(*verdict);
    told = true;
  }
  return told;
}

bool refuses_all(Mouth& mouth, Sends& sends) {
  return judged_as(sends, [&mouth](exchange::Verdict& verdict) {
    verdict.refusal = mouth.refusal(mouth.me, verdict.size, verdict.size, "X.WHIM");
  });
}

bool names_lawful_act(Mouth& mouth, Sends& sends) {
  return judged_as(sends, [&mouth](exchange::Verdict& verdict) {
    verdict.refusal = mouth.refusal(mouth.me, verdict.size, mouth.position().size, "X.AUTHOR");
  });
}

bool unknown_round(Mouth& mouth, Sends& sends) {
  return judged_as(
      sends, [&mouth](exchange::Verdict& verdict) { verdict.round = mouth.below(UINT64_MAX); });
}

bool other_root(Mouth& mouth, Sends& sends) {
  return judged_as(sends, [&mouth](exchange::Verdict& verdict) {
    if (mouth.chance(50)) verdict.size += mouth.below(10);
    verdict.root = mouth.hash();
  });
}

bool changes_its_mind(Mouth& mouth, Sends& sends) {
  Sends more;
  for (core::Send& send : sends) {
    const auto* verdict = as<exchange::Verdict>(send);
    if (verdict == nullptr) continue;
    for (int i = 0; i < 4; ++i) {
      exchange::Verdict other = *verdict;
      if (i % 2 == 0) {
        other.refusal = mouth.refusal(mouth.me, other.size, mouth.position().size, "X.AUTHOR");
      }
      more.push_back({send.to, std::move(other)});
    }
  }
  sends.insert(sends.end(), more.begin(), more.end());
  return !more.empty();
}

// Pretends that acts were left out, and hands over what no author has signed.
bool unsigned_acts(Mouth& mouth, Sends& sends) {
  return judged_as(sends, [&mouth](exchange::Verdict& verdict) {
    auto forged = mouth.note();
    forged.bytes[forged.bytes.size() - 10] ^= 1;
    verdict.refusal = mouth.refusal(mouth.me, verdict.size, verdict.size, "P.OWED", {forged.id});
    for (std::size_t i = 0; i < exchange::kMessageActsMax; ++i)
      verdict.acts.push_back(i % 2 == 0 ? forged.bytes : "act " + std::to_string(i));
  });
}

bool others_refusals(Mouth& mouth, Sends& sends) {
  const std::uint64_t size = mouth.position().size;
  for (const std::string& id : mouth.others) {
    const std::string note = mouth.refusal(id, size + mouth.below(5), size, "P.ROOT");
    sends.push_back({mouth.others, exchange::Refused{note, {}}});
    sends.push_back({{"cec"}, exchange::Verdict{mouth.below(50), size, {}, note, {}}});
  }
  return true;
}

const Trick kTricks[] = {
    Tell::altering("refuses all", "refusals by a rule of its own", 90, refuses_all),
    Tell::altering("blames a lawful act", "refusals that name the first act", 90, names_lawful_act),
    Tell::altering("unknown round", "verdicts on rounds that never were", 70, unknown_round),
    Tell::altering("other root", "agrees to a tree that nobody drafted", 70, other_root),
    Tell::altering("changes its mind", "yes and no to the same draft, in turn", 70,
                   changes_its_mind),
    Tell::altering("unsigned acts", "hands over acts that nobody signed", 70, unsigned_acts),
    Tell::ticking("others' refusals", "refusals in everybody's name", 3, others_refusals),
};

}  // namespace

std::span<const Trick> cosigner_verdict_tricks() {
  return kTricks;
}

}  // namespace kuboluk::simulation
