// Pages to bytes of a PDF or an SVG.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "crypto/result.h"
#include "ledger/domain/time.h"
#include "tools/paper/canvas.h"

namespace kuboluk::tools::paper {

struct Page {
  double width_mm = 0;
  double height_mm = 0;
  std::function<void(Canvas&)> draw;
};

struct DocumentFacts {
  std::string title;
  // Written into a PDF as its date: that of the evidence, so that no clock enters the bytes.
  domain::Instant made;
};

// Errors: "paper" if DejaVu Sans is not installed or a page could not be drawn.
Result<std::string> render_pdf(const std::vector<Page>& pages, const DocumentFacts& facts);
Result<std::string> render_svg(const Page& page, const DocumentFacts& facts);

// A canvas that only measures: layouts that count pages need one before there is a page.
std::unique_ptr<Canvas> measuring_canvas();

}  // namespace kuboluk::tools::paper
