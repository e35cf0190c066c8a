// A complete list of an election: its totals, and a search in it.
import { withCheckCharacter } from '../domain/ids.ts';
import { kVerdicts } from '../domain/verdict.ts';
import type { ListAnswer, ListRow } from '../proof/answer.ts';
import type { Speech } from '../words.ts';
import { facts, make } from './dom.ts';
import {
  banner,
  confirmedText,
  evidence,
  kLooks,
  noteText,
  reasonText,
  trainingBanner,
} from './verdict_view.ts';

/** Rows on the page at once: a cheap phone does not draw thousands. */
const kRowsShown = 50;

function rowText(row: ListRow): string {
  const { number, organisation, person, certificate } = row.accreditation;
  return `${withCheckCharacter(number)} ${certificate} ${organisation} ${person}`.toLowerCase();
}

function rowView(speech: Speech, row: ListRow): HTMLElement {
  const { number, organisation } = row.accreditation;
  const mark = `${kLooks[row.verdict][1]} ${speech.say(`verdict_${row.verdict}`)}`;
  const cells = [withCheckCharacter(number), organisation, mark];
  return make('tr', '', ...cells.map((text) => make('td', '', text)));
}

function tableOf(speech: Speech, rows: readonly ListRow[], searched: string): HTMLElement[] {
  const wanted = searched.trim().toLowerCase();
  const found = rows.filter((row) => rowText(row).includes(wanted));
  const shown = found.slice(0, kRowsShown).map((row) => rowView(speech, row));
  const names = ['fact_number', 'fact_organisation', ''] as const;
  const head = names.map((key) => make('th', '', key === '' ? '' : speech.say(key)));
  const table = make('table', '', make('thead', '', make('tr', '', ...head)), make('tbody', '', ...shown));
  const left = found.length - shown.length;
  return left > 0 ? [table, make('p', '', speech.say('rows_more', { n: left }))] : [table];
}

function search(speech: Speech, rows: readonly ListRow[]): HTMLElement[] {
  const field = make('input', '') as HTMLInputElement;
  field.id = 'rows-find';
  const label = make('label', '', speech.say('rows_find')) as HTMLLabelElement;
  label.htmlFor = field.id;
  const result = make('div', '', ...tableOf(speech, rows, ''));
  field.addEventListener('input', () => {
    result.replaceChildren(...tableOf(speech, rows, field.value));
  });
  return [make('p', '', label, field), result];
}

export function listView(speech: Speech, list: ListAnswer): readonly [HTMLElement[], HTMLElement[]] {
  const { confirmation, law } = list;
  const lines = [speech.say('means_list', { election: list.election })];
  if (list.cannotTell !== undefined) lines.push(reasonText(speech, list.cannotTell));
  lines.push(...confirmedText(speech, confirmation, law.offset));
  const [look, mark] = list.cannotTell === undefined ? ['wait', '☰'] : kLooks.cannot_tell;
  const paragraphs = lines.map((text) => make('p', '', text));
  const first = banner(look, mark, speech.say('list_holds'), ...paragraphs);
  const counts = kVerdicts.map((verdict) => {
    const count = list.rows.filter((row) => row.verdict === verdict).length;
    return [speech.say(`verdict_${verdict}`), count === 0 ? '' : String(count)] as const;
  });
  const notes = list.notes.map((note) => noteText(speech, note)).filter((text) => text !== '');
  return [
    [...trainingBanner(speech, confirmation), first],
    [
      facts(counts),
      ...notes.map((text) => make('p', '', text)),
      ...search(speech, list.rows),
      evidence(speech, confirmation, law),
    ],
  ];
}
