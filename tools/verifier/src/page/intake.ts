// What the reader gives to the page: files, pictures, pasted text, codes before the camera.
import { textOf } from '../base/bytes.ts';
import { Fault } from '../base/fault.ts';
import { PartsCollector } from '../qr/parts.ts';
import type { WordKey } from '../words.ts';
import { searchPicture } from './picture.ts';

/** Larger files are no proof; a list of 100,000 observers has about 50 MB. */
const kFileBytesMax = 100_000_000;

export type Taken = 'proof' | 'policy' | 'part' | 'nothing';

export class Intake {
  proof = '';
  policy = '';
  readonly parts = new PartsCollector();
  /** Why the last thing was not taken. */
  problem: WordKey | undefined;

  /** A proof, a policy, or codes that another program has read, one in a line. */
  takeText(text: string): Taken {
    this.problem = undefined;
    const trimmed = text.trim();
    if (trimmed.startsWith('kuboluk/')) return this.takeProof(`${trimmed}\n`, text);
    if (/^(#|log |witness |group |quorum )/m.test(trimmed) && !/^KBP1:/m.test(trimmed)) {
      this.policy = text;
      return 'policy';
    }
    const results = trimmed.split(/\s+/).map((line) => this.takeCode(line));
    return results.find((taken) => taken === 'proof') ?? results[results.length - 1] ?? 'nothing';
  }

  // A text that was copied may have lost its last end of line, or gained some; nothing else is
  // mended.
  private takeProof(mended: string, text: string): Taken {
    this.proof = text.endsWith('\n') && text.startsWith('kuboluk/') ? text : mended;
    return 'proof';
  }

  /** One QR code. */
  takeCode(text: string): Taken {
    this.problem = undefined;
    if (text.startsWith('kuboluk/')) return this.takeProof(text, text);
    if (!this.parts.add(text)) {
      this.problem = /^https?:/i.test(text) ? 'code_address' : 'code_other';
      return 'nothing';
    }
    if (!this.parts.isComplete()) return 'part';
    try {
      this.proof = this.parts.text();
      return 'proof';
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.problem = 'code_other';
      return 'nothing';
    }
  }

  async takeFile(file: File): Promise<Taken> {
    this.problem = undefined;
    if (file.type.startsWith('image/')) return this.takePicture(file);
    if (file.size > kFileBytesMax) return this.refuse('code_other');
    try {
      const bytes = new Uint8Array(await file.arrayBuffer());
      const text = textOf(bytes, 'file');
      // A file is taken as it is: what was changed in it, the verifier finds.
      if (!text.startsWith('kuboluk/')) return this.takeText(text);
      this.proof = text;
      return 'proof';
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      return this.takePicture(file); // some phones give pictures without a type
    }
  }

  private async takePicture(file: Blob): Promise<Taken> {
    let best: Taken = 'nothing';
    let [seen, reason]: [boolean, WordKey | undefined] = [false, undefined];
    await searchPicture(file, (code) => {
      const taken = this.takeCode(code);
      seen = true;
      if (taken === 'nothing') reason = this.problem;
      else best = taken;
      return taken === 'proof';
    });
    if (!seen) return this.refuse('no_code');
    this.problem = best === 'nothing' ? reason : undefined;
    return best;
  }

  private refuse(why: WordKey): Taken {
    this.problem = why;
    return 'nothing';
  }
}
