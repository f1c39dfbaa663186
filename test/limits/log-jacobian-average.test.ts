import { describe, expect, it } from "vitest";
import {
  ArgumentError,
  type Density,
  flowLogDensity,
  namedData,
  type PointDensity,
  type Points,
  points,
  type ScoreEnsemble,
  ShapeError,
} from "../../src/core/index.ts";
import { momentMatchedEnsemble, trainCoefficients } from "../../src/linear-models/index.ts";
import { compositeGaussLegendre, seededRng } from "../../src/numerics/index.ts";
import { cdfAverage, deterministicEnsemble, logJacobianAverage } from "../../src/path-integral/index.ts";
import { noisedMarginal } from "../../src/theory/index.ts";
import { smallModel, smallProcess } from "../support/small-models.ts";
import { discretisation, expectClose, quadrature } from "../support/tolerance.ts";

const seed = 40740;
const rk4 = { method: "rk4" } as const;

const line = smallProcess(undefined, 80);
const trained = trainedField(line);

function trainedField(process: typeof line): ScoreEnsemble {
  const model = smallModel(process, { samplingBox: null });
  return momentMatchedEnsemble(model, process, trainCoefficients(seededRng(seed), model, process, 0, 12));
}

function densityOf(process: typeof line, ensemble: ScoreEnsemble, models: number, x: Points): PointDensity {
  const { distribution } = logJacobianAverage({ ...rk4, models, x }).propagate(seededRng(seed), process, ensemble);
  if (distribution.kind !== "point-density") throw new Error(distribution.kind);
  return distribution;
}

describe("law 22: densities by the log-Jacobian are the slope of averaged distribution functions", () => {
  it("on the same models, cell by cell", () => {
    const edges = [-1.25, -0.75, -0.25, 0.25, 0.75, 1.25];
    const models = 6;
    const { distribution } = cdfAverage({ ...rk4, models, x: Float64Array.from(edges) }).propagate(
      seededRng(seed),
      line,
      trained,
    );
    const { cdf } = distribution as Density;
    edges.slice(1).forEach((right, i) => {
      // Panels of 0.05, a quarter of σ(ε): eight nodes resolve a mode of that width.
      const panels = Array.from({ length: 11 }, (_, k) => edges[i]! + ((right - edges[i]!) * k) / 10);
      const { nodes, weights } = compositeGaussLegendre(panels, 8);
      const { logDensity } = densityOf(line, trained, models, points(nodes));
      const mass = logDensity.reduce((sum, value, n) => sum + weights[n]! * Math.exp(value), 0);
      // Both carry the Runge–Kutta error of 80 steps, in different ways.
      expectClose(mass, cdf[i + 1]! - cdf[i]!, discretisation(4, 1 / 80, 400), `mass below ${right}`);
    });
  });
});

describe("densities at points", () => {
  it("integrate to one in the plane", () => {
    const plane = smallProcess(namedData("four-points"), 12);
    const ensemble = trainedField(plane);
    const spacing = 0.22;
    const side = Array.from({ length: 33 }, (_, k) => (k - 16) * spacing);
    const grid = points(side.flatMap((a) => side.map((b) => [a, b])));
    const { logDensity } = densityOf(plane, ensemble, 1, grid);
    const mass = logDensity.reduce((sum, value) => sum + Math.exp(value), 0) * spacing * spacing;
    // The trapezoidal rule on a smooth density that vanishes at the ends; the flow of 12 steps loses the rest.
    expectClose(mass, 1, discretisation(4, 1 / 12, 400), "mass");
  });

  it("carry the error over models: none for one model, the spread of the densities for more", () => {
    const x = points(Float64Array.of(-1, 0.1, 0.6));
    expect([...densityOf(line, trained, 1, x).relativeStandardError]).toEqual([0, 0, 0]);
    const models = 5;
    const found = densityOf(line, trained, models, x);
    const each = Array.from({ length: models }, (_, m) => {
      const field = trained.draw(seededRng(seed).split(`model/${m}`).split("field"));
      return flowLogDensity(line, field, x, rk4).map(Math.exp);
    });
    x.values.forEach((_, n) => {
      const values = each.map((densities) => densities[n]!);
      const mean = values.reduce((a, b) => a + b, 0) / models;
      const error = Math.sqrt(values.reduce((sum, p) => sum + (p - mean) ** 2, 0) / (models - 1) / models);
      expectClose(Math.exp(found.logDensity[n]!), mean, quadrature(1e-12 * mean));
      expectClose(found.relativeStandardError[n]!, error / mean, quadrature(1e-10));
    });
  });

  it("state the error of central differences, which vanishes with a divergence", () => {
    const marginal = noisedMarginal(line.data, line.schedule);
    const exact = deterministicEnsemble("exact", marginal.scoreField);
    const blind = deterministicEnsemble("blind", { dim: 1, score: marginal.scoreField.score });
    const x = points(Float64Array.of(-1.1, -0.5, 0.3, 0.9));
    const run = (ensemble: ScoreEnsemble) =>
      logJacobianAverage({ ...rk4, models: 1, x }).propagate(seededRng(seed), line, ensemble);
    const [known, found] = [run(exact), run(blind)];
    expect(known.diagnostics).not.toHaveProperty("differenceError");
    const stated = found.diagnostics.differenceError as number;
    expect(stated).toBeLessThan(1e-6);
    (found.distribution as PointDensity).logDensity.forEach((value, n) => {
      // The stated error is of second order; rounding of the differences, 1e-16/1e-4 a step of up to 1/σ², adds to it.
      const bound = { bound: 2 * stated + 1e-8, reason: "stated error and rounding" };
      expectClose(value, (known.distribution as PointDensity).logDensity[n]!, bound);
    });
  });

  it("stay finite where a density underflows", () => {
    const { logDensity, relativeStandardError } = densityOf(line, trained, 3, points(Float64Array.of(40)));
    expect(logDensity[0]).toBeLessThan(-800);
    expect(Number.isFinite(logDensity[0]) && Number.isFinite(relativeStandardError[0])).toBe(true);
  });

  it("refuse what they cannot average", () => {
    const x = points(Float64Array.of(0));
    expect(() => logJacobianAverage({ ...rk4, models: 0, x })).toThrow(ArgumentError);
    expect(() =>
      logJacobianAverage({ ...rk4, models: 1, x: { count: 0, dim: 1, values: new Float64Array(0) } }),
    ).toThrow(ArgumentError);
    const flat = points([[0, 0]]);
    expect(() => logJacobianAverage({ ...rk4, models: 1, x: flat }).propagate(seededRng(seed), line, trained)).toThrow(
      ShapeError,
    );
  });
});
