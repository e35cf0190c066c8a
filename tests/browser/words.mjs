// Words of another language left over on a page.
//
// Two nets. The sentences of the catalogue in the other languages: none may stand on a page. And letters: on
// an English page no Cyrillic, on the others no Latin words, on a Russian page no letter that only Kyrgyz
// has. What the ledger repeats is taken out before: names, titles and reasons stand as their authors wrote
// them; so do ids.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const kFile = join(process.env.KUBOLUK_SOURCE, 'ledger', 'speech', 'catalogue.txt');
const kShortest = 10; // of a catalogue entry: shorter ones may be parts of words

// On any page: the name of the site, forms for programs, the command of the verifier.
const kAnywhere = ['Күбөлүк', 'JSON', 'CSV', 'TXT', 'Atom', 'kuboluk verify', 'QR'];

// [{ky, ru, en}], one form of each plural after the other.
function readCatalogue() {
  const entries = [];
  for (const line of readFileSync(kFile, 'utf8').split('\n')) {
    if (line.startsWith('key ')) entries.push({ key: line.slice(4), ky: [], ru: [], en: [] });
    const [, language, text] = /^(ky|ru|en)(?:\.\w+)? (.*)$/.exec(line) ?? [];
    if (language) entries.at(-1)[language].push(text);
  }
  return entries;
}

const catalogue = readCatalogue();

// The fixed pieces of an entry: what stands between its places.
const pieces = (text) => text.split(/\{\d\}/).map((piece) => piece.trim())
  .filter((piece) => piece.length >= kShortest);

function foreignPieces(language) {
  const own = catalogue.flatMap((entry) => entry[language]).join('\n');
  const foreign = ['ky', 'ru', 'en'].filter((other) => other !== language)
    .flatMap((other) => catalogue.flatMap((entry) => entry[other])).flatMap(pieces);
  return [...new Set(foreign)].filter((piece) => !own.includes(piece));
}

const foreign = Object.fromEntries(
  ['ky', 'ru', 'en'].map((language) => [language, foreignPieces(language)]));

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function withoutData(text, data) {
  let rest = text;
  const known = [...data, ...kAnywhere].sort((a, b) => b.length - a.length);
  for (const one of known) {
    rest = rest.replaceAll(new RegExp(`(?<![\\p{L}\\d-])${escaped(one)}(?![\\p{L}\\d-])`, 'gu'), ' ');
  }
  // Ids, times and rules: whatever has a digit or joins its letters; and codes of countries.
  return rest.replaceAll(/[\w()+:./@]*(\d|\w[-_.]\w)[\w()+:./@-]*/g, ' ').replaceAll(/\b[A-Z]{2}\b/g, ' ');
}

export function leftOver(language, text, data) {
  const rest = withoutData(text, data);
  const found = foreign[language].filter((piece) => rest.includes(piece));
  const wrong = language === 'en' ? /\p{Script=Cyrillic}+/gu
    : language === 'ru' ? /[A-Za-z]{2,}|\S*[ңөүҢӨҮ]\S*/gu : /[A-Za-z]{2,}/gu;
  found.push(...(rest.match(wrong) ?? []));
  if (/\(\?|\{\{|\[\[|\{\d\}/.test(text)) found.push('a place that nobody filled');
  return [...new Set(found)];
}

// The word of a verdict in a language, and of "training".
export function word(language, key) {
  return catalogue.find((entry) => entry.key === key)[language][0];
}
