// Acts for the simulator: every type of event, by every role, lawful or not, on whatever state the
// ledger is in. The generator is measured: Cells says which combinations were reached.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/batch/change.h"
#include "ledger/domain/signed_event.h"
#include "tests/node/core/institutions.h"

namespace kuboluk::simulation {

// Who, what, on what: "commission organisation.register absent", with the verdict that came of it
// ("accepted", or the rule that refused it).
struct Cell {
  std::string role;     // of the author's body in the ruleset
  std::string act;      // event type
  std::string state;    // of the record that the act is about: "absent", "open", "granted", ...
  std::string verdict;  // "accepted" or the rule
  auto operator<=>(const Cell&) const = default;
};

class Cells {
 public:
  void reached(const Cell& cell);
  void add(const Cells& other);
  const std::map<Cell, std::uint64_t>& all() const { return cells_; }
  // Combinations of role, act and state that the ruleset knows and nobody has reached, one a line.
  std::vector<std::string> never_reached() const;
  // Pairs of role and act that the ruleset gives the right to and no such act was accepted, one a
  // line.
  std::vector<std::string> never_accepted() const;
  // A table for the report, one line a cell: how often.
  std::string table() const;

 private:
  std::map<Cell, std::uint64_t> cells_;
};

// What the source wanted. kBlind: the right author on whatever came to hand, lawful or not.
enum class Intent { kLawful, kUnlawful, kBlind };

// Ids that the source has given, by kind of record ("election", "person", ...): what becomes of
// them is read in the ledger. Organisations have no election.
struct Named {
  std::string election;
  std::string id;
};
using Names = std::map<std::string, std::vector<Named>, std::less<>>;

class ActDesk;        // acts_desk.h
enum class Spoiling;  // acts_desk.h

// Draws one act after the other. What it knows of the ledger is what it reads there.
class ActSource {
 public:
  // `institutions` must outlive the source. With bodies() among its authors the court and the other
  // inviters act too; without them their acts are drawn all the same, and refused.
  ActSource(const core::test::Institutions& institutions, std::uint64_t seed);
  // The bodies that the law gives rights to and that run no node.
  static const std::vector<std::string>& bodies();

  struct Drawn {
    std::vector<domain::SignedEvent> events;  // one, or a bundle that is to go in together
    std::string author;                       // member or body id
    std::string words;                        // "odihr files an application": for stories
    Intent intent = Intent::kLawful;
  };
  // Mostly lawful on `ledger` (about three in four), sometimes against a rule on purpose: wrong
  // author, wrong state, missed deadline, duplicate, dangling `after`, clash with one drawn just
  // before. Deterministic: equal seeds, ledgers and times give equal acts.
  Drawn draw(const batch::LedgerReader& ledger, domain::Instant now);

  // The cells of a committed log and of rejections: for each event, judged again on the state
  // before it.
  static Result<Cells> cells_of(const core::test::Institutions& institutions,
                                const std::vector<std::string>& entries);
  // The cell of an act that a node has judged on that state: the verdict is the naive model's.
  static Cell cell_of(const core::test::Institutions& institutions,
                      const batch::LedgerReader& ledger, const domain::SignedEvent& act,
                      std::string_view verdict);

 private:
  struct Key {
    crypto::VerifierKey vkey;
    crypto::SecretKey secret;
  };
  const Key& key_of(const std::string& author);
  domain::SignedEvent sign(const domain::Event& event, const std::string& signer);
  // One of many signed acts before it, again: as it is, or said anew with the same numbers.
  std::optional<Drawn> repeated(const batch::LedgerReader& ledger);
  std::optional<Drawn> lawful(ActDesk& desk);
  std::optional<Drawn> unlawful(ActDesk& desk);
  std::optional<Drawn> badly_signed(const domain::Event& event, Spoiling way);
  Drawn blind(ActDesk& desk);
  Drawn signed_act(const domain::Event& event, Intent intent, std::string_view how);
  Drawn divided(const domain::Event& event, Intent intent);
  void remember(const Drawn& drawn);

  const core::test::Institutions& institutions_;
  std::mt19937_64 random_;
  std::string tag_;  // in every id: two sources on one ledger do not give the same ids
  std::uint64_t number_ = 0;
  Names names_;
  std::map<std::string, std::uint64_t, std::less<>> drawn_;  // lawful acts by type
  std::map<std::string, Key, std::less<>> keys_;
  std::vector<domain::SignedEvent> recent_;
};

}  // namespace kuboluk::simulation
