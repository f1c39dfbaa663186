import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { SpecError } from "../../../src/core/index.ts";
import { buildModel, buildProcess } from "../../../src/experiments/build.ts";
import { buildData } from "../../../src/experiments/build-data.ts";
import { buildFeatures, buildSamplingBox } from "../../../src/experiments/build-features.ts";
import { buildDisplay, buildRegions } from "../../../src/experiments/build-regions.ts";
import { buildGrid, buildSchedule } from "../../../src/experiments/build-schedule.ts";
import { buildWeight } from "../../../src/experiments/build-weight.ts";
import type { DataLoader } from "../../../src/experiments/data-loader.ts";
import { type ExperimentSpec, parseSpec } from "../../../src/experiments/spec.ts";
import type { AxisSpec } from "../../../src/experiments/spec-features.ts";
import { diskLoader } from "../../support/data-loader.ts";
import { expectClose, rounding } from "../../support/tolerance.ts";

const window = { cutoffTime: 0.01, terminalTime: 1 };
const vp = { kind: "variance-preserving", betaMin: 0.1, betaMax: 20, drift: "beta", ...window } as const;
const bumps: AxisSpec = { kind: "gaussian-bumps", count: 4, low: -1, high: 1, height: "one" };

/** A loader of files held in memory. */
function memory(files: Readonly<Record<string, Uint8Array>>): DataLoader {
  const read = async (path: string): Promise<Uint8Array> => {
    const found = files[path];
    if (found === undefined) throw new Error(`no file ${path}`);
    return found;
  };
  return { read, asset: read };
}

function specOf(more: object): ExperimentSpec {
  return parseSpec({
    name: "small",
    data: { kind: "points", points: [[-1], [0], [1]] },
    schedule: vp,
    model: { kind: "linear", features: { kind: "tensor-product", space: [bumps], time: bumps }, ridge: 0.1 },
    sampleCounts: [64],
    ...more,
  });
}

async function defectOf(work: Promise<unknown>): Promise<SpecError> {
  const error = await work.then(
    () => new Error("it was built"),
    (reason: unknown) => reason,
  );
  if (error instanceof SpecError) return error;
  throw error;
}

/** An IDX file of bytes with this shape and these elements. */
function idx(shape: readonly number[], elements: readonly number[]): Uint8Array {
  const sizes = shape.flatMap((size) => [0, 0, size >> 8, size & 255]);
  return Uint8Array.from([0, 0, 8, shape.length, ...sizes, ...elements]);
}

describe("buildData", () => {
  it("builds points, mixtures and named sets", async () => {
    const loader = memory({});
    const points = await buildData(
      {
        kind: "points",
        points: [
          [0, 1],
          [2, 3],
        ],
        weights: [1, 3],
      },
      loader,
    );
    expect(points.components.map(({ weight }) => weight)).toEqual([0.25, 0.75]);
    const mixture = await buildData(
      { kind: "gaussian-mixture", components: [{ weight: 1, mean: [0, 0], covariance: 2 }] },
      loader,
    );
    expect(Array.from(mixture.components[0]!.covariance!)).toEqual([2, 0, 0, 2]);
    expect((await buildData({ kind: "named", name: "hexagon" }, loader)).components).toHaveLength(6);
  });

  it("reads CSV and IDX files, gzipped or not, with limit and standardisation", async () => {
    const csv = new TextEncoder().encode("1,2,7\n3,6,8\n5,1,9\n");
    const loader = memory({
      "a.csv": csv,
      "a.csv.gz": gzipSync(csv),
      "a.idx": idx([2, 2, 1], [1, 2, 3, 4]),
      "a.idx.gz": gzipSync(idx([2, 1], [1, 3])),
    });
    const labelled = await buildData({ kind: "file", path: "a.csv", labelColumn: -1, limit: 2 }, loader);
    expect(labelled.components.map(({ mean }) => Array.from(mean))).toEqual([
      [1, 2],
      [3, 6],
    ]);
    expect((await buildData({ kind: "file", path: "a.csv.gz" }, loader)).dim).toBe(3);
    expect((await buildData({ kind: "file", path: "a.idx" }, loader)).dim).toBe(2);
    const standard = await buildData({ kind: "file", path: "a.idx.gz", standardize: true }, loader);
    expect(standard.components.map(({ mean }) => mean[0])).toEqual([-1, 1]);
  });

  it("reads the digits from the package's assets", async () => {
    const digits = await buildData({ kind: "named", name: "digits", limit: 10 }, diskLoader);
    expect([digits.components.length, digits.dim]).toEqual([10, 64]);
  });

  it("names the file that is missing, truncated or no table", async () => {
    const whole = idx([3, 2], [1, 2, 3, 4, 5, 6]);
    const loader = memory({
      "short.idx": whole.slice(0, -1),
      "short.gz": gzipSync(whole).slice(0, -12),
      "text.csv": new TextEncoder().encode("1,x\n"),
    });
    for (const [path, says] of [
      ["absent.csv", /no file absent\.csv/],
      ["short.idx", /truncated/],
      ["short.gz", /good order/],
      ["text.csv", /line 1, column 2/],
    ] as const) {
      const error = await defectOf(buildData({ kind: "file", path }, loader));
      expect(error.path).toBe("$.data.path");
      expect(error.message).toMatch(says);
    }
  });

  it("refuses an indefinite covariance, a non-symmetric one and an angle where there is none", async () => {
    const mixture = (covariance: number[][]) =>
      buildData({ kind: "gaussian-mixture", components: [{ weight: 1, mean: [0, 0], covariance }] }, diskLoader);
    const indefinite = await defectOf(
      mixture([
        [1, 2],
        [2, 1],
      ]),
    );
    expect(indefinite.path).toBe("$.data.components[0].covariance");
    expect(indefinite.rule).toMatch(/positive semi-definite/);
    expect(
      (
        await defectOf(
          mixture([
            [1, 0],
            [0.5, 1],
          ]),
        )
      ).path,
    ).toMatch(/^\$\.data\.components\[0\]\.covariance/);
    expect((await defectOf(buildData({ kind: "named", name: "line", angle: 3 }, diskLoader))).path).toBe(
      "$.data.angle",
    );
  });
});

