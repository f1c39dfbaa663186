import type {
  BudgetPart,
  CellResult,
  CurveName,
  CurveResult,
  DensityCurve,
  ErrorBudget,
  Estimate,
  ExperimentResult,
  FigurePanel,
  FigureResult,
  Region,
  Verdict,
} from "../../src/core/index.ts";

/** A name that tries everything a page could fall for. */
export const hostileName = `</script><img src=x onerror="document.title='owned'"><!-- & "quoted" '`;

const estimate = (value: number, standardError: number = 0): Estimate => ({ value, standardError });

/** Three point masses at −1, 0, 1: the middle mode, the gaps, the outer modes, the tails. */
export const sampleRegions: readonly Region[] = [
  { name: "middle mode", kind: "intervals", intervals: [[-0.25, 0.25]] },
  {
    name: "gap",
    kind: "intervals",
    intervals: [
      [-0.75, -0.25],
      [0.25, 0.75],
    ],
  },
  {
    name: "outer modes",
    kind: "intervals",
    intervals: [
      [-1.25, -0.75],
      [0.75, 1.25],
    ],
  },
  {
    name: "tails",
    kind: "intervals",
    intervals: [
      [null, -1.25],
      [1.25, null],
    ],
  },
];

/** A density with given masses in the middle mode, the gaps, the outer modes and the tails; width of the modes in data. */
function density(masses: readonly number[], width: number, error: number): DensityCurve {
  const x = Array.from({ length: 301 }, (_, i) => -1.75 + (3.5 * i) / 300);
  const bump = (at: number, centre: number, scale: number): number =>
    Math.exp(-(((at - centre) / scale) ** 2) / 2) / (scale * Math.sqrt(2 * Math.PI));
  const values = x.map(
    (at) =>
      masses[0]! * bump(at, 0, width) +
      0.5 * masses[1]! * (bump(at, -0.5, 0.16) + bump(at, 0.5, 0.16)) +
      0.5 * masses[2]! * (bump(at, -1, width) + bump(at, 1, width)) +
      0.5 * masses[3]! * (bump(at, -1.45, 0.1) + bump(at, 1.45, 0.1)),
  );
  return { x, density: values, standardError: values.map((value) => error * Math.sqrt(value)) };
}

const labels: Readonly<Record<CurveName, readonly [label: string, side: CurveResult["side"], route: string]>> = {
  "data-blurred": ["p(x | ε), data blurred at the cutoff", "exact", "mixture"],
  "exact-score": ["exact score, same integrator", "exact", "quantile-map"],
  "infinite-data": ["infinite data, V = 0", "predicted", "quantile-map"],
  "mean-flow": ["mean learned score, V = 0", "predicted", "quantile-map"],
  "trained-noisy": ["trained on the noisy target (J1)", "measured", "probability-flow"],
  "trained-noise-free": ["trained on the noise-free target (J0)", "measured", "probability-flow"],
  quenched: ["quenched average over draws", "predicted", "probability-flow"],
  sandwich: ["Gaussian field, sandwich covariance Ω/P", "predicted", "probability-flow"],
  "sandwich-misfit": ["sandwich, misfit part only", "predicted", "probability-flow"],
  "moment-matched": ["Gaussian field, moment-matched", "predicted", "probability-flow"],
};

function curve(name: CurveName, gap: number, tail: number, width: number, error: number): CurveResult {
  const [label, side, route] = labels[name];
  const middle = (1 - gap - tail) / 3;
  const masses = [middle, gap, 2 * middle, tail];
  return {
    name,
    label,
    side,
    route,
    models: error > 0 ? 1000 : 1,
    pathsPerModel: error > 0 ? 40 : 1,
    density: density(masses, width, 3 * error),
    masses: masses.map((mass) => estimate(mass, error * Math.sqrt(mass * (1 - mass)))),
    mean: estimate(0.0004, error * 0.3),
    variance: estimate(0.667 + gap / 3, error * 0.5),
    wasserstein1ToData: estimate(width * 0.8 + gap * 0.4, error * 0.2),
    diagnostics: { escaped: tail },
  };
}

