// How a proof becomes printed codes: how many, how large, on the card's back or on a slip of its
// own.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "crypto/result.h"
#include "tools/paper/qr_code.h"

namespace kuboluk::tools::paper {

// Smallest printed module that office printers and cheap phones still resolve.
inline constexpr double kModuleMinMm = 0.4;

// The grid of codes on the back of a card: 135 x 90 mm.
inline constexpr std::size_t kCardColumns = 3;
inline constexpr std::size_t kCardRows = 2;
inline constexpr double kCardCodeMm = 36;

// The grid of a slip: A5 upright.
inline constexpr std::size_t kSlipColumns = 3;
inline constexpr std::size_t kSlipRows = 4;
inline constexpr double kSlipCodeMm = 40;

struct CodePlan {
  std::vector<QrCode> codes;   // all of one version, in order
  bool on_card = false;        // else on slips
  double code_mm = 0;          // side of each without its quiet zone
  std::size_t compressed = 0;  // bytes
  double module_mm() const { return code_mm / codes.front().side; }
};

// As few codes as there can be with modules of kModuleMinMm: on the card at level M, else on the
// card at level L, else on slips at level M. X.SIZE if it does not fit into kProofCodesMax codes.
Result<CodePlan> plan_codes(std::string_view proof);

}  // namespace kuboluk::tools::paper
