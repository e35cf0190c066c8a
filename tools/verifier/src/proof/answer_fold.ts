// Step 7: from proven records to findings and to what is shown. Facts are filled in only where the
// grant was recorded and in effect: before that nobody could know them.
import { isToken, kNotGiven } from '../domain/charset.ts';
import { factOf, type RecordAct, type StatusRecord, wordOf } from '../domain/record.ts';
import {
  type AccreditationFold,
  authorityEnd,
  currentCertificate,
  foldAccreditation,
  foldApplication,
  foldPerson,
  holds,
  isIssued,
  replacement,
  strongest,
  type TwoClocks,
  type Verdict,
} from '../domain/verdict.ts';
import { type AccreditationFacts, type DecisiveAct, kNoFacts } from './answer.ts';
import { type Asked, hasCheckCharacter, mainKey } from './asked.ts';
import { applicationsOf, type Closure, namedKey } from './closure.ts';

export interface Folded {
  findings: Set<Verdict>;
  facts: AccreditationFacts;
  decisive: DecisiveAct | undefined;
  supersededBy: string;
  otherElections: string[];
  stage: string;
}

function given(text: string): string {
  return text === kNotGiven ? '' : text;
}

function describe(act: RecordAct | undefined): DecisiveAct | undefined {
  if (act === undefined) return undefined;
  const { index, type, paragraph, valid, known, reason } = act;
  const [ground, limb] = [given(wordOf(act, 'ground')), given(wordOf(act, 'limb'))];
  return { index, type, paragraph, valid, known, ground, limb, reason };
}

function factsOf(record: StatusRecord, fold: AccreditationFold, clocks: TwoClocks): AccreditationFacts {
  // What follows kind and election; a token may hold a slash itself.
  const number = record.key.split('/').slice(2).join('/');
  if (fold.grant === undefined && fold.annulled === undefined) return { ...kNoFacts, number };
  return {
    number,
    person: given(factOf(record, 'person')),
    organisation: given(factOf(record, 'organisation')),
    application: given(factOf(record, 'application')),
    decree: given(factOf(record, 'decree')),
    certificate: currentCertificate(record, clocks),
    from: fold.from,
    until: fold.until,
  };
}

function decisiveOf(
  fold: AccreditationFold,
  election: StatusRecord,
  clocks: TwoClocks,
): RecordAct | undefined {
  const verdict = strongest(fold.findings);
  if (verdict === 'revoked') return fold.revoked;
  if (verdict === 'expired') return authorityEnd(election, clocks)?.act;
  return verdict === 'not_found' ? fold.annulled : fold.grant;
}

/** One accreditation at the two clocks: an answer, or a row of a list. */
export function foldRow(
  accreditation: StatusRecord,
  election: StatusRecord,
  clocks: TwoClocks,
): Pick<Folded, 'findings' | 'facts' | 'decisive'> {
  const fold = foldAccreditation(accreditation, election, clocks);
  return {
    findings: new Set(fold.findings),
    facts: factsOf(accreditation, fold, clocks),
    decisive: describe(decisiveOf(fold, election, clocks)),
  };
}

class AnswerFold {
  readonly result: Folded = {
    findings: new Set(),
    facts: kNoFacts,
    decisive: undefined,
    supersededBy: '',
    otherElections: [],
    stage: '',
  };

  constructor(
    private readonly closure: Closure,
    private readonly asked: Asked,
    private readonly clocks: TwoClocks,
  ) {}

  run(): Folded {
    const main = this.closure.find(mainKey(this.asked));
    if (main === undefined) this.absent();
    else if (this.asked.question === 'certificate') this.certificate(main);
    else if (this.asked.question === 'person') this.person(main);
    else if (this.asked.question === 'application') this.application(main);
    else this.accreditation(main);
    return this.result;
  }

  private key(kind: string, id: string): string {
    return `${kind}/${this.asked.election}/${id}`;
  }

  private state(facts: Partial<AccreditationFacts>): void {
    this.result.facts = { ...this.result.facts, ...facts };
  }

  private absent(): void {
    if (!hasCheckCharacter(this.asked.question)) this.result.stage = 'not_found';
    else if (this.asked.question !== 'certificate') this.state({ number: this.asked.id });
    this.result.otherElections = this.closure.elsewhere.filter((other) => this.isGrantedIn(other));
    const elsewhere = this.result.otherElections.length > 0;
    this.result.findings.add(elsewhere ? 'other_election' : 'not_found');
  }

