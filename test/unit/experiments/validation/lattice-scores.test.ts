import { describe, expect, it } from "vitest";
import { geometricGrid, probabilityFlow } from "../../../../src/core/index.ts";
import {
  latticeField,
  latticeSamples,
  latticeStates,
  scoreLattice,
} from "../../../../src/experiments/validation/lattice-scores.ts";
import { seededRng } from "../../../../src/numerics/index.ts";
import { fieldScoreMatrix, memberStarts } from "../../../../src/validate/index.ts";
import { discretisation, expectClose, rounding } from "../../../support/tolerance.ts";
import { smallProcess } from "../../../support/training.ts";

const process = { ...smallProcess, grid: geometricGrid(smallProcess.schedule, 12) };
const lattice = scoreLattice(process, 91);
const smooth = { dim: 1, score: (x: { values: Float64Array }, t: number) => x.values.map((v) => Math.sin(v + t) - v) };
const steep = { dim: 1, score: (x: { values: Float64Array }) => x.values.map((v) => -2 * v) };

describe("scores on a lattice", () => {
  const table = fieldScoreMatrix([smooth, steep], latticeStates(lattice));
  const field = latticeField(lattice, table);
  const t = process.grid.times[5]!;

  it("are interpolated to fourth order, each member its own, and extrapolated as straight lines", () => {
    const x = { count: 4, dim: 1, values: Float64Array.of(0.123, -4.49, 1.7, 6) };
    const found = field.score(x, t);
    for (const n of [0, 1]) {
      // Cubic interpolation through four places: at most 3/128 h⁴ |f⁗| within the middle piece, h⁴/24 in the outer ones.
      expectClose(found[n]!, Math.sin(x.values[n]! + t) - x.values[n]!, discretisation(4, lattice.step, 1 / 24));
    }
    expectClose(found[2]!, -3.4, rounding(10, 64));
    expectClose(found[3]!, -12, rounding(100, 64));
  });

  it("are known at the times of the grid alone", () => {
    expect(() => field.score({ count: 2, dim: 1, values: new Float64Array(2) }, 0.5)).toThrow(/a time of the grid/);
  });

  it("carry every member's own starts as the field itself does", () => {
    const paths = 8;
    const rng = seededRng(20673);
    const ends = latticeSamples(rng, process, lattice, table, 3, paths);
    const starts = { count: paths, dim: 1, values: memberStarts(rng.split("starts/4"), process, paths) };
    const expected = probabilityFlow(process, steep, starts, { method: "heun" }).values;
    expected.forEach((value, i) => {
      expectClose(ends[paths + i]!, value, rounding(10, 1e5));
    });
    expect(ends.length).toBe(2 * paths);
  });
});
