import { describe, it } from "vitest";
import { points } from "../../src/core/index.ts";
import { reluKernels } from "../../src/linear-models/index.ts";
import { seededRng } from "../../src/numerics/index.ts";
import { expectClose, type Tolerance } from "../support/tolerance.ts";

// 8 averages at five standard errors: false alarms 5e-6 for a fresh seed.
const seed = 20421;
const bias = 0.1;
const inputs = points([
  [1, 0],
  [-1, 0.5],
]);

/** Output and gradient products of one random network of finite width in NTK parametrisation, for the two inputs. */
function network(rng: ReturnType<typeof seededRng>, depth: number, width: number): { nngp: number; ntk: number } {
  let hidden = [0, 1].map((i) => inputs.values.slice(2 * i, 2 * i + 2));
  let size = 2;
  // The tangent kernel layer by layer, averaged over the units of the layer: exact for these weights' own covariances.
  const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, k) => sum + value * b[k]!, 0);
  let nngp = dot(hidden[0]!, hidden[1]!) / size + bias * bias;
  let ntk = nngp;
  for (let layer = 0; layer < depth; layer++) {
    const next = [new Float64Array(width), new Float64Array(width)];
    let open = 0;
    for (let unit = 0; unit < width; unit++) {
      const weights = rng.normals(size);
      const shift = bias * rng.normal();
      const u = hidden.map((h) => dot(h, weights) / Math.sqrt(size) + shift);
      // Variance-preserving factor 2 of the weights after the layer, taken into the activation.
      u.forEach((value, i) => {
        next[i]![unit] = Math.SQRT2 * Math.max(0, value);
      });
      if (u[0]! > 0 && u[1]! > 0) open += 2 / width;
    }
    hidden = next;
    size = width;
    nngp = dot(hidden[0]!, hidden[1]!) / size + bias * bias;
    ntk = nngp + ntk * open;
  }
  return { nngp, ntk };
}

describe("kernels of wide networks are averages over random networks of finite width", () => {
  it.each([
    [1, 20_000, 8],
    [2, 400, 40],
  ])("of depth %d, at width %d, %d networks", (depth, width, count) => {
    const rng = seededRng(seed).split(`${depth}`);
    const found = Array.from({ length: count }, (_, k) => network(rng.split(`${k}`), depth, width));
    const exact = reluKernels(inputs, depth, bias);
    for (const which of ["nngp", "ntk"] as const) {
      const mean = found.reduce((sum, one) => sum + one[which], 0) / count;
      const spread = found.reduce((sum, one) => sum + (one[which] - mean) ** 2, 0) / (count - 1);
      // Depth one is unbiased; from depth two on finite width shifts the mean by a few units over the width.
      const bound: Tolerance = {
        bound: 5 * Math.sqrt(spread / count) + (depth > 1 ? 2 / width : 0),
        reason: "five standard errors and the bias of finite width",
      };
      expectClose(mean, exact[which].values[1]!, bound, which);
    }
  });
});
