import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { experimentFigures, experimentReport, figurePlots, figureReport, plotPage } from "../../src/report/index.ts";
import { hostileExperiment, sampleDensityFigure, sampleExperiment, sampleMapFigure } from "../support/sample-result.ts";

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const plotly = readFileSync("node_modules/plotly.js-cartesian-dist-min/plotly-cartesian.min.js", "utf8");
const folder = mkdtempSync(join(tmpdir(), "scorepath-report-"));
const pictures = process.env.SCOREPATH_SCREENSHOTS ?? folder;

let browser: Browser;

beforeAll(async () => {
  if (!existsSync(executablePath))
    throw new Error(
      `no Chromium at ${executablePath}: install the Debian package "chromium", or set CHROMIUM to its path`,
    );
  mkdirSync(pictures, { recursive: true });
  browser = await chromium.launch({ executablePath, args: flags });
});

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Opened {
  readonly page: Page;
  /** Console messages, page errors and requests beyond the page itself. */
  readonly complaints: string[];
}

async function open(
  name: string,
  text: string,
  width: number = 1280,
  colorScheme: "light" | "dark" = "light",
): Promise<Opened> {
  const file = join(folder, `${name}.html`);
  writeFileSync(file, text);
  const address = pathToFileURL(file).href;
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("request", (request) => {
    if (!/^(data|blob):/.test(request.url()) && request.url().split("#")[0] !== address)
      complaints.push(`request: ${request.url()}`);
  });
  await page.goto(address);
  await page.evaluate("window.scorepath?.ready");
  return { page, complaints };
}

describe("the experiment report", () => {
  it.each([
    [1280, "light"],
    [1280, "dark"],
    [400, "light"],
    [400, "dark"],
  ] as const)("opens without complaint, request or sideways scrolling at %d px, %s", async (width, scheme) => {
    const { page, complaints } = await open("experiment", experimentReport(sampleExperiment(), plotly), width, scheme);
    expect(complaints).toEqual([]);
    expect(await page.locator(".plot svg.main-svg").count()).toBeGreaterThan(0);
    for (const place of await page.locator("[data-plot]").all())
      expect(await place.locator("svg.main-svg").count()).toBeGreaterThan(0);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
    expect(await page.evaluate("document.body.innerText")).not.toMatch(/NaN|undefined/);
    await page.screenshot({ path: join(pictures, `experiment-${width}-${scheme}.png`), fullPage: true });
    await page.close();
  });

  it("toggles a law in every cell at once", async () => {
    const { page } = await open("toggle", experimentReport(sampleExperiment(), plotly));
    const shown = (): Promise<number> =>
      page.evaluate(
        `[...document.querySelectorAll('[data-plot^="density"]')].filter((plot) => plot._fullData.some((trace) => trace.legendgroup === "sandwich" && trace.visible === true)).length`,
      );
    expect(await shown()).toBe(2);
    await page.click('[data-curve="sandwich"]');
    expect(await page.getAttribute('[data-curve="sandwich"]', "aria-pressed")).toBe("false");
    expect(await shown()).toBe(0);
    await page.click('[data-curve="sandwich"]');
    expect(await shown()).toBe(2);
    await page.close();
  });

  it("switches the axis, the region and the theme", async () => {
    const { page, complaints } = await open("switch", experimentReport(sampleExperiment(), plotly));
    await page.click('[data-set="scale"][data-value="log"]');
    expect(await page.evaluate(`document.querySelector('[data-plot^="density"]')._fullLayout.yaxis.type`)).toBe("log");
    await page.selectOption("[data-region]", "wasserstein1");
    expect(await page.locator('#cell-256 [data-for-region="wasserstein1"]').isVisible()).toBe(true);
    expect(await page.locator('#cell-256 [data-for-region="1"]').isVisible()).toBe(false);
    expect(await page.locator('#cell-256 [data-plot^="budget"]').innerHTML()).toContain("Wasserstein-1");
    await page.click("[data-theme-toggle]");
    expect(await page.evaluate("document.documentElement.dataset.theme")).toBe("dark");
    await page.screenshot({ path: join(pictures, "experiment-log-dark.png"), fullPage: true });
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("runs nothing that a hostile name brings along", async () => {
    const { page, complaints } = await open("hostile", experimentReport(hostileExperiment(), plotly), 400);
    expect(complaints).toEqual([]);
    expect(await page.title()).not.toBe("owned");
    expect(await page.locator("img").count()).toBe(0);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(400);
    await page.close();
  });

  it("is readable without JavaScript", async () => {
    const file = join(folder, "plain.html");
    writeFileSync(file, experimentReport(sampleExperiment(), plotly));
    const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    await page.goto(pathToFileURL(file).href);
    expect(await page.locator('#cell-256 [data-for-region="0"]').isVisible()).toBe(true);
    expect(await page.locator(".toolbar").isVisible()).toBe(false);
    expect(await page.locator(".plot noscript p").first().isVisible()).toBe(true);
    await context.close();
  });
});

describe("figure reports", () => {
  it.each([
    ["densities", sampleDensityFigure()],
    ["maps", sampleMapFigure()],
  ] as const)("draw every panel of %s", async (name, result) => {
    for (const [width, scheme] of [
      [1280, "light"],
      [400, "dark"],
    ] as const) {
      const { page, complaints } = await open(name, figureReport(result, plotly), width, scheme);
      expect(complaints).toEqual([]);
      for (const place of await page.locator("[data-plot]").all())
        expect(await place.locator("svg.main-svg").count()).toBeGreaterThan(0);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
      await page.screenshot({ path: join(pictures, `${name}-${width}-${scheme}.png`), fullPage: true });
      await page.close();
    }
  });
});

describe("exported figures", () => {
  it("come as SVG and PNG data URLs", async () => {
    const plots = [
      ...experimentFigures(sampleExperiment()),
      ...figurePlots(sampleDensityFigure()),
      ...figurePlots(sampleMapFigure()),
    ];
    for (const plot of plots) {
      const { page, complaints } = await open(plot.name, plotPage(plot, plotly));
      const svg = await page.evaluate<string>(`window.scorepathImage("svg")`);
      const png = await page.evaluate<string>(`window.scorepathImage("png")`);
      expect(svg).toMatch(/^data:image\/svg\+xml,/);
      expect(png).toMatch(/^data:image\/png;base64,/);
      expect(complaints).toEqual([]);
      writeFileSync(join(pictures, `${plot.name}.png`), Buffer.from(png.split(",")[1]!, "base64"));
      await page.close();
    }
  });
});
