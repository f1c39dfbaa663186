import { beforeAll, describe, expect, it } from "vitest";
import { points, statesAt, type Task } from "../../../../src/core/index.ts";
import { validateLinearFigure } from "../../../../src/experiments/figures/validate-linear.ts";
import { type LinearResult, linearVerdicts } from "../../../../src/experiments/figures/validate-linear-claims.ts";
import {
  cellLaw,
  coefficientFields,
  gapMass,
  type LawBlock,
  lineDensity,
  lineEdges,
  memberLaws,
} from "../../../../src/experiments/figures/validate-linear-laws.ts";
import {
  linearCell,
  linearStream,
  probeStates,
  validateLinear,
} from "../../../../src/experiments/figures/validate-linear-setting.ts";
import {
  exactCoefficients,
  type LinearMembers,
  memberDraws,
  nominalCoefficients,
  runLinearTask,
} from "../../../../src/experiments/figures/validate-linear-tasks.ts";
import type { LinearTheory } from "../../../../src/experiments/figures/validate-linear-theory.ts";
import { inThread } from "../../../../src/experiments/index.ts";
import { resultDefect } from "../../../../src/experiments/result-schema.ts";
import { linearScore, trainOnDraws } from "../../../../src/linear-models/index.ts";
import { matrix, normalCdf, seededRng } from "../../../../src/numerics/index.ts";
import { averageCdf } from "../../../../src/path-integral/index.ts";
import { noisedMarginal } from "../../../../src/theory/index.ts";
import {
  fieldScoreMatrix,
  fixedDraws,
  learningRateAt,
  type TrainingBackend,
  type TrainingPlan,
  trainNetworks,
} from "../../../../src/validate/index.ts";
import { diskLoader } from "../../../support/data-loader.ts";
import { stillField } from "../../../support/small-models.ts";
import { expectClose, monteCarlo, rounding } from "../../../support/tolerance.ts";
import { singleRounding, wasmBackend } from "../../../support/training.ts";

const seed = 20543;
let backend: TrainingBackend;
beforeAll(async () => {
  backend = await wasmBackend();
});

/** A case on few draws and steps, with the rates that belong to them. */
function shortCase(name: "line" | "plane" | "random", parts: Partial<TrainingPlan>) {
  const cell = linearCell(name, seed);
  const { data, schedule } = cell.process;
  const plan: TrainingPlan = {
    ...cell.plan,
    source: fixedDraws({ data, schedule, times: "log-uniform" }, 60),
    ...parts,
  };
  const rates = Float64Array.from({ length: plan.steps }, (_, step) => learningRateAt(plan, step));
  return { ...cell, plan, rates };
}

describe.each(["line", "plane", "random"] as const)("training by steps in the case %s", (name) => {
  it("is exact descent on the same draws where batches are whole: one convention of ridge, weight and steps", async () => {
    const steps = 40;
    const cell = shortCase(name, { batch: "all", steps });
    const rng = linearStream(seed, name);
    const { networks, fields } = await trainNetworks(backend, rng, cell.plan, 2);
    const at = probeStates(cell);
    const scores = fieldScoreMatrix(fields, at);
    networks.forEach((network, m) => {
      const found = nominalCoefficients(cell.plan, network.arrays);
      const exact = exactCoefficients(cell, memberDraws(rng, cell.plan, m), [steps]).descent[0]!;
      const size = Math.max(...exact.values.map(Math.abs));
      exact.values.forEach((value, f) => {
        expectClose(found[f]!, value, singleRounding(size, 64 * steps), `coefficient ${f}`);
      });
      // The network reads its score as the linear model does, from the same numbers.
      const linear = linearScore(cell.model, cell.process.schedule, matrix(exact.rows, exact.cols, found), at).values;
      linear.forEach((value, i) => {
        expectClose(scores.values[m * scores.cols + i]!, value, singleRounding(100), `score ${i}`);
      });
    });
  });
});

