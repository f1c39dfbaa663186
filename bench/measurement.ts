/**
 * Metrics of trained ensembles: nearest training points of images, discrepancies, sliced distances; NumPy by one matrix
 * product a block, on one thread.
 * Run: npx tsx bench/measurement.ts [samples] [training points] [dimension]
 */
import { type Points, points } from "../src/core/index.ts";
import { seededRng } from "../src/numerics/index.ts";
import {
  maximumMeanDiscrepancy,
  nearestRatios,
  pointLaw,
  sliceDirections,
  slicedEstimate,
} from "../src/validate/index.ts";
import { bestSeconds, numpySeconds, printRow } from "./baseline.ts";

const [samples = 500, training = 10_000, dim = 784] = process.argv.slice(2).map(Number);
const rng = seededRng(1);
const cloud = (name: string, count: number): Points => points(rng.split(name).normals(count * dim), dim);
const [x, y] = [cloud("samples", samples), cloud("training", training)];

const direct = (count: number): number => {
  let least = Number.POSITIVE_INFINITY;
  for (let n = 0; n < count; n++)
    for (let m = 0; m < y.count; m++) {
      let distance = 0;
      for (let d = 0; d < dim; d++) distance += (x.values[n * dim + d]! - y.values[m * dim + d]!) ** 2;
      least = Math.min(least, distance);
    }
  return least;
};

const size = `${samples} × ${training} × ${dim}`;
const ratios = await bestSeconds(3, () => nearestRatios(x, y));
const few = Math.ceil(samples / 20);
const loops = (await bestSeconds(2, () => direct(few))) * (samples / few);
printRow(`nearest ratios, ${size}`, ratios, "direct loops", loops);
const shape = [samples, training, dim].map(String);
printRow(`nearest ratios, ${size}`, ratios, "numpy, one thread", numpySeconds("./measurement.py", "nearest", ...shape));
const [a, b] = [pointLaw(x, undefined, samples), pointLaw(y, undefined, training)];
const mmd = await bestSeconds(1, () => maximumMeanDiscrepancy(a, b, Math.sqrt(2 * dim)));
printRow(`MMD² with its error, ${size}`, mmd, "numpy, one thread", numpySeconds("./measurement.py", "mmd", ...shape));
const [left, right] = [rng.split("left"), rng.split("right")].map((stream) =>
  pointLaw(points(stream.normals(2 * 10_000), 2), undefined, 500),
);
const sliced = await bestSeconds(1, () => slicedEstimate(rng, 2, left!, right!, sliceDirections(rng, 2, 50), 200));
process.stdout.write(`sliced W₂, 2 × 10 000 points, 50 directions, 200 replicates: ${sliced.toPrecision(3)} s\n`);
