// Small things for building the page. Text goes in as text only: nothing from a proof is ever read
// as HTML.

export function byId<T extends HTMLElement>(id: string, kind: new () => T): T {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) throw new Error(`the page has no ${id}`);
  return element;
}

type Child = Node | string;

/** An element with a class (empty: none) and its children. */
export function make(tag: string, className: string, ...children: readonly Child[]): HTMLElement {
  const element = document.createElement(tag);
  if (className !== '') element.className = className;
  element.append(...children);
  return element;
}

/** Names and values; pairs with an empty value are left out. */
export function facts(pairs: readonly (readonly [string, Child])[]): HTMLElement {
  const list = make('dl', '');
  for (const [name, value] of pairs) {
    const text = typeof value === 'string' ? value : value.textContent;
    if (text !== '') list.append(make('dt', '', name), make('dd', '', value));
  }
  return list;
}

export function foldable(title: string, ...children: readonly Child[]): HTMLElement {
  return make('details', '', make('summary', '', title), ...children);
}

/** English in a page of any language: the rulesets quote the law in English only. */
export function english(text: string): HTMLElement {
  const element = make('span', '', text);
  element.lang = 'en';
  return element;
}

/** English, whatever the language of the page: names of the formats and of what is wrong in them. */
export function technical(text: string): HTMLElement {
  const code = make('code', '', text);
  code.lang = 'en';
  return code;
}