describe("exact training", () => {
  it.each(["line", "random"] as const)("has the optimum of the ridge problem on the same draws, %s", (name) => {
    const cell = linearCell(name, seed);
    const draws = memberDraws(linearStream(seed, name), cell.plan, 3);
    const { optimum } = exactCoefficients(cell, draws, []);
    const marginal = noisedMarginal(cell.process.data, cell.process.schedule);
    const exact = trainOnDraws(cell.model, cell.process, marginal, draws);
    const size = Math.max(...exact.values.map(Math.abs));
    // Condition number at most (tr Σ̂ + ρ)/ρ, below 400.
    exact.values.forEach((value, f) => {
      expectClose(optimum.values[f]!, value, rounding(400 * size, 256), `coefficient ${f}`);
    });
  });
});

describe("training by small batches", () => {
  it("is the same descent in float64, batch by batch, up to the rounding of float32", async () => {
    const [steps, batch] = [50, 8];
    const cell = shortCase("line", { batch, steps });
    const rng = linearStream(seed, "line");
    const { networks } = await trainNetworks(backend, rng, cell.plan, 1);
    const { clean, states } = memberDraws(rng, cell.plan, 0);
    const phi = cell.model.features.evaluate(states);
    const w = new Float64Array(phi.cols);
    cell.rates.forEach((rate, step) => {
      const chosen = rng.split("member/0").split("batch", step);
      const gradient = w.map((value) => cell.model.ridge * value);
      for (let b = 0; b < batch; b++) {
        const n = chosen.integer(60);
        let fit = -clean.values[n]!;
        for (let f = 0; f < w.length; f++) fit += w[f]! * phi.values[n * w.length + f]!;
        for (let f = 0; f < w.length; f++) gradient[f]! += (fit * phi.values[n * w.length + f]!) / batch;
      }
      for (let f = 0; f < w.length; f++) w[f]! -= rate * gradient[f]!;
    });
    const size = Math.max(...w.map(Math.abs));
    nominalCoefficients(cell.plan, networks[0]!.arrays).forEach((value, f) => {
      expectClose(value, w[f]!, singleRounding(size, 64 * steps), `coefficient ${f}`);
    });
  });
});

describe("laws of members", () => {
  it.each(["line", "plane"] as const)("have mass one, and depend on the numbers of their members alone, %s", (name) => {
    const cell = linearCell(name, seed);
    const size = cell.model.features.featureCount * cell.process.data.dim;
    const coefficients = matrix(6, size, seededRng(3).normals(6 * size));
    const rng = seededRng(4);
    const whole = memberLaws(rng, cell, coefficientFields(cell, coefficients, 0), 0, 6);
    expect(whole.map(({ line }) => line.models)).toEqual([5, 1]);
    const last = matrix(1, size, coefficients.values.slice(5 * size));
    const [alone] = memberLaws(rng, cell, coefficientFields(cell, last, 5), 5, 1);
    expectClose(alone!.gap, whole[1]!.gap, rounding(1, 1e4));
    const { x, density } = lineDensity(whole);
    const inside = density.reduce((sum, value) => sum + value * (x[1]! - x[0]!), 0);
    const { line } = whole[0]!;
    expect(line.sum.every((value, g) => value >= (line.sum[g - 1] ?? 0) && value <= 5)).toBe(true);
    expect(inside).toBeLessThanOrEqual(1 + 1e-9);
    const { cdf } = cellLaw(whole);
    expect([...cdf].every((value, g) => value >= (cdf[g - 1] ?? 0) && value <= 1 + 1e-12)).toBe(true);
    expect(gapMass(whole).value).toBeLessThan(1);
  });

  it("in the plane are those of the starts where nothing moves", () => {
    const cell = linearCell("plane", seed);
    const { schedule } = cell.process;
    const members = 100;
    const law = memberLaws(seededRng(5), cell, () => stillField(schedule, 2), 0, members);
    const samples = members * validateLinear.paths;
    const error = (mass: number) => monteCarlo(Math.sqrt((mass * (1 - mass)) / samples));
    // Standard normal to 1e-8 at the terminal time. Mass of a ball: density at its centre times (1 + r²/8 Δp/p), next term 1e-4 of it.
    const ball = (Math.exp(-0.25) / (2 * Math.PI)) * Math.PI * 0.09 * (1 - (1.5 * 0.09) / 8);
    expectClose(gapMass(law).value, 4 * ball, error(4 * ball));
    const along = averageCdf(
      lineEdges,
      law.map(({ line }) => line),
    ).cdf;
    const cells = cellLaw(law).cdf;
    for (const g of [10, 30, 45]) expectClose(along[g]!, normalCdf(lineEdges[g]!), error(normalCdf(lineEdges[g]!)));
    // Twelve cells of 1/4 a row, rows by the first coordinate; outer rows take what lies beyond.
    for (const row of [1, 6, 11]) {
      const mass = normalCdf(-1.5 + row / 4);
      expectClose(cells[12 * row - 1]!, mass, error(mass), `row ${row}`);
    }
  });
});

