import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openblasLibrary } from "../../../src/cli/openblas-algebra-library.ts";
import { inTemporaryFolder, runCli } from "../../support/run-cli.ts";

const request = {
  quantity: "posterior-mean",
  data: { kind: "named", name: "three-points" },
  schedule: { kind: "variance-preserving", drift: "beta", cutoffTime: 0.01 },
  at: [{ x: 0.4, t: 0.2 }],
};

/** One line, addressed, without a stack. */
const oneLine = /^scorepath: [^\n]+\n$/;

describe("scorepath", () => {
  it("lists its commands", async () => {
    const { code, stdout } = await runCli(["--help"]);
    expect(code).toBe(0);
    for (const command of ["run", "figure", "eval", "schema", "doctor"])
      expect(stdout).toMatch(new RegExp(`^ +${command} `, "m"));
  });

  it("answers an unknown command or option with the nearest one and code 2", async () => {
    expect(await runCli(["figur"])).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringContaining("Did you mean figure?"),
    });
    expect(await runCli(["run", "--ou", "x"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("Did you mean --out?"),
    });
    expect(await runCli(["--threads", "0", "doctor"])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/--threads: "0" must be a whole number/),
    });
  });
});

describe("scorepath --engine", () => {
  it("takes the engine from the option, else from SCOREPATH_ENGINE, else by size", async () => {
    const used = async (args: readonly string[], environment: Record<string, string>): Promise<unknown> =>
      JSON.parse((await runCli([...args, "doctor", "--json"], "", environment)).stdout).algebra.used;
    expect(await used(["--engine", "ml-matrix"], { SCOREPATH_ENGINE: "wasm" })).toBe("ml-matrix");
    expect(await used([], { SCOREPATH_ENGINE: "wasm" })).toBe("wasm");
    expect(await used([], { SCOREPATH_ENGINE: "" })).toContain("typed-array + wasm");
  });

  it("doctor says where OpenBLAS is, and how to get it where it is not", async () => {
    const there = (await openblasLibrary()) !== null;
    const { stdout } = await runCli(["--engine", "wasm", "doctor"]);
    expect(stdout).toMatch(there ? /^OpenBLAS +OpenBLAS \S+ .*\(.+\)$/m : /^OpenBLAS +not found: .*libopenblas0/m);
    const forced = await runCli(["--engine", "openblas", "doctor", "--json"]);
    if (there) expect(JSON.parse(forced.stdout).algebra.used).toBe("openblas");
    else expect(forced).toMatchObject({ code: 2, stderr: expect.stringContaining("apt install libopenblas0") });
  });

  it("is named in the answer of eval", async () => {
    const { stdout } = await runCli(["--engine", "typed-array", "eval", "-"], JSON.stringify(request));
    expect(JSON.parse(stdout)).toMatchObject({ algebra: "typed-array" });
  });

  it("answers an unknown engine with the nearest one and code 2", async () => {
    expect(await runCli(["eval", "-", "--engine", "wasn"], JSON.stringify(request))).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringMatching(/^scorepath: --engine: "wasn" must be one of auto, .*did you mean "wasm"/),
    });
  });
});

describe("scorepath eval", () => {
  it("reads a request from standard input and prints 17 digits", async () => {
    const { code, stdout, stderr } = await runCli(["eval", "-"], JSON.stringify(request));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({ quantity: "posterior-mean", shape: [1, 1] });
    expect(stdout).toMatch(/0\.26138944\d{9}/);
  });

  it("reads data files beside the request", () =>
    inTemporaryFolder(async (folder) => {
      writeFileSync(join(folder, "points.csv"), "-1\n0\n1\n");
      writeFileSync(
        join(folder, "request.json"),
        JSON.stringify({ ...request, data: { kind: "file", path: "points.csv" } }),
      );
      expect((await runCli(["eval", join(folder, "request.json")])).stdout).toMatch(/0\.26138944/);
    }));

  it("tells a defect in one line, with path, value and rule, and code 2", async () => {
    const bad = await runCli(
      ["eval", "-"],
      JSON.stringify({ ...request, data: { kind: "named", name: "three-point" } }),
    );
    expect(bad).toMatchObject({ code: 2, stdout: "", stderr: expect.stringMatching(oneLine) });
    expect(bad.stderr).toMatch(/\$\.data\.name: "three-point" must be one of .*did you mean "three-points"/);
    expect(await runCli(["eval", "-"], "{")).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/standard input: must be JSON/),
    });
    expect(await runCli(["eval", "/nowhere.json"])).toMatchObject({ code: 2, stderr: expect.stringMatching(oneLine) });
  });

  it("shows the stack where SCOREPATH_DEBUG asks for it", async () => {
    const { stderr } = await runCli(["eval", "/nowhere.json"], "", { SCOREPATH_DEBUG: "1" });
    expect(stderr).toMatch(/\n +at /);
  });
});

describe("scorepath schema", () => {
  it("prints a schema, and names the ones that exist", async () => {
    const { code, stdout } = await runCli(["schema", "result"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toHaveProperty("$schema");
    expect(await runCli(["schema", "spek"])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/did you mean "spec"/),
    });
  });
});

