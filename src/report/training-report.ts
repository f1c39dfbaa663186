import type { TrainingMeasurement, TrainingSummary } from "../core/index.ts";
import { provenanceSection } from "./cell-parts.ts";
import { html, type Markup } from "./html.ts";
import { formatEstimate } from "./number-format.ts";
import { page } from "./page.ts";
import { plotPlace } from "./page-parts.ts";
import { panelFrame, panelPlot } from "./panel-plots.ts";
import { table } from "./tables.ts";

/** A training run as one self-contained page: training losses, what was measured on the members, provenance. */
export function trainingReport(summary: TrainingSummary, plotly: string): string {
  const { name, losses, measurements, provenance, spec } = summary;
  const shared = panelFrame({ panels: [losses] });
  const plots = { losses: panelPlot(losses, 0, shared, [0, 1]) };
  const body = html`<header><p class="brand">scorepath · training</p><h1>${name}</h1></header>
<section class="answer" id="answer"><p class="summary">${trainingAnswer(summary)}</p></section>
<section id="losses"><h2>${losses.title}</h2>${plotPlace("losses", 230, "mean training loss over members against the step, with one standard error")}${lossTable(summary)}</section>
${measurements.length === 0 ? null : html`<section id="measurements"><h2>Measured on the members</h2>${measurementTable(measurements)}</section>`}
${provenanceSection(provenance, spec)}`;
  return page({ title: name, body, plots, plotly, curves: losses.curves.map((curve) => curve.name) });
}

/** How the training went, in sentences. */
export function trainingAnswer({ members, failed, backend, gradientClipping }: TrainingSummary): string {
  return [
    `${members} members were trained with TensorFlow.js on ${backend}.`,
    ...(failed.length === 0 ? [] : [`${failed.join("; ")}.`]),
    `Gradient clipping: ${gradientClipping}.`,
  ].join(" ");
}

/** Losses at the first and last step and, in between, at steps a factor of about ten apart. */
function lossTable({ losses }: TrainingSummary): Markup | null {
  const curve = losses.curves[0]?.density;
  if (curve === undefined || curve.x.length === 0) return null;
  const last = curve.x.length - 1;
  const shown = curve.x.flatMap((step, k) => {
    const decade = Math.floor(Math.log10(step) + 1e-9);
    const first = curve.x.findIndex((other) => Math.floor(Math.log10(other) + 1e-9) === decade);
    return k === first || k === last ? [k] : [];
  });
  const rows = shown.map(
    (k) =>
      html`<tr><th scope="row">${curve.x[k]!}</th><td class="number">${formatEstimate({ value: curve.density[k]!, standardError: curve.standardError[k]! })}</td></tr>`,
  );
  return table(
    [{ heading: "step" }, { heading: "loss", number: true }],
    rows,
    "Mean over members with one standard error.",
  );
}

function measurementTable(measurements: readonly TrainingMeasurement[]): Markup {
  const rows = measurements.map(
    ({ quantity, estimate, note }) =>
      html`<tr><th scope="row">${quantity}<small>${note}</small></th><td class="number">${estimate === null ? "–" : formatEstimate(estimate)}</td></tr>`,
  );
  return table(
    [{ heading: "quantity" }, { heading: "found", number: true }],
    rows,
    "Errors are one standard error over members; a dash where a quantity is not defined, with the reason.",
  );
}
