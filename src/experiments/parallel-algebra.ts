import { type ParallelMap, ShapeError, sharedMatrix, sharedNumbers, type Task } from "../core/index.ts";
import { algebra, type Matrix, matrix } from "../numerics/index.ts";

/** Rows of a block of a product. */
const blockRows = 256;
/** Parts into which a sum over rows is cut, and rows that are worth a part. */
const mostParts = 4;
const fewestRows = 128;

interface GemmInput {
  readonly a: Matrix;
  readonly b: Matrix;
}

interface SyrkInput {
  readonly a: Matrix;
  readonly weights: Float64Array | null;
}

/**
 * A B on several threads: blocks of rows of A, each written to its place in shared memory. The blocks depend on the size
 * alone, so the result does not depend on the number of threads.
 *
 * @param a - shape [m, k]; copied to shared memory unless it is there
 * @param b - shape [k, n]; likewise
 * @returns shape [m, n], in shared memory
 * @throws ShapeError when the inner sizes differ; ArgumentError for an entry that is not finite
 */
export async function parallelGemm(parallel: ParallelMap, a: Matrix, b: Matrix): Promise<Matrix> {
  if (a.cols !== b.rows)
    throw new ShapeError("parallelGemm", { a: [a.rows, a.cols], b: [b.rows, b.cols] }, "the inner sizes must agree");
  const right = sharedMatrix(b);
  const values = sharedNumbers(a.rows * b.cols);
  await parallel.map(
    rowBlocks(sharedMatrix(a), blockRows).map(
      ({ block, from }): Task => ({
        task: "algebra/gemm",
        input: { a: block, b: right } satisfies GemmInput,
        into: values.subarray(from * b.cols, (from + block.rows) * b.cols),
      }),
    ),
  );
  return matrix(a.rows, b.cols, values);
}

/**
 * Aᵀ diag(w) A on several threads, as a sum over blocks of rows: made for many more rows than columns. The blocks depend
 * on the size alone, so the result does not depend on the number of threads.
 *
 * @param a - shape [k, n]; copied to shared memory unless it is there
 * @param weights - w, ones by default; shape [k]
 * @returns symmetric; shape [n, n]
 * @throws ShapeError when there is not one weight a row; ArgumentError for an entry that is not finite
 */
export async function parallelSyrk(parallel: ParallelMap, a: Matrix, weights?: Float64Array): Promise<Matrix> {
  if (weights !== undefined && weights.length !== a.rows)
    throw new ShapeError(
      "parallelSyrk",
      { a: [a.rows, a.cols], weights: [weights.length] },
      "there must be one weight a row",
    );
  // Every part more is a matrix [n, n] to be added up afterwards, which costs as much as n rows do.
  const worth = Math.max(2, Math.floor((2 * a.rows) / a.cols));
  const parts = Math.max(1, Math.min(mostParts, worth, Math.floor(a.rows / fewestRows)));
  const blocks = rowBlocks(sharedMatrix(a), Math.max(1, Math.ceil(a.rows / parts)));
  const [sum, ...others] = await parallel.map<Matrix>(
    blocks.map(({ block, from }) => ({
      task: "algebra/syrk",
      input: { a: block, weights: weights?.slice(from, from + block.rows) ?? null } satisfies SyrkInput,
    })),
  );
  if (sum === undefined) return matrix(a.cols, a.cols);
  for (const { values } of others) for (let i = 0; i < values.length; i++) sum.values[i]! += values[i]!;
  return sum;
}

/** Runs a task of this file. */
export function runAlgebraTask({ task, input }: Task): unknown {
  switch (task) {
    case "algebra/gemm": {
      const { a, b } = input as GemmInput;
      return algebra.gemm(a, b).values;
    }
    case "algebra/syrk": {
      const { a, weights } = input as SyrkInput;
      return algebra.syrk(a, weights ?? undefined);
    }
    default:
      throw new Error(`runAlgebraTask: unknown task ${task}`);
  }
}

function rowBlocks(a: Matrix, height: number): { readonly block: Matrix; readonly from: number }[] {
  return Array.from({ length: Math.ceil(a.rows / height) }, (_, k) => {
    const from = k * height;
    const to = Math.min(a.rows, from + height);
    return { block: matrix(to - from, a.cols, a.values.subarray(from * a.cols, to * a.cols)), from };
  });
}
