import { describe, expect, it } from "vitest";
import { SpecError } from "../../../src/core/index.ts";
import { catalogueNames, catalogueSpec } from "../../../src/experiments/catalogue/index.ts";
import { parseSpec, specJsonSchema } from "../../../src/experiments/spec.ts";
import { checkClaimMetrics } from "../../../src/experiments/spec-claim-checks.ts";
import { normalCdf } from "../../../src/numerics/index.ts";

type Json = Record<string, unknown>;

const bumps = { kind: "gaussian-bumps", count: 4, low: -1, high: 1 };
const time = { kind: "gaussian-bumps", count: 3, low: 0.01, high: 1 };
const valid: Json = {
  name: "small",
  data: { kind: "points", points: [[-1], [1]] },
  schedule: { kind: "variance-preserving", drift: "beta", cutoffTime: 0.01 },
  model: { kind: "linear", features: { kind: "tensor-product", space: [bumps], time }, ridge: 0.1 },
  sampleCounts: [64],
  regions: [
    { name: "gap", kind: "intervals", intervals: [[-0.5, 0.5]] },
    { name: "left", kind: "intervals", intervals: [[null, -0.5]] },
  ],
};

/** The valid spec with one value replaced (or removed, by undefined) at a dotted path. */
function changed(path: string, value: unknown): Json {
  const copy = structuredClone(valid);
  const keys = path.split(".");
  const last = keys.pop()!;
  const parent = keys.reduce<Json>((at, key) => at[key] as Json, copy);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return copy;
}

const gapMass = { kind: "region-mass", curve: "quenched", region: "gap" };

function defectOf(json: unknown): SpecError {
  try {
    parseSpec(json);
  } catch (error) {
    if (error instanceof SpecError) return error;
    throw error;
  }
  throw new Error("the spec was accepted");
}

