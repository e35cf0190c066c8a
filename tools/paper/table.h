// Tables that run over pages: measured first, because every page says how many there are.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tools/paper/canvas.h"

namespace kuboluk::tools::paper {

struct Column {
  double width = 0;     // mm
  std::string heading;  // a line for each language
};

struct Cell {
  std::string text;
  Style style;
};

struct Row {
  std::vector<Cell> cells;  // one for each column
  bool marked = false;      // on a tinted ground
};

// Tallest row: stops one long name from filling a page. What is longer is set smaller, then cut.
inline constexpr double kRowHeightMaxMm = 12;

class Table {
 public:
  Table(std::vector<Column> columns, std::vector<Row> rows);

  // Index of the first row of each page, given how many mm the rows of a page have; at least one
  // page.
  std::vector<std::size_t> paginate(Canvas& measuring, double page_mm);
  double heading_height(Canvas& canvas) const;
  // Heading and rows `first` to `last` (exclusive) from (x, y) on; gives y below them.
  double draw(Canvas& canvas, double x, double y, std::size_t first, std::size_t last) const;

  std::size_t size() const { return rows_.size(); }

 private:
  double cell_height(Canvas& canvas, std::size_t column, const Cell& cell);

  std::vector<Column> columns_;
  std::vector<Row> rows_;
  std::vector<double> heights_;  // of the rows, once measured
  // Most cells of a column repeat: a text is measured once.
  std::map<std::pair<std::size_t, std::string>, double> measured_;
};

}  // namespace kuboluk::tools::paper
