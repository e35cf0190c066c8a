#include "tools/paper/qr_code.h"

#include <qrencode.h>

#include <memory>
#include <string>

namespace kuboluk::tools::paper {

Result<QrCode> make_qr(std::string_view text, QrLevel level, int version_min) {
  struct Release {
    void operator()(QRcode* code) const { QRcode_free(code); }
  };
  const std::string terminated(text);
  const std::unique_ptr<QRcode, Release> code(
      QRcode_encodeString(terminated.c_str(), version_min,
                          level == QrLevel::kLow ? QR_ECLEVEL_L : QR_ECLEVEL_M, QR_MODE_8, 1));
  if (code == nullptr) {
    return Error{"X.SIZE", "", "a text of this length does not fit into a QR code"};
  }
  QrCode made;
  made.side = code->width;
  const auto count = static_cast<std::size_t>(code->width) * static_cast<std::size_t>(code->width);
  for (std::size_t i = 0; i < count; ++i) {
    // The lowest bit is the colour; the others say what a module is for.
    made.cells.push_back(code->data[i] & 1U);
  }
  return made;
}

}  // namespace kuboluk::tools::paper
