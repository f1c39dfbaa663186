import { describe, expect, it } from "vitest";
import { ArgumentError, type FiniteRankEnsemble, type ForwardProcess, ShapeError } from "../../src/core/index.ts";
import { ConvergenceError, normalCdf, normalDensity, normalLogDensity, seededRng } from "../../src/numerics/index.ts";
import {
  deterministicEnsemble,
  type MinimumActionPath,
  minimumActionPath,
  noiseDrivenFlow,
  type RareEnd,
} from "../../src/path-integral/index.ts";
import { clockProcess, type Forces, forcedEnsemble } from "../support/forced-ensemble.ts";
import { discretisation, expectClose, rounding } from "../support/tolerance.ts";

const seed = 40701;
/** Runge–Kutta steps of the closed forms; h⁴ is 1e-8 at 100 steps over unit time, and the constants are below one. */
const steps = 100;
const integrator = (duration: number) => discretisation(4, duration / steps, 1);

function solve(
  duration: number,
  forces: Forces,
  start: number[] | "prior",
  end: RareEnd,
  dim: number = 1,
): { readonly found: MinimumActionPath; readonly process: ForwardProcess } {
  const process = clockProcess(dim, duration, steps);
  const found = minimumActionPath(seededRng(seed), process, forcedEnsemble(process, forces), {
    method: "rk4",
    start: start === "prior" ? start : Float64Array.from(start),
    end,
  });
  return { found, process };
}

const point = (...x: number[]): RareEnd => ({ kind: "point", x: Float64Array.from(x) });
const above = (threshold: number): RareEnd => ({ kind: "beyond", direction: Float64Array.of(1), threshold });

/** Scalar forces. */
const scalar = (
  rank: number,
  drift: (x: number, u: number) => number,
  force: (x: number, u: number, k: number) => number,
): Forces => ({
  rank,
  drift: (x, u) => [drift(x[0]!, u)],
  force: (x, u, k) => [force(x[0]!, u, k)],
});

/** Action and log-density of an end state that is Gaussian. */
function expectGaussian(found: MinimumActionPath, x: number, mean: number, variance: number, duration: number): void {
  const action = (x - mean) ** 2 / (2 * variance);
  expectClose(
    found.action,
    action,
    { ...integrator(duration), bound: (1 + 4 * action) * integrator(duration).bound },
    "action",
  );
  expectClose(found.logProbability, normalLogDensity(x, mean, Math.sqrt(variance)), {
    ...integrator(duration),
    bound: (2 + 4 * action) * integrator(duration).bound,
  });
  expect(found.convergence.residual).toBeLessThanOrEqual(1e-10);
  expect(found.convergence.constraintError).toBeLessThanOrEqual(1e-10);
}

