import { type Estimate, type FigurePanel, type FigureResult, meanEstimate } from "../../core/index.ts";
import { type Matrix, matrix } from "../../numerics/index.ts";
import { noisedMarginal } from "../../theory/index.ts";
import { type ClaimTest, defaultConfidence, judgeFamily, scalarClaim } from "../../validate/index.ts";
import { networkBudgets } from "../error-budget.ts";
import { blurredLaw, dataLaw } from "../exact-laws.ts";
import { type Law, type LawIdentity, sampledLaw } from "../law.ts";
import type { RunContext } from "../run-context.ts";
import { meanAgreement, memberAgreement, varianceRatio } from "../validation/score-agreement.ts";
import { gapRegions } from "./gap-filling-setting.ts";
import { lossPanel } from "./loss-panel.ts";
import {
  fieldReach,
  findOrdinary,
  type OrdinaryFound,
  type OrdinarySnapshotFound,
  ordinaryTaskCount,
} from "./ordinary-laws.ts";
import { type Compared, curveName, curvePanels, gap, type SnapshotLaws } from "./ordinary-panels.ts";
import {
  type OrdinaryFigureSetting,
  ordinaryClaims,
  ordinaryFigureSetting,
  ordinaryFigureSetup,
} from "./ordinary-setting.ts";
import { provenanceOf } from "./provenance.ts";

/** Bins of the densities, and the range of states shown. */
const bins = 72;
const halfWidth = 1.8;
/**
 * Ordinary networks (standard scaling, Adam) along training beside their lazy counterparts at the time of equal mean loss, trained
 * exactly on the same draws from the same initial functions, and the leading-order field: how much of what ordinary networks learn
 * does the theory of lazy ones say? Nothing is adjusted beyond that time.
 *
 * @source GTV, Proposition 5.2 (lazy networks); setting and rule ours
 */
export async function ordinaryNetworksFigure(
  seed: number,
  models: number | undefined,
  backend: string,
  context: RunContext,
  setting: OrdinaryFigureSetting = ordinaryFigureSetting,
): Promise<FigureResult> {
  const members = models ?? setting.case.members;
  const total = ordinaryTaskCount(setting, members);
  let done = 0;
  const found = await findOrdinary(seed, members, backend, setting, context.parallel, (label) =>
    context.onProgress?.(++done, total, label),
  );
  const { process, states } = ordinaryFigureSetup(seed, setting);
  const share = states.t.map((t) => process.schedule.variance(t));
  const exact = exactRow(process, states);
  const compared = found.snapshots.map((snapshot) => compareSnapshot(snapshot, exact, share));
  const lawOf = (name: LawIdentity["name"], label: string, side: LawIdentity["side"], values: Float64Array): Law =>
    sampledLaw(
      { name, label, side, route: "probability-flow", pairing: 7 },
      { kind: "samples", points: { count: values.length, dim: 1, values }, models: members },
      gapRegions,
      binCenters(),
    );
  const exactScore = lawOf("exact-score", "exact score, same integrator", "exact", found.exactSamples);
  const laws = found.snapshots.map((snapshot) => lawsOf(snapshot, lawOf));
  const data = dataLaw(process.data, gapRegions);
  const blurred = blurredLaw(process, gapRegions, binCenters());
  const { case: one } = setting;
  const unreached = found.snapshots.filter(({ scaledTime }) => scaledTime === null).map(({ step }) => step);
  const times = found.snapshots.map(({ scaledTime }) => (scaledTime === null ? "–" : scaledTime.toExponential(1)));
  return {
    format: "scorepath-figure-1",
    id: "validate-ordinary",
    title: "What ordinary networks learn along training, beside their lazy theory",
    caption: `${members} networks (silu, hidden ${one.hidden.join(", ")}, standard scaling, Adam at ${one.learningRate}), each on ${one.draws.kind === "fixed" ? one.draws.count : one.draws.points} fixed draws of three points. Lazy networks: the tangent kernel of the same architecture, gradient flow on the same draws from the same initial functions, for the time τ after which their mean training loss equals that of the networks; τ times the largest eigenvalue is ${times.join(", ")} at steps ${setting.snapshots.join(", ")}.${unreached.length === 0 ? "" : ` The loss at steps ${unreached.join(", ")} is below what the lazy model reaches in 1e14.`} The leading-order field is shown up to ${fieldReach.toExponential(0)}, where its landmarks resolve it. r² and relative errors are of mean scores times σ over a lattice of states. Larger networks on a GPU: scorepath measure ordinary-networks --backend webgpu; npx tsx bench/ordinary-theory.ts holds those of an H100 against this theory.`,
    panels: [
      ...found.snapshots.map((snapshot, column) =>
        densityPanel(snapshot, laws[column]!, { data, blurred, exactScore }, column),
      ),
      ...curvePanels(found, compared, laws, exactScore, { share, states, times: setting.snapshots }),
      lossPanel("training loss", [lossCurve(found, setting)], { row: 0, column: 0 }),
    ],
    references: [],
    verdicts: judgeFamily(
      found.snapshots.flatMap((snapshot, k) => claimsOf(snapshot, compared[k]!, laws[k]!)),
      { confidence: defaultConfidence, correction: "holm" },
    ),
    backend,
    provenance: provenanceOf(context, seed),
  };
}