describe("buildSchedule", () => {
  it("builds every kind", async () => {
    expectClose((await buildSchedule(vp)).alpha(0.2), Math.exp(-(0.1 * 0.2 + 19.9 * 0.02)), rounding(1));
    expectClose(
      (await buildSchedule({ kind: "ornstein-uhlenbeck", ...window })).alpha(0.5),
      Math.exp(-0.5),
      rounding(1),
    );
    expect((await buildSchedule({ kind: "variance-exploding", sigma: "t", ...window })).sigma(0.3)).toBe(0.3);
    const exploding = await buildSchedule({ kind: "variance-exploding", sigma: { base: 25 }, ...window });
    expectClose(exploding.variance(0.5), 24 / (2 * Math.log(25)), rounding(4));
    const formula = await buildSchedule({
      kind: "expression",
      alpha: "sqrt(1-t)",
      sigma: "sqrt(t)",
      cutoffTime: 0.01,
      terminalTime: 0.9,
    });
    expectClose(formula.diffusivity(0.5), 1, rounding(1));
  });

  it("points to the formula that is no noise schedule, or no formula", async () => {
    const broken = (alpha: string, sigma: string) =>
      defectOf(buildSchedule({ kind: "expression", alpha, sigma, cutoffTime: 0.01, terminalTime: 1 }));
    expect((await broken("1+t", "t")).path).toBe("$.schedule.alpha");
    expect((await broken("1", "1-t/2")).path).toBe("$.schedule.sigma");
    expect((await broken("1", "import('x')")).path).toBe("$.schedule.sigma");
    expect((await broken("x", "t")).path).toBe("$.schedule.alpha");
    expect((await broken("1-2*t", "t")).message).toMatch(/alpha at t/);
  });

  it("refuses a window without noise at its cutoff", async () => {
    expect((await defectOf(buildSchedule({ ...vp, cutoffTime: 0 }))).path).toBe("$.schedule.cutoffTime");
  });
});

describe("buildGrid", () => {
  it("runs from the terminal to the cutoff time", async () => {
    const schedule = await buildSchedule(vp);
    for (const kind of ["uniform", "geometric", "karras"] as const) {
      const { times } = await buildGrid({ kind, steps: 5, exponent: 7 }, schedule);
      expect([times.length, times[0], times[5]]).toEqual([6, 1, 0.01]);
    }
  });
});

