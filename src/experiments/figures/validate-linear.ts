import { ArgumentError, type Estimate, type FigurePanel, type FigureResult, meanEstimate } from "../../core/index.ts";
import { type Matrix, matrix } from "../../numerics/index.ts";
import { joinArrays } from "../join.ts";
import type { MemberRange } from "../member-ranges.ts";
import type { RunContext } from "../run-context.ts";
import { lossPanel } from "./loss-panel.ts";
import { provenanceOf } from "./provenance.ts";
import { type LinearResult, linearVerdicts, probeColumns } from "./validate-linear-claims.ts";
import { controlledVariances, varianceEstimates } from "./validate-linear-kernels.ts";
import { gapMass, type LawBlock, lineDensity } from "./validate-linear-laws.ts";
import { type LinearCase, linearCell, validateLinear } from "./validate-linear-setting.ts";
import type { ExactMembers, LinearInput, LinearMembers, LinearTrainingInput } from "./validate-linear-tasks.ts";
import type { LinearTheory } from "./validate-linear-theory.ts";

/** Fewer models are less than two blocks of members. */
const fewestModels = 10;

/** Members trained in one graph, and members trained exactly in one task. */
const [trainedTogether, exactTogether] = [20, 200];

/**
 * Linear models trained by stochastic gradient descent with TensorFlow.js beside exact training and exact descent on the same draws, and
 * beside theory: features on the line and in the plane, and random features of a frozen layer.
 *
 * @param models - members trained by steps, a case
 * @throws ArgumentError for fewer than ten models
 * @source GTV, section 5 (linear models) and Proposition 3.1; setting ours
 */
export async function validateLinearFigure(
  seed: number,
  models: number,
  backend: string,
  context: RunContext,
): Promise<FigureResult> {
  if (models < fewestModels)
    throw new ArgumentError("validate-linear", "models", models, `at least ${fewestModels}: errors are made of blocks`);
  const results = await linearResults(seed, models, backend, validateLinear.cases, context);
  const { sampleCount, steps, cutoffTime } = validateLinear;
  return {
    format: "scorepath-figure-1",
    id: "validate-linear",
    title: "Linear models trained by stochastic gradient descent, exactly, and in theory",
    caption: `Columns: three points, four points in the plane, three points with random features. P = ${sampleCount} draws a member, ${models} members, ${steps} steps with a learning rate that falls by a half cosine, ε = ${cutoffTime}. From above: density of samples after training (in the plane of the first coordinate); mass between neighbouring points along training; the V-kernel's diagonal D² Var ŝ on a line through the data at two noise levels, of ${models * validateLinear.exactPerMember} members trained exactly, and with what steps add to it, bands two standard errors; training losses. Exact training and exact descent have the draws and the starts of the members that are trained by steps.`,
    panels: results.flatMap((result, column) => panelsOf(result, column, seed)),
    references: [],
    verdicts: linearVerdicts(results),
    backend,
    provenance: provenanceOf(context, seed),
  };
}

/** Trains, predicts and samples the cases asked for. */
export async function linearResults(
  seed: number,
  models: number,
  backend: string,
  cases: readonly LinearCase[],
  { parallel, onProgress }: Pick<RunContext, "parallel" | "onProgress">,
): Promise<LinearResult[]> {
  const trainedRanges = ranges(0, models, trainedTogether);
  const exactRanges = ranges(models, models * (1 + validateLinear.exactPerMember), exactTogether);
  const tasks = cases.flatMap((name) => [
    ...trainedRanges.map((range) => {
      const input: LinearTrainingInput = { seed, name, backend, ...range };
      return { task: "figure/validate-linear-members", input };
    }),
    { task: "figure/validate-linear-theory", input: { seed, name } },
    ...exactRanges.map((range) => {
      const input: LinearInput = { seed, name, ...range };
      return { task: "figure/validate-linear-exact", input };
    }),
  ]);
  let done = 0;
  const found = await parallel.map<unknown>(tasks, () =>
    onProgress?.(++done, tasks.length, "training, exact training and theory"),
  );
  return cases.map((name, k) => {
    const size = tasks.length / cases.length;
    const own = found.slice(k * size, (k + 1) * size);
    const trained = own.slice(0, trainedRanges.length) as LinearMembers[];
    return {
      name,
      members: joinedMembers(trained),
      theory: own[trainedRanges.length] as LinearTheory,
      more: joinedExact(own.slice(trainedRanges.length + 1) as ExactMembers[]),
    };
  });
}

function ranges(from: number, to: number, size: number): MemberRange[] {
  return Array.from({ length: Math.ceil((to - from) / size) }, (_, i) => ({
    from: from + i * size,
    to: Math.min(to, from + (i + 1) * size),
  }));
}

/** One matrix below the other. */
function stacked(parts: readonly Matrix[]): Matrix {
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  return matrix(rows, parts[0]!.cols, joinArrays(parts.map(({ values }) => values)));
}

function joinedMembers(parts: readonly LinearMembers[]): LinearMembers {
  const times = validateLinear.times.map((_, k) => k);
  const along = (of: (part: LinearMembers) => readonly Matrix[]): Matrix[] =>
    times.map((k) => stacked(parts.map((part) => of(part)[k]!)));
  const laws = (of: (part: LinearMembers) => readonly (readonly LawBlock[])[]): LawBlock[][] =>
    times.map((k) => parts.flatMap((part) => of(part)[k]!));
  return {
    trained: along((part) => part.trained),
    descent: along((part) => part.descent),
    exact: stacked(parts.map(({ exact }) => exact)),
    laws: {
      trained: laws((part) => part.laws.trained),
      descent: laws((part) => part.laws.descent),
      exact: parts.flatMap((part) => part.laws.exact),
    },
    losses: parts.flatMap((part) => part.losses),
    interval: parts[0]!.interval,
  };
}

