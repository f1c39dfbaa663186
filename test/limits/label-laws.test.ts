import { describe, expect, it } from "vitest";
import {
  ArgumentError,
  type Density,
  type ForwardProcess,
  namedData,
  probabilityFlow,
  ShapeError,
} from "../../src/core/index.ts";
import { matrix, normalCdf, seededRng } from "../../src/numerics/index.ts";
import {
  deterministicEnsemble,
  endLabels,
  labelExpansion,
  labelGrid,
  labelNoise,
  labelSetting,
  localSecondOrder,
  scaledLabelNoise,
  separatrices,
  weakNoise,
  weakNoiseSamples,
  weakNoiseValidity,
} from "../../src/path-integral/index.ts";
import { noisedMarginal } from "../../src/theory/index.ts";
import { clockProcess, type Forces, forcedEnsemble } from "../support/forced-ensemble.ts";
import { smallProcess } from "../support/small-models.ts";
import { discretisation, expectClose, rounding } from "../support/tolerance.ts";

const seed = 40702;
const rng = seededRng(seed);
const x = Float64Array.from({ length: 61 }, (_, i) => -6 + 0.2 * i);
const labels = Float64Array.from({ length: 401 }, (_, i) => -2 + 0.01 * i);

/** dx = −x + 0.3 (1 + cos υ) g₁ + 0.4 g₂: affine, so that labels are exactly Gaussian. */
const affine: Forces = {
  rank: 2,
  drift: (at) => [-at[0]!],
  force: (_at, u, k) => [k === 0 ? 0.3 * (1 + Math.cos(u)) : 0.4],
};
/** dx = sin x + (0.3 + 0.2 x) g: nonlinear in both. */
const bent: Forces = { rank: 1, drift: (at) => [Math.sin(at[0]!)], force: (at) => [0.3 + 0.2 * at[0]!] };

function lawOf(law: ReturnType<typeof weakNoise>, process: ForwardProcess, forces: Forces): Density {
  const { distribution } = law.propagate(rng, process, forcedEnsemble(process, forces));
  if (distribution.kind !== "density") throw new Error(distribution.kind);
  return distribution;
}

describe("the motion of labels, for the Euler map", () => {
  const process = clockProcess(1, 1, 25);
  const ensemble = forcedEnsemble(process, bent);
  const noise = labelNoise(process, ensemble, labels, { method: "euler" });
  /** The label at which the noise-free Euler path ends where the path of noise g from label y ends. */
  const labelOf = (y: number, g: number): number => {
    const field = ensemble.realisation(Float64Array.of(g));
    const end = probabilityFlow(process, field, { count: 1, dim: 1, values: Float64Array.of(y) }, { method: "euler" });
    return endLabels(process, ensemble.meanField, end.values, { method: "euler" })[0]!;
  };

  it.each([-1.2, 0.1, 0.8])("variance and shift are its second-order expansion in the noise, from label %f", (y) => {
    const n = labels.findIndex((label) => Math.abs(label - y) < 1e-9);
    const h = 0.02;
    const [up, middle, down] = [labelOf(y, h), labelOf(y, 0), labelOf(y, -h)];
    expectClose(middle, y, rounding(4, 4096), "label without noise");
    expectClose(noise.variance[n]!, ((up - down) / (2 * h)) ** 2, discretisation(2, h, 1), "variance");
    // E ŷ − y = ½ ŷ″ for one standard normal; labels 0.01 apart.
    expectClose(noise.shift[n]!, (up - 2 * middle + down) / (2 * h * h), discretisation(2, h, 1), "shift");
  });

  it("the sums over steps are the totals, and all of it is linear in V", () => {
    const half = scaledLabelNoise(noise, 0.5);
    for (const n of [0, 100, 250]) {
      const sum = (parts: readonly Float64Array[]): number => parts.reduce((total, part) => total + part[n]!, 0);
      expectClose(2 * sum(noise.diffusion), noise.variance[n]!, rounding(1, 256), "variance");
      expectClose(sum(noise.drift), noise.shift[n]!, rounding(1, 256), "shift");
      expectClose(half.variance[n]!, noise.variance[n]! / 2, rounding(1), "half of V");
    }
  });
});

