import { afterAll, describe, expect, it } from "vitest";
import { loaderOptions } from "../../../src/cli/thread-pool.ts";
import { type ParallelMap, sharedMatrix, sharedNumbers, type Task } from "../../../src/core/index.ts";
import { inThread, parallelGemm, parallelSyrk, runTask } from "../../../src/experiments/index.ts";
import { algebra, type Matrix, matrix, seededRng } from "../../../src/numerics/index.ts";
import { diskLoader } from "../../support/data-loader.ts";
import { tinySpec } from "../../support/tiny-spec.ts";
import { expectClose, rounding } from "../../support/tolerance.ts";
import { workerThreads } from "../../support/worker-threads.ts";

const seed = 11801;
const pools = [workerThreads(2), workerThreads(3)] as const;
afterAll(() => Promise.all(pools.map((pool) => pool.close())));
const maps: readonly ParallelMap[] = [inThread((task) => runTask(task, diskLoader)), ...pools];

const random = (rows: number, cols: number, name: string): Matrix =>
  matrix(
    rows,
    cols,
    seededRng(seed)
      .split(name)
      .normals(rows * cols),
  );

/** Paths of Gaussian fields, in five tasks. */
function fieldTasks(share: (a: Matrix) => Matrix, room: Float64Array | null): Task[] {
  const spec = tinySpec();
  const input = {
    spec,
    sampleCount: 32,
    name: "any",
    mean: share(random(16, 1, "mean")),
    factor: share(random(16, 5, "factor")),
  };
  const size = 4 * spec.ensemble.pathsPerModel;
  return Array.from({ length: 5 }, (_, k) => ({
    task: "field-paths",
    input: { ...input, from: 4 * k, to: 4 * k + 4 },
    ...(room === null ? {} : { into: room.subarray(k * size, (k + 1) * size) }),
  }));
}

describe("a parallel map", () => {
  it("has the same bits on one, two and three threads, with shared memory and without", async () => {
    const expected = await maps[0]!.map<Float64Array>(fieldTasks((a) => a, null));
    const length = expected.reduce((sum, { length }) => sum + length, 0);
    for (const map of maps) {
      expect(await map.map(fieldTasks((a) => a, null))).toEqual(expected);
      for (const room of [sharedNumbers(length), new Float64Array(length)]) {
        const found = await map.map<Float64Array>(fieldTasks(sharedMatrix, room));
        found.forEach((values, k) => {
          expect([...values]).toEqual([...expected[k]!]);
          expect(values.buffer).toBe(room.buffer);
        });
      }
    }
  });

  it("tells how far it is, up to all tasks", async () => {
    for (const map of maps) {
      const seen: [number, number][] = [];
      await map.map(fieldTasks(sharedMatrix, null), (done, total) => seen.push([done, total]));
      expect(seen).toEqual([1, 2, 3, 4, 5].map((done) => [done, 5]));
    }
  });

  it("passes an error on with message and the stack of where it arose, and goes on working", async () => {
    for (const map of maps) {
      const failing = map.map([...fieldTasks((a) => a, null), { task: "algebra/none", input: {} }]);
      const error = await failing.then(
        () => null,
        (found: Error) => found,
      );
      expect(error?.message).toBe("runAlgebraTask: unknown task algebra/none");
      expect(error?.stack).toContain("parallel-algebra");
      expect(await map.map(fieldTasks((a) => a, null).slice(0, 1))).toHaveLength(1);
    }
  });

  it("refuses a result that does not fit the room made for it", async () => {
    for (const map of maps) {
      for (const into of [sharedNumbers(3), new Float64Array(3)]) {
        const tasks = fieldTasks((a) => a, null).map((task) => ({ ...task, into }));
        await expect(map.map(tasks)).rejects.toThrow("room for 3 numbers");
      }
    }
  });

  it("stops with the reason of its signal, before and between tasks, and goes on working", async () => {
    const reason = new Error("not wanted any more");
    for (const map of maps) {
      await expect(
        map.map(
          fieldTasks((a) => a, null),
          undefined,
          AbortSignal.abort(reason),
        ),
      ).rejects.toBe(reason);
      const stop = new AbortController();
      let begun = 0;
      const onProgress = (): void => {
        begun++;
        stop.abort(reason);
      };
      const many = Array.from({ length: 10 }, () => fieldTasks((a) => a, null)).flat();
      await expect(map.map(many, onProgress, stop.signal)).rejects.toBe(reason);
      expect(begun).toBeLessThan(many.length);
      expect(await map.map(fieldTasks((a) => a, null).slice(0, 1))).toHaveLength(1);
    }
  });
});

describe("algebra on several threads", () => {
  const a = random(300, 40, "a");
  const b = random(40, 30, "b");

  it("multiplies as one thread does, to the same bits for any number of threads", async () => {
    const expected = algebra.gemm(a, b);
    const [one, ...others] = await Promise.all(maps.map((map) => parallelGemm(map, a, b)));
    for (const { values } of others) expect([...values]).toEqual([...one!.values]);
    expected.values.forEach((value, i) => {
      expectClose(one!.values[i]!, value, rounding(40, 80), `entry ${i}`);
    });
    await expect(parallelGemm(maps[0]!, a, a)).rejects.toThrow("inner sizes");
  });

  it("sums weighted squares as one thread does, to the same bits for any number of threads", async () => {
    const weights = seededRng(seed).uniforms(300);
    for (const own of [undefined, weights]) {
      const expected = algebra.syrk(a, own);
      const [one, ...others] = await Promise.all(maps.map((map) => parallelSyrk(map, a, own)));
      for (const { values } of others) expect([...values]).toEqual([...one!.values]);
      expected.values.forEach((value, i) => {
        expectClose(one!.values[i]!, value, rounding(300, 600), `entry ${i}`);
        expect(one!.values[(i % 40) * 40 + Math.floor(i / 40)]).toBe(one!.values[i]);
      });
    }
    await expect(parallelSyrk(maps[0]!, a, weights.slice(1))).rejects.toThrow("one weight a row");
  });
});

describe("the options that threads take over", () => {
  it("are loaders with their values, and none of the process", () => {
    const options = [
      "--max-old-space-size=4096",
      "--import",
      "tsx",
      "--no-warnings",
      "--require=./a.cjs",
      "-C",
      "source",
    ];
    expect(loaderOptions(options)).toEqual(["--import", "tsx", "--require=./a.cjs", "-C", "source"]);
    expect(loaderOptions(["--single-threaded-gc"])).toEqual([]);
    expect(loaderOptions(["--import"])).toEqual(["--import"]);
  });
});
