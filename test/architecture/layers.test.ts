import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "./repository.ts";

/** Names of the rules that the sources below `folder` break. */
function violations(folder: string): string[] {
  const command = join(root, "node_modules/.bin/depcruise");
  const args = ["--config", join(root, ".dependency-cruiser.cjs"), "--output-type", "json", "src"];
  const { stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: "utf8", maxBuffer: 1 << 28 });
  if (stdout === "") throw new Error(`depcruise: ${stderr}`);
  const { summary } = JSON.parse(stdout) as {
    summary: { violations: { from: string; to: string; rule: { name: string } }[]; totalCruised: number };
  };
  expect(summary.totalCruised).toBeGreaterThan(0);
  return summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`);
}

/** The rules broken by a source tree made of the given files. */
function violationsOf(files: Readonly<Record<string, string>>): string[] {
  const folder = mkdtempSync(join(tmpdir(), "scorepath-layers-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      const file = join(folder, "src", path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    return violations(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe("the layer table", () => {
  it("holds in the sources", () => {
    expect(violations(root)).toEqual([]);
  });

  it("catches an import of a higher layer, a type import too", () => {
    const found = violationsOf({
      "core/index.ts": 'import type { A } from "../theory/index.ts";\nexport type B = A;\n',
      "theory/index.ts": "export type A = number;\n",
    });
    expect(found).toEqual(["core-imports-lower-layers-only: src/core/index.ts -> src/theory/index.ts"]);
  });

  it("catches a measurement that uses the prediction", () => {
    const found = violationsOf({
      "validate/index.ts": 'export { a } from "../path-integral/index.ts";\n',
      "path-integral/index.ts": "export const a = 1;\n",
    });
    expect(found).toEqual(["validate-imports-lower-layers-only: src/validate/index.ts -> src/path-integral/index.ts"]);
  });

  it("catches a way around a folder's index.ts", () => {
    const found = violationsOf({
      "core/points.ts": 'export { m } from "../numerics/matrix.ts";\n',
      "numerics/matrix.ts": "export const m = 1;\n",
    });
    expect(found).toEqual(["through-the-door: src/core/points.ts -> src/numerics/matrix.ts"]);
  });

  it("catches a cycle of type imports", () => {
    const found = violationsOf({
      "core/a.ts": 'import type { B } from "./b.ts";\nexport type A = B | 1;\n',
      "core/b.ts": 'import type { A } from "./a.ts";\nexport type B = A | 2;\n',
    });
    expect(found.every((line) => line.startsWith("no-cycles: "))).toBe(true);
    expect(found.length).toBeGreaterThan(0);
  });

  it("catches a Node module outside the command line, and allows it inside", () => {
    const text = 'import { readFileSync } from "node:fs";\nexport const read = readFileSync;\n';
    expect(violationsOf({ "report/page.ts": text })).toEqual(["no-node-outside-cli: src/report/page.ts -> fs"]);
    expect(violationsOf({ "cli/page.ts": text })).toEqual([]);
  });
});