/** A result whose members are normals of the variances that theory predicts, with noise of the batches on top. */
function madeUp(name: "line" | "random", wrong: number, members = 400): LinearResult {
  const cols = 2 * 25;
  const rng = seededRng(6).split(name);
  const scores = (what: string, count: number, width: number) =>
    matrix(
      count,
      cols,
      rng
        .split(what)
        .normals(count * cols)
        .map((z) => 3 + width * z),
    );
  const exact = scores("exact", members, 1);
  const noise = rng.split("noise").normals(members * cols);
  const noisy = (size: number) =>
    matrix(
      members,
      cols,
      exact.values.map((value, i) => value + wrong * (value - 3) + size * noise[i]!),
    );
  const block = (at: number): LawBlock => {
    const sum = Float64Array.from({ length: 61 }, (_, g) => (g > at ? 5 : 0));
    const line = { models: 5, sum, squares: sum };
    return { line, cells: line, gap: 0.1 };
  };
  const laws = (at: number): LawBlock[] => Array.from({ length: members / 5 }, () => block(at));
  const sizes = [0.4, 0.4, 0.3, 0.05];
  const same = validateLinear.times.map(() => exact);
  const ones = new Float64Array(cols).fill(1);
  const trainedLaws = validateLinear.times.map(() => laws(wrong > 0 ? 31 : 30));
  const theory: LinearTheory = {
    sandwich: ones,
    cavity: ones,
    descent: validateLinear.times.map(() => ones),
    noise: sizes.map((size) => new Float64Array(cols).fill(size ** 2)),
    laws: { sandwich: laws(30), cavity: laws(30), exactScore: laws(30) },
    effectiveFeatures: 20,
    featuresPerSample: name === "line" ? 0.02 : 1.5,
  };
  const found: LinearMembers = {
    trained: sizes.map(noisy),
    descent: same,
    exact,
    laws: { trained: trainedLaws, descent: validateLinear.times.map(() => laws(30)), exact: laws(30) },
    losses: Array.from({ length: members }, () => Float64Array.of(2, 1, 0.5, 0.4, 0.3, 0.2)),
    interval: 3,
  };
  const more = scores("more", 10 * members, 1);
  return { name, members: found, theory, more: { exact: more, descent: validateLinear.times.map(() => more) } };
}

