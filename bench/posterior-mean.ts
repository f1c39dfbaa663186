/**
 * Posterior mean of 1000 states on the 1797 digits in 64 dimensions, one thread, against numpy on the same arrays, from
 * little noise, where one point weighs, to much, where all do: the best of alternating runs, in processor time.
 * Run: npx tsx bench/posterior-mean.ts
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digitsFromBytes, pointMasses, variancePreserving } from "../src/core/index.ts";
import { seededRng } from "../src/numerics/index.ts";
import { noisedMarginal } from "../src/theory/index.ts";
import { bestProcessSeconds, numpySeconds, plainSeconds, printRow } from "./baseline.ts";

const rounds = 6;
const digits = await digitsFromBytes(readFileSync(new URL("../assets/digits.csv.gz", import.meta.url)), "standard");
const schedule = variancePreserving({ drift: "beta", cutoffTime: 1e-3 });
const marginal = noisedMarginal(pointMasses(digits), schedule);
const noise = seededRng(1).normals(64_000);
const folder = mkdtempSync(join(tmpdir(), "scorepath-bench-"));

function noisedDigits(t: number): Float64Array {
  const [alpha, sigma] = [schedule.alpha(t), schedule.sigma(t)];
  const digit = (k: number): number => digits.values[64 * ((17 * Math.floor(k / 64)) % digits.count) + (k % 64)]!;
  return noise.map((z, k) => alpha * digit(k) + sigma * z);
}

for (const [regime, values, t] of [
  ["low noise: noised digits", noisedDigits(0.01), 0.01],
  ["moderate noise: noised digits", noisedDigits(0.1), 0.1],
  ["moderate noise: states of pure noise", noise, 0.1],
  ["most points weigh: noised digits", noisedDigits(0.2), 0.2],
  ["all points weigh: noised digits", noisedDigits(0.5), 0.5],
  ["all points weigh: states of pure noise", noise, 0.5],
] as const) {
  const states = { count: 1000, dim: 64, values };
  const work = () => marginal.posteriorMeanAt(states, t);
  const file = join(folder, "arrays");
  writeFileSync(file, Buffer.concat([values, digits.values, work()].map(({ buffer }) => new Uint8Array(buffer))));
  let ours = Number.POSITIVE_INFINITY;
  let theirs: number | null = null;
  for (let round = 0; round < rounds; round++) {
    ours = Math.min(ours, bestProcessSeconds(work, 0.2));
    const arguments_ = [file, schedule.alpha(t), schedule.sigma(t) ** 2, 10].map(String);
    const found = numpySeconds("./posterior-mean.py", ...arguments_);
    if (found !== null) theirs = Math.min(theirs ?? found, found);
  }
  const what = `posterior mean, 1000 x 1797 x 64, t = ${t}, ${regime}`;
  if (theirs === null) printRow(what, ours, "plain TypeScript", plainSeconds(work));
  else printRow(what, ours, "numpy, one thread", theirs);
}
rmSync(folder, { recursive: true });
