// TRAINING across a page: nobody may take a paper of a training ledger for a real one.
#pragma once

#include "tools/paper/canvas.h"

namespace kuboluk::tools::paper {

// In three languages along the diagonal of a box. Drawn before everything else.
void draw_watermark(Canvas& canvas, const Box& box, double points);

// Solid, along the left edge of a page of that height (mm): no copier loses it.
void draw_edge_mark(Canvas& canvas, double height);

}  // namespace kuboluk::tools::paper
