// The page: what the reader gives goes in, one answer comes out; everything is verified again
// whenever anything changes, with the clock of that moment.
import { Fault, VerifyError } from '../base/fault.ts';
import { kListHeader } from '../proof/list_proof.ts';
import { kLanguages, kLanguageNames, type Language, Speech, type WordKey } from '../words.ts';
import { verifyListProof } from '../verify_list.ts';
import { verifyStatusProof } from '../verify_status.ts';
import { builtIn } from './built_in.ts';
import { Camera } from './camera.ts';
import { byId, make } from './dom.ts';
import { Intake, type Taken } from './intake.ts';
import { listView } from './list_view.ts';
import { policyView } from './policy_view.ts';
import { askedOf, instantOf, type Question, readQuestion } from './question.ts';
import { banner, invalidView, kLooks, statusView } from './verdict_view.ts';

/** Rarely enough that nobody who listens to the page is read the same again and again. */
const kRefreshMs = 5 * 60_000;

type View = readonly [HTMLElement[], HTMLElement[]];

class Page {
  private speech = new Speech(firstLanguage());
  private readonly intake = new Intake();
  private chosenPolicy = false;
  private readonly camera: Camera;

  constructor() {
    this.intake.policy = builtIn('policy');
    this.intake.proof = builtIn('proof');
    const video = byId('camera', HTMLVideoElement);
    const seen = (text: string) => this.taken(this.intake.takeCode(text)) === 'proof';
    this.camera = new Camera(video, seen, () => this.sayScan());
  }

