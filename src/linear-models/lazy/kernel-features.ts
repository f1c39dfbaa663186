import { type FeatureMap, type NoisyStates, ShapeError } from "../../core/index.ts";
import { type Matrix, matrix } from "../../numerics/index.ts";
import { denseFeatureMap } from "../features/dense-feature-map.ts";
import type { StateKernel } from "../kernels/state-kernel.ts";

/** Features φ_n(z) = K(z, z_n): one bump of the kernel at each centre, so that Θ(z, Z) c is a linear model. */
export function kernelFeatures(kernel: StateKernel, centers: NoisyStates): FeatureMap {
  if (centers.x.dim !== kernel.dim) {
    const shapes = { kernel: [kernel.dim], centers: [centers.x.dim] };
    throw new ShapeError("kernelFeatures", shapes, "the dimensions must agree");
  }
  const name = `${centers.x.count} centres of ${kernel.name}`;
  return denseFeatureMap(name, kernel.dim, centers.x.count, kernel.toward(centers));
}

/** The features of several maps, one list after the other. */
export function joinedFeatures(maps: readonly [FeatureMap, ...FeatureMap[]]): FeatureMap {
  const [first, ...others] = maps;
  if (others.length === 0) return first;
  const count = maps.reduce((sum, map) => sum + map.featureCount, 0);
  const evaluate = (at: NoisyStates): Matrix => {
    const out = matrix(at.x.count, count);
    let offset = 0;
    for (const map of maps) {
      const { cols, values } = map.evaluate(at);
      for (let n = 0; n < at.x.count; n++)
        out.values.set(values.subarray(n * cols, (n + 1) * cols), n * count + offset);
      offset += cols;
    }
    return out;
  };
  return denseFeatureMap(maps.map(({ name }) => name).join(" and "), first.dim, count, evaluate);
}
