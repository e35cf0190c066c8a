#include "tools/paper/badge.h"

#include <fmt/format.h>

#include <algorithm>

#include "ledger/speech/catalogue.h"
#include "tools/paper/watermark.h"

namespace kuboluk::tools::paper {

namespace {

constexpr double kMargin = 6;
constexpr double kBandHeight = 13;
constexpr double kLeftWidth = 84;
constexpr double kCodeMm = 30;
constexpr double kRightX = kCardWidthMm - kMargin - 33;
constexpr double kRightWidth = 33;
constexpr double kFootY = 76.5;

// A certificate is in the state language and in a foreign one.
Language second_language(Language first) {
  return first == Language::kKyrgyz ? Language::kEnglish : Language::kKyrgyz;
}

std::string in_two(std::string_view key, Language first) {
  return fmt::format("{} · {}", speech::say(first, key), speech::say(second_language(first), key));
}

bool may_observe(domain::Verdict verdict) {
  return verdict == domain::Verdict::kActive || verdict == domain::Verdict::kNotYet;
}

std::string valid_words(const BadgeFacts& facts) {
  const domain::Offset offset = facts.evidence.offset;
  std::string words = facts.from ? day_words(*facts.from, offset, facts.language) : "";
  words += " — ";
  if (!facts.until) return words.append(speech::say(facts.language, "paper.until-results"));
  // Exclusive: the last moment of authority lies on the day before.
  return words.append(day_words({facts.until->ms - 1}, offset, facts.language));
}

void draw_band(Canvas& canvas, const BadgeFacts& facts) {
  canvas.fill({0, 0, kCardWidthMm, kBandHeight}, may_observe(facts.verdict) ? kBand : kAlarm);
  const std::string left = speech::say(facts.language, "paper.certificate");
  const std::string right = speech::say(second_language(facts.language), "paper.certificate");
  canvas.text(kMargin, 3.6, 70, {Face::kBold, 15, kWhite}, left);
  canvas.text(kCardWidthMm - kMargin - 50, 5.0, 50, {Face::kSans, 10, kWhite, Align::kRight},
              right);
}

// A label in two languages with its value below; gives where the next one begins.
double draw_field(Canvas& canvas, double y, std::string_view label, const BadgeFacts& facts,
                  const std::string& value, double height, double points) {
  y +=
      canvas.text(kMargin, y, kLeftWidth, {Face::kSans, 5.5, kGrey}, in_two(label, facts.language));
  canvas.fitted_text({kMargin, y, kLeftWidth, height}, {Face::kBold, points}, 5, value);
  return y + height;
}

void draw_status(Canvas& canvas, const BadgeFacts& facts) {
  if (!may_observe(facts.verdict)) {
    const std::string words =
        fmt::format("{} {}", sign_of(facts.verdict), say_all(facts.verdict, " · "));
    canvas.fitted_text({kMargin, 15.5, kLeftWidth, 6}, {Face::kBold, 12, kAlarm}, 6, words);
    return;
  }
  canvas.fitted_text({kMargin, 15.2, kLeftWidth, 5}, {Face::kBold, 11, kBand}, 6,
                     speech::say(facts.language, "paper.accredited-observer"));
  canvas.fitted_text({kMargin, 20, kLeftWidth, 3.2}, {Face::kSans, 6.5, kGrey}, 5,
                     speech::say(second_language(facts.language), "paper.accredited-observer"));
}

void draw_left(Canvas& canvas, const BadgeFacts& facts) {
  draw_status(canvas, facts);
  // The name is written by hand: the ledger does not hold it.
  canvas.line(kMargin, 33.5, kMargin + kLeftWidth, 33.5, 0.25, kBlack);
  canvas.text(kMargin, 34.1, kLeftWidth, {Face::kSans, 5.5, kGrey},
              in_two("paper.name", facts.language));
  double y = 38.6;
  const std::string organisation =
      text_in(facts.organisation, facts.language, facts.organisation_id);
  y = draw_field(canvas, y, "answer.organisation", facts, organisation, 10.2, 9.5) + 1.2;
  const std::string election = text_in(facts.election, facts.language, facts.election_id);
  draw_field(canvas, y, "answer.election", facts, election, 7.4, 8);
  constexpr double kLastRowY = 65.4;
  const Style label{Face::kSans, 5.5, kGrey};
  const double decree_width = 33;
  canvas.text(kMargin, kLastRowY, decree_width, label, in_two("paper.decree", facts.language));
  canvas.fitted_text({kMargin, kLastRowY + 2.5, decree_width - 2, 6.6}, {Face::kBold, 8}, 5,
                     facts.decree.empty() ? "—" : facts.decree);
  canvas.text(kMargin + decree_width, kLastRowY, kLeftWidth - decree_width, label,
              in_two("paper.valid", facts.language));
  canvas.fitted_text({kMargin + decree_width, kLastRowY + 2.5, kLeftWidth - decree_width, 6.6},
                     {Face::kBold, 8}, 5, valid_words(facts));
}

void draw_right(Canvas& canvas, const BadgeFacts& facts, const QrCode& code) {
  const Style small{Face::kSans, 5.5, kGrey, Align::kCentre};
  canvas.qr(kRightX + (kRightWidth - kCodeMm) / 2, 18.5, kCodeMm, code);
  canvas.text(kRightX, 51.2, kRightWidth, small, in_two("paper.scan-to-check", facts.language));
  canvas.text(kRightX, 59.2, kRightWidth, small, in_two("paper.number", facts.language));
  canvas.fitted_text({kRightX - 1.5, 61.8, kRightWidth + 3, 7.5},
                     {Face::kMonoBold, 15, kBlack, Align::kCentre}, 5, facts.number);
}

// "held at ..., ledger as of ..., log entries ..., root ...; confirmed by ..."
std::string evidence_line(const EvidenceFacts& evidence, Language language) {
  return fmt::format("{} · {}: {} · {} {} · {}", clock_words(evidence, language),
                     speech::say(language, "paper.log-entries"), evidence.size,
                     speech::say(language, "paper.root"), short_root(evidence),
                     cosigner_words(evidence, language));
}

std::string identity_sentence(const BadgeFacts& facts, Language language) {
  std::string words = speech::say(language, "paper.with-identity-document");
  if (facts.cites_paragraph_43) {
    words.append(" (").append(speech::say(language, "paper.paragraph-4.3")).append(")");
  }
  return words;
}

void draw_foot(Canvas& canvas, const BadgeFacts& facts) {
  const double width = kCardWidthMm - 2 * kMargin;
  canvas.line(kMargin, kFootY, kMargin + width, kFootY, 0.25, kRule);
  canvas.fitted_text({kMargin, kFootY + 0.8, width, 3.8}, {Face::kBold, 7.5}, 5,
                     identity_sentence(facts, facts.language));
  canvas.fitted_text({kMargin, kFootY + 4.3, width, 3}, {Face::kSans, 6, kGrey}, 4.5,
                     identity_sentence(facts, second_language(facts.language)));
  canvas.fitted_text({kMargin, kFootY + 7.6, width, 4.6}, {Face::kSans, 5.5, kGrey}, 4.5,
                     evidence_line(facts.evidence, facts.language));
}

void draw_front(Canvas& canvas, const BadgeFacts& facts, const QrCode& code) {
  canvas.fill({0, 0, kCardWidthMm, kCardHeightMm}, kWhite);
  draw_band(canvas, facts);
  if (facts.evidence.training) {
    draw_watermark(canvas, {kMargin, kBandHeight, kLeftWidth, kFootY - kBandHeight}, 17);
    draw_edge_mark(canvas, kCardHeightMm);
  }
  draw_left(canvas, facts);
  draw_right(canvas, facts, code);
  draw_foot(canvas, facts);
  canvas.frame({0.15, 0.15, kCardWidthMm - 0.3, kCardHeightMm - 0.3}, 0.3, kRule);
}

struct Grid {
  double left, top, pitch_x, pitch_y;
  std::size_t columns;
};

// Codes `first` to `last` (exclusive), each with its number at its left.
void draw_codes(Canvas& canvas, const Grid& grid, const CodePlan& plan, std::size_t first,
                std::size_t last) {
  const double quiet = kQuietModules * plan.module_mm();
  for (std::size_t i = first; i < last; ++i) {
    const auto column = static_cast<double>((i - first) % grid.columns);
    const auto row = static_cast<double>((i - first) / grid.columns);
    const double x = grid.left + column * grid.pitch_x;
    const double y = grid.top + row * grid.pitch_y;
    canvas.qr(x, y, plan.code_mm, plan.codes[i]);
    canvas.text(x - quiet - 4.2, y, 4, {Face::kBold, 8, kGrey, Align::kRight},
                std::to_string(i + 1));
  }
}

std::string offline_title(const BadgeFacts& facts, std::size_t codes) {
  return fmt::format("{} · {} · 1–{}", speech::say(facts.language, "paper.offline-title"),
                     speech::say(second_language(facts.language), "paper.offline-title"), codes);
}

void draw_back(Canvas& canvas, const BadgeFacts& facts, const CodePlan& plan) {
  const double width = kCardWidthMm - 2 * kMargin;
  canvas.fill({0, 0, kCardWidthMm, kCardHeightMm}, kWhite);
  // The codes leave no room for a diagonal.
  if (facts.evidence.training) draw_edge_mark(canvas, kCardHeightMm);
  canvas.fitted_text({kMargin, 2.2, width - 36, 3.4}, {Face::kBold, 7, kBand}, 5,
                     offline_title(facts, plan.codes.size()));
  canvas.text(kCardWidthMm - kMargin - 36, 2.2, 36, {Face::kMonoBold, 7, kBlack, Align::kRight},
              facts.number);
  if (plan.on_card) {
    const Grid grid{8.2, 7.9, 43.2, 38.6, kCardColumns};
    draw_codes(canvas, grid, plan, 0, plan.codes.size());
  } else {
    canvas.text(kMargin, 38, width, {Face::kBold, 10, kBlack, Align::kCentre, 1.2},
                fmt::format("{}\n{}", speech::say(facts.language, "paper.on-slip"),
                            speech::say(second_language(facts.language), "paper.on-slip")));
  }
  canvas.fitted_text({kMargin, 84.5, width, 4.4}, {Face::kSans, 5, kGrey}, 3.5,
                     fmt::format("{}. {}", speech::say(facts.language, "paper.offline-how"),
                                 evidence_line(facts.evidence, facts.language)));
  canvas.frame({0.15, 0.15, kCardWidthMm - 0.3, kCardHeightMm - 0.3}, 0.3, kRule);
}

void draw_slip(Canvas& canvas, const BadgeFacts& facts, const CodePlan& plan, std::size_t slip) {
  constexpr std::size_t kPerSlip = kSlipColumns * kSlipRows;
  const double width = kSlipWidthMm - 2 * kMargin;
  canvas.fill({0, 0, kSlipWidthMm, kSlipHeightMm}, kWhite);
  if (facts.evidence.training) {
    draw_watermark(canvas, {0, 0, kSlipWidthMm, kSlipHeightMm}, 26);
    draw_edge_mark(canvas, kSlipHeightMm);
  }
  canvas.fitted_text({kMargin, 5, width - 48, 6}, {Face::kBold, 11, kBand}, 7,
                     in_two("paper.slip-title", facts.language));
  canvas.text(kSlipWidthMm - kMargin - 48, 5.4, 48, {Face::kMonoBold, 11, kBlack, Align::kRight},
              facts.number);
  canvas.fitted_text({kMargin, 11, width, 4}, {Face::kSans, 7, kGrey}, 5,
                     offline_title(facts, plan.codes.size()));
  const std::size_t first = slip * kPerSlip;
  const Grid grid{9.5, 19, 46.3, 44.2, kSlipColumns};
  draw_codes(canvas, grid, plan, first, std::min(first + kPerSlip, plan.codes.size()));
  const std::size_t slips = (plan.codes.size() + kPerSlip - 1) / kPerSlip;
  canvas.fitted_text(
      {kMargin, 197, width, 8}, {Face::kSans, 6.5, kGrey}, 5,
      fmt::format("{}. {} · {} {}/{}", speech::say(facts.language, "paper.offline-how"),
                  evidence_line(facts.evidence, facts.language),
                  speech::say(facts.language, "paper.page"), slip + 1, slips));
}

}  // namespace

Result<std::vector<NamedPage>> badge_pages(const BadgeFacts& facts, const CodePlan& plan) {
  const Result<QrCode> code = make_qr(facts.url, QrLevel::kMedium);
  if (!code) return code.error();
  std::vector<NamedPage> pages;
  pages.push_back({"front", {kCardWidthMm, kCardHeightMm, [facts, code](Canvas& canvas) {
                               draw_front(canvas, facts, *code);
                             }}});
  pages.push_back({"back", {kCardWidthMm, kCardHeightMm, [facts, plan](Canvas& canvas) {
                              draw_back(canvas, facts, plan);
                            }}});
  if (plan.on_card) return pages;
  constexpr std::size_t kPerSlip = kSlipColumns * kSlipRows;
  for (std::size_t slip = 0; slip * kPerSlip < plan.codes.size(); ++slip) {
    pages.push_back({"slip-" + std::to_string(slip + 1),
                     {kSlipWidthMm, kSlipHeightMm, [facts, plan, slip](Canvas& canvas) {
                        draw_slip(canvas, facts, plan, slip);
                      }}});
  }
  return pages;
}

}  // namespace kuboluk::tools::paper
