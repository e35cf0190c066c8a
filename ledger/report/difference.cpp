#include "ledger/report/difference.h"

#include <array>

namespace kuboluk::report {
namespace {

using domain::Verdict;

bool is_granted(const AccreditedRow* row) {
  return row != nullptr && row->granted();
}

// Both sides have it, and the grant holds on both.
void compare_rows(const AccreditedRow& before, const AccreditedRow& after,
                  std::set<DifferenceKind>& kinds) {
  const Verdict was = before.by_record();
  const Verdict is = after.by_record();
  if (was != is) {
    kinds.insert(is == Verdict::kRevoked    ? DifferenceKind::kRevoked
                 : was == Verdict::kRevoked ? DifferenceKind::kRestored
                                            : DifferenceKind::kVerdict);
  }
  if (before.facts.certificate != after.facts.certificate) {
    kinds.insert(DifferenceKind::kCardReplaced);
  }
  if (before.facts.organisation != after.facts.organisation ||
      before.facts.application != after.facts.application ||
      before.facts.decree != after.facts.decree) {
    kinds.insert(DifferenceKind::kMoved);
  }
  if (before.facts.from != after.facts.from || before.facts.until != after.facts.until) {
    kinds.insert(DifferenceKind::kAuthority);
  }
}

// Null: not in that list.
std::set<DifferenceKind> compare(const AccreditedRow* before, const AccreditedRow* after) {
  std::set<DifferenceKind> kinds;
  if (!is_granted(before) && is_granted(after)) {
    kinds.insert(DifferenceKind::kNew);
    // Granted and revoked between the two: whoever prints the list must hear of both.
    if (after->by_record() == Verdict::kRevoked) kinds.insert(DifferenceKind::kRevoked);
  } else if (is_granted(before) && !is_granted(after)) {
    kinds.insert(DifferenceKind::kAnnulled);
  } else if (is_granted(before) && is_granted(after)) {
    compare_rows(*before, *after, kinds);
  }
  return kinds;
}

void add(const AccreditedRow* before, const AccreditedRow* after,
         std::vector<Difference>& differences) {
  auto kinds = compare(before, after);
  if (kinds.empty()) return;
  const AccreditedRow& row = after != nullptr ? *after : *before;
  differences.push_back({row.facts.number, row.printed, std::move(kinds),
                         before ? std::optional(*before) : std::nullopt,
                         after ? std::optional(*after) : std::nullopt});
}

}  // namespace

std::string_view to_key(DifferenceKind kind) {
  constexpr std::array<std::string_view, 8> kKeys = {
      "new", "annulled", "revoked", "restored", "card_replaced", "moved", "authority", "verdict"};
  return kKeys[static_cast<std::size_t>(kind)];
}

std::vector<Difference> difference(std::span<const AccreditedRow> before,
                                   std::span<const AccreditedRow> after) {
  std::vector<Difference> differences;
  std::size_t a = 0;
  std::size_t b = 0;
  while (a < before.size() || b < after.size()) {
    const AccreditedRow* left = a < before.size() ? &before[a] : nullptr;
    const AccreditedRow* right = b < after.size() ? &after[b] : nullptr;
    if (left != nullptr && right != nullptr && left->facts.number != right->facts.number) {
      (left->facts.number < right->facts.number ? right : left) = nullptr;
    }
    add(left, right, differences);
    a += left != nullptr ? 1 : 0;
    b += right != nullptr ? 1 : 0;
  }
  return differences;
}

}  // namespace kuboluk::report
