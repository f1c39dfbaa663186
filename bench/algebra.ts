/**
 * Dense algebra against numpy on its BLAS, one thread: process time, best of runs that alternate with numpy's.
 * Run: npx tsx bench/algebra.ts [--engine name] [operation …] [n …]
 */
import { parseArgs } from "node:util";
import { openblasAlgebra } from "../src/cli/openblas-algebra.ts";
import {
  algebra,
  forceEngine,
  type Matrix,
  mlMatrixAlgebra,
  registerEngine,
  seededRng,
} from "../src/numerics/index.ts";
import { bestProcessSeconds, numpySeconds, printRow } from "./baseline.ts";

/** Rounds of ours, then numpy's. */
const ROUNDS = 3;
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
  options: { engine: { type: "string", default: "auto" } },
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
    for (let round = 0; round < ROUNDS; round++) {
      ours = Math.min(ours, time(algebra));
      const seconds: number | null = numpy === null ? null : numpySeconds("./algebra.py", name, String(n));
      numpy = numpy === null || seconds === null ? null : Math.min(numpy, seconds);
    }
    const [baseline, theirs] = numpy === null ? ["ml-matrix", time(mlMatrixAlgebra)] : ["numpy", numpy];
    printRow(`${name}, n = ${n}, ${algebra.name}`, ours, baseline, theirs);
  }
}
