import { describe, expect, it } from "vitest";
import {
  ArgumentError,
  type ForwardProcess,
  geometricGrid,
  namedData,
  points,
  type ScoreEnsemble,
  ShapeError,
  varianceExploding,
} from "../../src/core/index.ts";
import {
  constantAxis,
  momentMatchedEnsemble,
  polynomialAxis,
  tensorProduct,
  trainCoefficients,
} from "../../src/linear-models/index.ts";
import { seededRng } from "../../src/numerics/index.ts";
import {
  affineLaw,
  cdfAverage,
  localSecondOrder,
  logJacobianAverage,
  meanFlow,
  pathAverage,
  sequentialConditioning,
  weakNoise,
  weakNoiseSamples,
} from "../../src/path-integral/index.ts";
import { smallModel, smallProcess } from "../support/small-models.ts";
import { type PropagatorCase, propagatorContract } from "./propagator.contract.ts";

const seed = 20601;

const line = smallProcess();
/** Noise of width 3 at the terminal time, unlike the others. */
const exploding = varianceExploding({ sigma: "t", cutoffTime: 0.1, terminalTime: 3 });
const wide = { ...line, schedule: exploding, grid: geometricGrid(exploding, 20) };
const plane = smallProcess(namedData("four-points"));
const rk4 = { method: "rk4" } as const;
const euler = { method: "euler" } as const;
const x = Float64Array.from({ length: 41 }, (_, k) => -10 + 0.5 * k);

const onLine = trainedField(line, 12);
const inWide = trainedField(wide, 12);
const inPlane = trainedField(plane, 12);

const cases: readonly PropagatorCase[] = [
  {
    propagator: pathAverage({ ...euler, models: 7, pathsPerModel: 9 }),
    flow: euler,
    process: line,
    ensemble: onLine,
    models: 7,
    paths: 9,
  },
  {
    propagator: pathAverage({ ...rk4, models: 30, pathsPerModel: 1 }),
    flow: rk4,
    process: line,
    ensemble: onLine,
    models: 30,
    paths: 1,
  },
  {
    propagator: pathAverage({ ...euler, models: 5, pathsPerModel: 8 }),
    flow: euler,
    process: plane,
    ensemble: inPlane,
    models: 5,
    paths: 8,
  },
  {
    propagator: meanFlow({ ...rk4, paths: 100 }),
    flow: rk4,
    process: line,
    ensemble: onLine,
    models: 1,
    paths: 100,
  },
  {
    propagator: meanFlow({ ...euler, paths: 64 }),
    flow: euler,
    process: plane,
    ensemble: inPlane,
    models: 1,
    paths: 64,
  },
  {
    propagator: cdfAverage({ ...rk4, models: 27, x }),
    flow: rk4,
    process: line,
    ensemble: onLine,
    models: 27,
    paths: null,
  },
  {
    propagator: cdfAverage({ ...rk4, models: 3, x }),
    flow: rk4,
    process: wide,
    ensemble: inWide,
    models: 3,
    paths: null,
  },
  {
    propagator: pathAverage({ ...rk4, models: 3, pathsPerModel: 4 }),
    flow: rk4,
    process: wide,
    ensemble: inWide,
    models: 3,
    paths: 4,
  },
  {
    propagator: sequentialConditioning({ paths: 21 }),
    flow: euler,
    process: line,
    ensemble: onLine,
    models: 21,
    paths: 1,
  },
  {
    propagator: sequentialConditioning({ paths: 9, conditioning: "cholesky" }),
    flow: euler,
    process: plane,
    ensemble: inPlane,
    models: 9,
    paths: 1,
  },
  {
    propagator: logJacobianAverage({
      ...rk4,
      models: 3,
      x: points(Float64Array.from({ length: 301 }, (_, k) => -7.5 + 0.05 * k)),
    }),
    flow: rk4,
    process: line,
    ensemble: onLine,
    models: 3,
    paths: null,
  },
  {
    propagator: affineLaw({ ...rk4, models: 4 }),
    flow: rk4,
    process: line,
    ensemble: affineField(line),
    models: 4,
    paths: null,
  },
  {
    propagator: weakNoise({ ...rk4, cells: 60, x, order: "second" }),
    flow: rk4,
    process: line,
    ensemble: onLine,
    models: 1,
    paths: null,
  },
  {
    propagator: localSecondOrder({ ...rk4, cells: 60, x }),
    flow: rk4,
    process: wide,
    ensemble: inWide,
    models: 1,
    paths: null,
  },
  {
    propagator: weakNoiseSamples({ ...euler, labels: 5, pathsPerLabel: 3, order: "second" }),
    flow: euler,
    process: plane,
    ensemble: inPlane,
    models: 5,
    paths: 3,
  },
];

describe("every propagator obeys the laws", () => {
  cases.forEach((each, k) => {
    propagatorContract(`${k} ${each.propagator.name} in ${each.process.data.dim}D`, each, seed + k);
  });
});

describe("propagators refuse what they cannot average", () => {
  it("counts of models and paths must be positive integers", () => {
    expect(() => pathAverage({ ...euler, models: 0, pathsPerModel: 1 })).toThrow(ArgumentError);
    expect(() => cdfAverage({ ...rk4, models: 1.5, x })).toThrow(ArgumentError);
    const none = pathAverage({ ...euler, models: 1, pathsPerModel: 0 });
    expect(() => none.propagate(seededRng(seed), line, onLine)).toThrow(ArgumentError);
    expect(() => meanFlow({ ...euler, paths: 0 }).propagate(seededRng(seed), line, onLine)).toThrow(ArgumentError);
  });

  it("states of a CDF must increase and be finite", () => {
    expect(() => cdfAverage({ ...rk4, models: 2, x: Float64Array.of(0, 0) })).toThrow("x[1]");
    expect(() => cdfAverage({ ...rk4, models: 2, x: Float64Array.of(0, Number.NaN) })).toThrow("x[1]");
  });

  it("a CDF average needs one dimension", () => {
    expect(() => cdfAverage({ ...rk4, models: 2, x }).propagate(seededRng(seed), plane, inPlane)).toThrow(ShapeError);
  });
});

/** A denoiser that is linear in x: its score is affine, whatever it was trained on. */
function affineField(process: ForwardProcess): ScoreEnsemble {
  const features = tensorProduct([polynomialAxis({ degree: 1 })], constantAxis());
  const model = smallModel(process, { features, samplingBox: null });
  return momentMatchedEnsemble(model, process, trainCoefficients(seededRng(seed), model, process, 0, 12));
}

function trainedField(process: ForwardProcess, members: number): ScoreEnsemble {
  const model = smallModel(process);
  return momentMatchedEnsemble(model, process, trainCoefficients(seededRng(seed), model, process, 0, members));
}
