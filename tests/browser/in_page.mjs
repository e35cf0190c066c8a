// What is measured inside the page: each function is sent to the browser whole, so none uses another one of
// this file. Each gives a list of faults in words; an empty list is a good page.

// One h1, headings in order, labels, table heads, one main; ids once; every reference leads somewhere.
export function structureFaults() {
  const faults = [];
  const all = (selector) => [...document.querySelectorAll(selector)];
  const shown = (element) => element.checkVisibility();
  if (all('h1').length !== 1) faults.push(`${all('h1').length} h1`);
  if (all('main').length !== 1) faults.push(`${all('main').length} main`);
  let level = 0;
  for (const heading of all('h1,h2,h3,h4,h5,h6').filter(shown)) {
    const own = Number(heading.tagName[1]);
    if (own > level + 1) faults.push(`h${own} after h${level}: ${heading.textContent}`);
    if (heading.textContent.trim() === '') faults.push(`empty h${own}`);
    level = own;
  }
  const ids = all('[id]').map((element) => element.id);
  for (const id of ids.filter((one, at) => ids.indexOf(one) !== at)) faults.push(`id twice: ${id}`);
  for (const element of all('[aria-labelledby],[aria-describedby],label[for]')) {
    for (const name of ['aria-labelledby', 'aria-describedby', 'for']) {
      for (const id of (element.getAttribute(name) ?? '').split(' ').filter(Boolean)) {
        if (!ids.includes(id)) faults.push(`${name} leads nowhere: ${id}`);
      }
    }
  }
  for (const field of all('input:not([type=hidden]),select,textarea')) {
    const label = field.labels?.[0];
    if (!label || label.textContent.trim() === '') faults.push(`no label: ${field.outerHTML}`);
  }
  for (const table of all('table')) {
    if (!table.caption || table.caption.textContent.trim() === '') faults.push('table without caption');
    if (table.querySelector('th:not([scope])')) faults.push('th without scope');
    if (!table.querySelector('thead th[scope=col]')) faults.push('table without heads of columns');
    for (const row of table.querySelectorAll('tbody tr')) {
      if (!row.querySelector('th[scope=row]')) faults.push(`row without head: ${row.textContent}`);
    }
  }
  for (const part of all('[lang]')) {
    if (!['ky', 'ru', 'en'].includes(part.lang)) faults.push(`lang="${part.lang}"`);
  }
  return faults;
}

// Nothing runs and nothing is loaded: no script, handler, style sheet, picture or frame.
export function activityFaults() {
  const faults = [];
  const loading = 'script,link[rel=stylesheet],img,iframe,object,embed,video,audio,[src],[style]';
  for (const element of document.querySelectorAll(loading)) faults.push(element.outerHTML.slice(0, 80));
  for (const element of document.querySelectorAll('*')) {
    for (const { name, value } of element.attributes) {
      if (name.startsWith('on') || /^\s*javascript:/i.test(value)) faults.push(`${name}=${value}`);
    }
  }
  return faults;
}

// Nothing is wider than the window: only a `.scroll` region may be scrolled to the side.
export function widthFaults() {
  const root = document.documentElement;
  const faults = [];
  if (root.scrollWidth > root.clientWidth) faults.push(`${root.scrollWidth} px wide in ${root.clientWidth}`);
  for (const element of document.body.querySelectorAll('*')) {
    if (element.closest('.scroll') || element.closest('.skip') || !element.checkVisibility()) continue;
    const box = element.getBoundingClientRect();
    if (box.width > 0 && (box.right > root.clientWidth + 0.5 || box.left < -0.5)) {
      faults.push(`out of the window: ${element.outerHTML.slice(0, 80)}`);
    }
    const holdsText = element.matches('h1,h2,h3,p,dt,dd,li,label,button,summary,caption');
    if (holdsText && element.scrollWidth > element.clientWidth + 1) {
      faults.push(`wider than its place: ${element.outerHTML.slice(0, 80)}`);
    }
  }
  return faults;
}

