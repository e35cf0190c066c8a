// The laws that the verifier runs: the files of ledger/rulesets, as a table for the bundle.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = join(dirname(fileURLToPath(import.meta.url)), '../../ledger/rulesets');

function value(text, key) {
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${key} `));
  if (line === undefined) throw new Error(`a ruleset without the line "${key}"`);
  return line.slice(key.length + 1);
}

// Each line "rule <id>" is followed by its "text <sentence>".
function rules(text) {
  const found = [...text.matchAll(/^rule (.+)\ntext (.+)$/gm)];
  return Object.fromEntries(found.map(([, id, sentence]) => [id, sentence]));
}

export function rulesetFiles() {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ruleset'))
    .sort()
    .map((name) => join(folder, name));
}

export function rulesets(files = rulesetFiles()) {
  return files.map((file) => {
    const bytes = readFileSync(file);
    const text = bytes.toString('utf8');
    return {
      name: `${value(text, 'id')}@${value(text, 'version')}`,
      hash: createHash('sha256').update(bytes).digest('hex'),
      rules: rules(text),
    };
  });
}
