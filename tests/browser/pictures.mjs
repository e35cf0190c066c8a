// Pictures and printed pages to be looked at, if BROWSER_SHOTS names a folder. Never inside the repository.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { kDesktop, kPhone } from './browser.mjs';

const folder = process.env.BROWSER_SHOTS;
if (folder) mkdirSync(folder, { recursive: true });

export async function keepPictures(visitor, { name, language }) {
  if (!folder) return;
  const file = (end) => join(folder, `${name}.${language}.${end}`);
  await visitor.size(kPhone);
  await visitor.page.screenshot({ path: file('phone.png') });
  await visitor.page.screenshot({ path: file('whole.png'), fullPage: true });
  if (language === 'ky') {
    await visitor.size(kDesktop);
    await visitor.page.screenshot({ path: file('desktop.png') });
    await visitor.size(kPhone);
  }
  await visitor.page.pdf({ path: file('pdf'), format: 'A4' });
}
