import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import {
  type BackendAgreement,
  type OrdinaryFound,
  powerLaw,
  type Throughput,
  unpackArray,
  type WideDepth,
  wideSettings,
} from "../../src/experiments/index.ts";
import { expectClose, rounding } from "../support/tolerance.ts";

interface Measurement<Found> {
  readonly provenance: { readonly backend: string; readonly adapter: { readonly software: boolean } };
  readonly found: Found;
}

function measured<Found>(name: string): Measurement<Found> {
  return JSON.parse(readFileSync(new URL(`h100/${name}.json`, import.meta.url), "utf8")) as Measurement<Found>;
}

function packed<Found>(name: string): Measurement<Found> {
  const bytes = readFileSync(new URL(`h100/${name}.json.gz`, import.meta.url));
  return JSON.parse(gunzipSync(bytes).toString("utf8")) as Measurement<Found>;
}

const check = measured<{ agreement: BackendAgreement; throughput: Throughput[] }>("self-check");
const wide = measured<WideDepth[]>("wide-networks");

describe("measurements made on an NVIDIA H100 through WebGPU", () => {
  it("ran on the card", () => {
    for (const { provenance } of [check, wide]) {
      expect(provenance.backend).toBe("webgpu");
      expect(provenance.adapter.software).toBe(false);
    }
  });

  it("losses agree with the WebAssembly reference to four digits over 100 steps", () => {
    const { losses, reference, largestDifference } = check.found.agreement;
    losses.forEach((loss, k) => {
      expectClose(loss, reference[k]!, { bound: 1e-4 * reference[k]!, reason: "four digits" });
    });
    expect(largestDifference).toBeLessThan(1e-4);
  });

  it("single networks approach the limit as width^(−1/2), to 0.1 in the exponent, at every depth and training time", () => {
    expect(wide.found.map(({ depth }) => depth)).toEqual(wideSettings.full.depths);
    for (const { widths, slopes } of wide.found)
      for (const { trainingTime, singleNetworks } of slopes) {
        const at = widths.filter((one) => one.trainingTime === trainingTime);
        expect(at.map(({ width }) => width)).toEqual(wideSettings.full.widths);
        const again = powerLaw(
          at.map(({ width }) => width),
          at.map((one) => one.singleNetworks),
        );
        // Two orders of summation, each of some sixteen operations a width.
        expectClose(singleNetworks.exponent.value, again.exponent.value, rounding(1, 16 * at.length));
        expectClose(again.exponent.value, -0.5, { bound: 0.1, reason: "the exponent asked for" });
      }
  });

  it("the mean over 32 networks is closer to the limit than one network, at every width", () => {
    for (const { widths } of wide.found)
      for (const { singleNetworks, meanNetwork } of widths)
        expect(meanNetwork.value).toBeLessThan(singleNetworks.value / 2);
  });

  it("ordinary networks were all trained to finite losses that fell, and every snapshot is whole", () => {
    for (const [name, cases] of [
      ["ordinary-three-points", ["three-points"]],
      ["ordinary-others", ["four-points", "digits"]],
    ] as const) {
      const { provenance, found } = packed<OrdinaryFound[]>(name);
      expect(provenance.adapter.software).toBe(false);
      expect(found.map((one) => one.case.data)).toEqual(cases);
      for (const { case: setting, snapshots, losses, failedAt, probeTimes } of found) {
        expect(failedAt).toEqual(new Array(setting.members).fill(-1));
        const records = unpackArray(losses);
        const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value / setting.members, 0);
        expect(mean(records.subarray(-setting.members))).toBeLessThan(0.6 * mean(records.subarray(0, setting.members)));
        for (const { scores, samples } of snapshots) {
          expect(samples.shape.slice(0, 2)).toEqual([setting.members, setting.paths]);
          expect(scores.shape).toEqual([setting.members, probeTimes.shape[0]! * samples.shape[2]!]);
          for (const array of [scores, samples]) {
            const values = unpackArray(array);
            expect(values).toHaveLength(array.shape.reduce((product, side) => product * side, 1));
            expect(values.every(Number.isFinite)).toBe(true);
          }
        }
      }
    }
  });
});
