import { describe, expect, it } from "vitest";
import type { CurveName, ErrorBudget, Estimate, Region, Validity } from "../../../src/core/index.ts";
import { type ClaimEvidence, cellEvidence, judgeClaims } from "../../../src/experiments/claims.ts";
import type { ClaimSpec, ExperimentSpec, QuantitySpec } from "../../../src/experiments/index.ts";
import type { Law } from "../../../src/experiments/law.ts";

const exact = (value: number): Estimate => ({ value, standardError: 0 });
const regions: Region[] = ["gap", "tail"].map((name) => ({ name, kind: "intervals", intervals: [[0, 1]] }));

const masses: Partial<Record<CurveName, readonly [number, number]>> = {
  quenched: [0.1, 0.3],
  "trained-noisy": [0.12, 0.5],
  sandwich: [0.4, 0.3],
};

const part = (name: ErrorBudget["total"]["part"], gap: number, tail: number): ErrorBudget["total"] => ({
  part: name,
  masses: [exact(gap), exact(tail)],
  wasserstein1: exact(0),
});

const evidence = (trusted: boolean): ClaimEvidence => ({
  law: (name) =>
    ({
      masses: masses[name]?.map((mass) => Float64Array.of(mass)),
      mean: exact(5),
      variance: exact(6),
      models: 1,
    }) as unknown as Law,
  regions,
  budgets: [
    { attribution: "theory", path: [], parts: [part("bias", -0.1, 0.2)], total: part("total", 1, 1) },
    { attribution: "measured", path: [], parts: [part("bias", 0.1, -0.2)], total: part("total", -1, 1) },
  ],
  validity: { trusted, reason: "too few samples", featureRatio: 1 } as Validity,
  distanceToData: () => exact(0.7),
  measures: {
    distance: (from, to, metric) =>
      exact([from, to, metric].join() === "quenched,sandwich,sliced-wasserstein-2" ? 0.3 : 8),
    memorisedFraction: (curve) => exact(curve === "trained-noisy" ? 0.4 : 8),
    denoiserAgreement: (of) => exact(of === "mean" ? 0.99 : 0.9),
    flowDistance: (curve, against) => exact(`${curve},${against}` === "trained-noisy,exact-score" ? 0.6 : 8),
  },
  meanScoreError: exact(0.01),
  vKernelError: exact(0.02),
  distance: (from, to, metric) => exact([from, to, metric].join() === "quenched,trained-noisy,kl" ? 0.2 : 0.9),
});

const judged = (claims: readonly ClaimSpec[], sampleCount: number = 64, trusted: boolean = true) =>
  judgedCells(claims, [[sampleCount, evidence(trusted)]]).cells[0]!;

const judgedCells = (claims: readonly ClaimSpec[], cells: readonly (readonly [number, ClaimEvidence])[]) => {
  const spec = { claims, judging: { confidence: 0.95, correction: "holm" } } as unknown as ExperimentSpec;
  return judgeClaims(
    spec,
    cells.map(([count, of]) => cellEvidence(spec, count, of)),
  );
};

const mass = (curve: CurveName, region: string, tolerance: number): ClaimSpec => ({
  kind: "region-mass",
  curve,
  against: "trained-noisy",
  region,
  tolerance,
});