describe("least-action paths in noise space have the closed forms of linear flows", () => {
  it("a frozen constant force: action (x − y)²/(2 s² T²)", () => {
    const { found } = solve(
      1,
      scalar(
        1,
        () => 0,
        () => 0.3,
      ),
      [0.5],
      point(2),
    );
    expectGaussian(found, 2, 0.5, 0.09, 1);
    // The path is the straight line.
    found.path.values.forEach((x, k) => {
      expectClose(x, 0.5 + (1.5 * k) / steps, rounding(2, 64 * steps), `state ${k}`);
    });
  });

  it("a free start adds its own variance: action x²/(2 (σ(T)² + s²T²))", () => {
    const { found, process } = solve(
      1,
      scalar(
        1,
        () => 0,
        () => 0.3,
      ),
      "prior",
      point(3),
    );
    const prior = process.schedule.variance(process.schedule.terminalTime);
    expectGaussian(found, 3, 0, prior + 0.09, 1);
    expectClose(found.start[0]!, (3 * prior) / (prior + 0.09), rounding(3, 4096), "most likely start");
  });

  it("relaxation with a frozen force: variance s² (1 − e^{−T})²", () => {
    const { found } = solve(
      1.5,
      scalar(
        1,
        (x) => -x,
        () => 0.4,
      ),
      [1],
      point(0.9),
    );
    expectGaussian(found, 0.9, Math.exp(-1.5), (0.4 * (1 - Math.exp(-1.5))) ** 2, 1.5);
  });

  it("relaxation with coloured noise Σ c_k cos(kυ) g_k", () => {
    const size = (k: number) => 0.5 / (1 + k);
    const { found } = solve(
      1,
      scalar(
        4,
        (x) => -x,
        (_x, u, k) => size(k) * Math.cos(k * u),
      ),
      [-0.5],
      point(0.8),
    );
    // ∫ e^{−(T−υ)} cos kυ dυ = (cos kT + k sin kT − e^{−T})/(1 + k²).
    let variance = 0;
    for (let k = 0; k < 4; k++)
      variance += (size(k) * ((Math.cos(k) + k * Math.sin(k) - Math.exp(-1)) / (1 + k * k))) ** 2;
    expectGaussian(found, 0.8, -0.5 * Math.exp(-1), variance, 1);
  });

  it("a rate and a force that change in time: dx = −2υx + υ g", () => {
    const { found } = solve(
      1,
      scalar(
        1,
        (x, u) => -2 * u * x,
        (_x, u) => u,
      ),
      [0.4],
      point(1.1),
    );
    expectGaussian(found, 1.1, 0.4 * Math.exp(-1), ((1 - Math.exp(-1)) / 2) ** 2, 1);
  });

  it("rotation in the plane with two forces: the Gramian of the propagator", () => {
    const forces: Forces = {
      rank: 2,
      drift: (x) => [-x[1]!, x[0]!],
      force: (_x, _u, k) => (k === 0 ? [0.5, 0] : [0.3, 0.2]),
    };
    const { found } = solve(1, forces, [1, 0], point(0.2, 1.2), 2);
    // ∫ R(T − υ) dυ = [[sin T, cos T − 1], [1 − cos T, sin T]].
    const [s, c] = [Math.sin(1), 1 - Math.cos(1)];
    const gain = [
      [s * 0.5, c * 0.5],
      [s * 0.3 - c * 0.2, c * 0.3 + s * 0.2],
    ] as const;
    const miss = [0.2 - Math.cos(1), 1.2 - Math.sin(1)] as const;
    const det = gain[0][0] * gain[1][1] - gain[0][1] * gain[1][0];
    const g = [
      (miss[0] * gain[1][1] - miss[1] * gain[1][0]) / det,
      (miss[1] * gain[0][0] - miss[0] * gain[0][1]) / det,
    ];
    const action = (g[0]! ** 2 + g[1]! ** 2) / 2;
    expectClose(found.action, action, { ...integrator(1), bound: (1 + 8 * action) * integrator(1).bound });
    expectClose(found.logProbability, -action - Math.log(2 * Math.PI * Math.abs(det)), {
      ...integrator(1),
      bound: (2 + 8 * action) * integrator(1).bound,
    });
  });
});

describe("least-action paths in noise space have the closed forms of flows that a change of coordinates makes linear", () => {
  it("a random rate, dx = s g x: log-normal, with the law of the bin model of linear features", () => {
    const { found } = solve(
      1,
      scalar(
        1,
        () => 0,
        (x) => 0.3 * x,
      ),
      [0.5],
      point(2),
    );
    const action = Math.log(4) ** 2 / (2 * 0.09);
    expectClose(found.action, action, { ...integrator(1), bound: 8 * action * integrator(1).bound });
    expectClose(found.logProbability, normalLogDensity(Math.log(4), 0, 0.3) - Math.log(2), {
      ...integrator(1),
      bound: 10 * action * integrator(1).bound,
    });
  });

  it("dx = e^{−x} g: e^x is Gaussian", () => {
    const { found } = solve(
      1,
      scalar(
        1,
        () => 0,
        (x) => 0.5 * Math.exp(-x),
      ),
      [0.2],
      point(0.9),
    );
    const g = (Math.exp(0.9) - Math.exp(0.2)) / 0.5;
    expectClose(found.action, (g * g) / 2, { ...integrator(1), bound: 4 * g * g * integrator(1).bound });
    expectClose(found.logProbability, normalLogDensity(g) + 0.9 - Math.log(0.5), {
      ...integrator(1),
      bound: 8 * g * g * integrator(1).bound,
    });
  });

  it("tails of the log-normal scale mixture x = y e^{s g} to 0.3 %, from 8e-2 down to 1e-10", () => {
    const process = clockProcess(1, 1, 40);
    const ensemble = forcedEnsemble(
      process,
      scalar(
        1,
        () => 0,
        (x) => 0.3 * x,
      ),
    );
    for (const threshold of [3, 8, 20, 36]) {
      const { logProbability } = minimumActionPath(seededRng(seed), process, ensemble, {
        method: "rk4",
        start: "prior",
        end: above(threshold),
        searches: 0,
      });
      // E Φ(−c e^{−s g}/σ(T)) over g by the trapezoid, which has every digit for an entire function that vanishes at both ends.
      let exact = 0;
      for (let g = -12; g <= 12; g += 0.02)
        exact += 0.02 * normalDensity(g) * normalCdf((-threshold * Math.exp(-0.3 * g)) / 2);
      expectClose(
        Math.exp(logProbability) / exact,
        1,
        { bound: 0.003, reason: "the next order of the prefactor" },
        `c = ${threshold}`,
      );
    }
  });

  it("the probability of a half-space around the noise-free end is one minus the tail", () => {
    const forces = scalar(
      1,
      () => 0,
      () => 0.3,
    );
    const { found } = solve(1, forces, [0.5], above(0.2));
    expectClose(Math.exp(found.logProbability), normalCdf(1), integrator(1));
  });
});

