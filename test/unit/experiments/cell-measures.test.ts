import { describe, expect, it } from "vitest";
import type { CurveName, Estimate } from "../../../src/core/index.ts";
import { cellMeasures, type MeasureSources } from "../../../src/experiments/cell-measures.ts";
import { dataLaw } from "../../../src/experiments/exact-laws.ts";
import { buildModel, buildProcess, inThread, runExperiment, runTask } from "../../../src/experiments/index.ts";
import { type Law, sampledLaw } from "../../../src/experiments/law.ts";
import { probeStates } from "../../../src/experiments/probe-states.ts";
import { linearScoreField } from "../../../src/linear-models/index.ts";
import { matrix, seededRng } from "../../../src/numerics/index.ts";
import { memberScoreMatrix, sampleMembers, trainMembers } from "../../../src/validate/index.ts";
import { diskLoader } from "../../support/data-loader.ts";
import { tinySpec } from "../../support/tiny-spec.ts";
import { expectClose, monteCarlo, rounding } from "../../support/tolerance.ts";

const rng = seededRng(20517);
const [members, paths] = [5, 12];
const spec = tinySpec();

/** A cell whose members are given by their coefficients, beside another law of the same starts. */
async function cell(equal: boolean): Promise<{ sources: MeasureSources; ends: Record<string, Float64Array> }> {
  const process = await buildProcess(spec, diskLoader);
  const model = await buildModel(spec, process, 32);
  const { noisy, noiseFree } = trainMembers(rng.split("train"), model, process, 0, members);
  const first = noisy.values.subarray(0, noisy.cols);
  const trained = equal
    ? matrix(
        members,
        noisy.cols,
        noisy.values.map((_, i) => first[i % noisy.cols]!),
      )
    : noisy;
  const starts = rng.split("starts");
  const flow = spec.sampling;
  const ends = {
    "trained-noisy": sampleMembers(starts, model, process, trained, paths, flow, 0, members),
    "trained-noise-free": sampleMembers(starts, model, process, noiseFree, paths, flow, 0, members),
  };
  const laws = new Map<string, Law>(
    Object.entries(ends).map(([name, values]) => {
      const identity = { name: name as CurveName, label: "", side: "measured", route: "", pairing: 8 } as const;
      const samples = { kind: "samples", points: { count: values.length, dim: 1, values }, models: members } as const;
      return [name, sampledLaw(identity, samples, [], null)];
    }),
  );
  const own = matrix(noisy.cols, 1, Float64Array.from(first));
  return {
    ends,
    sources: {
      process,
      model,
      probes: probeStates(process),
      law: (name) => laws.get(name)!,
      data: dataLaw(process.data, []),
      predicted: trained,
      trained,
      starts,
      flow,
      field: () => linearScoreField(model, process.schedule, own),
    },
  };
}

describe("numbers of a cell on demand", () => {
  it("follow other flows from the very starts of the trained members", async () => {
    const { sources } = await cell(true);
    // All members are the field that they are held against.
    const { value } = cellMeasures(rng, sources).flowDistance("trained-noisy", "exact-score");
    expectClose(value, 0, rounding(10, 4096));
    const other = cellMeasures(rng, (await cell(false)).sources).flowDistance("trained-noisy", "exact-score");
    // Four of the five are other fields.
    expect(other.value).toBeGreaterThan(0.01);
  });

  it("pair the members of both targets path by path", async () => {
    const { sources, ends } = await cell(false);
    const [a, b] = [ends["trained-noisy"]!, ends["trained-noise-free"]!];
    const square = a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0) / a.length;
    const found = cellMeasures(rng, sources).flowDistance("trained-noisy", "trained-noise-free");
    expectClose(found.value, Math.sqrt(square), rounding(1));
  });

  it("count the memorised samples", async () => {
    const { sources, ends } = await cell(false);
    const data = sources.process.data.components.map(({ mean }) => mean[0]!);
    const memorised = ends["trained-noisy"]!.filter((x) => {
      const [first, second] = data.map((y) => Math.abs(x - y)).sort((p, q) => p - q);
      return 3 * first! < second!;
    });
    const { value } = cellMeasures(rng, sources).memorisedFraction("trained-noisy");
    expectClose(value, memorised.length / (members * paths), rounding(1));
    expect(memorised.length).toBeGreaterThan(0);
  });

  it("agree fully with a prediction that is the trained mean, and less member by member", async () => {
    const { sources } = await cell(false);
    const { process, model, probes, trained } = sources;
    const measures = cellMeasures(rng, sources);
    expectClose(measures.denoiserAgreement("mean").value, 1, rounding(1, 64));
    // By hand: denoisers (σ² ŝ + x)/α of each member against their mean, over the spread of the member's own.
    const scores = memberScoreMatrix(model, process.schedule, trained, probes);
    const outputs = Array.from({ length: members }, (_, m) =>
      Array.from(probes.t, (t, n) => {
        const score = scores.values[m * scores.cols + n]!;
        return (process.schedule.variance(t) * score + probes.x.values[n]!) / process.schedule.alpha(t);
      }),
    );
    const mean = outputs[0]!.map((_, n) => outputs.reduce((sum, own) => sum + own[n]! / members, 0));
    const each = outputs.map((own) => {
      const centre = own.reduce((sum, value) => sum + value, 0) / own.length;
      const residual = own.reduce((sum, value, n) => sum + (value - mean[n]!) ** 2, 0);
      return 1 - residual / own.reduce((sum, value) => sum + (value - centre) ** 2, 0);
    });
    const found = measures.denoiserAgreement("members");
    expectClose(
      found.value,
      each.reduce((sum, value) => sum + value / members, 0),
      rounding(1, 64),
    );
    expect(found.value).toBeLessThan(1);
    expect(found.standardError).toBeGreaterThan(0);
  });

  it("find no discrepancy of a law with itself, and one between targets that is worked out once", async () => {
    const { sources } = await cell(false);
    let asked = 0;
    const counted = {
      ...sources,
      law: (name: CurveName) => {
        asked++;
        return sources.law(name);
      },
    };
    const measures = cellMeasures(rng, counted);
    const far = measures.distance("trained-noisy", "trained-noise-free", "maximum-mean-discrepancy");
    expect(measures.distance("trained-noisy", "trained-noise-free", "maximum-mean-discrepancy")).toBe(far);
    expect(asked).toBe(2);
    const same = measures.distance("trained-noisy", "trained-noisy", "maximum-mean-discrepancy");
    expectClose(same.value, 0, monteCarlo(same.standardError));
    const sliced = measures.distance("trained-noisy", "trained-noise-free", "sliced-wasserstein-2");
    // On a line: the root mean square distance of sorted samples.
    const [a, b] = (["trained-noisy", "trained-noise-free"] as const).map((name) =>
      sources.law(name).atoms().points.values.toSorted(),
    );
    const square = a!.reduce((sum, value, i) => sum + (value - b![i]!) ** 2, 0) / a!.length;
    expectClose(sliced.value, Math.sqrt(square), rounding(1));
  });
});

