/**
 * Dense algebra against numpy on its BLAS, one thread: process time, best of runs that alternate with numpy's.
 * gemm and syrk are then timed on one thread and on two, numpy likewise: wall time, since processor time is the same.
 * Run: npx tsx bench/algebra.ts [--engine name] [--rounds n] [operation …] [n …]
 */
import { parseArgs } from "node:util";
import { openblasAlgebra } from "../src/cli/openblas-algebra.ts";
import { threadPool } from "../src/cli/thread-pool.ts";
import { sharedMatrix } from "../src/core/index.ts";
import { parallelGemm, parallelSyrk } from "../src/experiments/index.ts";
import {
  algebra,
  forceEngine,
  type Matrix,
  mlMatrixAlgebra,
  registerEngine,
  seededRng,
} from "../src/numerics/index.ts";
import { bestProcessSeconds, criticalSeconds, numpySeconds, numpySecondsAsStarted, printRow } from "./baseline.ts";

const operations: Readonly<
  Record<string, (engine: typeof algebra, a: Matrix, b: Matrix, definite: Matrix) => unknown>
> = {
  gemm: (engine, a, b) => engine.gemm(a, b),
  syrk: (engine, a) => engine.syrk(a),
  "cholesky-solve": (engine, _, b, definite) => engine.solvePositiveDefinite(definite, b),
  "symmetric-eigen": (engine, _, __, definite) => engine.symmetricEigen(definite),
  svd: (engine, a) => engine.svd(a),
};

const { values, positionals } = parseArgs({
  options: { engine: { type: "string", default: "auto" }, rounds: { type: "string", default: "3" } },
  allowPositionals: true,
});
const openblas = values.engine === "openblas" ? await openblasAlgebra() : null;
if (openblas !== null) registerEngine(openblas);
forceEngine(values.engine);
const names = positionals.filter((text) => text in operations);
const sizes = positionals.filter((text) => /^\d+$/.test(text)).map(Number);
for (const name of names.length > 0 ? names : Object.keys(operations)) {
  for (const n of sizes.length > 0 ? sizes : [64, 256, 512, 1024]) {
    const rng = seededRng(n);
    const square = (): Matrix => ({ rows: n, cols: n, values: rng.normals(n * n) });
    const [a, b, c] = [square(), square(), square()];
    const definite = algebra.syrk(c);
    for (let i = 0; i < n; i++) definite.values[i * n + i]! += n;
    const time = (engine: typeof algebra): number =>
      bestProcessSeconds(() => operations[name]!(engine, a, b, definite));
    let ours = Number.POSITIVE_INFINITY;
    let numpy: number | null = Number.POSITIVE_INFINITY;
    let started: number | null = Number.POSITIVE_INFINITY;
    for (let round = 0; round < Number(values.rounds); round++) {
      ours = Math.min(ours, time(algebra));
      const seconds: number | null = numpy === null ? null : numpySeconds("./algebra.py", name, String(n));
      numpy = numpy === null || seconds === null ? null : Math.min(numpy, seconds);
      const plain: number | null = started === null ? null : numpySecondsAsStarted("./algebra.py", name, String(n));
      started = started === null || plain === null ? null : Math.min(started, plain);
    }
    const [baseline, theirs] = numpy === null ? ["ml-matrix", time(mlMatrixAlgebra)] : ["numpy", numpy];
    printRow(`${name}, n = ${n}, ${algebra.name}`, ours, numpy === null ? baseline : "numpy, memory kept,", theirs);
    if (started !== null) printRow(`${name}, n = ${n}, ${algebra.name}`, ours, "numpy as started", started);
  }
}

/** Rounds of one thread, two threads and numpy on each, in turn; calls a round. */
const PARALLEL_ROUNDS = 5;
const CALLS = 4;
const pools = [1, 2].map((threads) => threadPool(threads, process.cwd(), ["--import", "tsx"]));
for (const name of names.length > 0 ? names : ["gemm", "syrk"]) {
  if (name !== "gemm" && name !== "syrk") continue;
  for (const n of sizes.length > 0 ? sizes : [512, 1024, 2048]) {
    const rng = seededRng(n);
    const [a, b] = [0, 1].map(() => sharedMatrix({ rows: n, cols: n, values: rng.normals(n * n) })) as [Matrix, Matrix];
    const never = (): number[] => [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    const [wall, critical, numpy] = [never(), never(), never()] as [number[], number[], number[]];
    for (let round = 0; round < PARALLEL_ROUNDS; round++) {
      for (const [k, pool] of pools.entries()) {
        const work = () => (name === "gemm" ? parallelGemm(pool, a, b) : parallelSyrk(pool, a));
        if (round === 0) await Promise.all([work(), work(), work()]);
        for (let call = 0; call < CALLS; call++) {
          const start = performance.now();
          critical[k] = Math.min(critical[k]!, await criticalSeconds(work));
          wall[k] = Math.min(wall[k]!, (performance.now() - start) / 1000);
        }
        numpy[k] = Math.min(numpy[k]!, numpySeconds("./algebra.py", name, String(n), String(k + 1)) ?? Number.NaN);
      }
    }
    for (const k of [0, 1])
      printRow(`${name}, n = ${n}, ${k + 1} thread(s), wall time`, wall[k]!, `numpy, ${k + 1} thread(s)`, numpy[k]!);
    const gain = (seconds: readonly number[]): string => (seconds[0]! / seconds[1]!).toFixed(2);
    process.stdout.write(
      `${name}, n = ${n}: two threads are ${gain(wall)} times one by wall time, ${gain(critical)} by processor time one after the other (numpy ${gain(numpy)})\n`,
    );
  }
}
for (const pool of pools) await pool.close();