/** Parts along a path of gap masses; the total is the last minus the first. */
function budget(
  attribution: ErrorBudget["attribution"],
  steps: readonly (readonly [BudgetPart["part"], number, number])[],
): ErrorBudget {
  const part = (name: BudgetPart["part"], change: number, error: number): BudgetPart => ({
    part: name,
    masses: [-0.4 * change, change, -0.7 * change, 0.1 * change].map((value) => estimate(value, error)),
    wasserstein1: estimate(0.4 * change, 0.4 * error),
  });
  const total = steps.reduce((sum, [, change]) => sum + change, 0);
  return {
    attribution,
    path: [
      "data",
      "data-blurred",
      "exact-score",
      "infinite-data",
      ...(attribution === "theory" ? ["sandwich-misfit", "sandwich"] : ["trained-noise-free"]),
      "trained-noisy",
    ],
    parts: steps.map(([name, change, error]) => part(name, change, error)),
    total: part("total", total, Math.hypot(...steps.map(([, , error]) => error))),
  };
}

interface CellNumbers {
  readonly sampleCount: number;
  readonly noisy: number;
  readonly free: number;
  readonly mean: number;
  readonly matched: number;
  readonly sandwich: number;
  readonly error: number;
  readonly trusted: boolean;
}

function cell(numbers: CellNumbers): CellResult {
  const { sampleCount, noisy, free, mean, matched, sandwich, error, trusted } = numbers;
  const infinite = 0.0227;
  const exact = 0.0006;
  const width = 0.11;
  return {
    sampleCount,
    featureCount: 256,
    curves: [
      curve("data-blurred", 0.0001, 0.0082, 0.1, 0),
      curve("exact-score", exact, 0.0081, 0.1, 0),
      curve("infinite-data", infinite, 0.009, width, 0),
      curve("mean-flow", mean, 0.01, width, 0.003),
      curve("trained-noisy", noisy, 0.03, width * 1.05, error),
      curve("trained-noise-free", free, 0.012, width, error),
      curve("sandwich", sandwich, 0.02, width, 0.004),
      curve("sandwich-misfit", sandwich + 0.004, 0.015, width, 0.004),
      curve("moment-matched", matched, 0.035, width * 1.1, 0.006),
    ],
    comparisons: [
      {
        from: "sandwich",
        to: "trained-noisy",
        metric: "total variation",
        distance: estimate(Math.abs(sandwich - noisy) * 1.2, 0.003),
      },
      {
        from: "sandwich",
        to: "trained-noisy",
        metric: "Wasserstein-1",
        distance: estimate(Math.abs(sandwich - noisy) * 0.3, 0.001),
      },
      {
        from: "sandwich",
        to: "trained-noisy",
        metric: "KL(from ‖ to)",
        distance: estimate(Math.abs(sandwich - noisy) * 0.8, 0.002),
      },
      {
        from: "moment-matched",
        to: "trained-noisy",
        metric: "total variation",
        distance: estimate(Math.abs(matched - noisy), 0.003),
      },
      {
        from: "moment-matched",
        to: "trained-noisy",
        metric: "KL(from ‖ to)",
        distance: estimate(Math.abs(matched - noisy) * 0.6, 0.002),
      },
      { from: "trained-noise-free", to: "trained-noisy", metric: "Wasserstein-1", distance: estimate(0.0123, 0.0011) },
    ],
    meanScoreError: estimate(trusted ? 0.012 : 0.034, 0.003),
    vKernelError: estimate(trusted ? 0.06 : 0.47, 0.02),
    budgets: [
      budget("theory", [
        ["data blur", 0.0001, 0],
        ["integrator", exact - 0.0001, 0],
        ["bias", infinite - exact, 0],
        ["input noise", sandwich + 0.004 - infinite, 0.0005],
        ["target noise", -0.004, 0.0005],
        ["closure", noisy - sandwich, 0.0025],
      ]),
      budget("measured", [
        ["data blur", 0.0001, 0],
        ["integrator", exact - 0.0001, 0],
        ["bias", infinite - exact, 0],
        ["input noise", free - infinite, 0.0022],
        ["target noise", noisy - free, 0.0031],
      ]),
    ],
    validity: {
      featureRatio: 256 / sampleCount,
      effectiveFeatures: 109.3,
      effectiveFeaturesPerSample: 109.3 / sampleCount,
      effectiveSampleFraction: 0.0365,
      skewness: estimate(trusted ? 0.31 : 1.8, 0.1),
      excessKurtosis: estimate(trusted ? 1.2 : 14.2, 1.4),
      varianceRatio: estimate(trusted ? 1.035 : 1.77, 0.02),
      trusted,
      reason: trusted
        ? "Effective features per effective sample are small and the variance agrees with leading order."
        : "Too few effective samples per feature: the learned score has excess kurtosis 14 and 1.8 times the leading-order variance",
    },
    verdicts: [
      {
        statement: "The gap mass of the sandwich field equals that of models trained on the noisy target",
        status: trusted ? "passed" : "no claim",
        found: estimate(sandwich, 0.0004),
        expected: estimate(noisy, 0.0025),
        bound: 0.01,
        explanation: trusted ? "|difference| below the bound" : "leading-order theory is outside its domain here",
      },
      {
        statement: "The moment-matched field reproduces the trained law in total variation",
        status: trusted ? "passed" : "failed",
        found: estimate(Math.abs(matched - noisy), 0.003),
        expected: null,
        bound: 0.05,
        explanation: trusted
          ? "distance below the bound"
          : "the Gaussian truncation overshoots: heavy tails of the learned score are cut",
      },
      {
        statement: "Target noise fills the gap",
        status: noisy > free ? "passed" : "failed",
        found: estimate(noisy - free, 0.0031),
        expected: null,
        bound: 0,
        explanation: "sign of the measured part",
      },
    ],
  };
}

