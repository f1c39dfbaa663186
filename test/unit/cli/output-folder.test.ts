import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openOutputFolder } from "../../../src/cli/output-folder.ts";
import { inTemporaryFolder } from "../../support/run-cli.ts";

describe("openOutputFolder", () => {
  it("shows files only after commit, and replaces earlier ones", () =>
    inTemporaryFolder((folder) => {
      writeFileSync(join(folder, "result.json"), "old");
      const output = openOutputFolder(folder);
      output.write("result.json", "new");
      output.write("report.html", "<p>");
      expect(readFileSync(join(folder, "result.json"), "utf8")).toBe("old");
      expect(existsSync(join(folder, "report.html"))).toBe(false);
      output.commit();
      output.discard();
      expect(readdirSync(folder)).toEqual(["report.html", "result.json"]);
      expect(readFileSync(join(folder, "result.json"), "utf8")).toBe("new");
    }));

  it("leaves no trace when discarded, and keeps what was there", () =>
    inTemporaryFolder((folder) => {
      const made = openOutputFolder(join(folder, "a", "b"));
      made.write("result.json", "new");
      made.discard();
      expect(readdirSync(folder)).toEqual([]);
      mkdirSync(join(folder, "c"));
      openOutputFolder(join(folder, "c")).discard();
      expect(readdirSync(folder)).toEqual(["c"]);
    }));

  it("refuses a file, a folder below one, and a place where no folder can be made", () =>
    inTemporaryFolder((folder) => {
      const file = join(folder, "file");
      writeFileSync(file, "");
      for (const path of [file, join(file, "a", "b"), "/proc/scorepath/a"]) {
        expect(() => openOutputFolder(path)).toThrow(/must be a folder that can be written/);
      }
      expect(readdirSync(folder)).toEqual(["file"]);
    }));

  it("keeps a folder that it made when somebody else put a file there", () =>
    inTemporaryFolder((folder) => {
      const made = openOutputFolder(join(folder, "a"));
      writeFileSync(join(folder, "a", "note"), "");
      made.discard();
      expect(readdirSync(join(folder, "a"))).toEqual(["note"]);
    }));
});
