#include "tools/paper/code_plan.h"

#include <algorithm>
#include <optional>
#include <string>

#include "tools/paper/proof_codes.h"

namespace kuboluk::tools::paper {

namespace {

struct Grid {
  QrLevel level;
  std::size_t codes_max;
  double code_mm;
  bool on_card;
};

constexpr Grid kGrids[] = {
    {QrLevel::kMedium, kCardColumns* kCardRows, kCardCodeMm, true},
    {QrLevel::kLow, kCardColumns* kCardRows, kCardCodeMm, true},
    {QrLevel::kMedium, kProofCodesMax, kSlipCodeMm, false},
};

// Codes of one version for all texts, or nothing if their modules were too small.
std::optional<std::vector<QrCode>> codes_of(const std::vector<std::string>& texts,
                                            const Grid& grid) {
  // The longest text, which is never the last one, chooses the version.
  const auto longest = std::max_element(
      texts.begin(), texts.end(),
      [](const auto& left, const auto& right) { return left.size() < right.size(); });
  const Result<QrCode> first = make_qr(*longest, grid.level);
  if (!first || grid.code_mm / first->side < kModuleMinMm) return std::nullopt;
  std::vector<QrCode> codes;
  for (const std::string& text : texts) {
    const Result<QrCode> code = make_qr(text, grid.level, first->version());
    if (!code || code->side != first->side) return std::nullopt;
    codes.push_back(*code);
  }
  return codes;
}

}  // namespace

Result<CodePlan> plan_codes(std::string_view proof) {
  const Bytes compressed = deflate_raw(proof);
  for (const Grid& grid : kGrids) {
    const std::size_t most = std::min(grid.codes_max, compressed.size());
    for (std::size_t count = 1; count <= most; ++count) {
      auto codes = codes_of(proof_codes(compressed, count), grid);
      if (codes) return CodePlan{std::move(*codes), grid.on_card, grid.code_mm, compressed.size()};
    }
  }
  return Error{"X.SIZE", "",
               "the proof has " + std::to_string(compressed.size()) +
                   " bytes when compressed: more than " + std::to_string(kProofCodesMax) +
                   " codes hold; keep it as a file (kuboluk status --out)"};
}

}  // namespace kuboluk::tools::paper