describe("claims that name them", () => {
  const quantities = [
    { kind: "distance", metric: "maximum-mean-discrepancy", curve: "quenched", against: "trained-noisy" },
    { kind: "distance", metric: "sliced-wasserstein-2", curve: "exact-score", against: "trained-noisy" },
    { kind: "memorised-fraction", curve: "data-blurred" },
    { kind: "denoiser-agreement" },
    { kind: "flow-distance", curve: "trained-noisy", against: "mean-flow" },
    { kind: "flow-distance", curve: "trained-noisy", against: "infinite-data" },
  ];
  const claims = quantities.map((quantity) => ({ kind: "bounds", quantity, atMost: 10 }));

  const run = (change: Record<string, unknown>) =>
    runExperiment(tinySpec(change), {
      parallel: inThread((task) => runTask(task, diskLoader)),
      loader: diskLoader,
      provenance: { version: "0", command: "test", node: "test" },
    });

  it("are judged, and leave everything else as it was", async () => {
    const { cells } = await run({ claims });
    const found: Estimate[] = cells[0]!.verdicts.map((verdict) => verdict.found);
    expect(cells[0]!.verdicts.map(({ status }) => status)).toEqual(new Array(6).fill("passed"));
    for (const { value, standardError } of found)
      expect(Number.isFinite(value) && Number.isFinite(standardError)).toBe(true);
    // The blurred data lie on the points but for the noise of the cutoff time.
    expect(found[2]!.value).toBeGreaterThan(0.5);
    const without = await run({ claims: [] });
    expect({ ...cells[0]!, verdicts: [] }).toEqual(without.cells[0]!);
  });

  it("are judged in the plane", async () => {
    const bumps = (count: number, low: number, high: number) => ({
      kind: "gaussian-bumps",
      count,
      low,
      high,
      height: "one",
    });
    const space = [bumps(3, -1.5, 1.5), bumps(3, -1.5, 1.5)];
    const { cells } = await run({
      data: {
        kind: "points",
        points: [
          [-1, 0],
          [1, 0],
          [0, 1],
        ],
      },
      display: undefined,
      model: { kind: "linear", features: { kind: "tensor-product", space, time: bumps(2, 0.05, 1) }, ridge: 0.1 },
      claims: claims.filter((_, k) => k !== 1 && k !== 2),
    });
    expect(cells[0]!.verdicts.map(({ status }) => status)).toEqual(new Array(4).fill("passed"));
  });

  it.each([
    [{ kind: "flow-distance", curve: "quenched", against: "exact-score" }, {}, /\$\.claims\[0\]\.quantity\.curve/],
    [{ kind: "flow-distance", curve: "trained-noisy", against: "trained-noisy" }, {}, /another law than curve/],
    [
      quantities[0]!,
      { ensemble: { models: 30, pathsPerModel: 80, fieldPaths: 200 } },
      /for ensemble.fieldPaths of at least 3 ensemble.pathsPerModel/,
    ],
  ])("are refused where they have no meaning: %j", (quantity, change, message) => {
    expect(() => tinySpec({ claims: [{ kind: "bounds", quantity, atMost: 1 }], ...change })).toThrow(message);
  });

  it("about memorised points need data that is a list of them", async () => {
    const data = { kind: "gaussian-mixture", components: [{ weight: 1, mean: [0], covariance: 1 }] };
    const mixture = { data, claims: [{ kind: "bounds", quantity: quantities[2], atMost: 1 }] };
    await expect(run(mixture)).rejects.toThrow(/\$\.claims\[0\]\.quantity\.kind: .*list of at least two points/);
  });
});
