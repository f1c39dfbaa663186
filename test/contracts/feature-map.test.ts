import { describe } from "vitest";
import { type FeatureMap, variancePreserving } from "../../src/core/index.ts";
import {
  constantAxis,
  denseFeatureMap,
  type FeatureAxis,
  formulaFeatures,
  fourierAxis,
  gaussianBumps,
  indicatorBins,
  networkInput,
  polynomialAxis,
  randomFeatures,
  tensorProduct,
} from "../../src/linear-models/index.ts";
import { matrix, seededRng } from "../../src/numerics/index.ts";
import { featureAxisContract, featureMapContract } from "./feature-map.contract.ts";

const seed = 20301;

const box = { low: -1.5, high: 1.5 };
const axes: Readonly<Record<string, FeatureAxis>> = {
  "bumps of height one": gaussianBumps({ count: 7, ...box }),
  "bumps as densities": gaussianBumps({ count: 16, ...box, height: "density" }),
  "wide bumps": gaussianBumps({ count: 7, ...box, width: 2 }),
  "narrow bumps, by the recurrence": gaussianBumps({ count: 7, ...box, width: 0.03 }),
  "narrow bumps, one by one": gaussianBumps({ count: 7, ...box, width: 0.01, height: "density" }),
  "one bump": gaussianBumps({ count: 1, ...box }),
  "an even number of Fourier features": fourierAxis({ count: 4, period: 3 }),
  "an odd number of Fourier features": fourierAxis({ count: 5, period: 0.7 }),
  polynomials: polynomialAxis({ degree: 2 }),
  "the constant": constantAxis(),
  "indicator bins": indicatorBins({ edges: [-1.5, -0.5, 0, 1.2] }),
};

const onTime = {
  bumps: gaussianBumps({ count: 5, low: 0.01, high: 1, height: "density" }),
  bins: indicatorBins({ edges: [0, 0.2, 1] }),
};

/** Units of two frozen layers over a plane; times below the cutoff stand for it. */
const frozen = randomFeatures({
  input: networkInput(variancePreserving({ drift: "half-beta", cutoffTime: 0.05 }), 2, { clock: "time" }),
  layers: [
    { weights: matrix(3, 9, seededRng(1).normals(27)), bias: seededRng(2).normals(9) },
    { weights: matrix(9, 5, seededRng(3).normals(45)), bias: null },
  ],
  activation: { name: "tanh", value: Math.tanh },
  scale: 0.4,
  constant: 0.3,
});

const few = gaussianBumps({ count: 4, ...box });
const maps: Readonly<Record<string, FeatureMap>> = {
  ...Object.fromEntries(Object.entries(axes).map(([name, axis]) => [name, tensorProduct([axis], onTime.bumps)])),
  "bumps in time alone": tensorProduct([constantAxis()], onTime.bumps),
  "bins in space and time": tensorProduct([axes["indicator bins"]!], onTime.bins),
  "bumps and Fourier features in two dimensions": tensorProduct(
    [few, fourierAxis({ count: 4, period: 3 })],
    onTime.bumps,
  ),
  "bumps, bins and polynomials in three dimensions": tensorProduct(
    [few, axes["indicator bins"]!, polynomialAxis({ degree: 1 })],
    onTime.bins,
  ),
  "random features in two dimensions": frozen,
  "formulas in one dimension": await formulaFeatures(["1", "x", "x1*t", "exp(-x^2)"], 1),
  "formulas in two dimensions": await formulaFeatures(["1", "x1*x2", "sin(x2)+t"], 2),
  "a dense map": denseFeatureMap("dense", 1, 2, ({ x, t }) => ({
    rows: x.count,
    cols: 2,
    values: Float64Array.from({ length: 2 * x.count }, (_, i) => (i % 2 === 0 ? x.values[i >> 1]! : t[i >> 1]!)),
  })),
};

describe("every feature axis obeys the laws", () => {
  for (const [name, axis] of Object.entries(axes)) featureAxisContract(name, axis, seed);
});

describe("every feature map obeys the laws", () => {
  for (const [name, map] of Object.entries(maps)) featureMapContract(name, map, seed + 1);
});
