import { describe, expect, it } from "vitest";
import { experimentTable, figureTable } from "../../../src/report/index.ts";
import { textTable, textWidth } from "../../../src/report/text-table.ts";
import {
  hostileExperiment,
  sampleDensityFigure,
  sampleExperiment,
  sampleVerdicts,
} from "../../support/sample-result.ts";

const escapeCode = "\u001b";
const widest = (text: string): number => Math.max(...text.split("\n").map((line) => [...line].length));

describe("terminal text", () => {
  const texts = [
    experimentTable(sampleExperiment()),
    experimentTable(hostileExperiment()),
    experimentTable(sampleExperiment({ verdicts: sampleVerdicts })),
    figureTable(sampleDensityFigure()),
  ];

  it("is at most 110 characters wide", () => {
    for (const text of texts) expect(widest(text)).toBeLessThanOrEqual(textWidth);
  });

  it("has no colour codes unless asked for, and no NaN", () => {
    for (const text of texts) {
      expect(text).not.toContain(escapeCode);
      expect(text).not.toMatch(/NaN|undefined/);
    }
    expect(experimentTable(sampleExperiment(), { color: true })).toContain(`${escapeCode}[32m`);
  });

  it("has claims about several cells with kind and p-value, and says how all were judged", () => {
    const text = texts[2]!;
    expect(text).toMatch(/s between 1 and 2 +slope .* < 10⁻⁴ +passed/);
    expect(text).toMatch(/rises with F\/P +trend .* 0.0031 +failed/);
    expect(text).toContain("Confidence 97.7 %, Holm's correction over 7 claims");
    expect(texts[0]).not.toContain("Confidence");
  });

  it("cannot be steered by a name", () => {
    const result = sampleExperiment({ name: "a\u001b[2Jb\nc", question: "q\u202e" });
    expect(experimentTable(result)).not.toContain(escapeCode);
    expect(experimentTable(result)).not.toContain("\u202e");
  });
});

describe("textTable", () => {
  it("aligns the first column left and numbers right", () => {
    expect(
      textTable(
        ["law", "gap"],
        [
          ["a", "1"],
          ["long name", "22.5"],
        ],
      ),
    ).toBe("law         gap\na             1\nlong name  22.5");
  });

  it("splits a table that is too wide by columns", () => {
    const head = ["law", ...Array.from({ length: 20 }, (_, k) => `region ${k}`)];
    const text = textTable(head, [head]);
    expect(widest(text)).toBeLessThanOrEqual(textWidth);
    expect(text).toContain("region 19");
  });
});
