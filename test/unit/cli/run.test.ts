import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { resultDefect } from "../../../src/experiments/index.ts";
import { finished, inTemporaryFolder, runCli, startCli } from "../../support/run-cli.ts";

const bumps = (count: number, low: number, high: number) => ({ kind: "gaussian-bumps", count, low, high });
const small = {
  name: "small",
  data: { kind: "points", points: [[-1], [1]] },
  schedule: { kind: "variance-preserving", drift: "beta", cutoffTime: 0.05 },
  model: {
    kind: "linear",
    features: { kind: "tensor-product", space: [bumps(5, -1.5, 1.5)], time: bumps(3, 0.05, 1) },
    ridge: 0.01,
  },
  sampleCounts: [200],
  sampling: { grid: { kind: "uniform", steps: 20 } },
  ensemble: { models: 60, pathsPerModel: 4, fieldPaths: 200 },
};
const impossible = {
  kind: "region-mass",
  curve: "exact-score",
  against: "data-blurred",
  region: "gap",
  tolerance: 1e-9,
};

function specIn(folder: string, more: object = {}): string {
  const path = join(folder, "spec.json");
  writeFileSync(path, JSON.stringify({ ...small, ...more }));
  return path;
}

describe("scorepath run", () => {
  it("writes result and report, and the same numbers on one thread and on two", () =>
    inTemporaryFolder(async (folder) => {
      const spec = specIn(folder);
      const results = await Promise.all(
        ["1", "2"].map(async (threads) => {
          const out = join(folder, threads);
          const { code, stdout, stderr } = await runCli(["run", spec, "--out", out, "--threads", threads]);
          expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
          expect(stdout).toContain(`report: ${join(out, "report.html")}\n`);
          expect(readdirSync(out)).toEqual(["report.html", "result.json"]);
          const { provenance, ...result } = JSON.parse(readFileSync(join(out, "result.json"), "utf8"));
          expect(resultDefect({ provenance, ...result })).toBeNull();
          expect(provenance).toMatchObject({ threads: Number(threads), seed: 1, wallSeconds: expect.any(Number) });
          return result;
        }),
      );
      expect(results[0]).toEqual(results[1]);
    }));

  it("names the engine in the result, and threads use it: two give the same bits as one", () =>
    inTemporaryFolder(async (folder) => {
      const spec = specIn(folder);
      const results = await Promise.all(
        ["1", "2"].map(async (threads) => {
          const out = join(folder, threads);
          const options = ["run", spec, "--out", out, "--json", "--threads", threads, "--engine", "ml-matrix"];
          const { provenance, ...result } = JSON.parse((await runCli(options)).stdout);
          expect(provenance.algebra).toBe("ml-matrix");
          return result;
        }),
      );
      expect(results[0]).toEqual(results[1]);
    }));

  it("puts the result on standard output with --json, takes --seed, and fails on a failed claim with --strict", () =>
    inTemporaryFolder(async (folder) => {
      const spec = specIn(folder, { claims: [impossible] });
      const options = [
        "run",
        spec,
        "--out",
        join(folder, "out"),
        "--json",
        "--strict",
        "--seed",
        "7",
        "--threads",
        "1",
      ];
      const { code, stdout, stderr } = await runCli(options);
      expect(code).toBe(1);
      expect(JSON.parse(stdout)).toMatchObject({ name: "small", provenance: { seed: 7 } });
      expect(stderr).toContain("report: ");
      expect(existsSync(join(folder, "out", "result.json"))).toBe(true);
    }));

  it.each(["1", "2"])("leaves earlier results as they are when interrupted on %s threads", (threads) =>
    inTemporaryFolder(async (folder) => {
      const out = join(folder, "out");
      const options = ["--out", out, "--threads", threads];
      expect((await runCli(["run", specIn(folder), ...options])).code).toBe(0);
      const before = readFileSync(join(out, "result.json"), "utf8");
      const child = startCli(["run", specIn(folder, { ensemble: { models: 100_000 } }), ...options]);
      const outcome = finished(child);
      while (child.exitCode === null && readdirSync(out).length === 2)
        await new Promise((resolve) => setTimeout(resolve, 20));
      await new Promise((resolve) => setTimeout(resolve, 300));
      child.kill("SIGINT");
      const { code, stderr } = await outcome;
      expect({ code, stderr: stderr.trim() }).toEqual({
        code: 130,
        stderr: "scorepath: interrupted by SIGINT; earlier results are unchanged",
      });
      expect(readdirSync(out)).toEqual(["report.html", "result.json"]);
      expect(readFileSync(join(out, "result.json"), "utf8")).toBe(before);
    }),
  );

  it("removes the folders it made when interrupted", () =>
    inTemporaryFolder(async (folder) => {
      const out = join(folder, "new", "out");
      const child = startCli([
        "run",
        specIn(folder, { ensemble: { models: 100_000 } }),
        "--out",
        out,
        "--threads",
        "1",
      ]);
      const outcome = finished(child);
      while (child.exitCode === null && !existsSync(out)) await new Promise((resolve) => setTimeout(resolve, 20));
      child.kill("SIGTERM");
      expect((await outcome).code).toBe(130);
      expect(readdirSync(folder)).toEqual(["spec.json"]);
    }));
});
