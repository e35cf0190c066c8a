#include "tools/paper/paper_words.h"

namespace kuboluk::tools::paper {

namespace {

struct Said {
  std::string_view ky;
  std::string_view ru;
  std::string_view en;
};

std::string_view in(const Said& said, Language language) {
  return language == Language::kKyrgyz    ? said.ky
         : language == Language::kRussian ? said.ru
                                          : said.en;
}

struct Row {
  Word word;
  Said said;
};

constexpr std::array<Row, kWordCount> kTable = {{
    {Word::kCertificate, {"КҮБӨЛҮК", "УДОСТОВЕРЕНИЕ", "CERTIFICATE"}},
    {Word::kAccreditedObserver,
     {"Аккредиттелген эл аралык байкоочу", "Аккредитованный международный наблюдатель",
      "Accredited international observer"}},
    {Word::kName,
     {"Фамилиясы, аты, атасынын аты", "Фамилия, имя, отчество", "Surname, name, patronymic"}},
    {Word::kOrganisation, {"Уюм", "Организация", "Organisation"}},
    {Word::kElection, {"Шайлоо", "Выборы", "Election"}},
    {Word::kDecree, {"Токтом", "Постановление", "Decree"}},
    {Word::kNumber, {"Номери", "Номер", "Number"}},
    {Word::kValid, {"Жарактуу мөөнөтү", "Срок действия", "Valid"}},
    {Word::kUntilResults,
     {"жыйынтыктар расмий жарыяланган күнгө чейин",
      "по день официального опубликования результатов",
      "to the day of the official publication of the results"}},
    {Word::kWithIdentityDocument,
     {"Инсандыгын тастыктаган документ менен бирге гана жарактуу",
      "Действительно только вместе с документом, удостоверяющим личность",
      "Valid only together with an identity document"}},
    {Word::kParagraph43, {"4.3-пункт", "пункт 4.3", "paragraph 4.3"}},
    {Word::kScanToCheck, {"Текшерүү үчүн сканерлеңиз", "Сканируйте для проверки", "Scan to check"}},
    {Word::kLogEntries, {"журналдагы жазуулар", "записей в журнале", "log entries"}},
    {Word::kRoot, {"тамыры", "корень", "root"}},
    {Word::kConfirmed, {"тастыктады", "подтвердили", "confirmed by"}},
    {Word::kNobodyConfirms,
     {"башка мекемелер тастыктаган эмес", "другие учреждения не подтверждали",
      "confirmed by no other institution"}},
    {Word::kHeldAt, {"текшерилген учур", "на момент", "held at"}},
    {Word::kStateOf, {"журналдын абалы", "журнал на", "ledger as of"}},
    {Word::kTraining, {"ОКУУ", "УЧЕБНОЕ", "TRAINING"}},
    {Word::kTrainingSentence,
     {"Окуу журналы: чыныгы шайлоо эмес", "Учебный журнал: это не настоящие выборы",
      "Training ledger: this is no real election"}},
    {Word::kOfflineTitle,
     {"Интернетсиз текшерүү", "Проверка без интернета", "Check without a network"}},
    {Word::kOfflineHow,
     {"Бардык коддорду каалаган тартипте сканерлеңиз", "Сканируйте все коды в любом порядке",
      "Scan all codes, in any order"}},
    {Word::kOfflineAge,
     {"Коддор көрсөтүлгөн учурдагы абалды далилдейт",
      "Коды доказывают состояние на указанный момент",
      "The codes prove what held at the time stated"}},
    {Word::kOnSlip,
     {"Интернетсиз текшерүү коддору өзүнчө баракта",
      "Коды для проверки без интернета — на отдельном листе",
      "The codes for a check without a network are on a separate sheet"}},
    {Word::kSlipTitle, {"Текшерүү барагы", "Проверочный лист", "Verification slip"}},
    {Word::kCode, {"код", "код", "code"}},
    {Word::kRow, {"№", "№", "No."}},
    {Word::kVerdict, {"Абалы", "Статус", "Verdict"}},
    {Word::kUntil, {"Чейин", "По", "Until"}},
    {Word::kListTitle,
     {"Аккредиттелген эл аралык байкоочулар", "Аккредитованные международные наблюдатели",
      "Accredited international observers"}},
    {Word::kGoneTitle,
     {"Кайтарып алынган жана алмаштырылган номерлер", "Отозванные и заменённые номера",
      "Revoked and superseded numbers"}},
    {Word::kNobodyAccredited,
     {"Аккредиттелген байкоочулар жок", "Аккредитованных наблюдателей нет",
      "Nobody is accredited"}},
    {Word::kNobodyGone,
     {"Кайтарып алынган же алмаштырылган номер жок", "Отозванных и заменённых номеров нет",
      "No number is revoked or superseded"}},
    {Word::kComplete,
     {"Тизме толук: журналдагы бардык номерлер ушул жерде",
      "Список полон: здесь все номера, которые есть в журнале",
      "Complete: every number that the ledger holds is here"}},
    {Word::kCompleteGone,
     {"Тизме толук: кайтарып алынган жана алмаштырылган бардык номерлер ушул жерде",
      "Список полон: здесь все отозванные и заменённые номера",
      "Complete: every revoked or superseded number is here"}},
    {Word::kTotal, {"Бардыгы", "Всего", "Total"}},
    {Word::kPage, {"Барак", "Страница", "Page"}},
    {Word::kSince, {"Күчүнө кирди", "Действует с", "In effect"}},
    {Word::kRecorded, {"Жазылды", "Записано", "Recorded"}},
    {Word::kGround, {"Негиз", "Основание", "Ground"}},
    {Word::kReplacedBy, {"Ордуна", "Заменено на", "Replaced by"}},
}};

// A word without its row, or out of order, does not compile.
constexpr bool in_order() {
  for (std::size_t i = 0; i < kTable.size(); ++i) {
    if (static_cast<std::size_t>(kTable[i].word) != i) return false;
  }
  return true;
}
static_assert(in_order());

const Said& said(Word word) {
  return kTable[static_cast<std::size_t>(word)].said;
}

Said said(domain::Verdict verdict) {
  switch (verdict) {
    case domain::Verdict::kMistyped:
      return {"НОМЕР КАТА ТЕРИЛГЕН", "НОМЕР НАБРАН С ОШИБКОЙ", "MISTYPED"};
    case domain::Verdict::kCannotTell:
      return {"ТАК АЙТУУГА БОЛБОЙТ", "ОТВЕТИТЬ НЕЛЬЗЯ", "CANNOT TELL"};
    case domain::Verdict::kNoSuchNumber:
      return {"МЫНДАЙ НОМЕР ЖОК", "ТАКОГО НОМЕРА НЕТ", "NO SUCH NUMBER"};
    case domain::Verdict::kOtherElection:
      return {"БАШКА ШАЙЛОО", "ДРУГИЕ ВЫБОРЫ", "OTHER ELECTION"};
    case domain::Verdict::kRefused:
      return {"БАШ ТАРТЫЛГАН", "ОТКАЗАНО", "REFUSED"};
    case domain::Verdict::kRevoked:
      return {"ЧАКЫРТЫП АЛЫНГАН", "ОТОЗВАНА", "REVOKED"};
    case domain::Verdict::kSuperseded:
      return {"КҮБӨЛҮК АЛМАШТЫРЫЛГАН", "УДОСТОВЕРЕНИЕ ЗАМЕНЕНО", "SUPERSEDED CARD"};
    case domain::Verdict::kExpired:
      return {"МӨӨНӨТҮ БҮТКӨН", "СРОК ИСТЁК", "EXPIRED"};
    case domain::Verdict::kNotYet:
      return {"АЗЫРЫНЧА КҮЧҮНӨ КИРЕ ЭЛЕК", "ЕЩЁ НЕ ДЕЙСТВУЕТ", "NOT YET"};
    case domain::Verdict::kActive:
      return {"ЖАРАКТУУ", "ДЕЙСТВУЕТ", "ACTIVE"};
  }
  return {};
}

std::string joined(const Said& texts, std::string_view between) {
  std::string all(texts.ky);
  for (const std::string_view text : {texts.ru, texts.en}) {
    all.append(between).append(text);
  }
  return all;
}

}  // namespace

std::string_view to_tag(Language language) {
  return in({"ky", "ru", "en"}, language);
}

std::optional<Language> parse_language(std::string_view tag) {
  for (const Language language : kLanguages) {
    if (to_tag(language) == tag) return language;
  }
  return std::nullopt;
}

std::string_view say(Word word, Language language) {
  return in(said(word), language);
}

std::string_view say(domain::Verdict verdict, Language language) {
  return in(said(verdict), language);
}

std::string_view sign_of(domain::Verdict verdict) {
  switch (verdict) {
    case domain::Verdict::kActive:
      return "✓";
    case domain::Verdict::kNotYet:
      return "◷";
    case domain::Verdict::kExpired:
      return "■";
    case domain::Verdict::kMistyped:
    case domain::Verdict::kCannotTell:
    case domain::Verdict::kOtherElection:
      return "?";
    case domain::Verdict::kNoSuchNumber:
    case domain::Verdict::kRefused:
    case domain::Verdict::kRevoked:
    case domain::Verdict::kSuperseded:
      return "✗";
  }
  return "";
}

std::string say_all(Word word, std::string_view between) {
  return joined(said(word), between);
}

std::string say_all(domain::Verdict verdict, std::string_view between) {
  return joined(said(verdict), between);
}

std::string day_words(domain::Instant instant, domain::Offset offset, Language language) {
  const std::string iso = domain::print_day(domain::day_of(instant, offset));
  if (language == Language::kEnglish) return iso;
  std::string day = iso.substr(8, 2);
  return day.append(".").append(iso, 5, 2).append(".").append(iso, 0, 4);
}

std::string time_words(domain::Instant instant, domain::Offset offset, Language language) {
  constexpr std::int64_t kMinuteMs = 60 * domain::kSecondMs;
  const std::int64_t rest = ((instant.ms % kMinuteMs) + kMinuteMs) % kMinuteMs;
  const std::string local = domain::print_local_time(domain::Instant{instant.ms - rest}, offset);
  return day_words(instant, offset, language).append(" ").append(local, 11, 5);
}

}  // namespace kuboluk::tools::paper
