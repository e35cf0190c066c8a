// What pages are drawn with: text, lines, surfaces and QR codes in millimetres from the top left
// corner. One drawing becomes an SVG or a page of a PDF; text is DejaVu Sans, which has every
// letter of Kyrgyz: outlines in an SVG, an embedded font in a PDF.
//
// The same input gives the same bytes on the same machine: no clock, no locale, no counter.
#pragma once

#include <memory>
#include <string_view>

#include "tools/paper/qr_code.h"

namespace kuboluk::tools::paper {

struct Ink {
  double red = 0;
  double green = 0;
  double blue = 0;
  double alpha = 1;
};

inline constexpr Ink kBlack{0.07, 0.08, 0.10};
inline constexpr Ink kGrey{0.36, 0.38, 0.42};
inline constexpr Ink kRule{0.72, 0.74, 0.78};
inline constexpr Ink kTint{0.99, 0.93, 0.92};
inline constexpr Ink kWhite{1, 1, 1};
inline constexpr Ink kBand{0.09, 0.24, 0.42};
inline constexpr Ink kAlarm{0.72, 0.09, 0.11};
inline constexpr Ink kGood{0.05, 0.40, 0.20};
inline constexpr Ink kWatermark{0.72, 0.09, 0.11, 0.13};

enum class Face { kSans, kBold, kMono, kMonoBold };
enum class Align { kLeft, kCentre, kRight };

struct Style {
  Face face = Face::kSans;
  double points = 8;
  Ink ink = kBlack;
  Align align = Align::kLeft;
  double leading = 1.0;  // distance of lines, in heights of a line
};

// mm
struct Box {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
};

// Resource type; made by document.h for the time of one page.
class Canvas {
 public:
  struct Impl;
  explicit Canvas(std::unique_ptr<Impl> impl);
  ~Canvas();
  Canvas(const Canvas&) = delete;
  Canvas& operator=(const Canvas&) = delete;

  // Height of the text, wrapped at `width` (mm).
  double text_height(double width, const Style& style, std::string_view text);
  // Width of the text on one line (mm).
  double text_width(const Style& style, std::string_view text);
  // From (x, y) on, wrapped at `width`; gives its height (mm).
  double text(double x, double y, double width, const Style& style, std::string_view text);
  // Into a box: at style.points or the largest smaller size, down to `points_min`, at which it
  // fits; what does not fit then ends in "...". Gives the height used (mm).
  double fitted_text(const Box& box, Style style, double points_min, std::string_view text);
  // Centred on (x, y), turned by `degrees` (clockwise).
  void turned_text(double x, double y, double degrees, const Style& style, std::string_view text);

  void line(double x1, double y1, double x2, double y2, double width, const Ink& ink);
  void fill(const Box& box, const Ink& ink);
  void frame(const Box& box, double width, const Ink& ink);
  // The modules fill a square of `side` mm; its quiet zone around it is painted white.
  void qr(double x, double y, double side, const QrCode& code);

 private:
  void place(double x, double y, const Ink& ink);
  std::unique_ptr<Impl> impl_;
};

}  // namespace kuboluk::tools::paper
