/**
 * One posterior-mean evaluation of 1000 states on the 1797 digits in 64 dimensions, one thread, against numpy.
 * Run: npx tsx bench/posterior-mean.ts
 */
import { readFileSync } from "node:fs";
import { digitsFromBytes, pointMasses, variancePreserving } from "../src/core/index.ts";
import { seededRng } from "../src/numerics/index.ts";
import { noisedMarginal } from "../src/theory/index.ts";
import { bestSeconds, numpySeconds, printRow } from "./baseline.ts";

const digits = await digitsFromBytes(readFileSync(new URL("../assets/digits.csv.gz", import.meta.url)), "standard");
const schedule = variancePreserving({ drift: "beta", cutoffTime: 1e-3 });
const marginal = noisedMarginal(pointMasses(digits), schedule);
const x = { count: 1000, dim: 64, values: seededRng(1).normals(64_000) };
const ours = await bestSeconds(5, () => marginal.posteriorMeanAt(x, 0.1));
printRow(
  "posterior mean, 1000 states x 1797 digits x 64",
  ours,
  "numpy with BLAS, one thread",
  numpySeconds("./posterior-mean.py"),
);
