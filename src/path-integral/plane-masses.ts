import { type ForwardProcess, flowRight, type PlaneDensity, type ScoreField } from "../core/index.ts";
import { ArgumentError, integrateOnGrid, normalDensity } from "../numerics/index.ts";
import { requireIncreasing } from "./flow-mesh.ts";
import type { LabelLattice } from "./label-lattice.ts";

/** Faces of the cells of a plane density; strictly increasing; data. */
export interface PlaneAxes {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Cells a side of the default box, and the standard deviations that it reaches beyond the outermost components. */
const boxCells = 128;
const boxReach = 6;

/** A box around the components of p(x | ε). */
export function endAxes({ data, schedule }: ForwardProcess): PlaneAxes {
  const alpha = schedule.alpha(schedule.cutoffTime);
  const variance = schedule.variance(schedule.cutoffTime);
  const axis = (d: number): Float64Array => {
    const ends = data.components.flatMap(({ mean, covariance }) => {
      const scale = Math.sqrt(variance + alpha * alpha * (covariance?.[d * 3] ?? 0));
      return [alpha * mean[d]! - boxReach * scale, alpha * mean[d]! + boxReach * scale];
    });
    const [low, high] = [Math.min(...ends), Math.max(...ends)];
    return Float64Array.from({ length: boxCells + 1 }, (_, i) => low + ((high - low) * i) / boxCells);
  };
  return { x: axis(0), y: axis(1) };
}

/**
 * The law of states at the cutoff time from masses of start labels: every cell of the plane is carried up along the probability
 * flow to a quadrangle of labels, whose mass is the integral of N(0, σ(T)² I) times the ratio ρ by which noise changed the
 * labels. Masses are normalised; `boxMass` is their sum before.
 *
 * @accuracy O(h²) in the cells of the plane and of the lattice
 * @throws ArgumentError when the cells hold no mass
 */
export function massesOnPlane(
  process: ForwardProcess,
  field: ScoreField,
  lattice: LabelLattice,
  mass: Float64Array,
  { x, y }: PlaneAxes,
  sigma: number,
): { readonly distribution: PlaneDensity; readonly boxMass: number } {
  requireIncreasing("fokkerPlanck", x);
  requireIncreasing("fokkerPlanck", y);
  const [columns, rows] = [x.length - 1, y.length - 1];
  const corners = Float64Array.from({ length: 2 * x.length * y.length }, (_, k) => {
    const c = k >> 1;
    return k % 2 === 0 ? x[c % x.length]! : y[Math.floor(c / x.length)]!;
  });
  const label = integrateOnGrid("rk4", flowRight(process.schedule, field), corners, process.grid.times.toReversed());
  const ratio = mass.map((value, c) => (lattice.start[c]! > 0 ? value / lattice.start[c]! : 0));
  const out = new Float64Array(columns * rows);
  let boxMass = 0;
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < columns; i++) {
      const c = 2 * (j * x.length + i);
      const value = quadrangleMass(label, c, c + 2, c + 2 * x.length, lattice, ratio, sigma);
      out[j * columns + i] = value;
      boxMass += value;
    }
  }
  if (!(boxMass > 0))
    throw new ArgumentError("fokkerPlanck", "axes.x", [x[0], x.at(-1)], "around states that hold some of the mass");
  const distribution: PlaneDensity = {
    kind: "plane-density",
    x: x.slice(),
    y: y.slice(),
    mass: out.map((value) => value / boxMass),
  };
  return { distribution, boxMass };
}

const gauss = [0.5 - Math.sqrt(1 / 12), 0.5 + Math.sqrt(1 / 12)] as const;

/** ∫ N(y; 0, σ² I) ρ(y) dy over the quadrangle of labels at offsets a, b and, above them, c and c + 2. */
function quadrangleMass(
  label: Float64Array,
  a: number,
  b: number,
  c: number,
  lattice: LabelLattice,
  ratio: Float64Array,
  sigma: number,
): number {
  const d = c + 2;
  let sum = 0;
  for (const u of gauss) {
    for (const v of gauss) {
      const at = (k: number): number =>
        (1 - v) * ((1 - u) * label[a + k]! + u * label[b + k]!) + v * ((1 - u) * label[c + k]! + u * label[d + k]!);
      const alongU = (k: number): number =>
        (1 - v) * (label[b + k]! - label[a + k]!) + v * (label[d + k]! - label[c + k]!);
      const alongV = (k: number): number =>
        (1 - u) * (label[c + k]! - label[a + k]!) + u * (label[d + k]! - label[b + k]!);
      const area = Math.abs(alongU(0) * alongV(1) - alongU(1) * alongV(0));
      const density = (normalDensity(at(0) / sigma) * normalDensity(at(1) / sigma)) / sigma ** 2;
      sum += (area * density * interpolated(lattice, ratio, at(0), at(1))) / 4;
    }
  }
  return sum;
}

/** Bilinear interpolation between the middles of cells; beyond the outermost their values. */
function interpolated({ axis, side }: LabelLattice, values: Float64Array, x: number, y: number): number {
  const position = (value: number): number =>
    Math.min(Math.max((value - axis[0]!) / (axis[1]! - axis[0]!), 0), side - 1 - 1e-9);
  const [px, py] = [position(x), position(y)];
  const [i, j] = [Math.floor(px), Math.floor(py)];
  const [u, v] = [px - i, py - j];
  const c = j * side + i;
  return (
    (1 - v) * ((1 - u) * values[c]! + u * values[c + 1]!) +
    v * ((1 - u) * values[c + side]! + u * values[c + side + 1]!)
  );
}
