#include "node/forms/table.h"

#include "crypto/check.h"

namespace kuboluk::forms {

namespace {

// "-12", "0.5": what a spreadsheet may read as a number.
bool is_plain_number(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const std::size_t dot = text.find('.');
  const auto digits = [](std::string_view part) {
    return !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos;
  };
  if (dot == std::string_view::npos) return digits(text);
  return digits(text.substr(0, dot)) && digits(text.substr(dot + 1));
}

void add_line(std::string& out, const std::vector<std::string>& cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) out += ',';
    out += csv_cell(cells[i]);
  }
  out += "\r\n";
}

void add_strict(std::string& out, std::string_view text) {
  out += ' ';
  out += text.empty() ? std::string_view("-") : text;
}

}  // namespace

std::string csv_cell(std::string_view text) {
  constexpr std::string_view kFormula = "=+-@\t\r";
  std::string cell;
  const bool formula = !text.empty() && kFormula.find(text.front()) != std::string_view::npos;
  if (formula && !is_plain_number(text)) cell += '\'';
  cell += text;
  if (cell.find_first_of("\",\r\n") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string print_csv(const Table& table) {
  std::string out;
  add_line(out, table.columns);
  for (const auto& row : table.rows) {
    KUBOLUK_CHECK(row.size() == table.columns.size());
    add_line(out, row);
  }
  return out;
}

std::string print_text(const Table& table) {
  std::string out = "kuboluk/" + table.kind;
  out += "/v1\n";
  for (const auto& [key, value] : table.head) {
    out += key;
    add_strict(out, value);
    out += '\n';
  }
  out += "columns";
  for (const std::string& column : table.columns)
    add_strict(out, column);
  out += '\n';
  for (const auto& row : table.rows) {
    KUBOLUK_CHECK(row.size() == table.columns.size());
    out += "row";
    for (const std::string& cell : row)
      add_strict(out, cell);
    out += '\n';
  }
  return out;
}

}  // namespace kuboluk::forms
