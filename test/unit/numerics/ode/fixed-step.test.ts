import { describe, expect, it } from "vitest";
import {
  ArgumentError,
  ConvergenceError,
  type FixedStepMethod,
  integrateOnGrid,
  ShapeError,
} from "../../../../src/numerics/index.ts";
import { expectClose, rounding } from "../../../support/tolerance.ts";

const decay = (x: Float64Array) => x.map((value) => -value);
const start = Float64Array.of(1);
const methods: readonly FixedStepMethod[] = ["euler", "heun", "rk4"];

describe("integrateOnGrid", () => {
  it("takes the textbook step of each method", () => {
    const h = 0.1;
    const series = [1, 1 - h, 1 - h + h ** 2 / 2, 0, 1 - h + h ** 2 / 2 - h ** 3 / 6 + h ** 4 / 24];
    for (const [method, order] of [
      ["euler", 1],
      ["heun", 2],
      ["rk4", 4],
    ] as const) {
      expectClose(integrateOnGrid(method, decay, start, [0, h])[0]!, series[order]!, rounding(1), method);
    }
  });

  it("integrates t^(order − 1) exactly, up and down in time, on unequal steps", () => {
    for (const [method, power] of [
      ["euler", 0],
      ["heun", 1],
      ["rk4", 3],
    ] as const) {
      const right = (_: Float64Array, t: number) => Float64Array.of(t ** power);
      const up = integrateOnGrid(method, right, start, [1, 1.3, 2, 2.1]);
      expectClose(up[0]!, 1 + (2.1 ** (power + 1) - 1) / (power + 1), rounding(10), method);
      expectClose(integrateOnGrid(method, right, up, [2.1, 1.9, 1])[0]!, 1, rounding(10), method);
    }
  });

  it("treats every member of a batch alone", () => {
    const batch = integrateOnGrid(
      "rk4",
      (x, t) => x.map((value) => Math.sin(value + t)),
      Float64Array.of(0.1, 2),
      [0, 0.5, 1],
    );
    [0.1, 2].forEach((value, i) => {
      const alone = integrateOnGrid(
        "rk4",
        (x, t) => Float64Array.of(Math.sin(x[0]! + t)),
        Float64Array.of(value),
        [0, 0.5, 1],
      );
      expect(batch[i]).toBe(alone[0]);
    });
  });

  it("lets the right-hand side return the same array every time", () => {
    const buffer = new Float64Array(1);
    const reusing = (x: Float64Array) => {
      buffer[0] = -x[0]!;
      return buffer;
    };
    for (const method of methods) {
      expect(integrateOnGrid(method, reusing, start, [0, 0.3, 0.7])).toEqual(
        integrateOnGrid(method, decay, start, [0, 0.3, 0.7]),
      );
    }
  });

  it("does not write to the start, and one time is no step", () => {
    expect(integrateOnGrid("rk4", decay, start, [0, 1])).not.toBe(start);
    expect(start[0]).toBe(1);
    expect(integrateOnGrid("heun", decay, start, [0])).toEqual(start);
  });

  it("refuses unknown methods, bad times, bad starts and bad right-hand sides", () => {
    expect(() => integrateOnGrid("rk5" as FixedStepMethod, decay, start, [0, 1])).toThrow("one of euler, heun, rk4");
    for (const times of [[], [0, 0], [0, 1, 0.5], [0, Number.NaN], [1, 0, 0.5]]) {
      expect(() => integrateOnGrid("euler", decay, start, times)).toThrow(ArgumentError);
    }
    expect(() => integrateOnGrid("euler", decay, Float64Array.of(Number.NaN), [0, 1])).toThrow("x0[0]");
    expect(() => integrateOnGrid("euler", () => new Float64Array(2), start, [0, 1])).toThrow(ShapeError);
    expect(() => integrateOnGrid("euler", () => Float64Array.of(Number.NaN), start, [0, 1])).toThrow(ArgumentError);
  });

  it("never returns a state that is not finite", () => {
    const explosive = (x: Float64Array) => x.map((value) => value ** 3);
    expect(() => integrateOnGrid("euler", explosive, Float64Array.of(10), [0, 1, 2, 3, 4, 5, 6, 7])).toThrow(
      ConvergenceError,
    );
  });
});
