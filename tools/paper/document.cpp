#include "tools/paper/document.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>

#include <memory>
#include <regex>

#include "crypto/bytes.h"
#include "tools/paper/canvas_impl.h"

namespace kuboluk::tools::paper {

namespace {

struct ReleaseSurface {
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};
using Surface = std::unique_ptr<cairo_surface_t, ReleaseSurface>;

cairo_status_t append(void* out, const unsigned char* data, unsigned int length) {
  static_cast<std::string*>(out)->append(text_of({data, length}));
  return CAIRO_STATUS_SUCCESS;
}

Result<void> finish(cairo_surface_t* surface) {
  cairo_surface_finish(surface);
  const cairo_status_t status = cairo_surface_status(surface);
  if (status == CAIRO_STATUS_SUCCESS) return {};
  return Error{"paper", "", cairo_status_to_string(status)};
}

Result<void> check_font() {
  if (font_installed()) return {};
  return Error{"paper", "DejaVu Sans", "this font is not installed (package fonts-dejavu-core)"};
}

// The library numbers the surfaces of a process: two equal pages would differ by that number.
std::string without_counter(const std::string& svg) {
  static const std::regex kCounter("id=\"surface[0-9]+\"");
  return std::regex_replace(svg, kCounter, "id=\"page\"");
}

}  // namespace

Result<std::string> render_pdf(const std::vector<Page>& pages, const DocumentFacts& facts) {
  if (const Result<void> font = check_font(); !font) return font.error();
  std::string bytes;
  const Surface surface(cairo_pdf_surface_create_for_stream(append, &bytes, 1, 1));
  cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_TITLE, facts.title.c_str());
  cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_CREATOR, "kuboluk");
  const std::string made = domain::print_known_time(facts.made).substr(0, 19) + "Z";
  cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_CREATE_DATE, made.c_str());
  for (const Page& page : pages) {
    cairo_pdf_surface_set_size(surface.get(), page.width_mm * kPointsPerMm,
                               page.height_mm * kPointsPerMm);
    page.draw(*canvas_on(surface.get()));
    cairo_surface_show_page(surface.get());
  }
  if (const Result<void> done = finish(surface.get()); !done) return done.error();
  return bytes;
}

Result<std::string> render_svg(const Page& page, const DocumentFacts&) {
  if (const Result<void> font = check_font(); !font) return font.error();
  std::string bytes;
  const Surface surface(cairo_svg_surface_create_for_stream(
      append, &bytes, page.width_mm * kPointsPerMm, page.height_mm * kPointsPerMm));
  cairo_svg_surface_restrict_to_version(surface.get(), CAIRO_SVG_VERSION_1_2);
  page.draw(*canvas_on(surface.get()));
  if (const Result<void> done = finish(surface.get()); !done) return done.error();
  return without_counter(bytes);
}

std::unique_ptr<Canvas> measuring_canvas() {
  const Surface surface(cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, nullptr));
  return canvas_on(surface.get());
}

}  // namespace kuboluk::tools::paper
