import { readFileSync } from "node:fs";
import { describe, it } from "vitest";
import {
  binomialWindow,
  powerNodes,
  shrinkage,
  shrinkageCovariance,
  windowAverage,
} from "../../src/linear-models/binomial-averages.ts";
import { expectClose, quadrature } from "../support/tolerance.ts";

interface Reference {
  readonly singles: readonly {
    readonly P: number;
    readonly p: number;
    readonly ridge: number;
    readonly mean: number;
    readonly variance: number;
    readonly noise: number;
  }[];
  readonly pairs: readonly {
    readonly P: number;
    readonly p: number;
    readonly q: number;
    readonly ridges: readonly [number, number];
    readonly covariance: number;
  }[];
}

const file = new URL("binomial-averages.json", import.meta.url);
const { singles, pairs } = JSON.parse(readFileSync(file, "utf8")) as Reference;
const claimed = (value: number) => quadrature(1e-11 * Math.abs(value));

describe("averages over binomial counts agree with sums in 40 digits (mpmath)", () => {
  it.each(singles)("of one cell: P = $P, p = $p, ridge $ridge", ({ P, p, ridge, mean, variance, noise }) => {
    const window = binomialWindow(P, p);
    const g = (n: number): number => shrinkage(n, ridge * P);
    const found = windowAverage(window, g);
    expectClose(found, mean, claimed(mean), "mean");
    expectClose(
      windowAverage(window, (n) => (g(n) - found) ** 2),
      variance,
      claimed(variance),
      "variance",
    );
    expectClose(
      windowAverage(window, (n) => (n === 0 ? 0 : g(n) ** 2 / n)),
      noise,
      claimed(noise),
      "noise",
    );
  });

  it.each(pairs)("of two cells: P = $P, p = $p, q = $q, ridges $ridges", ({ P, p, q, ridges, covariance }) => {
    const cell = (probability: number, ridge: number) => {
      const own = { probability, penalty: ridge * P };
      return { ...own, nodes: powerNodes(P, own) };
    };
    const found = shrinkageCovariance(P, cell(p, ridges[0]), cell(q, ridges[1]));
    expectClose(found, covariance, claimed(covariance), "covariance");
  });
});