describe("scorepath doctor", () => {
  it("tells what the machine offers", async () => {
    const { code, stdout } = await runCli(["doctor", "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      node: { version: process.versions.node },
      plotly: { bytes: expect.any(Number) },
    });
    const without = await runCli(["doctor"], "", { CHROMIUM: "/nowhere" });
    expect(without.stdout).toMatch(/no Chromium found: .*apt install chromium/);
  });
});

describe("scorepath figure", () => {
  it("lists the figures and refuses others", async () => {
    expect((await runCli(["figure", "--list"])).stdout).toContain("gtv-fig2\n");
    expect(await runCli(["figure", "gtv-fig3x"])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/did you mean "gtv-fig/),
    });
    expect(await runCli(["figure", "gtv-fig2", "--scheme", "publish"])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/did you mean "published"/),
    });
  });
});

describe("scorepath run, before any work", () => {
  it("refuses a bad spec and leaves no folder", () =>
    inTemporaryFolder(async (folder) => {
      const spec = join(folder, "spec.json");
      writeFileSync(spec, JSON.stringify({ name: "x", sampleCounts: [0] }));
      const outcome = await runCli(["run", spec, "--out", join(folder, "out")]);
      expect(outcome).toMatchObject({ code: 2, stdout: "", stderr: expect.stringMatching(oneLine) });
      expect(readdirSync(folder)).toEqual(["spec.json"]);
    }));

  it("refuses a folder that cannot be written", () =>
    inTemporaryFolder(async (folder) => {
      const file = join(folder, "file");
      writeFileSync(file, "");
      for (const out of [join(file, "below"), "/proc/scorepath"]) {
        const { code, stderr } = await runCli(["run", "--out", out]);
        expect(code).toBe(2);
        expect(stderr).toMatch(/^scorepath: --out: .* must be a folder that can be written[^\n]*\n$/);
      }
    }));

  it("says how to get a browser where images need one", () =>
    inTemporaryFolder(async (folder) => {
      const { code, stderr } = await runCli(["run", "--images", "--out", join(folder, "out")], "", {
        CHROMIUM: "/nowhere",
      });
      expect(code).toBe(2);
      expect(stderr).toMatch(/needs a Chromium and found none; install Chromium/);
      expect(existsSync(join(folder, "out"))).toBe(false);
    }));
});

describe("scorepath train and measure, before any work", () => {
  const training = JSON.stringify({ name: "x" });

  it("refuse a folder that cannot be written, below /proc too", () =>
    inTemporaryFolder(async (folder) => {
      const file = join(folder, "file");
      writeFileSync(file, "");
      for (const out of [join(file, "below"), "/proc/scorepath"]) {
        const { code, stderr } = await runCli(["measure", "self-check", "--tiny", "--backend", "cpu", "--out", out]);
        expect(code).toBe(2);
        expect(stderr).toMatch(/\nscorepath: --out: .* must be a folder that can be written[^\n]*\n$/);
      }
    }));

  it("refuse a specification, a measurement and a backend that do not exist", () =>
    inTemporaryFolder(async (folder) => {
      const spec = join(folder, "spec.json");
      writeFileSync(spec, training);
      expect(await runCli(["train", spec])).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/^scorepath: \$\./),
      });
      expect(await runCli(["measure", "wide-network"])).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/did you mean "wide-networks"/),
      });
      expect(await runCli(["measure", "self-check", "--backend", "tfjs-node"])).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/backend tfjs-node: .*npm install @tensorflow\/tfjs-node/),
      });
      expect(readdirSync(folder)).toEqual(["spec.json"]);
    }));

  it("train leaves no folder where the backend is missing, and code 2 where no member is left", () =>
    inTemporaryFolder(async (folder) => {
      const spec = join(folder, "spec.json");
      const small = {
        name: "diverges",
        data: request.data,
        schedule: request.schedule,
        model: { kind: "network", hidden: [4] },
        draws: { kind: "fixed", count: 8 },
        batch: 4,
        steps: 5,
        members: 2,
        optimizer: { kind: "sgd", learningRate: 1e30 },
        sampling: { grid: { kind: "uniform", steps: 2 }, paths: 2 },
      };
      writeFileSync(spec, JSON.stringify(small));
      const out = join(folder, "out");
      expect(await runCli(["train", spec, "--backend", "tfjs-node", "--out", out])).toMatchObject({ code: 2 });
      expect(existsSync(out)).toBe(false);
      const { code, stderr } = await runCli(["train", spec, "--out", out]);
      expect(code).toBe(2);
      // The automatic choice of a backend says nothing of drivers that are not there.
      expect(stderr).toMatch(/^0 members trained on .*\nmember 0: loss was not finite at step \d+; left out\n/);
      expect(stderr).toMatch(
        /\nscorepath: no member was trained to the end; take a smaller learning rate, or clipNorm\n$/,
      );
      expect(readdirSync(out).sort()).toEqual(["checkpoints", "report.html", "training.json"]);
    }));
});
