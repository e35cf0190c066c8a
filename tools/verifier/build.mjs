// Type check, then one self-contained page:  npm run build -- verifier.html
// or the library as one module:              npm run library -- kuboluk-verifier.mjs
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { bundle } from './bundle.mjs';

const here = dirname(fileURLToPath(import.meta.url));
// An exporting program replaces these two by filled ones (README.md).
const placeholders = ['policy', 'proof'].map((id) => `<script type="text/plain" id="${id}"></script>`);

function checkTypes() {
  const compiler = join(here, 'node_modules/typescript/bin/tsc');
  const done = spawnSync(process.execPath, [compiler, '-p', here], { stdio: 'inherit' });
  if (done.status !== 0) throw new Error('the types do not fit');
}

function contentSecurityPolicy(script, style) {
  const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    'img-src data: blob:',
    'media-src blob: mediastream:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

function once(text, part) {
  if (text.split(part).length !== 2) throw new Error(`the page must hold exactly once: ${part}`);
}

async function page() {
  const script = await bundle('page/main.ts', { format: 'iife', minify: true });
  const style = readFileSync(join(here, 'src/page/page.css'), 'utf8');
  const frame = readFileSync(join(here, 'src/page/page.html'), 'utf8');
  const fill = { CSP: contentSecurityPolicy(script, style), STYLE: style, SCRIPT: script };
  // A function, because a replacement text would give meaning to its dollar signs.
  const html = frame.replace(/@(CSP|STYLE|SCRIPT)@/g, (_, name) => fill[name]);
  for (const placeholder of placeholders) once(html, placeholder);
  if (/<\/script/i.test(script)) throw new Error('the script would end its own element');
  return html;
}

async function main(argv) {
  const library = argv[0] === '--library';
  const out = argv[library ? 1 : 0] ?? join(here, 'dist', library ? 'index.mjs' : 'verifier.html');
  checkTypes();
  const text = library ? await bundle('index.ts', { format: 'esm' }) : await page();
  mkdirSync(dirname(resolve(out)), { recursive: true });
  writeFileSync(out, text);
  console.log(`${out}: ${Buffer.byteLength(text)} bytes`);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(`verifier: ${error.message}`);
  process.exitCode = 1;
}
