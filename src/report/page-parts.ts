import { html, type Markup } from "./html.ts";
import { curveStyle } from "./palette.ts";

const dashes: Readonly<Record<string, string>> = { solid: "", dash: "5 3", dot: "1.5 2.5", dashdot: "5 2.5 1.5 2.5" };

/** A short piece of a curve's line, as it is drawn in the figures. */
export function lineSample(name: string): Markup {
  const style = curveStyle(name);
  return html`<svg class="sample" width="26" height="10" viewBox="0 0 26 10" aria-hidden="true"><line x1="1" y1="5" x2="25" y2="5" stroke="var(--c-${cssName(name)}, ${style.light})" stroke-width="${style.width + 0.4}" stroke-dasharray="${dashes[style.dash] ?? ""}" stroke-linecap="${style.dash === "dot" ? "round" : "butt"}"/></svg>`;
}

/** A name as part of a CSS variable. */
export function cssName(name: string): string {
  return name.replace(/[^A-Za-z0-9-]/g, "_");
}

/** The place of a figure; without JavaScript it says what is missing. */
export function plotPlace(id: string, height: number, description: string): Markup {
  return html`<div class="plot" data-plot="${id}" style="min-height:${height}px" role="img" aria-label="${description}"><noscript><p class="quiet">This figure needs JavaScript: ${description}. The tables hold its numbers.</p></noscript></div>`;
}

/** Buttons that show and hide a law in every figure of the page. */
export function legendChips(
  curves: readonly { readonly name: string; readonly label: string }[],
  words: "short" | "label" = "short",
): Markup {
  const chips = curves.map(
    ({ name, label }) =>
      html`<button type="button" class="chip" data-curve="${name}" aria-pressed="${curveStyle(name).shown ? "true" : "false"}" title="${label}">${lineSample(name)}${words === "short" ? curveStyle(name).short : label}</button>`,
  );
  return html`<div class="chips" role="group" aria-label="Laws shown in the figures">${chips}</div>`;
}

/** A group of buttons of which one is pressed; `data-set` names the setting. */
export function choice(
  setting: string,
  label: string,
  options: readonly (readonly [value: string, text: string])[],
): Markup {
  const buttons = options.map(
    ([value, text], k) =>
      html`<button type="button" data-set="${setting}" data-value="${value}" aria-pressed="${k === 0 ? "true" : "false"}">${text}</button>`,
  );
  return html`<div class="choice" role="group" aria-label="${label}">${buttons}</div>`;
}
