#include "tools/paper/sheet.h"

#include <fmt/format.h>

#include <memory>

#include "ledger/domain/time.h"
#include "ledger/speech/catalogue.h"
#include "tools/paper/table.h"
#include "tools/paper/watermark.h"

namespace kuboluk::tools::paper {

namespace {

constexpr double kPageWidth = 210;
constexpr double kPageHeight = 297;
constexpr double kMargin = 12;
constexpr double kWidth = kPageWidth - 2 * kMargin;
constexpr double kCodeMm = 27;
constexpr double kTableY = 46;
constexpr double kFootY = 277;
// Kept free below the last row for the sentence that the list is complete.
constexpr double kAfterTable = 6;

std::string heading(std::string_view key) {
  return say_all(key, "\n");
}

Cell cell(std::string text, Face face = Face::kSans, double points = 7, Ink ink = kBlack) {
  return {std::move(text), {face, points, ink}};
}

Cell verdict_cell(domain::Verdict verdict) {
  const bool good = verdict == domain::Verdict::kActive || verdict == domain::Verdict::kNotYet;
  return cell(fmt::format("{} {}", sign_of(verdict), say_all(verdict, " · ")), Face::kBold, 5.8,
              good ? kGood : kAlarm);
}

std::string until_words(const ListedNumber& listed, domain::Offset offset) {
  if (!listed.until) return "—";
  return day_words({listed.until->ms - 1}, offset, Language::kKyrgyz);
}

Table list_table(const SheetFacts& facts) {
  const std::vector<Column> columns = {{8, heading("paper.row")},
                                       {27, heading("paper.number")},
                                       {68, heading("answer.organisation")},
                                       {22, heading("paper.decree")},
                                       {45, heading("paper.verdict")},
                                       {16, heading("paper.until")}};
  std::vector<Row> rows;
  for (const ListedNumber& listed : facts.listed) {
    Row row;
    row.cells = {cell(std::to_string(rows.size() + 1), Face::kSans, 6.5, kGrey),
                 cell(listed.printed, Face::kMonoBold, 8.5),
                 cell(listed.organisation, Face::kSans, 6.2),
                 cell(listed.decree.empty() ? "—" : listed.decree, Face::kSans, 6.5),
                 verdict_cell(listed.verdict),
                 cell(until_words(listed, facts.evidence.offset), Face::kSans, 6.5)};
    row.marked = listed.verdict != domain::Verdict::kActive;
    rows.push_back(std::move(row));
  }
  return {columns, std::move(rows)};
}

Table gone_table(const SheetFacts& facts) {
  std::string ground;
  for (const Language language : speech::kLanguages) {
    ground.append(ground.empty() ? "" : "\n").append(speech::say(language, "paper.ground"));
    ground.append(" / ").append(speech::say(language, "paper.replaced-by"));
  }
  const std::vector<Column> columns = {
      {33, heading("paper.number")},   {40, heading("answer.organisation")},
      {38, heading("paper.verdict")},  {20, heading("paper.since")},
      {20, heading("paper.recorded")}, {35, ground}};
  const domain::Offset offset = facts.evidence.offset;
  std::vector<Row> rows;
  for (const GoneNumber& gone : facts.gone) {
    Row row;
    row.cells = {cell(gone.printed, Face::kMonoBold, 8.5),
                 cell(gone.organisation, Face::kSans, 6.5),
                 verdict_cell(gone.verdict),
                 cell(time_words(gone.since, offset, Language::kKyrgyz), Face::kSans, 6.5),
                 cell(time_words(gone.recorded, offset, Language::kKyrgyz), Face::kSans, 6.5),
                 cell(gone.ground, Face::kSans, 6.5)};
    rows.push_back(std::move(row));
  }
  return {columns, std::move(rows)};
}

// "378 = 29 + 42 + 56 + 170 + 81": so that anybody can add up.
std::string total_words(const SheetFacts& facts) {
  // More terms fill no line; then the total alone is printed.
  constexpr std::size_t kTermsMax = 12;
  std::string words = fmt::format("{}: {}", say_all("paper.total", " / "), facts.listed.size());
  const std::size_t terms = facts.by_decree.size() + (facts.without_decree > 0 ? 1 : 0);
  if (terms < 2 || terms > kTermsMax) return words;
  const char* between = " = ";
  for (const auto& [decree, count] : facts.by_decree) {
    words.append(between).append(std::to_string(count));
    between = " + ";
  }
  if (facts.without_decree > 0) words.append(between).append(std::to_string(facts.without_decree));
  return words;
}

// Keys of the catalogue.
struct PartWords {
  std::string_view title;
  std::string_view empty;
  std::string_view complete;
};

constexpr PartWords kListWords{"paper.list-title", "paper.nobody-accredited", "paper.complete"};
constexpr PartWords kGoneWords{"paper.gone-title", "paper.nobody-gone", "paper.complete-gone"};

// What the pages of one table share.
struct Part {
  PartWords words;
  std::string summary;
  QrCode code;
  std::shared_ptr<Table> table;
  std::vector<std::size_t> firsts;  // first row of each page
};

void draw_head(Canvas& canvas, const SheetFacts& facts, const Part& part) {
  const double width = kWidth - kCodeMm - 6;
  canvas.qr(kPageWidth - kMargin - kCodeMm, 11, kCodeMm, part.code);
  double y = 9;
  y += canvas.fitted_text({kMargin, y, width, 6}, {Face::kBold, 13, kBand}, 8,
                          speech::say(Language::kKyrgyz, part.words.title));
  y += canvas.fitted_text({kMargin, y, width, 8.6}, {Face::kSans, 8.5, kBand}, 6,
                          fmt::format("{}\n{}", speech::say(Language::kRussian, part.words.title),
                                      speech::say(Language::kEnglish, part.words.title)));
  std::string election = text_in(facts.election, Language::kKyrgyz, facts.election_id);
  const std::string russian = text_in(facts.election, Language::kRussian, "");
  if (!russian.empty() && russian != election) election.append("\n").append(russian);
  y += 1;
  y += canvas.fitted_text({kMargin, y, width, 7.4}, {Face::kBold, 8}, 5, election) + 0.8;
  y += canvas.fitted_text({kMargin, y, width, 6.8}, {Face::kBold, 7.5}, 5,
                          clock_words(facts.evidence, "\n"));
  canvas.fitted_text(
      {kMargin, y + 3.7, width, 6.4}, {Face::kSans, 7, kGrey}, 5,
      fmt::format("{}\n{}: {} · {}: {}", part.summary, say_all("paper.log-entries", " / "),
                  facts.evidence.size, say_all("paper.root", " / "), short_root(facts.evidence)));
}

std::string cosigner_line(const EvidenceFacts& evidence) {
  if (evidence.cosigners.empty()) return say_all("paper.nobody-confirms", " / ");
  std::string words = say_all("paper.confirmed", " / ");
  words += ":";
  for (std::size_t i = 0; i < evidence.cosigners.size(); ++i) {
    words.append(i == 0 ? " " : ", ").append(evidence.cosigners[i]);
  }
  return words;
}

void draw_foot(Canvas& canvas, const SheetFacts& facts, std::size_t page, std::size_t pages) {
  canvas.line(kMargin, kFootY, kMargin + kWidth, kFootY, 0.25, kRule);
  const EvidenceFacts& evidence = facts.evidence;
  const std::string words =
      fmt::format("{} · {}: {}\n{}: {}\n{}\n{}", clock_words(evidence, " · "),
                  say_all("paper.log-entries", " / "), evidence.size, say_all("paper.root", " / "),
                  evidence.root, cosigner_line(evidence), evidence.ledger);
  canvas.fitted_text({kMargin, kFootY + 1, kWidth - 45, 13}, {Face::kSans, 6, kGrey}, 4, words);
  canvas.text(kPageWidth - kMargin - 44, kFootY + 1, 44, {Face::kBold, 7, kBlack, Align::kRight},
              fmt::format("{}\n{} / {}", say_all("paper.page", " / "), page, pages));
}

// Page `index` of a part, as page `page` of `pages` of the paper.
void draw_page(Canvas& canvas, const SheetFacts& facts, const Part& part, std::size_t index,
               std::size_t page, std::size_t pages) {
  canvas.fill({0, 0, kPageWidth, kPageHeight}, kWhite);
  if (facts.evidence.training) {
    draw_watermark(canvas, {0, 0, kPageWidth, kPageHeight}, 46);
    draw_edge_mark(canvas, kPageHeight);
  }
  draw_head(canvas, facts, part);
  const bool last = index + 1 == part.firsts.size();
  const std::size_t until = last ? part.table->size() : part.firsts[index + 1];
  double y = part.table->draw(canvas, kMargin, kTableY, part.firsts[index], until);
  if (part.table->size() == 0) {
    canvas.text(kMargin, y + 6, kWidth, {Face::kBold, 11, kBlack, Align::kCentre, 1.2},
                say_all(part.words.empty, "\n"));
    y += 26;
  }
  if (last) {
    canvas.fitted_text({kMargin, y + 0.8, kWidth, kAfterTable - 0.9}, {Face::kSans, 6, kGrey}, 4,
                       say_all(part.words.complete, " / "));
  }
  draw_foot(canvas, facts, page, pages);
}

Result<Part> make_part(const PartWords& words, Table table, const std::string& url,
                       std::string summary, Canvas& measuring) {
  const Result<QrCode> code = make_qr(url, QrLevel::kMedium);
  if (!code) return code.error();
  Part part{words, std::move(summary), *code, std::make_shared<Table>(std::move(table)), {}};
  const double room = kFootY - kTableY - part.table->heading_height(measuring) - kAfterTable;
  part.firsts = part.table->paginate(measuring, room);
  return part;
}

}  // namespace

Result<std::vector<Page>> sheet_pages(const SheetFacts& facts, bool revoked_only) {
  const std::unique_ptr<Canvas> measuring = measuring_canvas();
  std::vector<Part> parts;
  if (!revoked_only) {
    Result<Part> list =
        make_part(kListWords, list_table(facts), facts.list_url, total_words(facts), *measuring);
    if (!list) return list.error();
    parts.push_back(std::move(*list));
  }
  const std::string gone_total =
      fmt::format("{}: {}", say_all("paper.total", " / "), facts.gone.size());
  Result<Part> gone =
      make_part(kGoneWords, gone_table(facts), facts.gone_url, gone_total, *measuring);
  if (!gone) return gone.error();
  parts.push_back(std::move(*gone));
  std::size_t total = 0;
  for (const Part& part : parts)
    total += part.firsts.size();
  const auto shared = std::make_shared<const SheetFacts>(facts);
  std::vector<Page> pages;
  for (const Part& part : parts) {
    for (std::size_t index = 0; index < part.firsts.size(); ++index) {
      const std::size_t number = pages.size() + 1;
      pages.push_back({kPageWidth, kPageHeight, [shared, part, index, number, total](Canvas& to) {
                         draw_page(to, *shared, part, index, number, total);
                       }});
    }
  }
  return pages;
}

}  // namespace kuboluk::tools::paper
