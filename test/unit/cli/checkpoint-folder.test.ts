import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkpointFolder } from "../../../src/cli/checkpoint-folder.ts";

describe("checkpoints in a folder", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "scorepath-checkpoints-"));
  });
  afterEach(() => {
    chmodSync(folder, 0o755);
    rmSync(folder, { recursive: true, force: true });
  });

  it("gives back nothing, then the newest state first and the one before it second", async () => {
    const store = checkpointFolder(join(folder, "deep", "down"));
    expect(await store.read("a")).toEqual([]);
    for (const byte of [1, 2, 3]) await store.write("a", Uint8Array.of(byte));
    expect((await store.read("a")).map((bytes) => Array.from(bytes))).toEqual([[3], [2]]);
    expect(await store.read("b")).toEqual([]);
  });

  it("has the state before where a run was killed between two renames", async () => {
    const store = checkpointFolder(folder);
    await store.write("a", Uint8Array.of(1));
    renameSync(join(folder, "a.state"), join(folder, "a.state.before"));
    writeFileSync(join(folder, ".a.state.partial"), Uint8Array.of(9));
    expect((await store.read("a")).map((bytes) => Array.from(bytes))).toEqual([[1]]);
  });

  it("keeps the state that is there when a new one cannot be written", async () => {
    const store = checkpointFolder(folder);
    await store.write("a", Uint8Array.of(1));
    mkdirSync(join(folder, ".a.state.partial"));
    await expect(store.write("a", Uint8Array.of(2))).rejects.toThrow(/the one before it is kept/);
    expect((await store.read("a")).map((bytes) => Array.from(bytes))).toEqual([[1]]);
    expect(readdirSync(folder)).toContain("a.state");
  });

  it("refuses a folder that is a file, or lies in one or below /proc", () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    for (const path of [file, join(file, "below"), "/proc/scorepath"])
      expect(() => checkpointFolder(path)).toThrow(/--out: .* must be a folder that can be written/);
    expect(existsSync(file)).toBe(true);
  });
});
