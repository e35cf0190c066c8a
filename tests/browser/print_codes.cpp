// Usage: print_codes FOLDER PROOF...
// The texts of the QR codes that a certificate carries for each proof: FOLDER/<stem>.codes, one in
// a line, and each as a picture, FOLDER/<stem>.<i>.pbm, for proofs of numbers that get no
// certificate.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "tools/paper/code_plan.h"
#include "tools/paper/proof_codes.h"

namespace {

namespace fs = std::filesystem;
namespace paper = kuboluk::tools::paper;

constexpr int kPixelsPerModule = 4;

// Plain PBM (netpbm): 1 is black.
void draw(const paper::QrCode& code, const fs::path& path) {
  const int modules = code.side + 2 * paper::kQuietModules;
  const auto dark = [&](int x, int y) {
    const bool inside = x >= 0 && y >= 0 && x < code.side && y < code.side;
    return inside && code.dark(x, y);
  };
  std::ofstream out(path);
  out << "P1\n" << modules * kPixelsPerModule << ' ' << modules * kPixelsPerModule << '\n';
  for (int row = 0; row < modules * kPixelsPerModule; ++row) {
    for (int column = 0; column < modules * kPixelsPerModule; ++column) {
      out << (dark(column / kPixelsPerModule - paper::kQuietModules,
                   row / kPixelsPerModule - paper::kQuietModules)
                  ? "1\n"
                  : "0\n");
    }
  }
}

bool print(const fs::path& folder, const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  const std::string proof{std::istreambuf_iterator<char>(in), {}};
  const auto plan = paper::plan_codes(proof);
  if (!plan) return false;
  const std::string stem = file.stem().string();
  std::ofstream out(folder / (stem + ".codes"));
  for (const auto& text : paper::proof_codes(paper::deflate_raw(proof), plan->codes.size())) {
    out << text << '\n';
  }
  for (std::size_t i = 0; i < plan->codes.size(); ++i) {
    draw(plan->codes[i], folder / (stem + "." + std::to_string(i + 1) + ".pbm"));
  }
  return static_cast<bool>(out);
}

}  // namespace

int main(int count, char** words) {
  for (int i = 2; i < count; ++i) {
    if (print(words[1], words[i])) continue;
    std::cerr << words[i] << ": not printed\n";
    return 1;
  }
  return 0;
}
