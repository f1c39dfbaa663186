import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findChromium } from "../../../src/cli/chromium.ts";
import { plotImages } from "../../../src/cli/images.ts";
import { inTemporaryFolder } from "../../support/run-cli.ts";

const plot = {
  name: "p",
  title: "P",
  data: [],
  layout: { width: 100, height: 100, margin: { l: 0, r: 0, t: 0, b: 0 } },
};

/** A program that prints this document instead of being a browser. */
function fakeBrowser(folder: string, document: string): string {
  const path = join(folder, "chromium");
  writeFileSync(path, `#!/bin/sh\ncat <<'END'\n${document}\nEND\n`);
  chmodSync(path, 0o755);
  return path;
}

describe("findChromium", () => {
  it("takes $CHROMIUM before PATH, and only programs", () =>
    inTemporaryFolder((folder) => {
      const path = fakeBrowser(folder, "");
      expect(findChromium({ PATH: folder })).toBe(path);
      expect(findChromium({ PATH: "/nowhere", CHROMIUM: path })).toBe(path);
      expect(findChromium({ PATH: folder, CHROMIUM: "/nowhere" })).toBeNull();
      expect(findChromium({ PATH: "" })).toBeNull();
    }));
});

describe("plotImages", () => {
  it("takes both pictures from the document", () =>
    inTemporaryFolder(async (folder) => {
      const browser = fakeBrowser(
        folder,
        '<pre id="image-svg">data:image/svg+xml,%3Csvg%3E%C3%BC%3C%2Fsvg%3E</pre><pre id="image-png">data:image/png;base64,AQID</pre>',
      );
      const files = await plotImages(plot, "", browser);
      expect(files.map(({ name }) => name)).toEqual(["p.svg", "p.png"]);
      expect(Buffer.from(files[0]!.content).toString("utf8")).toBe("<svg>ü</svg>");
      expect(Array.from(files[1]!.content as Uint8Array)).toEqual([1, 2, 3]);
    }));

  it("says what went wrong in the page, or with the browser", () =>
    inTemporaryFolder(async (folder) => {
      const browser = fakeBrowser(folder, '<pre id="image-error">no plot</pre>');
      await expect(plotImages(plot, "", browser)).rejects.toThrow(/p could not be drawn: no plot/);
      await expect(plotImages(plot, "", "/bin/false")).rejects.toThrow(/did not render a page/);
    }));
});
