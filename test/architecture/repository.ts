import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

/** Root folder of the repository, without a trailing slash. */
export const root: string = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

/** Folders of src that users import. */
export const publicFolders: readonly string[] = [
  "numerics",
  "core",
  "theory",
  "linear-models",
  "path-integral",
  "validate",
  "experiments",
  "report",
];

/** Text of a file of the repository. */
export function textOf(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

/** Paths of the files below a folder of the repository that end as asked for, sorted. */
export function filesBelow(folder: string, ...endings: readonly string[]): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
}

/** A name that a folder exports. */
export interface Exported {
  readonly name: string;
  readonly kind: "value" | "type";
  /** Where it is declared; path inside the repository. */
  readonly file: string;
}

/** What a module exports, read off its syntax; every index.ts is a list of re-exports. */
export function exportsOf(file: string): Exported[] {
  const source = ts.createSourceFile(file, textOf(file), ts.ScriptTarget.ES2023, true);
  return source.statements.flatMap((statement): Exported[] => {
    if (ts.isExportDeclaration(statement)) return reexports(file, statement);
    const exported =
      ts.canHaveModifiers(statement) &&
      ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    if (!exported) return [];
    if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement))
      return [{ name: statement.name.text, kind: "type", file }];
    if (ts.isVariableStatement(statement))
      return statement.declarationList.declarations.map(({ name }) => ({ name: name.getText(), kind: "value", file }));
    if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement))
      return [{ name: statement.name!.text, kind: "value", file }];
    return [];
  });
}

function reexports(file: string, statement: ts.ExportDeclaration): Exported[] {
  const specifier = statement.moduleSpecifier;
  if (specifier === undefined || !ts.isStringLiteral(specifier))
    throw new Error(`${file}: an export list must say where its names come from`);
  const target = relative(root, join(root, file, "..", specifier.text));
  const behind = exportsOf(target);
  if (statement.exportClause === undefined)
    return statement.isTypeOnly ? behind.filter(({ kind }) => kind === "type") : behind;
  if (ts.isNamespaceExport(statement.exportClause))
    return [{ name: statement.exportClause.name.text, kind: "value", file: target }];
  return statement.exportClause.elements.map(({ name, propertyName }) => {
    const found = behind.find((candidate) => candidate.name === (propertyName ?? name).text);
    if (found === undefined) throw new Error(`${file}: ${name.text} is not exported by ${target}`);
    return { ...found, name: name.text };
  });
}

/** A fenced code block of a Markdown file. */
export interface CodeBlock {
  readonly file: string;
  readonly line: number;
  /** The words after the fence, such as "ts" or "json spec". */
  readonly language: string;
  readonly text: string;
  /** The block that follows with nothing but blank lines between. */
  readonly next: { readonly language: string; readonly text: string } | null;
}

/** The Markdown files that users read. */
export function documents(): string[] {
  const top = readdirSync(root).filter((name) => name.endsWith(".md"));
  return [...top.sort(), ...filesBelow("docs", ".md")];
}

/** Code blocks of a Markdown file, in order. */
export function codeBlocks(file: string): CodeBlock[] {
  const text = textOf(file);
  const found = [...text.matchAll(/^```([^\n]*)\n([\s\S]*?)^```$/gm)].map((match) => ({
    file,
    line: text.slice(0, match.index).split("\n").length,
    language: match[1]!.trim(),
    text: match[2]!,
    from: match.index,
    to: match.index + match[0].length,
  }));
  return found.map(({ from: _, to, ...block }, k) => {
    const after = found[k + 1];
    const adjacent = after !== undefined && text.slice(to, after.from).trim() === "";
    return { ...block, next: adjacent ? { language: after.language, text: after.text } : null };
  });
}
