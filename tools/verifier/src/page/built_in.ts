// What an exporting program put into the page: the text between the tags of
// <script type="text/plain" id="policy"> and id="proof", in base64 or as it is (README.md).
import { fromBase64, textOf } from '../base/bytes.ts';

export function builtInText(content: string): string {
  const trimmed = content.trim();
  const bytes = fromBase64(trimmed.replace(/\s+/g, ''));
  if (trimmed === '') return '';
  return bytes === undefined ? content.replace(/^\n/, '') : textOf(bytes, 'built-in text');
}

/** Empty: nothing was put there. */
export function builtIn(id: 'policy' | 'proof'): string {
  return builtInText(document.getElementById(id)?.textContent ?? '');
}