describe("derivatives of the end state in the normals", () => {
  const process = clockProcess(2, 0.7, 12);
  const ensemble = forcedEnsemble(process, {
    rank: 3,
    drift: (x, u) => [Math.sin(x[1]!) - 0.3 * x[0]! * u, Math.cos(x[0]!) * x[1]!],
    force: (x, u, k) => [0.4 * Math.cos(k * u + x[1]!), 0.3 * x[0]! * k],
  });
  for (const method of ["euler", "heun", "rk4"] as const) {
    it(`${method}: the adjoint gives the slope and the second-order adjoint the curvature of the discrete map`, () => {
      const flow = noiseDrivenFlow(process, ensemble, "prior", method);
      const u = Float64Array.of(0.3, -0.4, 0.8, -0.2, 0.5);
      const { jacobian, hessian } = flow.expand(u);
      const weights = Float64Array.of(0.7, -1.3);
      const h = 1e-3;
      const value = (at: Float64Array): number => {
        const { values } = flow.path(at);
        return weights[0]! * values.at(-2)! + weights[1]! * values.at(-1)!;
      };
      const moved = (...shifts: (readonly [number, number])[]): Float64Array => {
        const at = u.slice();
        for (const [i, by] of shifts) at[i]! += by;
        return at;
      };
      const second = hessian(weights).values;
      // Values of size 4 with bounded derivatives: h²/6 · 8, and rounding over h and h².
      for (let i = 0; i < 5; i++) {
        const slope = weights[0]! * jacobian.values[i]! + weights[1]! * jacobian.values[5 + i]!;
        const quotient = (value(moved([i, h])) - value(moved([i, -h]))) / (2 * h);
        expectClose(slope, quotient, discretisation(2, h, 8), `slope ${i}`);
        for (let j = 0; j <= i; j++) {
          const cross =
            (value(moved([i, h], [j, h])) -
              value(moved([i, h], [j, -h])) -
              value(moved([i, -h], [j, h])) +
              value(moved([i, -h], [j, -h]))) /
            (4 * h * h);
          expectClose(second[i * 5 + j]!, cross, discretisation(2, h, 20), `curvature ${i}, ${j}`);
        }
      }
    });
  }
});

describe("least-action paths refuse what has none", () => {
  const process = clockProcess(1, 1, 10);
  const forced = forcedEnsemble(
    process,
    scalar(
      1,
      () => 0,
      () => 0.3,
    ),
  );
  const ask = (ensemble: FiniteRankEnsemble, end: RareEnd, start: number[] = [0]) =>
    minimumActionPath(seededRng(seed), process, ensemble, { method: "rk4", start: Float64Array.from(start), end });

  it("a kernel without loadings, by name", () => {
    const { loadings: _loadings, ...bare } = forced;
    expect(() => ask(bare as FiniteRankEnsemble, point(1))).toThrow(/forced.*finite rank/s);
  });

  it("an ensemble with fewer noises than constraints", () => {
    expect(() => ask(deterministicEnsemble("still", forced.meanField), point(1))).toThrow(ArgumentError);
  });

  it("ends and starts of another dimension, and ends that are no numbers", () => {
    expect(() => ask(forced, point(1, 2))).toThrow(ShapeError);
    expect(() => ask(forced, point(1), [0, 0])).toThrow(ShapeError);
    expect(() => ask(forced, point(Number.NaN))).toThrow(ArgumentError);
    expect(() => ask(forced, { kind: "beyond", direction: Float64Array.of(0), threshold: 1 })).toThrow(ArgumentError);
  });

  it("an end that no noise reaches: the iteration says so", () => {
    const bounded = forcedEnsemble(
      process,
      scalar(
        1,
        () => 0,
        (x) => 0.3 * (1 - x * x),
      ),
    );
    expect(() => ask(bounded, point(1.5))).toThrow(ConvergenceError);
  });
});