describe("claims", () => {
  it("pass where members are what theory says, and theory says nothing outside its domain", () => {
    const verdicts = linearVerdicts([madeUp("line", 0), madeUp("random", 0)]);
    expect(verdicts).toHaveLength(2 * 24);
    for (const { statement, status, explanation } of verdicts) {
      const theory = /leading order|cavity/.test(statement);
      const early =
        /after 50 steps/.test(statement) && /V-kernel.*predicted noise|noise of the batches/.test(statement);
      const silent = (theory && statement.includes("random features")) || early;
      expect(`${statement}: ${status}, ${explanation}`).toContain(silent ? ": no claim" : ": passed");
    }
  });

  it("fail where steps lead to wider scores and another law", () => {
    const failed = linearVerdicts([madeUp("line", 0.2)]).filter(({ status }) => status === "failed");
    const words = failed.map(({ statement }) => statement).join("\n");
    expect(words).toMatch(/total variation between members trained by steps and exactly/);
    expect(words).toMatch(/total variation between members trained by steps and the field of the cavity/);
    for (const time of validateLinear.probeTimes) {
      expect(words).toContain(`relative error of the V-kernel's diagonal at t = ${time}`);
      expect(words).toContain(`V-kernel's diagonal at t = ${time}, steps over leading order`);
      expect(words).toContain(`V-kernel's diagonal at t = ${time}, steps over the cavity`);
    }
    expect(words).toMatch(/V-kernel's diagonal after 2500 steps, over exact descent/);
    expect(words).toMatch(/noise of the batches after 2500 steps/);
    expect(words).not.toMatch(/mean score/);
  });
});

describe("the figure", () => {
  it("shows five panels a case, with verdicts and losses", async () => {
    const made = { line: madeUp("line", 0, 20), random: madeUp("random", 0, 20), plane: madeUp("line", 0, 20) };
    const plane: LinearResult = made.plane;
    const asked: string[] = [];
    const run = async ({ task, input }: Task): Promise<unknown> => {
      asked.push(task);
      const { name } = input as { name: "line" | "plane" | "random" };
      const { members, theory, more } = name === "plane" ? widened(plane) : made[name];
      return task.endsWith("members") ? members : task.endsWith("theory") ? theory : more;
    };
    const provenance = { version: "0", command: "test", node: "test" };
    const result = await validateLinearFigure(1, 25, "wasm", {
      parallel: inThread(run),
      loader: diskLoader,
      provenance,
    });
    expect(resultDefect(result)).toBeNull();
    expect(result.panels).toHaveLength(15);
    expect(new Set(result.panels.map(({ row, column }) => `${row}/${column}`)).size).toBe(15);
    expect(result.verdicts).toHaveLength(3 * 24);
    expect(result.backend).toBe("wasm");
    // Two groups of members, one theory, and further members by 200.
    expect(asked.filter((task) => task.endsWith("members"))).toHaveLength(3 * 2);
    expect(asked.filter((task) => task.endsWith("exact"))).toHaveLength(
      3 * Math.ceil((25 * validateLinear.exactPerMember) / 200),
    );
    const loss = result.panels.find(({ title }) => title === "three points: training loss")!;
    expect(loss.curves[0]!.density.x).toEqual([1, 4, 7, 10, 13, 16]);
    const kernel = result.panels.find(({ title }) => title === "three points: V along a line at t = 0.05")!;
    const { diffusivity } = linearCell("line", 1).process.schedule;
    kernel.curves
      .find(({ name }) => name === "sandwich")!
      .density.density.forEach((value) => {
        expectClose(value, diffusivity(0.05) ** 2, rounding(diffusivity(0.05) ** 2));
      });
  });

  it("refuses so few models that they make no error", async () => {
    const provenance = { version: "0", command: "test", node: "test" };
    const context = { parallel: inThread(async () => null), loader: diskLoader, provenance };
    await expect(validateLinearFigure(1, 9, "wasm", context)).rejects.toThrow(/models = 9 must be at least 10/);
  });

  it("refuses a task of another name", async () => {
    await expect(runLinearTask({ task: "figure/validate-linear-none", input: {} }, undefined)).rejects.toThrow(
      /unknown task/,
    );
  });

  it("compares on states of one line and the noise levels of the setting", () => {
    const { probes } = linearCell("plane", 1);
    expect(probes.map(({ time }) => time)).toEqual([...validateLinear.probeTimes]);
    const { along, states } = probes[0]!;
    along.forEach((s, n) => {
      expect([...states.x.values.slice(2 * n, 2 * n + 2)]).toEqual([1 - s, s]);
    });
    expect(statesAt(points([[1, 0]]), 0.05).t[0]).toBe(states.t[0]);
  });
});

/** The same numbers for two components a state. */
function widened({ members, more, theory, name }: LinearResult): LinearResult {
  const twice = ({ rows, cols, values }: { rows: number; cols: number; values: Float64Array }) =>
    matrix(
      rows,
      2 * cols,
      Float64Array.from(
        { length: 2 * values.length },
        (_, i) => values[Math.floor(i / (2 * cols)) * cols + ((i % (2 * cols)) >> 1)]!,
      ),
    );
  const long = (values: Float64Array): Float64Array =>
    Float64Array.from({ length: 2 * values.length }, (_, i) => values[i >> 1]!);
  return {
    name,
    members: {
      ...members,
      trained: members.trained.map(twice),
      descent: members.descent.map(twice),
      exact: twice(members.exact),
    },
    more: { exact: twice(more.exact), descent: more.descent.map(twice) },
    theory: {
      ...theory,
      sandwich: long(theory.sandwich),
      cavity: long(theory.cavity),
      descent: theory.descent.map(long),
      noise: theory.noise.map(long),
    },
  };
}