describe("parseSpec", () => {
  it("fills in defaults", () => {
    const spec = parseSpec(valid);
    expect(spec.seed).toBe(1);
    expect(spec.schedule).toMatchObject({ betaMin: 0.1, betaMax: 20, terminalTime: 1 });
    expect(spec.model).toMatchObject({ parameterization: "denoiser", baseScore: "zero", trainingTimes: "uniform" });
    expect(spec.sampling).toEqual({ method: "euler", grid: { kind: "uniform", steps: 300 }, extrapolate: "free" });
    expect(spec.ensemble).toEqual({ models: 1000, pathsPerModel: 40, fieldPaths: 40000 });
    expect(spec.claims).toEqual([]);
    expect(spec.judging).toEqual({ confidence: normalCdf(2), correction: "holm" });
  });

  it("leaves a parsed spec as it is", () => {
    const spec = parseSpec(valid);
    expect(parseSpec(JSON.parse(JSON.stringify(spec)))).toEqual(spec);
  });

  it("accepts every experiment of the catalogue", () => {
    for (const name of catalogueNames) expect(catalogueSpec(name)?.name).toBe(name);
    expect(catalogueSpec("constructor")).toBeNull();
  });

  const formulas = { kind: "formulas", formulas: ["1"] };
  const mixture = (covariance: unknown) => ({
    kind: "gaussian-mixture",
    components: [{ weight: 1, mean: [0, 0], covariance }],
  });
  const claim = (more: Json) => [
    { kind: "region-mass", curve: "quenched", against: "trained-noisy", region: "gap", tolerance: 0.1, ...more },
  ];
  const defects: readonly (readonly [what: string, path: string, value: unknown, at: string, says: RegExp])[] = [
    [
      "an unknown kind of schedule",
      "schedule.kind",
      "variance-preservin",
      "$.schedule.kind",
      /did you mean "variance-preserving"/,
    ],
    ["an unknown field", "schedule.betaMn", 0.1, "$.schedule.betaMn", /known name \(did you mean "betaMin"\?\)/],
    ["an unknown field at the top", "sampleCount", 3, "$.sampleCount", /did you mean "sampleCounts"/],
    [
      "an unknown named set",
      "data",
      { kind: "named", name: "three-point" },
      "$.data.name",
      /did you mean "three-points"/,
    ],
    ["a missing field", "schedule.cutoffTime", undefined, "$.schedule.cutoffTime", /given: a finite number/],
    ["a missing part", "model", undefined, "$.model", /given: an object/],
    ["a text for a number", "model.ridge", "0.1", "$.model.ridge", /a finite number/],
    ["NaN", "model.ridge", Number.NaN, "$.model.ridge", /NaN must be a finite number/],
    ["infinity", "schedule.betaMax", Number.POSITIVE_INFINITY, "$.schedule.betaMax", /a finite number/],
    ["NaN in a point", "data.points", [[0], [Number.NaN]], "$.data.points[1][0]", /a finite number/],
    ["a negative ridge", "model.ridge", -1, "$.model.ridge", /at least 0/],
    ["points of different length", "data.points", [[0], [1, 2]], "$.data.points[1]", /1 coordinate, like/],
    ["no points", "data.points", [], "$.data.points", /at least 1 entry/],
    ["a negative weight", "data.weights", [1, -1], "$.data.weights[1]", /above 0/],
    ["too few weights", "data.weights", [1], "$.data.weights", /2 weights/],
    ["a covariance of the wrong shape", "data", mixture([[1]]), "$.data.components[0].covariance", /2 rows of 2/],
    ["a text as covariance", "data", mixture("1"), "$.data.components[0].covariance", /a number ≥ 0 or a D × D list/],
    [
      "a text inside a covariance",
      "data",
      mixture([[1, "0"]]),
      "$.data.components[0].covariance[0][1]",
      /a finite number/,
    ],
    ["a limit on a named set", "data", { kind: "named", name: "three-points", limit: 2 }, "$.data.limit", /left out/],
    ["cutoff after terminal time", "schedule.cutoffTime", 2, "$.schedule.cutoffTime", /below terminalTime = 1/],
    ["cutoff at terminal time", "schedule.cutoffTime", 1, "$.schedule.cutoffTime", /below terminalTime = 1/],
    ["P = 0", "sampleCounts", [0], "$.sampleCounts[0]", /at least 1/],
    ["no P", "sampleCounts", [], "$.sampleCounts", /at least 1 entry/],
    ["a fractional P", "sampleCounts", [1.5], "$.sampleCounts[0]", /whole number/],
    ["a repeated P", "sampleCounts", [64, 64], "$.sampleCounts[1]", /given once/],
    ["F = 0", "model.features.space", [{ ...bumps, count: 0 }], "$.model.features.space[0].count", /at least 1/],
    [
      "no formulas",
      "model.features",
      { kind: "formulas", formulas: [] },
      "$.model.features.formulas",
      /at least 1 entry/,
    ],
    [
      "a formula without bound",
      "model.weight",
      "1+".repeat(2000),
      "$.model.weight",
      /a text of at most \d+ characters/,
    ],
    [
      "too many axes",
      "model.features.space",
      [bumps, bumps],
      "$.model.features.space",
      /1 axis, one per data dimension/,
    ],
    [
      "a reversed axis",
      "model.features.space",
      [{ ...bumps, high: -2 }],
      "$.model.features.space[0].high",
      /above low = -1/,
    ],
    [
      "edges that fall",
      "model.features.time",
      { kind: "indicator-bins", edges: [0, 1, 1] },
      "$.model.features.time.edges[2]",
      /above the edge before/,
    ],
    [
      "a region of another dimension",
      "regions",
      [{ name: "b", kind: "balls", centers: [[0, 0]], radius: 1 }],
      "$.regions[0].centers[0]",
      /1 coordinates/,
    ],
    [
      "an empty interval",
      "regions",
      [{ name: "b", kind: "intervals", intervals: [[1, 1]] }],
      "$.regions[0].intervals[0]",
      /increasing/,
    ],
    [
      "a cell without its centre",
      "regions",
      [{ name: "b", kind: "cell", centers: [[0]], index: 1 }],
      "$.regions[0].index",
      /below the number of centers/,
    ],
    ["two regions of one name", "regions", [valid.regions, valid.regions].flat(), "$.regions[2].name", /given once/],
    [
      "a claim about an unknown curve",
      "claims",
      claim({ curve: "quench" }),
      "$.claims[0].curve",
      /did you mean "quenched"/,
    ],
    [
      "a claim about an unknown region",
      "claims",
      claim({ region: "gaps" }),
      "$.claims[0].region",
      /did you mean "gap"/,
    ],
    [
      "a claim about another P",
      "claims",
      claim({ sampleCount: 65 }),
      "$.claims[0].sampleCount",
      /one of sampleCounts, 64/,
    ],
    [
      "a claim of a curve against itself",
      "claims",
      claim({ curve: "trained-noisy" }),
      "$.claims[0].against",
      /another law/,
    ],
    [
      "a quantity of an unknown kind",
      "claims",
      [{ kind: "bounds", quantity: { kind: "region-masses", curve: "quenched", region: "gap" }, atMost: 1 }],
      "$.claims[0].quantity.kind",
      /did you mean "region-mass"/,
    ],
    [
      "a quantity of an unknown region",
      "claims",
      [{ kind: "ordering", quantities: [gapMass, { ...gapMass, region: "lef" }] }],
      "$.claims[0].quantities[1].region",
      /did you mean "left"/,
    ],
    [
      "a quantity to compare with in an unknown region",
      "claims",
      [{ kind: "equivalence", quantity: gapMass, against: { ...gapMass, region: "gaps" }, tolerance: 0.1 }],
      "$.claims[0].against.region",
      /did you mean "gap"/,
    ],
    [
      "an equivalence without tolerance",
      "claims",
      [{ kind: "equivalence", quantity: gapMass, against: 0.1, tolerance: 0 }],
      "$.claims[0].tolerance",
      /above 0/,
    ],
    ["bounds that are none", "claims", [{ kind: "bounds", quantity: gapMass }], "$.claims[0].atMost", /or atLeast/],
    [
      "reversed bounds",
      "claims",
      [{ kind: "bounds", quantity: gapMass, atLeast: 1, atMost: 0 }],
      "$.claims[0].atMost",
      /above atLeast = 1/,
    ],
    [
      "an ordering of one",
      "claims",
      [{ kind: "ordering", quantities: [gapMass] }],
      "$.claims[0].quantities",
      /at least 2 entries/,
    ],
    [
      "a trend along one cell",
      "claims",
      [{ kind: "trend", quantity: gapMass, direction: "rising" }],
      "$.claims[0].kind",
      /at least two sampleCounts/,
    ],
    [
      "a slope at another P",
      "claims",
      [{ kind: "slope", quantity: gapMass, atMost: 0, sampleCounts: [64, 65] }],
      "$.claims[0].sampleCounts[1]",
      /one of sampleCounts, 64/,
    ],
    [
      "a slope at one P twice",
      "claims",
      [{ kind: "slope", quantity: gapMass, atMost: 0, sampleCounts: [64, 64] }],
      "$.claims[0].sampleCounts[1]",
      /given once/,
    ],
    [
      "a measured closure",
      "claims",
      [{ kind: "bounds", quantity: { kind: "budget-part", part: "closure", region: "gap" }, atMost: 0 }],
      "$.claims[0].quantity.part",
      /attribution "theory"/,
    ],
    ["a confidence that is none", "judging", { confidence: 1 }, "$.judging.confidence", /below 1/],
    ["an unknown correction", "judging", { correction: "bonferroni" }, "$.judging.correction", /one of "holm", "none"/],
    ["no steps", "sampling", { grid: { kind: "uniform", steps: 0 } }, "$.sampling.grid.steps", /at least 1/],
    ["no models", "ensemble", { models: 0 }, "$.ensemble.models", /at least 8/],
    ["a reversed display", "display", { low: 1, high: 0 }, "$.display.high", /above low = 1/],
    ["a list instead of an object", "sampling", [], "$.sampling", /an object/],
  ];
  for (const [what, path, value, at, says] of defects) {
    it(`refuses ${what}, at ${at}`, () => {
      const error = defectOf(changed(path, value));
      expect(error.path).toBe(at);
      expect(error.message).toMatch(says);
      expect(error.message).not.toContain("\n");
    });
  }

  it("refuses clamping of formula features, which have no box", () => {
    const json = changed("sampling", { extrapolate: "clamp" });
    (json.model as Json).features = formulas;
    expect(defectOf(json).path).toBe("$.sampling.extrapolate");
  });

  it("refuses what is no object at all", () => {
    for (const json of [null, undefined, 3, "spec", [valid]]) expect(defectOf(json).path).toBe("$");
  });

  it("refuses distances that need bins above one dimension, as soon as the data are there", () => {
    const distance = { kind: "distance", metric: "kl", curve: "quenched", against: "trained-noisy" };
    const spec = parseSpec(changed("claims", [{ kind: "bounds", quantity: distance, atMost: 1 }]));
    checkClaimMetrics(spec, 1);
    expect(() => checkClaimMetrics(spec, 2)).toThrow(/\$\.claims\[0\]\.quantity\.metric.*wasserstein-1/);
  });

  it("does not take names from prototypes", () => {
    expect(defectOf(changed("data", { kind: "named", name: "constructor" })).path).toBe("$.data.name");
    expect(defectOf(JSON.parse('{"__proto__": {"name": "x"}}')).path).toMatch(/^\$/);
  });
});

describe("specJsonSchema", () => {
  it("describes every field", () => {
    const undescribed: string[] = [];
    const visit = (node: unknown, path: string): void => {
      if (typeof node !== "object" || node === null) return;
      for (const [name, field] of Object.entries((node as { properties?: Json }).properties ?? {})) {
        if (!(field as Json).description) undescribed.push(`${path}.${name}`);
      }
      for (const [key, value] of Object.entries(node)) visit(value, `${path}.${key}`);
    };
    visit(specJsonSchema(), "$");
    expect(undescribed).toEqual([]);
  });

  it("refuses unknown fields in every object, as parseSpec does", () => {
    const open: string[] = [];
    const visit = (node: unknown, path: string): void => {
      if (typeof node !== "object" || node === null) return;
      const { type, additionalProperties } = node as Json;
      if (type === "object" && additionalProperties !== false) open.push(path);
      for (const [key, value] of Object.entries(node)) visit(value, `${path}.${key}`);
    };
    visit(specJsonSchema(), "$");
    expect(open).toEqual([]);
  });
});
