import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { publicFolders, root, textOf } from "./repository.ts";

/** What the build and the package need; built in a folder of its own, so that no other test sees a half-written dist. */
const ingredients = [
  "package.json",
  "tsconfig.json",
  "tsconfig.build.json",
  "src",
  "assets",
  "scripts",
  "README.md",
  "assembly",
];

describe("the package", () => {
  const folder = mkdtempSync(join(tmpdir(), "scorepath-package-"));
  const run = (command: string, args: readonly string[]): { status: number | null; output: string } => {
    const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: "utf8" });
    return { status, output: stdout + stderr };
  };

  beforeAll(() => {
    for (const part of [...ingredients, "LICENSE"]) cpSync(join(root, part), join(folder, part), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    const { status, output } = run("npm", ["run", "build"]);
    expect(status, output).toBe(0);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("passes publint", async () => {
    const { messages, pkg } = await publint({ pkgDir: folder, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg as Record<string, unknown>))).toEqual([]);
  });

  it("exports every public folder by name, and every export is there with its types", () => {
    const { exports } = JSON.parse(textOf("package.json")) as { exports: Record<string, unknown> };
    const doors = [".", ...publicFolders.map((name) => `./${name}`)];
    expect(Object.keys(exports)).toEqual([...doors, "./package.json"]);
    const imports = doors.map((door) => `import * as m${doors.indexOf(door)} from "scorepath${door.slice(1)}";`);
    const counts = `console.log(JSON.stringify([${doors.map((_, k) => `Object.keys(m${k}).length`).join()}]));`;
    const { status, output } = run(process.execPath, ["--input-type=module", "-e", imports.join("") + counts]);
    expect(status, output).toBe(0);
    expect(Math.min(...(JSON.parse(output) as number[]))).toBeGreaterThan(0);
  });

  it("has a command that starts and says its version", () => {
    const { version } = JSON.parse(textOf("package.json")) as { version: string };
    const { status, output } = run(process.execPath, ["dist/cli/main.js", "--version"]);
    expect(status, output).toBe(0);
    expect(output.trim()).toBe(version);
  });

  it("finds what lies beside it: training in WebAssembly, and the digits", () => {
    const { output } = run(process.execPath, ["dist/cli/main.js", "doctor", "--json"]);
    const { training } = JSON.parse(output) as { training: { name: string; found: boolean }[] };
    expect(training.filter(({ found }) => found).map(({ name }) => name)).toEqual(
      expect.arrayContaining(["wasm", "cpu"]),
    );
    const digits = {
      quantity: "log-density",
      data: { kind: "named", name: "digits" },
      at: [{ x: new Array(64).fill(0), t: 0.5 }],
    };
    const schedule = { kind: "variance-preserving", drift: "beta", cutoffTime: 0.01 };
    const request = join(folder, "request.json");
    writeFileSync(request, JSON.stringify({ ...digits, schedule }));
    const answer = run(process.execPath, ["dist/cli/main.js", "eval", request]);
    expect(answer.status, answer.output).toBe(0);
  });
});
