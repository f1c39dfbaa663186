import { describe, expect, it } from "vitest";
import { ArgumentError, ShapeError } from "../../src/core/index.ts";
import { gaussLegendre, normalCdf, normalLogDensity, solveLineFokkerPlanck } from "../../src/numerics/index.ts";
import {
  type Diffusion,
  type DiffusionPath,
  type DiffusionPathOptions,
  diffusionPath,
} from "../../src/path-integral/index.ts";
import { expectClose, rounding, type Tolerance } from "../support/tolerance.ts";

/** Segments are integrated to 3e-12 and difference quotients are of order eight at step 0.01. */
const shot: Tolerance = { bound: 1e-8, reason: "the accuracy that the path states" };

type Scalar = (x: number, t: number) => number;

function scalar(calculus: Diffusion["calculus"], drift: Scalar, noise: Scalar): Diffusion {
  return {
    dim: 1,
    noiseDim: 1,
    calculus,
    drift: (x, t) => Float64Array.of(drift(x[0]!, t)),
    noise: (x, t) => Float64Array.of(noise(x[0]!, t)),
  };
}

function between(
  diffusion: Diffusion,
  start: number | number[],
  end: number | number[],
  duration: number,
  change: Partial<DiffusionPathOptions> = {},
): DiffusionPath {
  const state = (x: number | number[]): Float64Array => Float64Array.from(typeof x === "number" ? [x] : x);
  return diffusionPath(diffusion, {
    start: state(start),
    end: state(end),
    times: [0, duration],
    segments: 4,
    ...change,
  });
}

function expectGaussian(found: DiffusionPath, x: number, mean: number, variance: number, jacobian: number = 0): void {
  expectClose(found.action, (x - mean) ** 2 / (2 * variance), shot, "action");
  expectClose(found.logDensity, normalLogDensity(x, mean, Math.sqrt(variance)) + jacobian, shot, "log density");
  const tail = normalCdf(-Math.abs(x - mean) / Math.sqrt(variance));
  expectClose(found.logTail!, Math.log(tail), shot, "log tail");
}

describe("diffusions with linear drift and noise without x have their Gaussian laws", () => {
  it("Brownian motion: action Δx²/(2σ²T), and the path of the bridge is straight", () => {
    const found = between(
      scalar(
        "additive",
        () => 0,
        () => 0.5,
      ),
      0.2,
      1.4,
      2,
    );
    expectGaussian(found, 1.4, 0.2, 0.5);
    found.path.values.forEach((x, k) => {
      expectClose(x, 0.2 + (1.2 * k) / 4, shot, `node ${k}`);
    });
  });

  it("Ornstein–Uhlenbeck: variance σ²(1 − e^{−2T})/2, momentum e^{t − T} x(T)/variance", () => {
    const variance = (0.09 * (1 - Math.exp(-3))) / 2;
    const found = between(
      scalar(
        "additive",
        (x) => -x,
        () => 0.3,
      ),
      0,
      1,
      1.5,
    );
    expectGaussian(found, 1, 0, variance);
    found.momenta.values.forEach((p, k) => {
      expectClose(p, Math.exp(found.times[k]! - 1.5) / variance, { ...shot, bound: 1e-7 }, `momentum ${k}`);
    });
  });

  it("Ornstein–Uhlenbeck with noise that changes in time, σ = t", () => {
    // ∫₀¹ e^{−2(1−t)} t² dt = (1 − e^{−2})/4.
    const found = between(
      scalar(
        "additive",
        (x) => -x,
        (_x, t) => t,
      ),
      0.5,
      1.2,
      1,
    );
    expectGaussian(found, 1.2, 0.5 * Math.exp(-1), (1 - Math.exp(-2)) / 4);
  });

  it("a rate that changes in time, dx = −2t x dt + σ e^{−t²} dW", () => {
    // e^{t²} x is a Brownian motion of strength σ.
    const found = between(
      scalar(
        "additive",
        (x, t) => -2 * t * x,
        (_x, t) => 0.6 * Math.exp(-t * t),
      ),
      0.3,
      0.9,
      1,
    );
    expectGaussian(found, 0.9, 0.3 * Math.exp(-1), 0.36 * Math.exp(-2));
  });

  it("the inverted oscillator, dx = x dt + σ dW", () => {
    const found = between(
      scalar(
        "additive",
        (x) => x,
        () => 0.4,
      ),
      0.1,
      -1,
      1.2,
    );
    expectGaussian(found, -1, 0.1 * Math.exp(1.2), (0.16 * (Math.exp(2.4) - 1)) / 2);
  });

  it("a driven oscillator with noise on the velocity alone: the controllability Gramian", () => {
    const noisyVelocity: Diffusion = {
      dim: 2,
      noiseDim: 1,
      calculus: "additive",
      drift: (x) => Float64Array.of(x[1]!, -x[0]!),
      noise: () => Float64Array.of(0, 0.5),
    };
    const found = between(noisyVelocity, [1, 0], [0.4, 0.3], 2);
    // Columns of the propagator from the noise: (sin τ, cos τ).
    const [ss, sc, cc] = [1 - Math.sin(4) / 4, Math.sin(2) ** 2 / 2, 1 + Math.sin(4) / 4].map((v) => 0.25 * v) as [
      number,
      number,
      number,
    ];
    const miss = [0.4 - Math.cos(2), 0.3 + Math.sin(2)] as const;
    const det = ss * cc - sc * sc;
    const action = (cc * miss[0] ** 2 - 2 * sc * miss[0] * miss[1] + ss * miss[1] ** 2) / (2 * det);
    expectClose(found.action, action, shot);
    expectClose(found.logDensity, -action - Math.log(2 * Math.PI) - Math.log(det) / 2, shot);
    expect(found.logTail).toBeNull();
  });

  it("rotation about a circle with isotropic noise: the noise-free path rotates, and the cost is that of a free particle", () => {
    const circle: Diffusion = {
      dim: 2,
      noiseDim: 2,
      calculus: "additive",
      drift: (x) => Float64Array.of(-x[1]!, x[0]!),
      noise: () => Float64Array.of(0.5, 0, 0, 0.5),
    };
    const found = between(circle, [1, 0], [0, 1.5], 1);
    const square = (0 - Math.cos(1)) ** 2 + (1.5 - Math.sin(1)) ** 2;
    expectClose(found.action, square / 0.5, shot);
    expectClose(found.logDensity, -square / 0.5 - Math.log(2 * Math.PI * 0.25), shot);
  });
});

