// Lies of a sequencer in what its log key signs: right entries under a wrong checkpoint, trees
// beside those that it proposed.
#include "tests/node/core/liar.h"
#include "tests/simulation/tricks.h"

namespace kuboluk::simulation {
namespace {

using Tell = Tricks<LiarRole::kSequencer>;

Hash other_than(Hash hash) {
  hash[7] ^= 4;
  return hash;
}

template <class Change>
bool misprint(Mouth& mouth, Sends& sends, Change change) {
  bool told = false;
  for (core::Send& send : sends) {
    auto* proposed = as_proposal(mouth, send);
    if (proposed == nullptr) continue;
    proposed->checkpoint = change(mouth.tree(proposed->entries));
    told = true;
  }
  return told;
}

bool wrong_root(Mouth& mouth, Sends& sends) {
  return misprint(mouth, sends, [&mouth](log::Checkpoint tree) {
    tree.root = other_than(tree.root);
    return mouth.sign(tree);
  });
}

bool wrong_size(Mouth& mouth, Sends& sends) {
  return misprint(mouth, sends, [&mouth](log::Checkpoint tree) {
    tree.size += mouth.chance(50) ? 1 : 1'000;
    return mouth.sign(tree);
  });
}

std::string signed_by(const Mouth& mouth, const log::Checkpoint& tree, std::string_view origin,
                      std::string_view role) {
  const auto secret = mouth.institutions.secret(mouth.me, role);
  const auto key =
      *crypto::VerifierKey::make(origin, crypto::KeyType::kEd25519, secret.public_key());
  return crypto::print_note(log::sign_checkpoint(tree, key, secret));
}

bool other_origin(Mouth& mouth, Sends& sends) {
  return misprint(mouth, sends, [&mouth](log::Checkpoint tree) {
    tree.origin = "kuboluk.example/another/log";
    return signed_by(mouth, tree, tree.origin, "log");
  });
}

bool wrong_key(Mouth& mouth, Sends& sends) {
  return misprint(mouth, sends, [&mouth](const log::Checkpoint& tree) {
    return signed_by(mouth, tree, tree.origin, "node");
  });
}

// --- trees beside those that were proposed

bool two_roots(Mouth& mouth, Sends& sends) {
  log::Checkpoint tree = mouth.tree({});
  if (tree.size == 0) return false;
  tree.root = mouth.hash();
  sends.push_back({mouth.others, exchange::Proposed{tree.size, {}, mouth.sign(tree)}});
  return true;
}

bool smaller(Mouth& mouth, Sends& sends) {
  const auto sizes = mouth.boundaries();
  if (sizes.size() < 2) return false;
  const log::Checkpoint tree = mouth.tree_at(sizes[mouth.below(sizes.size() - 1)]);
  sends.push_back({mouth.others, exchange::Proposed{tree.size, {}, mouth.sign(tree)}});
  return true;
}

// The last committed batch with one more act in it.
bool rewrites(Mouth& mouth, Sends& sends) {
  const auto sizes = mouth.boundaries();
  if (sizes.size() < 3) return false;
  const std::uint64_t from = sizes[sizes.size() - 2];
  const Entries entries = core::test::with_act(mouth.committed_from(from), mouth.note());
  Entries all = mouth.committed_from(0);
  all.resize(from);
  all.insert(all.end(), entries.begin(), entries.end());
  log::CompactRange range;
  for (const std::string& entry : all)
    range.append(log::leaf_hash(bytes_of(entry)));
  const log::Checkpoint tree{mouth.institutions.info().origin(), all.size(), range.root()};
  sends.push_back({mouth.others, exchange::Proposed{from, entries, mouth.sign(tree)}});
  return true;
}

// Nothing new is ever shown, and what is old looks fresh.
bool old_kept_fresh(Mouth& mouth, Sends& sends) {
  bool told = false;
  for (core::Send& send : sends) {
    if (as<exchange::Draft>(send) == nullptr && as_proposal(mouth, send) == nullptr) continue;
    const log::Checkpoint tree = mouth.tree({});
    if (tree.size == 0) continue;
    send.message = exchange::Proposed{tree.size, {}, mouth.sign(tree)};
    told = true;
  }
  return told;
}

const Trick kTricks[] = {
    Tell::altering("wrong log root", "right entries, right map, another log root", 50, Harm::kNone,
                   wrong_root),
    Tell::altering("wrong size", "the checkpoint has another size than its entries", 50,
                   Harm::kNone, wrong_size),
    Tell::altering("other origin", "the checkpoint of another log", 50, Harm::kNone, other_origin),
    Tell::altering("wrong key", "the checkpoint is signed by the node key", 50, Harm::kNone,
                   wrong_key),
    Tell::altering("keeps the old tree fresh", "asks for stamps of the old tree, proposes nothing",
                   80, Harm::kNone, old_kept_fresh),
    Tell::ticking("two roots for one size", "another root for the committed size", 2, Harm::kNone,
                  two_roots),
    Tell::ticking("smaller tree", "a tree that the log once was, as its newest", 2, Harm::kNone,
                  smaller),
    Tell::ticking("rewrites the last batch", "one more act in a batch that is committed", 1,
                  Harm::kOneCosigner, rewrites),
};

}  // namespace

std::span<const Trick> sequencer_checkpoint_tricks() {
  return kTricks;
}

}  // namespace kuboluk::simulation
