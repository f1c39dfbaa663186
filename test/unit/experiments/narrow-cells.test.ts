import { describe, expect, it } from "vitest";
import { points, SpecError } from "../../../src/core/index.ts";
import { narrowCells, narrowDensity } from "../../../src/experiments/narrow-cells.ts";
import { expectClose, rounding } from "../../support/tolerance.ts";

describe("narrow cells around states of the plane", () => {
  const states = points([
    [0, 0],
    [1, 0.5],
    [0.001, 0],
    [0, 0.5],
    [0, 0],
  ]);
  const mesh = narrowCells(states, 0.1);

  it("hold each state in its cell, also where states are close or equal", () => {
    const { x, y } = mesh.axes;
    mesh.cell.forEach((c, n) => {
      const [i, j] = [c % (x.length - 1), Math.floor(c / (x.length - 1))];
      const [a, b] = [states.values[2 * n]!, states.values[2 * n + 1]!];
      expect(a).toBeGreaterThan(x[i]!);
      expect(a).toBeLessThan(x[i + 1]!);
      expect(b).toBeGreaterThan(y[j]!);
      expect(b).toBeLessThan(y[j + 1]!);
      expect(x[i + 1]! - x[i]!).toBeLessThanOrEqual(0.05 * 0.1 * (1 + 1e-9));
    });
    expect(mesh.cell[0]).toBe(mesh.cell[4]);
    for (const axis of [x, y]) expect(Array.from(axis)).toEqual(Array.from(axis).sort((p, q) => p - q));
  });

  it("give back a uniform density, whatever mass the whole mesh has", () => {
    const { x, y } = mesh.axes;
    const mass = new Float64Array((x.length - 1) * (y.length - 1));
    for (let j = 0; j + 1 < y.length; j++)
      for (let i = 0; i + 1 < x.length; i++) mass[j * (x.length - 1) + i] = (x[i + 1]! - x[i]!) * (y[j + 1]! - y[j]!);
    const boxMass = mass.reduce((sum, value) => sum + value, 0);
    const law = { kind: "plane-density", x, y, mass: mass.map((value) => value / boxMass) } as const;
    for (const density of narrowDensity(mesh, law, 3 * boxMass)) expectClose(density, 3, rounding(3, 64));
  });

  it("refuse more different coordinates than a mesh can have", () => {
    const many = points(Array.from({ length: 600 }, (_, k) => [k, k]));
    expect(() => narrowCells(many, 0.1)).toThrow(SpecError);
  });
});