describe("state-dependent noise: the calculus is named, and coordinates do not matter", () => {
  const [sigma, duration, way] = [0.4, 0.7, Math.log(2)] as const;

  it("dx = σx ∘ dW (Stratonovich): log x is a Brownian motion", () => {
    const found = between(
      scalar(
        "stratonovich",
        () => 0,
        (x) => sigma * x,
      ),
      1,
      2,
      duration,
    );
    const variance = sigma ** 2 * duration;
    expectGaussian(found, way, 0, variance, -way);
  });

  it("dx = σx dW (Itô): log x drifts by −σ²/2", () => {
    const found = between(
      scalar(
        "ito",
        () => 0,
        (x) => sigma * x,
      ),
      1,
      2,
      duration,
      { segments: 2 },
    );
    expectGaussian(found, way, -(sigma ** 2 * duration) / 2, sigma ** 2 * duration, -way);
  });

  it("dx = σ e^{−x} ∘ dW: e^x is a Brownian motion", () => {
    const found = between(
      scalar(
        "stratonovich",
        () => 0,
        (x) => 0.5 * Math.exp(-x),
      ),
      0.2,
      0.9,
      1,
    );
    expectGaussian(found, Math.exp(0.9), Math.exp(0.2), 0.25, 0.9);
  });

  it("a double well in the coordinate sinh x costs what it costs in x", () => {
    const well = (x: number): number => x - x ** 3;
    const plain = between(
      scalar("additive", well, () => 0.5),
      -0.9,
      0.3,
      1.5,
    );
    // y = sinh x, dy = √(1 + y²) ∘ dx.
    const stretch = (y: number): number => Math.sqrt(1 + y * y);
    const bent = scalar(
      "stratonovich",
      (y) => stretch(y) * well(Math.asinh(y)),
      (y) => 0.5 * stretch(y),
    );
    const found = between(bent, Math.sinh(-0.9), Math.sinh(0.3), 1.5);
    expectClose(found.action, plain.action, shot);
    expectClose(found.logDensity, plain.logDensity - Math.log(Math.cosh(0.3)), shot);
  });
});

