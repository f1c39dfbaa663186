import type { ForwardProcess, ScoreField } from "../core/index.ts";
import { ConvergenceError } from "../numerics/index.ts";
import { keptFaces, requireIncreasing } from "./flow-mesh.ts";

/** Nodes in the middle of end cells, and the cells themselves, carried back through the Euler steps of a process. */
export interface EulerMesh {
  /** One array of increasing nodes for each time of the process; shape [K + 1][G]. */
  readonly nodes: readonly Float64Array[];
  /** Faces at the terminal time and at the cutoff time; shape [G + 1]. */
  readonly startFaces: Float64Array;
  readonly endFaces: Float64Array;
}

/** Secant steps; ten are usual. */
const iterationLimit = 200;

/**
 * Inverts the noise-free Euler steps x ← x + δ (β x + D s̄) of the process for faces and for the middles of their cells.
 *
 * @param ends - strictly increasing faces at the cutoff time; shape [G + 1]
 * @accuracy rounding
 * @throws ConvergenceError when a step is so long that its map is not invertible
 */
export function eulerMesh({ schedule, grid }: ForwardProcess, field: ScoreField, ends: Float64Array): EulerMesh {
  requireIncreasing("eulerMesh", ends);
  const { times } = grid;
  const cells = ends.length - 1;
  const ladder: Float64Array[] = new Array(times.length);
  ladder[times.length - 1] = Float64Array.from({ length: 2 * cells + 1 }, (_, i) =>
    i % 2 === 0 ? ends[i / 2]! : (ends[(i - 1) / 2]! + ends[(i + 1) / 2]!) / 2,
  );
  for (let k = times.length - 2; k >= 0; k--) {
    const t = times[k]!;
    const step = t - times[k + 1]!;
    const beta = schedule.beta(t);
    const diffusivity = schedule.diffusivity(t);
    const drift = (x: Float64Array): Float64Array => {
      const s = field.score({ count: x.length, dim: 1, values: x }, t);
      return x.map((value, i) => beta * value + diffusivity * s[i]!);
    };
    ladder[k] = inverseEulerStep(ladder[k + 1]!, step, drift);
  }
  const kept = keptFaces(
    ladder.map((x) => x.filter((_, i) => i % 2 === 0)),
    times,
    schedule,
  );
  const facesOf = (x: Float64Array): Float64Array => Float64Array.from(kept, (i) => x[2 * i]!);
  // The node of a cell that swallowed its neighbours is the one in the middle of them.
  const nodesOf = (x: Float64Array): Float64Array =>
    Float64Array.from({ length: kept.length - 1 }, (_, j) => x[kept[j]! + kept[j + 1]!]!);
  return { nodes: ladder.map(nodesOf), startFaces: facesOf(ladder[0]!), endFaces: facesOf(ladder.at(-1)!) };
}

/** Solves x + δ b(x) = target for every state by secant steps of its own; the map grows, so that its slope stays positive. */
function inverseEulerStep(target: Float64Array, step: number, drift: (x: Float64Array) => Float64Array): Float64Array {
  const x = target.slice();
  const slope = new Float64Array(x.length).fill(1);
  const before = new Float64Array(x.length);
  const moved = new Float64Array(x.length);
  let worst = Infinity;
  for (let i = 0; i < iterationLimit; i++) {
    const b = drift(x);
    worst = 0;
    for (let n = 0; n < x.length; n++) {
      const residual = x[n]! + step * b[n]! - target[n]!;
      const size = Math.abs(residual) / (1 + Math.abs(target[n]!));
      // Nearer than rounding there is nothing left to gain.
      if (size <= Number.EPSILON) continue;
      worst = Math.max(worst, size);
      const secant = (residual - before[n]!) / moved[n]!;
      if (i > 0 && secant > 0 && secant < Infinity) slope[n] = Math.min(Math.max(secant, 0.1), 1e6);
      before[n] = residual;
      moved[n] = -residual / slope[n]!;
      x[n]! += moved[n]!;
    }
    if (worst <= 2 * Number.EPSILON || (i > 8 && worst < 1e-14)) return x;
  }
  throw new ConvergenceError("eulerMesh", iterationLimit, worst, 1e-14, "take shorter steps, or more of them");
}
