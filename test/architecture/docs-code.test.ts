import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import ts from "typescript";
import { afterAll, describe, expect, it } from "vitest";
import { buildTraining, parseRequest, parseSpec, parseTrainingSpec } from "../../src/experiments/index.ts";
import { diskLoader } from "../support/data-loader.ts";
import { type CodeBlock, codeBlocks, documents, root, textOf } from "./repository.ts";

const blocks = documents().flatMap(codeBlocks);
const titleOf = ({ file, line }: CodeBlock): string => `${file}, line ${line}`;
const withLanguage = (language: string): CodeBlock[] => blocks.filter((block) => block.language === language);

/** Package imports as imports of the sources. */
function onSources(text: string): string {
  return text.replace(/from "scorepath\/([\w-]+)"/g, (_, folder) => `from "${root}/src/${folder}/index.ts"`);
}

/** Complaints of the compiler about blocks, each a module of its own. */
function typeErrors(modules: ReadonlyMap<string, string>): string[] {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  const parsed = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, root).options;
  const off = {
    isolatedDeclarations: false,
    declaration: false,
    noUnusedLocals: false,
    rewriteRelativeImportExtensions: false,
  };
  const options = { ...parsed, ...off };
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists, getSourceFile } = host;
  host.fileExists = (path) => modules.has(path) || fileExists.call(host, path);
  host.readFile = (path) => modules.get(path) ?? readFile.call(host, path);
  host.getSourceFile = (path, target, ...rest) => {
    const text = modules.get(path);
    return text === undefined
      ? getSourceFile.call(host, path, target, ...rest)
      : ts.createSourceFile(path, text, {
          languageVersion: ts.ScriptTarget.ES2023,
          impliedNodeFormat: ts.ModuleKind.ESNext,
        });
  };
  const program = ts.createProgram([...modules.keys(), join(root, "src/numerics/stdlib-stats.d.ts")], options, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`);
}

describe("code in the documents", () => {
  const folder = mkdtempSync(join(tmpdir(), "scorepath-docs-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("is marked: TypeScript, JSON with its format, shell, or plain text", () => {
    const known = ["ts", "json spec", "json request", "json training", "sh", "text", "bibtex"];
    const unknown = blocks.filter(({ language }) => !known.includes(language));
    expect(unknown.map((block) => `${titleOf(block)}: "${block.language}"`)).toEqual([]);
    expect(withLanguage("ts").length).toBeGreaterThan(3);
  });

  it("type-checks against the sources", () => {
    const modules = withLanguage("ts").map(
      (block, k) =>
        [
          join(root, `docs-block-${k}-${block.file.replace(/\W/g, "-")}-${block.line}.ts`),
          onSources(block.text),
        ] as const,
    );
    expect(typeErrors(new Map(modules))).toEqual([]);
  });

  it.each(withLanguage("ts").map((block) => [titleOf(block), block] as const))(
    "runs, and prints what follows: %s",
    (_, block) => {
      const file = join(folder, `${block.file.replace(/\W/g, "-")}-${block.line}.mts`);
      writeFileSync(file, onSources(block.text));
      const tsx = join(root, "node_modules/tsx/dist/loader.mjs");
      const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", tsx, file], { encoding: "utf8" });
      expect(status, stderr).toBe(0);
      if (block.next?.language === "text") expect(stdout.trim()).toBe(block.next.text.trim());
    },
  );

  it.each(withLanguage("json spec").map((block) => [titleOf(block), block] as const))(
    "is a valid spec: %s",
    (_, block) => {
      expect(parseSpec(JSON.parse(block.text)).name).not.toBe("");
    },
  );

  it.each(withLanguage("json request").map((block) => [titleOf(block), block] as const))(
    "is a valid request: %s",
    (_, block) => {
      expect(parseRequest(JSON.parse(block.text)).quantity).not.toBe("");
    },
  );

  it.each(withLanguage("json training").map((block) => [titleOf(block), block] as const))(
    "is a training that can be built: %s",
    async (_, block) => {
      const { plan } = await buildTraining(parseTrainingSpec(JSON.parse(block.text)), diskLoader);
      expect(plan.steps).toBeGreaterThan(0);
    },
  );
});

describe("links in the documents", () => {
  it("lead to files of the repository", () => {
    const broken = documents().flatMap((file) =>
      [...textOf(file).matchAll(/\]\((?!https?:|#)([^)#\s]+)(?:#[^)]*)?\)/g)]
        .filter(
          ([, target]) =>
            !ts.sys.fileExists(join(root, dirname(file), target!)) &&
            !ts.sys.directoryExists(join(root, dirname(file), target!)),
        )
        .map(([, target]) => `${file}: ${target}`),
    );
    expect(broken).toEqual([]);
  });
});
