import { readdirSync, readFileSync } from "node:fs";
import { describe, it } from "vitest";
import { evaluateRequest, parseRequest } from "../../src/experiments/evaluate.ts";
import { diskLoader } from "../support/data-loader.ts";
import { expectClose, printed, rounding, type Tolerance } from "../support/tolerance.ts";

/** Numbers as text, so that the printed digits are known; null where the source gives none. */
type Expected = string | null | readonly Expected[] | { readonly [name: string]: Expected };

interface GoldenFile {
  readonly title: string;
  readonly source: string;
  readonly cases: readonly { readonly title: string; readonly request: unknown; readonly expected: Expected }[];
}

const folder = new URL("golden/", import.meta.url);

for (const file of readdirSync(folder).filter((name) => name.endsWith(".json"))) {
  const { title, cases } = JSON.parse(readFileSync(new URL(file, folder), "utf8")) as GoldenFile;
  describe(`golden values: ${title}`, () => {
    for (const { title, request, expected } of cases) {
      it(`${title} agrees to the digits printed`, async () => {
        const { value } = await evaluateRequest(parseRequest(request), diskLoader);
        compare(value, expected, "value");
      });
    }
  });
}

function compare(found: unknown, expected: Expected, path: string): void {
  if (expected === null) return;
  if (typeof expected === "string") {
    expectClose(Number(found), Number(expected), toleranceOf(expected), path);
    return;
  }
  for (const [key, entry] of Object.entries(expected)) {
    compare((found as Record<string, unknown>)[key], entry, `${path}.${key}`);
  }
}

/** The digits printed; one value has more of them than a sum of doubles keeps, and is held to rounding. */
function toleranceOf(text: string): Tolerance {
  const digits = printed(lastDigitOf(text));
  const sum = rounding(Number(text), 4);
  return digits.bound > sum.bound ? digits : sum;
}

/** Place value of the last digit: 0.001 for "-.127", 1e-6 for "4.199e-3". */
function lastDigitOf(text: string): number {
  const [mantissa = "", exponent = "0"] = text.split("e");
  return 10 ** (Number(exponent) - (mantissa.split(".")[1]?.length ?? 0));
}
