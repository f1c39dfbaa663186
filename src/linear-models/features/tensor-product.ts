import { ArgumentError, type FeatureMap, type NoisyStates, type Points, ShapeError } from "../../core/index.ts";
import { type Matrix, matrix } from "../../numerics/index.ts";
import { type ActiveProducts, activateInto, noProducts } from "./active-products.ts";
import type { AxisTable, FeatureAxis } from "./feature-axis.ts";
import { latticeOutputs } from "./lattice-outputs.ts";
import { memberOutputs } from "./member-outputs.ts";
import { planeSlice } from "./plane-slice.ts";
import { tensorGram } from "./tensor-gram.ts";
import { tensorKernel } from "./tensor-kernel.ts";
import { tensorProject } from "./tensor-project.ts";
import { type TimeTable, timeTable } from "./time-table.ts";

/** Time tables kept for `sliceAt`; a sampler visits the same grid for every model. */
const timeCacheLimit = 8192;

/**
 * Products φ_{j₁…j_D,k}(x, t) = Π_d φ_{j_d}(x_d) · φ_k(t); the time index runs fastest, then x_D, …, x_1.
 * Sums contract one axis after the other and skip bumps that vanish.
 *
 * @param space - one axis per data dimension
 * @throws ArgumentError without a spatial axis
 */
