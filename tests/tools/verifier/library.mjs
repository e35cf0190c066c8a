// The verifier's modules for the tests, bundled as for a page. Whatever a test names is the entry.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const source = join(dirname(fileURLToPath(import.meta.url)), '../../..');
export const verifier = join(source, 'tools/verifier');

const { bundle } = await import(pathToFileURL(join(verifier, 'bundle.mjs')).href);
const { rulesets, rulesetFiles } = await import(pathToFileURL(join(verifier, 'rulesets.mjs')).href);

/** Also the law that no country has, in which a scenario of the tests is played. */
export const allRulesets = rulesets([
  ...rulesetFiles(),
  join(source, 'tests/data/rulesets/ZZ-TEST.ruleset'),
]);

/** What `entry`, a path below src, exports. */
export async function load(entry, laws = rulesets(), plugins = []) {
  const text = await bundle(entry, { format: 'esm', plugins }, laws);
  const folder = mkdtempSync(join(tmpdir(), 'kuboluk-verifier-'));
  try {
    const file = join(folder, 'module.mjs');
    writeFileSync(file, text);
    return await import(pathToFileURL(file).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function read(path) {
  return readFileSync(join(source, path), 'utf8');
}

/** The worked examples of FORMATS.md by name. */
export function formatExamples() {
  const page = read('ledger/FORMATS.md');
  const found = page.matchAll(/<!-- example (\S+) -->\n\n```\n([^`]*)```\n/g);
  return Object.fromEntries([...found].map(([, name, text]) => [name, text]));
}

/**
 * A plugin for `load`: the same bytes are verified once, where a test verifies thousands of proofs
 * with one checkpoint.
 */
export const remembering = {
  name: 'remembering',
  setup(build) {
    build.onLoad({ filter: /base\/ed25519\.ts$/ }, ({ path }) => {
      const once = readFileSync(path, 'utf8').replace('function verifyDetached', 'function verifyOnce');
      const contents = `${once}
        const known = new Map();
        export function verifyDetached(...bytes) {
          const asked = bytes.map((part) => part.join()).join(' ');
          if (!known.has(asked)) known.set(asked, verifyOnce(...bytes));
          return known.get(asked);
        }`;
      return { contents, loader: 'ts' };
    });
  },
};