const provenance = {
  version: "0.1.0",
  command: "scorepath run three-points.json --seed 1 --out scorepath-report",
  seed: 1,
  algebra: "typed-array",
  elementary: "wasm",
  node: "v20.20.0",
  threads: 2,
  wallSeconds: 41.7,
};

/** A result with two cells, with numbers of the size that three points and 256 features give. */
export function sampleExperiment(change: Partial<ExperimentResult> = {}): ExperimentResult {
  return {
    format: "scorepath-result-1",
    name: "three-points",
    question:
      "Do linear score models that are trained on three points fill the gaps between them, and does leading-order theory foresee it?",
    spec: { name: "three-points", seed: 1, data: { kind: "named", name: "three-points" }, sampleCounts: [1024, 256] },
    dim: 1,
    regions: sampleRegions,
    cells: [
      cell({
        sampleCount: 1024,
        noisy: 0.015,
        free: 0.0165,
        mean: 0.0239,
        matched: 0.0454,
        sandwich: 0.0131,
        error: 0.012,
        trusted: true,
      }),
      cell({
        sampleCount: 256,
        noisy: 0.1219,
        free: 0.0746,
        mean: 0.0679,
        matched: 0.2158,
        sandwich: 0.0144,
        error: 0.012,
        trusted: false,
      }),
    ],
    provenance,
    ...change,
  };
}

/** Claims about several cells, with how they were judged. */
export const sampleVerdicts: readonly Verdict[] = [
  {
    statement: "mass of trained-noisy in gap ∝ F/P^s, s between 1 and 2",
    status: "passed",
    found: estimate(1.51, 0.04),
    expected: estimate(1.5, 0),
    bound: 0.5,
    explanation: "established, p = 0.00001: slope 1.51",
    test: { kind: "slope", confidence: 0.977, correction: "Holm", family: 7, claimP: 1, oppositeP: 0.00001 },
  },
  {
    statement: "mass of sandwich in gap rises with F/P",
    status: "failed",
    found: estimate(-0.12, 0.02),
    expected: null,
    bound: 0,
    explanation: "refuted, p = 0.0031: mean rise -0.12",
    test: { kind: "trend", confidence: 0.977, correction: "Holm", family: 7, claimP: 0.0031, oppositeP: 1 },
  },
];