export function tensorProduct(space: readonly FeatureAxis[], time: FeatureAxis): FeatureMap {
  const dim = space.length;
  if (dim === 0) throw new ArgumentError("tensorProduct", "space", space, "at least one axis");
  const spaceCount = space.reduce((product, axis) => product * axis.count, 1);
  const timeCount = time.count;
  const featureCount = spaceCount * timeCount;
  const name = `tensor(${[...space, time].map((axis) => axis.name).join(" × ")})`;
  const timeCache = new Map<number, AxisTable>();

  function coordinate(x: Points, d: number): Float64Array {
    if (x.dim !== dim)
      throw new ShapeError(name, { x: [x.count, x.dim], features: [dim] }, "the dimensions must agree");
    if (dim === 1) return x.values;
    const out = new Float64Array(x.count);
    for (let n = 0; n < out.length; n++) out[n] = x.values[n * dim + d]!;
    return out;
  }
  const spaceTables = (x: Points): AxisTable[] => space.map((axis, d) => axis.table(coordinate(x, d)));
  const newActive = (): ActiveProducts => noProducts(space.map((axis) => axis.count));

  function evaluate(at: NoisyStates): Matrix {
    const tables = spaceTables(at.x);
    const { table: clock, row } = timeTable(time, at.t);
    const active = newActive();
    const phi = matrix(at.x.count, featureCount);
    for (let n = 0; n < at.x.count; n++) {
      activateInto(active, tables, n);
      const r = row[n]!;
      for (let i = 0; i < active.count; i++) {
        const base = n * featureCount + active.index[i]! * timeCount;
        const value = active.value[i]!;
        for (let k = clock.first[r]!; k < clock.last[r]!; k++)
          phi.values[base + k] = value * clock.values[r * timeCount + k]!;
      }
    }
    return phi;
  }

  function project(at: NoisyStates, targets: Matrix): Matrix {
    return dim > 1
      ? tensorProject(spaceTables(at.x), time.table(at.t), targets)
      : projectTables(spaceTables(at.x), timeTable(time, at.t), targets);
  }

  function normalEquations(at: NoisyStates, weights: Float64Array, targets: Matrix) {
    const tables = spaceTables(at.x);
    const clock = timeTable(time, at.t);
    const { rows, cols } = targets;
    const weighted = matrix(rows, cols);
    for (let n = 0, i = 0; n < rows; n++)
      for (let c = 0; c < cols; c++, i++) weighted.values[i] = weights[n]! * targets.values[i]!;
    const projection =
      dim > 1 ? tensorProject(tables, time.table(at.t), weighted) : projectTables(tables, clock, weighted);
    return { gram: tensorGram(tables, clock, weights), projection };
  }

  function projectTables(tables: readonly AxisTable[], { table: clock, row }: TimeTable, targets: Matrix): Matrix {
    const active = newActive();
    const cols = targets.cols;
    const sum = matrix(featureCount, cols);
    for (let n = 0; n < targets.rows; n++) {
      activateInto(active, tables, n);
      const r = row[n]!;
      for (let i = 0; i < active.count; i++) {
        const base = active.index[i]! * timeCount;
        for (let c = 0; c < cols; c++) {
          const factor = active.value[i]! * targets.values[n * cols + c]!;
          for (let k = clock.first[r]!; k < clock.last[r]!; k++)
            sum.values[(base + k) * cols + c]! += factor * clock.values[r * timeCount + k]!;
        }
      }
    }
    return sum;
  }

  function combine(at: NoisyStates, coefficients: Matrix): Matrix {
    const tables = spaceTables(at.x);
    const { table: clock, row } = timeTable(time, at.t);
    const active = newActive();
    const cols = coefficients.cols;
    const out = matrix(at.x.count, cols);
    for (let n = 0; n < at.x.count; n++) {
      activateInto(active, tables, n);
      const r = row[n]!;
      for (let i = 0; i < active.count; i++) {
        const base = active.index[i]! * timeCount;
        for (let k = clock.first[r]!; k < clock.last[r]!; k++) {
          const phi = active.value[i]! * clock.values[r * timeCount + k]!;
          for (let c = 0; c < cols; c++) out.values[n * cols + c]! += phi * coefficients.values[(base + k) * cols + c]!;
        }
      }
    }
    return out;
  }

  function kernel(at: NoisyStates, against: NoisyStates): Matrix {
    const left = [...spaceTables(at.x), time.table(at.t)];
    return tensorKernel(left, at === against ? left : [...spaceTables(against.x), time.table(against.t)]);
  }

  function tableAt(t: number): AxisTable {
    let table = timeCache.get(t);
    if (table === undefined) {
      if (timeCache.size >= timeCacheLimit) timeCache.clear();
      table = time.table(Float64Array.of(t));
      timeCache.set(t, table);
    }
    return table;
  }

  /** Coefficients with the time axis summed out; shape [spaceCount, K]. */
  function contractTime(clock: AxisTable, coefficients: Matrix): Float64Array {
    const { cols, values } = coefficients;
    const from = clock.first[0]!;
    const to = clock.last[0]!;
    const slice = new Float64Array(spaceCount * cols);
    for (let s = 0; s < spaceCount; s++) {
      for (let k = from; k < to; k++) {
        const tau = clock.values[k]!;
        const base = (s * timeCount + k) * cols;
        for (let c = 0; c < cols; c++) slice[s * cols + c]! += tau * values[base + c]!;
      }
    }
    return slice;
  }

  function sliceAt(t: number, coefficients: Matrix): (x: Points) => Float64Array {
    const cols = coefficients.cols;
    const slice = contractTime(tableAt(t), coefficients);
    if (dim === 1 && cols === 1) {
      const axis = space[0]!;
      return (x) => axis.contract(coordinate(x, 0), slice);
    }
    if (dim === 2) {
      return (x) => {
        const [first, second] = spaceTables(x);
        return planeSlice(first!, second!, slice, cols);
      };
    }
    const active = newActive();
    return (x) => {
      const tables = spaceTables(x);
      const out = new Float64Array(x.count * cols);
      for (let n = 0; n < x.count; n++) {
        activateInto(active, tables, n);
        for (let i = 0; i < active.count; i++) {
          const base = active.index[i]! * cols;
          for (let c = 0; c < cols; c++) out[n * cols + c]! += active.value[i]! * slice[base + c]!;
        }
      }
      return out;
    };
  }

  function slicesAt(t: number, coefficients: Matrix, columns: number): (x: Points) => Float64Array {
    const clock = tableAt(t);
    return (x) => memberOutputs(spaceTables(x), clock, coefficients, columns, x.count);
  }

  function lattice(x: Points, t: Float64Array, coefficients: Matrix, columns: number): Matrix {
    const tables = spaceTables(x);
    const active = newActive();
    const products = matrix(x.count, spaceCount);
    for (let n = 0; n < x.count; n++) {
      activateInto(active, tables, n);
      for (let i = 0; i < active.count; i++) products.values[n * spaceCount + active.index[i]!] = active.value[i]!;
    }
    return latticeOutputs(products, matrix(t.length, timeCount, time.table(t).values), coefficients, columns);
  }

  return {
    name,
    dim,
    featureCount,
    slicesAt,
    lattice,
    scale: { space: Math.min(...space.map((axis) => axis.scale)), time: time.scale },
    breaks: { space: space.map((axis) => axis.breaks), time: time.breaks },
    evaluate,
    gram: (at, weights) => tensorGram(spaceTables(at.x), timeTable(time, at.t), weights),
    project,
    normalEquations,
    combine,
    kernel,
    sliceAt,
  };
}
