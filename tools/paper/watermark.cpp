#include "tools/paper/watermark.h"

#include <cmath>
#include <string>

#include "tools/paper/paper_words.h"

namespace kuboluk::tools::paper {

void draw_watermark(Canvas& canvas, const Box& box, double points) {
  constexpr double kDegreesPerRadian = 57.29577951308232;
  const double degrees = -std::atan2(box.height, box.width) * kDegreesPerRadian;
  canvas.turned_text(box.x + box.width / 2, box.y + box.height / 2, degrees,
                     {Face::kBold, points, kWatermark}, say_all("training.word", " · "));
}

void draw_edge_mark(Canvas& canvas, double height) {
  canvas.turned_text(2.1, height / 2, -90, {Face::kBold, 6.5, kAlarm},
                     say_all("training.word", " · "));
}

}  // namespace kuboluk::tools::paper
