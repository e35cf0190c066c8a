// The answer for one number: colour and word and symbol first, then who, how old, confirmed by whom.
import { withCheckCharacter } from '../domain/ids.ts';
import { paragraphText } from '../domain/rulesets.ts';
import { kEndOfTime } from '../domain/time.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { Confirmation } from '../proof/anchor.ts';
import type { Answer, DecisiveAct, HistoryAct, LawFacts, Note, Reason } from '../proof/answer.ts';
import { hasCheckCharacter } from '../proof/asked.ts';
import type { Speech, WordKey } from '../words.ts';
import { english, facts, foldable, make, technical } from './dom.ts';

/** Colour class and symbol of each verdict; the symbols differ in shape, not only in colour. */
export const kLooks: Readonly<Record<Verdict, readonly [string, string]>> = {
  active: ['good', '✔'],
  revoked: ['bad', '✖'],
  refused: ['bad', '⊘'],
  expired: ['bad', '■'],
  not_found: ['bad', '∅'],
  superseded: ['bad', '⇄'],
  other_election: ['bad', '≠'],
  not_yet: ['wait', '…'],
  cannot_tell: ['unsure', '?'],
  mistyped: ['unsure', '✎'],
};

export function banner(look: string, mark: string, word: string, ...rest: HTMLElement[]): HTMLElement {
  const symbol = make('span', 'mark', mark);
  symbol.setAttribute('aria-hidden', 'true');
  return make('div', `verdict ${look}`, symbol, make('p', 'word', word), ...rest);
}

export function reasonText(speech: Speech, reason: Reason): string {
  switch (reason.code) {
    case 'ruleset_not_shown':
    case 'ruleset_unknown':
      return speech.say('why_ruleset', { ruleset: reason.ruleset });
    case 'clock_behind':
      return speech.say('why_clock_behind');
    case 'too_old': {
      const [age, limit] = [speech.span(reason.age), speech.span(reason.limit)];
      return speech.say('why_too_old', { age, limit });
    }
  }
}

/** TRAINING has its own place, above everything. */
export function noteText(speech: Speech, note: Note): string {
  switch (note.code) {
    case 'training':
      return '';
    case 'age_unattested':
      return speech.say('note_age_unattested');
    case 'merge_delay':
      return speech.say('note_merge_delay', { time: speech.span(Number(note.seconds)) });
    case 'old':
      return speech.say('note_old', { age: speech.span(note.age) });
    case 'folded_acts':
      return `${note.record}: ${speech.say('note_folded', { n: Number(note.count) })}`;
  }
}

/** "Confirmed by ..." and how old that is: never an answer without its age. */
export function confirmedText(speech: Speech, confirmation: Confirmation, offset: number): string[] {
  const names = confirmation.cosigners.map((cosigner) => cosigner.name);
  const by =
    names.length === 0
      ? speech.say('confirmed_nobody')
      : speech.say('confirmed', { names: speech.names(names) });
  if (confirmation.asOf === undefined) return [by];
  const time = speech.time(Number(confirmation.asOf) * 1000, offset);
  return [by, speech.say('as_of', { time, age: speech.ago(confirmation.ageSeconds ?? 0) })];
}

export function trainingBanner(speech: Speech, confirmation: Confirmation | undefined): HTMLElement[] {
  return confirmation?.training ? [make('p', 'training', speech.say('training'))] : [];
}

function verdictBanner(speech: Speech, answer: Answer): HTMLElement {
  const { asked, law, confirmation } = answer;
  const [look, mark] = kLooks[answer.verdict];
  const fits = hasCheckCharacter(asked.question) && answer.verdict !== 'mistyped';
  const number = fits ? withCheckCharacter(asked.id) : asked.id;
  const lines = [make('p', 'number', number)];
  const say = (text: string) => lines.push(make('p', '', text));
  say(speech.say(`means_${answer.verdict}`));
  if (answer.cannotTell !== undefined) say(reasonText(speech, answer.cannotTell));
  if (answer.verdictByRecord !== undefined) {
    say(speech.say('by_record', { verdict: speech.say(`verdict_${answer.verdictByRecord}`) }));
  }
  if (confirmation !== undefined) confirmedText(speech, confirmation, law.offset).forEach(say);
  return banner(look, mark, speech.say(`verdict_${answer.verdict}`), ...lines);
}

function shownTime(speech: Speech, instant: number | undefined, law: LawFacts, end: WordKey): string {
  if (instant === undefined) return '';
  return instant === kEndOfTime ? speech.say(end) : speech.time(instant, law.offset);
}

function cited(law: LawFacts, paragraph: string): string {
  const text = paragraphText(law.ruleset, paragraph);
  return text === undefined ? paragraph.replace(/^-$/, '') : `${paragraph}: ${text}`;
}

