// All words of the page in three languages, and how numbers, ages and times are said.
import { printLocalTime } from './domain/time.ts';
import { en } from './words/en.ts';
import { ky } from './words/ky.ts';
import { inUnits } from './words/plain.ts';
import { ru } from './words/ru.ts';

export type WordKey = keyof typeof en;
export const kLanguages = ['ky', 'ru', 'en'] as const;
export type Language = (typeof kLanguages)[number];
export const kLanguageNames: Readonly<Record<Language, string>> = {
  ky: 'Кыргызча',
  ru: 'Русский',
  en: 'English',
};

export const kWords: Readonly<Record<Language, Readonly<Record<WordKey, string>>>> = { ky, ru, en };

/** Which of the forms "one|few|many" (or "one|many", or a single one) goes with the number. */
function formFor(language: Language, forms: readonly string[], n: number): string {
  const last = forms[forms.length - 1] ?? '';
  if (language === 'en') return n === 1 ? (forms[0] ?? last) : last;
  if (language === 'ky' || forms.length < 3) return forms[0] ?? last;
  const [ones, tens] = [n % 10, n % 100];
  if (ones === 1 && tens !== 11) return forms[0] ?? last;
  const few = ones >= 2 && ones <= 4 && !(tens >= 12 && tens <= 14);
  return few ? (forms[1] ?? last) : last;
}

export class Speech {
  constructor(readonly language: Language) {}

  /** The words with {x} filled in; `n` chooses the form. */
  say(key: WordKey, values: Readonly<Record<string, string | number>> = {}): string {
    const forms = kWords[this.language][key].split('|');
    const form = formFor(this.language, forms, Number(values.n ?? 0));
    return form.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
  }

  ago(seconds: number): string {
    const { count, unit } = inUnits(seconds);
    return seconds === 0 ? this.say('just_now') : this.say(`age_${unit}`, { n: count });
  }

  span(seconds: number): string {
    const { count, unit } = inUnits(seconds);
    return this.say(`span_${unit}`, { n: count });
  }

  names(names: readonly string[]): string {
    const last = names[names.length - 1] ?? '';
    return names.length < 2 ? last : names.slice(0, -1).join(', ') + this.say('and') + last;
  }

  /** In the ledger's local time, with its offset: the reader may be elsewhere. */
  time(instant: number, offset: number): string {
    const [date = '', rest = ''] = printLocalTime(instant, offset).split('T');
    const [year, month, day] = date.split('-');
    const clock = `${rest.slice(0, rest.startsWith('00', 6) ? 5 : 8)} (UTC${rest.slice(8)})`;
    const shown = this.language === 'en' ? date : `${day}.${month}.${year}`;
    return `${shown} ${clock}`;
  }
}
