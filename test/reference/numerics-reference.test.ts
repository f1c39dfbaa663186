import { describe, it } from "vitest";
import {
  chiSquaredCdf,
  gaussHermite,
  gaussLegendre,
  kolmogorovSurvival,
  logSumExp,
  normalCdf,
  normalQuantile,
  seededRng,
  studentTQuantile,
} from "../../src/numerics/index.ts";
import { nextWord } from "../../src/numerics/random/xoshiro.ts";
import { expectClose, rounding } from "../support/tolerance.ts";
import reference from "./numerics.json" with { type: "json" };

type Case = [number, number];
type CaseOfTwo = [number, number, number];
type Rule = [number, number[], number[]];

describe("numerics against mpmath at 60 digits (generate-numerics.py)", () => {
  it("the normal distribution function is right in relative terms down to 1e-307", () => {
    for (const [x, expected] of reference.normalCdf as Case[]) {
      // One rounding of x changes the lower tail by the relative amount x² ε.
      expectClose(normalCdf(x), expected, rounding(expected, 8 + x * x), `Φ(${x})`);
    }
  });

  it("the normal quantile is right from 1e-307 up to 1 − 1e-9", () => {
    for (const [p, expected] of reference.normalQuantile as Case[]) {
      expectClose(normalQuantile(p), expected, rounding(Math.max(1, Math.abs(expected)), 8), `Φ⁻¹(${p})`);
    }
  });

  it("the chi-squared distribution function agrees", () => {
    for (const [x, k, expected] of reference.chiSquaredCdf as CaseOfTwo[]) {
      expectClose(chiSquaredCdf(x, k), expected, rounding(expected, 40), `χ²(${x}; ${k})`);
    }
  });

  it("the quantile of Student's law agrees", () => {
    for (const [p, v, expected] of reference.studentTQuantile as CaseOfTwo[]) {
      expectClose(studentTQuantile(p, v), expected, rounding(expected, 40), `t(${p}; ${v})`);
    }
  });

  it("the Kolmogorov law agrees on both sides of the change of series", () => {
    for (const [x, expected] of reference.kolmogorovSurvival as Case[]) {
      // Below 1 the value is one minus a small sum; above it, exp(−2x²) carries the rounding of its exponent.
      expectClose(kolmogorovSurvival(x), expected, rounding(x < 1 ? 1 : expected, 8 + 4 * x * x), `K(${x})`);
    }
  });

  it("log-sum-exp agrees where exp overflows and where it vanishes", () => {
    for (const [values, expected] of reference.logSumExp as [number[], number][]) {
      expectClose(logSumExp(values), expected, rounding(Math.max(1, Math.abs(expected)), 4), `${values}`);
    }
  });

  it("Gauss–Legendre nodes and weights agree", () => {
    for (const [n, nodes, weights] of reference.gaussLegendre as Rule[]) {
      const rule = gaussLegendre(n);
      for (let i = 0; i < n; i++) {
        expectClose(rule.nodes[i]!, nodes[i]!, rounding(1, 4), `node ${i} of ${n}`);
        expectClose(rule.weights[i]!, weights[i]!, rounding(1, 8), `weight ${i} of ${n}`);
      }
    }
  });

  it("Gauss–Hermite nodes and weights agree, the small weights in relative terms", () => {
    for (const [n, nodes, weights] of reference.gaussHermite as Rule[]) {
      const rule = gaussHermite(n);
      for (let i = 0; i < n; i++) {
        expectClose(rule.nodes[i]!, nodes[i]!, rounding(2 * Math.sqrt(n), 4), `node ${i} of ${n}`);
        // log w moves with the node like x² and with the recurrence like n.
        expectClose(rule.weights[i]!, weights[i]!, rounding(weights[i]!, 16 + 8 * n), `weight ${i} of ${n}`);
      }
    }
  });
});

describe("random streams against big-integer arithmetic (generate-numerics.py)", () => {
  it("xoshiro128++ gives the words of its definition", () => {
    for (const [start, words] of reference.xoshiro128pp as [number[], number[]][]) {
      const state = Int32Array.from(start);
      for (const word of words) expectClose(nextWord(state) >>> 0, word, rounding(0), "word");
    }
  });

  it("a stream is fixed by its seed and names: the bits are the same on every machine", () => {
    for (const [seed, names, uniforms] of reference.uniforms as [string, string[], number[]][]) {
      let rng = seededRng(seed);
      for (const name of names) rng = rng.split(name);
      for (const expected of uniforms) expectClose(rng.uniform(), expected, rounding(0), `${seed} ${names}`);
    }
  });
});
