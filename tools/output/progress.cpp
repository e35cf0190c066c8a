#include "tools/output/progress.h"

#include <ostream>

namespace kuboluk::tools {

Progress::~Progress() {
  if (shown_percent_ <= 100) session_.err << "\r\033[K";
}

void Progress::at(std::uint64_t done, std::uint64_t total) {
  if (!session_.progress || total == 0) return;
  const std::uint64_t percent = 100 * done / total;
  if (percent == shown_percent_) return;
  shown_percent_ = percent;
  session_.err << "\r\033[K" << label_ << ' ' << done << " of " << total;
  session_.err.flush();
}

}  // namespace kuboluk::tools
