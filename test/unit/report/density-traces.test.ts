import { describe, expect, it } from "vitest";
import { densityFrame, densityTraces } from "../../../src/report/density-traces.ts";

const curve = (name: string, peak: number, error: number = 0) => ({
  name,
  label: name,
  density: { x: [-1, 0, 1], density: [0.1, peak, 0], standardError: [0, error, 0] },
});

describe("densityFrame", () => {
  it("keeps the highest curve inside the frame when it does not stand alone", () => {
    const frame = densityFrame([curve("trained-noisy", 1), curve("sandwich", 1.5)]);
    expect(frame.linear[1]).toBeGreaterThan(1.5);
    expect(frame.cut).toEqual([]);
  });

  it("cuts a lonely spike and names it", () => {
    const frame = densityFrame([curve("data-blurred", 13), curve("trained-noisy", 1), curve("sandwich", 1.1)]);
    expect(frame.linear[1]).toBeLessThan(2);
    expect(frame.cut).toEqual([{ name: "data-blurred", peak: 13 }]);
    expect(frame.log[1]).toBeGreaterThan(Math.log10(13));
  });

  it("frames nothing at all", () => {
    expect(densityFrame([]).linear).toEqual([0, 1]);
  });
});

describe("densityTraces", () => {
  it("draws a band behind the line only where there is an error", () => {
    expect(densityTraces(curve("sandwich", 1))).toHaveLength(1);
    const [band, line] = densityTraces(curve("sandwich", 1, 0.1));
    expect(band).toMatchObject({ legendgroup: "sandwich", showlegend: false, fill: "toself" });
    expect(line).toMatchObject({ legendgroup: "sandwich", line: { dash: "dash" } });
  });

  it("draws predictions dashed, measurements and exact laws solid", () => {
    const dash = (name: string): unknown => (densityTraces(curve(name, 1))[0] as { line: { dash: string } }).line.dash;
    expect(["trained-noisy", "trained-noise-free", "exact-score", "data-blurred"].map(dash)).toEqual(
      Array(4).fill("solid"),
    );
    expect(["sandwich", "moment-matched", "mean-flow", "quenched"].map(dash)).not.toContain("solid");
  });
});