it("the motion of labels along a Runge–Kutta flow is of second order in the step", () => {
  const shiftAt = (steps: number): number => {
    const process = clockProcess(1, 1, steps);
    const near = labels.slice(295, 306);
    const noise = labelNoise(process, forcedEnsemble(process, bent), near, { method: "rk4" });
    return noise.shift[5]! + noise.variance[5]!;
  };
  const fine = shiftAt(160);
  const ratio = (shiftAt(20) - fine) / (shiftAt(40) - fine);
  // (20⁻² − 160⁻²)/(40⁻² − 160⁻²) = 4.2 for an error of order two.
  expectClose(ratio, 4.2, { bound: 0.25, reason: "terms of order four at 20 steps" });
});

describe("affine ensembles: labels are Gaussian, and every local law is exact", () => {
  const process = clockProcess(1, 1, 60);
  const prior = process.schedule.variance(2);
  // Euler: x ← (1 − h) x + h force; the variance of the sum of both forces.
  const h = 1 / 60;
  let first = 0;
  let second = 0;
  for (let k = 0; k < 60; k++) {
    first = (1 - h) * first + h * 0.3 * (1 + Math.cos(k * h));
    second = (1 - h) * second + h * 0.4;
  }
  const width = Math.sqrt((1 - h) ** 120 * prior + first ** 2 + second ** 2);
  const expected = x.map((value) => normalCdf(value / width));

  it("weak noise of either order", () => {
    for (const order of ["first", "second"] as const) {
      const { cdf } = lawOf(weakNoise({ method: "euler", cells: 150, x, order }), process, affine);
      // Prior mass inside a cell is spread evenly: cells of 1/12 of its width, h²/24 · max|φ″| of the whole.
      cdf.forEach((found, i) => {
        expectClose(found, expected[i]!, discretisation(2, 24 / 150, 0.1), `${order}, x = ${x[i]}`);
      });
    }
  });

  it("the local second-order equation, with and without its drift, which vanishes", () => {
    for (const drift of ["second-order", "none"] as const) {
      const { cdf } = lawOf(localSecondOrder({ method: "euler", cells: 150, x, drift }), process, affine);
      cdf.forEach((found, i) => {
        expectClose(found, expected[i]!, discretisation(2, 24 / 150, 0.1), `${drift}, x = ${x[i]}`);
      });
    }
  });
});

it("a random rate moves labels as y e^{s g}: variance s²y² and shift s²y/2", () => {
  const process = clockProcess(1, 1, 40);
  const forces: Forces = { rank: 1, drift: () => [0], force: (at) => [0.2 * at[0]!] };
  const noise = labelNoise(process, forcedEnsemble(process, forces), labels, { method: "rk4" });
  for (const n of [50, 230, 380]) {
    const y = labels[n]!;
    expectClose(noise.variance[n]!, 0.04 * y * y, rounding(1, 4096), "variance");
    expectClose(noise.shift[n]!, 0.02 * y, rounding(1, 65536), "shift");
  }
});

describe("separatrices of the noise-free flow", () => {
  const process = smallProcess(namedData("three-points"), 60);
  const { schedule } = process;
  const exact = deterministicEnsemble("exact", noisedMarginal(process.data, schedule).scoreField);

  it("of three equal points lie at the terciles of the start law", () => {
    const grid = labelGrid(process, exact.meanField, 400, { method: "rk4" });
    const found = separatrices(labelNoise(process, exact, grid.labels, { method: "rk4" }));
    expect(found).toHaveLength(2);
    // Quantiles are conserved: mass 1/3 lies below the first, up to the starts and the cells.
    const mass = normalCdf(found[0]!.label / schedule.sigma(1));
    expectClose(mass, 1 / 3, { bound: 0.01, reason: "cells at the separatrix, and the mean of the start law, α(T)" });
    expectClose(found[0]!.label, -found[1]!.label, { bound: 0.01, reason: "a cell at the separatrix" });
  });

  it("of a linear flow: there is none, and any noise is weak", () => {
    const linear = clockProcess(1, 1, 20);
    const setting = labelSetting(linear, forcedEnsemble(linear, affine), { method: "euler", cells: 100, x });
    expect(weakNoiseValidity(linear, setting)).toMatchObject({ valid: 1, separatrices: 0, uncertainMass: 0 });
  });
});

