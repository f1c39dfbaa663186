import { describe, expect, it } from "vitest";
import type { CurveName, ErrorBudget, Estimate, Region, Validity } from "../../../src/core/index.ts";
import { type ClaimEvidence, judgeClaims } from "../../../src/experiments/claims.ts";
import type { ClaimSpec, ExperimentSpec } from "../../../src/experiments/index.ts";
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
  law: (name) => ({ masses: masses[name]!.map((mass) => Float64Array.of(mass)) }) as unknown as Law,
  regions,
  budgets: [
    { attribution: "theory", path: [], parts: [part("bias", -0.1, 0.2)], total: part("total", 1, 1) },
    { attribution: "measured", path: [], parts: [part("bias", 0.1, -0.2)], total: part("total", -1, 1) },
  ],
  validity: { trusted, reason: "too few samples" } as Validity,
  distance: (from, to, metric) => exact([from, to, metric].join() === "quenched,trained-noisy,kl" ? 0.2 : 0.9),
});

const judged = (claims: readonly ClaimSpec[], sampleCount: number = 64, trusted: boolean = true) =>
  judgeClaims({ claims } as unknown as ExperimentSpec, sampleCount, evidence(trusted));

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
});
