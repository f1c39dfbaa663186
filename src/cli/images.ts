import { type NamedPlot, plotPage } from "../report/index.ts";
import { renderedDocument } from "./chromium.ts";
import { UsageError } from "./usage-error.ts";

/** A figure as a picture. */
export interface ImageFile {
  readonly name: string;
  readonly content: string | Uint8Array;
}

/** Draws the figure in both formats and leaves nothing but the two data URLs in the document. */
const collector = `<script>
Promise.all(["svg", "png"].map((format) => window.scorepathImage(format))).then(
  ([svg, png]) => ({ svg, png }),
  (error) => ({ error: String(error) }),
).then((found) => {
  const places = Object.entries(found).map(([id, text]) => Object.assign(document.createElement("pre"), { id: "image-" + id, textContent: text }));
  document.documentElement.replaceChildren(...places);
});
</script>`;

/**
 * A figure as SVG and PNG, drawn by Plotly in a headless Chromium.
 *
 * @throws UsageError when the browser fails
 */
export async function plotImages(plot: NamedPlot, plotly: string, chromium: string): Promise<ImageFile[]> {
  const page = plotPage(plot, plotly).replace(/<\/body>(?![\s\S]*<\/body>)/, () => `${collector}</body>`);
  const rendered = await renderedDocument(chromium, page);
  const svg = dataUrl(rendered, "svg");
  const png = dataUrl(rendered, "png");
  if (svg === null || png === null) {
    const reason = /id="image-error">([^<]*)</.exec(rendered)?.[1] ?? "the page did not finish";
    throw new UsageError(`--images: ${plot.name} could not be drawn: ${reason}`);
  }
  return [
    { name: `${plot.name}.svg`, content: svg },
    { name: `${plot.name}.png`, content: png },
  ];
}

function dataUrl(rendered: string, format: "svg" | "png"): Uint8Array | null {
  const found = new RegExp(`id="image-${format}">data:[^,<]*?(;base64)?,([^<]*)<`).exec(rendered);
  if (found === null) return null;
  const text = found[2]!.replace(/&amp;/g, "&");
  return found[1] === undefined ? Buffer.from(decodeURIComponent(text), "utf8") : Buffer.from(text, "base64");
}
