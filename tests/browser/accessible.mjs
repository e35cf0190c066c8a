// What a screen reader and a keyboard meet on the page that is open.
import { markStops, stopHere } from './in_page.mjs';

const kNamed = ['link', 'button', 'textbox', 'searchbox', 'combobox', 'PopUpButton', 'table', 'region',
  'heading', 'navigation', 'DisclosureTriangle'];

const kTabsInside = 12; // of one field

// The browser's own accessibility tree: one main part, and a name for whatever can be used or found.
export async function treeFaults(session) {
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  const seen = nodes.filter((node) => !node.ignored);
  const role = (node) => node.role?.value ?? '';
  const faults = seen.filter((node) => kNamed.includes(role(node)) && !node.name?.value?.trim())
    .map((node) => `no name: ${role(node)}`);
  for (const landmark of ['main', 'banner', 'contentinfo']) {
    const count = seen.filter((node) => role(node) === landmark).length;
    if (count !== 1) faults.push(`${count} ${landmark}`);
  }
  return faults;
}

// Tab from the top to the end: every stop, in order, seen where it is.
export async function keyboardFaults(page) {
  await page.evaluate(() => { document.activeElement.blur(); scrollTo(0, 0); });
  const wanted = await page.evaluate(markStops);
  const faults = [];
  let here = null;
  for (let at = 0; at < wanted.length; ++at) {
    const before = here?.stop;
    // A field of a time has stops of its own inside: day, month, year.
    for (let tab = 0; tab < kTabsInside && (tab === 0 || here?.stop === before); ++tab) {
      await page.keyboard.press('Tab');
      here = await page.evaluate(stopHere);
    }
    if (here?.stop !== String(at)) return [...faults, `Tab ${at + 1} does not reach ${wanted[at]}`];
    if (!here.outlined) faults.push(`focus cannot be seen: ${wanted[at]}`);
    if (!here.inside) faults.push(`focus is out of sight: ${wanted[at]}`);
  }
  return faults;
}
