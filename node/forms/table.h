// Rows of texts, and their two plain forms: CSV for spreadsheets, strict text for scripts.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kuboluk::forms {

// `head`: what stands above the rows in the strict text (CSV has rows only). Every row has one cell
// per column; an empty cell: not known. In the strict text cells are divided by single spaces, so
// only the last column may hold spaces.
struct Table {
  std::string kind;  // "status", "accredited", ...
  std::vector<std::pair<std::string, std::string>> head;
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
};

// RFC 4180: header line, CRLF, quotes where needed. A cell that a spreadsheet would take for a
// formula (it begins with = + - @, a tab or CR, and is no plain number) gets a leading apostrophe.
std::string print_csv(const Table& table);
std::string csv_cell(std::string_view text);

// In the ledger's own manner: "key value" lines, LF, fixed order; `-` where nothing is known.
//
//     kuboluk/<kind>/v1
//     <head lines>
//     columns <names>
//     row <cells>
std::string print_text(const Table& table);

}  // namespace kuboluk::forms
