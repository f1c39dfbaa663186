import { type NoiseSchedule, type NoisyStates, type Points, SpecError } from "../core/index.ts";
import type { PlacesSpec, StateSpec } from "./evaluate-request.ts";
import type { Shaped } from "./evaluate-response.ts";

/** Most states of a grid. */
const mostStates = 4_000_000;
/** Largest coordinate: its square, over any noise, is far from overflow. */
const largestCoordinate = 1e100;

/** States of a request, and the sizes by which they are numbered. */
export interface Places {
  readonly states: NoisyStates;
  readonly sizes: readonly number[];
  readonly reduce: "mean" | null;
}

/**
 * The states that a request names, by list or by grid.
 *
 * @throws SpecError when neither or both are given, sizes disagree, or a time lies outside the schedule's window
 */
export function readPlaces(spec: PlacesSpec, dim: number, schedule: NoiseSchedule): Places {
  const { at, grid, t, reduce = null } = spec;
  if (at !== undefined) {
    if (grid !== undefined) throw new SpecError("$.grid", grid, "left out where at is given");
    if (t !== undefined) throw new SpecError("$.t", t, "left out where at is given");
    return { states: readStates(at, dim, schedule, "$.at"), sizes: [at.length], reduce };
  }
  if (grid === undefined) throw new SpecError("$.at", at, "given: a list of states, or grid and t");
  if (t === undefined) throw new SpecError("$.t", t, "given with a grid");
  for (const name of ["low", "high", "count"] as const) {
    if (grid[name].length !== dim)
      throw new SpecError(`$.grid.${name}`, grid[name], `${dim} numbers, one per data dimension`);
  }
  const odd = grid.low.findIndex((low, d) => grid.count[d]! > 1 && !(low < grid.high[d]!));
  if (odd >= 0) throw new SpecError(`$.grid.high[${odd}]`, grid.high[odd], `above low = ${grid.low[odd]}`);
  for (const name of ["low", "high"] as const) checkCoordinates(grid[name], `$.grid.${name}`);
  const total = grid.count.reduce((product, count) => product * count, 1);
  if (total > mostStates) throw new SpecError("$.grid.count", grid.count, `at most ${mostStates} states`);
  checkTime(t, schedule, "$.t");
  const values = new Float64Array(total * dim);
  for (let n = 0; n < total; n++) {
    for (let d = dim - 1, rest = n; d >= 0; d--) {
      const count = grid.count[d]!;
      const k = rest % count;
      rest = Math.floor(rest / count);
      const [low, high] = [grid.low[d]!, grid.high[d]!];
      values[n * dim + d] = count === 1 ? low : low + ((high - low) * k) / (count - 1);
    }
  }
  return {
    states: { x: { count: total, dim, values }, t: new Float64Array(total).fill(t) },
    sizes: grid.count,
    reduce,
  };
}

/** A list of states, all of dimension `dim`; times are checked where there is a schedule. */
export function readStates(
  at: readonly StateSpec[],
  dim: number,
  schedule: NoiseSchedule | null,
  path: string,
): NoisyStates {
  const values = new Float64Array(at.length * dim);
  at.forEach(({ x, t }, n) => {
    const row = typeof x === "number" ? [x] : x;
    if (row.length !== dim) throw new SpecError(`${path}[${n}].x`, x, `${dim} ${dim === 1 ? "number" : "numbers"}`);
    checkCoordinates(row, `${path}[${n}].x`);
    if (schedule !== null) checkTime(t, schedule, `${path}[${n}].t`);
    values.set(row, n * dim);
  });
  return { x: { count: at.length, dim, values }, t: Float64Array.from(at, ({ t }) => t) };
}

/** A list of states without times, all of dimension `dim`. */
export function readPoints(rows: readonly (number | readonly number[])[], dim: number, path: string): Points {
  const values = new Float64Array(rows.length * dim);
  rows.forEach((row, n) => {
    const coordinates = typeof row === "number" ? [row] : row;
    if (coordinates.length !== dim)
      throw new SpecError(`${path}[${n}]`, row, `${dim} ${dim === 1 ? "number" : "numbers"}, like the data`);
    checkCoordinates(coordinates, `${path}[${n}]`);
    values.set(coordinates, n * dim);
  });
  return { count: rows.length, dim, values };
}

/** The dimension of the first state. */
export function dimOfStates(at: readonly StateSpec[]): number {
  const x = at[0]!.x;
  return typeof x === "number" ? 1 : x.length;
}

/** Coordinates that can be squared. */
export function checkCoordinates(row: readonly number[], path: string): void {
  const large = row.findIndex((value) => !(Math.abs(value) <= largestCoordinate));
  if (large >= 0)
    throw new SpecError(
      row.length === 1 ? path : `${path}[${large}]`,
      row[large],
      `at most ${largestCoordinate} in size`,
    );
}

/** A time inside the schedule's window. */
export function checkTime(t: number, { cutoffTime, terminalTime }: NoiseSchedule, path: string): void {
  if (!(t >= cutoffTime && t <= terminalTime))
    throw new SpecError(path, t, `from cutoffTime = ${cutoffTime} to terminalTime = ${terminalTime}`);
}

/** Values per state as the response shows them: numbered like the places, or averaged over them. */
export function placed({ sizes, reduce, states }: Places, values: Float64Array, rest: readonly number[]): Shaped {
  if (reduce === null) return { shape: [...sizes, ...rest], values };
  const width = rest.reduce((product, size) => product * size, 1);
  const mean = new Float64Array(width);
  for (let i = 0; i < values.length; i++) mean[i % width]! += values[i]!;
  return { shape: rest, values: mean.map((sum) => sum / states.x.count) };
}