// WCAG 1.4.3 from computed styles, for every text that is shown; 4.5:1 for large text as well.
export function contrastFaults() {
  const parse = (text) => {
    const parts = text.match(/[\d.]+/g).map(Number);
    return { rgb: parts.slice(0, 3), alpha: parts[3] ?? 1 };
  };
  const over = (top, alpha, below) => top.map((value, at) => value * alpha + below[at] * (1 - alpha));
  const background = (element) => {
    if (!element) return [255, 255, 255];
    const { rgb, alpha } = parse(getComputedStyle(element).backgroundColor);
    return alpha === 1 ? rgb : over(rgb, alpha, background(element.parentElement));
  };
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (element) => {
    const behind = background(element);
    const { rgb, alpha } = parse(getComputedStyle(element).color);
    const [dark, light] = [luminance(over(rgb, alpha, behind)), luminance(behind)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  const faults = new Set();
  const look = (element, text) => {
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return;
    const found = ratio(element);
    if (found < 4.5) faults.add(`${found.toFixed(2)}:1 ${text.trim().slice(0, 40)}`);
    if (parseFloat(getComputedStyle(element).fontSize) < 12) faults.add(`small: ${text.trim().slice(0, 40)}`);
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    if (texts.currentNode.data.trim() !== '') look(texts.currentNode.parentElement, texts.currentNode.data);
  }
  for (const field of document.querySelectorAll('input:not([type=hidden]),select')) {
    look(field, field.outerHTML);
  }
  return [...faults];
}

// The answer at the door without scrolling: word, symbol and number.
export function firstScreenFaults(height) {
  const faults = [];
  const wanted = [['word', 'main h1'], ['symbol', 'main h1 .symbol'], ['number', 'main .number']];
  for (const [what, selector] of wanted) {
    const element = document.querySelector(selector);
    if (!element || !element.checkVisibility() || element.textContent.trim() === '') {
      faults.push(`no ${what}`);
      continue;
    }
    const box = element.getBoundingClientRect();
    if (box.top < 0 || box.bottom > height) faults.push(`${what} is at ${box.top}-${box.bottom} px`);
    const front = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    if (!element.contains(front)) faults.push(`${what} is covered`);
  }
  return faults;
}

// On paper: no links for programs, no navigation, no form; and nothing folded away.
export function printFaults() {
  const faults = [];
  for (const element of document.querySelectorAll('nav,form,button,.noprint,.skip')) {
    if (element.checkVisibility()) faults.push(`printed: ${element.outerHTML.slice(0, 80)}`);
  }
  for (const link of document.querySelectorAll('a[href]')) {
    const forPrograms = /\.(json|csv|txt|atom)(\?|$)/.test(link.href);
    if (forPrograms && link.checkVisibility()) faults.push(`printed: ${link.href}`);
  }
  const folded = [...document.querySelectorAll('details:not(.noprint)>:not(summary)')];
  for (const part of folded) {
    if (!part.checkVisibility()) faults.push(`folded: ${part.textContent.slice(0, 60)}`);
  }
  const heading = document.querySelector('main h1');
  if (!heading?.checkVisibility()) faults.push('no heading');
  const symbol = document.querySelector('main h1 .symbol');
  if (symbol && !symbol.checkVisibility()) faults.push('no symbol');
  return faults;
}

// Where the keyboard must be able to go, in order, each with a mark of its own for the walk.
export function markStops() {
  const wanted = 'a[href],button,input:not([type=hidden]),select,textarea,summary,[tabindex="0"]';
  const stops = [...document.querySelectorAll(wanted)].filter((element) => element.checkVisibility());
  stops.forEach((element, at) => element.setAttribute('data-stop', String(at)));
  return stops.map((element) => element.outerHTML.slice(0, 100));
}

// Where it is now: its mark, and whether it can be seen to be there.
export function stopHere() {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  return {
    stop: element.getAttribute('data-stop'),
    outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    inside: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 &&
      box.left < innerWidth,
  };
}

// The visible text in the page's own language: no parts marked as another one, no code.
export function ownText() {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const parts = [document.title];
  while (texts.nextNode()) {
    const parent = texts.currentNode.parentElement;
    if (parent.closest('[lang]').lang !== document.documentElement.lang) continue;
    if (parent.closest('code,style,script')) continue;
    parts.push(texts.currentNode.data.replace(/\s+/g, ' ').trim());
  }
  for (const element of document.querySelectorAll('[aria-label],[placeholder],[title],[alt]')) {
    for (const name of ['aria-label', 'placeholder', 'title', 'alt']) {
      parts.push(element.getAttribute(name) ?? '');
    }
  }
  return parts.filter(Boolean).join('\n');
}

// The links to the same page in other languages, as [language, address].
export function languageLinks() {
  return [...document.querySelectorAll('a[hreflang]')].map((link) => [link.hreflang, link.href, link.lang]);
}
