import Fraction from "fraction.js";
import { describe, expect, it } from "vitest";
import {
  constantAxis,
  gaussianBumps,
  type IndicatorCell,
  indicatorBins,
  indicatorCells,
  indicatorEnsemble,
  indicatorMoments,
  tensorProduct,
} from "../../../src/linear-models/index.ts";
import { denoiserModel, gentleSchedule, lineMixture, processOf, statesOf } from "../../support/linear-models.ts";
import { expectClose, quadrature } from "../../support/tolerance.ts";

interface RationalCell {
  readonly p: Fraction;
  readonly mean: readonly Fraction[];
  readonly covariance: readonly Fraction[];
  readonly weight: Fraction;
}

const f = (text: string): Fraction => new Fraction(text);
const zero = f("0");

/** Mean and covariance of W by the sum over all multinomial counts, in rational numbers. */
function rationalMoments(cells: readonly RationalCell[], samples: number, ridge: Fraction) {
  const dim = cells[0]!.mean.length;
  const size = cells.length * dim;
  const mean = Array.from({ length: size }, () => zero);
  const square = Array.from({ length: size * size }, () => zero);
  const factorial = (n: number): Fraction => (n <= 1 ? f("1") : factorial(n - 1).mul(n));
  const rest = cells.reduce((sum, { p }) => sum.sub(p), f("1"));
  const visit = (counts: readonly number[], left: number): void => {
    if (counts.length < cells.length) {
      for (let n = 0; n <= left; n++) visit([...counts, n], left - n);
      return;
    }
    let chance = factorial(samples).div(factorial(left)).mul(rest.pow(left)!);
    counts.forEach((n, b) => {
      chance = chance.div(factorial(n)).mul(cells[b]!.p.pow(n)!);
    });
    // Given the counts, W_b = w Σy/(w n + ρP), and 0/0 = 0.
    const share = (n: number, weight: Fraction): Fraction => {
      const below = weight.mul(n).add(ridge.mul(samples));
      return below.equals(0) ? zero : weight.div(below);
    };
    const given = counts.flatMap((n, b) => cells[b]!.mean.map((m) => m.mul(n).mul(share(n, cells[b]!.weight))));
    for (let i = 0; i < size; i++) {
      mean[i] = mean[i]!.add(chance.mul(given[i]!));
      for (let j = 0; j < size; j++) {
        let product = given[i]!.mul(given[j]!);
        const b = Math.floor(i / dim);
        if (b === Math.floor(j / dim)) {
          const own = share(counts[b]!, cells[b]!.weight);
          product = product.add(
            own
              .mul(own)
              .mul(counts[b]!)
              .mul(cells[b]!.covariance[(i % dim) * dim + (j % dim)]!),
          );
        }
        square[i * size + j] = square[i * size + j]!.add(chance.mul(product));
      }
    }
  };
  visit([], samples);
  const covariance = square.map((value, k) => value.sub(mean[Math.floor(k / size)]!.mul(mean[k % size]!)));
  return { mean: mean.map(Number), covariance: covariance.map(Number) };
}

const cells: readonly RationalCell[] = [
  { p: f("3/10"), mean: [f("2"), f("-1/3")], covariance: [f("1/2"), f("1/5"), f("1/5"), f("2")], weight: f("1") },
  { p: f("1/5"), mean: [f("-1"), f("1")], covariance: [f("1/7"), zero, zero, f("1/9")], weight: f("5/2") },
  { p: f("1/1000"), mean: [f("1/2"), f("3")], covariance: [f("1"), zero, zero, f("1")], weight: f("1/4") },
];
const plain = (own: readonly RationalCell[]): IndicatorCell[] =>
  own.map(({ p, mean, covariance, weight }) => ({
    probability: Number(p),
    mean: Float64Array.from(mean, Number),
    covariance: Float64Array.from(covariance, Number),
    weight: Number(weight),
  }));