  start(): void {
    for (const language of kLanguages) this.addLanguage(language);
    byId('scan', HTMLButtonElement).addEventListener('click', () => void this.toggleCamera());
    byId('question', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      this.answer();
      byId('answer', HTMLElement).scrollIntoView();
    });
    const paste = byId('paste', HTMLTextAreaElement);
    paste.addEventListener('input', () => {
      if (paste.value.trim() !== '') this.taken(this.intake.takeText(paste.value));
    });
    this.listenToFiles(byId('file', HTMLInputElement));
    this.listenToFiles(byId('policy-file', HTMLInputElement));
    this.listenToDrops();
    this.say();
    // A page left open must not go on saying "3 minutes ago".
    setInterval(() => this.refresh(), kRefreshMs);
    document.addEventListener('visibilitychange', () => this.refresh());
  }

  /** The first screen only: what the reader has opened below stays open. */
  private refresh(): void {
    if (document.visibilityState === 'hidden') return;
    const answer = byId('answer', HTMLElement);
    const fresh = make('div', '', ...this.view()[0]);
    if (fresh.textContent !== answer.textContent) answer.replaceChildren(...fresh.childNodes);
  }

  private addLanguage(language: Language): void {
    const button = make('button', '', kLanguageNames[language]) as HTMLButtonElement;
    button.type = 'button';
    button.lang = language;
    button.addEventListener('click', () => {
      this.speech = new Speech(language);
      this.say();
    });
    byId('languages', HTMLElement).append(button);
  }

  private listenToFiles(input: HTMLInputElement): void {
    input.addEventListener('change', () => {
      const files = [...(input.files ?? [])];
      input.value = ''; // the same file may be chosen again, after it was replaced
      void this.takeFiles(files);
    });
  }

  private listenToDrops(): void {
    const show = (over: boolean) => document.body.classList.toggle('over', over);
    document.addEventListener('dragover', (event) => {
      event.preventDefault();
      show(true);
    });
    document.addEventListener('dragleave', () => show(false));
    document.addEventListener('drop', (event) => {
      event.preventDefault();
      show(false);
      void this.takeFiles([...(event.dataTransfer?.files ?? [])]);
    });
  }

  private async takeFiles(files: readonly File[]): Promise<void> {
    for (const file of files) {
      byId('proof-state', HTMLElement).textContent = this.speech.say('searching');
      this.taken(await this.intake.takeFile(file));
    }
  }

  private taken(taken: Taken): Taken {
    if (taken === 'policy') this.chosenPolicy = true;
    if (taken === 'policy' || taken === 'proof') this.answer();
    this.sayPolicy();
    this.sayProof();
    if (taken === 'proof') byId('answer', HTMLElement).scrollIntoView();
    return taken;
  }

  private async toggleCamera(): Promise<void> {
    if (this.camera.running) return this.camera.stop();
    if (await this.camera.start()) return;
    this.intake.problem = 'no_camera';
    this.sayProof();
  }

  /** Everything in the reader's language. */
  private say(): void {
    document.documentElement.lang = this.speech.language;
    document.title = `${this.speech.say('title')} · Kuboluk`;
    for (const element of document.querySelectorAll<HTMLElement>('[data-word]')) {
      element.textContent = this.speech.say(element.dataset['word'] as WordKey);
    }
    byId('languages', HTMLElement).setAttribute('aria-label', this.speech.say('language'));
    for (const button of document.querySelectorAll('#languages button')) {
      const pressed = button.getAttribute('lang') === this.speech.language;
      button.setAttribute('aria-pressed', String(pressed));
    }
    this.sayScan();
    this.sayPolicy();
    this.sayProof();
    this.answer();
  }

  private sayScan(): void {
    const key = this.camera.running ? 'scan_stop' : 'scan';
    byId('scan', HTMLButtonElement).textContent = this.speech.say(key);
  }

  private sayPolicy(): void {
    const view = policyView(this.speech, this.intake.policy, this.chosenPolicy);
    byId('policy-state', HTMLElement).replaceChildren(...view);
  }

  private sayProof(): void {
    const { problem, proof, parts } = this.intake;
    const lines: string[] = [];
    if (problem !== undefined) lines.push(this.speech.say(problem));
    if (parts.count > 0 && !parts.isComplete()) {
      const missing = parts.missing().join(', ');
      lines.push(this.speech.say('parts', { have: parts.have, count: parts.count, missing }));
    } else if (proof === '') {
      lines.push(this.speech.say('proof_none'));
    } else {
      lines.push(this.speech.say(proof === builtIn('proof') ? 'proof_built_in' : 'proof_given'));
    }
    byId('proof-state', HTMLElement).textContent = lines.join(' ');
  }

  private answer(): void {
    const [first, more] = this.view();
    byId('lead', HTMLElement).hidden = first.length > 0;
    byId('answer', HTMLElement).replaceChildren(...first);
    byId('more', HTMLElement).replaceChildren(...more);
  }

  private view(): View {
    const { policy, proof } = this.intake;
    if (policy === '') return [[make('p', 'verdict unsure', this.speech.say('policy_none'))], []];
    if (proof === '') return [[], []];
    const question = readQuestion();
    if (question === undefined) return this.badQuestion();
    try {
      return proof.startsWith(`${kListHeader}\n`) ? this.list(question) : this.status(question);
    } catch (error) {
      return this.refusal(error);
    }
  }

  private list(question: Question): View {
    const { policy, proof } = this.intake;
    const options = { policy, now: Date.now(), maxAge: question.maxAge };
    const { offset } = verifyListProof(proof, options).law; // in which the times were typed
    const at = instantOf(question.at, offset);
    const known = instantOf(question.known, offset);
    return listView(this.speech, verifyListProof(proof, { ...options, at, known }));
  }

  private status(question: Question): View {
    const { policy, proof } = this.intake;
    const asked = askedOf(proof, question.number);
    const options = { policy, now: Date.now(), maxAge: question.maxAge, asked };
    const { offset } = verifyStatusProof(proof, options).law;
    const at = instantOf(question.at, offset);
    const known = instantOf(question.known, offset);
    return statusView(this.speech, verifyStatusProof(proof, { ...options, at, known }));
  }

  private badQuestion(): View {
    return [[make('p', 'verdict unsure', this.speech.say('question_bad'))], []];
  }

  private refusal(error: unknown): View {
    if (error instanceof VerifyError && error.tooFew) {
      const why = make('p', '', this.speech.say('why_too_few'));
      const means = make('p', '', this.speech.say('means_cannot_tell'));
      const [look, mark] = kLooks.cannot_tell;
      return [[banner(look, mark, this.speech.say('verdict_cannot_tell'), means, why)], []];
    }
    if (error instanceof VerifyError) {
      return [[invalidView(this.speech, error.step, error.object, error.what)], []];
    }
    if (!(error instanceof Fault)) throw error;
    if (error.object === 'at' || error.object === 'known') return this.badQuestion();
    const words = this.speech.say('policy_bad', { object: error.object });
    return [[make('p', 'verdict unsure', words)], []];
  }
}

/** Kyrgyz unless the browser prefers one of the others. */
// The address's `lang`, as on a node's pages, before what the browser is set to.
function firstLanguage(): Language {
  const asked = new URLSearchParams(location.search).get('lang') ?? '';
  const wanted = [asked, ...(navigator.languages ?? [navigator.language])];
  const spoken = wanted.map((tag) => kLanguages.find((language) => tag.startsWith(language)));
  return spoken.find((language) => language !== undefined) ?? 'ky';
}

new Page().start();
