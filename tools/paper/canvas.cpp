#include "tools/paper/canvas.h"

#include <cairo.h>
#include <pango/pangocairo.h>

#include <string>

#include "tools/paper/canvas_impl.h"

namespace kuboluk::tools::paper {

namespace {

constexpr const char* kFamily = "DejaVu Sans";
constexpr double kPi = 3.14159265358979323846;

struct ReleaseObject {
  void operator()(gpointer object) const { g_object_unref(object); }
};
struct ReleaseFont {
  void operator()(PangoFontDescription* font) const { pango_font_description_free(font); }
};
struct ReleaseOptions {
  void operator()(cairo_font_options_t* options) const { cairo_font_options_destroy(options); }
};
using Context = std::unique_ptr<PangoContext, ReleaseObject>;
using Layout = std::unique_ptr<PangoLayout, ReleaseObject>;
using Font = std::unique_ptr<PangoFontDescription, ReleaseFont>;
using FontOptions = std::unique_ptr<cairo_font_options_t, ReleaseOptions>;

bool is_mono(Face face) {
  return face == Face::kMono || face == Face::kMonoBold;
}

Font font_of(const Style& style) {
  Font font(pango_font_description_new());
  pango_font_description_set_family(font.get(), is_mono(style.face) ? "DejaVu Sans Mono" : kFamily);
  const bool bold = style.face == Face::kBold || style.face == Face::kMonoBold;
  pango_font_description_set_weight(font.get(), bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_font_description_set_absolute_size(font.get(), style.points * PANGO_SCALE);
  return font;
}

PangoAlignment alignment(Align align) {
  return align == Align::kLeft     ? PANGO_ALIGN_LEFT
         : align == Align::kCentre ? PANGO_ALIGN_CENTER
                                   : PANGO_ALIGN_RIGHT;
}

int to_pango(double mm) {
  return static_cast<int>(mm * kPointsPerMm * PANGO_SCALE);
}

double height_mm(PangoLayout* layout) {
  PangoRectangle extents;
  pango_layout_get_extents(layout, nullptr, &extents);
  return extents.height / (PANGO_SCALE * kPointsPerMm);
}

// Paper has no pixels: letters stand where they belong, at every size.
FontOptions printed_letters() {
  FontOptions options(cairo_font_options_create());
  cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias(options.get(), CAIRO_ANTIALIAS_GRAY);
  return options;
}

}  // namespace

struct Canvas::Impl {
  explicit Impl(cairo_surface_t* surface) : cairo(cairo_create(surface)) {
    context.reset(pango_cairo_create_context(cairo));
    pango_cairo_context_set_font_options(context.get(), printed_letters().get());
    pango_cairo_context_set_resolution(context.get(), 72);
    pango_context_set_round_glyph_positions(context.get(), FALSE);
    // Not the language of whoever runs the program.
    pango_context_set_language(context.get(), pango_language_from_string("ky"));
    pango_context_set_base_dir(context.get(), PANGO_DIRECTION_LTR);
  }
  ~Impl() { cairo_destroy(cairo); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  // `width` in mm; negative: one line.
  Layout layout(double width, const Style& style, std::string_view text) const {
    Layout made(pango_layout_new(context.get()));
    pango_layout_set_font_description(made.get(), font_of(style).get());
    pango_layout_set_text(made.get(), text.data(), static_cast<int>(text.size()));
    pango_layout_set_alignment(made.get(), alignment(style.align));
    if (style.leading != 1.0) {
      pango_layout_set_line_spacing(made.get(), static_cast<float>(style.leading));
    }
    if (width >= 0) {
      pango_layout_set_width(made.get(), to_pango(width));
      pango_layout_set_wrap(made.get(), PANGO_WRAP_WORD_CHAR);
    }
    return made;
  }

  cairo_t* cairo;
  Context context;
};

std::unique_ptr<Canvas> canvas_on(_cairo_surface* surface) {
  return std::make_unique<Canvas>(std::make_unique<Canvas::Impl>(surface));
}

bool font_installed() {
  const Context context(pango_font_map_create_context(pango_cairo_font_map_get_default()));
  for (const Face face : {Face::kSans, Face::kMonoBold}) {
    const Font wanted = font_of(Style{face, 8, kBlack, Align::kLeft, 1.0});
    const std::unique_ptr<PangoFont, ReleaseObject> found(
        pango_context_load_font(context.get(), wanted.get()));
    if (found == nullptr) return false;
    const Font described(pango_font_describe(found.get()));
    const std::string family = pango_font_description_get_family(described.get());
    if (family != pango_font_description_get_family(wanted.get())) return false;
  }
  return true;
}

Canvas::Canvas(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Canvas::~Canvas() = default;

double Canvas::text_height(double width, const Style& style, std::string_view text) {
  return height_mm(impl_->layout(width, style, text).get());
}

double Canvas::text_width(const Style& style, std::string_view text) {
  PangoRectangle extents;
  pango_layout_get_extents(impl_->layout(-1, style, text).get(), nullptr, &extents);
  return extents.width / (PANGO_SCALE * kPointsPerMm);
}

void Canvas::place(double x, double y, const Ink& ink) {
  cairo_set_source_rgba(impl_->cairo, ink.red, ink.green, ink.blue, ink.alpha);
  cairo_move_to(impl_->cairo, x * kPointsPerMm, y * kPointsPerMm);
}

double Canvas::text(double x, double y, double width, const Style& style, std::string_view text) {
  const Layout layout = impl_->layout(width, style, text);
  place(x, y, style.ink);
  pango_cairo_show_layout(impl_->cairo, layout.get());
  return height_mm(layout.get());
}

double Canvas::fitted_text(const Box& box, Style style, double points_min, std::string_view text) {
  constexpr double kStepPoints = 0.25;
  // Rounding of the library, not a line.
  constexpr double kToleranceMm = 0.05;
  while (style.points - kStepPoints >= points_min &&
         text_height(box.width, style, text) > box.height + kToleranceMm) {
    style.points -= kStepPoints;
  }
  const Layout layout = impl_->layout(box.width, style, text);
  pango_layout_set_ellipsize(layout.get(), PANGO_ELLIPSIZE_END);
  pango_layout_set_height(layout.get(), to_pango(box.height + 2 * kToleranceMm));
  place(box.x, box.y, style.ink);
  pango_cairo_show_layout(impl_->cairo, layout.get());
  return height_mm(layout.get());
}

void Canvas::turned_text(double x, double y, double degrees, const Style& style,
                         std::string_view text) {
  const Layout layout = impl_->layout(-1, style, text);
  PangoRectangle ink;
  pango_layout_get_extents(layout.get(), &ink, nullptr);
  cairo_save(impl_->cairo);
  cairo_translate(impl_->cairo, x * kPointsPerMm, y * kPointsPerMm);
  cairo_rotate(impl_->cairo, degrees * kPi / 180);
  cairo_set_source_rgba(impl_->cairo, style.ink.red, style.ink.green, style.ink.blue,
                        style.ink.alpha);
  cairo_move_to(impl_->cairo, -(ink.x + ink.width / 2.0) / PANGO_SCALE,
                -(ink.y + ink.height / 2.0) / PANGO_SCALE);
  pango_cairo_show_layout(impl_->cairo, layout.get());
  cairo_restore(impl_->cairo);
}

void Canvas::line(double x1, double y1, double x2, double y2, double width, const Ink& ink) {
  place(x1, y1, ink);
  cairo_line_to(impl_->cairo, x2 * kPointsPerMm, y2 * kPointsPerMm);
  cairo_set_line_width(impl_->cairo, width * kPointsPerMm);
  cairo_stroke(impl_->cairo);
}

void Canvas::fill(const Box& box, const Ink& ink) {
  place(box.x, box.y, ink);
  cairo_rectangle(impl_->cairo, box.x * kPointsPerMm, box.y * kPointsPerMm,
                  box.width * kPointsPerMm, box.height * kPointsPerMm);
  cairo_fill(impl_->cairo);
}

void Canvas::frame(const Box& box, double width, const Ink& ink) {
  place(box.x, box.y, ink);
  cairo_rectangle(impl_->cairo, box.x * kPointsPerMm, box.y * kPointsPerMm,
                  box.width * kPointsPerMm, box.height * kPointsPerMm);
  cairo_set_line_width(impl_->cairo, width * kPointsPerMm);
  cairo_stroke(impl_->cairo);
}

void Canvas::qr(double x, double y, double side, const QrCode& code) {
  const double module = side / code.side;
  const double quiet = kQuietModules * module;
  fill({x - quiet, y - quiet, side + 2 * quiet, side + 2 * quiet}, kWhite);
  // One path for all modules: no seams between neighbours. Pure black, for scanners.
  cairo_set_source_rgb(impl_->cairo, 0, 0, 0);
  for (int row = 0; row < code.side; ++row) {
    for (int from = 0; from < code.side;) {
      int until = from;
      while (until < code.side && code.dark(until, row))
        ++until;
      if (until > from) {
        cairo_rectangle(impl_->cairo, (x + from * module) * kPointsPerMm,
                        (y + row * module) * kPointsPerMm, (until - from) * module * kPointsPerMm,
                        module * kPointsPerMm);
      }
      from = until + 1;
    }
  }
  cairo_fill(impl_->cairo);
}

}  // namespace kuboluk::tools::paper
