#include "tools/commands/dossier_words.h"

#include <algorithm>

namespace kuboluk::tools {

namespace {

// In the order of speech::Language: Kyrgyz, Russian, English.
using Said = std::array<std::string_view, speech::kLanguageCount>;

constexpr std::array<Said, kDossierWordCount> kWords = {{
    {"Далилдер топтому", "Досье", "Dossier"},
    {"Бул файл өзүнчө эле жетиштүү: интернетсиз, серверсиз ачылат. Анда ар бир акты толук, анын "
     "журналда турганынын далили, мекемелердин колдору жана эрежелер бар.",
     "Этот файл самодостаточен: открывается без сети и без сервера. В нём каждый акт целиком, "
     "доказательство его места в журнале, подписи учреждений и нормы.",
     "This file is complete: it opens without a network and without a server. It holds every act "
     "in "
     "full, the proof of its place in the log, the signatures of the institutions, and the law."},
    {"Файл түзүлгөн учурда", "На момент создания файла", "When this file was made"},
    {"Суралган эки учурга карата", "На два запрошенных момента", "At the two times asked"},
    {"Колдонулган пункттар", "Применённые пункты", "Paragraphs cited"},
    {"Бардык актылар", "Все акты", "All acts"},
    {"Кол менен кантип текшерилет", "Как проверить вручную", "How to check by hand"},
    {"Далилдер", "Доказательства", "Evidence"},
    {"Түзүлгөн", "Создано", "Made"},
    {"Төмөнкү саясат файлды түзгөн адамдыкы. Өзүңүздүн ишенимдүү нускаңыз менен салыштырыңыз.",
     "Политика ниже принадлежит составителю. Сравните её со своей надёжной копией.",
     "The policy below is the maker's. Compare it with a copy that you trust yourself."},
    {"Текшергич программа (файлды сактап, браузерде ачыңыз)",
     "Программа проверки (сохраните файл и откройте в браузере)",
     "The verifier (save the file and open it in a browser)"},
}};

constexpr std::array<Said, kByHandSteps> kSteps = {{
    {"Блоктун тексти - файлдагы так байттар, акыркы сап которуу менен кошо. Аны көчүрүп, "
     "UTF-8 файлына сактаңыз.",
     "Текст блока - точные байты, включая последний перевод строки. Скопируйте его в файл UTF-8.",
     "The text of a block is the exact bytes, its last line feed included. Copy it into a file in "
     "UTF-8."},
    {"Жазуунун хэши: SHA-256(0x00 || жазуунун байттары). RFC 6962.",
     "Хэш записи: SHA-256(0x00 || байты записи). RFC 6962.",
     "The hash of an entry: SHA-256(0x00 || bytes of the entry). RFC 6962."},
    {"inclusion блогунун хэштери менен, SHA-256(0x01 || сол || оң), checkpoint блогундагы тамгага "
     "чейин жетиңиз.",
     "С хэшами блока inclusion, SHA-256(0x01 || левый || правый), дойдите до корня в блоке "
     "checkpoint.",
     "With the hashes of the inclusion block, SHA-256(0x01 || left || right), walk up to the root "
     "in the checkpoint block."},
    {"checkpoint астындагы ар бир сап: base64, биринчи төрт байт ачкычтын номери, калганы Ed25519 "
     "колу. Тастыктоочунун колунда алгач сегиз байт убакыт бар, кол коюлган текст: "
     "cosignature/v1, time сабы, анан checkpoint тексти. Ачкычтар policy блогунда.",
     "Каждая строка под checkpoint: base64, первые четыре байта - номер ключа, остальное - подпись "
     "Ed25519. У подтверждающих сначала восемь байт времени, подписан текст: cosignature/v1, "
     "строка "
     "time, затем текст checkpoint. Ключи - в блоке policy.",
     "Each line under the checkpoint: base64, the first four bytes are the key id, the rest is an "
     "Ed25519 signature. A cosigner's has eight bytes of time first and signs: cosignature/v1, a "
     "time line, then the checkpoint text. The keys are in the policy block."},
    {"proof блогундагы мөөр - журналдын акыркы жазуусу; анын status-root сабы картанын тамгасы. "
     "Ар бир record: SHA-256(record) - картадагы маани, step саптары тамгага алып барат: жалбырак "
     "SHA-256(0x00 || узундук || ачкыч || узундук || маани), түйүн SHA-256(0x01 || бит || сол || "
     "оң).",
     "Печать в блоке proof - последняя запись журнала; её строка status-root - корень карты. Для "
     "каждого record: SHA-256(record) - значение в карте, строки step ведут к корню: лист "
     "SHA-256(0x00 || длина || ключ || длина || значение), узел SHA-256(0x01 || бит || левый || "
     "правый).",
     "The seal in the proof block is the last entry of the log; its line status-root is the root "
     "of "
     "the map. For each record: SHA-256(record) is the value in the map, the step lines lead to "
     "the "
     "root: leaf SHA-256(0x00 || length || key || length || value), node SHA-256(0x01 || bit || "
     "left "
     "|| right)."},
    {"record ичиндеги ар бир act сабында жазуунун номери жана хэши турат: алар entry блокторундагы "
     "хэштерге барабар болушу керек.",
     "В каждой строке act внутри record стоят номер и хэш записи: они должны равняться хэшам "
     "блоков "
     "entry.",
     "Each act line inside a record has the number and the hash of an entry: they must equal the "
     "hashes of the entry blocks."},
    {"Актынын колу: Ed25519, бош сапка чейинки текст боюнча. Ачкыч entry-0 блогунда же уюмду "
     "каттаган жазууда.",
     "Подпись акта: Ed25519 по тексту до пустой строки. Ключ - в блоке entry-0 или в записи о "
     "внесении организации.",
     "The signature of an act: Ed25519 over the text before the empty line. The key stands in the "
     "block entry-0 or in the entry that registered the organisation."},
}};

// A language that is missing does not compile.
template <std::size_t kCount>
constexpr bool is_complete(const std::array<Said, kCount>& table) {
  return std::all_of(table.begin(), table.end(), [](const Said& said) {
    return std::none_of(said.begin(), said.end(),
                        [](std::string_view words) { return words.empty(); });
  });
}
static_assert(is_complete(kWords) && is_complete(kSteps));

}  // namespace

std::string_view dossier_word(speech::Language language, DossierWord word) {
  return kWords[static_cast<std::size_t>(word)][static_cast<std::size_t>(language)];
}

std::string_view by_hand(speech::Language language, std::size_t step) {
  return kSteps.at(step)[static_cast<std::size_t>(language)];
}

}  // namespace kuboluk::tools
