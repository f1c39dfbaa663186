import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import { parseTrainingSpec } from "../../src/experiments/index.ts";
import { seededRng } from "../../src/numerics/index.ts";
import { decodeTrainingState } from "../../src/validate/index.ts";
import { root } from "../architecture/repository.ts";

const kills = 10;
const rng = seededRng(20503);
const spec = {
  name: "killed",
  data: { kind: "named", name: "three-points" },
  schedule: { kind: "variance-preserving", drift: "half-beta", cutoffTime: 0.01 },
  model: { kind: "network", hidden: [24, 24], activation: "silu" },
  draws: { kind: "fixed", count: 64 },
  batch: 32,
  steps: 2500,
  averaging: 0.99,
  members: 8,
  sampling: { grid: { kind: "geometric", steps: 10 }, paths: 8 },
};

describe("a training that is killed again and again", () => {
  const folder = mkdtempSync(join(tmpdir(), "scorepath-killed-"));
  const file = join(folder, "training.json");
  writeFileSync(file, JSON.stringify(spec));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Starts the training into a folder of its own; a second start goes on with it. */
  const start = (out: string): ChildProcess =>
    spawn(
      process.execPath,
      [
        "--import",
        "tsx",
        "src/cli/main.ts",
        "train",
        file,
        "--backend",
        "wasm",
        "--checkpoint-steps",
        "20",
        "--out",
        out,
      ],
      { cwd: root, stdio: "ignore" },
    );

  /** Bytes of the newest state that is there. */
  const state = (out: string): Uint8Array | null => {
    const checkpoints = join(out, "checkpoints");
    if (!existsSync(checkpoints)) return null;
    for (const ending of [".state", ".state.before"]) {
      const name = readdirSync(checkpoints).find((candidate) => candidate.endsWith(ending));
      if (name !== undefined) return readFileSync(join(checkpoints, name));
    }
    return null;
  };

  const words = `wasm: ${JSON.stringify(parseTrainingSpec(spec))}, members-0-7, ${spec.steps} steps`;

  it("leaves a whole checkpoint each time, and ends with the same bytes as one that was left alone", async () => {
    const alone = join(folder, "alone");
    expect((await once(start(alone), "exit"))[0]).toBe(0);
    expect(readFileSync(join(alone, "report.html"), "utf8")).toContain("Measured on the members");
    const out = join(folder, "killed");
    let step = 0;
    for (let kill = 0; kill < kills; kill++) {
      const run = start(out);
      // Long enough to go beyond the last checkpoint, then at any moment, also in the middle of the next one.
      for (let found = step; found <= step; await wait(5)) {
        if (run.exitCode !== null) throw new Error(`the training ended before kill ${kill}`);
        const bytes = state(out);
        if (bytes !== null) found = decodeTrainingState(words, bytes).step;
      }
      await wait(40 * rng.uniform());
      run.kill("SIGKILL");
      await once(run, "exit");
      step = decodeTrainingState(words, state(out)!).step;
    }
    expect(step).toBeLessThan(spec.steps);
    expect((await once(start(out), "exit"))[0]).toBe(0);
    const result = (at: string): unknown =>
      (JSON.parse(readFileSync(join(at, "training.json"), "utf8")) as { found: unknown }).found;
    expect(JSON.stringify(result(out))).toBe(JSON.stringify(result(alone)));
    expect(state(out)).toEqual(state(alone));
  });
});