function compareSnapshot(
  { trained, lazy, field }: OrdinarySnapshotFound,
  exact: Matrix,
  share: Float64Array,
): Compared {
  const { scores } = trained;
  return {
    lazy: lazy && meanAgreement(scores, lazy.scores, share),
    infiniteData: field && meanAgreement(scores, matrix(1, field.mean.length, field.mean), share),
    exact: meanAgreement(scores, exact, share),
    variance: lazy && varianceRatio(scores, { scores: lazy.scores }, share),
    fieldVariance: field && varianceRatio(scores, { variances: field.variances }, share),
    member: lazy && memberAgreement(scores, lazy.scores, share),
  };
}

function exactRow(
  process: ReturnType<typeof ordinaryFigureSetup>["process"],
  states: ReturnType<typeof ordinaryFigureSetup>["states"],
): Matrix {
  const values = noisedMarginal(process.data, process.schedule).score(states);
  return matrix(1, values.length, values);
}

function lawsOf(
  { trained, trainedMean, lazy, field }: OrdinarySnapshotFound,
  lawOf: (name: LawIdentity["name"], label: string, side: LawIdentity["side"], values: Float64Array) => Law,
): SnapshotLaws {
  return {
    trained: lawOf("trained-noisy", "ordinary networks", "measured", trained.samples),
    trainedMean: lawOf("mean-flow", "mean score of the networks, V = 0", "measured", trainedMean),
    lazy: lazy && lawOf("quenched", "lazy networks on the same draws, at equal loss", "predicted", lazy.samples),
    lazyMean: lazy && lawOf("mean-flow", "mean score of the lazy networks, V = 0", "predicted", lazy.meanSamples),
    field: field && lawOf("sandwich", "lazy Gaussian field, leading order in 1/P", "predicted", field.samples),
    infiniteData: field && lawOf("infinite-data", "lazy, infinite data", "predicted", field.meanSamples),
  };
}

function claimsOf(
  { step, scaledTime, trained }: OrdinarySnapshotFound,
  compared: Compared,
  laws: SnapshotLaws,
): ClaimTest[] {
  const freedom = trained.scores.rows - 1;
  const outsideDomain =
    scaledTime === null
      ? "the lazy model does not come to the loss of the networks, so that it predicts nothing"
      : null;
  const none: Estimate = { value: 0, standardError: 0 };
  const [low, high] = ordinaryClaims.varianceRatio;
  const setting = { freedom, outsideDomain };
  return [
    scalarClaim({
      ...setting,
      statement: `step ${step}: r² of the lazy with the trained mean score is at least ${ordinaryClaims.determination}`,
      found: compared.lazy?.determination ?? none,
      expected: null,
      rule: { kind: "bounds", low: ordinaryClaims.determination, high: Number.POSITIVE_INFINITY },
    }),
    scalarClaim({
      ...setting,
      statement: `step ${step}: variance over trained networks is ${low} to ${high} times that over lazy ones`,
      found: compared.variance ?? none,
      expected: null,
      rule: { kind: "bounds", low, high },
    }),
    scalarClaim({
      ...setting,
      statement: `step ${step}: gap masses of trained and lazy networks agree to ${ordinaryClaims.gapMass}`,
      found: laws.lazy === null ? none : pairedDifference(laws.trained, laws.lazy),
      expected: null,
      rule: { kind: "equivalence", bound: ordinaryClaims.gapMass },
    }),
  ];
}

/** Difference of gap masses, network by network. */
function pairedDifference(a: Law, b: Law): Estimate {
  return meanEstimate(a.masses[gap]!.map((mass, m) => mass - b.masses[gap]![m]!));
}

function binCenters(): Float64Array {
  return Float64Array.from({ length: bins }, (_, j) => -halfWidth + ((j + 0.5) * 2 * halfWidth) / bins);
}

function densityPanel(
  { step, scaledTime }: OrdinarySnapshotFound,
  laws: SnapshotLaws,
  exact: { readonly data: Law; readonly blurred: Law; readonly exactScore: Law },
  column: number,
): FigurePanel {
  const { trained, trainedMean, lazy, lazyMean, field } = laws;
  const shown = [
    { law: exact.exactScore, name: exact.exactScore.name },
    { law: field, name: "sandwich" },
    { law: lazy, name: curveName.lazy },
    { law: trained, name: trained.name },
  ];
  return {
    title: `step ${step}${scaledTime === null ? "" : `, τ = ${scaledTime.toExponential(1)}/λ`}`,
    row: 2,
    column,
    map: null,
    curves: shown.flatMap(({ law, name }) => (law === null ? [] : [{ label: law.label, name, density: law.density! }])),
    budgets: networkBudgets(
      exact.data,
      exact,
      { meanFlow: trainedMean, own: trained },
      lazy && lazyMean && { meanFlow: lazyMean, own: lazy },
    ),
    regions: gapRegions,
  };
}

function lossCurve({ losses }: OrdinaryFound, { case: one }: OrdinaryFigureSetting) {
  const interval = Math.ceil(one.steps / losses.rows);
  return {
    label: "batch loss of the networks",
    name: "trained-noisy",
    losses: Array.from({ length: losses.rows }, (_, k) => ({
      step: k * interval,
      ...meanEstimate(losses.values.subarray(k * losses.cols, (k + 1) * losses.cols)),
    })),
  };
}