  // A number that another election has only later, or only as annulled, is no number there either.
  private isGrantedIn(election: string): boolean {
    const { closure, clocks } = this;
    let key: string | undefined = `accreditation/${election}/${this.asked.id}`;
    if (this.asked.question === 'certificate') {
      const card = closure.find(`certificate/${election}/${this.asked.id}`);
      if (card === undefined || !isIssued(card, clocks)) return false;
      key = namedKey(card, 'accreditation', election);
    }
    const [law, record] = [closure.find(`election/${election}`), closure.find(key)];
    if (law === undefined || record === undefined) return false;
    return foldAccreditation(record, law, clocks).grant !== undefined;
  }

  private accreditation(record: StatusRecord): void {
    const election = this.closure.find(`election/${this.asked.election}`);
    if (election === undefined) return void this.result.findings.add('not_found');
    const row = foldRow(record, election, this.clocks);
    for (const finding of row.findings) this.result.findings.add(finding);
    this.result.facts = row.facts;
    this.result.decisive = row.decisive;
  }

  private certificate(card: StatusRecord): void {
    const record = this.closure.find(namedKey(card, 'accreditation', this.asked.election));
    if (record === undefined || !isIssued(card, this.clocks)) {
      return void this.result.findings.add('not_found');
    }
    this.accreditation(record);
    const replaced = replacement(card, this.clocks);
    if (replaced === undefined) return;
    this.result.findings.add('superseded');
    this.result.supersededBy = wordOf(replaced, 'superseded-by');
    if (strongest(this.result.findings) !== 'superseded') return;
    const same = card.acts.filter(
      (act) =>
        wordOf(act, 'superseded-by') === this.result.supersededBy && holds(card, act, this.clocks),
    );
    this.result.decisive = describe(same.pop());
  }

  private person(record: StatusRecord): void {
    const { stage, decisive } = foldPerson(record, this.clocks);
    this.state({ person: this.asked.id });
    if (stage === 'refused' && decisive !== undefined) return this.refusedPerson(decisive);
    if (stage === 'granted' && decisive !== undefined) return this.grantedPerson(decisive);
    this.result.findings.add('not_found');
    this.result.stage = this.personStage(record);
  }

  private refusedPerson(refusal: RecordAct): void {
    const application = given(wordOf(refusal, 'application'));
    const filed = this.closure.find(this.key('application', application));
    const organisation = filed === undefined ? '' : given(factOf(filed, 'organisation'));
    this.state({ application, organisation, decree: given(wordOf(refusal, 'decree')) });
    this.result.stage = 'refused';
    this.result.decisive = describe(refusal);
    this.result.findings.add('refused');
  }

  private grantedPerson(grant: RecordAct): void {
    this.result.stage = 'granted';
    const number = wordOf(grant, 'accreditation');
    const record = isToken(number) ? this.closure.find(this.key('accreditation', number)) : undefined;
    if (record === undefined) return void this.result.findings.add('not_found');
    this.accreditation(record);
    this.state({ person: this.asked.id });
  }

  // The newest application that is not withdrawn, else that one was.
  private personStage(person: StatusRecord): string {
    let stage = 'not_found';
    for (const id of applicationsOf(person)) {
      const application = this.closure.find(this.key('application', id));
      if (application === undefined) continue;
      const found = foldApplication(application, this.clocks);
      if (found === 'not_found' || (found === 'withdrawn' && stage !== 'not_found')) continue;
      // Others on the same list may be decided on: this person is not.
      stage = found === 'granted' || found === 'refused' ? 'applied' : found;
      this.state({ application: id, organisation: given(factOf(application, 'organisation')) });
    }
    return stage;
  }

  private application(record: StatusRecord): void {
    const stage = foldApplication(record, this.clocks);
    this.result.stage = stage;
    this.result.findings.add(stage === 'refused' ? 'refused' : 'not_found');
    if (stage === 'not_found') return;
    const organisation = given(factOf(record, 'organisation'));
    this.state({ application: this.asked.id, organisation });
    const deciding = record.acts.filter(
      (act) => kDecidingTypes.has(act.type) && holds(record, act, this.clocks),
    );
    this.result.decisive = describe(deciding.pop());
  }
}

/** Acts that a verdict is folded from; the others are for the record. */
const kDecidingTypes = new Set([
  'accreditation.grant',
  'accreditation.refuse',
  'accreditation.revoke',
  'application.forward',
  'application.submit',
  'application.withdraw',
  'certificate.reissue',
  'court.decision',
  'decision.rescind',
  'election.call',
  'election.invalidate',
  'election.repeat',
  'ledger.genesis',
  'results.publish',
]);

/** Everything that the records say. The closure must be that of `asked`. */
export function foldAnswer(closure: Closure, asked: Asked, clocks: TwoClocks): Folded {
  return new AnswerFold(closure, asked, clocks).run();
}