function stageText(speech: Speech, stage: string): string {
  const key = `stage_${stage}` as WordKey;
  return stage === '' ? '' : speech.say(key);
}

function answerFacts(speech: Speech, answer: Answer): HTMLElement {
  const { accreditation: known, asked, law } = answer;
  const number = known.number === asked.id || known.number === '' ? '' : known.number;
  const until = known.until === undefined && known.from !== undefined ? kEndOfTime : known.until;
  return facts([
    [speech.say('fact_organisation'), known.organisation],
    [speech.say('fact_person'), known.person],
    [speech.say('fact_election'), asked.election],
    [speech.say('fact_accreditation'), number === '' ? '' : withCheckCharacter(number)],
    [speech.say('fact_superseded_by'), answer.supersededBy],
    [speech.say('fact_certificate'), known.certificate],
    [speech.say('fact_other_elections'), speech.names(answer.otherElections)],
    [speech.say('fact_stage'), stageText(speech, answer.stage)],
    [speech.say('fact_decree'), known.decree],
    [speech.say('fact_application'), known.application],
    [speech.say('fact_from'), shownTime(speech, known.from, law, 'fact_no_end')],
    [speech.say('fact_until'), shownTime(speech, until, law, 'fact_no_end')],
    [speech.say('fact_at'), shownTime(speech, answer.clocks.valid, law, 'fact_all_known')],
    [speech.say('fact_known'), shownTime(speech, answer.clocks.known, law, 'fact_all_known')],
  ]);
}

function decisiveFacts(speech: Speech, act: DecisiveAct, law: LawFacts): HTMLElement {
  const grounds = [act.ground === act.paragraph ? '' : cited(law, act.ground), act.limb];
  return facts([
    [speech.say('fact_decided_by'), `${act.type} · ${act.index}`],
    [speech.say('fact_law'), english(cited(law, act.paragraph))],
    [speech.say('fact_ground'), english(grounds.filter((text) => text !== '').join(' · '))],
    [speech.say('fact_reason'), act.reason],
    [speech.say('fact_in_effect'), speech.time(act.valid, law.offset)],
    [speech.say('fact_recorded'), speech.time(act.known, law.offset)],
  ]);
}

function historyItem(speech: Speech, act: HistoryAct, law: LawFacts): HTMLElement {
  const undone = act.undone ? ` (${speech.say('history_undone')})` : '';
  return make(
    'li',
    '',
    make('strong', '', `${act.type}${undone}`),
    ` · ${act.index}`,
    facts([
      [speech.say('fact_in_effect'), speech.time(act.valid, law.offset)],
      [speech.say('fact_recorded'), speech.time(act.known, law.offset)],
      [speech.say('fact_law'), english(cited(law, act.paragraph))],
      [speech.say('fact_reason'), act.reason],
    ]),
  );
}

export function evidence(speech: Speech, confirmation: Confirmation, law: LawFacts): HTMLElement {
  const size = String(confirmation.size);
  return foldable(
    speech.say('details'),
    facts([
      [speech.say('fact_ledger'), confirmation.origin],
      [speech.say('fact_size'), size],
      [speech.say('fact_recorded'), speech.time(confirmation.sealKnown, law.offset)],
      [speech.say('fact_law'), law.ruleset],
    ]),
  );
}

/** What is shown on the first screen, and what follows. */
export function statusView(speech: Speech, answer: Answer): readonly [HTMLElement[], HTMLElement[]] {
  const { law, confirmation } = answer;
  const first = [...trainingBanner(speech, confirmation), verdictBanner(speech, answer)];
  if (confirmation === undefined) return [first, []];
  const more = [answerFacts(speech, answer)];
  if (answer.decisive !== undefined) more.push(decisiveFacts(speech, answer.decisive, law));
  const notes = answer.notes.map((note) => noteText(speech, note)).filter((text) => text !== '');
  for (const text of notes) more.push(make('p', '', text));
  const acts = answer.history.map((act) => historyItem(speech, act, law));
  if (acts.length > 0) more.push(foldable(speech.say('history'), make('ol', '', ...acts)));
  more.push(evidence(speech, confirmation, law));
  return [first, more];
}

/** Evidence that must not be relied on; `what` is in English, for whoever is asked about it. */
export function invalidView(speech: Speech, step: number, object: string, what: string): HTMLElement {
  return banner(
    'broken',
    '⚠\ufe0e',
    speech.say('invalid'),
    make('p', '', speech.say('means_invalid')),
    make('p', '', `${speech.say('invalid_where', { step, object })}: `, technical(what)),
  );
}