describe("exact moments of indicator features", () => {
  it.each([
    [1, "1/10"],
    [2, "0"],
    [5, "1/20"],
    [7, "3"],
    [6, "1/1000000"],
  ])("equal sums in rational numbers at P = %d, ridge %s", (samples, ridge) => {
    const exact = rationalMoments(cells, samples, f(ridge));
    const found = indicatorMoments(plain(cells), samples, Number(f(ridge)));
    exact.mean.forEach((value, i) => {
      expectClose(found.mean.values[i]!, value, quadrature(1e-11 * Math.abs(value)), `mean ${i}`);
    });
    exact.covariance.forEach((value, i) => {
      const scale = Math.abs(value) || Number.MIN_VALUE;
      expectClose(found.covariance.values[i]!, value, quadrature(1e-11 * scale), `covariance ${i}`);
    });
  });

  it("are those of one certain cell when it has probability one: nothing but the noise of a mean", () => {
    const one = [{ probability: 1, mean: Float64Array.of(3), covariance: Float64Array.of(2), weight: 1 }];
    const { mean, covariance } = indicatorMoments(one, 10, 0.25);
    expectClose(mean.values[0]!, 3 / 1.25, quadrature(1e-15), "mean");
    expectClose(covariance.values[0]!, (2 * 10) / 12.5 ** 2, quadrature(1e-15), "variance");
  });

  it("shrink a weighted cell as a cell of weight one with a ridge divided by the weight", () => {
    const [own] = plain(cells);
    const weighted = indicatorMoments([{ ...own!, weight: 4 }], 9, 0.4);
    const divided = indicatorMoments([{ ...own!, weight: 1 }], 9, 0.1);
    expect(weighted).toEqual(divided);
    const ignored = indicatorMoments([{ ...own!, weight: 0 }], 9, 0.4);
    expect(ignored.mean.values.every((value) => value === 0)).toBe(true);
  });

  it("refuse cells that are none", () => {
    const [own] = plain(cells);
    const refusal = (change: Partial<IndicatorCell>, samples = 5, ridge = 0.1) =>
      expect(() => indicatorMoments([{ ...own!, ...change }], samples, ridge));
    refusal({ probability: 0 }).toThrow("indicatorMoments: cells[0].probability = 0 must be above 0 and at most 1");
    refusal({ weight: -1 }).toThrow("cells[0].weight = -1");
    refusal({ covariance: Float64Array.of(1) }).toThrow("the mean must have D entries and the covariance D²");
    refusal({}, 0).toThrow("sampleCount = 0");
    refusal({}, 5, -1).toThrow("ridge = -1");
    expect(() => indicatorMoments([], 5, 0)).toThrow("at least one cell");
    expect(() =>
      indicatorMoments(
        [
          { ...own!, probability: 0.7 },
          { ...own!, probability: 0.7 },
        ],
        5,
        0,
      ),
    ).toThrow("sum of probabilities = 1.4 must be at most 1");
  });
});

describe("the cells of a model", () => {
  const process = processOf(lineMixture, gentleSchedule);
  const bins = tensorProduct([indicatorBins({ edges: [-1, 0.2, 9] })], indicatorBins({ edges: [0.1, 0.5, 1] }));

  it("may be weighted, as long as the weight is constant in each", () => {
    const steps = denoiserModel(bins, gentleSchedule, { weight: (t) => (t < 0.5 ? 3 : 1) });
    expect(indicatorCells(steps, process).map(({ weight }) => weight)).toEqual([3, 1, 3, 1]);
    expect(() => indicatorCells(denoiserModel(bins, gentleSchedule), process)).toThrow("constant inside each cell");
  });

  it("are refused when features overlap", () => {
    const bumps = tensorProduct([gaussianBumps({ count: 2, low: -1, high: 1 })], constantAxis());
    expect(() => indicatorCells(denoiserModel(bumps, gentleSchedule, { weight: () => 1 }), process)).toThrow(
      "0 or 1, with at most one 1 at each state",
    );
  });

  it("make an ensemble whose covariance at two states is that of their cells", () => {
    const model = denoiserModel(bins, gentleSchedule, { weight: () => 1, sampleCount: 12 });
    const { covariance } = indicatorMoments(indicatorCells(model, process), 12, model.ridge);
    const at = statesOf(
      [
        [-0.5, 0.2],
        [3, 0.7],
        [-7, 0.3],
      ],
      1,
    );
    const gain = (t: number): number => gentleSchedule.alpha(t) / gentleSchedule.variance(t);
    const found = indicatorEnsemble(model, process).scoreCovariance(at, at).values;
    const scale = Math.max(...found);
    expectClose(found[0]!, gain(0.2) ** 2 * covariance.values[0]!, quadrature(1e-12 * scale), "variance of cell 0");
    expectClose(found[1]!, gain(0.2) * gain(0.7) * covariance.values[3]!, quadrature(1e-12 * scale), "cells 0 and 3");
    expect([found[6], found[8]]).toEqual([0, 0]);
  });
});
