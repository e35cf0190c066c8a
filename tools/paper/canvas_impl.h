// What canvas.cpp and document.cpp share. Not for others.
#pragma once

#include <memory>

#include "tools/paper/canvas.h"

// The drawing library's own types stay in the .cpp files.
struct _cairo_surface;

namespace kuboluk::tools::paper {

// A canvas on a surface that outlives it.
std::unique_ptr<Canvas> canvas_on(_cairo_surface* surface);

// True if the font that the layouts are made for is installed.
bool font_installed();

inline constexpr double kPointsPerMm = 72 / 25.4;

}  // namespace kuboluk::tools::paper
