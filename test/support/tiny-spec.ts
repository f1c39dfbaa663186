import { type ExperimentSpec, parseSpec } from "../../src/experiments/index.ts";

const bumps = (low: number, high: number) => ({ kind: "gaussian-bumps", count: 4, low, high, height: "one" }) as const;

/** Three points, 4 × 4 bumps, P = 32 and a few models: an experiment of a second. A field set to undefined is left out. */
export function tinySpec(change: Record<string, unknown> = {}): ExperimentSpec {
  const json = {
    name: "tiny",
    data: { kind: "named", name: "three-points" },
    schedule: { kind: "variance-preserving", drift: "half-beta", cutoffTime: 0.05 },
    model: {
      kind: "linear",
      features: { kind: "tensor-product", space: [bumps(-1.5, 1.5)], time: bumps(0.05, 1) },
      ridge: 0.1,
    },
    sampleCounts: [32],
    sampling: { method: "euler", grid: { kind: "uniform", steps: 12 }, extrapolate: "clamp" },
    ensemble: { models: 30, pathsPerModel: 6, fieldPaths: 200 },
    display: { low: -2, high: 2, points: 21 },
    ...change,
  };
  return parseSpec(Object.fromEntries(Object.entries(json).filter(([, value]) => value !== undefined)));
}