function joinedExact(parts: readonly ExactMembers[]): ExactMembers {
  return {
    exact: stacked(parts.map(({ exact }) => exact)),
    descent: validateLinear.times.map((_, k) => stacked(parts.map(({ descent }) => descent[k]!))),
  };
}

/** Names of curves, for colours, with their labels. */
const labels = {
  "trained-noisy": "trained by steps (TensorFlow.js)",
  "exact-training": "trained exactly, or by exact descent",
  sandwich: "theory, leading order in 1/P",
  cavity: "theory, cavity",
  "exact-score": "exact score",
} as const;

type CurveKind = keyof typeof labels;

/** All panels of one case, in its column. */
function panelsOf(result: LinearResult, column: number, seed: number): FigurePanel[] {
  const cell = linearCell(result.name, seed);
  const title = validateLinear.titles[result.name];
  const { members, theory } = result;
  const base = { column, map: null, budgets: [], regions: [] };
  const density = (name: CurveKind, law: readonly LawBlock[]): FigurePanel["curves"][number] => ({
    name,
    label: labels[name],
    density: lineDensity(law),
  });
  const { losses, interval } = members;
  return [
    {
      ...base,
      title: `${title}: density after training${result.name === "plane" ? ", of x₁" : ""}`,
      row: 4,
      curves: [
        density("exact-score", theory.laws.exactScore),
        density("trained-noisy", members.laws.trained.at(-1)!),
        density("exact-training", members.laws.exact),
        density("cavity", theory.laws.cavity),
      ],
    },
    massPanel(result, column),
    ...cell.probes.map((probe, level) => ({
      ...base,
      title: `${title}: V along a line at t = ${probe.time}`,
      row: 3 - 1 - level,
      axes: { x: result.name === "plane" ? "along the side of the square" : "x", y: "V(x, x)" },
      curves: kernelCurves(result, probe.along, level, cell.process.schedule.diffusivity(probe.time)),
    })),
    lossPanel(
      `${title}: training loss`,
      [
        {
          label: labels["trained-noisy"],
          name: "trained-noisy",
          losses: spreadOut(losses[0]!.length).map((k) => ({
            step: k * interval,
            ...meanEstimate(Float64Array.from(losses, (own) => own[k]!)),
          })),
        },
      ],
      { row: 0, column },
    ),
  ];
}

/** Numbers from 0 to `count` − 1, ever further apart, for a logarithmic axis. */
function spreadOut(count: number): number[] {
  const out = [0];
  while (out.at(-1)! < count - 1)
    out.push(Math.min(count - 1, Math.max(out.at(-1)! + 1, Math.round(1.05 * out.at(-1)!))));
  return out;
}

/** Mass between neighbouring points against the number of steps. */
function massPanel({ name, members, theory }: LinearResult, column: number): FigurePanel {
  const { times } = validateLinear;
  const curve = (kind: CurveKind, masses: readonly Estimate[]): FigurePanel["curves"][number] => ({
    name: kind,
    label: labels[kind],
    density: {
      x: [...times],
      density: masses.map(({ value }) => value),
      standardError: masses.map(({ standardError }) => standardError),
    },
  });
  const constant = (law: readonly LawBlock[]): Estimate[] => times.map(() => gapMass(law));
  return {
    title: `${validateLinear.titles[name]}: mass between the points`,
    row: 3,
    column,
    axes: { x: "steps", y: "mass", logarithmic: ["x"] },
    map: null,
    curves: [
      curve("exact-score", constant(theory.laws.exactScore)),
      curve("trained-noisy", members.laws.trained.map(gapMass)),
      curve("exact-training", members.laws.descent.map(gapMass)),
      curve("cavity", constant(theory.laws.cavity)),
    ],
    budgets: [],
    regions: [],
  };
}

/**
 * The diagonal V-kernel at one noise level after training, summed over the components of the score. Of members trained by steps it is that of
 * the many trained exactly, plus what steps add on the same draws; bands are two standard errors.
 */
function kernelCurves(
  { members, more, theory }: LinearResult,
  along: readonly number[],
  level: number,
  diffusivity: number,
): FigurePanel["curves"] {
  const trained = probeColumns(members.trained.at(-1)!, level);
  const dim = (trained.to - trained.from) / along.length;
  const summed = (values: ArrayLike<number>): number[] =>
    along.map((_, n) => {
      let sum = 0;
      for (let d = 0; d < dim; d++) sum += values[n * dim + d]!;
      return diffusivity ** 2 * sum;
    });
  // Errors of the components add up: they may go together.
  const measured = (name: CurveKind, estimates: readonly Estimate[]): FigurePanel["curves"][number] => {
    const density = summed(estimates.map(({ value }) => value));
    const standardError = summed(estimates.map((own) => own.standardError));
    return {
      name,
      label: labels[name],
      density: { x: along, density, standardError },
      low: density.map((value, n) => value - 2 * standardError[n]!),
      high: density.map((value, n) => value + 2 * standardError[n]!),
    };
  };
  const predicted = (name: "sandwich" | "cavity"): FigurePanel["curves"][number] => ({
    name,
    label: labels[name],
    density: {
      x: along,
      density: summed(theory[name].subarray(trained.from, trained.to)),
      standardError: along.map(() => 0),
    },
  });
  const exact = probeColumns(more.exact, level);
  return [
    measured("trained-noisy", controlledVariances(trained, probeColumns(members.exact, level), exact)),
    measured("exact-training", varianceEstimates(exact)),
    predicted("sandwich"),
    predicted("cavity"),
  ];
}
