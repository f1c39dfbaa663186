import { escapeHtml, escapeScript, html, jsonForScript, type Markup } from "./html.ts";
import { cssName } from "./page-parts.ts";
import { pageScript } from "./page-script.ts";
import { pageStyle } from "./page-style.ts";
import { curveStyle, darkColours } from "./palette.ts";
import type { NamedPlot } from "./plot.ts";

/** What a page is made of. */
export interface PageContent {
  readonly title: string;
  readonly body: Markup;
  /** Figures by the id that a plot place names. */
  readonly plots: Readonly<Record<string, NamedPlot>>;
  /** Text of the Plotly bundle. */
  readonly plotly: string;
  /** Laws that need a colour variable. */
  readonly curves: readonly string[];
}

/** Nothing may be fetched, framed or sent: a page that asks for the network is broken, not leaking. */
export const contentPolicy =
  "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'";

/** A complete, self-contained HTML document. */
export function page({ title, body, plots, plotly, curves }: PageContent): string {
  const figures = Object.fromEntries(
    Object.entries(plots).map(([id, { data, layout, name }]) => [id, { data, layout, name }]),
  );
  const content = html`${body}
<footer><p>0.0150(12) means 0.0150 ± 0.0012, one standard error over models. Exact laws are grey or black, measured laws solid, predicted laws dashed; bands are one standard error. Natural logarithms.</p></footer>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="scorepath">
<title>${escapeHtml(title)} · scorepath</title>
<style>${pageStyle}${colourVariables(curves)}</style>
<noscript><style>[hidden]{display:block!important}[data-script-only]{display:none!important}.plot{min-height:0!important}</style></noscript>
</head>
<body>
<button type="button" class="theme" data-theme-toggle data-script-only title="light or dark">◐</button>
<main>${content.markup}</main>
<script>${escapeScript(plotly)}</script>
<script type="application/json" id="figures">${jsonForScript({ figures, dark: darkColours() })}</script>
<script>${escapeScript(pageScript)}</script>
</body>
</html>
`;
}

/** One CSS variable per law, for both themes. */
function colourVariables(curves: readonly string[]): string {
  const declare = (theme: "light" | "dark"): string =>
    curves.map((name) => `--c-${cssName(name)}:${curveStyle(name)[theme]};`).join("");
  return `:root{${declare("light")}}@media(prefers-color-scheme:dark){:root:not([data-theme=light]){${declare("dark")}}}:root[data-theme=dark]{${declare("dark")}}`;
}
