import { describe, expect, it } from "vitest";
import { parseResult, resultJson } from "../../../src/report/index.ts";
import { hostileExperiment, sampleExperiment, sampleMapFigure } from "../../support/sample-result.ts";

describe("resultJson", () => {
  it("gives back the same result", () => {
    for (const result of [sampleExperiment(), hostileExperiment(), sampleMapFigure()])
      expect(parseResult(resultJson(result))).toEqual(result);
  });

  it("is stable under a round trip and keeps arrays of numbers on one line", () => {
    const text = resultJson(sampleExperiment());
    expect(resultJson(parseResult(text))).toBe(text);
    expect(text).toMatch(/"x": \[-1\.75, .*\],?\n/);
  });

  it("refuses a number that is not finite and names its path", () => {
    const result = sampleExperiment();
    const cells = [{ ...result.cells[0]!, meanScoreError: { value: Number.NaN, standardError: 0 } }];
    expect(() => resultJson({ ...result, cells })).toThrow(
      "resultJson: $.cells[0].meanScoreError.value = NaN must be a finite number",
    );
  });
});

describe("parseResult", () => {
  it("says what is wrong with a text that is no result", () => {
    expect(() => parseResult("{")).toThrow("parseResult: text");
    expect(() => parseResult("[]")).toThrow("must be an object");
    expect(() => parseResult('{"format":"other"}')).toThrow("parseResult: $.format");
    expect(() => parseResult('{"format":"scorepath-figure-1","id":1}')).toThrow("$.id = 1 must be a string");
  });
});
