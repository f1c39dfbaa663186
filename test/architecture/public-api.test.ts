import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { exportsOf, publicFolders, root, textOf } from "./repository.ts";

const snapshot = "test/architecture/public-api.json";

interface Names {
  readonly values: readonly string[];
  readonly types: readonly string[];
}

function names(folder: string): Names {
  const found = exportsOf(`src/${folder}/index.ts`);
  const of = (wanted: string): string[] =>
    found
      .filter(({ kind }) => kind === wanted)
      .map(({ name }) => name)
      .sort();
  return { values: of("value"), types: of("type") };
}

if (process.env.UPDATE_PUBLIC_API === "1") {
  const all = Object.fromEntries(publicFolders.map((folder) => [folder, names(folder)]));
  writeFileSync(join(root, snapshot), `${JSON.stringify(all, null, 2)}\n`);
}

describe("the public API", () => {
  const recorded = JSON.parse(textOf(snapshot)) as Record<string, Names>;

  for (const folder of publicFolders) {
    it(`of ${folder} is the recorded one (node scripts/refresh-public-api.mjs records a change)`, () => {
      expect(names(folder)).toEqual(recorded[folder]);
    });
  }

  it("has a record of no other folder", () => {
    expect(Object.keys(recorded)).toEqual(publicFolders);
  });
});
