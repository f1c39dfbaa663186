/**
 * Fokker–Planck equation: 256² cells × 500 steps in the plane, solver alone and for the naive estimator on four points; the default
 * line with 300 steps; against SciPy on a fraction of the steps, scaled.
 * Run: npx tsx bench/fokker-planck.ts
 */
import { geometricGrid, namedData, variancePreserving } from "../src/core/index.ts";
import { seededRng, solveLineFokkerPlanck, solvePlaneFokkerPlanck } from "../src/numerics/index.ts";
import { fokkerPlanck } from "../src/path-integral/index.ts";
import { naiveEnsemble, noisedMarginal } from "../src/theory/index.ts";
import { bestSeconds, numpySeconds, printRow } from "./baseline.ts";

const schedule = variancePreserving({ betaMin: 0.1, betaMax: 20, drift: "beta", cutoffTime: 0.01 });

/** Seconds of the baseline for `steps` steps, measured on fewer. */
const scaled = (kind: string, cells: number, steps: number, measured: number): number | null => {
  const seconds = numpySeconds("./fokker-planck.py", kind, String(cells), String(measured));
  return seconds === null ? null : (seconds * steps) / measured;
};

const side = 256;
const each = (f: (x: number, y: number) => number): Float64Array =>
  Float64Array.from({ length: side * side }, (_, c) => f((c % side) / side - 0.5, Math.floor(c / side) / side - 0.5));
const coefficients = {
  drift: { columns: each((x, y) => -5 * x + y), rows: each((x, y) => -5 * y - x) },
  diffusion: {
    xx: each((x) => 30 + 20 * x),
    xy: each((_, y) => 12 * Math.sin(6 * y)),
    yy: each((_, y) => 20 + 10 * y),
  },
};
const start = each((x, y) => Math.exp(-20 * (x * x + y * y)));
const times = Float64Array.from({ length: 501 }, (_, k) => k / 500);
printRow(
  "plane, 256 x 256 cells, 500 steps, coefficients given",
  await bestSeconds(2, () =>
    solvePlaneFokkerPlanck({ columns: side, rows: side, coefficients: () => coefficients }, start, times),
  ),
  "scipy.sparse splu, scaled from 1 step,",
  scaled("plane", side, 500, 1),
);

const plane = namedData("four-points", { angle: 20 });
printRow(
  "plane, naive estimator on four points, 256 x 256 labels, 500 steps",
  await bestSeconds(1, () =>
    fokkerPlanck({ side }).propagate(
      seededRng(1),
      { data: plane, schedule, grid: geometricGrid(schedule, 500) },
      naiveEnsemble(noisedMarginal(plane, schedule), 0.5),
    ),
  ),
  "scipy.sparse splu, the solves alone,",
  scaled("plane", side, 500, 1),
);

const faces = Float64Array.from({ length: 12_802 }, (_, i) => i / 12_801);
const still = {
  faces: () => faces,
  drift: () => null,
  diffusion: () => new Float64Array(12_801).fill(1e-6),
};
printRow(
  "line, 12 801 cells, 1000 backward Euler steps",
  await bestSeconds(2, () =>
    solveLineFokkerPlanck(
      still,
      new Float64Array(12_801).fill(1 / 12_801),
      Float64Array.from({ length: 1001 }, (_, k) => k / 1000),
      "backward-euler",
    ),
  ),
  "scipy solve_banded, scaled from 200 steps,",
  scaled("line", 12_801, 1000, 200),
);

const line = namedData("three-points");
printRow(
  "line, naive estimator on three points, 800 cells, 300 steps, extrapolated",
  await bestSeconds(3, () =>
    fokkerPlanck().propagate(
      seededRng(1),
      { data: line, schedule, grid: geometricGrid(schedule, 300) },
      naiveEnsemble(noisedMarginal(line, schedule), 0.5),
    ),
  ),
  "scipy solve_banded, the solves alone,",
  scaled("line", 800, 900, 900),
);
