import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  formatEstimate,
  formatNumber,
  formatPercent,
  formatRatio,
  formatSeconds,
  formatSigned,
} from "../../../src/report/number-format.ts";
import { logUniform, uniform } from "../../support/arbitraries.ts";

const seed = 20_501;

describe("formatEstimate", () => {
  it.each([
    [0.0749, 0.0013, "0.0749(13)"],
    [0.0149, 0.0005, "0.0149(5)"],
    [0.5, 0.1, "0.50(10)"],
    [-0.0062, 0.0022, "−0.0062(22)"],
    [14.2, 1.4, "14.2 ± 1.4"],
    [1234, 56, "1234 ± 56"],
    [0.25, 0, "0.25"],
    [0, 0, "0"],
    [6.1e-7, 3e-8, "6.10(30)·10⁻⁷"],
    [-0.00001, 0.0012, "0.0000(12)"],
  ])("writes %d ± %d as %s", (value, standardError, text) => {
    expect(formatEstimate({ value, standardError })).toBe(text);
  });

  it("shows no NaN or Infinity", () => {
    expect(formatEstimate({ value: Number.NaN, standardError: 0.1 })).toBe("n/a");
    expect(formatEstimate({ value: 1, standardError: Number.NaN })).toBe("1(?)");
    expect(formatNumber(Number.POSITIVE_INFINITY)).toBe("n/a");
  });

  it("keeps the value within one unit of the error's last digit", () => {
    fc.assert(
      fc.property(uniform(-9, 9), logUniform(1e-4, 0.9), (value, standardError) => {
        const text = formatEstimate({ value, standardError }).replace("−", "-");
        const [, written, digits] = /^(-?[\d.]+)\((\d+)\)$/.exec(text) ?? [];
        const unit = 10 ** -(written!.split(".")[1]?.length ?? 0);
        const half = 0.5 * unit * (1 + 1e-9);
        return Math.abs(Number(written) - value) <= half && Math.abs(Number(digits) * unit - standardError) <= half;
      }),
      { seed },
    );
  });
});

describe("other numbers", () => {
  it("signs positive changes", () => {
    expect(formatSigned({ value: 0.0515, standardError: 0.0022 })).toBe("+0.0515(22)");
    expect(formatSigned({ value: -0.5, standardError: 0 })).toBe("−0.5");
  });

  it("writes F/P as a fraction where it is one", () => {
    expect([0.25, 1, 4, 0.7, 1 / 3].map(formatRatio)).toEqual(["1/4", "1", "4", "0.7", "1/3"]);
  });

  it("rounds up into the next power of ten", () => {
    expect(formatNumber(9.996)).toBe("10");
    expect(formatNumber(0.0123456)).toBe("0.0123");
    expect(formatNumber(1.5e-9)).toBe("1.5·10⁻⁹");
  });

  it("writes shares and durations", () => {
    expect([0.0365, 0.5].map(formatPercent)).toEqual(["3.6 %", "50 %"]);
    expect([4.24, 200].map(formatSeconds)).toEqual(["4.2 s", "3 min 20 s"]);
  });
});