describe("buildFeatures", () => {
  const constant = { kind: "constant" } as const;

  it("multiplies the counts of the axes", async () => {
    const axes: AxisSpec[] = [
      bumps,
      { kind: "fourier", count: 5, period: 3 },
      { kind: "polynomial", degree: 2 },
      { kind: "indicator-bins", edges: [0, 1, 2] },
    ];
    for (const [axis, count] of axes.map((axis, k) => [axis, [4, 5, 3, 2][k]] as const)) {
      expect((await buildFeatures({ kind: "tensor-product", space: [axis], time: bumps }, 1)).featureCount).toBe(
        4 * count!,
      );
    }
    expect((await buildFeatures({ kind: "formulas", formulas: ["1", "x1*x2", "t"] }, 2)).featureCount).toBe(3);
  });

  it("points to the formula or the axes that do not fit", async () => {
    const unknown = await defectOf(buildFeatures({ kind: "formulas", formulas: ["1", "y"] }, 1));
    expect(unknown.path).toMatch(/^\$\.model\.features\.formulas/);
    expect((await defectOf(buildFeatures({ kind: "tensor-product", space: [constant], time: constant }, 2))).path).toBe(
      "$.model.features.space",
    );
  });

  it("takes the box from the axes", () => {
    const features = {
      kind: "tensor-product",
      space: [bumps, { kind: "fourier", count: 3, period: 3 }, constant],
      time: constant,
    } as const;
    expect(buildSamplingBox(features, "clamp")).toEqual([
      [-1, 1],
      [-1.5, 1.5],
      [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    ]);
    expect(buildSamplingBox(features, "free")).toBeNull();
  });
});

describe("buildWeight", () => {
  it("agrees with its formula, whether native or compiled", async () => {
    const schedule = await buildSchedule(vp);
    const native = await buildWeight({ parameterization: "denoiser" }, schedule);
    const compiled = await buildWeight({ parameterization: "denoiser", weight: "(alpha/sigma)^2" }, schedule);
    expectClose(compiled(0.3), native(0.3), rounding(native(0.3)));
    const score = await buildWeight({ parameterization: "score" }, schedule);
    expect(score(0.3)).toBe(schedule.variance(0.3));
    expect((await buildWeight({ parameterization: "score", weight: "alpha ^ 2 / sigma ^ 2" }, schedule))(0.3)).toBe(
      native(0.3),
    );
  });

  it("refuses a weight that is negative, infinite, zero everywhere or unknown", async () => {
    const schedule = await buildSchedule(vp);
    for (const weight of ["t-0.5", "1/(t-0.01)", "0", "beta"]) {
      expect((await defectOf(buildWeight({ parameterization: "score", weight }, schedule))).path).toBe(
        "$.model.weight",
      );
    }
  });
});

describe("buildRegions", () => {
  it("splits a line into modes, gaps and tails by default", async () => {
    const spec = specOf({});
    const { data } = await buildProcess(spec, diskLoader);
    expect(buildRegions(spec, data)).toEqual([
      { name: "near -1", kind: "intervals", intervals: [[-1.25, -0.75]] },
      { name: "near 0", kind: "intervals", intervals: [[-0.25, 0.25]] },
      { name: "near 1", kind: "intervals", intervals: [[0.75, 1.25]] },
      {
        name: "gap",
        kind: "intervals",
        intervals: [
          [-0.75, -0.25],
          [0.25, 0.75],
        ],
      },
      {
        name: "tail",
        kind: "intervals",
        intervals: [
          [null, -1.25],
          [1.25, null],
        ],
      },
    ]);
    expect(buildDisplay(spec, data)).toEqual({ low: -1.75, high: 1.75, points: 301 });
  });

  it("takes the cells of the points in the plane", async () => {
    const data = await buildData({ kind: "named", name: "four-points" }, diskLoader);
    const regions = buildRegions(specOf({}), data);
    expect(regions.map(({ kind }) => kind)).toEqual(["cell", "cell", "cell", "cell", "balls"]);
  });

  it("refuses a claim about a default region that is not there", async () => {
    const spec = specOf({ claims: [{ kind: "sign", part: "bias", region: "gaps", sign: "+" }] });
    const { data } = await buildProcess(spec, diskLoader);
    expect(() => buildRegions(spec, data)).toThrow(/\$\.claims\[0\]\.region: "gaps" .*did you mean "gap"/);
  });
});

describe("buildProcess and buildModel", () => {
  it("build what the spec says", async () => {
    const spec = specOf({ sampling: { extrapolate: "clamp" } });
    const process = await buildProcess(spec, diskLoader);
    const model = await buildModel(spec, process, 64, "noise-free");
    expect(process.grid.times).toHaveLength(301);
    expect(model).toMatchObject({ sampleCount: 64, target: "noise-free", ridge: 0.1, samplingBox: [[-1, 1]] });
    expect(model.features.featureCount).toBe(16);
  });

  it("hold features against the dimension of a file", async () => {
    const loader = memory({ "a.csv": new TextEncoder().encode("1,2\n3,4\n") });
    const error = await defectOf(buildProcess(specOf({ data: { kind: "file", path: "a.csv" } }), loader));
    expect(error.path).toBe("$.model.features.space");
  });
});
