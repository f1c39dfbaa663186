import type { DataDistribution, ForwardProcess, Region, SampleSet } from "../core/index.ts";
import { regionContains } from "../core/index.ts";
import { seededRng } from "../numerics/index.ts";
import { exactLaw, noisedMarginal, regionMass } from "../theory/index.ts";
import { pointLaw } from "../validate/index.ts";
import { type Law, type LawIdentity, projected, sampledLaw } from "./law.ts";

/** Atoms of a lattice of quantiles: W₁ errors of 1/atoms of the range. */
const latticeAtoms = 20_000;
/** Draws that stand for a law that has no closed form here. */
const drawCount = 100_000;

const exact = { value: 0, standardError: 0 };

/** The clean data as a law: its atoms where it has any; draws, each an independent model, for extended mixtures. */
export function dataLaw(data: DataDistribution, regions: readonly Region[]): Law {
  const identity = { name: "data", label: "data", side: "exact", route: "exact", pairing: -1 } as const;
  if (data.components.some((component) => component.covariance !== null)) {
    const points = data.sample(seededRng("data-law"), drawCount);
    const samples: SampleSet = { kind: "samples", points, models: drawCount };
    return { ...sampledLaw({ ...identity, name: "data-blurred" }, samples, regions, null), ...identity };
  }
  const { dim, components } = data;
  const values = new Float64Array(components.length * dim);
  components.forEach((component, k) => {
    values.set(component.mean, k * dim);
  });
  const weights = Float64Array.from(components, (component) => component.weight);
  const masses = regions.map((region) =>
    Float64Array.of(
      components.reduce(
        (sum, component) => (regionContains(region, component.mean, 0, dim) ? sum + component.weight : sum),
        0,
      ),
    ),
  );
  const mean = components.reduce((sum, component) => sum + component.weight * component.mean[0]!, 0);
  const variance = components.reduce((sum, component) => sum + component.weight * (component.mean[0]! - mean) ** 2, 0);
  return {
    ...identity,
    models: 1,
    pathsPerModel: components.length,
    projections: projected(values, dim, weights, 1),
    atoms: () => pointLaw({ count: components.length, dim, values }, weights),
    masses,
    mean: { value: mean, standardError: 0 },
    variance: { value: variance, standardError: 0 },
    density: null,
  };
}

/** p(x | ε), the data blurred at the cutoff time: exact in one dimension, draws of it above. */
export function blurredLaw(process: ForwardProcess, regions: readonly Region[], display: Float64Array | null): Law {
  const { data, schedule } = process;
  const t = schedule.cutoffTime;
  const identity: LawIdentity = {
    name: "data-blurred",
    label: "data blurred, p(x | ε)",
    side: "exact",
    route: "closed form",
    pairing: -2,
  };
  if (data.dim > 1) {
    const rng = seededRng("blurred-law");
    const points = data.sample(rng.split("clean"), drawCount);
    const noise = rng.split("noise").normals(drawCount * data.dim);
    const values = points.values.map((value, i) => schedule.alpha(t) * value + schedule.sigma(t) * noise[i]!);
    return sampledLaw(identity, { kind: "samples", points: { ...points, values }, models: drawCount }, regions, null);
  }
  const law = exactLaw(data, schedule, t);
  const values = law.quantileLattice(latticeAtoms);
  const lattice = sampledLaw(
    identity,
    { kind: "samples", points: { count: latticeAtoms, dim: 1, values }, models: 1 },
    regions,
    null,
  );
  const whole = law.moments(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  const density =
    display &&
    Array.from(
      noisedMarginal(data, schedule).logDensityAt({ count: display.length, dim: 1, values: display }, t),
      Math.exp,
    );
  return {
    ...lattice,
    masses: regions.map((region) => Float64Array.of(regionMass(law, region))),
    mean: { ...exact, value: whole.mean },
    variance: { ...exact, value: whole.standardDeviation ** 2 },
    density: density && { x: Array.from(display), density, standardError: density.map(() => 0) },
  };
}
