/** Markup that is safe to insert as it stands. */
export interface Markup {
  readonly markup: string;
}

/** What a template accepts: text is escaped, markup is not, lists are joined, null and false leave nothing. */
export type Fragment = string | number | Markup | null | false | readonly Fragment[];

/** Text with the five characters escaped that mean something in HTML, in text and in quoted attributes alike. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Template tag for HTML: every inserted string is escaped unless it is `Markup`. */
export function html(parts: TemplateStringsArray, ...fragments: readonly Fragment[]): Markup {
  return { markup: parts.map((part, i) => (i === 0 ? part : render(fragments[i - 1]!) + part)).join("") };
}

/** A script body that cannot close its element, nor open a comment or a nested script; the program is unchanged. */
export function escapeScript(script: string): string {
  return script.replace(/<\/(script)/gi, "<\\/$1").replace(/<!--/g, "<\\!--");
}

/** JSON for a script element of type application/json: no `<` is left. */
export function jsonForScript(value: unknown): string {
  return JSON.stringify(value).replace(/</g, "\\u003c");
}

function render(fragment: Fragment): string {
  if (fragment === null || fragment === false) return "";
  if (typeof fragment === "string") return escapeHtml(fragment);
  if (typeof fragment === "number") return Number.isFinite(fragment) ? String(fragment) : "n/a";
  return "markup" in fragment ? fragment.markup : fragment.map(render).join("");
}