describe("nonlinear drift", () => {
  it("a double well, long time: the action of the escape is 2ΔV/σ²", () => {
    const noise = 0.5;
    const barrier = (2 * 0.25) / noise ** 2;
    const excess = (duration: number): number => {
      const well = scalar(
        "additive",
        (x) => x - x ** 3,
        () => noise,
      );
      return between(well, -1, 0, duration, { segments: 8 }).action / barrier - 1;
    };
    // Both fixed points make the path wait, with rates 2 and 1: the energy that is left, and the cost of it, fall as e^{−4T/3}.
    const [shorter, longer] = [excess(5), excess(6)] as const;
    expectClose(longer, 0, { bound: 4 * Math.exp(-8), reason: "finite time, 3 e^{−4T/3}" });
    expectClose(shorter / longer, Math.exp(4 / 3), {
      bound: 4 * Math.exp(-10 / 3),
      reason: "the next power, e^{−2T/3} of the ratio",
    });
  });

  it("a double well, finite time: energy conservation gives time and action by quadrature", () => {
    const noise = 0.5;
    // ẋ² = b² + 2E: T = ∫dx/√(b² + 2E), σ²S = ∫(√(b² + 2E) − b) dx − E T.
    const energy = 0.3;
    const b = (x: number): number => x - x ** 3;
    const { nodes, weights } = gaussLegendre(60);
    const over = (f: (x: number) => number): number =>
      nodes.reduce((sum, node, i) => sum + weights[i]! * 0.75 * f(-0.25 + 0.75 * node), 0);
    const speed = (x: number): number => Math.sqrt(b(x) ** 2 + 2 * energy);
    const time = over((x) => 1 / speed(x));
    const action = (over((x) => speed(x) - b(x)) - energy * time) / noise ** 2;
    const found = between(
      scalar("additive", b, () => noise),
      -1,
      0.5,
      time,
    );
    expectClose(found.action, action, shot);
    // Twice the noise, a quarter of the action, for the same path.
    const louder = between(
      scalar("additive", b, () => 2 * noise),
      -1,
      0.5,
      time,
    );
    expectClose(louder.action, action / 4, shot);
  });

  it("drift tanh x, whose transition density is known: within 5 % down to densities and tails of 1e-10", () => {
    const duration = 0.5;
    const { nodes, weights } = gaussLegendre(200);
    for (const end of [1.5, 3, 5.4]) {
      const found = between(
        scalar("additive", Math.tanh, () => 1),
        0.3,
        end,
        duration,
      );
      const logDensity = (x: number): number =>
        normalLogDensity(x, 0.3, Math.sqrt(duration)) + Math.log(Math.cosh(x) / Math.cosh(0.3)) - duration / 2;
      expectClose(
        found.logDensity,
        logDensity(end),
        { bound: 0.05, reason: "the next order of the prefactor" },
        `density at ${end}`,
      );
      const tail = nodes.reduce((sum, node, i) => sum + weights[i]! * 3 * Math.exp(logDensity(end + 3 + 3 * node)), 0);
      expectClose(
        found.logTail!,
        Math.log(tail),
        { bound: 0.05, reason: "the next order of the prefactor" },
        `tail at ${end}`,
      );
    }
  });

  it("drift −x³: tails within 5 % of the Fokker–Planck equation", () => {
    const [noise, duration, first] = [0.8, 0.5, 0.02] as const;
    // Cells of width 0.01 from a Gaussian that Brownian motion makes of the start in a short time.
    const cells = 800;
    const faces = Float64Array.from({ length: cells + 1 }, (_, i) => -4 + (8 * i) / cells);
    const b = (x: number): number => -(x ** 3);
    const width = noise * Math.sqrt(first);
    const share = (i: number): number => normalCdf(faces[i + 1]! / width) - normalCdf(faces[i]! / width);
    const mass = Float64Array.from({ length: cells }, (_, i) => share(i < cells / 2 ? i : cells - 1 - i));
    const times = Float64Array.from({ length: 601 }, (_, k) => first + ((duration - first) * k) / 600);
    const solved = solveLineFokkerPlanck(
      {
        faces: () => faces,
        drift: (_t, at) => at.slice(1, cells).map(b),
        diffusion: () => new Float64Array(cells).fill(noise ** 2 / 2),
      },
      mass,
      times,
    );
    for (const end of [1, 1.6, 2]) {
      let tail = 0;
      for (let i = cells - 1; i >= 0 && faces[i]! >= end - 1e-9; i--) tail += solved.mass[i]!;
      const found = between(
        scalar("additive", b, () => noise),
        0,
        end,
        duration,
      );
      expectClose(
        found.logTail!,
        Math.log(tail),
        { bound: 0.05, reason: "prefactor and the cells" },
        `tail at ${end}, ${tail}`,
      );
    }
  });
});

describe("least-action paths of diffusions refuse what has none", () => {
  const plain = scalar(
    "additive",
    () => 0,
    () => 1,
  );
  it("ends of another dimension, times that do not grow, drifts that are no numbers", () => {
    expect(() => between(plain, [0, 0], 1, 1)).toThrow(ShapeError);
    expect(() => between(plain, 0, 1, -1)).toThrow(ArgumentError);
    expect(() => between(plain, 0, 1, 1, { segments: 0 })).toThrow(ArgumentError);
    expect(() => between(plain, 0, Number.NaN, 1)).toThrow(ArgumentError);
    expect(() =>
      between(
        scalar(
          "additive",
          () => Number.NaN,
          () => 1,
        ),
        0,
        1,
        1,
      ),
    ).toThrow(ArgumentError);
  });

  it("the noise-free end has a tail of one half", () => {
    expectClose(between(plain, 0.5, 0.5, 1).logTail!, Math.log(0.5), rounding(1, 64));
  });
});
