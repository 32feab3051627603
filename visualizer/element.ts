/** A picture as plain data: made by pure functions, drawn by the page and written as text by the command line. */

export type Element = {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly children: readonly (Element | string)[];
};
export const element = (tag: string, attributes: Element['attributes'], ...children: Element['children']): Element => ({
  tag,
  attributes,
  children,
});

/** As XML. Whatever is in a text or a value is text there, and what XML 1.0 (§2.2) has no place for is left out. */
export const markup = ({ tag, attributes, children }: Element): string => {
  const said = Object.entries(attributes).map(([name, value]) => ` ${name}="${escaped(String(value))}"`);
  const inner = children.map((child) => (typeof child === 'string' ? escaped(child) : markup(child)));
  return children.length === 0 ? `<${tag}${said.join('')}/>` : `<${tag}${said.join('')}>${inner.join('')}</${tag}>`;
};

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string =>
  text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '').replace(/[&<>"]/g, (letter) => ESCAPES[letter] ?? '');
