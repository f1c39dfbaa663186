import { describe, expect, it } from "vitest";
import { filesBelow, textOf } from "./repository.ts";

/** Source text with comments and string contents blanked, so that prose about a name is not a use of it. */
function code(file: string): string {
  return textOf(file)
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, " "))
    .replace(/(^|[^:])\/\/.*$/gm, "$1");
}

/** "file:line: text" of every line that matches. */
function uses(files: readonly string[], pattern: RegExp): string[] {
  return files.flatMap((file) =>
    code(file)
      .split("\n")
      .flatMap((line, n) => (pattern.test(line) ? [`${file}:${n + 1}: ${line.trim()}`] : [])),
  );
}

const sources = filesBelow("src", ".ts");
const engine = sources.filter((file) => !file.startsWith("src/cli/"));
// Scripts that run inside a report page are text here; they may use what a page has.
const tests = filesBelow("test", ".ts").filter((file) => file !== "test/architecture/forbidden.test.ts");

describe("forbidden in the sources", () => {
  it("randomness comes from streams that are passed in", () => {
    expect(uses(sources, /\bMath\.random\b|\bcrypto\.getRandomValues\b|\brandomUUID\b/)).toEqual([]);
  });

  it("only the command line reads the clock", () => {
    expect(uses(engine, /\bDate\.now\b|\bnew Date\b|\bperformance\.now\b/)).toEqual([]);
  });

  it("only the command line talks to the terminal or the process", () => {
    expect(uses(engine, /\bconsole\.\w|\bprocess\.(env|argv|stdout|stderr|exit|cwd|versions)\b/)).toEqual([]);
  });

  it("no compiler check is switched off", () => {
    const off = /@ts-(ignore|nocheck|expect-error)|biome-ignore/;
    const found = sources.filter((file) => off.test(textOf(file)));
    expect(found).toEqual([]);
  });
});

describe("forbidden in the tests", () => {
  it("no test is skipped, left to do, or run alone", () => {
    expect(uses(tests, /\b(it|test|describe)\.(skip|only|todo|fails)\b|\b(xit|xdescribe|fit|fdescribe)\(/)).toEqual([]);
  });

  it("no test asserts nothing", () => {
    expect(uses(tests, /expect\((true|false|1|0)\)\.toBe/)).toEqual([]);
  });
});
