import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { exportsOf, publicFolders, root, textOf } from "./repository.ts";

const page = "docs/notation.md";

/** Rows of the tables whose header starts with "paper symbol": code names and file. */
function rows(): { name: string; file: string }[] {
  const tables = textOf(page).matchAll(/^\| *paper symbol[^\n]*\n\|[-: |]+\|\n((?:\|[^\n]*\n)+)/gm);
  return [...tables].flatMap(([, body]) =>
    body!
      .trim()
      .split("\n")
      .flatMap((line) => {
        const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
        const file = /`([^`]+)`/.exec(cells[6] ?? "")?.[1] ?? "";
        return [...(cells[2] ?? "").matchAll(/`([^`]+)`/g)].map((match) => ({ name: match[1]!, file }));
      }),
  );
}

describe("the notation page", () => {
  const listed = rows();
  const exported = publicFolders.flatMap((folder) => exportsOf(`src/${folder}/index.ts`));
  const values = exported.filter(({ kind }) => kind === "value");

  it("lists every exported value with the file that declares it", () => {
    const missing = values.filter(({ name, file }) => !listed.some((row) => row.name === name && row.file === file));
    expect(missing.map(({ name, file }) => `${name} in ${file}`)).toEqual([]);
  });

  it("names only files that exist", () => {
    expect(listed.filter(({ file }) => file === "" || !existsSync(join(root, file)))).toEqual([]);
  });

  it("names only what is exported, or a member of an exported type, written Type.member", () => {
    const unknown = listed.filter(({ name, file }) => {
      const [owner, member] = name.split(".");
      const found = exported.some((candidate) => candidate.name === owner && candidate.file === file);
      return !found || (member !== undefined && !new RegExp(`\\b${member}\\b`).test(textOf(file)));
    });
    expect(unknown.map(({ name, file }) => `${name} in ${file}`)).toEqual([]);
  });

  it("lists nothing twice", () => {
    const keys = listed.map(({ name, file }) => `${name} in ${file}`);
    expect(keys.filter((key, k) => keys.indexOf(key) !== k)).toEqual([]);
  });
});
