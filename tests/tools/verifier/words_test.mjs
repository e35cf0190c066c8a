// Three languages, complete: every key, every value to fill in, every form.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { load, read, verifier } from './library.mjs';

const { kLanguages, kWords, Speech } = await load('words.ts');
const { kVerdicts } = await load('domain/verdict.ts');

const keys = Object.keys(kWords.en);
const values = (text) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);

test('every key stands in every language, not empty, with the same values in every form', () => {
  assert.deepEqual(kLanguages, ['ky', 'ru', 'en']);
  for (const language of kLanguages) {
    assert.deepEqual(Object.keys(kWords[language]).sort(), [...keys].sort(), language);
    for (const key of keys) {
      const wanted = [...new Set(values(kWords.en[key]))].sort();
      for (const form of kWords[language][key].split('|')) {
        assert.notEqual(form.trim(), '', `${language} ${key}`);
        assert.deepEqual([...new Set(values(form))].sort(), wanted, `${language} ${key}`);
      }
    }
  }
});

test('Kyrgyz and Russian words have no Latin letters but technical ones', () => {
  for (const language of ['ky', 'ru']) {
    for (const key of keys) {
      const text = kWords[language][key].replace(/\{\w+\}|QR/g, '');
      assert.doesNotMatch(text, /[A-Za-z]/, `${language} ${key}`);
    }
  }
});

test('verdicts differ from each other in every language', () => {
  for (const language of kLanguages) {
    const words = kVerdicts.map((verdict) => kWords[language][`verdict_${verdict}`]);
    assert.equal(new Set(words).size, 10, language);
  }
});

test('every word that the page asks for exists, and every word is asked for', () => {
  const files = readdirSync(join(verifier, 'src/page'));
  const pages = files.map((name) => read(`tools/verifier/src/page/${name}`));
  const text = pages.join('') + read('tools/verifier/src/words.ts');
  const asked = [...text.matchAll(/data-word="(\w+)"|say\(\s*'(\w+)'/g)].map((match) => match[1] ?? match[2]);
  for (const key of asked) assert.ok(keys.includes(key), key);
  const computed = /^(verdict|means|stage|age|span)_/;
  for (const key of keys.filter((name) => !computed.test(name))) {
    assert.ok(text.includes(`'${key}'`) || text.includes(`"${key}"`), `${key} is never said`);
  }
});

test('ages take the form that goes with the number', () => {
  const ru = new Speech('ru');
  const minutes = [1, 2, 5, 11, 12, 21, 22, 25].map((n) => ru.ago(60 * n));
  assert.deepEqual(minutes, ['1 минуту назад', '2 минуты назад', '5 минут назад', '11 минут назад',
    '12 минут назад', '21 минуту назад', '22 минуты назад', '25 минут назад']);
  assert.equal(new Speech('ky').ago(7200), '2 саат мурун');
  assert.equal(new Speech('en').ago(60), '1 minute ago');
  assert.equal(new Speech('en').ago(47 * 3600), '47 hours ago');
  assert.equal(new Speech('en').ago(48 * 3600), '2 days ago');
  assert.equal(new Speech('en').ago(0), 'just now');
  assert.equal(new Speech('en').names(['a', 'b', 'c']), 'a, b and c');
});

test('times are the ledger\'s, with their offset', () => {
  const instant = Date.parse('2025-11-12T09:00:00Z');
  assert.equal(new Speech('ru').time(instant, 360), '12.11.2025 15:00 (UTC+06:00)');
  assert.equal(new Speech('en').time(instant + 5000, 360), '2025-11-12 15:00:05 (UTC+06:00)');
});

test('a verdict has the words of the pages that a node serves', () => {
  const catalogue = read('ledger/speech/catalogue.txt');
  for (const verdict of kVerdicts) {
    const entry = new RegExp(`^key verdict\\.${verdict}\\.word\nky (.*)\nru (.*)\nen (.*)$`, 'm');
    const said = entry.exec(catalogue);
    const ours = ['ky', 'ru', 'en'].map((language) => kWords[language][`verdict_${verdict}`]);
    assert.deepEqual(ours, said?.slice(1), verdict);
  }
});