describe("claims", () => {
  it("about masses compare two laws in the region that they name", () => {
    const [close, far] = judged([mass("quenched", "gap", 0.03), mass("quenched", "tail", 0.03)]);
    expect([close!.status, close!.found.value, close!.expected!.value]).toEqual(["passed", 0.1, 0.12]);
    expect([far!.status, far!.found.value, far!.expected!.value]).toEqual(["failed", 0.3, 0.5]);
    expect(close!.statement).toBe("mass in gap: quenched = trained-noisy within 0.03");
  });

  it("about distances ask for the metric and the direction that they name", () => {
    const claim = { kind: "distance", metric: "kl", curve: "quenched", against: "trained-noisy", atMost: 0.3 } as const;
    expect(judged([claim])[0]).toMatchObject({ status: "passed", found: exact(0.2), bound: 0.3 });
    expect(judged([{ ...claim, curve: "trained-noisy", against: "quenched" }])[0]!.status).toBe("failed");
  });

  it("about signs read the part, the region and the attribution that they name", () => {
    const sign = (
      attribution: "theory" | "measured",
      region: string,
      wanted: "+" | "-",
      of: "bias" | "total" = "bias",
    ) => judged([{ kind: "sign", part: of, region, sign: wanted, attribution }])[0]!.status;
    expect(sign("measured", "gap", "+")).toBe("passed");
    expect(sign("measured", "tail", "+")).toBe("failed");
    expect(sign("theory", "gap", "+")).toBe("failed");
    expect(sign("theory", "tail", "+")).toBe("passed");
    expect(sign("measured", "gap", "-", "total")).toBe("passed");
  });

  it("are judged at their own sample count, or at every one", () => {
    const claims = [mass("quenched", "gap", 0.03), { ...mass("quenched", "gap", 0.03), sampleCount: 128 }];
    expect(judged(claims, 64)).toHaveLength(1);
    expect(judged(claims, 128)).toHaveLength(2);
  });

  it("make no claim on leading order outside its domain, and stand everywhere else", () => {
    const theory = { kind: "sign", part: "bias", region: "gap", sign: "+", attribution: "theory" } as const;
    const all: ClaimSpec[] = [
      mass("sandwich", "gap", 0.03),
      { kind: "distance", metric: "kl", curve: "trained-noisy", against: "sandwich-misfit", atMost: 0.3 },
      theory,
      mass("quenched", "gap", 0.03),
      { ...theory, attribution: "measured" },
    ];
    expect(judged(all, 64, false).map(({ status }) => status)).toEqual([
      "no claim",
      "no claim",
      "no claim",
      "passed",
      "passed",
    ]);
    expect(judged(all, 64, false)[0]!.explanation).toBe("too few samples");
    expect(judged(all, 64, true).map(({ status }) => status)).not.toContain("no claim");
  });

  const gapMass = { kind: "region-mass", curve: "quenched", region: "gap" } as const;

  it("about quantities read every number of a cell", () => {
    const numbers: [QuantitySpec, number][] = [
      [gapMass, 0.1],
      [{ kind: "distance", metric: "kl", curve: "quenched", against: "trained-noisy" }, 0.2],
      [{ kind: "distance-to-data", curve: "quenched" }, 0.7],
      [{ kind: "mean", curve: "quenched" }, 5],
      [{ kind: "variance", curve: "quenched" }, 6],
      [{ kind: "budget-part", part: "bias", region: "tail", attribution: "measured" }, -0.2],
      [{ kind: "mean-score-error" }, 0.01],
      [{ kind: "v-kernel-error" }, 0.02],
      [{ kind: "distance", metric: "sliced-wasserstein-2", curve: "quenched", against: "sandwich" }, 0.3],
      [{ kind: "memorised-fraction", curve: "trained-noisy" }, 0.4],
      [{ kind: "denoiser-agreement", of: "mean" }, 0.99],
      [{ kind: "denoiser-agreement", of: "members" }, 0.9],
      [{ kind: "flow-distance", curve: "trained-noisy", against: "exact-score" }, 0.6],
    ];
    const claims = numbers.map(
      ([quantity, value]): ClaimSpec => ({ kind: "equivalence", quantity, against: value, tolerance: 1e-9 }),
    );
    judged(claims).forEach((verdict, i) => {
      expect([verdict.statement, verdict.status, verdict.found.value]).toEqual([
        verdict.statement,
        "passed",
        numbers[i]![1],
      ]);
    });
    expect(judged(claims)[0]!.statement).toBe("mass of quenched in gap = 0.1 within 1e-9");
  });

  it("about two quantities, bounds and orders compare them in one cell", () => {
    const other = { ...gapMass, curve: "trained-noisy" } as const;
    const [equal, bounded, ordered, wrong] = judged([
      { kind: "equivalence", quantity: gapMass, against: other, tolerance: 0.03 },
      { kind: "bounds", quantity: gapMass, atLeast: 0.2 },
      { kind: "ordering", quantities: [gapMass, other, { ...gapMass, curve: "sandwich" }] },
      { kind: "ordering", quantities: [other, gapMass] },
    ]);
    expect([equal!, bounded!, ordered!, wrong!].map(({ status }) => status)).toEqual([
      "passed",
      "failed",
      "passed",
      "failed",
    ]);
    expect(equal!.statement).toBe("mass in gap: quenched = trained-noisy within 0.03");
    expect(bounded!.statement).toBe("mass of quenched in gap at least 0.2");
    expect(ordered!.test).toMatchObject({ kind: "ordering", family: 4, correction: "Holm" });
  });

  /** Cells with a gap mass of 8/P and P features. */
  const cells = [256, 64, 128].map((count): readonly [number, ClaimEvidence] => [
    count,
    {
      ...evidence(true),
      law: () => ({ masses: [Float64Array.of(8 / count)], models: 1 }) as unknown as Law,
      validity: { trusted: count > 64, reason: "too few samples", featureRatio: 512 / count } as Validity,
    },
  ]);

  it("along cells sort them by what they are along, whatever the order of the spec", () => {
    const { cells: each, overall } = judgedCells(
      [
        { kind: "trend", quantity: gapMass, along: "sample-count", direction: "falling" },
        { kind: "trend", quantity: gapMass, along: "feature-ratio", direction: "rising" },
        { kind: "slope", quantity: gapMass, along: "sample-count", atLeast: -1.1, atMost: -0.9 },
        { kind: "slope", quantity: gapMass, along: "feature-ratio", atMost: 0.5, sampleCounts: [64, 256] },
      ],
      cells,
    );
    expect(each).toEqual([[], [], []]);
    expect(overall.map(({ status }) => status)).toEqual(["passed", "passed", "passed", "failed"]);
    expect(overall[2]!.found.value).toBeCloseTo(-1, 12);
    expect(overall[3]!.found.value).toBeCloseTo(1, 12);
    expect(overall[0]!.statement).toBe("mass of quenched in gap falls with P");
    expect(overall[2]!.statement).toBe("mass of quenched in gap ∝ P^s, s between -1.1 and -0.9");
  });

  it("along cells make no claim where one of them lies outside the domain, unless it is left out", () => {
    const sandwich = { ...gapMass, curve: "sandwich" } as const;
    const trend = { kind: "trend", quantity: sandwich, along: "sample-count", direction: "falling" } as const;
    const { overall } = judgedCells([trend, { ...trend, sampleCounts: [128, 256] }], cells);
    expect(overall.map(({ status }) => status)).toEqual(["no claim", "passed"]);
  });

  it("are one family over all cells", () => {
    const claims: ClaimSpec[] = [
      { kind: "bounds", quantity: gapMass, atMost: 1 },
      { kind: "trend", quantity: gapMass, along: "sample-count", direction: "falling" },
    ];
    const { cells: each, overall } = judgedCells(claims, cells);
    expect(each.map((verdicts) => verdicts.length)).toEqual([1, 1, 1]);
    expect([each[0]![0]!, overall[0]!].map(({ test }) => test!.family)).toEqual([4, 4]);
  });
});
