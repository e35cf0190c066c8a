#include "tools/paper/table.h"

#include <algorithm>

#include "crypto/check.h"

namespace kuboluk::tools::paper {

namespace {

constexpr double kPadX = 1.0;
constexpr double kPadY = 0.75;
constexpr double kPointsMin = 4.5;
constexpr Style kHeading{Face::kBold, 6, kWhite};

}  // namespace

Table::Table(std::vector<Column> columns, std::vector<Row> rows)
    : columns_(std::move(columns)), rows_(std::move(rows)) {}

double Table::cell_height(Canvas& canvas, std::size_t column, const Cell& cell) {
  const auto [found, added] = measured_.try_emplace({column, cell.text}, 0);
  if (added) {
    found->second =
        canvas.text_height(columns_[column].width - 2 * kPadX, cell.style, cell.text) + 2 * kPadY;
  }
  return std::min(found->second, kRowHeightMaxMm);
}

std::vector<std::size_t> Table::paginate(Canvas& measuring, double page_mm) {
  std::vector<std::size_t> firsts = {0};
  double used = 0;
  heights_.clear();
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    KUBOLUK_CHECK(rows_[row].cells.size() == columns_.size());
    double height = 0;
    for (std::size_t column = 0; column < columns_.size(); ++column) {
      height = std::max(height, cell_height(measuring, column, rows_[row].cells[column]));
    }
    heights_.push_back(height);
    if (used + height > page_mm) {
      firsts.push_back(row);
      used = 0;
    }
    used += height;
  }
  return firsts;
}

double Table::heading_height(Canvas& canvas) const {
  double height = 0;
  for (const Column& column : columns_) {
    height =
        std::max(height, canvas.text_height(column.width - 2 * kPadX, kHeading, column.heading));
  }
  return height + 2 * kPadY;
}

double Table::draw(Canvas& canvas, double x, double y, std::size_t first, std::size_t last) const {
  double width = 0;
  for (const Column& column : columns_)
    width += column.width;
  const double heading = heading_height(canvas);
  canvas.fill({x, y, width, heading}, kBand);
  double left = x;
  for (const Column& column : columns_) {
    canvas.text(left + kPadX, y + kPadY, column.width - 2 * kPadX, kHeading, column.heading);
    left += column.width;
  }
  y += heading;
  for (std::size_t row = first; row < last; ++row) {
    const double height = heights_[row];
    if (rows_[row].marked) canvas.fill({x, y, width, height}, kTint);
    left = x;
    for (std::size_t column = 0; column < columns_.size(); ++column) {
      const Cell& cell = rows_[row].cells[column];
      const double cell_width = columns_[column].width;
      canvas.fitted_text({left + kPadX, y + kPadY, cell_width - 2 * kPadX, height - 2 * kPadY},
                         cell.style, kPointsMin, cell.text);
      left += cell_width;
    }
    y += height;
    canvas.line(x, y, x + width, y, 0.12, kRule);
  }
  return y;
}

}  // namespace kuboluk::tools::paper
