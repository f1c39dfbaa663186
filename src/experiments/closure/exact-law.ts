import type { ForwardProcess, LinearScoreModel } from "../../core/index.ts";
import { linearScoreFields, trainCoefficients } from "../../linear-models/index.ts";
import type { Rng } from "../../numerics/index.ts";
import { type CdfBlock, groupCdfs } from "../../path-integral/index.ts";

/** Sums of CDFs over exactly trained members `from` … `to` − 1; member m depends on its number alone. */
export function exactBlock(
  rng: Rng,
  model: LinearScoreModel,
  process: ForwardProcess,
  x: Float64Array,
  from: number,
  to: number,
): CdfBlock {
  const { cols, values } = trainCoefficients(rng, model, process, from, to);
  return groupCdfs(
    rng,
    process,
    (streams, first) =>
      linearScoreFields(model, process.schedule, {
        rows: streams.length,
        cols,
        values: values.subarray((first - from) * cols, (first - from + streams.length) * cols),
      }),
    { method: "rk4", models: to, x },
    from,
    to,
  );
}
