import type { CellResult, Estimate, Provenance } from "../core/index.ts";
import { html, type Markup } from "./html.ts";
import { formatEstimate, formatNumber, formatPercent, formatRatio, formatSeconds } from "./number-format.ts";

/** Relative errors above this are named as the place where theory and measurement part. */
const notable = 0.1;

/** The theory's own judgement of itself at one sample count, with the numbers behind it. */
export function validityBox(cell: CellResult): Markup {
  const { validity } = cell;
  const facts: readonly (readonly [string, string, string])[] = [
    ["F/P", formatRatio(validity.featureRatio), `${cell.featureCount} features, ${cell.sampleCount} samples`],
    ["effective features", formatNumber(validity.effectiveFeatures), "tr Σ(Σ + ρ)⁻¹"],
    ["per sample", formatNumber(validity.effectiveFeaturesPerSample), "effective features over P"],
    ["effective sample share", formatPercent(validity.effectiveSampleFraction), "(E w)² / E w²"],
    ["skewness", formatEstimate(validity.skewness), "largest at the probe states; 0 for a Gaussian"],
    ["excess kurtosis", formatEstimate(validity.excessKurtosis), "largest at the probe states; 0 for a Gaussian"],
    ["variance ratio", formatEstimate(validity.varianceRatio), "trained over sandwich; 1 at leading order"],
  ];
  return html`<div class="validity ${validity.trusted ? "trusted" : "distrusted"}">
<p><span class="badge ${validity.trusted ? "passed" : "silent"}">${validity.trusted ? "inside its domain" : "outside its domain"}</span> ${validity.reason}</p>
<dl>${facts.map(([name, value, note]) => html`<div><dt>${name}</dt><dd>${value}<small>${note}</small></dd></div>`)}</dl></div>`;
}

/** The order of diagnosis: mean score, then V-kernel, then distribution; the first notable error is marked. */
export function diagnosis(cell: CellResult): Markup {
  const distance =
    cell.comparisons.find(({ from, to }) => from === "sandwich" && to === "trained-noisy") ??
    cell.comparisons.find(({ from, to }) => from === "trained-noisy" && to === "sandwich");
  const steps: (readonly [string, Estimate, string])[] = [
    ["mean score", cell.meanScoreError, "relative error of the predicted mean"],
    ["V-kernel", cell.vKernelError, "relative error of the predicted covariance"],
  ];
  if (distance) steps.push(["distribution", distance.distance, `${distance.metric}, sandwich and trained J1`]);
  const first = steps.findIndex(([, error]) => error.value - 2 * error.standardError > notable);
  return html`<ol class="steps">${steps.map(
    ([name, error, note], k) =>
      html`<li class="${k === first ? "parting" : ""}"><span>${name}</span><strong>${formatEstimate(error)}</strong><small>${note}</small></li>`,
  )}</ol><p class="quiet">${first < 0 ? `No step differs by more than ${formatPercent(notable)}.` : `Theory and training part first in the ${steps[first]![0]}; later steps inherit the difference.`}</p>`;
}

/** Where a result came from and how to make it again. */
export function provenanceSection(provenance: Provenance, specification: unknown): Markup {
  const facts: readonly (readonly [string, string])[] = [
    ["version", `scorepath ${provenance.version}`],
    ["seed", String(provenance.seed)],
    ["algebra", provenance.algebra],
    ["elementary functions", provenance.elementary],
    ["Node", provenance.node],
    ["threads", String(provenance.threads)],
    ["wall time", formatSeconds(provenance.wallSeconds)],
  ];
  return html`<section id="provenance"><h2>Provenance</h2>
<p>This command makes the same numbers again, on any number of threads:</p>
<pre class="command"><code>${provenance.command}</code></pre>
<dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
${specification === undefined ? null : html`<details><summary>Specification</summary><pre><code>${JSON.stringify(specification, null, 2) ?? ""}</code></pre></details>`}
</section>`;
}