describe("local laws say where they end", () => {
  /** Labels part at 0, with a constant force of size s. */
  const parting = (s: number): Forces => ({
    rank: 1,
    drift: (at) => [Math.tanh(4 * at[0]!)],
    force: () => [s],
  });
  const process = clockProcess(1, 1, 60);
  const route = (s: number): string =>
    weakNoise({ method: "euler", cells: 200, x, order: "second" }).propagate(
      rng,
      process,
      forcedEnsemble(process, parting(s)),
    ).route;

  it("weak noise beyond the width of a separatrix is flagged in the route", () => {
    expect(route(1e-3)).not.toContain("outside");
    expect(route(0.5)).toContain("outside its validity");
  });

  it("planes, kernels without loadings and unsorted states are refused", () => {
    const plane = smallProcess(namedData("four-points"));
    const still = deterministicEnsemble("still", noisedMarginal(plane.data, plane.schedule).scoreField);
    const options = { method: "euler", cells: 50, x } as const;
    for (const law of [weakNoise({ ...options, order: "first" }), localSecondOrder(options)]) {
      expect(() => law.propagate(rng, plane, still)).toThrow(ShapeError);
      const { loadings: _loadings, realisation: _realisation, ...bare } = forcedEnsemble(process, affine);
      expect(() => law.propagate(rng, process, bare)).toThrow(/finite rank/);
    }
    expect(() => localSecondOrder({ ...options, x: Float64Array.of(0, 0) })).toThrow(ArgumentError);
    expect(() =>
      weakNoise({ ...options, order: "first", cells: 2 }).propagate(rng, process, forcedEnsemble(process, affine)),
    ).toThrow("cells");
  });
});

describe("weak noise in any dimension", () => {
  it("has on a line the variance and the shift of the label sums", () => {
    const process = clockProcess(1, 1, 25);
    const ensemble = forcedEnsemble(process, bent);
    const noise = labelNoise(process, ensemble, labels, { method: "euler" });
    for (const n of [80, 210, 300]) {
      const { end, spread, shift } = labelExpansion(process, ensemble, labels.slice(n, n + 1), "euler");
      expectClose(end[0]!, noise.ends[n]!, rounding(4, 256), "end");
      expectClose(spread.values[0]! ** 2, noise.variance[n]!, discretisation(8, 0.05, 1), "variance");
      // Label sums take their derivatives from labels 0.01 apart.
      expectClose(shift[0]!, noise.shift[n]!, discretisation(2, 0.01, 1), "shift");
    }
  });

  it("in the plane, for affine forces, it is the Gramian of the propagator and has no shift", () => {
    const process = clockProcess(2, 1, 40);
    const turning: Forces = {
      rank: 2,
      drift: (at) => [-at[1]!, at[0]!],
      force: (_at, _u, k) => (k === 0 ? [0.5, 0] : [0.3, 0.2]),
    };
    const { spread, shift } = labelExpansion(
      process,
      forcedEnsemble(process, turning),
      Float64Array.of(0.7, -0.2),
      "rk4",
    );
    // ŷ = y + ∫ R(−υ) dυ a_k g_k.
    const [s, c] = [Math.sin(1), 1 - Math.cos(1)];
    const expected = [s * 0.5, s * 0.3 + c * 0.2, -c * 0.5, s * 0.2 - c * 0.3];
    expected.forEach((value, i) => {
      expectClose(spread.values[i]!, value, discretisation(4, 1 / 40, 1), `spread ${i}`);
    });
    shift.forEach((value) => {
      expectClose(value, 0, { bound: 1e-7, reason: "second differences" });
    });
  });

  it("labels near another basin are counted, and many of them are flagged", () => {
    const plane = smallProcess(namedData("four-points"), 10);
    const exact = deterministicEnsemble("exact", noisedMarginal(plane.data, plane.schedule).scoreField);
    const still = weakNoiseSamples({ method: "heun", labels: 20, pathsPerLabel: 1, order: "second" });
    expect(still.propagate(rng, plane, exact).diagnostics).toMatchObject({ valid: 1, uncertainShare: 0, rmsNoise: 0 });
    const loud = {
      ...exact,
      rank: 2,
      loadings: (at: Parameters<typeof exact.loadings>[0]) => {
        const loads = matrix(2 * at.x.count, 2);
        for (let n = 0; n < at.x.count; n++) [loads.values[4 * n], loads.values[4 * n + 3]] = [1, 1];
        return loads;
      },
      realisation: () => exact.meanField,
    };
    const { route, diagnostics } = still.propagate(rng, plane, loud);
    expect(diagnostics.valid).toBe(0);
    expect(route).toContain("outside its validity");
  });
});
