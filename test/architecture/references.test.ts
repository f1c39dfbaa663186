import { describe, expect, it } from "vitest";
import { filesBelow, textOf } from "./repository.ts";

/** Keys are capitals, digits and hyphens with at least one letter pair, as in KARRAS2022 or NIST-DLMF. */
const key = /\b[A-Z][A-Z]+(?:[A-Z0-9-]*[A-Z0-9])?\b/g;

/** Names that look like keys in a source line and are none. */
const words = new Set(["II", "IV", "VI", "TILE", "STRIP", "UPPER"]);

/** Keys cited in a file: after @source and on the lines that a tag runs over, or in brackets at a line, as [FDLIBM, e_exp.c]. */
function cited(file: string): string[] {
  const text = textOf(file);
  const tags = [...text.matchAll(/@source ([\s\S]*?)(?=\n\s*\*\s*@|\*\/)/g)].map((match) => match[1]!);
  const brackets = [...text.matchAll(/\[([A-Z][A-Z0-9-]{3,})(?:\][., ]|, [a-zI])/g)].map((match) => match[1]!);
  return [...tags, ...brackets].flatMap((found) => (found.match(key) ?? []).filter((word) => !words.has(word)));
}

/** Keys that the page defines: headings of the form "### KEY". */
const defined = [...textOf("docs/references.md").matchAll(/^### ([A-Z0-9-]+)$/gm)].map((match) => match[1]!);

const citations = [...filesBelow("src", ".ts"), ...filesBelow("assembly", ".ts")].flatMap((file) =>
  cited(file).map((name) => ({ file, name })),
);

describe("the references page", () => {
  it("defines every key that a source file cites", () => {
    const open = citations.filter(({ name }) => !defined.includes(name));
    expect(open.map(({ file, name }) => `${name} in ${file}`)).toEqual([]);
  });

  it("defines no key that nothing cites", () => {
    expect(defined.filter((name) => !citations.some((citation) => citation.name === name))).toEqual([]);
  });

  it("defines each key once, in alphabetical order", () => {
    expect(defined).toEqual([...new Set(defined)].sort());
  });
});
