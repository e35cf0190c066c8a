// The built page: one file, closed against every network, ready to be filled.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { load, read, verifier } from './library.mjs';

const folder = mkdtempSync(join(tmpdir(), 'kuboluk-page-'));
const out = join(folder, 'verifier.html');
const built = spawnSync(process.execPath, [join(verifier, 'build.mjs'), out], { encoding: 'utf8' });
assert.equal(built.status, 0, built.stderr + built.stdout);
const html = readFileSync(out, 'utf8');
rmSync(folder, { recursive: true });

const between = (start, end) => html.slice(html.indexOf(start) + start.length, html.lastIndexOf(end));

test('its policy forbids every network, and names its one script and style by hash', () => {
  const csp = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html)[1];
  assert.match(csp, /^default-src 'none'; /);
  assert.doesNotMatch(csp, /unsafe|https?:|\*|connect-src|'self'/);
  const hash = (text) => createHash('sha256').update(text).digest('base64');
  assert.ok(csp.includes(`script-src 'sha256-${hash(between('<script>', '</script>\n</body>'))}'`));
  assert.ok(csp.includes(`style-src 'sha256-${hash(between('<style>', '</style>'))}'`));
});

test('nothing in it is loaded from anywhere, and it stays small', () => {
  const script = between('<script>', '</script>\n</body>');
  const markup = html.replace(script, '');
  assert.equal(/<(link|img|iframe|object|embed)\b|\b(src|href)=|@import|url\(/i.test(markup), false);
  assert.doesNotMatch(script, /\b(fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon|eval)\s*\(/);
  assert.doesNotMatch(script, /localStorage|indexedDB|document\.cookie/);
  assert.ok(Buffer.byteLength(html) < 300_000, String(Buffer.byteLength(html)));
});

test('the places for policy and proof stand in it once, and take base64 and plain text', async () => {
  const { builtInText } = await load('page/built_in.ts');
  const policy = read('tests/data/qr/policy.txt');
  for (const id of ['policy', 'proof']) {
    assert.equal(html.split(`<script type="text/plain" id="${id}"></script>`).length, 2);
  }
  assert.equal(builtInText(''), '');
  assert.equal(builtInText(Buffer.from(policy).toString('base64')), policy);
  assert.equal(builtInText(`\n${Buffer.from(policy).toString('base64')}\n`), policy);
  assert.equal(builtInText(policy), policy);
  assert.equal(builtInText(`\n${policy}`), policy);
});

test('every field has a label, the page a language, the answer a live region', () => {
  for (const [, id] of html.matchAll(/<(?:input|textarea)[^>]* ?id="([\w-]+)"/g)) {
    assert.ok(html.includes(`for="${id}"`), id);
  }
  assert.match(html, /<html lang="ky">/);
  assert.match(html, /id="answer" role="status" aria-live="assertive"/);
});

test('each verdict has a colour and a symbol of its own, readable on it', async () => {
  const { kLooks } = await load('page/verdict_view.ts');
  const marks = Object.values(kLooks).map(([, mark]) => mark);
  assert.equal(new Set(marks).size, 10);
  const css = read('tools/verifier/src/page/page.css');
  for (const look of ['good', 'bad', 'unsure', 'wait', 'training']) {
    const rule = new RegExp(`\\.${look} \\{ background: (#\\w+);(?: color: (#\\w+))?`).exec(css);
    assert.ok(contrast(rule[1], rule[2] ?? '#ffffff') >= 4.5, look);
  }
  assert.ok(contrast('#444444', '#ffffff') >= 4.5);
});

/** WCAG 2.1, relative luminance. */
function contrast(a, b) {
  const [high, low] = [a, b].map(luminance).sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

function luminance(colour) {
  const hex = colour.length === 4 ? colour.replace(/(\w)/g, '$1$1') : colour;
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
