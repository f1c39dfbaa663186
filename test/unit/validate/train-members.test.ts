import { describe, expect, it } from "vitest";
import { ArgumentError, type ForwardProcess, type LinearScoreModel, namedData } from "../../../src/core/index.ts";
import { trainBothTargets } from "../../../src/linear-models/index.ts";
import { type Matrix, matrix, NotPositiveDefiniteError, seededRng } from "../../../src/numerics/index.ts";
import { noisedMarginal } from "../../../src/theory/index.ts";
import { trainMembers } from "../../../src/validate/index.ts";
import { smallModel, smallProcess } from "../../support/small-models.ts";
import { expectClose, monteCarlo } from "../../support/tolerance.ts";

const seed = 30608;
const members = 400;

/** The same ensemble as linear-models trains it, on draws of its own. */
function otherMembers(model: LinearScoreModel, process: ForwardProcess): { noisy: Matrix; noiseFree: Matrix } {
  const marginal = noisedMarginal(process.data, process.schedule);
  const rng = seededRng(seed).split("other");
  const size = model.features.featureCount * process.data.dim;
  const out = { noisy: matrix(members, size), noiseFree: matrix(members, size) };
  for (let m = 0; m < members; m++) {
    const both = trainBothTargets(rng.split(`${m}`), model, process, marginal);
    out.noisy.values.set(both.noisy.values, m * size);
    out.noiseFree.values.set(both.noiseFree.values, m * size);
  }
  return out;
}

/** A number of each member, with its mean, its variance and the errors of both over members. */
function summary(ensemble: Matrix, of: (own: Float64Array) => number): readonly (readonly [number, number])[] {
  const { rows, cols, values } = ensemble;
  const found = Array.from({ length: rows }, (_, m) => of(values.subarray(m * cols, (m + 1) * cols)));
  const mean = found.reduce((sum, value) => sum + value / rows, 0);
  const power = (k: number): number => found.reduce((sum, value) => sum + (value - mean) ** k / rows, 0);
  return [
    [mean, Math.sqrt(power(2) / rows)],
    [power(2), Math.sqrt((power(4) - power(2) ** 2) / rows)],
  ];
}

const kinds: readonly (readonly [string, string, Partial<LinearScoreModel>])[] = [
  ["more samples than features", "three-points", { sampleCount: 80 }],
  ["fewer samples than features", "three-points", { sampleCount: 10 }],
  ["a score model on log-uniform times", "three-points", { parameterization: "score", trainingTimes: "log-uniform" }],
  ["a score above noise", "three-points", { parameterization: "score", baseScore: "noise" }],
  ["the plane", "four-points", { sampleCount: 40 }],
];

describe("trained members", () => {
  it.each(kinds)("have the moments of the ensemble that the prediction trains: %s", (_, name, change) => {
    const process = smallProcess(namedData(name));
    const model = smallModel(process, change);
    const found = trainMembers(seededRng(seed), model, process, 0, members);
    const expected = otherMembers(model, process);
    const size = model.features.featureCount * process.data.dim;
    for (const target of ["noisy", "noiseFree"] as const) {
      for (const a of [0, Math.floor(size / 3), Math.floor(size / 2), size - 1]) {
        const ours = summary(found[target], (own) => own[a]!);
        const theirs = summary(expected[target], (own) => own[a]!);
        ours.forEach(([value, error], k) => {
          const [other, otherError] = theirs[k]!;
          const bound = monteCarlo(Math.hypot(error, otherError));
          expectClose(value, other, bound, `${target}, ${k === 0 ? "mean" : "variance"} of coefficient ${a}`);
        });
      }
    }
  });

  it("pair the two targets: they share inputs, and differ by the noise of the target alone", () => {
    const process = smallProcess();
    const model = smallModel(process, { sampleCount: 4000 });
    const { noisy, noiseFree } = trainMembers(seededRng(seed), model, process, 0, 40);
    const correlation = correlationOf(noisy, noiseFree, 5);
    const unpaired = trainMembers(seededRng(seed + 1), model, process, 0, 40);
    expect(noisy.values).not.toEqual(noiseFree.values);
    expect(correlation).toBeGreaterThan(0.2);
    expect(Math.abs(correlationOf(noisy, unpaired.noiseFree, 5))).toBeLessThan(correlation);
  });

  it("depend on their number alone", () => {
    const process = smallProcess();
    const model = smallModel(process);
    const whole = trainMembers(seededRng(seed), model, process, 0, 5);
    const part = trainMembers(seededRng(seed), model, process, 3, 5);
    expect(part.noisy.values).toEqual(whole.noisy.values.slice(3 * 16));
    expect(part.noiseFree.values).toEqual(whole.noiseFree.values.slice(3 * 16));
  });

  it("solve the same problem in features and in samples", () => {
    // One sample more or less than features changes the route, hardly the law: compare both against 5 σ.
    const process = smallProcess();
    const [tall, wide] = [17, 15].map((sampleCount) =>
      trainMembers(seededRng(seed), smallModel(process, { sampleCount, ridge: 5 }), process, 0, members),
    );
    for (const a of [0, 7]) {
      const [[one, error]] = summary(tall!.noisy, (own) => own[a]!) as [readonly [number, number]];
      const [[other, otherError]] = summary(wide!.noisy, (own) => own[a]!) as [readonly [number, number]];
      expectClose(one, other, monteCarlo(Math.hypot(error, otherError), 6));
    }
  });

  it("refuse a sample count of zero, and a singular design without ridge", () => {
    const process = smallProcess();
    const train = (change: Partial<LinearScoreModel>): unknown =>
      trainMembers(seededRng(seed), smallModel(process, change), process, 0, 1);
    expect(() => train({ sampleCount: 0 })).toThrow(ArgumentError);
    const repeated = { ...smallModel(process).features };
    const twice = {
      ...repeated,
      featureCount: 2,
      evaluate: (at: Parameters<typeof repeated.evaluate>[0]) =>
        matrix(at.x.count, 2, new Float64Array(2 * at.x.count).fill(1)),
    };
    expect(() => train({ features: twice, ridge: 0 })).toThrow(NotPositiveDefiniteError);
  });
});

/** Correlation over members of one coefficient of two ensembles. */
function correlationOf(a: Matrix, b: Matrix, index: number): number {
  const column = (ensemble: Matrix): number[] => {
    const own = Array.from({ length: ensemble.rows }, (_, m) => ensemble.values[m * ensemble.cols + index]!);
    const mean = own.reduce((sum, value) => sum + value / own.length, 0);
    return own.map((value) => value - mean);
  };
  const [x, y] = [column(a), column(b)];
  const dot = (u: number[], v: number[]): number => u.reduce((sum, value, i) => sum + value * v[i]!, 0);
  return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
}
