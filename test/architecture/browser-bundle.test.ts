import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { publicFolders, root } from "./repository.ts";

/** What the page does with the bundle: exact theory, a formula schedule, and a whole small experiment with its report. */
const page = `
export async function check() {
  const schedule = await core.expressionSchedule({ alpha: "sqrt(1-t)", sigma: "sqrt(t)", cutoffTime: 0.01, terminalTime: 0.99 });
  const data = core.namedData("three-points");
  const [score] = theory.noisedMarginal(data, schedule).scoreAt(core.points(Float64Array.of(0)), 0.5);
  const loader = { read: () => Promise.reject(new Error("no files")), asset: () => Promise.reject(new Error("no assets")) };
  const spec = experiments.parseSpec({
    name: "small",
    data: { kind: "named", name: "three-points" },
    schedule: { kind: "ornstein-uhlenbeck", cutoffTime: 0.05, terminalTime: 3 },
    model: { kind: "linear", features: { kind: "formulas", formulas: ["1", "x", "x*t"] }, ridge: 0.1 },
    sampleCounts: [64],
    sampling: { grid: { kind: "uniform", steps: 5 } },
    ensemble: { models: 8, pathsPerModel: 4, fieldPaths: 32 },
  });
  const result = await experiments.runExperiment(spec, {
    loader,
    parallel: experiments.inThread((task) => experiments.runTask(task, loader)),
    provenance: { version: "0", command: "page", node: "none" },
  });
  return { score, curves: result.cells[0].curves.length, page: report.experimentReport(result, "").length };
}
`;

/** A script that removes Node's own globals, then loads the bundle and runs its check. */
function stripped(bundle: string): string {
  return `
    import { readFileSync } from "node:fs";
    const code = readFileSync(${JSON.stringify(bundle)}, "utf8");
    const { stdout } = process;
    for (const name of ["process", "Buffer", "global", "setImmediate", "clearImmediate"]) delete globalThis[name];
    globalThis.self = globalThis.window = globalThis;
    const globals = [typeof process, typeof require, typeof Buffer, typeof global];
    (0, eval)(code);
    stdout.write(JSON.stringify({ globals, ...(await scorepath.check()) }));
  `;
}

describe("the engine in a browser", () => {
  const folder = mkdtempSync(join(tmpdir(), "scorepath-bundle-"));
  let code = "";

  beforeAll(async () => {
    const entry = join(folder, "entry.js");
    const doors = publicFolders.map((name) => [name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase()), name]);
    const imports = doors.map(([as, name]) => `import * as ${as} from "${root}/src/${name}/index.ts";`);
    const uses = `export { ${doors.map(([as]) => as).join(", ")} };`;
    writeFileSync(entry, [...imports, uses, page].join("\n"));
    const bundle = await rolldown({ input: entry, platform: "browser", logLevel: "silent", external: /^node:/ });
    const { output } = await bundle.generate({ format: "iife", name: "scorepath", codeSplitting: false });
    await bundle.close();
    expect(output.filter(({ type }) => type === "chunk")).toHaveLength(1);
    code = output[0].code;
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("asks for no Node module", () => {
    const asked = [...code.matchAll(/(?:import|require)\s*\(?\s*["'](node:)?(fs|path|os|worker_threads|zlib)["']/g)];
    expect(asked.map(([text]) => text)).toEqual([]);
    expect(code).not.toMatch(/["']node:\w+["']/);
  });

  it("runs without anything that Node adds to the standard globals", () => {
    const bundle = join(folder, "bundle.js");
    writeFileSync(bundle, `${code}\nglobalThis.scorepath = scorepath;\n`);
    const { status, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", stripped(bundle)], {
      encoding: "utf8",
    });
    expect(status, stderr).toBe(0);
    const found = JSON.parse(stdout) as Record<string, unknown>;
    expect(found.globals).toEqual(["undefined", "undefined", "undefined", "undefined"]);
    expect(found.score).toBe(0);
    expect(found.curves).toBe(10);
    expect(found.page).toBeGreaterThan(1000);
  });
});