/** A result in which every name and text of the specification is hostile. */
export function hostileExperiment(): ExperimentResult {
  const result = sampleExperiment();
  return {
    ...result,
    name: hostileName,
    question: hostileName,
    spec: { name: hostileName, [hostileName]: hostileName },
    regions: result.regions.map((region) => ({ ...region, name: hostileName })),
    cells: result.cells.map((one) => ({
      ...one,
      curves: one.curves.map((law) => ({ ...law, label: hostileName, route: hostileName })),
      verdicts: one.verdicts.map((verdict) => ({ ...verdict, statement: hostileName, explanation: hostileName })),
      validity: { ...one.validity, reason: hostileName },
    })),
    provenance: { ...result.provenance, command: hostileName },
  };
}

/** A figure of density panels: three rows of the cutoff time, `columns` of F/P, with references and budgets. */
export function sampleDensityFigure(columns: number = 5): FigureResult {
  const panels: FigurePanel[] = [];
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < columns; column++) {
      const base = cell({
        sampleCount: 1024 >> column,
        noisy: 0.03 + 0.05 * column,
        free: 0.03 + 0.03 * column,
        mean: 0.03,
        matched: 0.05 + 0.06 * column,
        sandwich: 0.02,
        error: 0.012,
        trusted: column < 2,
      });
      panels.push({
        title: `ε = ${[0.0001, 0.001, 0.01][row]}, F/P = ${["1/4", "1/2", "1", "2", "4"][column]}`,
        row,
        column,
        map: null,
        curves: base.curves.flatMap(({ name, label, density: law }) => (law ? [{ name, label, density: law }] : [])),
        budgets: base.budgets,
        regions: sampleRegions,
      });
    }
  }
  return {
    format: "scorepath-figure-1",
    id: "gtv-fig2",
    title: "Gap filling in one dimension",
    caption: "Rows: cutoff time ε, increasing upwards. Columns: features per sample, increasing to the right.",
    panels,
    references: [
      {
        quantity: "ε = .01, F/P = 1/4, gap",
        reference: estimate(0.0749, 0.0013),
        found: estimate(0.0762, 0.0018),
        z: 0.585,
      },
      {
        quantity: "ε = .01, F/P = 1, gap",
        reference: estimate(0.1468, 0.0024),
        found: estimate(0.1661, 0.0031),
        z: 4.92,
      },
      {
        quantity: "ε = .01, exact score, middle",
        reference: estimate(0.3082, 0.0007),
        found: estimate(0.3081, 0.0007),
        z: -0.1,
      },
    ],
    provenance: { ...provenance, command: "scorepath figure gtv-fig2 --seed 1" },
  };
}

/** A figure of maps with data points: four data sets in rows, five times in columns. */
export function sampleMapFigure(): FigureResult {
  const axis = Array.from({ length: 40 }, (_, i) => -2 + (4 * i) / 39);
  const marks = Array.from({ length: 6 }, (_, k) => [Math.cos((k * Math.PI) / 3), Math.sin((k * Math.PI) / 3)]);
  const panels = ["polygon", "line", "L-shaped", "random"].flatMap((name, row) =>
    [0.05, 0.1, 0.2, 0.5, 0.75].map((time, column) => ({
      title: `${name}, t = ${time}`,
      row,
      column,
      map: {
        x: axis,
        y: axis,
        values: axis.map((y) => axis.map((x) => Math.exp(-(x * x + y * y) / (0.3 + time)))),
        marks,
      },
      curves: [],
      budgets: [],
      regions: [],
    })),
  );
  return {
    format: "scorepath-figure-1",
    id: "gtv-fig1",
    title: "Where the denoising target is noisy",
    caption: "Share of the target's variance, tr C / (tr C + |s|²), for four data sets and five times.",
    panels,
    references: [
      { quantity: "polygon, t = .05, grid mean", reference: estimate(0.10009042), found: estimate(0.10009042), z: 0 },
    ],
    provenance: { ...provenance, command: "scorepath figure gtv-fig1" },
  };
}
