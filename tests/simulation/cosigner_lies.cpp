// Lies of a cosigner with its key.
#include <algorithm>

#include "tests/simulation/tricks.h"

namespace kuboluk::simulation {
namespace {

using Tell = Tricks<LiarRole::kCosigner>;

std::optional<log::Checkpoint> tree_of(const exchange::Cosignature& said) {
  const auto note = crypto::parse_note(said.note);
  if (!note) return std::nullopt;
  const auto tree = log::parse_checkpoint(note->text);
  return tree ? std::optional(*tree) : std::nullopt;
}

// Every cosignature of its own becomes what `make` makes of its tree.
template <class Make>
bool cosigned_as(Mouth& mouth, Sends& sends, Make make) {
  bool told = false;
  for (core::Send& send : sends) {
    auto* said = as<exchange::Cosignature>(send);
    if (said == nullptr) continue;
    const auto tree = tree_of(*said);
    if (!tree) continue;
    said->note = make(*tree, mouth.now);
    told = true;
  }
  return told;
}

bool garbage(Mouth& mouth, Sends& sends) {
  return cosigned_as(mouth, sends, [&mouth](const log::Checkpoint& tree, domain::Instant now) {
    auto note = crypto::parse_note(mouth.cosign(tree, now));
    auto& bytes = note->signatures.front().signature;
    if (mouth.chance(20)) return std::string("no note at all");
    if (mouth.chance(20)) bytes.resize(mouth.below(bytes.size()));
    for (std::uint8_t& byte : bytes)
      byte = static_cast<std::uint8_t>(mouth.below(256));
    return bytes.empty() ? std::string() : crypto::print_note(*note);
  });
}

bool two_roots(Mouth& mouth, Sends& sends) {
  Sends others = sends;
  const bool told = cosigned_as(mouth, others, [&](log::Checkpoint tree, domain::Instant now) {
    tree.root = mouth.hash();
    return mouth.cosign(tree, now);
  });
  if (!told) return false;
  std::erase_if(others,
                [](core::Send& send) { return as<exchange::Cosignature>(send) == nullptr; });
  const auto place = mouth.chance(50) ? sends.begin() : sends.end();
  sends.insert(place, others.begin(), others.end());
  return true;
}

bool smaller_size(Mouth& mouth, Sends& sends) {
  const auto sizes = mouth.boundaries();
  if (sizes.empty()) return false;
  return cosigned_as(mouth, sends, [&](const log::Checkpoint&, domain::Instant now) {
    return mouth.cosign(mouth.tree_at(sizes[mouth.below(sizes.size())]), now);
  });
}

bool unknown_tree(Mouth& mouth, Sends& sends) {
  return cosigned_as(mouth, sends, [&](log::Checkpoint tree, domain::Instant now) {
    tree.size += 1 + mouth.below(1'000'000);
    tree.root = mouth.hash();
    return mouth.cosign(tree, now);
  });
}

bool other_ledger(Mouth& mouth, Sends& sends) {
  return cosigned_as(mouth, sends, [&mouth](log::Checkpoint tree, domain::Instant now) {
    tree.origin = "kuboluk.example/another/log";
    return mouth.cosign(tree, now);
  });
}

bool old_stamp(Mouth& mouth, Sends& sends) {
  return cosigned_as(mouth, sends, [&mouth](const log::Checkpoint& tree, domain::Instant) {
    return mouth.cosign(tree, {mouth.chance(50) ? 0 : 1'000'000'000});
  });
}

bool future_stamp(Mouth& mouth, Sends& sends) {
  return cosigned_as(mouth, sends, [&mouth](const log::Checkpoint& tree, domain::Instant now) {
    return mouth.cosign(tree, {now.ms + 3'650 * domain::kDayMs});
  });
}

// Its own signature on a line that bears another cosigner's name and key id.
bool another_name(Mouth& mouth, Sends& sends) {
  return cosigned_as(mouth, sends, [&mouth](const log::Checkpoint& tree, domain::Instant now) {
    auto note = crypto::parse_note(mouth.cosign(tree, now));
    const auto key = mouth.institutions.vkey(mouth.victim, "cosigner");
    note->signatures.front().name = key.name();
    note->signatures.front().key_id = key.id();
    return crypto::print_note(*note);
  });
}

// The key of statements where the cosigner's belongs.
bool node_key(Mouth& mouth, Sends& sends) {
  return cosigned_as(mouth, sends, [&mouth](const log::Checkpoint& tree, domain::Instant) {
    const std::string text = log::print_checkpoint(tree);
    return crypto::print_note({text,
                               {crypto::sign_note(text, mouth.institutions.vkey(mouth.me, "node"),
                                                  mouth.institutions.secret(mouth.me, "node"))}});
  });
}

// More lines than a note may have, or as many as it may.
bool many_lines(Mouth& mouth, Sends& sends) {
  return cosigned_as(mouth, sends, [&mouth](const log::Checkpoint& tree, domain::Instant now) {
    auto note = crypto::parse_note(mouth.cosign(tree, now));
    const std::size_t lines = mouth.chance(50) ? crypto::kNoteSignaturesMax : 100;
    while (note->signatures.size() < lines) {
      auto line = note->signatures.front();
      line.signature.back() = static_cast<std::uint8_t>(mouth.below(256));
      note->signatures.insert(note->signatures.begin(), line);
    }
    return crypto::print_note(*note);
  });
}

bool never_signs(Mouth& /*mouth*/, Sends& sends) {
  return std::erase_if(sends, [](core::Send& send) {
           return as<exchange::Cosignature>(send) != nullptr;
         }) > 0;
}

// A fresh stamp of the committed tree whenever it likes, whatever is proposed meanwhile.
bool freshens_at_whim(Mouth& mouth, Sends& sends) {
  if (mouth.position().size == 0) return false;
  sends.push_back({mouth.others, exchange::Cosignature{mouth.cosign(mouth.tree({}), mouth.now)}});
  return true;
}

const Trick kTricks[] = {
    Tell::altering("garbage signature", "random bytes, cut lines, no note", 70, garbage),
    Tell::altering("signs two roots", "its tree and another of the same size", 70, two_roots),
    Tell::altering("signs a smaller size", "a tree that is long extended", 70, smaller_size),
    Tell::altering("signs an unknown tree", "a larger size that nobody has", 70, unknown_tree),
    Tell::altering("signs another ledger", "the same tree under another origin", 70, other_ledger),
    Tell::altering("stamps the past", "cosignatures of years ago", 70, old_stamp),
    Tell::altering("stamps the future", "cosignatures of ten years ahead", 70, future_stamp),
    Tell::altering("signs as another", "its signature under another's name", 70, another_name),
    Tell::altering("signs with the node key", "a statement's key on a checkpoint", 70, node_key),
    Tell::altering("too many lines", "notes full of failing signature lines", 50, many_lines),
    Tell::altering("agrees and never signs", "yes to all drafts, no cosignature", 100, never_signs),
    Tell::ticking("freshens at whim", "new stamps of the old tree at any time", 10,
                  freshens_at_whim),
};

}  // namespace

std::span<const Trick> cosigner_tricks() {
  return kTricks;
}

}  // namespace kuboluk::simulation
