/**
 * Markup in which text cannot become a tag: whatever is put into an `html` template is escaped, unless it is markup
 * itself. Titles, box names and error messages come from outside, so no other way of building the page exists.
 */

/** A piece of HTML or SVG that is already safe. Made by `html`; by `trusted` only from strings of this program. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Fragment = Markup | string | number | null | readonly Fragment[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Safe as text and within a quoted attribute. Control characters, which HTML forbids, become U+FFFD. */
export const escapeText = (text: string): string =>
  text
    .replace(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/g, '\ufffd')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

export const html = (strings: TemplateStringsArray, ...fragments: readonly Fragment[]): Markup =>
  new Markup(
    strings.reduce((page, string, index) => page + textOf(fragments[index - 1] ?? null) + string),
  );

export const trusted = (text: string): Markup => new Markup(text);

/** JSON within a `<script>` element, which the parser leaves only at `</`; `<` is written as an escape of JSON. */
export const jsonInScript = (value: unknown): Markup =>
  trusted(
    JSON.stringify(value)
      .replaceAll('<', '\\u003c')
      .replaceAll('\u2028', '\\u2028')
      .replaceAll('\u2029', '\\u2029'),
  );

const textOf = (fragment: Fragment): string => {
  if (fragment === null) return '';
  if (fragment instanceof Markup) return fragment.text;
  if (typeof fragment === 'string') return escapeText(fragment);
  if (typeof fragment === 'number') return String(fragment);
  return fragment.map(textOf).join('');
};
