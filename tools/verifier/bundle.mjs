// One file of the source with everything that it imports, as text.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

import { rulesets } from './rulesets.mjs';

const source = join(dirname(fileURLToPath(import.meta.url)), 'src');

/**
 * @param entry path below src
 * @param options esbuild's, as { format, minify }
 * @param laws rulesets that the bundle runs; the tests give others
 */
export async function bundle(entry, options, laws = rulesets()) {
  const result = await build({
    entryPoints: [join(source, entry)],
    bundle: true,
    write: false,
    charset: 'utf8',
    target: 'es2020',
    legalComments: 'none',
    logLevel: 'error',
    define: { KUBOLUK_RULESETS: JSON.stringify(laws) },
    ...options,
  });
  return result.outputFiles[0].text;
}
